//! OpenID Connect Core section 5.5, the `claims` parameter: profile fields wanted at `/userinfo`, and an essential `acr`.

use serde_json::Value;

use crate::client::Client;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::scope::{Scope, Scopes};

const LONGEST: usize = 8 * 1024;

/// What of the parameter concerns us.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Claims {
    /// Profile fields under `userinfo`. Those under `id_token` are not given there (they are released at `/userinfo` alone), which the section permits.
    pub(crate) fields: Vec<Scope>,
    /// The values of an `acr` asked for as essential.
    pub(crate) essential_acr: Option<Vec<String>>,
}

pub(crate) fn check(params: &Params, client: &Client) -> Result<Claims, Refusal> {
    let Some(text) = params.get("claims") else { return Ok(Claims::default()) };
    if text.len() > LONGEST {
        return Err(refuse("The claims parameter is too long."));
    }
    let Ok(Value::Object(asked)) = serde_json::from_str::<Value>(text) else {
        return Err(refuse("The claims parameter is not a JSON object."));
    };
    for member in ["userinfo", "id_token"] {
        if asked.get(member).is_some_and(|value| !value.is_object()) {
            return Err(refuse("The members userinfo and id_token of claims are JSON objects."));
        }
    }
    let named = |name: &str| asked.get("userinfo").is_some_and(|userinfo| userinfo.get(name).is_some());
    let fields: Vec<_> = Scope::ALL.into_iter().filter(|scope| scope.field().is_some_and(named)).collect();
    if !client.scopes.cover(&fields.iter().copied().collect()) {
        return Err(Refusal::new(
            Code::InvalidScope,
            "This client is not registered for all of these claims.",
        ));
    }
    Ok(Claims { fields, essential_acr: essential_acr(asked.get("id_token")) })
}

/// Section 5.5.1.1: `{"acr": {"essential": true, "values": […]}}`.
fn essential_acr(id_token: Option<&Value>) -> Option<Vec<String>> {
    let acr = id_token?.get("acr")?;
    if acr.get("essential") != Some(&Value::Bool(true)) {
        return None;
    }
    let one = acr.get("value").into_iter();
    let many = acr.get("values").and_then(Value::as_array).into_iter().flatten();
    let values: Vec<_> = one.chain(many).filter_map(Value::as_str).map(ToOwned::to_owned).collect();
    (!values.is_empty()).then_some(values)
}

/// The profile fields asked for in either way, in one fixed order.
pub(crate) fn fields(scope: &Scopes, claims: &Claims) -> Vec<String> {
    Scope::ALL
        .into_iter()
        .filter(|one| scope.has(*one) || claims.fields.contains(one))
        .filter_map(Scope::field)
        .map(ToOwned::to_owned)
        .collect()
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidRequest, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    fn of(text: &str) -> Result<Claims, Refusal> {
        check(&Params::of(&[("claims", text)]), &samples::client())
    }

    #[test]
    fn oidc_core_5_5_a_field_may_be_asked_for_by_claim_instead_of_scope() {
        let claims =
            of(r#"{"userinfo": {"name": null, "nickname": null, "card_number": {"essential": true}}}"#)
                .unwrap();
        assert_eq!(fields(&Scopes::parse("openid name"), &claims), ["card_number", "name"]);
    }

    #[test]
    fn oidc_core_5_5_what_is_no_object_is_refused() {
        for bad in ["[]", "x", "{\"userinfo\": []}", "{\"id_token\": \"acr\"}"] {
            assert_eq!(of(bad).unwrap_err().code(), Code::InvalidRequest, "{bad}");
        }
    }

    #[test]
    fn a_claim_that_the_client_may_not_have_is_refused_like_its_scope() {
        let mut client = samples::client();
        client.scopes = Scopes::parse("openid");
        let params = Params::of(&[("claims", r#"{"userinfo": {"name": null}}"#)]);
        assert_eq!(check(&params, &client).unwrap_err().code(), Code::InvalidScope);
    }

    #[test]
    fn profile_fields_asked_for_in_the_id_token_are_not_given_there() {
        assert_eq!(of(r#"{"id_token": {"name": {"essential": true}}}"#).unwrap(), Claims::default());
    }

    #[test]
    fn oidc_core_5_5_1_1_only_an_essential_acr_with_values_binds() {
        assert_eq!(of(r#"{"id_token": {"acr": {"values": ["a"]}}}"#).unwrap().essential_acr, None);
        assert_eq!(of(r#"{"id_token": {"acr": {"essential": true}}}"#).unwrap().essential_acr, None);
        let claims = of(r#"{"id_token": {"acr": {"essential": true, "values": ["a", "b"]}}}"#).unwrap();
        assert_eq!(claims.essential_acr.unwrap(), ["a", "b"]);
    }

    #[test]
    fn deeply_nested_claims_are_refused_and_not_followed() {
        let deep = format!("{{\"userinfo\": {}{}}}", "[".repeat(4000), "]".repeat(4000));
        assert!(of(&deep).is_err());
        assert!(of(&format!("{{\"userinfo\": {{\"name\": \"{}\"}}}}", "a".repeat(LONGEST))).is_err());
    }
}
