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
    let id = hmac_sha256(master.bytes(), b"causeway.master-id.v1");
    id.first_chunk().copied().unwrap_or_default()
}

pub(super) fn missing_master() -> Error {
    Error::internal(
        "the master key that wrapped this is not in the key store: restore the key folder that belongs to this database",
    )
}

#[cfg(test)]
mod tests {
    //! Values made by another implementation from the forms' description: what is stored today must be found and opened for ever.

    use super::*;
    use crate::testing::hex;

    fn ring() -> Ring {
        let masters = vec![SealingKey::from_slice(&[8; 32]).unwrap()];
        Ring { masters, root: Zeroizing::new([9; 32]), ..Ring::generate(&Rng::seeded(1)).unwrap() }
    }

    #[test]
    fn a_derived_secret_never_changes() {
        let wanted = "b53488a24f73f7fb2698fefa959cf116b9bd671bf087ddbc4defd1051ae99c58";
        assert_eq!(ring().derived("card").unwrap().to_vec(), hex(wanted));
    }

    #[test]
    fn a_key_wrapped_under_version_1_unwraps() {
        let wrapped = hex(
            "01419de1802a3da32e01000102030405060708090a0b766fe2905eb96d1b0857ff6eedb7047f0ff33d80af63645ec11c\
             657c8215b6ed07ce67e5fabcf5e9b3e052cb41fd03cf",
        );
        assert_eq!(ring().unwrap("person:1", &wrapped).unwrap().unwrap().bytes(), &[3; 32]);
        assert!(ring().unwrap("person:2", &wrapped).is_err());
    }

    #[test]
    fn a_key_wrapped_by_a_master_key_that_is_not_here_is_told_apart() {
        let other = Ring::generate(&Rng::seeded(2)).unwrap();
        let key = SealingKey::from_slice(&[3; 32]).unwrap();
        let wrapped = other.wrap(&Rng::seeded(3), "x", &key).unwrap();
        assert!(ring().unwrap("x", &wrapped).unwrap().is_none());
    }
}
