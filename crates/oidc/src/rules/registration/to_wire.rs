//! From what is registered to metadata.

use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::grant_type::GrantType;
use crate::profile::Profile;
use crate::scope::Scope;
use crate::settings::{Binding, CertificateName, Encryption, Pkce, TokenAlg};

/// A client as metadata: what holds, whatever was asked for (RFC 7591 section 3.2.1).
pub(crate) fn wire(client: &Client) -> Map<String, Value> {
    let mut members = Map::new();
    let mut say = |name: &str, value: Value| {
        if !value.is_null() {
            members.insert(name.to_owned(), value);
        }
    };
    say("client_name", json!(client.name.en));
    say("client_name#zh-Hant", json!(client.name.zh_hant));
    say("client_name#zh-Hans", json!(client.name.zh_hans));
    say("client_uri", json!(client.home_url));
    say("redirect_uris", json!(client.redirect_uris));
    say("application_type", json!(if client.native { "native" } else { "web" }));
    say("token_endpoint_auth_method", json!(client.auth.method()));
    say("subject_type", json!("pairwise"));
    say("scope", json!(client.scopes.to_string()));
    say("grant_types", json!(grants(client)));
    let login = client.scopes.has(Scope::Openid);
    say("response_types", if login { json!(["code"]) } else { json!([]) });
    if !client.keys.keys.is_empty() {
        say("jwks", json!(client.keys));
    }
    say("login_purpose", json!(client.login_purpose));
    settings(client, &mut say);
    members
}

fn grants(client: &Client) -> Vec<&'static str> {
    let by_scope = [
        (Scope::Openid, GrantType::AuthorizationCode),
        (Scope::OfflineAccess, GrantType::RefreshToken),
        (Scope::Exchange, GrantType::ClientCredentials),
    ];
    let following =
        by_scope.into_iter().filter(|(scope, _)| client.scopes.has(*scope)).map(|(_, grant)| grant);
    following.chain(client.settings.grants.iter().copied()).map(GrantType::as_str).collect()
}

fn settings(client: &Client, say: &mut impl FnMut(&str, Value)) {
    let own = &client.settings;
    say("profile", json!(own.profile));
    if own.profile == Profile::Basic {
        say("require_pkce", json!(own.pkce == Pkce::Required));
    }
    for (name, value) in [
        ("jwks_uri", &own.jwks_uri),
        ("sector_identifier_uri", &own.sector_identifier_uri),
        ("backchannel_logout_uri", &own.backchannel_logout_uri),
        ("logo_uri", &own.logo_uri),
        ("policy_uri", &own.policy_uri),
        ("tos_uri", &own.tos_uri),
    ] {
        say(name, json!(value));
    }
    match &own.certificate {
        Some(CertificateName::SubjectDn(name)) => say("tls_client_auth_subject_dn", json!(name)),
        Some(CertificateName::SanDns(name)) => say("tls_client_auth_san_dns", json!(name)),
        Some(CertificateName::SanUri(name)) => say("tls_client_auth_san_uri", json!(name)),
        None => {}
    }
    say("id_token_signed_response_alg", json!(own.id_token.as_str()));
    say("userinfo_signed_response_alg", json!(own.userinfo.map(TokenAlg::as_str)));
    say("authorization_signed_response_alg", json!(own.response.as_str()));
    for (what, encryption) in [
        ("id_token", own.id_token_encryption),
        ("userinfo", own.userinfo_encryption),
        ("authorization", own.response_encryption),
    ] {
        if let Some(alg) = encryption {
            let alg = match alg {
                Encryption::EcdhEs => "ECDH-ES",
                Encryption::RsaOaep256 => "RSA-OAEP-256",
            };
            say(&format!("{what}_encrypted_response_alg"), json!(alg));
            say(&format!("{what}_encrypted_response_enc"), json!("A256GCM"));
        }
    }
    say("require_signed_request_object", json!(own.signed_requests_only));
    say("require_pushed_authorization_requests", json!(own.pushed_requests_only));
    say("dpop_bound_access_tokens", json!(own.binding == Binding::Dpop));
    say("tls_client_certificate_bound_access_tokens", json!(own.binding == Binding::Certificate));
    if !own.post_logout_redirect_uris.is_empty() {
        say("post_logout_redirect_uris", json!(own.post_logout_redirect_uris));
    }
    if let Some(ciba) = &own.ciba {
        let mode = if ciba.notification_endpoint.is_some() { "ping" } else { "poll" };
        say("backchannel_token_delivery_mode", json!(mode));
        say("backchannel_client_notification_endpoint", json!(ciba.notification_endpoint));
        say("backchannel_user_code_parameter", json!(ciba.user_code));
    }
}
