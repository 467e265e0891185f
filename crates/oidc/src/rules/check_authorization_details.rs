//! RFC 9396 section 5: `authorization_details` is a short JSON array of objects of a type that we have and the client may use.
//!
//! What is inside an element is checked by whoever owns its type.

use serde_json::Value;

use crate::client::Client;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::scope::Scope;

/// The types that a client may send; more kinds of request become more lines here.
pub(crate) const TYPES: [&str; 1] = ["urn:causeway:exchange"];

const LONGEST: usize = 16 * 1024;
const MOST: usize = 8;
const DEEPEST: usize = 4;

pub(crate) fn check(params: &Params, client: &Client) -> Result<Vec<Value>, Refusal> {
    let Some(text) = params.get("authorization_details") else { return Ok(Vec::new()) };
    if text.len() > LONGEST {
        return Err(refuse("authorization_details is too long."));
    }
    let Ok(Value::Array(elements)) = serde_json::from_str::<Value>(text) else {
        return Err(refuse("authorization_details is not a JSON array."));
    };
    if elements.is_empty() || elements.len() > MOST {
        return Err(refuse("authorization_details has 1 to 8 elements."));
    }
    for (place, element) in elements.iter().enumerate() {
        let known = element.get("type").and_then(Value::as_str).is_some_and(|kind| TYPES.contains(&kind));
        if !known {
            return Err(refuse(
                "An element of authorization_details has no type, or one that is unknown here.",
            ));
        }
        if is_deeper_than(element, DEEPEST) {
            return Err(refuse("An element of authorization_details is nested too deeply."));
        }
        if elements.iter().take(place).any(|earlier| earlier == element) {
            return Err(refuse("Two elements of authorization_details are the same."));
        }
    }
    if client.scopes.has(Scope::Exchange) {
        return Ok(elements);
    }
    Err(refuse("This client is not registered for exchanges."))
}

/// The parser stops at 128 levels, so this recursion is bounded.
fn is_deeper_than(value: &Value, levels: usize) -> bool {
    let Some(inner) = levels.checked_sub(1) else { return true };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper_than(item, inner)),
        Value::Object(members) => members.values().any(|member| is_deeper_than(member, inner)),
        _ => false,
    }
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidAuthorizationDetails, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scopes;
    use crate::tests::samples;

    fn of(text: &str) -> Result<Vec<Value>, Refusal> {
        check(&Params::of(&[("authorization_details", text)]), &samples::client())
    }

    #[test]
    fn rfc9396_2_an_array_of_typed_objects_passes() {
        assert_eq!(of(r#"[{"type": "urn:causeway:exchange", "fields": ["address"]}]"#).unwrap().len(), 1);
        assert_eq!(of("").unwrap(), Vec::<Value>::new());
    }

    #[test]
    fn rfc9396_5_unknown_types_and_other_shapes_are_refused() {
        for bad in [
            "{}",
            "[]",
            "[1]",
            "nonsense",
            "[{}]",
            r#"[{"type": 1}]"#,
            r#"[{"type": "openid_credential"}]"#,
            r#"[{"type": "urn:causeway:login", "fields": ["card_number"]}]"#,
        ] {
            assert_eq!(of(bad).unwrap_err().code(), Code::InvalidAuthorizationDetails, "{bad}");
        }
    }

    #[test]
    fn the_same_element_twice_is_refused() {
        assert!(of(r#"[{"type": "urn:causeway:exchange"}, {"type": "urn:causeway:exchange"}]"#).is_err());
    }

    #[test]
    fn oversized_and_deeply_nested_details_are_refused() {
        let exchange = |inner: &str| format!(r#"[{{"type": "urn:causeway:exchange", "x": {inner}}}]"#);
        for depth in [6, 100, 1000, 5000] {
            assert!(
                of(&exchange(&format!("{}1{}", "[".repeat(depth), "]".repeat(depth)))).is_err(),
                "{depth}"
            );
        }
        assert!(of(&exchange(&format!("\"{}\"", "a".repeat(LONGEST)))).is_err());
        let many: Vec<_> =
            (0..9).map(|n| format!(r#"{{"type": "urn:causeway:exchange", "x": {n}}}"#)).collect();
        assert!(of(&format!("[{}]", many.join(","))).is_err());
    }

    #[test]
    fn a_client_that_is_not_registered_for_exchanges_cannot_ask_for_one() {
        let mut client = samples::client();
        client.scopes = Scopes::parse("openid");
        let params = Params::of(&[("authorization_details", r#"[{"type": "urn:causeway:exchange"}]"#)]);
        assert_eq!(check(&params, &client).unwrap_err().code(), Code::InvalidAuthorizationDetails);
    }
}
