//! OpenID Connect for Identity Assurance 1.0: `verified_claims` in the `claims` parameter, and what of a person's verification answers it.
//!
//! Given at `/userinfo` alone, as every field is. A constraint that is not met leaves the whole of it out (section 6.3.1): nothing is told
//! then of what the person's verification is instead.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::client::Client;
use crate::model::Verified;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::scope::{Scope, Scopes};

/// The field of the profile that says how the person was proofed.
pub(crate) const FIELD: &str = "verification";
const LONGEST: usize = 4 * 1024;

/// What is asked; `flat` are the fields that are asked for besides. The parameter itself is well-formed by now.
pub(crate) fn check(params: &Params, client: &Client, flat: &[String]) -> Result<Option<Verified>, Refusal> {
    let claims = params.get("claims").and_then(|text| serde_json::from_str::<Value>(text).ok());
    let Some(request) = claims.as_ref().and_then(|claims| claims.get("userinfo")?.get("verified_claims"))
    else {
        return Ok(None);
    };
    if !client.settings.verified_claims {
        return Err(Refusal::new(Code::InvalidScope, "This client is not registered for verified_claims."));
    }
    let member = |name: &str| request.get(name).and_then(Value::as_object);
    let (Some(verification), Some(names)) = (member("verification"), member("claims")) else {
        return Err(refuse("verified_claims is an object with the objects verification and claims."));
    };
    // Section 6.2: the framework is always asked for; section 6.1: at least one claim is.
    if !verification.contains_key("trust_framework") || names.is_empty() {
        return Err(refuse("verified_claims asks for trust_framework, and for one claim at least."));
    }
    if request.to_string().len() > LONGEST {
        return Err(refuse("verified_claims is too long."));
    }
    let wanted: Vec<_> =
        Scope::ALL.into_iter().filter(|scope| scope.field().is_some_and(|f| names.contains_key(f))).collect();
    if !client.scopes.cover(&wanted.iter().copied().collect::<Scopes>()) {
        return Err(Refusal::new(
            Code::InvalidScope,
            "This client is not registered for all of these claims.",
        ));
    }
    let only =
        wanted.into_iter().filter_map(Scope::field).filter(|field| !flat.iter().any(|one| one == field));
    Ok(Some(Verified { request: request.clone(), only: only.map(ToOwned::to_owned).collect() }))
}

/// The fields a person is asked for: those asked for besides, those asked for as verified, and the verification itself.
pub(crate) fn with_those(flat: Vec<String>, verified: Option<&Verified>) -> Vec<String> {
    let Some(verified) = verified else { return flat };
    flat.into_iter().chain(verified.only.iter().cloned()).chain([FIELD.to_owned()]).collect()
}

/// Puts the released values where they were asked for: `values` holds the profile fields and, under [`FIELD`], the verification as JSON.
pub(crate) fn arrange(
    asked: Option<&Verified>,
    mut values: Map<String, Value>,
    now: Timestamp,
) -> Map<String, Value> {
    let verification = values.remove(FIELD);
    let Some(asked) = asked else { return values };
    let verification = verification
        .as_ref()
        .and_then(Value::as_str)
        .and_then(|text| serde_json::from_str::<Value>(text).ok())
        .and_then(|have| select(asked.request.get("verification")?, &have, now));
    let names = asked.request.get("claims").and_then(Value::as_object);
    let claims: Map<_, _> = names
        .into_iter()
        .flat_map(Map::keys)
        .filter_map(|name| Some((name.clone(), values.get(name)?.clone())))
        .collect();
    for name in &asked.only {
        values.remove(name);
    }
    if let Some(verification) = verification
        && !claims.is_empty()
    {
        let given = serde_json::json!({"verification": verification, "claims": claims});
        values.insert("verified_claims".to_owned(), given);
    }
    values
}

/// The part of `have` that is asked for (section 6.2); `None` when a constraint on it is not met (section 6.3).
fn select(asked: &Value, have: &Value, now: Timestamp) -> Option<Value> {
    match (asked, have) {
        (Value::Object(limits), _) if is_constraint(limits) => meets(limits, have, now).then(|| have.clone()),
        (Value::Object(asked), Value::Object(have)) => {
            let mut out = Map::new();
            for (name, wanted) in asked {
                match have.get(name) {
                    Some(value) => out.insert(name.clone(), select(wanted, value, now)?),
                    // Section 6.2: what is not there is left out; what is essential and not there fails.
                    None if is_essential(wanted) => return None,
                    None => None,
                };
            }
            Some(Value::Object(out))
        }
        (Value::Array(asked), Value::Array(have)) => {
            let one = |value| asked.iter().find_map(|wanted| select(wanted, value, now));
            let chosen: Vec<_> = have.iter().filter_map(one).collect();
            (!chosen.is_empty()).then_some(Value::Array(chosen))
        }
        (Value::Null, _) => Some(have.clone()),
        _ => None,
    }
}

fn is_constraint(asked: &Map<String, Value>) -> bool {
    !asked.is_empty()
        && asked.keys().all(|name| matches!(name.as_str(), "value" | "values" | "max_age" | "essential"))
}

fn is_essential(asked: &Value) -> bool {
    asked.get("essential") == Some(&Value::Bool(true))
}

fn meets(limits: &Map<String, Value>, have: &Value, now: Timestamp) -> bool {
    let one = limits.get("value").is_none_or(|value| value == have);
    let of_several =
        limits.get("values").is_none_or(|values| values.as_array().is_some_and(|all| all.contains(have)));
    let young = limits.get("max_age").is_none_or(|seconds| {
        let at = have.as_str().and_then(|text| text.parse::<Timestamp>().ok());
        let age = at.map(|at| now.as_second().saturating_sub(at.as_second()));
        age.zip(seconds.as_i64()).is_some_and(|(age, most)| age <= most)
    });
    one && of_several && young
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidRequest, why)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::settings::Settings;
    use crate::tests::samples;

    fn now() -> Timestamp {
        "2026-03-02T00:00:00Z".parse().unwrap()
    }

    fn client(verified_claims: bool) -> Client {
        Client { settings: Settings { verified_claims, ..Settings::default() }, ..samples::client() }
    }

    fn asked(request: &Value) -> Result<Option<Verified>, Refusal> {
        let claims = json!({"userinfo": {"verified_claims": request}}).to_string();
        check(&Params::of(&[("claims", &claims)]), &client(true), &["name".to_owned()])
    }

    fn values() -> Map<String, Value> {
        let verification = json!({
            "trust_framework": "causeway", "assurance_level": "basic", "time": "2026-03-01T00:00:00Z",
            "evidence": [{"type": "electronic_record", "check_details": [{"check_method": "data"}]}],
        });
        let pairs =
            json!({"name": "CHAN", "date_of_birth": "1990-01-31", "verification": verification.to_string()});
        pairs.as_object().unwrap().clone()
    }

    fn given(verification: &Value) -> Value {
        let request = json!({"verification": verification, "claims": {"name": null, "date_of_birth": null}});
        Value::Object(arrange(asked(&request).unwrap().as_ref(), values(), now()))
    }

    #[test]
    fn ida_6_1_a_request_names_a_framework_and_a_claim() {
        let framework = json!({"trust_framework": null});
        assert!(asked(&json!({"verification": framework, "claims": {"name": null}})).unwrap().is_some());
        for bad in [
            json!({"verification": framework, "claims": {}}),
            json!({"verification": {}, "claims": {"name": null}}),
            json!({"claims": {"name": null}}),
            json!([]),
            json!(null),
        ] {
            assert_eq!(asked(&bad).unwrap_err().code(), Code::InvalidRequest, "{bad}");
        }
    }

    #[test]
    fn a_client_that_is_not_registered_for_it_is_refused() {
        let request = json!({"userinfo": {"verified_claims": {"verification": {"trust_framework": null}, "claims": {"name": null}}}});
        let params = Params::of(&[("claims", &request.to_string())]);
        assert_eq!(check(&params, &client(false), &[]).unwrap_err().code(), Code::InvalidScope);
        assert_eq!(check(&Params::of(&[]), &client(false), &[]).unwrap(), None);
    }

    #[test]
    fn ida_6_2_what_is_asked_for_is_given_and_nothing_besides() {
        let out = given(&json!({"trust_framework": null}));
        assert_eq!(out["verified_claims"]["verification"], json!({"trust_framework": "causeway"}));
        assert_eq!(out["verified_claims"]["claims"], json!({"name": "CHAN", "date_of_birth": "1990-01-31"}));
        // The name was asked for besides; the date was not, and the verification is never a claim of its own.
        assert_eq!(out["name"], "CHAN");
        assert!(out.get("date_of_birth").is_none() && out.get("verification").is_none());
        let out = given(&json!({"trust_framework": null, "evidence": [{"type": null}]}));
        assert_eq!(
            out["verified_claims"]["verification"]["evidence"],
            json!([{"type": "electronic_record"}])
        );
    }

    #[test]
    fn ida_6_3_a_constraint_that_is_not_met_leaves_it_out_whole() {
        for met in [
            json!({"trust_framework": {"value": "causeway"}}),
            json!({"trust_framework": {"values": ["x", "causeway"]}, "time": {"max_age": 86400}}),
            json!({"trust_framework": null, "evidence": [{"type": {"value": "electronic_record"}}]}),
        ] {
            assert!(given(&met).get("verified_claims").is_some(), "{met}");
        }
        for unmet in [
            json!({"trust_framework": {"value": "eidas"}}),
            json!({"trust_framework": null, "assurance_level": {"value": "plus"}}),
            json!({"trust_framework": null, "time": {"max_age": 86399}}),
            json!({"trust_framework": null, "evidence": [{"type": {"value": "document"}}]}),
            json!({"trust_framework": null, "policy": {"essential": true}}),
        ] {
            let out = given(&unmet);
            assert!(out.get("verified_claims").is_none() && out.get("date_of_birth").is_none(), "{unmet}");
        }
    }

    #[test]
    fn who_was_proofed_before_that_was_kept_has_no_verified_claims() {
        let request = json!({"verification": {"trust_framework": null}, "claims": {"date_of_birth": null}});
        let mut values = values();
        values.remove(FIELD);
        let out = arrange(asked(&request).unwrap().as_ref(), values, now());
        assert_eq!(out.keys().collect::<Vec<_>>(), ["name"]);
    }
}
