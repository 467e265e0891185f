//! The scopes there are.

use std::collections::BTreeSet;
use std::str::FromStr;

use causeway_core::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A scope. A closed set: what is not here does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The person logs in (OpenID Connect Core section 3.1.2.1).
    Openid,
    /// Asks for the number of the identity card.
    CardNumber,
    /// Asks for the name on the identity card.
    Name,
    /// Asks for the date of birth on the identity card.
    DateOfBirth,
    /// A refresh token is wanted (OpenID Connect Core section 11).
    OfflineAccess,
    /// The client exchanges data: by itself at the gateway, and by `authorization_details` from people.
    Exchange,
    /// The client asks about the tokens that are brought to the resources of its organisation (RFC 7662).
    Introspect,
    /// The client asks what its grants hold (Grant Management section 6.1).
    GrantManagementQuery,
    /// The client gives grants back (Grant Management section 6.1).
    GrantManagementRevoke,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Openid,
        Self::CardNumber,
        Self::Name,
        Self::DateOfBirth,
        Self::OfflineAccess,
        Self::Exchange,
        Self::Introspect,
        Self::GrantManagementQuery,
        Self::GrantManagementRevoke,
    ];

    /// The scope's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::CardNumber => "card_number",
            Self::Name => "name",
            Self::DateOfBirth => "date_of_birth",
            Self::OfflineAccess => "offline_access",
            Self::Exchange => "exchange",
            Self::Introspect => "introspect",
            Self::GrantManagementQuery => "grant_management_query",
            Self::GrantManagementRevoke => "grant_management_revoke",
        }
    }

    /// The profile field that the scope asks for; the claim at `/userinfo` has the same name.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Self::CardNumber | Self::Name | Self::DateOfBirth => Some(self.as_str()),
            Self::Openid
            | Self::OfflineAccess
            | Self::Exchange
            | Self::Introspect
            | Self::GrantManagementQuery
            | Self::GrantManagementRevoke => None,
        }
    }

    /// Whether a client has it for itself (RFC 6749 section 4.4), and no person can give it.
    pub fn is_own(self) -> bool {
        matches!(
            self,
            Self::Exchange | Self::Introspect | Self::GrantManagementQuery | Self::GrantManagementRevoke
        )
    }

    /// The scope that asks for a profile field.
    pub fn of_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.field() == Some(field))
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| Error::invalid("unknown_scope", "There is no scope of that name."))
    }
}

/// A set of scopes, as the space-separated list of RFC 6749 section 3.3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// The scopes in a list; names that nobody knows are left out (OpenID Connect Core section 3.1.2.1).
    pub fn parse(text: &str) -> Self {
        Self(text.split(' ').filter_map(|name| name.parse().ok()).collect())
    }

    /// Whether `scope` is among them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether `other` holds nothing that this does not.
    pub fn cover(&self, other: &Self) -> bool {
        other.0.is_subset(&self.0)
    }

    /// Those of both.
    pub(crate) fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).copied().collect())
    }

    /// Those that are in both.
    pub(crate) fn shared(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0).copied().collect())
    }

    /// The scopes in order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

/// As the space-separated list.
impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Strictly: what is kept of scopes names none that nobody knows.
impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let names = text.split(' ').filter(|name| !name.is_empty());
        names.map(|name| name.parse::<Scope>().map_err(de::Error::custom)).collect()
    }
}

impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_core_3_1_2_1_unknown_scopes_are_ignored() {
        assert_eq!(Scopes::parse("openid phone  name").to_string(), "openid name");
    }

    #[test]
    fn every_scope_survives_its_wire_form() {
        let all: Scopes = Scope::ALL.into_iter().collect();
        assert_eq!(Scopes::parse(&all.to_string()), all);
    }

    #[test]
    fn what_is_kept_of_scopes_is_read_strictly() {
        let scopes = Scopes::parse("openid name");
        assert_eq!(serde_json::to_value(&scopes).unwrap(), "openid name");
        assert_eq!(serde_json::from_value::<Scopes>("openid name".into()).unwrap(), scopes);
        assert!(serde_json::from_value::<Scopes>("openid phone".into()).is_err());
    }

    #[test]
    fn a_field_and_its_scope_name_each_other() {
        for scope in Scope::ALL {
            if let Some(field) = scope.field() {
                assert_eq!(Scope::of_field(field), Some(scope));
            }
        }
        assert_eq!(Scope::of_field("openid"), None);
    }
}
