//! Grant Management for OAuth 2.0, section 5.2: what is to be done with an earlier grant.

use uuid::Uuid;

use crate::model::GrantAction;
use crate::params::Params;
use crate::refusal::{Code, Refusal};

/// What an authorization request says of it.
pub(crate) fn check(params: &Params) -> Result<Option<GrantAction>, Refusal> {
    let action = match (params.get("grant_management_action"), params.get("grant_id")) {
        (None, None) => return Ok(None),
        (Some("create"), None) => GrantAction::Create,
        (Some("merge"), Some(id)) => GrantAction::Merge(family(id)?),
        (Some("replace"), Some(id)) => GrantAction::Replace(family(id)?),
        (Some("create"), Some(_)) => return Err(refuse("A new grant has no grant_id yet.")),
        (Some("merge" | "replace"), None) => return Err(refuse("Say by grant_id which grant is meant.")),
        (None, Some(_)) => return Err(refuse("Say by grant_management_action what to do with the grant.")),
        (Some(_), _) => return Err(refuse("The grant_management_action is create, merge or replace.")),
    };
    Ok(Some(action))
}

fn family(id: &str) -> Result<Uuid, Refusal> {
    id.parse().map_err(|_| unknown())
}

/// The one answer to a grant that is not there, is over, or is another client's or person's (section 5.4).
pub(crate) fn unknown() -> Refusal {
    Refusal::new(Code::InvalidGrantId, "There is no such grant of this client's.")
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidRequest, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grant_management_5_2_an_action_goes_with_a_grant_or_makes_one() {
        let at = |action: &str, id: &str| {
            let pairs = [("grant_management_action", action), ("grant_id", id)];
            check(&Params::of(&pairs)).map_err(|refusal| refusal.code())
        };
        let id = Uuid::from_u128(7);
        let text = id.to_string();
        assert_eq!(at("", ""), Ok(None));
        assert_eq!(at("create", ""), Ok(Some(GrantAction::Create)));
        assert_eq!(at("merge", &text), Ok(Some(GrantAction::Merge(id))));
        assert_eq!(at("replace", &text), Ok(Some(GrantAction::Replace(id))));
        for (action, id) in
            [("create", text.as_str()), ("merge", ""), ("replace", ""), ("", &text), ("update", &text)]
        {
            assert_eq!(at(action, id), Err(Code::InvalidRequest), "{action} {id}");
        }
        assert_eq!(at("merge", "my grant"), Err(Code::InvalidGrantId));
    }
}
