//! What keys are for.

use std::fmt;
use std::str::FromStr;

use causeway_core::Error;
use serde::{Serialize, Serializer};

use crate::jose::Alg;

/// What a signing key is for.
///
/// Some uses are optional: a store has keys for them only once somebody made one, and serves without until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Signs tokens that services receive (ES256).
    Token,
    /// Signs tokens for services that asked for `EdDSA` (Ed25519). Optional.
    TokenEd,
    /// Signs tokens for services that asked for PS256 or RS256 (RSA): the caller says which. Optional.
    TokenRsa,
    /// Signs the evidence log's checkpoints (Ed25519). Its public part stands in trust files: rotating it means telling every verifier.
    Log,
    /// Signs what the gateway asks of providers (ES256).
    Gateway,
    /// Signs the platform's own reads at registration (ES256).
    PlatformConsumer,
}

impl Use {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Token, Self::TokenEd, Self::TokenRsa, Self::Log, Self::Gateway, Self::PlatformConsumer];

    /// Those that every store has keys for.
    pub const REQUIRED: [Self; 4] = [Self::Token, Self::Log, Self::Gateway, Self::PlatformConsumer];

    /// How keys for this use sign; a key for [`Use::TokenRsa`] by RS256 besides.
    pub fn alg(self) -> Alg {
        match self {
            Self::Log | Self::TokenEd => Alg::EdDsa,
            Self::TokenRsa => Alg::Ps256,
            Self::Token | Self::Gateway | Self::PlatformConsumer => Alg::Es256,
        }
    }

    /// The name in file names and on the command line, such as `platform-consumer`.
    pub fn name(self) -> &'static str {
        KeyUse::from(self).name()
    }
}

/// Every kind of key there is, those that do not sign included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUse {
    /// As [`Use::Token`].
    Token,
    /// As [`Use::TokenEd`]. Optional.
    TokenEd,
    /// As [`Use::TokenRsa`]. Optional.
    TokenRsa,
    /// As [`Use::Log`].
    Log,
    /// As [`Use::Gateway`].
    Gateway,
    /// As [`Use::PlatformConsumer`].
    PlatformConsumer,
    /// Opens what providers seal to the platform at registration (ECDH-ES on P-256).
    Decryption,
    /// Opens the request objects that services encrypt to the platform (ECDH-ES on P-256). Optional.
    RequestObject,
    /// Wraps the keys of people's data (AES-256).
    Master,
    /// The root of derived secrets. It never rotates.
    Root,
}

impl KeyUse {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Token,
        Self::TokenEd,
        Self::TokenRsa,
        Self::Log,
        Self::Gateway,
        Self::PlatformConsumer,
        Self::Decryption,
        Self::RequestObject,
        Self::Master,
        Self::Root,
    ];

    /// Whether a store may have no key for it: such keys are made when an operator says so, and never by themselves.
    pub fn is_optional(self) -> bool {
        matches!(self, Self::TokenEd | Self::TokenRsa | Self::RequestObject)
    }

    /// The name on the command line and in metrics, such as `platform-consumer`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::TokenEd => "token-ed",
            Self::TokenRsa => "token-rsa",
            Self::Log => "log",
            Self::Gateway => "gateway",
            Self::PlatformConsumer => "platform-consumer",
            Self::Decryption => "decryption",
            Self::RequestObject => "request-object",
            Self::Master => "master",
            Self::Root => "root",
        }
    }

    /// The algorithm, as operators know it.
    pub fn alg(self) -> &'static str {
        match self {
            Self::Token | Self::Gateway | Self::PlatformConsumer => "ES256",
            Self::Log | Self::TokenEd => "EdDSA",
            Self::TokenRsa => "PS256",
            Self::Decryption | Self::RequestObject => "ECDH-ES",
            Self::Master => "A256GCM",
            Self::Root => "HS256",
        }
    }

    /// The signing use, for those that sign.
    pub fn signing(self) -> Option<Use> {
        match self {
            Self::Token => Some(Use::Token),
            Self::TokenEd => Some(Use::TokenEd),
            Self::TokenRsa => Some(Use::TokenRsa),
            Self::Log => Some(Use::Log),
            Self::Gateway => Some(Use::Gateway),
            Self::PlatformConsumer => Some(Use::PlatformConsumer),
            Self::Decryption | Self::RequestObject | Self::Master | Self::Root => None,
        }
    }
}

impl From<Use> for KeyUse {
    fn from(which: Use) -> Self {
        match which {
            Use::Token => Self::Token,
            Use::TokenEd => Self::TokenEd,
            Use::TokenRsa => Self::TokenRsa,
            Use::Log => Self::Log,
            Use::Gateway => Self::Gateway,
            Use::PlatformConsumer => Self::PlatformConsumer,
        }
    }
}

impl fmt::Display for KeyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for KeyUse {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|of| of.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.into_iter().map(Self::name).collect();
            Error::invalid("unknown_key_use", format!("There are keys for: {}.", names.join(", ")))
        })
    }
}

impl Serialize for KeyUse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_use_is_found_by_its_name() {
        for of in KeyUse::ALL {
            assert_eq!(of.name().parse::<KeyUse>().unwrap(), of);
        }
        assert_eq!("tokens".parse::<KeyUse>().unwrap_err().code(), "unknown_key_use");
    }

    #[test]
    fn the_uses_that_sign_are_the_same_in_both_lists() {
        let signing: Vec<_> = KeyUse::ALL.into_iter().filter_map(KeyUse::signing).collect();
        assert_eq!(signing, Use::ALL);
        let required: Vec<_> =
            Use::ALL.into_iter().filter(|which| !KeyUse::from(*which).is_optional()).collect();
        assert_eq!(required, Use::REQUIRED);
        for which in Use::ALL {
            assert_eq!(KeyUse::from(which).alg(), which.alg().name());
        }
    }
}
