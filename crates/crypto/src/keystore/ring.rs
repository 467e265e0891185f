//! The keys of a store in memory, and what is done with them: shared by the file store and its twin.

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use causeway_core::{Error, Result, Rng};
use zeroize::Zeroizing;

use super::{MasterId, Use, WRAP_VERSION, parse};
use crate::digest::{equal, hmac_sha256};
use crate::jose::{DecryptionKey, SigningKey};
use crate::seal::SealingKey;

/// Every key of a store; each list has the newest first and is never empty.
#[derive(Clone)]
pub(super) struct Ring {
    pub(super) masters: Vec<SealingKey>,
    pub(super) root: Zeroizing<[u8; 32]>,
    pub(super) signing: Vec<(Use, Vec<SigningKey>)>,
    pub(super) decryption: Vec<DecryptionKey>,
}

impl Ring {
    /// A ring of fresh keys.
    pub(super) fn generate(rng: &Rng) -> Result<Self> {
        let signing = Use::ALL
            .into_iter()
            .map(|which| Ok((which, vec![SigningKey::generate(which.alg())?])))
            .collect::<Result<_>>()?;
        Ok(Self {
            masters: vec![SealingKey::generate(rng)?],
            root: Zeroizing::new(rng.bytes()?),
            signing,
            decryption: vec![DecryptionKey::generate()?],
        })
    }

    pub(super) fn wrap(&self, rng: &Rng, context: &str, key: &SealingKey) -> Result<Vec<u8>> {
        let master = self.newest()?;
        let sealed = master.seal(rng, &wrapping(context), key.bytes())?;
        Ok([&[WRAP_VERSION][..], &id_of(master), &sealed].concat())
    }

    /// `Ok(None)` when the master key is not here.
    pub(super) fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<Option<SealingKey>> {
        let (id, sealed) = parse(wrapped)?;
        let Some(master) = self.masters.iter().find(|master| equal(&id_of(master), &id)) else {
            return Ok(None);
        };
        SealingKey::from_slice(&master.open(&wrapping(context), sealed)?).map(Some)
    }

    pub(super) fn newest_master(&self) -> Result<MasterId> {
        self.newest().map(id_of)
    }

    pub(super) fn signing_keys(&self, which: Use) -> Result<Vec<SigningKey>> {
        let keys = self.signing.iter().find(|(of, _)| *of == which).map(|(_, keys)| keys.clone());
        keys.ok_or_else(|| Error::internal(format!("the key store has no {} key", which.name())))
    }

    /// HKDF (RFC 5869) with SHA-256 from the root secret.
    pub(super) fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>> {
        let prk = Salt::new(HKDF_SHA256, b"causeway.derived.v1").extract(self.root.as_slice());
        let mut out = Zeroizing::new([0; 32]);
        prk.expand(&[label.as_bytes()], HKDF_SHA256)
            .and_then(|okm| okm.fill(out.as_mut_slice()))
            .map_err(Error::internal)?;
        Ok(out)
    }

    fn newest(&self) -> Result<&SealingKey> {
        self.masters.first().ok_or_else(|| Error::internal("the key store has no master key"))
    }
}

/// Sealed with a prefix of its own, so that no master key could ever open a value as a key or the reverse.
fn wrapping(context: &str) -> String {
    format!("keystore.wrapped:{context}")
}

/// The id is a keyed hash under the key itself, so that a folder restored from elsewhere cannot pass for this one.
fn id_of(master: &SealingKey) -> MasterId {
    let [a, b, c, d, e, f, g, h, ..] = hmac_sha256(master.bytes(), b"causeway.master-id.v1");
    [a, b, c, d, e, f, g, h]
}

pub(super) fn missing_master() -> Error {
    Error::internal(
        "the master key that wrapped this is not in the key store: restore the key folder that belongs to this database",
    )
}
