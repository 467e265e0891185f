//! Having the address fetched from Water Supplies: what is asked, what came of it, and the read itself.

use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};

use causeway_core::{Lang, Result};
use causeway_http::Cookies;

use super::Driving;
use super::connector::{DATASET, FIELD, PURPOSE, Refusal};
use super::records::{Source, Standing};
use crate::relying_party::{Ask, Exchange, Failure, Granted};

/// How long a standing consent is asked for.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What is asked of the person.
pub(super) fn ask(standing: bool, now: Timestamp, lang: Lang) -> Ask {
    let until = standing.then(|| now.saturating_add(YEAR).unwrap_or(now)).map(whole_seconds);
    let exchange = Exchange { dataset: DATASET, fields: &[FIELD], purpose: PURPOSE, once: !standing, until };
    Ask { scopes: &[], exchange: Some(exchange), lang }
}

fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// Takes the consent out of what was granted. The pseudonym must be that of the person who is logged in here: on a shared
/// computer somebody else might have approved with a passkey of theirs, and their address is none of this application's business.
pub(super) fn accept(
    state: &Driving,
    cookies: &Cookies,
    granted: Granted,
    standing: bool,
) -> Result<Result<(), Failure>> {
    let Some(person) = state.person(cookies) else { return Ok(Err(Failure::Expired)) };
    if person.sub != granted.sub {
        return Ok(Err(Failure::SomebodyElse));
    }
    let detail = granted.details.into_iter().find(|detail| detail.is_exchange_of(DATASET));
    let Some((consent, until)) = detail.and_then(|detail| Some((detail.consent?, detail.until))) else {
        return Ok(Err(Failure::Untrusted("the token response names no consent".to_owned())));
    };
    if standing {
        state.records.stands(&person.sub, Standing { consent: consent.clone(), until })?;
    }
    state.service.person(cookies, |person| person.draft.consent = Some(consent));
    Ok(Ok(()))
}

/// Reads the address under the consent in the draft, and leads on to the form, or to the page that says why there is none.
pub(super) async fn fetch(state: &Driving, cookies: &Cookies) -> Response {
    let Some(consent) = state.person(cookies).and_then(|person| person.draft.consent) else {
        return Redirect::to("/renewal").into_response();
    };
    let outcome = read(state, &consent).await;
    let next = state.service.person(cookies, |person| match outcome {
        Ok(address) => {
            person.draft.address = Some(address);
            person.draft.source = Source::Exchanged;
            person.draft.consent = None;
            person.refusal = None;
            "/renewal/address"
        }
        Err(refusal) => {
            person.refusal = Some(refusal);
            "/renewal/unavailable"
        }
    });
    Redirect::to(next.unwrap_or("/")).into_response()
}

/// One read; that there is no record counts as a refusal, for there is nothing to show.
pub(super) async fn read(state: &Driving, consent: &str) -> Result<super::Address, Refusal> {
    match state.connector.address(consent).await {
        Ok(Some(address)) => Ok(address),
        Ok(None) => Err(Refusal("no_record".to_owned())),
        Err(refusal) => Err(refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T08:30:00.123456Z".parse().unwrap()
    }

    #[test]
    fn once_is_once_and_a_year_has_an_end() {
        let once = ask(false, now(), Lang::En).exchange.unwrap();
        assert!(once.once && once.until.is_none());
        let year = ask(true, now(), Lang::En).exchange.unwrap();
        assert!(!year.once);
        assert_eq!(year.until.unwrap().to_string(), "2027-11-21T08:30:00Z");
    }
}
