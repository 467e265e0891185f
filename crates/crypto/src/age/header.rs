//! The beginning of a file: the file's key, wrapped for each recipient, and the code that binds them together.

use std::io::Read;

use aws_lc_rs::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use causeway_core::{Error, Result, Rng};
use zeroize::Zeroizing;

use super::{FileKey, Identity, Recipient, Refused};
use crate::digest;

const INTRO: &str = "age-encryption.org/v1";
const X25519_INFO: &[u8] = b"age-encryption.org/v1/X25519";
/// The longest beginning that is looked at: some hundreds of recipients.
const LONGEST: usize = 64 * 1024;
/// Characters on a full line of a stanza's body.
const COLUMNS: usize = 64;
/// The wrapped file key: 16 bytes and a tag.
const WRAPPED: usize = 32;

/// HKDF-SHA-256 (RFC 5869), 32 bytes.
pub(super) fn derive(salt: &[u8], secret: &[u8], info: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
    let mut out = Zeroizing::new([0; 32]);
    let prk = Salt::new(HKDF_SHA256, salt).extract(secret);
    let info = [info];
    let okm = prk.expand(&info, HKDF_SHA256).map_err(Error::internal)?;
    okm.fill(out.as_mut_slice()).map_err(Error::internal)?;
    Ok(out)
}

pub(super) fn cipher(key: &[u8; 32]) -> Result<LessSafeKey> {
    UnboundKey::new(&CHACHA20_POLY1305, key).map(LessSafeKey::new).map_err(Error::internal)
}

/// The whole beginning for `recipients`, with its last line.
pub(super) fn write(key: &FileKey, recipients: &[Recipient], rng: &Rng) -> Result<Vec<u8>> {
    let mut text = format!("{INTRO}\n");
    for recipient in recipients {
        text.push_str(&stanza(key, recipient, rng)?);
    }
    text.push_str("---");
    let code = authenticate(key, text.as_bytes())?;
    Ok(format!("{text} {}\n", STANDARD_NO_PAD.encode(code)).into_bytes())
}

fn stanza(key: &FileKey, recipient: &Recipient, rng: &Rng) -> Result<String> {
    let ephemeral = Identity::generate(rng)?;
    let share = ephemeral.recipient()?.0;
    let secret = ephemeral.shared(&recipient.0).ok_or_else(super::bad_recipient)?;
    let wrapping = derive(&[share, recipient.0].concat(), secret.as_slice(), X25519_INFO)?;
    let mut body = Zeroizing::new(key.0.to_vec());
    // The wrapping key is used once, so its nonce may be zero.
    let tag = cipher(&wrapping)?
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut body)
        .map_err(Error::internal)?;
    let wrapped = [body.as_slice(), tag.as_ref()].concat();
    Ok(format!("-> X25519 {}\n{}\n", STANDARD_NO_PAD.encode(share), STANDARD_NO_PAD.encode(wrapped)))
}

fn authenticate(key: &FileKey, text: &[u8]) -> Result<[u8; 32]> {
    Ok(digest::hmac_sha256(derive(&[], key.0.as_slice(), b"header")?.as_slice(), text))
}

/// Reads the beginning and finds the file's key.
pub(super) fn read(input: &mut impl Read, opener: &Opener<'_>) -> std::io::Result<FileKey> {
    let mut text = Vec::new();
    let mut stanzas: Vec<(Vec<String>, String)> = Vec::new();
    if line(input, &mut text)? != INTRO {
        return Err(Refused::NotAge.into());
    }
    loop {
        let next = line(input, &mut text)?;
        if let Some(code) = next.strip_prefix("--- ") {
            let key = opener.open(&stanzas)?;
            return check(key, &text, code);
        }
        let arguments = next.strip_prefix("-> ").ok_or(Refused::NotAge)?;
        let arguments = arguments.split(' ').map(ToOwned::to_owned).collect();
        let mut body = String::new();
        loop {
            let more = line(input, &mut text)?;
            body.push_str(&more);
            if more.len() < COLUMNS {
                break;
            }
        }
        stanzas.push((arguments, body));
    }
}

/// What opens a file.
pub(super) enum Opener<'a> {
    /// Whoever it is encrypted to.
    Identities(&'a [Identity]),
    /// Whoever wrote it, to read it back.
    Known(&'a FileKey),
}

impl Opener<'_> {
    fn open(&self, stanzas: &[(Vec<String>, String)]) -> Result<FileKey, Refused> {
        let identities = match self {
            Self::Known(key) => return Ok((*key).clone()),
            Self::Identities(identities) => identities,
        };
        for (arguments, body) in stanzas {
            let [kind, share] = arguments.as_slice() else { continue };
            if kind != "X25519" {
                continue;
            }
            let share: [u8; 32] = strict(share).ok_or(Refused::NotAge)?;
            let wrapped: [u8; WRAPPED] = strict(body).ok_or(Refused::NotAge)?;
            if let Some(key) = identities.iter().find_map(|identity| unwrap(identity, &share, &wrapped)) {
                return Ok(key);
            }
        }
        Err(Refused::NotForUs)
    }
}

/// Base64 without padding, in its one canonical form.
fn strict<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = STANDARD_NO_PAD.decode(text).ok()?;
    bytes.try_into().ok()
}

fn unwrap(identity: &Identity, share: &[u8; 32], wrapped: &[u8; WRAPPED]) -> Option<FileKey> {
    let ours = identity.recipient().ok()?.0;
    let secret = identity.shared(share)?;
    let wrapping = derive(&[*share, ours].concat(), secret.as_slice(), X25519_INFO).ok()?;
    let mut body = Zeroizing::new(wrapped.to_vec());
    let nonce = Nonce::assume_unique_for_key([0; 12]);
    let plain = cipher(&wrapping).ok()?.open_in_place(nonce, Aad::empty(), &mut body).ok()?;
    <[u8; 16]>::try_from(&*plain).ok().map(|key| FileKey(Zeroizing::new(key)))
}

/// The code covers everything up to and with `---`.
fn check(key: FileKey, text: &[u8], code: &str) -> std::io::Result<FileKey> {
    let code: [u8; 32] = strict(code).ok_or(Refused::NotAge)?;
    // Behind the dashes: a space, 43 characters and a line end.
    let covered = text.len().checked_sub(45).and_then(|end| text.get(..end)).ok_or(Refused::NotAge)?;
    let wanted = authenticate(&key, covered).map_err(std::io::Error::other)?;
    if digest::equal(&wanted, &code) { Ok(key) } else { Err(Refused::Header.into()) }
}

/// One line, without its end; byte by byte, since what follows the beginning is not ours to take.
fn line(input: &mut impl Read, all: &mut Vec<u8>) -> std::io::Result<String> {
    let start = all.len();
    loop {
        let mut byte = [0];
        if input.read(&mut byte)? == 0 || all.len() >= LONGEST {
            return Err(Refused::NotAge.into());
        }
        all.extend_from_slice(&byte);
        if byte == *b"\n" {
            let text = all.get(start..all.len() - 1).unwrap_or_default();
            return String::from_utf8(text.to_vec()).map_err(|_| Refused::NotAge.into());
        }
    }
}
