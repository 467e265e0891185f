//! What a client may ask for: something, and what goes with a login only with a login.

use causeway_core::draft::Fault;

use crate::draft::ClientDraft;
use crate::scope::Scope;

pub(super) fn check(draft: &ClientDraft) -> Option<Fault> {
    let has = |scope| draft.scopes.has(scope);
    if !has(Scope::Openid) && !has(Scope::Exchange) && !has(Scope::Introspect) {
        let mend = "Choose at least one: to log people in (openid), to exchange data (exchange), or to ask about tokens (introspect).";
        return Some(Fault::new("scopes", "scopes_missing", mend));
    }
    // OpenID Connect Core sections 3.1.2.1, 5.4 and 11.
    let alone = |scope: &Scope| matches!(scope, Scope::Openid | Scope::Exchange | Scope::Introspect);
    let stray = draft.scopes.iter().find(|scope| !alone(scope));
    let stray = stray.filter(|_| !has(Scope::Openid))?;
    let mend = "A client learns this at a login alone: choose openid as well.";
    Some(Fault::new("scopes", "scopes_without_login", mend).about(stray.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scopes;
    use crate::tests::samples;

    fn code(scopes: &str) -> &'static str {
        let draft = ClientDraft { scopes: Scopes::parse(scopes), ..samples::draft() };
        check(&draft).map_or("", |fault| fault.code)
    }

    #[test]
    fn oidc_core_3_1_2_1_what_goes_with_a_login_needs_one() {
        assert_eq!(code("openid card_number offline_access exchange"), "");
        assert_eq!(code("exchange"), "");
        assert_eq!(code("introspect"), "");
        assert_eq!(code("exchange grant_management_query"), "scopes_without_login");
        assert_eq!(code(""), "scopes_missing");
        assert_eq!(code("name"), "scopes_missing");
        assert_eq!(code("exchange name"), "scopes_without_login");
        assert_eq!(code("exchange offline_access"), "scopes_without_login");
    }
}
