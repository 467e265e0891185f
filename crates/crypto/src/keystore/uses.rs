//! What keys are for.

use std::fmt;
use std::str::FromStr;

use causeway_core::Error;
use serde::{Serialize, Serializer};

use crate::jose::Alg;

/// What a signing key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Signs tokens that services receive (ES256).
    Token,
    /// Signs the evidence log's checkpoints (Ed25519). Its public part stands in trust files: rotating it means telling every verifier.
    Log,
    /// Signs what the gateway asks of providers (ES256).
    Gateway,
    /// Signs the platform's own reads at registration (ES256).
    PlatformConsumer,
}

impl Use {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Token, Self::Log, Self::Gateway, Self::PlatformConsumer];

    /// How keys for this use sign.
    pub fn alg(self) -> Alg {
        match self {
            Self::Log => Alg::EdDsa,
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
    /// As [`Use::Log`].
    Log,
    /// As [`Use::Gateway`].
    Gateway,
    /// As [`Use::PlatformConsumer`].
    PlatformConsumer,
    /// Opens what providers seal to the platform at registration (ECDH-ES on P-256).
    Decryption,
    /// Wraps the keys of people's data (AES-256).
    Master,
    /// The root of derived secrets. It never rotates.
    Root,
}

impl KeyUse {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Token,
        Self::Log,
        Self::Gateway,
        Self::PlatformConsumer,
        Self::Decryption,
        Self::Master,
        Self::Root,
    ];

    /// The name on the command line and in metrics, such as `platform-consumer`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Log => "log",
            Self::Gateway => "gateway",
            Self::PlatformConsumer => "platform-consumer",
            Self::Decryption => "decryption",
            Self::Master => "master",
            Self::Root => "root",
        }
    }

    /// The algorithm, as operators know it.
    pub fn alg(self) -> &'static str {
        match self {
            Self::Token | Self::Gateway | Self::PlatformConsumer => "ES256",
            Self::Log => "EdDSA",
            Self::Decryption => "ECDH-ES",
            Self::Master => "A256GCM",
            Self::Root => "HS256",
        }
    }

    /// The signing use, for those that sign.
    pub fn signing(self) -> Option<Use> {
        match self {
            Self::Token => Some(Use::Token),
            Self::Log => Some(Use::Log),
            Self::Gateway => Some(Use::Gateway),
            Self::PlatformConsumer => Some(Use::PlatformConsumer),
            Self::Decryption | Self::Master | Self::Root => None,
        }
    }
}

impl From<Use> for KeyUse {
    fn from(which: Use) -> Self {
        match which {
            Use::Token => Self::Token,
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
        for which in Use::ALL {
            assert_eq!(KeyUse::from(which).alg(), which.alg().name());
        }
    }
}
