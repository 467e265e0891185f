//! Files encrypted to a public key: the age format, version 1 (c2sp.org/age), with X25519 recipients.
//!
//! Chosen because anybody can open such a file with a program that is not ours (`age`, `rage`), and because it is made for long
//! streams: a body of chunks of 64 KiB, each authenticated with its place and with whether it is the last. A file that was cut,
//! lengthened, reordered or changed anywhere is refused at the chunk where that shows. The format is small and stands here on
//! `aws-lc-rs`, as JOSE does, and for the same reason: the crate of that name brings a second set of cryptographic libraries.
//!
//! Errors: `bad_recipient`, `bad_identity`; reading a file fails with [`Refused`] inside an [`std::io::Error`] of kind `InvalidData`.

mod bech32;
mod header;
mod stream;

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::agreement::{PrivateKey, UnparsedPublicKey, X25519, agree};
use causeway_core::{Error, Result, Rng};
use zeroize::Zeroizing;

pub use stream::{Decryptor, Encryptor};

const RECIPIENT: &str = "age";
const IDENTITY: &str = "age-secret-key-";

/// Whom a file is encrypted to: an X25519 public key, written `age1…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient([u8; 32]);

/// The private key that opens what was encrypted to its [`Recipient`], written `AGE-SECRET-KEY-1…`.
#[derive(Clone)]
pub struct Identity(Zeroizing<[u8; 32]>);

/// The key of one file's content. Whoever writes a file may keep it to read back what was written.
#[derive(Clone)]
pub struct FileKey(Zeroizing<[u8; 16]>);

/// Why a file was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It does not begin as such a file does.
    #[error("it is not an age file, or its beginning is damaged")]
    NotAge,
    /// None of the identities is a recipient of it.
    #[error("it is encrypted to somebody else: none of the identities given opens it")]
    NotForUs,
    /// The list of its recipients was changed.
    #[error("its beginning was altered")]
    Header,
    /// Its content was changed, reordered or lengthened.
    #[error("its content was altered or damaged")]
    Altered,
    /// Its content ends too early.
    #[error("it is incomplete: it was cut off")]
    Cut,
}

impl From<Refused> for std::io::Error {
    fn from(refused: Refused) -> Self {
        Self::new(std::io::ErrorKind::InvalidData, refused)
    }
}

impl Identity {
    /// A fresh one.
    pub fn generate(rng: &Rng) -> Result<Self> {
        Ok(Self(Zeroizing::new(rng.bytes()?)))
    }

    /// Whom to encrypt to, so that this identity opens it.
    pub fn recipient(&self) -> Result<Recipient> {
        let public = self.key()?.compute_public_key().map_err(Error::internal)?;
        public.as_ref().try_into().map(Recipient).map_err(Error::internal)
    }

    /// The text to be kept secret: `AGE-SECRET-KEY-1…`.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(bech32::encode(IDENTITY, self.0.as_slice()).to_ascii_uppercase())
    }

    /// The identities in a file: one on each line; blank lines and lines that begin with `#` say nothing.
    ///
    /// # Errors
    /// `bad_identity`.
    pub fn parse_file(text: &str) -> Result<Vec<Self>> {
        let found: Vec<Self> = lines(text).map(str::parse).collect::<Result<_>>()?;
        if found.is_empty() { Err(bad_identity()) } else { Ok(found) }
    }

    fn key(&self) -> Result<PrivateKey> {
        PrivateKey::from_private_key(&X25519, self.0.as_slice()).map_err(Error::internal)
    }

    /// The secret shared with the holder of `public`; none when `public` is a point of low order.
    fn shared(&self, public: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
        let key = self.key().ok()?;
        let secret = agree(&key, UnparsedPublicKey::new(&X25519, public), (), |secret| {
            <[u8; 32]>::try_from(secret).map(Zeroizing::new).map_err(|_| ())
        })
        .ok()?;
        // The specification asks for this; the library refuses such points as well.
        secret.iter().any(|byte| *byte != 0).then_some(secret)
    }
}

impl Recipient {
    /// The recipients in a file: one on each line; blank lines and lines that begin with `#` say nothing.
    ///
    /// # Errors
    /// `bad_recipient`.
    pub fn parse_file(text: &str) -> Result<Vec<Self>> {
        let found: Vec<Self> = lines(text).map(str::parse).collect::<Result<_>>()?;
        if found.is_empty() { Err(bad_recipient()) } else { Ok(found) }
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl FromStr for Recipient {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        bech32::decode(RECIPIENT, text).map(|key| Self(*key)).ok_or_else(bad_recipient)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bech32::encode(RECIPIENT, &self.0))
    }
}

impl FromStr for Identity {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // Written in capitals throughout, and read in no other way: one text for each key.
        let capitals = !text.chars().any(|c| c.is_ascii_lowercase());
        let lower = Zeroizing::new(text.to_ascii_lowercase());
        bech32::decode(IDENTITY, &lower).filter(|_| capitals).map(Self).ok_or_else(bad_identity)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(..)")
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(..)")
    }
}

fn bad_recipient() -> Error {
    Error::invalid(
        "bad_recipient",
        "The recipient file holds one public key on each line, age1 and what follows. Make a pair with: causeway backup keygen --to FILE",
    )
}

fn bad_identity() -> Error {
    Error::invalid(
        "bad_identity",
        "The identity file holds one private key on each line, AGE-SECRET-KEY-1 and what follows, as causeway backup keygen or age-keygen wrote it.",
    )
}

#[cfg(test)]
mod tests;
