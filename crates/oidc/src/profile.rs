//! Profiles: how strict the provider is with a client. A profile is one word; what it demands is read from it and set nowhere else, so that it
//! cannot be half on.

use causeway_crypto::jose::Alg;
use serde::{Deserialize, Serialize};

/// The profile that a client is registered for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// OpenID Connect as its basic certification knows it, for services of low risk. A grant of such a client is worth no more than the
    /// level `basic`, and never an exchange.
    Basic,
    /// OAuth as RFC 9700 would have it.
    #[default]
    Standard,
    /// FAPI 2.0 Security Profile.
    Fapi2,
    /// FAPI 2.0 Security Profile with Message Signing: signed requests, signed responses.
    Fapi2Signed,
    /// Financial-grade API: Client Initiated Backchannel Authentication Profile.
    FapiCiba,
}

/// What a profile demands of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a demand of its own")]
pub(crate) struct Demands {
    /// Authorization requests are pushed (FAPI 2.0 5.3.2.2 clause 1).
    pub(crate) par: bool,
    /// Access tokens are bound to a key (FAPI 2.0 5.3.2.1 clause 5; FAPI-CIBA 5.2.2 clause 4, by certificate there).
    pub(crate) bound: bool,
    /// The client proves itself by a key, never by a secret (FAPI 2.0 5.3.2.1 clause 6).
    pub(crate) key: bool,
    /// Requests are signed (FAPI 2.0 Message Signing 5.3.1; FAPI-CIBA 5.2.2 clause 1).
    pub(crate) signed_request: bool,
    /// Responses are signed (FAPI 2.0 Message Signing 5.4.1).
    pub(crate) signed_response: bool,
    /// An assertion names the issuer alone as its audience, as a string (FAPI 2.0 5.3.2.1 clause 8).
    pub(crate) issuer_alone: bool,
    /// Addresses are https, on no one's own machine (FAPI 2.0 5.3.2.2 clause 8).
    pub(crate) https: bool,
    /// The algorithms that a client signs by (FAPI 2.0 5.4.1).
    pub(crate) algs: &'static [Alg],
}

/// No RSASSA-PKCS1-v1_5 (FAPI 2.0 5.4.1).
const ALGS: &[Alg] = &Alg::STRONG;

impl Profile {
    /// All of them, from the mildest.
    pub const ALL: [Self; 5] = [Self::Basic, Self::Standard, Self::Fapi2, Self::Fapi2Signed, Self::FapiCiba];

    /// Its name, as registered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Standard => "standard",
            Self::Fapi2 => "fapi2",
            Self::Fapi2Signed => "fapi2_signed",
            Self::FapiCiba => "fapi_ciba",
        }
    }

    /// What it demands.
    pub(crate) const fn demands(self) -> Demands {
        let mild = Demands {
            par: false,
            bound: false,
            key: false,
            signed_request: false,
            signed_response: false,
            issuer_alone: false,
            https: false,
            algs: ALGS,
        };
        let fapi2 = Demands { par: true, bound: true, key: true, issuer_alone: true, https: true, ..mild };
        match self {
            Self::Basic | Self::Standard => mild,
            Self::Fapi2 => fapi2,
            Self::Fapi2Signed => Demands { signed_request: true, signed_response: true, ..fapi2 },
            Self::FapiCiba => Demands { bound: true, key: true, signed_request: true, https: true, ..mild },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_known_by_its_registered_name() {
        for profile in Profile::ALL {
            assert_eq!(serde_json::to_value(profile).unwrap(), profile.as_str());
        }
        assert!(serde_json::from_str::<Profile>("\"fapi1\"").is_err());
        assert_eq!(Profile::default(), Profile::Standard);
    }

    #[test]
    fn fapi2_message_signing_is_the_security_profile_and_more() {
        let (fapi, signed) = (Profile::Fapi2.demands(), Profile::Fapi2Signed.demands());
        assert!(fapi.par && fapi.bound && fapi.key && fapi.issuer_alone && fapi.https);
        assert_eq!(Demands { signed_request: false, signed_response: false, ..signed }, fapi);
        assert!(signed.signed_request && signed.signed_response);
    }
}
