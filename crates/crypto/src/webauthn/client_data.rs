//! The client data: what the browser says of the ceremony (section 5.8.1), and the steps that check it.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::RelyingParty;
use super::refusal::Refusal;
use crate::b64;
use crate::digest::{equal, sha256};

/// More than any browser sends, in bytes.
const LONGEST: usize = 16 * 1024;

/// Which ceremony: the values of `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ceremony {
    Create,
    Get,
}

impl Ceremony {
    fn name(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

/// Members that we do not know are ignored, as section 5.8.1 demands; one that is there twice refuses the whole.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    cross_origin: Option<bool>,
    top_origin: Option<IgnoredAny>,
}

/// Runs the client data steps, 7.1 steps 5 to 11 and 7.2 steps 8 to 14, and returns the hash that the authenticator signs.
pub(super) fn check(
    json: &[u8],
    ceremony: Ceremony,
    challenge: &[u8; 32],
    rp: &RelyingParty,
) -> Result<[u8; 32], Refusal> {
    let data = parse(json)?;
    check_type(&data, ceremony)?;
    check_challenge(&data, challenge)?;
    check_origin(&data, rp)?;
    check_not_embedded(&data)?;
    Ok(sha256(json))
}

/// "UTF-8 decode" drops a byte order mark; `serde_json` refuses what is not UTF-8.
fn parse(json: &[u8]) -> Result<ClientData, Refusal> {
    if json.len() > LONGEST {
        return Err(Refusal::Malformed("the client data are too long"));
    }
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    serde_json::from_slice(json).map_err(|_| Refusal::Malformed("the client data are not of the form"))
}

fn check_type(data: &ClientData, ceremony: Ceremony) -> Result<(), Refusal> {
    if data.kind == ceremony.name() { Ok(()) } else { Err(Refusal::Type) }
}

fn check_challenge(data: &ClientData, challenge: &[u8; 32]) -> Result<(), Refusal> {
    let same = equal(data.challenge.as_bytes(), b64::encode(challenge).as_bytes());
    if same { Ok(()) } else { Err(Refusal::Challenge) }
}

/// Exactly as written: an origin is not a pattern, and `https://evil.example` must not pass for a prefix of ours.
fn check_origin(data: &ClientData, rp: &RelyingParty) -> Result<(), Refusal> {
    if rp.origins.contains(&data.origin) { Ok(()) } else { Err(Refusal::Origin) }
}

fn check_not_embedded(data: &ClientData) -> Result<(), Refusal> {
    let embedded = data.cross_origin == Some(true) || data.top_origin.is_some();
    if embedded { Err(Refusal::CrossOrigin) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::relying_party;
    use super::*;
    use serde_json::{Value, json};

    const CHALLENGE: [u8; 32] = [5; 32];

    fn sample() -> Value {
        json!({"type": "webauthn.get", "challenge": b64::encode(&CHALLENGE),
            "origin": "https://id.example.gov", "crossOrigin": false})
    }

    fn run(json: &[u8]) -> Result<[u8; 32], Refusal> {
        check(json, Ceremony::Get, &CHALLENGE, &relying_party())
    }

    fn with(name: &str, value: Value) -> Result<[u8; 32], Refusal> {
        let mut data = sample();
        data[name] = value;
        run(data.to_string().as_bytes())
    }

    #[test]
    fn sound_client_data_give_their_hash() {
        let json = sample().to_string();
        assert_eq!(run(json.as_bytes()), Ok(sha256(json.as_bytes())));
    }

    #[test]
    fn step_7_1_5_and_7_2_8_utf_8_decode_drops_a_byte_order_mark() {
        let json = format!("\u{feff}{}", sample());
        assert_eq!(run(json.as_bytes()), Ok(sha256(json.as_bytes())));
        assert!(matches!(run(b"\xff{}"), Err(Refusal::Malformed(_))));
    }

    #[test]
    fn step_7_1_6_and_7_2_9_what_is_not_the_form_is_refused() {
        for bad in ["", "{}", "[]", "null", r#"{"type":"webauthn.get"}"#] {
            assert!(matches!(run(bad.as_bytes()), Err(Refusal::Malformed(_))), "{bad}");
        }
        let twice = sample().to_string().replacen('{', r#"{"type":"webauthn.get","#, 1);
        assert!(matches!(run(twice.as_bytes()), Err(Refusal::Malformed(_))));
        assert!(matches!(with("padding", json!("x".repeat(LONGEST))), Err(Refusal::Malformed(_))));
    }

    #[test]
    fn section_5_8_1_unknown_members_are_ignored() {
        assert!(with("extraData", json!({"a": [1]})).is_ok());
    }

    #[test]
    fn step_7_1_7_and_7_2_10_type() {
        assert_eq!(with("type", json!("webauthn.create")), Err(Refusal::Type));
        assert_eq!(with("type", json!("payment.get")), Err(Refusal::Type));
        let create = check(sample().to_string().as_bytes(), Ceremony::Create, &CHALLENGE, &relying_party());
        assert_eq!(create, Err(Refusal::Type));
    }

    #[test]
    fn step_7_1_8_and_7_2_11_challenge() {
        for other in [
            b64::encode(&[6; 32]),
            b64::encode(&CHALLENGE[..31]),
            format!("{}=", b64::encode(&CHALLENGE)),
            String::new(),
        ] {
            assert_eq!(with("challenge", json!(other)), Err(Refusal::Challenge), "{other}");
        }
    }

    #[test]
    fn step_7_1_9_and_7_2_12_origin_is_one_of_the_list_exactly() {
        assert!(with("origin", json!("http://localhost:8080")).is_ok());
        for other in [
            "https://id.example.gov/",
            "https://id.example.gov:443",
            "https://id.example.gov.evil.example",
            "https://evil.id.example.gov",
            "http://id.example.gov",
            "HTTPS://ID.EXAMPLE.GOV",
            "null",
            "",
        ] {
            assert_eq!(with("origin", json!(other)), Err(Refusal::Origin), "{other}");
        }
    }

    #[test]
    fn step_7_1_10_and_7_2_13_cross_origin_is_refused() {
        assert_eq!(with("crossOrigin", json!(true)), Err(Refusal::CrossOrigin));
        assert!(with("crossOrigin", json!(null)).is_ok());
    }

    #[test]
    fn step_7_1_11_and_7_2_14_top_origin_is_absent() {
        assert_eq!(with("topOrigin", json!("https://id.example.gov")), Err(Refusal::CrossOrigin));
        assert_eq!(with("topOrigin", json!("")), Err(Refusal::CrossOrigin));
    }
}
