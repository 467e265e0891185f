//! Integrators' keys.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use causeway_core::{Error, Result};
use causeway_crypto::token::{Token, hash_of};
use zeroize::Zeroizing;

use super::Sandbox;
use crate::store::sandbox as store;

/// How every key's secret begins, so that it is told from an access token, and found by secret scanners.
pub const SECRET_PREFIX: &str = "cwsb_";
/// The longest name of a key.
const LONGEST_NAME: usize = 64;

impl Sandbox {
    /// Makes the key `name`, which may have `quota` people at a time, and returns its secret: shown once, stored as a hash. A key that
    /// is there gets the new secret and quota and keeps its people.
    ///
    /// # Errors
    /// `bad_name` when the name is empty, longer than 64 characters, or holds control characters.
    pub async fn create_key(&self, name: &str, quota: u32) -> Result<Zeroizing<String>> {
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
        {
            return Err(Error::invalid("bad_name", "A key's name has 1 to 64 characters."));
        }
        let secret = Zeroizing::new(format!("{SECRET_PREFIX}{}", Token::new(&self.parts.env.rng)?.reveal()));
        let hash = &hash_of(&secret);
        let now = self.parts.env.now();
        self.parts.env.db.tx(|tx| Box::pin(store::put_key(tx, name, hash, i64::from(quota), now))).await?;
        Ok(secret)
    }

    /// The name of the key whose secret the `Authorization` header bears; `None` when the header is absent or bears something
    /// else. For the guard of the platform's host (`Access::Sandbox`).
    ///
    /// # Errors
    /// `unauthenticated` for a sandbox key that is not known.
    pub async fn authenticate_bearer(&self, headers: &HeaderMap) -> Result<Option<String>> {
        let Some(secret) = bearer(headers).filter(|secret| secret.starts_with(SECRET_PREFIX)) else {
            return Ok(None);
        };
        let name = store::key_name(&self.parts.env.db, &hash_of(secret)).await?;
        name.map(Some).ok_or_else(Error::unauthenticated)
    }
}

/// RFC 6750 section 2.1; the scheme's case does not matter (RFC 9110 section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_is_read() {
        let with = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, text.parse().unwrap());
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(with("Bearer cwsb_x").as_deref(), Some("cwsb_x"));
        assert_eq!(with("bearer  cwsb_x").as_deref(), Some("cwsb_x"));
        assert_eq!(with("Basic cwsb_x"), None);
        assert_eq!(with("cwsb_x"), None);
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
