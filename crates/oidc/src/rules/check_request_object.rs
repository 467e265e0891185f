//! Signed authorization requests (RFC 9101, OpenID Connect Core section 6): what may come beside one, and what one has to say of itself.
//!
//! The signature is verified before this, with the client's own keys alone.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::client::Client;
use crate::config::LEEWAY;
use crate::params::Params;
use crate::refusal::{Code, Refusal};

/// How long a request may be good, and how old its beginning may be, in seconds (FAPI 2.0 Message Signing section 5.3.1).
const LONGEST: i64 = 60 * 60;
/// Claims of the token itself, and names that would lead to another request (RFC 9101 section 4).
const FOREIGN: [&str; 2] = ["request", "request_uri"];

/// The members of a JSON object, each there once: where two readers take different ones, an attacker lives.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Members(BTreeMap<String, Value>);

/// Names alone: a hint or a nonce may be among the values.
impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;
        impl<'de> Visitor<'de> for Once {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("a member is there twice"));
                    }
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Once)
    }
}

impl Members {
    /// A member that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A member that is a moment (RFC 7519 section 2, `NumericDate`), in whole seconds; an error where it is something else.
    fn moment(&self, name: &'static str) -> Result<Option<i64>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value) => {
                let whole = value.as_i64();
                whole.map(Some).ok_or_else(|| refuse(format!("The {name} is a number of whole seconds.")))
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// The request object of a request, by value. What this provider does not do is said with the error that exists for it.
pub(crate) fn sent(outer: &Params) -> Result<Option<&str>, Refusal> {
    // RFC 9101 section 10.4.1: fetching what a stranger names serves attackers. A request may be pushed instead.
    for (name, code) in
        [("request_uri", Code::RequestUriNotSupported), ("registration", Code::RegistrationNotSupported)]
    {
        if outer.get(name).is_some() {
            return Err(Refusal::new(code, format!("The parameter {name} is not supported.")));
        }
    }
    Ok(outer.get("request"))
}

/// RFC 9101 section 10.8: a token of another kind, signed by the same key, is no request. `typ` may be left out, for the sake of clients
/// that are older than it.
pub(crate) fn typ(typ: Option<&str>) -> Result<(), Refusal> {
    let typ = typ.map(str::to_ascii_lowercase);
    let short = typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
    match short {
        None | Some("jwt" | "oauth-authz-req+jwt") => Ok(()),
        Some(_) => Err(refuse("This JWT is of another type than a request object: oauth-authz-req+jwt.")),
    }
}

/// Checks what a verified object says of itself.
pub(crate) fn check(members: &Members, client: &Client, issuer: &str, now: Timestamp) -> Result<(), Refusal> {
    names(members, client, issuer)?;
    if FOREIGN.into_iter().any(|name| members.has(name)) {
        // RFC 9101 section 4.
        return Err(refuse("A request object holds no request or request_uri of its own."));
    }
    time(members, client, now)
}

/// Who made it, and for whom.
fn names(members: &Members, client: &Client, issuer: &str) -> Result<(), Refusal> {
    let id = Some(client.id.as_str());
    // RFC 9101 sections 5 and 6.3.
    if members.text("iss") != id || members.text("client_id") != id {
        return Err(refuse("In a request object iss and client_id are the client_id."));
    }
    let for_us = match members.0.get("aud") {
        Some(Value::String(one)) => one == issuer,
        Some(Value::Array(many)) => many.iter().any(|one| one == issuer),
        _ => false,
    };
    if !for_us {
        return Err(refuse("The request object is for another audience. Set aud to the issuer."));
    }
    // RFC 9101 section 10.8: with a subject it could pass for a client assertion.
    if members.has("sub") {
        return Err(refuse("A request object has no sub."));
    }
    Ok(())
}

/// RFC 7519 sections 4.1.4 to 4.1.6, FAPI 2.0 Message Signing section 5.3.1.
fn time(members: &Members, client: &Client, now: Timestamp) -> Result<(), Refusal> {
    let (exp, nbf, iat) = (members.moment("exp")?, members.moment("nbf")?, members.moment("iat")?);
    let (at, leeway) = (now.as_second(), LEEWAY.as_secs());
    if exp.is_some_and(|exp| exp.saturating_add(leeway) <= at) {
        return Err(refuse("The request object has expired."));
    }
    if [nbf, iat].into_iter().flatten().any(|begins| begins > at + leeway) {
        return Err(refuse("The request object is not valid yet. Set your clock by a time server."));
    }
    if !client.demands().signed_request {
        return Ok(());
    }
    let (Some(exp), Some(nbf)) = (exp, nbf) else {
        return Err(refuse("A request object of this client needs exp and nbf."));
    };
    if exp.saturating_sub(nbf) > LONGEST || nbf < at - LONGEST {
        return Err(refuse("A request object lives at most 60 minutes, and began at most 60 minutes ago."));
    }
    Ok(())
}

/// The parameters of those names that an object holds (RFC 9101 section 4: text as text, numbers as numbers, the rest as JSON).
pub(crate) fn params(members: &Members, names: &[&str]) -> Result<Params, Refusal> {
    let mut params = Params::default();
    for (name, value) in members.0.iter().filter(|(name, _)| names.contains(&name.as_str())) {
        for text in texts(name, value)? {
            params.add(name.clone(), text);
        }
    }
    Ok(params)
}

/// A parameter as it would stand in a query; nothing where it is empty, as there.
fn texts(name: &str, value: &Value) -> Result<Vec<String>, Refusal> {
    let found = match (name, value) {
        (_, Value::String(text)) => vec![text.clone()],
        ("max_age" | "requested_expiry", Value::Number(number)) => vec![number.to_string()],
        ("claims", Value::Object(_)) | ("authorization_details", Value::Array(_)) => vec![value.to_string()],
        // RFC 8707 section 2: a parameter that may be there several times.
        ("resource", Value::Array(many)) if many.iter().all(Value::is_string) => {
            many.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => return Err(refuse("A parameter in the request object is of another type than it should be.")),
    };
    Ok(found.into_iter().filter(|text| !text.is_empty()).collect())
}

pub(crate) fn refuse(why: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new(Code::InvalidRequestObject, why)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::profile::Profile;
    use crate::tests::samples;

    const ISSUER: &str = "https://id.example";
    const NOW: i64 = 1_000_000;

    fn members(value: &Value) -> Members {
        serde_json::from_value(value.clone()).unwrap()
    }

    fn good() -> Value {
        json!({"iss": "app", "client_id": "app", "aud": ISSUER, "nbf": NOW, "exp": NOW + 60, "scope": "openid"})
    }

    fn client(profile: Profile) -> Client {
        let mut client = samples::client();
        client.settings.profile = profile;
        client
    }

    fn ok(profile: Profile, changes: &Value) -> bool {
        let mut object = good();
        for (name, value) in changes.as_object().unwrap() {
            object[name] = value.clone();
            if value.is_null() {
                object.as_object_mut().unwrap().remove(name);
            }
        }
        let now = Timestamp::from_second(NOW).unwrap();
        match check(&members(&object), &client(profile), ISSUER, now) {
            Ok(()) => true,
            Err(refusal) => {
                assert_eq!(refusal.code(), Code::InvalidRequestObject);
                false
            }
        }
    }

    #[test]
    fn rfc9101_6_3_it_is_the_clients_own_and_for_us() {
        for profile in [Profile::Basic, Profile::Fapi2Signed] {
            assert!(ok(profile, &json!({})));
            assert!(ok(profile, &json!({"aud": ["https://else.example", ISSUER]})));
            for bad in [
                json!({"iss": "bank"}),
                json!({"iss": null}),
                json!({"client_id": "bank"}),
                json!({"client_id": null}),
                json!({"client_id": 7}),
                json!({"aud": "https://else.example"}),
                json!({"aud": null}),
                json!({"aud": []}),
                json!({"aud": {"x": ISSUER}}),
            ] {
                assert!(!ok(profile, &bad), "{bad}");
            }
        }
    }

    #[test]
    fn rfc9101_10_8_an_object_with_a_subject_could_be_a_client_assertion() {
        for sub in [json!("app"), json!("somebody"), json!("")] {
            assert!(!ok(Profile::Standard, &json!({"sub": sub})));
        }
    }

    #[test]
    fn rfc9101_4_no_object_within_an_object() {
        assert!(!ok(Profile::Standard, &json!({"request": "e30.e30.e30"})));
        assert!(!ok(Profile::Standard, &json!({"request_uri": "urn:ietf:params:oauth:request_uri:x"})));
    }

    #[test]
    fn fapi2_message_signing_5_3_1_exp_and_nbf_are_there_and_an_hour_apart_at_most() {
        let signed = |changes: Value| ok(Profile::Fapi2Signed, &changes);
        assert!(!signed(json!({"exp": null})) && !signed(json!({"nbf": null})));
        assert!(signed(json!({"nbf": NOW - 3600, "exp": NOW})));
        assert!(!signed(json!({"nbf": NOW - 3601, "exp": NOW + 10})));
        assert!(signed(json!({"nbf": NOW, "exp": NOW + 3600})) && !signed(json!({"exp": NOW + 3601})));
        assert!(ok(Profile::Standard, &json!({"exp": null, "nbf": null})));
    }

    #[test]
    fn rfc7519_4_1_an_object_is_good_in_its_time_but_for_the_leeway() {
        for profile in [Profile::Standard, Profile::Fapi2Signed] {
            assert!(ok(profile, &json!({"nbf": NOW + 8})) && ok(profile, &json!({"nbf": NOW + 10})));
            assert!(!ok(profile, &json!({"nbf": NOW + 11})) && !ok(profile, &json!({"iat": NOW + 11})));
            assert!(ok(profile, &json!({"nbf": NOW - 60, "exp": NOW - 9})));
            assert!(!ok(profile, &json!({"nbf": NOW - 60, "exp": NOW - 10})));
            for odd in [json!("soon"), json!(1.5), json!(i64::MIN), json!(u64::MAX), json!({})] {
                assert!(!ok(profile, &json!({"exp": odd})), "{odd}");
            }
            assert!(!ok(profile, &json!({"nbf": i64::MAX, "exp": i64::MAX})));
        }
    }

    #[test]
    fn rfc9101_10_8_other_types_of_token_are_refused_in_any_case() {
        for good in [None, Some("JWT"), Some("OautH-auThZ-REQ+jWt"), Some("application/oauth-authz-req+jwt")]
        {
            assert!(typ(good).is_ok(), "{good:?}");
        }
        for bad in ["", "at+jwt", "dpop+jwt", "client-authentication+jwt", "logout+jwt"] {
            assert!(typ(Some(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn rfc9101_4_parameters_are_read_as_their_kind_is_written_and_unknown_ones_left() {
        let object = members(&json!({
            "scope": "openid", "max_age": 5, "claims": {"userinfo": {}}, "resource": ["https://a", "https://b"],
            "authorization_details": [{"type": "x"}], "state": "", "unknown": {"deep": []}, "iss": "app",
        }));
        let names = ["scope", "max_age", "claims", "resource", "authorization_details", "state"];
        let params = params(&object, &names).unwrap();
        assert_eq!((params.get("scope"), params.get("max_age")), (Some("openid"), Some("5")));
        assert_eq!(params.get("claims"), Some(r#"{"userinfo":{}}"#));
        assert_eq!(params.get("authorization_details"), Some(r#"[{"type":"x"}]"#));
        assert_eq!(params.all("resource").len(), 2);
        assert_eq!((params.get("state"), params.get("unknown"), params.get("iss")), (None, None, None));
        for odd in [json!({"scope": ["openid"]}), json!({"state": 7}), json!({"redirect_uri": null})] {
            assert!(super::params(&members(&odd), &["scope", "state", "redirect_uri"]).is_err(), "{odd}");
        }
    }

    #[test]
    fn rfc7519_4_a_member_that_is_there_twice_is_not_chosen_from() {
        assert!(serde_json::from_str::<Members>(r#"{"scope":"openid","scope":"openid name"}"#).is_err());
        assert!(serde_json::from_str::<Members>(r#"{"claims":{"a":1},"b":2}"#).is_ok());
        for odd in ["[]", "null", "7", r#""x""#] {
            assert!(serde_json::from_str::<Members>(odd).is_err());
        }
    }
}
