//! The nonces of DPoP proofs (RFC 9449 section 8): a time and a MAC over it, so that every node knows one when it sees it and none is kept.
//!
//! One comes with every answer at which a proof may be shown, so that a client always has a fresh one at hand: nobody is sent back for it
//! unless it is old, or the configuration demands one.

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use causeway_crypto::{b64, digest};
use jiff::Timestamp;

use crate::Oidc;

/// How long one time lasts; a nonce is good in its own and in the next.
const SECONDS: i64 = 120;
const HEADER: HeaderName = HeaderName::from_static("dpop-nonce");
/// Bytes of the MAC that are sent.
const MAC: usize = 16;

impl Oidc {
    /// The nonce of this moment: 32 characters of Base64url.
    pub(crate) fn nonce(&self, now: Timestamp) -> String {
        self.nonce_of(now.as_second().div_euclid(SECONDS))
    }

    fn nonce_of(&self, time: i64) -> String {
        let bytes = time.to_be_bytes();
        let mac = digest::hmac_sha256(self.nonce_key.as_slice(), &bytes);
        b64::encode(&[&bytes[..], mac.get(..MAC).unwrap_or_default()].concat())
    }

    /// Whether a nonce is ours and of now; another node's clock may be a little ahead.
    pub(crate) fn is_fresh(&self, nonce: &str, now: Timestamp) -> bool {
        let time = now.as_second().div_euclid(SECONDS);
        let same = |time| digest::equal(nonce.as_bytes(), self.nonce_of(time).as_bytes());
        [time, time - 1, time + 1].into_iter().any(same)
    }

    /// Hands out the next nonce with an answer.
    pub(crate) fn with_nonce(&self, mut response: Response) -> Response {
        if let Ok(value) = HeaderValue::from_str(&self.nonce(self.env.now())) {
            response.headers_mut().insert(HEADER, value);
        }
        response
    }
}
