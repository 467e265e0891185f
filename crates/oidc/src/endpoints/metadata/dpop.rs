//! Proof of possession (RFC 9449 section 5.1).

use causeway_crypto::jose::Alg;
use serde_json::{Map, Value};

use super::add;
use crate::Oidc;

pub(super) fn say(_: &Oidc, members: &mut Map<String, Value>) {
    add(members, "dpop_signing_alg_values_supported", &Alg::STRONG.map(Alg::name));
}
