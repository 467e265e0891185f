//! Objects in the token: how a key is made, named, found and destroyed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use causeway_core::{Error, Result, Rng};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::keys::{Agreement, Master, Root, Signer};
use super::pairs::{ED25519, Pair};
use super::token::{Handles, Token, Trouble};
use crate::b64;
use crate::jose::{DecryptionKey, Jwk, PublicKey, SigningKey};
use crate::keystore::lifecycle::{Born, Generation, KeyFact, Line, Place};
use crate::keystore::set::{KeySet, MasterKey, RootKey, hex};
use crate::keystore::{KeyUse, MasterId, Use};

/// What an object of ours says of itself.
struct Named {
    of: KeyUse,
    born: Born,
}

impl Named {
    /// `causeway/1/<use>/<made, in microseconds since 1970>/<used from, likewise>`.
    fn label(&self) -> Vec<u8> {
        let (made, from) = (self.born.made_at.as_microsecond(), self.born.activates_at.as_microsecond());
        format!("causeway/1/{}/{made}/{from}", self.of).into_bytes()
    }

    /// `None` for objects that are not ours.
    fn of(label: &[u8]) -> Option<Self> {
        let mut parts = std::str::from_utf8(label).ok()?.strip_prefix("causeway/1/")?.split('/');
        let of = parts.next()?.parse().ok()?;
        let mut time = || Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok();
        let born = Born { made_at: time()?, activates_at: time()? };
        parts.next().is_none().then_some(Self { of, born })
    }
}

/// An object of ours.
struct Found {
    named: Named,
    id: Vec<u8>,
    handle: ObjectHandle,
}

fn found(session: &Session, class: ObjectClass) -> Result<Vec<Found>, Trouble> {
    let mut all = Vec::new();
    for handle in session.find_objects(&[Attribute::Class(class), Attribute::Token(true)])? {
        let attributes = session.get_attributes(handle, &[AttributeType::Label, AttributeType::Id])?;
        let (mut label, mut id) = (None, None);
        for attribute in attributes {
            match attribute {
                Attribute::Label(value) => label = Named::of(&value),
                Attribute::Id(value) => id = Some(value),
                _ => {}
            }
        }
        all.extend(label.zip(id).map(|(named, id)| Found { named, id, handle }));
    }
    Ok(all)
}

/// Where the objects are that keys are used by.
pub(super) fn handles(session: &Session) -> Result<Handles> {
    let mut handles = HashMap::new();
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::SECRET_KEY] {
        let objects = found(session, class).map_err(Error::from)?;
        handles.extend(objects.into_iter().map(|object| (object.id, object.handle)));
    }
    Ok(handles)
}

/// What one look at the token gives.
struct Seen {
    private: Vec<Found>,
    secret: Vec<Found>,
    public: Vec<(Found, Jwk)>,
}

fn look(session: &Session, known: &Handles) -> Result<Seen, Trouble> {
    let (private, secret) =
        (found(session, ObjectClass::PRIVATE_KEY)?, found(session, ObjectClass::SECRET_KEY)?);
    if private.is_empty() && secret.is_empty() && !known.is_empty() {
        // Some modules go on answering for a token that was taken out, and show it empty.
        return Err(Trouble::Gone);
    }
    for object in private.iter().chain(&secret) {
        check_kept(session, object)?;
    }
    let mut public = Vec::new();
    for object in found(session, ObjectClass::PUBLIC_KEY)? {
        let key = Pair::of(object.named.of).public(session, object.handle);
        let key = key.map_err(|trouble| {
            if matches!(trouble, Trouble::Other(_)) { Trouble::Other(broken(&object)) } else { trouble }
        })?;
        public.push((object, key));
    }
    Ok(Seen { private, secret, public })
}

/// A key that could leave the token is not what an operator was promised.
fn check_kept(session: &Session, object: &Found) -> Result<(), Trouble> {
    let wanted = [AttributeType::Sensitive, AttributeType::Extractable];
    let attributes = session.get_attributes(object.handle, &wanted)?;
    let kept = attributes.contains(&Attribute::Sensitive(true))
        && attributes.contains(&Attribute::Extractable(false));
    if kept {
        return Ok(());
    }
    Err(Trouble::Other(Error::invalid(
        "keystore_damaged",
        format!(
            "A {} key in the token could be taken out of it. It was not made by this program: remove it.",
            object.named.of
        ),
    )))
}

/// Every key of ours in the token.
pub(super) fn load(token: &Arc<Token>) -> Result<KeySet> {
    let seen = token.with(look)?;
    let of_use = |object: &Found| (object.id.clone(), object.handle);
    token.learn(seen.private.iter().chain(&seen.secret).map(of_use).collect());
    let mut set = KeySet::default();
    let mut signing: BTreeMap<Use, Vec<Generation<SigningKey>>> = BTreeMap::new();
    let mut opening: BTreeMap<KeyUse, Vec<Generation<DecryptionKey>>> = BTreeMap::new();
    for (object, public) in seen.public {
        let (object, there) = (&object, seen.private.iter().any(|private| private.id == object.id));
        match object.named.of.signing() {
            Some(which) => {
                let signer = Signer::new(token, &object.id);
                let key = SigningKey::remote(public, Arc::new(signer)).map_err(|_| broken(object))?;
                if there {
                    signing.entry(which).or_default().push(generation(object, key.kid().to_owned(), key));
                } else if which == Use::Log {
                    set.retired.push(Jwk::clone(key.jwk()));
                }
            }
            None if there && opens(object.named.of) => {
                let agreement = Arc::new(Agreement::new(token, &object.id));
                let key = DecryptionKey::remote(public, agreement).map_err(|_| broken(object))?;
                let line = opening.entry(object.named.of).or_default();
                line.push(generation(object, key.kid().to_owned(), key));
            }
            None => {}
        }
    }
    set.signing = signing.into_iter().map(|(which, keys)| (which, Line::new(keys))).collect();
    set.decryption = Line::new(opening.remove(&KeyUse::Decryption).unwrap_or_default());
    set.request_objects = Line::new(opening.remove(&KeyUse::RequestObject).unwrap_or_default());
    load_secrets(token, &seen.secret, &mut set)?;
    Ok(set)
}

/// Whether keys for a use open what is encrypted to them.
fn opens(of: KeyUse) -> bool {
    matches!(of, KeyUse::Decryption | KeyUse::RequestObject)
}

fn load_secrets(token: &Arc<Token>, secret: &[Found], set: &mut KeySet) -> Result<()> {
    let (mut masters, mut roots) = (Vec::new(), Vec::new());
    for object in secret {
        let id = MasterId::try_from(object.id.as_slice()).map_err(|_| broken(object))?;
        match object.named.of {
            KeyUse::Master => {
                let key: Arc<dyn MasterKey> = Arc::new(Master::new(token, id));
                masters.push(generation(object, hex(id), key));
            }
            KeyUse::Root => {
                let key: Arc<dyn RootKey> = Arc::new(Root::new(token, id));
                roots.push(generation(object, hex(id), key));
            }
            _ => return Err(broken(object)),
        }
    }
    if roots.len() > 1 {
        return Err(Error::invalid(
            "keystore_damaged",
            "The token has two roots of derived secrets: two processes filled it at once. If it is new, initialise it again and fill it from one.",
        ));
    }
    (set.masters, set.roots) = (Line::new(masters), Line::new(roots));
    Ok(())
}

fn generation<K>(object: &Found, kid: String, key: K) -> Generation<K> {
    let number = object.id.first_chunk::<4>().map_or(0, |first| u32::from_be_bytes(*first));
    Generation { key, kid, born: object.named.born, number, place: Place::Token }
}

fn broken(object: &Found) -> Error {
    Error::invalid("keystore_damaged", format!("A {} key in the token is not of its kind.", object.named.of))
}

/// Makes a key in the token and returns its name.
pub(super) fn make(token: &Arc<Token>, rng: &Rng, of: KeyUse, born: Born) -> Result<String> {
    let id = rng.bytes::<8>()?;
    let named = Named { of, born };
    let common = [Attribute::Token(true), Attribute::Id(id.to_vec()), Attribute::Label(named.label())];
    let kept = [Attribute::Private(true), Attribute::Sensitive(true), Attribute::Extractable(false)];
    let kept: Vec<_> = common.iter().cloned().chain(kept).collect();
    if matches!(of, KeyUse::Master | KeyUse::Root) {
        token.change(|session, _| make_secret(session, of, &kept))?;
        return Ok(hex(id));
    }
    let pair = Pair::of(of);
    let made = token.change(|session, _| {
        let usage = if opens(of) {
            (Attribute::Derive(true), Attribute::Derive(true))
        } else {
            (Attribute::Verify(true), Attribute::Sign(true))
        };
        let (mechanism, kind) = pair.making();
        let shown = kind.into_iter().chain([Attribute::Private(false), usage.0]);
        let public: Vec<_> = common.iter().cloned().chain(shown).collect();
        let private: Vec<_> = kept.iter().cloned().chain([usage.1]).collect();
        let (handle, _) = session.generate_key_pair(&mechanism, &public, &private)?;
        pair.public(session, handle)
    })?;
    made.thumbprint()
}

fn make_secret(session: &Session, of: KeyUse, kept: &[Attribute]) -> Result<(), Trouble> {
    let length = Attribute::ValueLen(32.into());
    let usage = match of {
        KeyUse::Master => vec![Attribute::Encrypt(true), Attribute::Decrypt(true), length],
        _ => vec![Attribute::Sign(true), length],
    };
    let template: Vec<_> = kept.iter().cloned().chain(usage).collect();
    let mechanism = if of == KeyUse::Master { Mechanism::AesKeyGen } else { Mechanism::GenericSecretKeyGen };
    session.generate_key(&mechanism, &template)?;
    Ok(())
}

/// Brings the root of a folder into the token, under the name that it had.
pub(super) fn import_root(
    token: &Arc<Token>,
    kid: &str,
    born: Born,
    secret: &Zeroizing<[u8; 32]>,
) -> Result<()> {
    let id = u64::from_str_radix(kid, 16).map_err(Error::internal)?.to_be_bytes().to_vec();
    let named = Named { of: KeyUse::Root, born };
    token.change(|session, _| {
        session.create_object(&[
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::KeyType(KeyType::GENERIC_SECRET),
            Attribute::Token(true),
            Attribute::Id(id.clone()),
            Attribute::Label(named.label()),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
            Attribute::Value(secret.to_vec()),
        ])?;
        Ok(())
    })
}

/// Brings a public key of the log whose private part was destroyed into the token: old receipts are still checked by it.
pub(super) fn import_retired(token: &Arc<Token>, rng: &Rng, key: &Jwk) -> Result<()> {
    let none = || Error::internal("a public key of the log that is none");
    let PublicKey::Ed25519 { x } = &key.key else { return Err(none()) };
    let point = b64::decode(x).map_err(|_| none())?;
    let length = u8::try_from(point.len()).map_err(Error::internal)?;
    // An OCTET STRING in DER.
    let point = [&[0x04, length][..], &point].concat();
    // When it was in use decides nothing any more.
    let named = Named { of: KeyUse::Log, born: Born::now(Timestamp::UNIX_EPOCH) };
    let id = rng.bytes::<8>()?;
    token.change(|session, _| {
        session.create_object(&[
            Attribute::Class(ObjectClass::PUBLIC_KEY),
            Attribute::KeyType(KeyType::EC_EDWARDS),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(id.to_vec()),
            Attribute::Label(named.label()),
            Attribute::EcParams(ED25519.to_vec()),
            Attribute::EcPoint(point.clone()),
            Attribute::Verify(true),
        ])?;
        Ok(())
    })
}

/// Destroys a key, its public part too if `wholly`.
pub(super) fn destroy(token: &Arc<Token>, fact: &KeyFact, wholly: bool) -> Result<()> {
    let id = id_of(token, fact)?;
    token.change(|session, _| {
        let mut classes = vec![ObjectClass::PRIVATE_KEY, ObjectClass::SECRET_KEY];
        if wholly {
            classes.push(ObjectClass::PUBLIC_KEY);
        }
        for class in classes {
            let ours = |object: &Found| object.named.of == fact.of && object.id == id;
            for object in found(session, class)?.into_iter().filter(ours) {
                session.destroy_object(object.handle)?;
            }
        }
        Ok(())
    })
}

/// The `CKA_ID` of a key: of a pair, found by its public part.
fn id_of(token: &Arc<Token>, fact: &KeyFact) -> Result<Vec<u8>> {
    if matches!(fact.of, KeyUse::Master | KeyUse::Root) {
        return Ok(u64::from_str_radix(&fact.kid, 16).map_err(Error::internal)?.to_be_bytes().to_vec());
    }
    let seen = token.with(look)?;
    for (object, public) in seen.public.iter().filter(|(object, _)| object.named.of == fact.of) {
        if public.thumbprint()? == fact.kid {
            return Ok(object.id.clone());
        }
    }
    Err(Error::invalid("unknown_key", format!("There is no key {} in the token.", fact.kid)))
}
