//! Identity assurance (OpenID Connect for Identity Assurance 1.0 section 7).

use serde_json::{Map, Value, json};

use crate::Oidc;
use crate::scope::Scope;

pub(super) fn say(_: &Oidc, members: &mut Map<String, Value>) {
    let fields: Vec<_> = Scope::ALL.into_iter().filter_map(Scope::field).collect();
    let own = [
        ("verified_claims_supported", json!(true)),
        ("trust_frameworks_supported", json!(["causeway"])),
        ("evidence_supported", json!(["electronic_record"])),
        ("electronic_records_supported", json!(["population_register"])),
        ("claims_in_verified_claims_supported", json!(fields)),
    ];
    members.extend(own.map(|(name, value)| (name.to_owned(), value)));
}
