//! A client's settings as facts for people: what is on its page, and what an act changes.

use crate::grant_type::GrantType;
use crate::settings::{Binding, CertificateName, Encryption, Pkce, Settings};

/// A setting by its stable name, and its values: stable names themselves, or texts as registered. None where it is not set.
pub type Fact = (&'static str, Vec<String>);

/// The settings of a client, all of them, in the order in which people read them.
pub fn facts(settings: &Settings) -> Vec<Fact> {
    let text = |value: &Option<String>| value.iter().cloned().collect();
    let one = |value: &str| vec![value.to_owned()];
    let yes = |on: bool| if on { one("yes") } else { Vec::new() };
    let encryption = |alg: Option<Encryption>| alg.iter().map(|alg| alg.as_str().to_owned()).collect();
    let ciba = settings.ciba.as_ref();
    vec![
        ("profile", one(settings.profile.as_str())),
        ("binding", one(settings.binding.as_str())),
        ("pkce", one(settings.pkce.as_str())),
        ("certificate", settings.certificate.iter().map(certificate).collect()),
        ("jwks_uri", text(&settings.jwks_uri)),
        ("requests", requests(settings)),
        ("grants", settings.grants.iter().map(|grant| short(*grant).to_owned()).collect()),
        ("ciba_endpoint", ciba.and_then(|ciba| ciba.notification_endpoint.clone()).into_iter().collect()),
        ("ciba_user_code", yes(ciba.is_some_and(|ciba| ciba.user_code))),
        ("id_token", one(settings.id_token.as_str())),
        ("id_token_encryption", encryption(settings.id_token_encryption)),
        ("userinfo", settings.userinfo.iter().map(|alg| alg.as_str().to_owned()).collect()),
        ("userinfo_encryption", encryption(settings.userinfo_encryption)),
        ("response", one(settings.response.as_str())),
        ("response_encryption", encryption(settings.response_encryption)),
        ("post_logout_redirect_uris", settings.post_logout_redirect_uris.clone()),
        ("backchannel_logout_uri", text(&settings.backchannel_logout_uri)),
        ("resources", settings.resources.clone()),
        ("sector_identifier_uri", text(&settings.sector_identifier_uri)),
        ("verified_claims", yes(settings.verified_claims)),
        ("logo_uri", text(&settings.logo_uri)),
        ("policy_uri", text(&settings.policy_uri)),
        ("tos_uri", text(&settings.tos_uri)),
    ]
}

/// The facts that are not what a client has of itself.
pub fn telling(settings: &Settings) -> Vec<Fact> {
    let usual = facts(&Settings::default());
    facts(settings).into_iter().filter(|fact| !usual.contains(fact)).collect()
}

fn certificate(name: &CertificateName) -> String {
    match name {
        CertificateName::SubjectDn(text) | CertificateName::SanDns(text) | CertificateName::SanUri(text) => {
            text.clone()
        }
    }
}

fn requests(settings: &Settings) -> Vec<String> {
    let pushed = settings.pushed_requests_only.then_some("pushed");
    let signed = settings.signed_requests_only.then_some("signed");
    pushed.into_iter().chain(signed).map(str::to_owned).collect()
}

/// A short stable name of a grant that has to be registered by name.
fn short(grant: GrantType) -> &'static str {
    match grant {
        GrantType::Ciba => "ciba",
        GrantType::DeviceCode => "device_code",
        GrantType::TokenExchange => "token_exchange",
        other => other.as_str(),
    }
}

impl Pkce {
    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
        }
    }
}

impl Binding {
    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Dpop => "dpop",
            Self::Certificate => "certificate",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    #[test]
    fn every_setting_that_is_not_the_usual_one_is_told() {
        assert!(telling(&Settings::default()).is_empty());
        let settings = Settings {
            profile: Profile::Fapi2,
            pushed_requests_only: true,
            grants: vec![GrantType::Ciba],
            certificate: Some(CertificateName::SanDns("a.example".to_owned())),
            ..Settings::default()
        };
        let told: Vec<_> = telling(&settings).into_iter().map(|(name, _)| name).collect();
        assert_eq!(told, ["profile", "certificate", "requests", "grants"]);
    }

    #[test]
    fn no_setting_is_forgotten() {
        let members = serde_json::json!({
            "profile": "fapi2", "pkce": "optional", "binding": "dpop", "jwks_uri": "u", "certificate": {"san_dns": "a"},
            "grants": ["urn:openid:params:grant-type:ciba"], "id_token": "PS256", "id_token_encryption": "ECDH-ES",
            "userinfo": "ES256", "userinfo_encryption": "ECDH-ES", "response": "PS256", "response_encryption": "ECDH-ES",
            "signed_requests_only": true, "pushed_requests_only": true, "ciba": {"notification_endpoint": "e", "user_code": true},
            "post_logout_redirect_uris": ["l"], "backchannel_logout_uri": "b", "resources": ["r"],
            "sector_identifier_uri": "s", "verified_claims": true, "logo_uri": "i", "policy_uri": "p", "tos_uri": "t",
        });
        let all: Settings = serde_json::from_value(members.clone()).unwrap();
        assert_eq!(telling(&all).len(), facts(&all).len());
        assert_eq!(serde_json::to_value(&all).unwrap(), members, "a new setting is to be told here too");
    }
}
