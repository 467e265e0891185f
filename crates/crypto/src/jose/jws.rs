//! Verification of signatures, bare and in compact JWS (RFC 7515 section 5.2, RFC 8725).

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use causeway_core::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Alg, Jwk, JwkSet, point, present};
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
/// # Errors
/// `bad_signature` for whatever is wrong with it; the log says what.
pub fn verify<C: DeserializeOwned>(token: &str, keys: &JwkSet, typ: &str) -> Result<C> {
    let parts = split(token)?;
    let header: Header = json(parts.header, "the header is not what we take")?;
    let key = choose(keys, header.kid.as_deref())?;
    verify_by(key, &header, &parts, typ)
}

/// Verifies by one key, whoever chose it.
pub(super) fn verify_by<C: DeserializeOwned>(
    key: &Jwk,
    header: &Header,
    parts: &Parts<'_>,
    typ: &str,
) -> Result<C> {
    check_extensions(header)?;
    check_typ(header, typ)?;
    check_alg(header, key)?;
    let signature = b64::decode(parts.signature).map_err(|_| bad("the signature is not Base64url"))?;
    verify_raw(key, parts.signed.as_bytes(), &signature)?;
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

/// Verifies a bare signature of 64 bytes over `data` by the algorithm that `key` has.
///
/// # Errors
/// `bad_signature`, or `bad_key` when the key is none for signatures.
pub fn verify_raw(key: &Jwk, data: &[u8], signature: &[u8]) -> Result<()> {
    let verified = match key.signature_alg()? {
        Alg::Es256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point::uncompressed(key)?)
            .verify(data, signature),
        Alg::EdDsa => UnparsedPublicKey::new(&ED25519, point::coordinate(&key.x)?).verify(data, signature),
    };
    verified.map_err(|_| bad("the signature does not fit"))
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
fn media_type(typ: &str) -> &str {
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

/// RFC 8725 section 3.1: the algorithm is the key's; the header may only agree.
fn check_alg(header: &Header, key: &Jwk) -> Result<()> {
    let agrees = match key.signature_alg().map_err(|_| bad("the key is none for signatures"))? {
        Alg::Es256 => header.alg == "ES256",
        Alg::EdDsa => header.alg == "EdDSA" || header.alg == "Ed25519",
    };
    if agrees { Ok(()) } else { Err(bad("an algorithm that is not the key's")) }
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
