//! Cryptography: the one crate of ours that calls cryptographic libraries.
//!
//! Everything is `aws-lc-rs`; the formats around it are ours and small, each read against its specification:
//! - [`jose`]: compact JWS (RFC 7515) and compact JWE (RFC 7516). Directly on `aws-lc-rs` and not through `jsonwebtoken`, because that
//!   crate parses the private key again for each signature, has no JWE, accepts whole families of algorithms that we never want, and
//!   knows neither raw signatures nor the `typ` rule; what is left of it for us is three Base64 parts joined by dots;
//! - [`age`]: files encrypted to a public key, for backups;
//! - [`seal`]: values sealed with AES-256-GCM to the place they belong to;
//! - [`keystore`]: where the platform's own keys live, and how the master key changes;
//! - [`person`]: the keys of people's data, apart from the data;
//! - [`webauthn`]: passkeys, W3C Web Authentication Level 3, one named check for each step;
//! - `soft_passkey` (feature): the software authenticator of the sandbox and of tests;
//! - [`digest`], [`b64`], [`canonical`], [`token`]: the small parts.
//!
//! Invariants:
//! - a secret is a type: zeroised when dropped, without its content in `Debug`, compared in constant time;
//! - what was sealed for one place opens nowhere else;
//! - algorithms are a closed set, chosen by the key and never by the message;
//! - destroying a person's key makes everything sealed by it unreadable, at once and in every backup of the data;
//! - nothing here panics on any input, however hostile.
//!
//! Tables: `crypto_person_key`, `crypto_key`, `crypto_node`.

pub mod age;
pub mod b64;
pub mod canonical;
pub mod certificate;
mod der;
pub mod digest;
pub mod jose;
pub mod keystore;
mod pem;
pub mod person;
pub mod retention;
pub mod seal;
#[cfg(feature = "soft-passkey")]
pub mod soft_passkey;
mod store;
pub mod token;
pub mod webauthn;

#[cfg(test)]
mod testing {
    //! Helpers of this crate's tests.

    /// Bytes from hexadecimal text; white space between is skipped.
    pub(crate) fn hex(text: &str) -> Vec<u8> {
        let digit = |c: char| u8::try_from(c.to_digit(16).unwrap()).unwrap();
        let digits: Vec<u8> = text.chars().filter(|c| !c.is_whitespace()).map(digit).collect();
        assert_eq!(digits.len() % 2, 0, "hexadecimal text of odd length");
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }
}
