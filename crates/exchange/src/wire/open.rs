//! The consumer's side: opens an answer and believes only what the provider signed.

use std::str;

use causeway_core::{Error, Result};
use causeway_crypto::jose::{DecryptionKey, JwkSet, verify};

use super::manifest::{check_fresh, ensure};
use super::{Answer, Asked, CTY_ANSWER, InnerAnswer, Manifest, TYP_ANSWER, Values, check_manifest};

/// What a provider says of a person, proved to be its own words in answer to this request.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Whether there is a record.
    pub found: bool,
    /// Its values.
    pub values: Values,
}

/// Checks, opens, and checks again what was inside.
///
/// # Errors
/// Those of [`check_manifest`]; `bad_seal` when our key does not open it; `answer_signature`, `answer_mismatch` when what is inside is
/// not what the manifest says; `undeclared_field` when it holds a field the manifest does not declare: the whole answer is then
/// refused, and an incident is due.
pub fn open_answer(answer: &Answer, key: &DecryptionKey, asked: &Asked<'_>) -> Result<Opened> {
    let manifest = check_manifest(answer, asked)?;
    let inner = unseal(&answer.answer, key, asked.provider_keys)?;
    check_same(&inner, &manifest)?;
    check_fresh(inner.iat, asked.now)?;
    check_declared(&inner, &manifest)?;
    Ok(Opened { found: inner.found, values: inner.values })
}

fn unseal(answer: &str, key: &DecryptionKey, provider_keys: &JwkSet) -> Result<InnerAnswer> {
    let bad_seal = || {
        Error::upstream("bad_seal", "The answer cannot be opened with the key it was asked to be sealed to.")
    };
    let opened = key.decrypt(answer).map_err(|error| bad_seal().with_cause(error))?;
    ensure(
        opened.cty.as_deref() == Some(CTY_ANSWER),
        "bad_seal",
        "The sealed answer does not hold a signed one.",
    )?;
    let signed = str::from_utf8(&opened.plaintext).map_err(|error| bad_seal().with_cause(error))?;
    verify(signed, provider_keys, TYP_ANSWER).map_err(|error| {
        Error::upstream("answer_signature", "What was sealed is not signed by the provider's key.")
            .with_cause(error)
    })
}

fn check_same(inner: &InnerAnswer, manifest: &Manifest) -> Result<()> {
    ensure(
        inner.iss == manifest.iss
            && inner.aud == manifest.aud
            && inner.read == manifest.read
            && inner.request_sha256 == manifest.request_sha256
            && inner.consumer_request_sha256 == manifest.consumer_request_sha256,
        "answer_mismatch",
        "What was sealed and its manifest belong to different requests.",
    )
}

fn check_declared(inner: &InnerAnswer, manifest: &Manifest) -> Result<()> {
    let declared = inner.values.0.keys().all(|field| manifest.fields.contains(field));
    ensure(
        declared && (inner.found || inner.values.0.is_empty()),
        "undeclared_field",
        "The provider sent a field that its manifest does not declare. The whole answer is refused.",
    )
}
