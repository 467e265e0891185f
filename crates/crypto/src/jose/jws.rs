//! Verification of signatures, bare and in compact JWS (RFC 7515 section 5.2, RFC 8725).

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use causeway_core::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::rsa::Components;
use super::{Alg, Jwk, JwkSet, PublicKey, point, present};
use crate::b64;

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 64 * 1024;

/// What a JWS says of itself and we look at (RFC 7515 section 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Header {
    /// The algorithm that it claims.
    pub alg: String,
    /// The name of the key that it claims.
    pub kid: Option<String>,
    /// The type of token that it claims to be.
    pub typ: Option<String>,
    /// An extension: `crit`, or `b64` (RFC 7797).
    #[serde(default, alias = "b64", deserialize_with = "present")]
    pub(super) crit: bool,
}

/// The three parts of a compact JWS, as text.
pub(super) struct Parts<'a> {
    signed: &'a str,
    pub(super) header: &'a str,
    claims: &'a str,
    signature: &'a str,
}

/// Verifies `token` and returns its claims. Claims are not judged here: see [`Window`](super::Window).
///
/// The key is the one that `kid` names, or the only one there is when the header names none; a key within the header (`jwk`, `x5c`), or
/// the address of one (`jku`, `x5u`), is never looked at: that is [`verify_embedded`](super::verify_embedded) alone. `typ` is compared as a media type (RFC 7515 section 4.1.9); `""` accepts any.
///
/// By [`Alg::STRONG`]: RS256 is taken only where a caller asks for it, by [`verify_with`].
///
/// # Errors
/// `bad_signature` for whatever is wrong with it; the log says what.
pub fn verify<C: DeserializeOwned>(token: &str, keys: &JwkSet, typ: &str) -> Result<C> {
    verify_with(token, keys, typ, &Alg::STRONG)
}

/// As [`verify`], by some algorithms alone: the key must be for one of them, and the header agree.
///
/// # Errors
/// `bad_signature`.
pub fn verify_with<C: DeserializeOwned>(token: &str, keys: &JwkSet, typ: &str, algs: &[Alg]) -> Result<C> {
    let parts = split(token)?;
    let header: Header = json(parts.header, "the header is not what we take")?;
    let key = choose(keys, header.kid.as_deref())?;
    verify_by(key, &header, &parts, typ, algs)
}

/// Verifies by one key, whoever chose it.
pub(super) fn verify_by<C: DeserializeOwned>(
    key: &Jwk,
    header: &Header,
    parts: &Parts<'_>,
    typ: &str,
    algs: &[Alg],
) -> Result<C> {
    check_extensions(header)?;
    check_typ(header, typ)?;
    let alg = alg_of(header, key, algs)?;
    let signature = b64::decode(parts.signature).map_err(|_| bad("the signature is not Base64url"))?;
    verify_bare(key, alg, parts.signed.as_bytes(), &signature).map_err(|error| match error.code() {
        "bad_key" => bad("the key is not sound"),
        _ => error,
    })?;
    json(parts.claims, "the claims are not what was wanted")
}

/// The claims of `token` **without verification**: only to find out whose key to take.
///
/// # Errors
/// `bad_signature` when it is no token at all.
pub fn peek<C: DeserializeOwned>(token: &str) -> Result<C> {
    json(split(token)?.claims, "the claims are not what was wanted")
}

/// The header of `token` **without verification**: only to find out whose key to take, and never to choose how it is verified.
///
/// # Errors
/// `bad_signature` when it is no token at all.
pub fn peek_header(token: &str) -> Result<Header> {
    json(split(token)?.header, "the header is not what we take")
}

/// Verifies a bare signature over `data` by the algorithm that `key` has; an RSA key that names none has PS256.
///
/// # Errors
/// `bad_signature`, or `bad_key` when the key is none for signatures.
pub fn verify_raw(key: &Jwk, data: &[u8], signature: &[u8]) -> Result<()> {
    verify_bare(key, key.signature_alg()?, data, signature)
}

fn verify_bare(key: &Jwk, alg: Alg, data: &[u8], signature: &[u8]) -> Result<()> {
    let verified = match &key.key {
        PublicKey::P256 { .. } => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point::uncompressed(key)?)
            .verify(data, signature)
            .is_ok(),
        PublicKey::Ed25519 { x } => {
            UnparsedPublicKey::new(&ED25519, point::coordinate(x)?).verify(data, signature).is_ok()
        }
        PublicKey::Rsa { n, e } => Components::read(n, e)?.verify(alg == Alg::Ps256, data, signature),
    };
    if verified { Ok(()) } else { Err(bad("the signature does not fit")) }
}

pub(super) fn split(token: &str) -> Result<Parts<'_>> {
    if token.len() > LONGEST {
        return Err(bad("longer than 64 KiB"));
    }
    let parts = || {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        (!claims.contains('.')).then_some(Parts { signed, header, claims, signature })
    };
    parts().ok_or_else(|| bad("not three parts"))
}

pub(super) fn json<T: DeserializeOwned>(part: &str, why: &'static str) -> Result<T> {
    let bytes = b64::decode(part).map_err(|_| bad("a part is not Base64url"))?;
    // The cause of a JSON error may quote a claim, so it is dropped.
    serde_json::from_slice(&bytes).map_err(|_| bad(why))
}

/// RFC 7515 section 4.1.11: what is critical and not understood refuses the token; we understand no extension. One that is not encoded
/// (RFC 7797) must say so as critical, and is refused where it forgets to.
fn check_extensions(header: &Header) -> Result<()> {
    if header.crit { Err(bad("a critical extension")) } else { Ok(()) }
}

/// RFC 8725 section 3.11: explicit typing, so that no token passes for one of another kind.
fn check_typ(header: &Header, wanted: &str) -> Result<()> {
    let same =
        header.typ.as_deref().is_some_and(|typ| media_type(typ).eq_ignore_ascii_case(media_type(wanted)));
    if wanted.is_empty() || same { Ok(()) } else { Err(bad("a token of another type")) }
}

/// RFC 7515 section 4.1.9: `application/` may be left out when no other slash follows.
pub(super) fn media_type(typ: &str) -> &str {
    match typ.split_at_checked("application/".len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") && !rest.contains('/') => rest,
        _ => typ,
    }
}

fn choose<'a>(keys: &'a JwkSet, kid: Option<&str>) -> Result<&'a Jwk> {
    let key = match (kid, keys.keys.as_slice()) {
        (Some(kid), _) => keys.find(kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    key.ok_or_else(|| bad("no key of that name"))
}

/// RFC 8725 section 3.1: the algorithm is one of the key's that the caller takes; the header may only agree.
fn alg_of(header: &Header, key: &Jwk, algs: &[Alg]) -> Result<Alg> {
    let of_key = key.signature_algs().map_err(|_| bad("the key is none for signatures"))?;
    let agreed = of_key.iter().copied().find(|alg| algs.contains(alg) && alg.is_named(&header.alg));
    agreed.ok_or_else(|| bad("an algorithm that is not the key's, or not taken here"))
}

pub(super) fn bad(why: &'static str) -> Error {
    Error::invalid(
        "bad_signature",
        "The signature on this token could not be verified. Sign it with the key that is registered, and name the key in 'kid'.",
    )
    .with_cause(why)
}

#[cfg(test)]
#[path = "jws_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "hostile_tests.rs"]
mod hostile_tests;
