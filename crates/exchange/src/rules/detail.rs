//! What a client may ask a person to allow: one `authorization_details` element (RFC 9396) of type `urn:causeway:exchange`.

use causeway_consent::Detail;
use causeway_core::{ClientId, DatasetId, Error, PurposeId, Result};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{check_askable, check_fields, check_purpose};
use crate::model::{Dataset, Purpose};

/// The longest that a standing consent lasts.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// The element as a client sends it. RFC 9396 section 5: one with unknown members is refused.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    r#type: String,
    pub(crate) dataset: DatasetId,
    fields: Vec<String>,
    pub(crate) purpose: PurposeId,
    once: bool,
    until: Option<Timestamp>,
}

/// Reads the element.
///
/// # Errors
/// `detail_malformed`.
pub(crate) fn read(json: &serde_json::Value) -> Result<Asked> {
    let asked = Asked::deserialize(json).map_err(|error| malformed(&error.to_string()))?;
    if asked.r#type != "urn:causeway:exchange" {
        return Err(malformed("the type is another"));
    }
    Ok(asked)
}

fn malformed(why: &str) -> Error {
    Error::invalid(
        "detail_malformed",
        format!(
            "The authorization_details element cannot be read ({why}). Send type urn:causeway:exchange, dataset, fields, purpose, once, and until for what stands."
        ),
    )
}

/// Decides whether `client` may ask for it.
///
/// # Errors
/// `dataset_unknown`, `dataset_deprecated`, `fields_missing`, `field_unknown`, `purpose_not_allowed`, `fields_exceed_purpose`,
/// `until_missing`, `until_out_of_range`.
pub(crate) fn check(
    client: &ClientId,
    asked: Asked,
    dataset: Option<Dataset>,
    purpose: Option<&Purpose>,
    now: Timestamp,
) -> Result<Detail> {
    let dataset = check_askable(dataset)?;
    check_fields(&dataset, &asked.fields)?;
    check_purpose(purpose, client, &dataset, &asked.fields)?;
    check_until(asked.once, asked.until, now)?;
    Ok(Detail::Exchange {
        dataset: dataset.id,
        provider: dataset.provider,
        fields: asked.fields,
        purpose: asked.purpose,
        once: asked.once,
        until: asked.until,
    })
}

/// What stands, stands until a day the person is shown, a year away at most; what is used once may have such a day too.
fn check_until(once: bool, until: Option<Timestamp>, now: Timestamp) -> Result<()> {
    match until {
        None if once => Ok(()),
        None => {
            Err(Error::invalid("until_missing", "A standing consent needs `until`, a time within a year."))
        }
        Some(until) if until > now && until <= now + LONGEST => Ok(()),
        Some(_) => {
            Err(Error::invalid("until_out_of_range", "`until` must lie in the future, within a year."))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{dataset, purpose};

    fn now() -> Timestamp {
        "2026-11-21T08:00:00Z".parse().unwrap()
    }

    fn once() -> Value {
        json!({
            "type": "urn:causeway:exchange", "dataset": "water.address", "fields": ["address"],
            "purpose": "licence-renewal", "once": true
        })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut element = once();
        element[name] = value;
        element
    }

    fn decide(element: &Value) -> Result<Detail> {
        let client = "driving-licence".parse().unwrap();
        check(&client, read(element)?, Some(dataset()), Some(&purpose()), now())
    }

    #[test]
    fn the_provider_comes_from_the_catalogue() {
        let Detail::Exchange { provider, fields, once, until, .. } = decide(&once()).unwrap() else {
            panic!()
        };
        assert_eq!((provider.as_str(), fields.len(), once, until), ("water", 1, true, None));
    }

    #[test]
    fn rfc9396_section_5_unknown_members_and_types_are_refused() {
        for bad in [
            with("provider", json!("water")),
            with("type", json!("urn:causeway:login")),
            with("fields", json!("address")),
            with("dataset", json!("Water Address")),
            with("until", json!("tomorrow")),
            json!([]),
        ] {
            assert_eq!(decide(&bad).unwrap_err().code(), "detail_malformed", "{bad}");
        }
    }

    #[test]
    fn a_standing_consent_ends_within_a_year() {
        let standing = |until: &str| {
            let mut element = with("once", json!(false));
            element["until"] = json!(until);
            decide(&element)
        };
        standing("2027-11-21T08:00:00Z").unwrap();
        assert_eq!(standing("2027-12-01T08:00:00Z").unwrap_err().code(), "until_out_of_range");
        assert_eq!(standing("2026-11-21T08:00:00Z").unwrap_err().code(), "until_out_of_range");
        assert_eq!(decide(&with("once", json!(false))).unwrap_err().code(), "until_missing");
    }

    #[test]
    fn the_catalogues_rules_hold() {
        assert_eq!(decide(&with("fields", json!([]))).unwrap_err().code(), "fields_missing");
        assert_eq!(decide(&with("fields", json!(["phone"]))).unwrap_err().code(), "field_unknown");
        assert_eq!(decide(&with("fields", json!(["meter"]))).unwrap_err().code(), "fields_exceed_purpose");
        let (client, asked) = ("another".parse().unwrap(), read(&once()).unwrap());
        let refused = check(&client, asked, Some(dataset()), Some(&purpose()), now()).unwrap_err();
        assert_eq!(refused.code(), "purpose_not_allowed");
    }
}
