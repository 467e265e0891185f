//! Decisions as pure functions of facts and the time.

use causeway_core::{AccountId, ClientId, Error, RequestId, Result, Session};
use causeway_crypto::{b64, canonical, digest};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::addressed::Addressed;
use crate::model::{Ask, Consent, ConsentState, Detail, Request, RequestState, Shown, Use, Viewer};

/// How long a request waits for the person.
pub const REQUEST: SignedDuration = SignedDuration::from_mins(5);
/// A standing consent lasts at most this long.
pub const LONGEST_CONSENT: SignedDuration = SignedDuration::from_hours(24 * 366);

/// Whether a request asks for anything.
///
/// # Errors
/// `nothing_asked`.
pub fn asks_for_something(ask: &Ask) -> Result<()> {
    if ask.details.is_empty() {
        return Err(Error::invalid(
            "nothing_asked",
            "The request asks for nothing. Name at least one authorization detail.",
        ));
    }
    Ok(())
}

/// Whether a person may be asked like this without a browser. The protocol has refused everything else before.
///
/// # Errors
/// An internal one.
pub fn may_address(how: &Addressed) -> Result<()> {
    if how.lifetime <= SignedDuration::ZERO || how.lifetime > REQUEST {
        return Err(Error::internal("a request that is addressed lives five minutes at most"));
    }
    if how.code.as_deref().is_some_and(|code| !is_plain_code(code)) {
        return Err(Error::internal("a code that was not checked"));
    }
    Ok(())
}

/// Whether a code that a service has chosen may be drawn: too short and too plain to say anything, in no direction but one.
pub fn is_plain_code(code: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ' || c == '-';
    (1..=20).contains(&code.len())
        && code.starts_with(|c: char| c.is_ascii_alphanumeric())
        && code.chars().all(plain)
}

/// Whether a viewer may know of a request: the browser that began it, or the person whose device took it over.
pub fn may_see(request: &Request, viewer: &Viewer) -> bool {
    let same_browser = digest::equal(&request.browser, &viewer.browser);
    let same_person =
        request.account.is_some() && viewer.session.as_ref().map(|s| s.account) == request.account;
    same_browser || (request.claimed && same_person)
}

/// Whether this session is the one to decide: of the person the request is bound to, and, once another device took it over, there.
pub fn may_decide(request: &Request, session: &Session) -> bool {
    request.account == Some(session.account)
}

/// Whether a request still waits.
pub fn is_open(request: &Request, now: Timestamp) -> bool {
    request.state == RequestState::Open && now < request.expires_at
}

/// Whether the session is recent enough for what was asked.
pub fn login_suffices(request: &Request, session: &Session) -> bool {
    !request.fresh_login || session.authenticated_at >= request.created_at
}

/// Whether a standing login consent already covers what is asked, so that nobody needs to be asked again.
pub fn stands_already(details: &[Detail], standing: Option<&Consent>) -> bool {
    let [Detail::Login { fields }] = details else { return false };
    standing.is_some_and(|consent| covers(&consent.detail, fields))
}

/// Whether a detail's fields include all of `fields`.
pub fn covers(detail: &Detail, fields: &[String]) -> bool {
    fields.iter().all(|field| detail.fields().contains(field))
}

/// What the passkey signs for (invariant 5 in docs/ARCHITECTURE.md): everything shown, for this person, in this showing.
///
/// # Errors
/// When the shown text has no canonical form, which a [`Shown`] always has.
pub fn challenge(
    request: RequestId,
    nonce: &[u8; 32],
    expires_at: Timestamp,
    person: AccountId,
    shown: &Shown,
) -> Result<[u8; 32]> {
    #[derive(Serialize)]
    struct Signed<'a> {
        version: u8,
        request: RequestId,
        nonce: String,
        /// Seconds since 1970.
        expires: i64,
        person: AccountId,
        shown: &'a Shown,
    }
    let signed = Signed {
        version: 1,
        request,
        nonce: b64::encode(nonce),
        expires: expires_at.as_second(),
        person,
        shown,
    };
    Ok(digest::sha256(&canonical::to_vec(&signed)?))
}

/// The text shown, by itself: what receipts and consent records name.
///
/// # Errors
/// As [`challenge`].
pub fn shown_sha256(shown: &Shown) -> Result<[u8; 32]> {
    Ok(digest::sha256(&canonical::to_vec(shown)?))
}

/// Whether a consent permits a use: the exact reason if not, since only the client that names its own consent gets here.
///
/// # Errors
/// `consent_unknown`, `consent_withdrawn`, `consent_expired`, `consent_used`, `dataset_mismatch`, `provider_changed`, `purpose_mismatch`, `fields_exceed_consent`.
pub fn permits(consent: &Consent, wanted: &Use, now: Timestamp) -> Result<()> {
    belongs_to(consent, &wanted.client)?;
    stands(consent, now)?;
    concerns(consent, wanted)?;
    if consent.purpose != wanted.purpose {
        return Err(Error::forbidden(
            "purpose_mismatch",
            "The consent was given for another purpose. Name the purpose it was given for.",
        ));
    }
    if wanted.fields.is_empty() || !covers(&consent.detail, &wanted.fields) {
        return Err(Error::forbidden(
            "fields_exceed_consent",
            "The person has not allowed all of these fields. Ask for those in the consent, or ask the person anew.",
        ));
    }
    Ok(())
}

fn belongs_to(consent: &Consent, client: &ClientId) -> Result<()> {
    if &consent.client == client { Ok(()) } else { Err(unknown()) }
}

/// What anybody is told of a consent that is not theirs, or is not at all.
pub fn unknown() -> Error {
    Error::forbidden("consent_unknown", "There is no such consent for this client.")
}

fn stands(consent: &Consent, now: Timestamp) -> Result<()> {
    match consent.state {
        ConsentState::Active if consent.until.is_some_and(|until| now >= until) => Err(expired()),
        ConsentState::Active => Ok(()),
        ConsentState::Used => Err(used()),
        ConsentState::Withdrawn => Err(Error::forbidden(
            "consent_withdrawn",
            "The person has withdrawn this consent. Do not use the data again; ask anew if you still need it.",
        )),
        ConsentState::Expired => Err(expired()),
        ConsentState::Replaced => Err(Error::forbidden(
            "consent_replaced",
            "A newer consent to this client replaces this one. Use that.",
        )),
    }
}

/// A one-time consent has been used.
pub(crate) fn used() -> Error {
    Error::forbidden(
        "consent_used",
        "The consent was for one read, which has been made. Ask the person anew.",
    )
}

fn expired() -> Error {
    Error::forbidden("consent_expired", "The consent has reached its end. Ask the person anew.")
}

fn concerns(consent: &Consent, wanted: &Use) -> Result<()> {
    let mismatch =
        || Err(Error::forbidden("dataset_mismatch", "The consent is for something else than this dataset."));
    match (&consent.detail, &wanted.dataset) {
        (Detail::Exchange { dataset, .. }, Some(asked)) if dataset != asked => mismatch(),
        // The person was shown who holds the data, and allowed that organisation alone to be asked.
        (Detail::Exchange { provider, .. }, Some(_)) if wanted.provider.as_ref() != Some(provider) => {
            Err(Error::forbidden(
                "provider_changed",
                "Another organisation holds this dataset now than the one the person was shown. Ask the person anew.",
            ))
        }
        (Detail::Login { .. }, None) | (Detail::Exchange { .. }, Some(_)) => Ok(()),
        (Detail::Login { .. }, Some(_)) | (Detail::Exchange { .. }, None) => mismatch(),
    }
}

#[cfg(test)]
mod tests;
