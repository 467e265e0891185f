//! JSON in its one canonical form (RFC 8785, JCS): what a hash or a signature over JSON is taken of.

use causeway_core::{Error, Result};
use serde::Serialize;
use serde_json::Value;

/// The largest integer of which a double holds it and each of its neighbours: 2^53 - 1 (RFC 7493 section 2.2).
const LARGEST: u64 = 9_007_199_254_740_991;

/// `value` as canonical JSON: members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them.
///
/// # Errors
/// `internal` when `value` does not serialise, or holds an integer beyond ±(2^53 - 1): RFC 8785 would round it, and two different
/// numbers would then share one hash.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    let value = serde_json::to_value(value).map_err(Error::internal)?;
    if !is_exact(&value) {
        return Err(Error::internal("an integer beyond 2^53 - 1 has no canonical form: write it as text"));
    }
    serde_json_canonicalizer::to_vec(&value).map_err(Error::internal)
}

fn is_exact(value: &Value) -> bool {
    match value {
        Value::Number(n) => n.is_f64() || n.as_i64().is_some_and(|i| i.unsigned_abs() <= LARGEST),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(members) => members.values().all(is_exact),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text<T: Serialize + ?Sized>(value: &T) -> String {
        String::from_utf8(to_vec(value).unwrap()).unwrap()
    }

    #[test]
    fn rfc_8785_section_3_2_2_example() {
        let input = r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
            "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
        let value: Value = serde_json::from_str(input).unwrap();
        let wanted = concat!(
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
            r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        assert_eq!(text(&value), wanted);
    }

    #[test]
    fn rfc_8785_section_3_2_3_sorts_by_utf_16_code_units() {
        let value =
            json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
        let order: Vec<u32> = text(&value).chars().filter_map(|c| c.to_digit(10)).collect();
        // "1" stands among the digits twice: once as a name, once as a value.
        assert_eq!(order, [2, 1, 4, 6, 7, 1, 5, 3]);
    }

    #[test]
    fn integers_that_a_double_cannot_hold_are_refused_and_not_rounded() {
        assert_eq!(text(&LARGEST), "9007199254740991");
        assert!(to_vec(&(LARGEST + 1)).is_err());
        assert!(to_vec(&json!({"deep": [{"n": -9_007_199_254_740_993i64}]})).is_err());
        assert!(to_vec(&u64::MAX).is_err());
    }

    #[test]
    fn slices_and_texts_are_taken_without_a_copy() {
        assert_eq!(text("a"), r#""a""#);
        assert_eq!(text(&[1, 2][..]), "[1,2]");
    }
}
