//! How a person was proofed, in the words of OpenID Connect for Identity Assurance 1.0: what kind of thing was looked at and when, and nothing
//! that stood in it.

use causeway_core::DatasetId;
use jiff::{Timestamp, Unit};
use serde_json::{Value, json};

/// The rules under which people are proofed here (section 5.4.2, `trust_framework`).
const FRAMEWORK: &str = "causeway";

/// The element `verification` (section 5.4) of somebody whose identity card was held against the register that issued it.
pub(crate) fn against_register(register: &DatasetId, at: Timestamp) -> String {
    let time = at.round(Unit::Second).unwrap_or(at).to_string();
    let verification: Value = json!({
        "trust_framework": FRAMEWORK,
        "assurance_level": "basic",
        "time": time,
        "evidence": [{
            "type": "electronic_record",
            "check_details": [{"check_method": "data", "time": time}],
            "record": {"type": "population_register", "source": {"name": register.as_str()}},
        }],
    });
    verification.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ida_5_4_a_verification_names_its_framework_its_time_and_its_evidence() {
        let at: Timestamp = "2026-03-01T10:00:00.123456Z".parse().unwrap();
        let told = against_register(&"identity-card".parse().unwrap(), at);
        let verification: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(verification["trust_framework"], "causeway");
        assert_eq!(verification["time"], "2026-03-01T10:00:00Z");
        assert_eq!(verification["evidence"][0]["record"]["source"]["name"], "identity-card");
    }
}
