//! Keys that are in the token, as the rest of the program uses them.

use std::sync::Arc;

use causeway_core::{Error, Result, Rng};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::mechanism::elliptic_curve::{EcKdf, Ecdh1DeriveParams};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use zeroize::Zeroizing;

use super::pairs;
use super::token::{Handles, Token, Trouble};
use crate::jose::{Alg, RemoteAgreement, RemoteSigner};
use crate::keystore::MasterId;
use crate::keystore::set::{MasterKey, RootKey, block_of};
use crate::seal;

/// One key of the token, by its `CKA_ID`: where it is may change while the program runs, what it is called does not.
struct InToken {
    token: Arc<Token>,
    id: Vec<u8>,
}

impl InToken {
    fn new(token: &Arc<Token>, id: &[u8]) -> Self {
        Self { token: Arc::clone(token), id: id.to_vec() }
    }

    fn handle(&self, handles: &Handles) -> Result<ObjectHandle, Trouble> {
        handles.get(&self.id).copied().ok_or(Trouble::Gone)
    }
}

/// Signs in the token.
pub(super) struct Signer(InToken);

impl Signer {
    pub(super) fn new(token: &Arc<Token>, id: &[u8]) -> Self {
        Self(InToken::new(token, id))
    }
}

impl RemoteSigner for Signer {
    fn sign(&self, alg: Alg, data: &[u8]) -> Result<Vec<u8>> {
        let (mechanism, data) = pairs::signing(alg, data);
        let signature = self
            .0
            .token
            .with(|session, handles| Ok(session.sign(&mechanism, self.0.handle(handles)?, &data)?))?;
        if signature.len() == pairs::signature_length(alg) {
            Ok(signature)
        } else {
            Err(Error::internal("a signature of another length"))
        }
    }
}

/// Agrees on content keys in the token.
pub(super) struct Agreement(InToken);

impl Agreement {
    pub(super) fn new(token: &Arc<Token>, id: &[u8]) -> Self {
        Self(InToken::new(token, id))
    }
}

impl RemoteAgreement for Agreement {
    /// The secret of this one message comes out, as an object of the session that is destroyed at once; the private key does not.
    fn agree(&self, peer: &[u8; 65]) -> Result<Zeroizing<Vec<u8>>> {
        self.0.token.with(|session, handles| {
            let derive = Mechanism::Ecdh1Derive(Ecdh1DeriveParams::new(EcKdf::null(), peer));
            let shared = session.derive_key(
                &derive,
                self.0.handle(handles)?,
                &[
                    Attribute::Class(ObjectClass::SECRET_KEY),
                    Attribute::KeyType(KeyType::GENERIC_SECRET),
                    Attribute::Token(false),
                    Attribute::Sensitive(false),
                    Attribute::Extractable(true),
                    Attribute::ValueLen(32.into()),
                ],
            )?;
            let value = session.get_attributes(shared, &[AttributeType::Value]);
            session.destroy_object(shared)?;
            match value?.pop() {
                Some(Attribute::Value(secret)) if secret.len() == 32 => Ok(Zeroizing::new(secret)),
                _ => Err(Error::internal("the module does not show the secret of a message").into()),
            }
        })
    }
}

/// Wraps people's keys in the token.
pub(super) struct Master {
    key: InToken,
    id: MasterId,
}

impl Master {
    pub(super) fn new(token: &Arc<Token>, id: MasterId) -> Self {
        Self { key: InToken::new(token, &id), id }
    }
}

impl MasterKey for Master {
    fn id(&self) -> MasterId {
        self.id
    }

    fn seal(&self, rng: &Rng, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let (drawn, aad) = (rng.bytes::<{ seal::NONCE }>()?, seal::additional(context));
        self.key.token.with(|session, handles| {
            let mut nonce = drawn;
            let gcm = GcmParams::new(&mut nonce, &aad, 128.into())?;
            let body = session.encrypt(&Mechanism::AesGcm(gcm), self.key.handle(handles)?, plain)?;
            // The nonce is read after the call: a module may put one of its own in the place of ours.
            Ok(seal::form(&nonce, &body))
        })
    }

    fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let (nonce, body) = seal::split(sealed).ok_or_else(|| seal::damaged(context))?;
        let aad = seal::additional(context);
        let opened = self.key.token.with(|session, handles| {
            let (mut nonce, handle) = (nonce, self.key.handle(handles)?);
            let gcm = GcmParams::new(&mut nonce, &aad, 128.into())?;
            match session.decrypt(&Mechanism::AesGcm(gcm), handle, body) {
                // Modules say in many ways that a tag does not fit; whether the token is away is found out by whoever called us.
                Err(error) => Err(Trouble::Module(error)),
                Ok(plain) => Ok(Zeroizing::new(plain)),
            }
        });
        opened.map_err(|error| match error.code() {
            "internal" => seal::damaged(context).with_cause(error),
            _ => error,
        })
    }

    fn is_far(&self) -> bool {
        true
    }
}

/// Derives secrets in the token.
pub(super) struct Root(InToken);

impl Root {
    pub(super) fn new(token: &Arc<Token>, id: MasterId) -> Self {
        Self(InToken::new(token, &id))
    }
}

impl RootKey for Root {
    fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>> {
        let block = block_of(label);
        let mac = self.0.token.with(|session, handles| {
            Ok(Zeroizing::new(session.sign(&Mechanism::Sha256Hmac, self.0.handle(handles)?, &block)?))
        })?;
        let secret = <[u8; 32]>::try_from(mac.as_slice()).map(Zeroizing::new);
        secret.map_err(|_| Error::internal("the module answers with a MAC of another length"))
    }

    fn extracted(&self) -> Option<Zeroizing<[u8; 32]>> {
        None
    }
}
