//! RFC 6749 section 3.3 and OpenID Connect Core section 3.1.2.1: `openid` is there, and nothing the client may not ask for.

use crate::client::Client;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::scope::{Scope, Scopes};

/// The scopes of an authorization request. Unknown ones are ignored; known ones that the client may not have are refused.
pub(crate) fn at_authorization(params: &Params, client: &Client) -> Result<Scopes, Refusal> {
    let asked = Scopes::parse(params.get("scope").unwrap_or_default());
    if !asked.has(Scope::Openid) {
        return Err(refuse("The scope openid is missing."));
    }
    if asked.has(Scope::Exchange) {
        return Err(refuse("A person is asked for an exchange by authorization_details, not by scope."));
    }
    if asked.iter().any(Scope::is_own) {
        return Err(refuse("A scope in the list is for the client itself: get it by client_credentials."));
    }
    if !client.scopes.cover(&asked) {
        return Err(refuse("This client is not registered for all of these scopes."));
    }
    Ok(asked)
}

/// The scopes of a refreshed token: those granted, or fewer (RFC 6749 section 6).
pub(crate) fn at_refresh(params: &Params, granted: &Scopes) -> Result<Scopes, Refusal> {
    let Some(text) = params.get("scope") else { return Ok(granted.clone()) };
    let asked = strict(text)?;
    if granted.cover(&asked) { Ok(asked) } else { Err(refuse("More was asked for than was granted.")) }
}

/// The scopes of a token that is had for another (RFC 8693 section 2.1): those of that one, or fewer. Nothing lasts longer by it.
pub(crate) fn at_exchange(params: &Params, brought: &Scopes) -> Result<Scopes, Refusal> {
    let scope = at_refresh(params, brought)?;
    Ok(scope.iter().filter(|scope| *scope != Scope::OfflineAccess).collect())
}

/// The scopes of a client's own token (RFC 6749 section 4.4.2): `exchange`, which the gateway wants to see alone, or some of the others.
/// Without the parameter it is `exchange`, or all of the others for a client that exchanges nothing.
pub(crate) fn at_client_credentials(params: &Params, client: &Client) -> Result<Scopes, Refusal> {
    let exchange: Scopes = [Scope::Exchange].into_iter().collect();
    let asked = match params.get("scope") {
        Some(text) => strict(text)?,
        None if client.scopes.has(Scope::Exchange) => exchange.clone(),
        None => client.scopes.iter().filter(|scope| scope.is_own()).collect(),
    };
    if !asked.iter().all(Scope::is_own) || asked.has(Scope::Exchange) && asked != exchange {
        return Err(refuse(
            "A client by itself can have the scope exchange alone, or those of its own management.",
        ));
    }
    if !asked.is_empty() && client.scopes.cover(&asked) {
        return Ok(asked);
    }
    Err(Refusal::new(Code::UnauthorizedClient, "This client is not registered for that by itself."))
}

fn strict(text: &str) -> Result<Scopes, Refusal> {
    if text.split(' ').all(|name| name.parse::<Scope>().is_ok()) {
        Ok(Scopes::parse(text))
    } else {
        Err(refuse("A scope in the list is unknown."))
    }
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidScope, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    fn asked(scope: &str) -> Result<Scopes, Refusal> {
        let mut client = samples::client();
        client.scopes = Scopes::parse("openid name offline_access exchange");
        at_authorization(&Params::of(&[("scope", scope)]), &client)
    }

    #[test]
    fn oidc_core_3_1_2_1_the_openid_scope_must_be_there() {
        assert_eq!(asked("name").unwrap_err().code(), Code::InvalidScope);
        assert_eq!(asked("").unwrap_err().code(), Code::InvalidScope);
        assert_eq!(asked("openid phone").unwrap().to_string(), "openid");
    }

    #[test]
    fn rfc6749_3_3_a_scope_the_client_is_not_registered_for_is_refused() {
        assert_eq!(asked("openid card_number").unwrap_err().code(), Code::InvalidScope);
    }

    #[test]
    fn an_exchange_is_never_granted_by_a_person_through_a_scope() {
        assert!(asked("openid exchange").is_err());
    }

    #[test]
    fn rfc6749_6_a_refresh_may_narrow_and_never_widen() {
        let granted = Scopes::parse("openid name");
        let at = |scope: &str| at_refresh(&Params::of(&[("scope", scope)]), &granted);
        assert_eq!(at("openid").unwrap().to_string(), "openid");
        assert_eq!(at("").unwrap(), granted);
        for wide in ["openid card_number", "openid nonsense", "openid  name"] {
            assert_eq!(at(wide).unwrap_err().code(), Code::InvalidScope, "{wide}");
        }
    }

    #[test]
    fn rfc6749_4_4_2_a_client_by_itself_gets_the_exchange_scope_alone() {
        let mut client = samples::client();
        client.scopes = Scopes::parse("openid exchange");
        let at =
            |scope: &str, client: &Client| at_client_credentials(&Params::of(&[("scope", scope)]), client);
        assert_eq!(at("", &client).unwrap().to_string(), "exchange");
        assert_eq!(at("openid exchange", &client).unwrap_err().code(), Code::InvalidScope);
        client.scopes = Scopes::parse("openid");
        assert_eq!(at("exchange", &client).unwrap_err().code(), Code::UnauthorizedClient);
        assert_eq!(at("", &client).unwrap_err().code(), Code::UnauthorizedClient);
    }

    #[test]
    fn what_a_client_has_for_itself_stands_beside_no_exchange_and_no_person_gives_it() {
        let mut client = samples::client();
        client.scopes = Scopes::parse("openid introspect grant_management_query");
        let at = |scope: &str| at_client_credentials(&Params::of(&[("scope", scope)]), &client);
        assert_eq!(at("").unwrap().to_string(), "introspect grant_management_query");
        assert_eq!(at("introspect").unwrap().to_string(), "introspect");
        assert_eq!(at("grant_management_revoke").unwrap_err().code(), Code::UnauthorizedClient);
        assert_eq!(at("exchange introspect").unwrap_err().code(), Code::InvalidScope);
        let asked = at_authorization(&Params::of(&[("scope", "openid introspect")]), &client);
        assert_eq!(asked.unwrap_err().code(), Code::InvalidScope);
    }
}
