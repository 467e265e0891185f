//! Signed authorization requests (RFC 9101 section 10.5, OpenID Connect Discovery section 3).

use causeway_crypto::jose::Alg;
use serde_json::{Map, Value};

use super::{add, algs};
use crate::Oidc;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    for (name, on) in [
        ("request_parameter_supported", true),
        ("request_uri_parameter_supported", false),
        ("require_signed_request_object", false),
    ] {
        members.insert(name.to_owned(), on.into());
    }
    add(members, "request_object_signing_alg_values_supported", &Alg::STRONG.map(Alg::name));
    if oidc.request_object_key().is_ok_and(|key| key.is_some()) {
        algs::encryption_to_us(members, "request_object");
    }
}
