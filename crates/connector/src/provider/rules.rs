//! What must hold before a provider answers, one clause each.

use causeway_core::{Error, Kind, OrganisationId, Result};
use causeway_crypto::jose::Window;
use causeway_exchange::wire::{ConsumerRequest, GatewayRequest, LEEWAY_SECONDS, LIFETIME_SECONDS};
use jiff::{SignedDuration, Timestamp};

/// The gateway's request: issuer, audience, window (RFC 7519 section 4.1).
///
/// # Errors
/// `wrong_issuer`, `wrong_audience`, `token_expired`, `token_not_yet_valid`, `token_too_long`.
pub(super) fn check_gateway(
    request: &GatewayRequest,
    issuer: &str,
    organisation: &OrganisationId,
    now: Timestamp,
) -> Result<()> {
    ensure(
        request.iss == issuer,
        "wrong_issuer",
        "The request names another gateway than the configured one.",
    )?;
    ensure(
        request.aud == *organisation,
        "wrong_audience",
        "The request is made out to another organisation.",
    )?;
    window(now).check(request.iat, request.exp)
}

/// The consumer's own request inside: made out to this gateway, just now, and saying the same as the gateway's.
///
/// # Errors
/// `consumer_mismatch`, and those of the window.
pub(super) fn check_consumer(own: &ConsumerRequest, request: &GatewayRequest, now: Timestamp) -> Result<()> {
    let same = own.iss == request.consumer
        && own.aud == request.iss
        && own.dataset == request.dataset
        && own.purpose == request.purpose
        && request.fields.iter().all(|field| own.fields.contains(field));
    ensure(same, "consumer_mismatch", "The gateway asks for something else than the consumer signed for.")?;
    ensure(
        own.enc == request.enc,
        "swapped_key",
        "The gateway names another key to seal the answer to than the consumer signed for.",
    )?;
    window(now).check(own.iat, own.exp)
}

/// At least one field, none twice, each one that is answered here.
///
/// # Errors
/// `field_unknown`.
pub(super) fn check_fields(fields: &[String], answers: impl Fn(&str) -> bool) -> Result<()> {
    let known = fields
        .iter()
        .enumerate()
        .all(|(i, field)| answers(field) && !fields.iter().take(i).any(|f| f == field));
    ensure(
        known && !fields.is_empty(),
        "field_unknown",
        "A field that is asked for is not in this connector's configuration.",
    )
}

fn window(now: Timestamp) -> Window {
    Window {
        now,
        leeway: SignedDuration::from_secs(LEEWAY_SECONDS),
        longest: SignedDuration::from_secs(LIFETIME_SECONDS),
    }
}

/// Keys that cannot be had are our trouble, not the caller's.
pub(super) fn unless_down(error: Error, otherwise: fn() -> Error) -> Error {
    if error.kind() == Kind::Unavailable { error } else { otherwise().with_cause(error) }
}

pub(super) fn gateway_signature() -> Error {
    Error::forbidden("gateway_signature", "The request is not signed by the configured gateway.")
}

pub(super) fn consumer_signature() -> Error {
    Error::forbidden("consumer_signature", "The consumer's own request is not signed by that consumer's key.")
}

pub(super) fn consumer_unknown() -> Error {
    Error::forbidden("consumer_unknown", "This consumer is not among those that this provider trusts.")
}

pub(super) fn dataset_unknown() -> Error {
    Error::invalid("dataset_unknown", "This dataset is not in this connector's configuration.")
}

pub(super) fn bad_subject() -> Error {
    Error::invalid(
        "bad_subject",
        "The person's identifier cannot be opened. Register this connector's present key with the gateway.",
    )
}

fn ensure(holds: bool, code: &'static str, words: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::forbidden(code, words)) }
}
