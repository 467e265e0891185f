//! Which key signs what. Every node has keys for ES256; for the other algorithms there are keys once an operator made some, and what there
//! is no key for is not offered.

use causeway_core::{Error, Result};
use causeway_crypto::jose::{Alg, Jwk, JwkSet, SigningKey};
use causeway_crypto::keystore::Use;
use serde::Serialize;

use crate::Oidc;
use crate::settings::TokenAlg;

/// The keys that sign for services.
const USES: [Use; 3] = [Use::Token, Use::TokenEd, Use::TokenRsa];

impl TokenAlg {
    /// How a key signs by it.
    pub(crate) const fn alg(self) -> Alg {
        match self {
            Self::Es256 => Alg::Es256,
            Self::EdDsa => Alg::EdDsa,
            Self::Ps256 => Alg::Ps256,
            Self::Rs256 => Alg::Rs256,
        }
    }

    const fn key(self) -> Use {
        match self {
            Self::Es256 => Use::Token,
            Self::EdDsa => Use::TokenEd,
            Self::Ps256 | Self::Rs256 => Use::TokenRsa,
        }
    }
}

impl Oidc {
    fn signer(&self, alg: TokenAlg) -> Result<Option<SigningKey>> {
        self.keys.signer(alg.key())
    }

    /// The algorithms by which tokens for services can be signed at present.
    pub(crate) fn token_algs(&self) -> Vec<TokenAlg> {
        let on = |alg: &TokenAlg| self.signer(*alg).is_ok_and(|key| key.is_some());
        TokenAlg::ALL.into_iter().filter(on).collect()
    }

    /// Those by which they cannot.
    pub(crate) fn missing_algs(&self) -> Vec<TokenAlg> {
        let on = self.token_algs();
        TokenAlg::ALL.into_iter().filter(|alg| !on.contains(alg)).collect()
    }

    /// A token for a service, signed as it is registered.
    pub(crate) fn sign_by<C: Serialize>(&self, alg: TokenAlg, typ: &str, claims: &C) -> Result<String> {
        let key = self.signer(alg)?;
        let key =
            key.ok_or_else(|| Error::internal(format!("the key store has no key for {}", alg.as_str())))?;
        key.sign_as(alg.alg(), typ, claims)
    }

    /// Every key that verifies what we sign for services: all generations, the newest first.
    pub(crate) fn token_keys(&self) -> Result<JwkSet> {
        let mut keys = Vec::new();
        for which in USES {
            keys.extend(self.keys.verifying_keys(which)?);
        }
        Ok(JwkSet { keys })
    }

    /// What `/jwks` publishes: the keys that verify, and the one to which request objects are encrypted.
    pub(crate) fn published_keys(&self) -> Result<JwkSet> {
        let JwkSet { mut keys } = self.token_keys()?;
        keys.extend(self.request_object_key()?);
        Ok(JwkSet { keys })
    }

    pub(crate) fn request_object_key(&self) -> Result<Option<Jwk>> {
        self.keys.request_object_key()
    }
}
