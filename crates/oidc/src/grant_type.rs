//! The grant types there are (RFC 6749 section 1.3 and the specifications that add to it).

use serde::{Deserialize, Serialize};

/// How a client comes to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GrantType {
    /// A code, by way of the person's browser (RFC 6749 section 4.1).
    #[serde(rename = "authorization_code")]
    AuthorizationCode,
    /// A refresh token (RFC 6749 section 6).
    #[serde(rename = "refresh_token")]
    RefreshToken,
    /// The client for itself (RFC 6749 section 4.4).
    #[serde(rename = "client_credentials")]
    ClientCredentials,
    /// The person is asked on their own device (OpenID Connect Client-Initiated Backchannel Authentication section 4).
    #[serde(rename = "urn:openid:params:grant-type:ciba")]
    Ciba,
    /// A device without a keyboard (RFC 8628 section 3.4).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
    /// One token for another (RFC 8693 section 2.1).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:token-exchange")]
    TokenExchange,
}

impl GrantType {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AuthorizationCode,
        Self::RefreshToken,
        Self::ClientCredentials,
        Self::Ciba,
        Self::DeviceCode,
        Self::TokenExchange,
    ];

    /// As in `grant_type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::Ciba => "urn:openid:params:grant-type:ciba",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
        }
    }

    /// The grant type of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == name)
    }

    /// Whether a client has to be registered for it by name. The others follow from its scopes.
    pub const fn is_extra(self) -> bool {
        matches!(self, Self::Ciba | Self::DeviceCode | Self::TokenExchange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_type_is_kept_under_its_wire_name() {
        for grant in GrantType::ALL {
            assert_eq!(serde_json::to_value(grant).unwrap(), grant.as_str());
            assert_eq!(GrantType::named(grant.as_str()), Some(grant));
        }
        assert_eq!(GrantType::named("password"), None);
    }
}
