//! Signed and encrypted tokens: compact JWS (RFC 7515) and compact JWE (RFC 7516), with keys as JWK (RFC 7517).
//!
//! The set of algorithms is closed (RFC 8725 section 3.1): signatures by `ES256`, `EdDSA` (Ed25519) and `PS256`, and by `RS256` where a
//! caller asks for it by name; encryption by `ECDH-ES` on P-256 and, to others, by `RSA-OAEP-256`, with `A256GCM`. The key says which one
//! is meant; a token that says otherwise is refused, and `none` and HMAC do not exist here.
//!
//! Errors: `bad_signature`, `bad_key`, `cannot_decrypt`, `token_expired`, `token_not_yet_valid`, `token_too_long`.

mod alg;
mod embedded;
mod jwe;
mod jwk;
mod jws;
mod kdf;
mod paste;
mod point;
mod rsa;
mod signing;
mod window;

pub use alg::Alg;
pub use embedded::verify_embedded;
pub use jwe::{DecryptionKey, Opened, RemoteAgreement, decrypt_token, encrypt, encrypt_token};
pub use jwk::{Jwk, JwkSet, PublicKey};
pub use jws::{Header, peek, peek_header, verify, verify_raw, verify_with};
pub use paste::{KeyUse, check_key, check_keys, read_keys};
#[cfg(feature = "pkcs11")]
pub(crate) use signing::RSA_SIZE;
pub use signing::{RemoteSigner, SigningKey};
pub use window::Window;

use causeway_core::Error;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

/// The members that only a private or a symmetric key has (RFC 7518 sections 6.2.2, 6.3.2 and 6.4, RFC 8037 section 2).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Whether a member is there at all, be it `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

fn bad_key(why: &'static str) -> Error {
    Error::invalid(
        "bad_key",
        "This key cannot be used here. Give a public key for ES256, EdDSA (Ed25519), PS256 or ECDH-ES on P-256 as a JWK.",
    )
    .with_cause(why)
}
