//! RFC 8693: what may be exchanged for what, and by whom.

use jiff::Timestamp;

use crate::client::Client;
use crate::grant_type::GrantType;
use crate::model::AccessClaims;
use crate::params::Params;
use crate::refusal::{Code, Refusal};

/// Section 3.
pub(crate) const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
/// So many act one for another, and no more.
const DEEPEST: usize = 2;

/// The request (section 2.1): an access token for an access token, by a client that is registered for it. Gives back the token brought.
pub(crate) fn request<'a>(params: &'a Params, client: &Client) -> Result<&'a str, Refusal> {
    if !client.settings.has_grant(GrantType::TokenExchange) {
        let why = "This client is not registered to exchange tokens.";
        return Err(Refusal::new(Code::UnauthorizedClient, why));
    }
    if params.get("actor_token").is_some() || params.get("actor_token_type").is_some() {
        return Err(refuse("An actor_token is not supported: whoever authenticates acts."));
    }
    let taken = |name: &'static str| params.get(name).is_none_or(|kind| kind == ACCESS_TOKEN);
    if params.require("subject_token_type")? != ACCESS_TOKEN || !taken("requested_token_type") {
        return Err(refuse(
            "An access token is exchanged for an access token: no other types are supported.",
        ));
    }
    if !params.all("audience").is_empty() {
        return Err(Refusal::new(Code::InvalidTarget, "Name the target by resource, not by audience."));
    }
    params.require("subject_token")
}

/// The target is always named (section 2.1): a token for our own endpoints is not passed on.
pub(crate) fn target(resources: &[String]) -> Result<(), Refusal> {
    if resources.is_empty() {
        return Err(Refusal::new(Code::InvalidTarget, "Name the resource that the token is for."));
    }
    Ok(())
}

/// The token brought: ours, in its time, and not passed on too often (section 4.1).
pub(crate) fn subject(claims: &AccessClaims, issuer: &str, now: Timestamp) -> Result<(), Refusal> {
    if claims.iss != issuer || claims.exp <= now.as_second() {
        return Err(not_good());
    }
    if claims.act.as_ref().is_some_and(|act| act.depth() >= DEEPEST) {
        return Err(refuse("This token was passed on too often. Bring the one that the person gave."));
    }
    Ok(())
}

/// Both clients are of one organisation, and know the person by one name.
pub(crate) fn kinship(of_token: &Client, presenter: &Client) -> Result<(), Refusal> {
    if of_token.organisation == presenter.organisation && of_token.sector == presenter.sector {
        return Ok(());
    }
    Err(not_good())
}

/// The one answer to a token that is over, nobody's, or somebody else's (section 2.2.2).
pub(crate) fn not_good() -> Refusal {
    refuse("The subject_token is no access token that this client may exchange.")
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidRequest, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Actor;
    use crate::tests::samples;

    fn asked(changes: &[(&str, &str)]) -> Result<String, Code> {
        let mut client = samples::client();
        client.settings.grants = vec![GrantType::TokenExchange];
        let mut pairs = vec![("subject_token", "the token")];
        if !changes.iter().any(|(name, _)| *name == "subject_token_type") {
            pairs.push(("subject_token_type", ACCESS_TOKEN));
        }
        pairs.extend_from_slice(changes);
        let params = Params::of(&pairs);
        request(&params, &client).map(ToOwned::to_owned).map_err(|refusal| refusal.code())
    }

    #[test]
    fn rfc8693_2_1_an_access_token_is_exchanged_for_an_access_token_and_nothing_else() {
        assert_eq!(asked(&[]), Ok("the token".to_owned()));
        assert!(asked(&[("requested_token_type", ACCESS_TOKEN)]).is_ok());
        let other = "urn:ietf:params:oauth:token-type:refresh_token";
        for bad in [
            ("requested_token_type", other),
            ("subject_token_type", other),
            ("actor_token", "x"),
            ("actor_token_type", ACCESS_TOKEN),
        ] {
            assert_eq!(asked(&[bad]), Err(Code::InvalidRequest), "{bad:?}");
        }
        assert_eq!(asked(&[("audience", "bank")]), Err(Code::InvalidTarget));
        assert!(target(&[]).is_err());
    }

    #[test]
    fn rfc8693_2_1_a_client_is_registered_for_it_by_name() {
        let params = Params::of(&[("subject_token", "x"), ("subject_token_type", ACCESS_TOKEN)]);
        let refused = request(&params, &samples::client()).unwrap_err();
        assert_eq!(refused.code(), Code::UnauthorizedClient);
    }

    #[test]
    fn rfc8693_4_1_two_act_one_for_another_and_no_third() {
        let now = Timestamp::from_second(1000).unwrap();
        let one = Actor { sub: "a".to_owned(), act: None };
        let two = Actor { sub: "b".to_owned(), act: Some(Box::new(one.clone())) };
        let with = |act| AccessClaims { act, ..samples::access_claims() };
        assert!(subject(&with(None), "https://id.example", now).is_ok());
        assert!(subject(&with(Some(one)), "https://id.example", now).is_ok());
        assert!(subject(&with(Some(two)), "https://id.example", now).is_err());
        assert!(subject(&with(None), "https://other.example", now).is_err());
        let later = Timestamp::from_second(1300).unwrap();
        assert!(subject(&with(None), "https://id.example", later).is_err());
    }

    #[test]
    fn neither_another_organisation_nor_another_sector_gets_anything_for_a_token() {
        let own = samples::client();
        assert!(kinship(&own, &own).is_ok());
        let bank = Client { organisation: "bank".parse().unwrap(), ..own.clone() };
        let elsewhere = Client { sector: "other.example".to_owned(), ..own.clone() };
        assert!(kinship(&own, &bank).is_err() && kinship(&own, &elsewhere).is_err());
    }
}
