//! What every key store must do, whatever keeps its keys: one suite, run on each.

use std::sync::Arc;

use causeway_core::{Clock, Rng};
use jiff::{SignedDuration, Timestamp};

use super::{
    FileKeyStore, KeyFact, KeyState, KeyStore, KeyUse, MemoryKeyStore, Policy, Retire, Use, make_optional,
    wrapped_by,
};
use crate::jose::{Alg, JwkSet, encrypt, verify, verify_raw, verify_with};
use crate::seal::SealingKey;

/// Opens a key store by a clock.
pub(super) type Open = Box<dyn Fn(&Clock) -> Arc<dyn KeyStore>>;

/// A key store in its place: opened again it is the same, by the same clock, as another process has it.
pub(super) struct Site {
    pub(super) clock: Clock,
    pub(super) open: Open,
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

impl Site {
    fn open(&self) -> Arc<dyn KeyStore> {
        (self.open)(&self.clock)
    }

    /// Makes a key that is used at once, as after a rotation whose lead is over.
    fn rotate(&self, store: &Arc<dyn KeyStore>, of: KeyUse) -> KeyFact {
        let made = store.make(of, self.clock.now() + HOUR).unwrap();
        self.clock.advance(HOUR);
        made
    }
}

pub(super) fn clock() -> Clock {
    Clock::manual(Timestamp::from_second(1_800_000_000).unwrap())
}

fn key() -> SealingKey {
    SealingKey::from_slice(&[3; 32]).unwrap()
}

fn fact(store: &Arc<dyn KeyStore>, kid: &str) -> Option<KeyFact> {
    store.inventory().unwrap().into_iter().find(|fact| fact.kid == kid)
}

/// All of it. Every part makes its site anew.
pub(super) fn suite(site: &dyn Fn() -> Site) {
    has_one_active_key_for_every_use(&site());
    signs_and_what_it_signed_verifies(&site());
    wraps_and_unwraps_in_its_place_alone(&site());
    opens_what_was_encrypted_to_it(&site());
    derives_the_same_for_ever(&site());
    publishes_before_it_uses(&site());
    opened_twice_it_agrees_with_itself(&site());
    signs_the_log_with_both_for_the_overlap(&site());
    a_new_master_wraps_and_the_old_still_unwraps(&site());
    an_old_decryption_key_still_opens(&site());
    a_key_is_destroyed_when_nothing_needs_it_and_not_before(&site());
    refuses_what_cannot_be(&site());
    serves_without_the_keys_of_optional_uses(&site());
    an_optional_use_is_served_once_its_first_key_is_due(&site());
    rsa_keys_sign_by_both_algorithms(&site());
    request_objects_are_encrypted_to_the_key_in_use_and_opened_by_all(&site());
}

fn has_one_active_key_for_every_use(site: &Site) {
    let facts = site.open().inventory().unwrap();
    let uses: Vec<KeyUse> = facts.iter().map(|fact| fact.of).collect();
    assert_eq!(uses, KeyUse::ALL.into_iter().filter(|of| !of.is_optional()).collect::<Vec<_>>());
    for fact in &facts {
        assert_eq!((fact.state, fact.alg), (KeyState::Active, fact.of.alg()), "{fact:?}");
        assert_eq!(fact.made_at, site.clock.now(), "{fact:?}");
        assert_eq!(fact.next_rotation_due.is_none(), fact.of == KeyUse::Root, "{fact:?}");
        assert_eq!(fact.retires_at, None);
    }
}

fn signs_and_what_it_signed_verifies(site: &Site) {
    let store = site.open();
    make_optional(&*store, site.clock.now()).unwrap();
    for which in Use::ALL {
        let key = store.signer(which).unwrap().unwrap();
        assert_eq!(key.kid(), store.signing_keys(which).unwrap()[0].kid());
        assert_eq!(key.alg(), which.alg());
        assert_eq!(key.kid(), key.jwk().thumbprint().unwrap());
        for data in [&b""[..], b"x", &[7; 5000]] {
            let signature = key.sign_raw(data).unwrap();
            assert_eq!(signature.len(), if which == Use::TokenRsa { 256 } else { 64 });
            verify_raw(key.jwk(), data, &signature).unwrap();
        }
        let token = key.sign("t", &serde_json::json!({"a": 1})).unwrap();
        let keys = JwkSet { keys: store.verifying_keys(which).unwrap() };
        assert_eq!(verify::<serde_json::Value>(&token, &keys, "t").unwrap()["a"], 1);
        let others = Use::ALL.into_iter().filter(|other| *other != which);
        for other in others {
            let keys = JwkSet { keys: store.verifying_keys(other).unwrap() };
            assert!(verify::<serde_json::Value>(&token, &keys, "t").is_err());
        }
    }
}

fn wraps_and_unwraps_in_its_place_alone(site: &Site) {
    let store = site.open();
    let wrapped = store.wrap("person:1", &key()).unwrap();
    assert_ne!(wrapped, store.wrap("person:1", &key()).unwrap());
    assert_eq!(wrapped_by(&wrapped).unwrap(), store.newest_master().unwrap());
    for _ in 0..2 {
        assert_eq!(store.unwrap("person:1", &wrapped).unwrap().bytes(), key().bytes());
        assert!(store.unwrap("person:2", &wrapped).is_err());
    }
    for at in 0..wrapped.len() {
        let mut changed = wrapped.clone();
        changed[at] ^= 1;
        assert!(store.unwrap("person:1", &changed).is_err(), "byte {at}");
    }
    for bad in [&[][..], &wrapped[..9], &wrapped[..20], b"nonsense"] {
        assert!(store.unwrap("person:1", bad).is_err());
        assert!(!store.wrapped_by_newest(bad) || bad.len() > 8);
    }
    assert_eq!(site.open().unwrap("person:1", &wrapped).unwrap().bytes(), key().bytes());
}

fn opens_what_was_encrypted_to_it(site: &Site) {
    let store = site.open();
    let key = store.decryption_keys().unwrap().remove(0);
    let compact = encrypt(key.jwk(), Some("t"), None, b"plain").unwrap();
    assert_eq!(key.decrypt(&compact).unwrap().plaintext.as_slice(), b"plain");
    assert_eq!(
        site.open().decryption_keys().unwrap()[0].decrypt(&compact).unwrap().plaintext.as_slice(),
        b"plain"
    );
    let stranger = crate::jose::DecryptionKey::generate().unwrap();
    let foreign = encrypt(stranger.jwk(), None, None, b"x").unwrap();
    assert_eq!(key.decrypt(&foreign).unwrap_err().code(), "cannot_decrypt");
}

fn derives_the_same_for_ever(site: &Site) {
    let store = site.open();
    let card = store.derived("identity.card").unwrap();
    assert_ne!(card, store.derived("oidc.refresh").unwrap());
    for of in [KeyUse::Master, KeyUse::Token] {
        site.rotate(&store, of);
    }
    assert_eq!(card, store.derived("identity.card").unwrap());
    assert_eq!(card, site.open().derived("identity.card").unwrap());
}

fn publishes_before_it_uses(site: &Site) {
    let store = site.open();
    for of in [KeyUse::Token, KeyUse::Log, KeyUse::Gateway, KeyUse::PlatformConsumer] {
        let which = of.signing().unwrap();
        let old = store.signing_keys(which).unwrap().remove(0);
        let made = store.make(of, site.clock.now() + HOUR).unwrap();
        assert_eq!((made.of, made.state), (of, KeyState::Next));
        let kids = |store: &Arc<dyn KeyStore>| -> Vec<String> {
            store.signing_keys(which).unwrap().iter().map(|key| key.kid().to_owned()).collect()
        };
        assert_eq!(kids(&store), [old.kid(), &made.kid], "published, and the old one signs");
        site.clock.advance(HOUR - SignedDuration::from_secs(1));
        assert_eq!(kids(&store), [old.kid(), &made.kid]);
        site.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(kids(&store), [&made.kid, old.kid()], "now the new one signs, and the old one verifies");
        let state = |kid: &str| fact(&store, kid).unwrap().state;
        assert_eq!((state(&made.kid), state(old.kid())), (KeyState::Active, KeyState::Retiring));
    }
}

/// Two nodes: one rotates, the other looks at its key store in between, and no signature meets a node that does not know its key.
fn opened_twice_it_agrees_with_itself(site: &Site) {
    let (one, other) = (site.open(), site.open());
    let old = one.signing_keys(Use::Token).unwrap().remove(0);
    let made = one.make(KeyUse::Token, site.clock.now() + HOUR).unwrap();
    // The other has not looked yet: it signs with what both know.
    assert_eq!(other.signing_keys(Use::Token).unwrap()[0].kid(), old.kid());
    other.refresh().unwrap();
    site.clock.advance(HOUR);
    let (by_one, by_other) = (one.signing_keys(Use::Token).unwrap(), other.signing_keys(Use::Token).unwrap());
    assert_eq!((by_one[0].kid(), by_other[0].kid()), (made.kid.as_str(), made.kid.as_str()));
    verify_raw(by_other[0].jwk(), b"data", &by_one[0].sign_raw(b"data").unwrap()).unwrap();
    let wrapped = one.wrap("x", &key()).unwrap();
    assert_eq!(other.unwrap("x", &wrapped).unwrap().bytes(), key().bytes());
    // A master key that is used at once is looked for by whoever meets what it wrapped.
    one.make(KeyUse::Master, site.clock.now()).unwrap();
    let wrapped = one.wrap("x", &key()).unwrap();
    assert_eq!(other.unwrap("x", &wrapped).unwrap().bytes(), key().bytes());
}

fn signs_the_log_with_both_for_the_overlap(site: &Site) {
    let store = site.open();
    let old = store.signing_keys(Use::Log).unwrap().remove(0);
    let kids = || -> Vec<String> {
        store.signers(Use::Log).unwrap().iter().map(|key| key.kid().to_owned()).collect()
    };
    let made = store.make(KeyUse::Log, site.clock.now() + HOUR).unwrap();
    assert_eq!(kids(), [old.kid()]);
    site.clock.advance(HOUR);
    assert_eq!(kids(), [&made.kid, old.kid()]);
    site.clock.advance(Policy::overlap(KeyUse::Log));
    assert_eq!(kids(), std::slice::from_ref(&made.kid));
    store.retire(old.kid(), Retire::WhenDue).unwrap();
    let published: Vec<_> = store.verifying_keys(Use::Log).unwrap();
    assert_eq!((published.len(), &published[1]), (2, old.jwk()), "old receipts are still checked by it");
    assert_eq!(site.open().verifying_keys(Use::Log).unwrap(), published);
    assert_eq!(store.signing_keys(Use::Log).unwrap().len(), 1, "and nobody signs with it any more");
}

fn a_new_master_wraps_and_the_old_still_unwraps(site: &Site) {
    let store = site.open();
    let before = store.newest_master().unwrap();
    let old = store.wrap("x", &key()).unwrap();
    let made = store.make(KeyUse::Master, site.clock.now() + HOUR).unwrap();
    assert_eq!(store.newest_master().unwrap(), before);
    site.clock.advance(HOUR);
    assert_eq!(super::set::hex(store.newest_master().unwrap()), made.kid);
    assert!(!store.wrapped_by_newest(&old));
    assert_eq!(store.unwrap("x", &old).unwrap().bytes(), key().bytes());
    assert!(store.wrapped_by_newest(&store.wrap("x", &key()).unwrap()));
}

fn an_old_decryption_key_still_opens(site: &Site) {
    let store = site.open();
    let old = store.decryption_keys().unwrap().remove(0);
    let compact = encrypt(old.jwk(), None, None, b"x").unwrap();
    site.rotate(&store, KeyUse::Decryption);
    let keys = store.decryption_keys().unwrap();
    assert_eq!((keys.len(), keys[1].kid()), (2, old.kid()));
    assert!(keys[1].decrypt(&compact).is_ok() && keys[0].decrypt(&compact).is_err());
}

fn a_key_is_destroyed_when_nothing_needs_it_and_not_before(site: &Site) {
    let store = site.open();
    for of in [KeyUse::Token, KeyUse::Decryption, KeyUse::Master] {
        let old = store.inventory().unwrap().into_iter().find(|fact| fact.of == of).unwrap();
        assert_eq!(store.retire(&old.kid, Retire::WhenDue).unwrap_err().code(), "key_in_use");
        assert_eq!(store.retire(&old.kid, Retire::Compromised).unwrap_err().code(), "key_in_use");
        site.rotate(&store, of);
        assert_eq!(store.retire(&old.kid, Retire::WhenDue).unwrap_err().code(), "key_still_needed");
        site.clock.advance(Policy::overlap(of));
        store.retire(&old.kid, Retire::WhenDue).unwrap();
        assert!(fact(&store, &old.kid).is_none());
        assert!(fact(&site.open(), &old.kid).is_none());
        assert_eq!(store.retire(&old.kid, Retire::WhenDue).unwrap_err().code(), "unknown_key");
    }
    // A stolen key goes at once; one that was made by mistake is taken back.
    let stolen = store.signing_keys(Use::Gateway).unwrap().remove(0);
    site.rotate(&store, KeyUse::Gateway);
    store.retire(stolen.kid(), Retire::Compromised).unwrap();
    assert_eq!(store.signing_keys(Use::Gateway).unwrap().len(), 1);
    let mistake = store.make(KeyUse::Gateway, site.clock.now() + HOUR).unwrap();
    store.retire(&mistake.kid, Retire::WhenDue).unwrap();
    assert_eq!(site.open().signing_keys(Use::Gateway).unwrap().len(), 1);
}

fn refuses_what_cannot_be(site: &Site) {
    let store = site.open();
    assert_eq!(store.make(KeyUse::Root, site.clock.now()).unwrap_err().code(), "key_never_rotates");
    let root = store.inventory().unwrap().into_iter().find(|fact| fact.of == KeyUse::Root).unwrap();
    for how in [Retire::WhenDue, Retire::Compromised] {
        assert!(store.retire(&root.kid, how).is_err());
    }
    let soon = site.clock.now() + HOUR;
    store.make(KeyUse::Token, soon).unwrap();
    assert_eq!(site.open().make(KeyUse::Token, soon).unwrap_err().code(), "key_rotation_under_way");
    assert!(store.make(KeyUse::Gateway, soon).is_ok(), "other uses are not in each other's way");
    assert_eq!(store.retire("no-such-key", Retire::WhenDue).unwrap_err().code(), "unknown_key");
}

fn serves_without_the_keys_of_optional_uses(site: &Site) {
    let store = site.open();
    for which in [Use::TokenEd, Use::TokenRsa] {
        assert!(store.signing_keys(which).unwrap().is_empty() && store.signers(which).unwrap().is_empty());
        assert!(store.verifying_keys(which).unwrap().is_empty() && store.signer(which).unwrap().is_none());
    }
    assert!(store.request_object_keys().unwrap().is_empty());
    assert_eq!(store.request_object_key().unwrap(), None);
    store.refresh().unwrap();
}

/// Two nodes: what the first key of a use does is offered by neither until both have had time to learn of it.
fn an_optional_use_is_served_once_its_first_key_is_due(site: &Site) {
    let (one, other) = (site.open(), site.open());
    let made = one.make(KeyUse::TokenEd, site.clock.now() + HOUR).unwrap();
    assert_eq!((made.state, made.alg), (KeyState::Next, "EdDSA"));
    assert_eq!(
        one.make(KeyUse::TokenEd, site.clock.now() + HOUR).unwrap_err().code(),
        "key_rotation_under_way"
    );
    assert_eq!(one.signing_keys(Use::Token).unwrap().len(), 1, "another use");
    other.refresh().unwrap();
    for store in [&one, &other] {
        assert_eq!(store.signing_keys(Use::TokenEd).unwrap()[0].kid(), made.kid, "published");
        assert!(store.signer(Use::TokenEd).unwrap().is_none(), "and nothing is signed by it");
    }
    site.clock.advance(HOUR);
    for store in [&one, &other] {
        assert_eq!(store.signer(Use::TokenEd).unwrap().unwrap().kid(), made.kid);
        assert_eq!(fact(store, &made.kid).unwrap().state, KeyState::Active);
    }
    // From then on it is rotated like any other.
    let next = site.rotate(&one, KeyUse::TokenEd);
    let kids: Vec<_> =
        one.signing_keys(Use::TokenEd).unwrap().iter().map(|key| key.kid().to_owned()).collect();
    assert_eq!(kids, [next.kid, made.kid.clone()]);
    site.clock.advance(Policy::overlap(KeyUse::TokenEd));
    one.retire(&made.kid, Retire::WhenDue).unwrap();
    assert_eq!(site.open().signing_keys(Use::TokenEd).unwrap().len(), 1);
    // The first key of a use is taken back before it is used.
    let mistake = one.make(KeyUse::RequestObject, site.clock.now() + HOUR).unwrap();
    one.retire(&mistake.kid, Retire::WhenDue).unwrap();
    assert!(site.open().request_object_keys().unwrap().is_empty());
}

fn rsa_keys_sign_by_both_algorithms(site: &Site) {
    let store = site.open();
    let made = store.make(KeyUse::TokenRsa, site.clock.now()).unwrap();
    let key = site.open().signer(Use::TokenRsa).unwrap().unwrap();
    assert_eq!((key.kid(), key.jwk().alg.as_deref()), (made.kid.as_str(), None));
    let keys = JwkSet { keys: store.verifying_keys(Use::TokenRsa).unwrap() };
    for alg in [Alg::Ps256, Alg::Rs256] {
        let token = key.sign_as(alg, "t", &serde_json::json!({"a": 1})).unwrap();
        assert_eq!(verify_with::<serde_json::Value>(&token, &keys, "t", &[alg]).unwrap()["a"], 1);
    }
    assert!(key.sign_as(Alg::Es256, "t", &()).is_err());
}

fn request_objects_are_encrypted_to_the_key_in_use_and_opened_by_all(site: &Site) {
    let store = site.open();
    store.make(KeyUse::RequestObject, site.clock.now()).unwrap();
    let old = store.request_object_key().unwrap().unwrap();
    let compact = encrypt(&old, None, Some("JWT"), b"x").unwrap();
    store.make(KeyUse::RequestObject, site.clock.now() + HOUR).unwrap();
    assert_eq!(store.request_object_key().unwrap(), Some(old.clone()), "other nodes may lack the next one");
    site.clock.advance(HOUR);
    let new = store.request_object_key().unwrap().unwrap();
    let keys = site.open().request_object_keys().unwrap();
    assert_eq!((keys.len(), keys[0].jwk(), keys[1].jwk()), (2, &new, &old));
    assert_eq!(keys[1].decrypt(&compact).unwrap().plaintext.as_slice(), b"x");
    let consumer = store.decryption_keys().unwrap();
    assert!(consumer.len() == 1 && consumer[0].decrypt(&compact).is_err(), "another use");
}

#[test]
fn keys_in_files() {
    suite(&|| {
        let folder = tempfile::TempDir::new().unwrap();
        let open = move |clock: &Clock| -> Arc<dyn KeyStore> {
            let keys = folder.path().join("keys");
            Arc::new(FileKeyStore::open_or_create(&keys, clock, &Rng::seeded(5)).unwrap())
        };
        Site { clock: clock(), open: Box::new(open) }
    });
}

#[test]
fn keys_in_memory() {
    suite(&|| {
        let clock = clock();
        let store: Arc<dyn KeyStore> = Arc::new(MemoryKeyStore::with_clock(&clock).unwrap());
        Site { clock, open: Box::new(move |_| store.clone()) }
    });
}
