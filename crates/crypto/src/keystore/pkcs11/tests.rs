//! Tests on `SoftHSM2`. The module reads its configuration from the environment once, so each test runs in a process of its own.

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use cryptoki::context::{CInitializeArgs, CInitializeFlags};
use cryptoki::object::{Attribute, AttributeType, ObjectClass};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use tempfile::TempDir;

use super::*;
use crate::jose::{encrypt, verify_raw};
use crate::keystore::tests::{Site, clock, suite};
use crate::keystore::{FileKeyStore, KeyState, KeyStore, Policy, Retire};
use crate::seal::SealingKey;

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const PIN: &str = "846201";
/// Tells the process of its own where its folder is.
const FOLDER: &str = "CAUSEWAY_TEST_SOFTHSM";

/// A folder with tokens of `SoftHSM`, labelled `t0`, `t1`, …
struct Hsm {
    folder: PathBuf,
    next: AtomicUsize,
}

/// Runs a test in a process of its own, with so many tokens.
fn alone(name: &str, tokens: usize, test: impl FnOnce(&Hsm)) {
    #[expect(clippy::disallowed_methods, reason = "told by the process that started this one")]
    if let Some(folder) = std::env::var_os(FOLDER) {
        test(&Hsm { folder: folder.into(), next: AtomicUsize::new(0) });
        return;
    }
    assert!(
        Path::new(MODULE).exists(),
        "these tests need SoftHSM2 at {MODULE}: apt-get install softhsm2 (scripts/test does)"
    );
    let folder = TempDir::new().unwrap();
    let (conf, store) = (folder.path().join("softhsm2.conf"), folder.path().join("tokens"));
    fs::create_dir(&store).unwrap();
    fs::write(&conf, format!("directories.tokendir = {}\nlog.level = ERROR\n", store.display())).unwrap();
    fs::write(folder.path().join("pin"), format!("{PIN}\n")).unwrap();
    for number in 0..tokens {
        let label = format!("t{number}");
        let made = Command::new("softhsm2-util")
            .args(["--init-token", "--free", "--label", &label, "--pin", PIN, "--so-pin", "0000"])
            .env("SOFTHSM2_CONF", &conf)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("keystore::pkcs11::tests::{name}"), "--nocapture"])
        .env("SOFTHSM2_CONF", &conf)
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let complained = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && said.contains("1 passed"), "{said}\n{complained}");
    for line in said.lines().filter(|line| line.starts_with("measured")) {
        println!("{line}");
    }
}

impl Hsm {
    fn config(&self) -> TokenConfig {
        let token = format!("t{}", self.next.fetch_add(1, Ordering::SeqCst));
        TokenConfig { module: MODULE.into(), token, pin: SecretFile::new(self.folder.join("pin")) }
    }

    fn tokens(&self) -> PathBuf {
        self.folder.join("tokens")
    }
}

fn create(config: &TokenConfig, before: Option<&Path>, clock: &Clock) -> Result<Pkcs11KeyStore> {
    Pkcs11KeyStore::create(config, before, SignedDuration::from_hours(1), clock, &Rng::seeded(7))
}

fn open(config: &TokenConfig, before: Option<&Path>, clock: &Clock) -> Result<Pkcs11KeyStore> {
    Pkcs11KeyStore::open(config, before, clock, &Rng::system())
}

/// A session of a stranger who has the PIN, with the module that is running.
fn intruder(config: &TokenConfig) -> Session {
    let module = cryptoki::context::Pkcs11::new(MODULE).unwrap();
    let _ = module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
    let slots = module.get_slots_with_initialized_token().unwrap();
    let slot = slots.into_iter().find(|slot| module.get_token_info(*slot).unwrap().label() == config.token);
    let session = module.open_rw_session(slot.unwrap()).unwrap();
    let _ = session.login(UserType::User, Some(&AuthPin::new(PIN.into())));
    session
}

fn key() -> SealingKey {
    SealingKey::from_slice(&[3; 32]).unwrap()
}

#[test]
fn the_suite() {
    alone("the_suite", 16, |hsm| {
        suite(&|| {
            let (clock, config) = (clock(), hsm.config());
            create(&config, None, &clock).unwrap();
            let open =
                move |clock: &Clock| -> Arc<dyn KeyStore> { Arc::new(open(&config, None, clock).unwrap()) };
            Site { clock, open: Box::new(open) }
        });
    });
}

#[test]
fn no_key_leaves_the_token() {
    alone("no_key_leaves_the_token", 1, |hsm| {
        let config = hsm.config();
        let store = create(&config, None, &clock()).unwrap();
        let session = intruder(&config);
        let mut met = 0;
        for class in [ObjectClass::PRIVATE_KEY, ObjectClass::SECRET_KEY] {
            for object in session.find_objects(&[Attribute::Class(class), Attribute::Token(true)]).unwrap() {
                met += 1;
                let wanted = [
                    AttributeType::Sensitive,
                    AttributeType::AlwaysSensitive,
                    AttributeType::Extractable,
                    AttributeType::NeverExtractable,
                    AttributeType::Local,
                ];
                let told = session.get_attributes(object, &wanted).unwrap();
                assert!(
                    told.contains(&Attribute::Sensitive(true))
                        && told.contains(&Attribute::AlwaysSensitive(true))
                );
                assert!(told.contains(&Attribute::Extractable(false)));
                assert!(
                    told.contains(&Attribute::NeverExtractable(true))
                        && told.contains(&Attribute::Local(true))
                );
                // Whoever has the PIN can use keys, and neither read them, nor wrap them, nor make them readable.
                assert_eq!(session.get_attributes(object, &[AttributeType::Value]).unwrap_or_default(), []);
                assert!(session.update_attributes(object, &[Attribute::Extractable(true)]).is_err());
                assert!(session.copy_object(object, &[Attribute::Extractable(true)]).is_err());
                let wrapping = session
                    .generate_key(
                        &cryptoki::mechanism::Mechanism::AesKeyGen,
                        &[Attribute::ValueLen(32.into()), Attribute::Wrap(true), Attribute::Token(false)],
                    )
                    .unwrap();
                assert!(
                    session
                        .wrap_key(&cryptoki::mechanism::Mechanism::AesKeyWrapPad, wrapping, object)
                        .is_err()
                );
            }
        }
        assert_eq!(met, 7);
        assert!(store.signing_keys(Use::Log).unwrap()[0].to_pkcs8().is_err());
        assert!(store.decryption_keys().unwrap()[0].to_pkcs8().is_err());
        let shown = format!("{store:?}");
        assert!(shown.contains("t0") && !shown.contains(PIN), "{shown}");
    });
}

#[test]
fn a_key_that_could_be_taken_out_is_refused() {
    alone("a_key_that_could_be_taken_out_is_refused", 1, |hsm| {
        let config = hsm.config();
        let store = create(&config, None, &clock()).unwrap();
        intruder(&config)
            .create_object(&[
                Attribute::Class(ObjectClass::SECRET_KEY),
                Attribute::KeyType(cryptoki::object::KeyType::AES),
                Attribute::Token(true),
                Attribute::Private(true),
                Attribute::Sensitive(false),
                Attribute::Extractable(true),
                Attribute::Id(vec![9; 8]),
                Attribute::Label(b"causeway/1/master/1900000000000000/1900000000000000".to_vec()),
                Attribute::Value(vec![7; 32]),
            ])
            .unwrap();
        assert_eq!(store.refresh().unwrap_err().code(), "keystore_damaged");
        assert!(store.in_trouble());
        assert!(store.wrap("x", &key()).is_ok(), "and what was known serves on");
        assert_eq!(open(&config, None, &clock()).unwrap_err().code(), "keystore_damaged");
    });
}

#[test]
fn a_wrong_pin_is_told_and_tried_once() {
    alone("a_wrong_pin_is_told_and_tried_once", 1, |hsm| {
        let config = hsm.config();
        let pin = hsm.folder.join("wrong");
        fs::write(&pin, "1111\n").unwrap();
        let wrong = TokenConfig { pin: SecretFile::new(&pin), ..config.clone() };
        let refused = create(&wrong, None, &clock()).unwrap_err();
        assert_eq!(refused.code(), "keystore_pin");
        assert!(refused.public().contains("wrong") && !format!("{refused:?}").contains("1111"));
        let token = Token::new(wrong, clock());
        for _ in 0..3 {
            assert_eq!(token.with(|_, _| Ok(())).unwrap_err().code(), "keystore_pin");
            // Mended meanwhile: this process does not try on, so that it can never use up the attempts.
            fs::write(&pin, PIN).unwrap();
        }
        create(&config, None, &clock()).unwrap();
    });
}

#[test]
fn what_is_not_there_is_told() {
    alone("what_is_not_there_is_told", 1, |hsm| {
        let config = hsm.config();
        let without = |config: &TokenConfig| create(config, None, &clock()).unwrap_err();
        let no_module = without(&TokenConfig { module: "/no/such/module.so".into(), ..config.clone() });
        assert_eq!(no_module.code(), "keystore_unavailable");
        assert!(format!("{no_module:?}").contains("/no/such/module.so"));
        let no_token = without(&TokenConfig { token: "elsewhere".to_owned(), ..config.clone() });
        assert_eq!((no_token.code(), no_token.kind().status()), ("keystore_unavailable", 503));
        let no_pin = TokenConfig { pin: SecretFile::new("/no/such/pin"), ..config.clone() };
        assert!(create(&no_pin, None, &clock()).is_err());
        let empty = open(&config, None, &clock()).unwrap_err();
        assert_eq!(empty.code(), "keystore_empty");
        assert!(empty.public().contains("master"), "{empty}");
    });
}

#[test]
fn a_token_that_goes_away_is_a_503_and_is_found_when_it_is_back() {
    alone("a_token_that_goes_away_is_a_503_and_is_found_when_it_is_back", 1, |hsm| {
        let (clock, config) = (clock(), hsm.config());
        let store = create(&config, None, &clock).unwrap();
        let signing = store.signing_keys(Use::Token).unwrap().remove(0);
        let opening = store.decryption_keys().unwrap().remove(0);
        let compact = encrypt(opening.jwk(), None, None, b"x").unwrap();
        let (seen, unseen) = (store.wrap("x", &key()).unwrap(), store.wrap("y", &key()).unwrap());
        store.unwrap("x", &seen).unwrap();
        assert!(!store.in_trouble());

        let away = hsm.tokens().with_extension("away");
        fs::rename(hsm.tokens(), &away).unwrap();
        fs::create_dir(hsm.tokens()).unwrap();
        for _ in 0..2 {
            let refused = [
                signing.sign_raw(b"x").unwrap_err(),
                opening.decrypt(&compact).unwrap_err(),
                store.wrap("x", &key()).unwrap_err(),
                store.unwrap("y", &unseen).unwrap_err(),
                store.derived("identity.card").unwrap_err(),
                store.make(KeyUse::Token, clock.now()).unwrap_err(),
                store.refresh().unwrap_err(),
            ];
            for error in refused {
                assert_eq!((error.code(), error.kind().status()), ("keystore_unavailable", 503), "{error:?}");
                assert!(error.retry_after_seconds().is_some());
            }
            assert!(store.in_trouble());
            clock.advance(SignedDuration::from_secs(5));
        }
        assert!(store.unwrap("x", &seen).is_ok(), "what was opened a moment ago is still known");
        assert!(store.verifying_keys(Use::Token).is_ok(), "public keys are published on");

        fs::remove_dir(hsm.tokens()).unwrap();
        fs::rename(&away, hsm.tokens()).unwrap();
        clock.advance(SignedDuration::from_secs(5));
        verify_raw(signing.jwk(), b"x", &signing.sign_raw(b"x").unwrap()).unwrap();
        assert!(opening.decrypt(&compact).is_ok() && store.unwrap("y", &unseen).is_ok());
        store.refresh().unwrap();
        assert!(!store.in_trouble());
    });
}

#[test]
fn a_platform_moves_from_its_folder_into_a_token_without_a_gap() {
    alone("a_platform_moves_from_its_folder_into_a_token_without_a_gap", 1, |hsm| {
        let (clock, config, path) = (clock(), hsm.config(), hsm.folder.join("keys"));
        let folder = FileKeyStore::open_or_create(&path, &clock, &Rng::system()).unwrap();
        folder.make(KeyUse::TokenRsa, clock.now()).unwrap();
        let wrapped = folder.wrap("person:1", &key()).unwrap();
        let card = folder.derived("identity.card").unwrap();
        let old: Vec<_> = Use::REQUIRED.map(|which| folder.signing_keys(which).unwrap().remove(0)).into();
        let old_opening = folder.decryption_keys().unwrap().remove(0);

        assert_eq!(open(&config, Some(&path), &clock).unwrap_err().code(), "keystore_empty");
        let store = create(&config, Some(&path), &clock).unwrap();
        // The folder signs on until every node has had time to learn of the token's keys, which are published.
        assert_eq!(store.derived("identity.card").unwrap(), card, "card hashes are found again");
        for (which, old) in Use::REQUIRED.into_iter().zip(&old) {
            let keys = store.signing_keys(which).unwrap();
            assert_eq!((keys.len(), keys[0].kid()), (2, old.kid()));
        }
        assert_eq!(store.newest_master().unwrap(), folder.newest_master().unwrap());
        clock.advance(SignedDuration::from_hours(1));
        for (which, old) in Use::REQUIRED.into_iter().zip(&old) {
            let keys = store.signing_keys(which).unwrap();
            assert_eq!((keys.len(), keys[1].kid()), (2, old.kid()));
            assert!(keys[0].to_pkcs8().is_err(), "it is in the token");
        }
        assert_ne!(store.newest_master().unwrap(), folder.newest_master().unwrap());
        assert_eq!(store.unwrap("person:1", &wrapped).unwrap().bytes(), key().bytes());
        let compact = encrypt(old_opening.jwk(), None, None, b"x").unwrap();
        assert!(store.decryption_keys().unwrap()[1].decrypt(&compact).is_ok());
        // The overlap over, the folder's keys are destroyed one by one, and then the folder is not named any more.
        clock.advance(Policy::overlap(KeyUse::Log));
        for fact in store.inventory().unwrap().into_iter().filter(|fact| fact.place == Place::Folder) {
            assert_eq!(fact.state, KeyState::Retiring);
            store.retire(&fact.kid, Retire::WhenDue).unwrap();
        }
        assert_eq!(
            store.verifying_keys(Use::Log).unwrap().len(),
            2,
            "the log's old public key is still told"
        );
        let store = open(&config, None, &clock).unwrap();
        assert!(store.signer(Use::TokenRsa).unwrap().is_some(), "what the folder had besides");
        assert!(store.signer(Use::TokenEd).unwrap().is_none());
        let log = store.verifying_keys(Use::Log).unwrap();
        assert_eq!((log.len(), &log[1]), (2, old[1].jwk()), "also without the folder");
        assert_eq!(store.derived("identity.card").unwrap(), card);
        assert!(store.inventory().unwrap().iter().all(|fact| fact.place == Place::Token));
        assert_eq!(store.unwrap("person:1", &wrapped).unwrap_err().code(), "internal", "rewrap first");
    });
}

#[test]
fn the_logs_old_lines_come_into_the_token_with_the_first_key() {
    alone("the_logs_old_lines_come_into_the_token_with_the_first_key", 1, |hsm| {
        let (clock, config, path) = (clock(), hsm.config(), hsm.folder.join("keys"));
        let folder = FileKeyStore::open_or_create(&path, &clock, &Rng::system()).unwrap();
        let oldest = folder.signing_keys(Use::Log).unwrap().remove(0);
        folder.make(KeyUse::Log, clock.now()).unwrap();
        clock.advance(Policy::overlap(KeyUse::Log));
        folder.retire(oldest.kid(), Retire::WhenDue).unwrap();
        let store = create(&config, Some(&path), &clock).unwrap();
        assert_eq!(store.verifying_keys(Use::Log).unwrap().len(), 3, "each once");
        let again = create(&config, Some(&path), &clock).unwrap();
        assert_eq!(again.verifying_keys(Use::Log).unwrap(), store.verifying_keys(Use::Log).unwrap());
        assert!(
            open(&config, None, &clock).unwrap().verifying_keys(Use::Log).unwrap().contains(oldest.jwk())
        );
    });
}

#[test]
fn the_folder_of_another_platform_is_refused() {
    alone("the_folder_of_another_platform_is_refused", 1, |hsm| {
        let (clock, config) = (clock(), hsm.config());
        let at = |name: &str| {
            let path = hsm.folder.join(name);
            FileKeyStore::open_or_create(&path, &clock, &Rng::system()).unwrap();
            path
        };
        let (own, foreign) = (at("own"), at("foreign"));
        create(&config, Some(&own), &clock).unwrap();
        assert_eq!(open(&config, Some(&foreign), &clock).unwrap_err().code(), "keystore_mismatch");
        assert_eq!(create(&config, Some(&foreign), &clock).unwrap_err().code(), "keystore_mismatch");
    });
}

#[test]
fn creating_again_makes_nothing_and_an_interrupted_creation_is_finished() {
    alone("creating_again_makes_nothing_and_an_interrupted_creation_is_finished", 1, |hsm| {
        let (clock, config) = (clock(), hsm.config());
        let first = create(&config, None, &clock).unwrap().inventory().unwrap();
        assert_eq!(create(&config, None, &clock).unwrap().inventory().unwrap(), first);
        let session = intruder(&config);
        for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
            for object in session.find_objects(&[Attribute::Class(class)]).unwrap() {
                session.destroy_object(object).unwrap();
            }
        }
        let again = create(&config, None, &clock).unwrap().inventory().unwrap();
        assert_eq!(again.len(), first.len());
        let kept = |of: KeyUse| again.iter().filter(|fact| fact.of == of).all(|fact| first.contains(fact));
        assert!(kept(KeyUse::Root) && kept(KeyUse::Master) && !kept(KeyUse::Token));
    });
}

/// Eight threads of a runtime with two use keys at once; what else runs there is not held up for long.
#[test]
fn many_sign_at_once_and_the_runtime_goes_on() {
    alone("many_sign_at_once_and_the_runtime_goes_on", 1, |hsm| {
        let store: Arc<dyn KeyStore> = Arc::new(create(&hsm.config(), None, &clock()).unwrap());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let signing = (0..40).map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    for n in 0u32..25 {
                        let key = store.signing_keys(Use::Token).unwrap().remove(0);
                        let data = n.to_be_bytes();
                        verify_raw(key.jwk(), &data, &key.sign_raw(&data).unwrap()).unwrap();
                        tokio::task::yield_now().await;
                    }
                })
            });
            let mut ticks = 0;
            let all: Vec<_> = signing.collect();
            while all.iter().any(|task| !task.is_finished()) {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                ticks += 1;
            }
            for task in all {
                task.await.unwrap();
            }
            assert!(ticks > 0);
        });
    });
}

/// For docs/adr/0016: what a token costs, beside keys in memory. Printed, and asserted only to be possible at all.
#[test]
fn figures() {
    alone("figures", 1, |hsm| {
        let token: Arc<dyn KeyStore> = Arc::new(create(&hsm.config(), None, &clock()).unwrap());
        let path = hsm.folder.join("keys");
        let folder: Arc<dyn KeyStore> =
            Arc::new(FileKeyStore::open_or_create(&path, &clock(), &Rng::system()).unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        for (name, store) in [("folder", folder), ("token", token)] {
            let store = &store;
            let rate = |what: &str, work: &dyn Fn(u32)| {
                let watch = causeway_core::clock::Stopwatch::start();
                runtime.block_on(async {
                    (0..500).for_each(work);
                });
                println!("measured {name} {what}: {:.0}/s", 500.0 / watch.elapsed().as_secs_f64());
            };
            let (es256, ed25519) = (
                store.signing_keys(Use::Token).unwrap().remove(0),
                store.signing_keys(Use::Log).unwrap().remove(0),
            );
            rate("ES256 signatures", &|n| drop(es256.sign_raw(&n.to_be_bytes()).unwrap()));
            rate("Ed25519 signatures", &|n| drop(ed25519.sign_raw(&n.to_be_bytes()).unwrap()));
            let opening = store.decryption_keys().unwrap().remove(0);
            let compact = encrypt(opening.jwk(), None, None, b"x").unwrap();
            rate("JWE openings", &|_| drop(opening.decrypt(&compact).unwrap()));
            let wrapped: Vec<_> = (0..500).map(|_| store.wrap("x", &key()).unwrap()).collect();
            rate("first unwraps", &|n| drop(store.unwrap("x", &wrapped[n as usize]).unwrap()));
            rate("unwraps of known keys", &|n| drop(store.unwrap("x", &wrapped[n as usize]).unwrap()));
        }
    });
}
