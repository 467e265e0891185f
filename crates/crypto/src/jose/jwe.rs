//! Encryption to a public key: compact JWE (RFC 7516) by ECDH-ES in direct agreement (RFC 7518 section 4.6), or by RSA-OAEP-256 (section
//! 4.3), and A256GCM (section 5.3). What is encrypted to us is by ECDH-ES alone.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use causeway_core::{Error, Result};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::jws::media_type;
use super::kdf::concat_kdf;
use super::rsa::Components;
use super::{Jwk, PublicKey, bad_key, point, present};
use crate::b64;

/// The longest JWE that is looked at, in bytes.
const LONGEST: usize = 1024 * 1024;
const TAG: usize = 16;

/// A private key on P-256 to which others encrypt. Cheap to clone; its content never shows.
#[derive(Clone)]
pub struct DecryptionKey(Arc<Inner>);

struct Inner {
    key: Private,
    jwk: Jwk,
    kid: String,
}

enum Private {
    Local { key: PrivateKey, pkcs8: Zeroizing<Vec<u8>> },
    Remote(Arc<dyn RemoteAgreement>),
}

/// Agrees on a secret by ECDH on P-256 with a private key that is somewhere else and stays there.
pub trait RemoteAgreement: Send + Sync {
    /// The shared secret (32 bytes, the x coordinate) with the public point `peer` (65 bytes, uncompressed), which is on the curve.
    /// May block for as long as the other side takes.
    ///
    /// # Errors
    /// `keystore_unavailable` while the other side cannot be reached.
    fn agree(&self, peer: &[u8; 65]) -> Result<Zeroizing<Vec<u8>>>;
}

/// What a JWE held.
pub struct Opened {
    /// The header `typ`: authenticated, like all of the header.
    pub typ: Option<String>,
    /// The header `cty`.
    pub cty: Option<String>,
    /// The content.
    pub plaintext: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("typ", &self.typ).field("cty", &self.cty).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Outgoing<'a> {
    alg: &'static str,
    enc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    epk: Option<EphemeralKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cty: Option<&'a str>,
}

#[derive(Serialize)]
struct EphemeralKey {
    kty: &'static str,
    crv: &'static str,
    x: String,
    y: String,
}

#[derive(Deserialize)]
struct Incoming {
    alg: String,
    enc: String,
    epk: Jwk,
    kid: Option<String>,
    typ: Option<String>,
    cty: Option<String>,
    apu: Option<String>,
    apv: Option<String>,
    #[serde(default, deserialize_with = "present")]
    zip: bool,
    #[serde(default, deserialize_with = "present")]
    crit: bool,
}

/// Encrypts `plaintext` to `recipient`: a compact JWE whose header carries `alg`, `enc`, `epk` (of ECDH-ES), the recipient's `kid` (its
/// thumbprint if it has no name), `typ` and `cty`. Never compressed. To a key on P-256 by ECDH-ES, to one of RSA by RSA-OAEP-256.
///
/// # Errors
/// `bad_key` when the recipient's key is none for encryption, or not sound.
pub fn encrypt(recipient: &Jwk, typ: Option<&str>, cty: Option<&str>, plaintext: &[u8]) -> Result<String> {
    recipient.check_encryption()?;
    // The content key is fresh for each message, so a nonce repeats under one key never.
    let iv = fresh::<NONCE_LEN>()?;
    if let PublicKey::Rsa { n, e } = &recipient.key {
        let cek = fresh()?;
        let encrypted = Components::read(n, e)?.encrypt(cek.as_slice())?;
        return seal(
            "RSA-OAEP-256",
            None,
            recipient,
            (typ, cty),
            &Secrets { cek, encrypted, iv: *iv },
            plaintext,
        );
    }
    let ephemeral = PrivateKey::generate(&ECDH_P256).map_err(Error::internal)?;
    encrypt_with(&ephemeral, *iv, recipient, (typ, cty), plaintext)
}

/// Encrypts a signed token to `recipient`, as RFC 7519 section 5.2 nests them: with `cty` = `JWT`.
///
/// # Errors
/// Those of [`encrypt`].
pub fn encrypt_token(recipient: &Jwk, token: &str) -> Result<String> {
    encrypt(recipient, None, Some("JWT"), token.as_bytes())
}

/// The signed token within a JWE to one of `keys`: the one that its `kid` names, or any. It is still to be verified.
///
/// # Errors
/// `cannot_decrypt`, also when there is no key at all, and of what does not say that a token is in it (RFC 7519 section 5.2).
pub fn decrypt_token(keys: &[DecryptionKey], compact: &str) -> Result<Zeroizing<String>> {
    let opened = keys.iter().find_map(|key| match key.decrypt(compact) {
        Err(error) if error.code() == CANNOT => None,
        done => Some(done),
    });
    let opened = opened.unwrap_or_else(|| Err(bad("encrypted to none of the keys")))?;
    if !opened.cty.as_deref().is_some_and(|cty| media_type(cty).eq_ignore_ascii_case("jwt")) {
        return Err(bad("it does not say that a token is in it"));
    }
    let token = std::str::from_utf8(&opened.plaintext).map_err(|_| bad("no text in it"))?;
    Ok(Zeroizing::new(token.to_owned()))
}

fn encrypt_with(
    ephemeral: &PrivateKey,
    iv: [u8; NONCE_LEN],
    recipient: &Jwk,
    types: (Option<&str>, Option<&str>),
    plaintext: &[u8],
) -> Result<String> {
    let cek = agreed_key(ephemeral, recipient, &[], &[])?;
    // RFC 7516 section 5.1: direct agreement has no encrypted key, so the second part is empty.
    let secrets = Secrets { cek, encrypted: Vec::new(), iv };
    seal("ECDH-ES", Some(ephemeral_key(ephemeral)?), recipient, types, &secrets, plaintext)
}

/// What one message is sealed with.
struct Secrets {
    cek: Zeroizing<[u8; 32]>,
    /// The content key as the recipient gets it.
    encrypted: Vec<u8>,
    iv: [u8; NONCE_LEN],
}

fn seal(
    alg: &'static str,
    epk: Option<EphemeralKey>,
    recipient: &Jwk,
    (typ, cty): (Option<&str>, Option<&str>),
    Secrets { cek, encrypted, iv }: &Secrets,
    plaintext: &[u8],
) -> Result<String> {
    let kid = recipient.kid.clone().map_or_else(|| recipient.thumbprint(), Ok)?;
    let header = Outgoing { alg, enc: "A256GCM", epk, kid: Some(&kid), typ, cty };
    let header = b64::encode(&serde_json::to_vec(&header).map_err(Error::internal)?);
    let mut body = Zeroizing::new(plaintext.to_vec());
    let nonce = Nonce::assume_unique_for_key(*iv);
    let tag = cipher(cek)?
        .seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut body)
        .map_err(Error::internal)?;
    let [encrypted, iv, body, tag] = [encrypted.as_slice(), iv, &body, tag.as_ref()].map(b64::encode);
    Ok(format!("{header}.{encrypted}.{iv}.{body}.{tag}"))
}

fn fresh<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(Error::internal)?;
    Ok(bytes)
}

impl DecryptionKey {
    /// A fresh key.
    pub fn generate() -> Result<Self> {
        Self::new(PrivateKey::generate(&ECDH_P256).map_err(Error::internal)?)
    }

    /// A key from its unencrypted PKCS#8 form (DER).
    ///
    /// # Errors
    /// `internal` when it is no P-256 key: such bytes come from our own key store.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self> {
        Self::new(PrivateKey::from_private_key_der(&ECDH_P256, pkcs8).map_err(Error::internal)?)
    }

    fn new(key: PrivateKey) -> Result<Self> {
        let document = AsDer::<Pkcs8V1Der<'static>>::as_der(&key).map_err(Error::internal)?;
        let public = key.compute_public_key().map_err(Error::internal)?;
        let jwk = Jwk::p256(public.as_ref())?.published("enc", Some("ECDH-ES"))?;
        let kid = jwk.thumbprint()?;
        let pkcs8 = Zeroizing::new(document.as_ref().to_vec());
        Ok(Self(Arc::new(Inner { key: Private::Local { key, pkcs8 }, jwk, kid })))
    }

    /// A key whose private part is elsewhere; its public part is `public`.
    ///
    /// # Errors
    /// `bad_key` when `public` is no point on P-256.
    pub fn remote(public: Jwk, agreement: Arc<dyn RemoteAgreement>) -> Result<Self> {
        on_the_curve(&public)?;
        let jwk = public.published("enc", Some("ECDH-ES"))?;
        let kid = jwk.thumbprint()?;
        Ok(Self(Arc::new(Inner { key: Private::Remote(agreement), jwk, kid })))
    }

    /// The key as unencrypted PKCS#8 (DER), for a key store alone.
    ///
    /// # Errors
    /// `internal` for a key that is elsewhere: it cannot leave.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>> {
        match &self.0.key {
            Private::Local { pkcs8, .. } => Ok(pkcs8.clone()),
            Private::Remote(_) => Err(Error::internal("the private key is in another place and stays there")),
        }
    }

    /// The key's name: its thumbprint.
    pub fn kid(&self) -> &str {
        &self.0.kid
    }

    /// The public part, with `kid`, `use` = `enc` and `alg` = `ECDH-ES`.
    pub fn jwk(&self) -> &Jwk {
        &self.0.jwk
    }

    /// Opens a compact JWE that was encrypted to this key.
    ///
    /// # Errors
    /// `cannot_decrypt` for whatever is wrong with it; the log says what, but not where a decryption failed.
    pub fn decrypt(&self, compact: &str) -> Result<Opened> {
        let parts = split(compact)?;
        let header: Incoming = decode(parts.header).and_then(|bytes| {
            serde_json::from_slice(&bytes).map_err(|_| bad("the header is not what we take"))
        })?;
        self.check_header(&header)?;
        let apu = decode(header.apu.as_deref().unwrap_or_default())?;
        let apv = decode(header.apv.as_deref().unwrap_or_default())?;
        let cek = self.content_key(&header.epk, &apu, &apv)?;
        let plaintext = open(&cek, &parts)?;
        Ok(Opened { typ: header.typ, cty: header.cty, plaintext })
    }

    fn content_key(&self, epk: &Jwk, apu: &[u8], apv: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
        match &self.0.key {
            Private::Local { key, .. } => agreed_key(key, epk, apu, apv).map_err(|_| bad("no key agreed")),
            Private::Remote(agreement) => {
                let peer = on_the_curve(epk).map_err(|_| bad("no key agreed"))?;
                Ok(concat_kdf(&agreement.agree(&peer)?, b"A256GCM", apu, apv))
            }
        }
    }

    fn check_header(&self, header: &Incoming) -> Result<()> {
        if header.alg != "ECDH-ES" || header.enc != "A256GCM" {
            return Err(bad("other algorithms than ECDH-ES and A256GCM"));
        }
        // RFC 8725 section 3.6: what is compressed leaks by its length.
        if header.zip || header.crit {
            return Err(bad("compression or a critical extension"));
        }
        if header.kid.as_deref().is_some_and(|kid| kid != self.0.kid) {
            return Err(bad("encrypted to another key"));
        }
        Ok(())
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecryptionKey").field("kid", &self.0.kid).finish_non_exhaustive()
    }
}

struct Parts<'a> {
    header: &'a str,
    iv: &'a str,
    body: &'a str,
    tag: &'a str,
}

fn split(compact: &str) -> Result<Parts<'_>> {
    if compact.len() > LONGEST {
        return Err(bad("longer than 1 MiB"));
    }
    let parts: Vec<&str> = compact.splitn(6, '.').collect();
    match parts.as_slice() {
        [header, "", iv, body, tag] => Ok(Parts { header, iv, body, tag }),
        _ => Err(bad("not five parts of which the second is empty")),
    }
}

fn open(cek: &[u8; 32], parts: &Parts<'_>) -> Result<Zeroizing<Vec<u8>>> {
    let iv = <[u8; NONCE_LEN]>::try_from(decode(parts.iv)?).map_err(|_| bad("a nonce of another length"))?;
    let tag = decode(parts.tag)?;
    // RFC 7518 section 5.3: the tag has 128 bits, never fewer.
    if tag.len() != TAG {
        return Err(bad("a tag of another length"));
    }
    let mut body = Zeroizing::new(decode(parts.body)?);
    body.extend_from_slice(&tag);
    let aad = Aad::from(parts.header.as_bytes());
    let length = cipher(cek)?
        .open_in_place(Nonce::assume_unique_for_key(iv), aad, &mut body)
        .map_err(|_| bad("the content does not open"))?
        .len();
    body.truncate(length);
    Ok(body)
}

/// RFC 7518 section 4.6: the content key of a private and a public P-256 key. The library checks that the point is on its curve.
fn agreed_key(private: &PrivateKey, public: &Jwk, apu: &[u8], apv: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
    let peer = UnparsedPublicKey::new(&ECDH_P256, point::uncompressed(public)?);
    agree(private, peer, bad_key("not a point on P-256"), |z| Ok(concat_kdf(z, b"A256GCM", apu, apv)))
}

/// The public point, checked by agreeing with a throw-away key: a module elsewhere is not trusted to refuse a point off its curve,
/// which would give its private key away bit by bit.
fn on_the_curve(public: &Jwk) -> Result<[u8; 65]> {
    let point = point::uncompressed(public)?;
    let throw_away = PrivateKey::generate(&ECDH_P256).map_err(Error::internal)?;
    let peer = UnparsedPublicKey::new(&ECDH_P256, &point);
    agree(&throw_away, peer, bad_key("not a point on P-256"), |_| Ok(()))?;
    Ok(point)
}

fn ephemeral_key(key: &PrivateKey) -> Result<EphemeralKey> {
    let public = key.compute_public_key().map_err(Error::internal)?;
    let (x, y) = point::coordinates(public.as_ref())?;
    Ok(EphemeralKey { kty: "EC", crv: "P-256", x: b64::encode(x), y: b64::encode(y) })
}

fn cipher(cek: &[u8; 32]) -> Result<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, cek).map(LessSafeKey::new).map_err(Error::internal)
}

fn decode(part: &str) -> Result<Vec<u8>> {
    b64::decode(part).map_err(|_| bad("a part is not Base64url"))
}

const CANNOT: &str = "cannot_decrypt";

fn bad(why: &'static str) -> Error {
    Error::invalid(
        CANNOT,
        "This could not be decrypted. Encrypt it to the key that is registered, by ECDH-ES and A256GCM, in compact form.",
    )
    .with_cause(why)
}

#[cfg(test)]
#[path = "jwe_tests.rs"]
mod tests;
