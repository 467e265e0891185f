//! What must hold of an answer before anybody lets it pass: the manifest's clauses, one small check each.
//!
//! The gateway runs these before it releases an answer; the consumer runs them again, since it need not trust the gateway.

use causeway_core::{ClientId, Error, OrganisationId, ReadId, Result};
use causeway_crypto::b64;
use causeway_crypto::jose::{JwkSet, Window, verify};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{Answer, LEEWAY_SECONDS, LIFETIME_SECONDS, Manifest, TYP_MANIFEST, digest_of};

/// What was asked, and of whom: what an answer is held against.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Who holds the dataset.
    pub provider: &'a OrganisationId,
    /// The provider's signing keys, from one's own trust, never from the answer.
    pub provider_keys: &'a JwkSet,
    /// For whom the answer is.
    pub consumer: &'a ClientId,
    /// The read.
    pub read: ReadId,
    /// What may leave.
    pub fields: &'a [String],
    /// Digest of the gateway's request; the consumer, which does not see that request, leaves it out.
    pub request_sha256: Option<&'a str>,
    /// Digest of the consumer's request.
    pub consumer_request_sha256: &'a str,
    /// Thumbprint of the key the answer is to be sealed to.
    pub recipient: &'a str,
    /// The present moment.
    pub now: Timestamp,
}

/// Checks the manifest of `answer` against what was asked, and that the answer is sealed as it says.
///
/// # Errors
/// `manifest_signature`, `manifest_issuer`, `manifest_audience`, `manifest_read`, `manifest_stale`, `manifest_request`,
/// `manifest_fields`, `manifest_ciphertext`, `manifest_recipient`, `answer_not_sealed`: all of kind `Upstream`.
pub fn check_manifest(answer: &Answer, asked: &Asked<'_>) -> Result<Manifest> {
    let manifest = check_signature(&answer.manifest, asked.provider_keys)?;
    check_issuer(&manifest, asked)?;
    check_audience(&manifest, asked)?;
    check_read(&manifest, asked)?;
    check_fresh(manifest.iat, asked.now)?;
    check_request(&manifest, asked)?;
    check_fields(&manifest, asked)?;
    check_ciphertext(&manifest, &answer.answer)?;
    check_recipient(&manifest, asked)?;
    check_sealed(&answer.answer, asked.recipient)?;
    Ok(manifest)
}

fn check_signature(jws: &str, keys: &JwkSet) -> Result<Manifest> {
    verify(jws, keys, TYP_MANIFEST).map_err(|error| {
        Error::upstream("manifest_signature", "The provider's manifest is not signed by the provider's key.")
            .with_cause(error)
    })
}

fn check_issuer(manifest: &Manifest, asked: &Asked<'_>) -> Result<()> {
    ensure(
        manifest.iss == *asked.provider,
        "manifest_issuer",
        "The manifest names another provider than the one asked.",
    )
}

fn check_audience(manifest: &Manifest, asked: &Asked<'_>) -> Result<()> {
    ensure(
        manifest.aud == *asked.consumer,
        "manifest_audience",
        "The manifest is made out to another consumer.",
    )
}

fn check_read(manifest: &Manifest, asked: &Asked<'_>) -> Result<()> {
    ensure(manifest.read == asked.read, "manifest_read", "The manifest belongs to another read.")
}

pub(super) fn check_fresh(iat: i64, now: Timestamp) -> Result<()> {
    let window = Window {
        now,
        leeway: SignedDuration::from_secs(LEEWAY_SECONDS),
        longest: SignedDuration::from_secs(LIFETIME_SECONDS),
    };
    window.check(iat, iat.saturating_add(LIFETIME_SECONDS)).map_err(|error| {
        Error::upstream("manifest_stale", "The answer was not signed just now. Compare the provider's clock.")
            .with_cause(error)
    })
}

/// Both digests: an old answer, or the answer to another's request, ends here.
fn check_request(manifest: &Manifest, asked: &Asked<'_>) -> Result<()> {
    let ours = asked.request_sha256.is_none_or(|digest| digest == manifest.request_sha256);
    ensure(
        ours && manifest.consumer_request_sha256 == asked.consumer_request_sha256,
        "manifest_request",
        "The manifest answers another request.",
    )
}

fn check_fields(manifest: &Manifest, asked: &Asked<'_>) -> Result<()> {
    ensure(
        manifest.fields.iter().all(|field| asked.fields.contains(field)),
        "manifest_fields",
        "The manifest declares a field that was not asked for.",
    )
}

fn check_ciphertext(manifest: &Manifest, answer: &str) -> Result<()> {
    ensure(
        manifest.ciphertext_sha256 == digest_of(answer),
        "manifest_ciphertext",
        "The manifest was signed for another sealed answer.",
    )
}

fn check_recipient(manifest: &Manifest, asked: &Asked<'_>) -> Result<()> {
    ensure(
        manifest.recipient == asked.recipient,
        "manifest_recipient",
        "The manifest says that the answer is sealed to another key.",
    )
}

/// The answer has the shape of a JWE (RFC 7516 section 7.1) to the recipient's key: what is not sealed must not pass through a gateway
/// that promises not to read.
fn check_sealed(answer: &str, recipient: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Header {
        alg: String,
        enc: String,
        kid: Option<String>,
    }
    let parts: Vec<&str> = answer.split('.').collect();
    let header = parts.first().and_then(|part| b64::decode(part).ok());
    let header = header.and_then(|bytes| serde_json::from_slice::<Header>(&bytes).ok());
    let sealed = header.is_some_and(|header| {
        header.alg == "ECDH-ES" && header.enc == "A256GCM" && header.kid.is_none_or(|kid| kid == recipient)
    });
    ensure(
        sealed && parts.len() == 5,
        "answer_not_sealed",
        "The provider's answer is not sealed to the consumer's key.",
    )
}

pub(super) fn ensure(holds: bool, code: &'static str, words: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::upstream(code, words)) }
}
