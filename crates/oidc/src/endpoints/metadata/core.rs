//! OpenID Connect Core, RFC 6749, and what is as old as they are.

use causeway_core::Lang;
use causeway_crypto::jose::Alg;
use serde_json::{Map, Value, json};

use super::add;
use crate::Oidc;
use crate::endpoints::authenticate::Endpoint;
use crate::rules::{check_acr, check_authorization_details};
use crate::scope::Scope;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    let fields: Vec<_> = Scope::ALL.into_iter().filter_map(Scope::field).collect();
    let claims = ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash"];
    let own = [
        ("issuer", oidc.issuer.clone().into()),
        ("authorization_endpoint", oidc.at("/authorize")),
        ("token_endpoint", oidc.at(Endpoint::Token.path())),
        ("userinfo_endpoint", oidc.at("/userinfo")),
        ("revocation_endpoint", oidc.at(Endpoint::Revoke.path())),
        ("jwks_uri", oidc.at("/jwks")),
        ("response_types_supported", json!(["code"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("subject_types_supported", json!(["pairwise"])),
        ("scopes_supported", json!(Scope::ALL.map(Scope::as_str))),
        ("claim_types_supported", json!(["normal"])),
        ("claims_supported", json!(claims.iter().chain(&fields).collect::<Vec<_>>())),
        ("claims_parameter_supported", true.into()),
        ("prompt_values_supported", json!(["none", "login", "consent"])),
        ("acr_values_supported", json!(check_acr::ALL.map(causeway_core::Acr::urn))),
        ("ui_locales_supported", json!(Lang::ALL.map(Lang::tag))),
        ("authorization_details_types_supported", json!(check_authorization_details::TYPES)),
        ("authorization_response_iss_parameter_supported", true.into()),
    ];
    members.extend(own.map(|(name, value)| (name.to_owned(), value)));
    add(members, "response_modes_supported", &["query", "form_post"]);
    add(members, "grant_types_supported", &["authorization_code", "refresh_token", "client_credentials"]);
    for endpoint in ["token", "revocation"] {
        let methods = ["private_key_jwt", "client_secret_basic"];
        add(members, &format!("{endpoint}_endpoint_auth_methods_supported"), &methods);
        add(
            members,
            &format!("{endpoint}_endpoint_auth_signing_alg_values_supported"),
            &Alg::STRONG.map(Alg::name),
        );
    }
}
