//! RFC 9396 `authorization_details`: what an exchange asks for, and what came of it.

use jiff::Timestamp;
use openidconnect::ExtraTokenFields;
use serde::{Deserialize, Serialize};

use super::Failure;

/// The `type` of the exchange of a person's data between organisations.
const EXCHANGE: &str = "urn:causeway:exchange";

/// The exchange that a service asks a person to allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Exchange {
    /// The dataset, such as `water.address`.
    pub(crate) dataset: &'static str,
    /// The fields of it.
    pub(crate) fields: &'static [&'static str],
    /// The registered purpose.
    pub(crate) purpose: &'static str,
    /// For one read only.
    pub(crate) once: bool,
    /// For any number of reads until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Timestamp>,
}

impl Exchange {
    /// The value of the request parameter: a JSON array of one element.
    pub(super) fn as_authorization_details(&self) -> Result<String, Failure> {
        #[derive(Serialize)]
        struct Element<'a> {
            r#type: &'static str,
            #[serde(flatten)]
            exchange: &'a Exchange,
        }
        serde_json::to_string(&[Element { r#type: EXCHANGE, exchange: self }])
            .map_err(|e| Failure::Broken(e.to_string()))
    }
}

/// One element of the token response's `authorization_details` (RFC 9396 section 7). Of types that we do not know, we read nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GrantedDetail {
    r#type: String,
    /// The dataset.
    #[serde(default)]
    pub(crate) dataset: Option<String>,
    /// The id of the consent that the person gave.
    #[serde(default)]
    pub(crate) consent: Option<String>,
    /// Until when it stands, if for more than once.
    #[serde(default)]
    pub(crate) until: Option<Timestamp>,
}

impl GrantedDetail {
    /// Whether this is the grant of an exchange of `dataset`.
    pub(crate) fn is_exchange_of(&self, dataset: &str) -> bool {
        self.r#type == EXCHANGE && self.dataset.as_deref() == Some(dataset)
    }
}

/// What the token response says beyond OpenID Connect.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct ExtraFields {
    #[serde(default)]
    pub(super) authorization_details: Vec<GrantedDetail>,
}

impl ExtraTokenFields for ExtraFields {}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: Exchange = Exchange {
        dataset: "water.address",
        fields: &["residential_address"],
        purpose: "licence-renewal",
        once: true,
        until: None,
    };

    #[test]
    fn rfc_9396_section_2_the_parameter_is_an_array_of_typed_objects() {
        assert_eq!(
            ADDRESS.as_authorization_details().unwrap(),
            r#"[{"type":"urn:causeway:exchange","dataset":"water.address","fields":["residential_address"],"purpose":"licence-renewal","once":true}]"#
        );
    }

    #[test]
    fn a_standing_consent_says_until_when() {
        let standing =
            Exchange { once: false, until: Some("2027-11-21T00:00:00Z".parse().unwrap()), ..ADDRESS };
        let text = standing.as_authorization_details().unwrap();
        assert!(text.ends_with(r#""once":false,"until":"2027-11-21T00:00:00Z"}]"#), "{text}");
    }

    #[test]
    fn a_grant_of_another_type_or_dataset_is_not_ours() {
        let other: GrantedDetail =
            serde_json::from_str(r#"{"type":"urn:causeway:login","fields":[]}"#).unwrap();
        assert!(!other.is_exchange_of("water.address"));
        let granted: GrantedDetail = serde_json::from_str(
            r#"{"type":"urn:causeway:exchange","dataset":"water.address","provider":"water","consent":"c"}"#,
        )
        .unwrap();
        assert!(granted.is_exchange_of("water.address"));
        assert!(!granted.is_exchange_of("water.bills"));
    }
}
