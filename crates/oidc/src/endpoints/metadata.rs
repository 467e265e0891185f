//! `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0, RFC 8414) and `/jwks`: exactly what is on.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use causeway_core::Lang;
use causeway_crypto::jose::Alg;
use causeway_http::Reply;
use serde_json::{Value, json};

use crate::Oidc;
use crate::rules::{check_acr, check_authorization_details};
use crate::scope::Scope;

/// Long enough to spare both sides, short enough for a new key: a key signs only after it has been published for longer.
const CACHE: [(HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))];

pub(crate) async fn discovery(State(oidc): State<Oidc>) -> impl IntoResponse {
    (CACHE, Json(oidc.metadata()))
}

pub(crate) async fn jwks(State(oidc): State<Oidc>) -> Reply<impl IntoResponse> {
    Ok((CACHE, Json(oidc.public_keys()?)))
}

impl Oidc {
    fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let fields: Vec<_> = Scope::ALL.into_iter().filter_map(Scope::field).collect();
        let claims = ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash"];
        let methods = ["private_key_jwt", "client_secret_basic"];
        let algorithms = [Alg::Es256.name(), Alg::EdDsa.name()];
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": self.token_endpoint(),
            "userinfo_endpoint": at("/userinfo"),
            "revocation_endpoint": at("/revoke"),
            "jwks_uri": at("/jwks"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [Alg::Es256.name()],
            "token_endpoint_auth_methods_supported": methods,
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "revocation_endpoint_auth_methods_supported": methods,
            "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
            "scopes_supported": Scope::ALL.map(Scope::as_str),
            "claim_types_supported": ["normal"],
            "claims_supported": claims.iter().chain(&fields).collect::<Vec<_>>(),
            "claims_parameter_supported": true,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "prompt_values_supported": ["none", "login", "consent"],
            "acr_values_supported": check_acr::ALL.map(causeway_core::Acr::urn),
            "ui_locales_supported": Lang::ALL.map(Lang::tag),
            "authorization_details_types_supported": check_authorization_details::TYPES,
            "authorization_response_iss_parameter_supported": true,
        })
    }
}
