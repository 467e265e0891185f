//! Introspection and token exchange (RFC 8414 section 2, RFC 9701 section 7).

use causeway_crypto::jose::Alg;
use serde_json::{Map, Value};

use super::add;
use crate::Oidc;
use crate::endpoints::authenticate::Endpoint;
use crate::grant_type::GrantType;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    members.insert("introspection_endpoint".to_owned(), oidc.at(Endpoint::Introspect.path()));
    add(
        members,
        "introspection_endpoint_auth_methods_supported",
        &["private_key_jwt", "client_secret_basic"],
    );
    let algs = [Alg::Es256.name(), Alg::EdDsa.name()];
    add(members, "introspection_endpoint_auth_signing_alg_values_supported", &algs);
    add(members, "grant_types_supported", &[GrantType::TokenExchange.as_str()]);
    add(members, "introspection_signing_alg_values_supported", &[Alg::Es256.name()]);
}
