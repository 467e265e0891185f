//! Signed notes (c2sp.org/signed-note) with Ed25519 signatures.

use std::fmt;
use std::str::FromStr;

use causeway_core::{Error, Result};
use causeway_crypto::b64::encode_standard;
use causeway_crypto::digest::sha256;
use causeway_crypto::jose::{Alg, Jwk, PublicKey, SigningKey, verify_raw};

use super::strict_base64;

/// The signature type byte of Ed25519.
const ED25519: u8 = 1;
/// The specification asks for at least 16.
const MOST_SIGNATURES: usize = 64;
/// A checkpoint is some 200 bytes; room for many cosignatures.
const LONGEST: usize = 256 * 1024;

/// A key that notes are checked with. As text: `name+hhhhhhhh+base64`, the form of Go's `sumdb/note`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    public: [u8; 32],
}

/// Why a note was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is no note.
    #[error("it is not a signed note")]
    Malformed,
    /// No key in question signed it.
    #[error("it bears no signature by a key that is trusted")]
    Unknown,
    /// A signature by a key in question does not fit the text.
    #[error("its signature does not fit its text")]
    Signature,
}

impl Verifier {
    /// The verifier of what `key` signs under `name`.
    ///
    /// # Errors
    /// `internal` if the name has a space or a plus sign, or the key is not Ed25519.
    pub fn of(name: &str, key: &SigningKey) -> Result<Self> {
        match key.alg() {
            Alg::EdDsa => Self::of_public(name, key.jwk()),
            Alg::Es256 | Alg::Ps256 | Alg::Rs256 => {
                Err(Error::internal("the log's key is not an Ed25519 key"))
            }
        }
    }

    /// As [`Verifier::of`], from the public key.
    pub fn of_public(name: &str, key: &Jwk) -> Result<Self> {
        let public = match &key.key {
            PublicKey::Ed25519 { x } => causeway_crypto::b64::decode(x)?.try_into().ok(),
            _ => None,
        };
        let public = public.ok_or_else(|| Error::internal("the log's key is not an Ed25519 key"))?;
        if is_key_name(name) {
            Ok(Self { name: name.to_owned(), public })
        } else {
            Err(Error::internal("the log's origin is empty or has a space or a plus sign in it"))
        }
    }

    /// The key's name: the log's origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn id(&self) -> [u8; 4] {
        let digest = sha256(&[self.name.as_bytes(), b"\n", &[ED25519], &self.public].concat());
        let [a, b, c, d, ..] = digest;
        [a, b, c, d]
    }

    fn check(&self, text: &str, signature: &[u8]) -> Result<(), NoteError> {
        let jwk = serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": causeway_crypto::b64::encode(&self.public)});
        let key: Jwk = serde_json::from_value(jwk).map_err(|_| NoteError::Signature)?;
        verify_raw(&key, text.as_bytes(), signature).map_err(|_| NoteError::Signature)
    }
}

fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[ED25519], self.public.as_slice()].concat();
        write!(f, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id()), encode_standard(&key))
    }
}

impl FromStr for Verifier {
    type Err = NoteError;

    fn from_str(line: &str) -> Result<Self, NoteError> {
        let read = || {
            let mut parts = line.splitn(3, '+');
            let name = parts.next().filter(|name| is_key_name(name))?;
            let _id = parts.next()?;
            let key = strict_base64(parts.next()?)?;
            let (kind, public) = key.split_first()?;
            let public = (*kind == ED25519).then(|| public.try_into().ok())??;
            Some(Self { name: name.to_owned(), public })
        };
        // Written again it must be the same line: this checks the id, its case and its digits.
        read().filter(|verifier| verifier.to_string() == line).ok_or(NoteError::Malformed)
    }
}

/// Signs a text, which ends with a newline.
pub fn sign(text: &str, verifier: &Verifier, key: &SigningKey) -> Result<String> {
    Ok(format!("{text}\n{}", signature_line(text, verifier, key)?))
}

/// Signs a text, which ends with a newline, with several keys of one name.
pub fn sign_by(text: &str, name: &str, keys: &[SigningKey]) -> Result<String> {
    let mut note = format!("{text}\n");
    for key in keys {
        note.push_str(&signature_line(text, &Verifier::of(name, key)?, key)?);
    }
    Ok(note)
}

fn signature_line(text: &str, verifier: &Verifier, key: &SigningKey) -> Result<String> {
    let signature = [verifier.id().as_slice(), &key.sign_raw(text.as_bytes())?].concat();
    Ok(format!("— {} {}\n", verifier.name, encode_standard(&signature)))
}

/// Opens a note: its text, if a key in `trusted` signed it, and the name of that key.
///
/// Signatures by other keys are passed over, as the specification says; one by a trusted key that does not fit condemns the note.
pub fn open<'n, 'v>(note: &'n str, trusted: &'v [Verifier]) -> Result<(&'n str, &'v Verifier), NoteError> {
    if note.len() > LONGEST || note.contains(|c: char| c.is_ascii_control() && c != '\n') {
        return Err(NoteError::Malformed);
    }
    let middle = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, rest) = note.split_at(middle + 1);
    let lines =
        rest.strip_prefix('\n').and_then(|rest| rest.strip_suffix('\n')).ok_or(NoteError::Malformed)?;
    let mut found = None;
    for (number, line) in lines.split('\n').enumerate() {
        let (name, id, signature) = signature(line).ok_or(NoteError::Malformed)?;
        if number >= MOST_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        let known = trusted.iter().find(|v| v.name == name && v.id() == id);
        if let Some(verifier) = known {
            verifier.check(text, &signature)?;
            found = found.or(Some(verifier));
        }
    }
    found.map(|verifier| (text, verifier)).ok_or(NoteError::Unknown)
}

/// Name, key id and signature of a signature line.
fn signature(line: &str) -> Option<(&str, [u8; 4], Vec<u8>)> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = strict_base64(encoded)?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    (is_key_name(name) && !signature.is_empty()).then(|| (name, *id, signature.to_vec()))
}

#[cfg(test)]
#[path = "note_tests.rs"]
mod tests;
