//! Bearer secrets: cookies, codes, refresh tokens.
//!
//! The bearer holds 32 random bytes; we keep the hash alone, so that a copy of the database opens no session. A plain SHA-256 is
//! enough, since nobody guesses 256 bits.

use causeway_core::{Result, Rng};
use zeroize::Zeroizing;

use crate::{b64, digest};

/// A bearer secret of 32 random bytes. Zeroised when dropped; its content shows by [`Token::reveal`] alone.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A fresh one.
    pub fn new(rng: &Rng) -> Result<Self> {
        let bytes = Zeroizing::new(rng.bytes::<32>()?);
        Ok(Self(Zeroizing::new(b64::encode(bytes.as_slice()))))
    }

    /// The text to hand to the bearer: 43 characters of Base64url.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored: [`hash_of`] the text.
    pub fn hash(&self) -> [u8; 32] {
        hash_of(&self.0)
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What is stored of a token that somebody presents: SHA-256 of its text. Looking it up by this needs no constant-time comparison,
/// because whoever lacks the token cannot choose the hash.
pub fn hash_of(text: &str) -> [u8; 32] {
    digest::sha256(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_43_characters_and_found_by_its_hash() {
        let rng = Rng::seeded(1);
        let (one, two) = (Token::new(&rng).unwrap(), Token::new(&rng).unwrap());
        assert_eq!(one.reveal().len(), 43);
        assert_ne!(one.reveal(), two.reveal());
        assert_eq!(one.hash(), hash_of(one.reveal()));
        assert_ne!(one.hash(), two.hash());
    }

    #[test]
    fn debug_does_not_show_it() {
        let token = Token::new(&Rng::seeded(2)).unwrap();
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
