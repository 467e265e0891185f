//! Tests of the key store in a folder.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use tempfile::TempDir;

use super::*;

use super::super::{KeyStore as _, Policy, Retire, wrapped_by};

fn rng() -> Rng {
    Rng::seeded(11)
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("keys")
    }

    fn open(&self) -> Result<FileKeyStore> {
        FileKeyStore::open_or_create(&self.path(), &Clock::system(), &rng())
    }

    fn look(&self) -> Result<FileKeyStore> {
        FileKeyStore::open(&self.path(), &Clock::system(), &rng())
    }

    fn refused(&self) -> &'static str {
        self.open().unwrap_err().code()
    }

    fn files(&self) -> Vec<String> {
        files::names(&self.path()).unwrap()
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path().join(name)).unwrap().permissions().mode() & 0o777
    }
}

fn key() -> SealingKey {
    SealingKey::from_slice(&[3; 32]).unwrap()
}

fn rotate(store: &FileKeyStore, of: KeyUse) {
    store.make(of, store.now()).unwrap();
}

fn rotate_master(store: &FileKeyStore) -> super::super::MasterId {
    rotate(store, KeyUse::Master);
    store.newest_master().unwrap()
}

#[test]
fn a_new_store_has_every_key_for_its_owner_alone() {
    let folder = Folder::new();
    folder.open().unwrap();
    assert_eq!(
        folder.files(),
        [
            ".lock",
            "VERSION",
            "decrypt-0001.json",
            "decrypt-0001.pem",
            "master-0001.json",
            "master-0001.key",
            "root.json",
            "root.key",
            "sign-gateway-0001.json",
            "sign-gateway-0001.pem",
            "sign-log-0001.json",
            "sign-log-0001.pem",
            "sign-platform-consumer-0001.json",
            "sign-platform-consumer-0001.pem",
            "sign-token-0001.json",
            "sign-token-0001.pem"
        ]
    );
    assert_eq!(folder.mode(""), 0o700);
    for name in folder.files() {
        assert_eq!(folder.mode(&name), 0o600, "{name}");
    }
}

#[test]
fn opened_again_it_is_the_same_store() {
    let folder = Folder::new();
    let first = folder.open().unwrap();
    let wrapped = first.wrap("x", &key()).unwrap();
    let again = folder.open().unwrap();
    assert_eq!(again.unwrap("x", &wrapped).unwrap().bytes(), key().bytes());
    assert_eq!(again.derived("card").unwrap(), first.derived("card").unwrap());
    assert_eq!(again.decryption_keys().unwrap()[0].kid(), first.decryption_keys().unwrap()[0].kid());
    for which in Use::REQUIRED {
        let (one, two) = (first.signing_keys(which).unwrap(), again.signing_keys(which).unwrap());
        assert_eq!((one.len(), one[0].kid()), (1, two[0].kid()));
        assert_eq!(one[0].alg(), which.alg());
    }
}

#[test]
fn a_new_master_key_wraps_and_the_old_still_unwraps() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let old = store.wrap("x", &key()).unwrap();
    let id = rotate_master(&store);
    assert!(!store.wrapped_by_newest(&old));
    assert!(store.unwrap("x", &old).is_ok());
    let new = store.wrap("x", &key()).unwrap();
    assert_eq!(wrapped_by(&new).unwrap(), id);
    assert!(folder.files().contains(&"master-0002.key".to_owned()));
    assert_eq!(folder.mode("master-0002.key"), 0o600);
    assert!(folder.open().unwrap().wrapped_by_newest(&new));
}

#[test]
fn another_process_learns_of_a_rotation_when_it_needs_to() {
    let folder = Folder::new();
    let (one, other) = (folder.open().unwrap(), folder.open().unwrap());
    rotate_master(&one);
    let wrapped = one.wrap("x", &key()).unwrap();
    assert!(!other.wrapped_by_newest(&wrapped));
    assert!(other.unwrap("x", &wrapped).is_ok());
    assert!(other.wrapped_by_newest(&wrapped));
    rotate(&one, KeyUse::Token);
    other.refresh().unwrap();
    assert_eq!(other.signing_keys(Use::Token).unwrap().len(), 2);
}

#[test]
fn a_new_signing_key_signs_and_the_old_is_still_published() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let before = store.signing_keys(Use::Token).unwrap();
    rotate(&store, KeyUse::Token);
    let after = store.signing_keys(Use::Token).unwrap();
    assert_eq!((after.len(), after[1].kid()), (2, before[0].kid()));
    assert_eq!(store.signing_keys(Use::Gateway).unwrap().len(), 1);
    let reopened = folder.open().unwrap().signing_keys(Use::Token).unwrap();
    assert_eq!(reopened[0].kid(), after[0].kid());
}

#[test]
fn an_old_decryption_key_still_opens() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let old = store.decryption_keys().unwrap();
    let compact = crate::jose::encrypt(old[0].jwk(), None, None, b"x").unwrap();
    rotate(&store, KeyUse::Decryption);
    let keys = store.decryption_keys().unwrap();
    assert_eq!(keys.len(), 2);
    assert!(keys[1].decrypt(&compact).is_ok());
}

#[test]
fn generations_beyond_four_digits_are_in_the_order_of_numbers() {
    let names: Vec<String> = [
        "master-9999.key",
        "master-10000.key",
        "master-0002.key",
        "master-+7.key",
        "master-x.key",
        "master-.key",
    ]
    .map(str::to_owned)
    .to_vec();
    let found: Vec<u32> = generations(&names, "master", "key").into_iter().map(|(n, _)| n).collect();
    assert_eq!(found, [10000, 9999, 2]);
}

#[test]
fn keys_that_others_can_read_are_refused() {
    for name in ["", "master-0001.key", "root.key", "sign-log-0001.pem", "decrypt-0001.pem"] {
        for mode in [0o640, 0o604, 0o620, 0o602] {
            let folder = Folder::new();
            folder.open().unwrap();
            let mode = if name.is_empty() { mode | 0o110 } else { mode };
            fs::set_permissions(folder.path().join(name), Permissions::from_mode(mode)).unwrap();
            assert_eq!(folder.refused(), "keystore_permissions", "{name} {mode:o}");
        }
    }
}

#[test]
fn a_lost_key_is_told_and_never_replaced() {
    for name in [
        "master-0001.key",
        "root.key",
        "sign-token-0001.pem",
        "sign-log-0001.pem",
        "sign-gateway-0001.pem",
        "sign-platform-consumer-0001.pem",
        "decrypt-0001.pem",
    ] {
        let folder = Folder::new();
        folder.open().unwrap();
        fs::remove_file(folder.path().join(name)).unwrap();
        for error in [folder.open().unwrap_err(), folder.look().unwrap_err()] {
            assert!(matches!(error.code(), "keystore_damaged" | "keystore_unreadable"), "{error:?}");
            assert!(name == "root.key" || error.public().contains("--lost"), "{error}");
        }
        let stem = name.rsplit_once('-').map_or(name, |(stem, _)| stem);
        let ending = name.rsplit_once('.').unwrap().1;
        let left = |file: &&String| file.starts_with(stem) && file.ends_with(ending);
        assert_eq!(folder.files().iter().find(left), None, "{name}");
    }
}

#[test]
fn a_key_that_is_lost_for_good_is_replaced_by_name_alone() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let (clock, rng) = (Clock::system(), rng());
    let replace = |of| FileKeyStore::replace_lost(&folder.path(), of, &clock, &rng);
    for (of, name) in [(KeyUse::Token, "sign-token-0001.pem"), (KeyUse::Master, "master-0001.key")] {
        assert_eq!(replace(of).unwrap_err().code(), "key_not_lost");
        fs::remove_file(folder.path().join(name)).unwrap();
        assert_eq!(folder.refused(), "keystore_damaged");
        let made = replace(of).unwrap();
        assert!(folder.look().unwrap().inventory().unwrap().iter().any(|fact| fact.kid == made));
    }
    assert_eq!(replace(KeyUse::Root).unwrap_err().code(), "key_never_rotates");
    assert_eq!(folder.look().unwrap().derived("x").unwrap(), store.derived("x").unwrap());
}

#[test]
fn a_look_makes_nothing() {
    let folder = Folder::new();
    assert_eq!(folder.look().unwrap_err().code(), "keystore_unreadable");
    assert!(!folder.path().exists());
    folder.open().unwrap();
    fs::remove_file(folder.path().join("VERSION")).unwrap();
    let before = folder.files();
    let refused = folder.look().unwrap_err();
    assert_eq!(refused.code(), "keystore_damaged");
    assert!(refused.public().contains("VERSION"), "{refused}");
    assert_eq!(folder.files(), before);
}

#[test]
fn a_creation_cut_short_anywhere_is_finished_at_the_next_opening() {
    let whole = Folder::new();
    whole.open().unwrap();
    // In the order in which they are written; VERSION is last.
    let order = [
        "sign-token-0001.json",
        "sign-token-0001.pem",
        "decrypt-0001.json",
        "decrypt-0001.pem",
        "root.json",
        "root.key",
        "master-0001.json",
        "master-0001.key",
        "VERSION",
    ];
    for cut in 0..order.len() {
        let folder = Folder::new();
        folder.open().unwrap();
        for name in &order[cut..] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join(".master-0001.key.tmp"), "half").unwrap();
        folder.open().unwrap();
        let lost = |name: &String| !folder.files().contains(name) && !name.starts_with(".master");
        // Where the key alone was missing, the next number is taken: what stood beside it is nobody's.
        assert!(whole.files().iter().filter(|name| lost(name)).all(|name| name.contains("0001.")), "{cut}");
    }
}

#[test]
fn broken_files_are_told_by_name_and_never_quoted() {
    for name in [
        "VERSION",
        "master-0001.key",
        "root.key",
        "sign-token-0001.pem",
        "decrypt-0001.pem",
        "master-0001.json",
    ] {
        for content in ["", "CANARY", "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n"] {
            let folder = Folder::new();
            folder.open().unwrap();
            fs::write(folder.path().join(name), content).unwrap();
            let error = folder.open().unwrap_err();
            assert_eq!(error.code(), "keystore_damaged", "{name}");
            assert!(error.public().contains(name), "{name}");
            assert!(!format!("{error:?}").contains("CANARY"));
        }
    }
}

#[test]
fn a_key_of_the_wrong_kind_is_refused() {
    let folder = Folder::new();
    folder.open().unwrap();
    fs::copy(folder.path().join("sign-log-0001.pem"), folder.path().join("sign-token-0001.pem")).unwrap();
    assert_eq!(folder.refused(), "keystore_damaged");
}

#[test]
fn a_key_of_another_use_is_refused_though_it_has_the_same_form() {
    for (from, to) in [("sign-gateway-0001", "sign-token-0001"), ("sign-gateway-0001", "sign-token-0002")] {
        for with_its_words in [false, true] {
            let folder = Folder::new();
            folder.open().unwrap();
            fs::copy(folder.path().join(format!("{from}.pem")), folder.path().join(format!("{to}.pem")))
                .unwrap();
            if with_its_words {
                let beside = folder.path().join(format!("{to}.json"));
                fs::copy(folder.path().join(format!("{from}.json")), beside).unwrap();
            }
            assert_eq!(folder.refused(), "keystore_damaged", "{to} {with_its_words}");
        }
    }
}

#[test]
fn a_folder_of_the_first_release_is_opened_and_its_highest_number_is_used() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    rotate(&store, KeyUse::Token);
    let (newest, master) = (store.signing_keys(Use::Token).unwrap(), store.newest_master().unwrap());
    for name in folder.files().iter().filter(|name| name.contains(".json")) {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let before = folder.files();
    let store = folder.open().unwrap();
    assert_eq!(folder.files(), before);
    assert_eq!(store.signing_keys(Use::Token).unwrap()[0].kid(), newest[0].kid());
    assert_eq!(store.newest_master().unwrap(), master);
    let facts = store.inventory().unwrap();
    assert!(facts.iter().all(|fact| fact.activates_at == fact.made_at));
    // And it rotates on.
    let made = store.make(KeyUse::Token, store.now() + jiff::SignedDuration::from_hours(1)).unwrap();
    assert_eq!(store.signing_keys(Use::Token).unwrap()[0].kid(), newest[0].kid());
    assert!(folder.files().contains(&"sign-token-0003.json".to_owned()));
    assert_eq!(store.signing_keys(Use::Token).unwrap()[1].kid(), made.kid);
}

#[test]
fn a_rotation_cut_short_before_its_key_was_written_leaves_nothing_in_the_way() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    rotate(&store, KeyUse::Gateway);
    fs::remove_file(folder.path().join("sign-gateway-0002.pem")).unwrap();
    let store = folder.open().unwrap();
    assert_eq!(store.signing_keys(Use::Gateway).unwrap().len(), 1);
    rotate(&store, KeyUse::Gateway);
    assert!(folder.files().contains(&"sign-gateway-0003.pem".to_owned()));
}

#[test]
fn keys_for_optional_uses_lie_in_files_of_their_own_and_are_no_others() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let clock = Clock::system();
    super::super::make_optional(&store, clock.now()).unwrap();
    super::super::make_optional(&store, clock.now()).unwrap();
    for of in ["sign-token-ed", "sign-token-rsa", "decrypt-request-object"] {
        for ending in ["pem", "json"] {
            let name = format!("{of}-0001.{ending}");
            assert!(folder.files().contains(&name), "{name}");
            assert_eq!(folder.mode(&name), 0o600);
        }
        assert!(!folder.files().contains(&format!("{of}-0002.pem")), "each once");
    }
    let again = folder.open().unwrap();
    assert_eq!(again.signing_keys(Use::Token).unwrap().len(), 1);
    assert_eq!(again.decryption_keys().unwrap().len(), 1);
    // A key of another kind in their place is told; without its file the store goes on, and the database tells.
    let path = folder.path().join("sign-token-rsa-0001.pem");
    fs::copy(folder.path().join("sign-token-0001.pem"), &path).unwrap();
    assert_eq!(folder.refused(), "keystore_damaged");
    fs::remove_file(&path).unwrap();
    assert!(folder.open().unwrap().signer(Use::TokenRsa).unwrap().is_none());
}

#[test]
fn a_destroyed_key_leaves_no_file_and_that_of_the_log_its_public_part() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    for (of, which) in [(KeyUse::Gateway, Use::Gateway), (KeyUse::Log, Use::Log)] {
        let old = store.signing_keys(which).unwrap()[0].clone();
        rotate(&store, of);
        store.retire(old.kid(), Retire::Compromised).unwrap();
        assert!(!folder.files().contains(&format!("sign-{of}-0001.pem")));
        assert!(!folder.files().contains(&format!("sign-{of}-0001.json")));
    }
    assert!(!folder.files().iter().any(|name| name.starts_with("retired")), "a stolen key verifies nothing");
    let clock = Clock::manual(Clock::system().now());
    let store = FileKeyStore::open_or_create(&folder.path(), &clock, &rng()).unwrap();
    let old = store.signing_keys(Use::Log).unwrap()[0].clone();
    rotate(&store, KeyUse::Log);
    clock.advance(Policy::overlap(KeyUse::Log));
    store.retire(old.kid(), Retire::WhenDue).unwrap();
    assert!(folder.files().contains(&"retired-log-0001.json".to_owned()));
    assert_eq!(folder.open().unwrap().verifying_keys(Use::Log).unwrap()[1], *old.jwk());
    assert_eq!(folder.open().unwrap().signing_keys(Use::Log).unwrap().len(), 1);
}

#[test]
fn while_the_folder_is_away_what_was_known_serves_on() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let away = folder.path().with_extension("away");
    fs::rename(folder.path(), &away).unwrap();
    assert_eq!(store.refresh().unwrap_err().code(), "keystore_unreadable");
    assert!(store.in_trouble());
    assert!(store.signing_keys(Use::Token).unwrap()[0].sign_raw(b"x").is_ok());
    fs::rename(&away, folder.path()).unwrap();
    store.refresh().unwrap();
    assert!(!store.in_trouble());
}

#[test]
fn a_whole_store_is_opened_without_writing() {
    let folder = Folder::new();
    folder.open().unwrap();
    fs::remove_file(folder.path().join(".lock")).unwrap();
    let before = folder.files();
    folder.open().unwrap();
    assert_eq!(folder.files(), before);
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = Folder::new();
    fs::write(folder.path(), "a file").unwrap();
    assert_eq!(folder.refused(), "keystore_unreadable");
}

#[test]
fn two_that_create_the_same_store_at_once_agree() {
    let folder = Arc::new(Folder::new());
    let opening: Vec<_> = (0..8)
        .map(|n| {
            let folder = folder.clone();
            std::thread::spawn(move || {
                FileKeyStore::open_or_create(&folder.path(), &Clock::system(), &Rng::seeded(n)).unwrap()
            })
        })
        .collect();
    let stores: Vec<_> = opening.into_iter().map(|thread| thread.join().unwrap()).collect();
    for store in &stores {
        assert_eq!(store.newest_master().unwrap(), stores[0].newest_master().unwrap());
        assert_eq!(store.derived("x").unwrap(), stores[0].derived("x").unwrap());
    }
}

#[test]
fn two_that_rotate_at_once_lose_nothing() {
    let folder = Arc::new(Folder::new());
    folder.open().unwrap();
    let rotating: Vec<_> = (0..6)
        .map(|n| {
            let folder = folder.clone();
            std::thread::spawn(move || {
                let store =
                    FileKeyStore::open_or_create(&folder.path(), &Clock::system(), &Rng::seeded(100 + n))
                        .unwrap();
                rotate_master(&store);
                store.wrap("x", &key()).unwrap()
            })
        })
        .collect();
    let wrapped: Vec<_> = rotating.into_iter().map(|thread| thread.join().unwrap()).collect();
    let store = folder.open().unwrap();
    assert_eq!(generations(&folder.files(), "master", "key").len(), 7);
    for wrapped in &wrapped {
        assert!(store.unwrap("x", wrapped).is_ok());
    }
}

#[test]
fn debug_shows_the_folder_and_no_key() {
    let folder = Folder::new();
    let shown = format!("{:?}", folder.open().unwrap());
    assert!(shown.contains("keys") && !shown.contains("ring"));
}
