//! Backup, restore and drill, as an operator has them: the built program against the databases that a running platform leaves behind.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use causeway_core::{Clock, Db, Env, Rng, crash, journal};
use causeway_evidence::log::checkpoint::Checkpoint;
use causeway_evidence::log::tree;
use serde_json::json;

use crate::canary;
use crate::cluster::Database;
use crate::steps::{self, CHAN, CHEUNG};
use crate::world::{Seen, Visitor, World};

/// How long the sequencer and the journal may take after the last act.
const SOON: Duration = Duration::from_secs(30);

/// An operator's folder: configuration, keys of backups, backups.
struct Operator {
    place: tempfile::TempDir,
}

impl Operator {
    fn new() -> Self {
        let operator = Self { place: tempfile::tempdir().unwrap() };
        let made = operator.causeway(&["backup", "keygen", "--to", &operator.path("safe.key")]);
        assert!(made.status.success(), "{}", told(&made));
        operator
    }

    fn path(&self, name: &str) -> String {
        self.place.path().join(name).display().to_string()
    }

    /// A configuration for what lies in `folder`, under a name.
    fn config(&self, name: &str, folder: &Path, database: &str) -> String {
        let text = format!(
            "mode = \"sandbox\"\n[http]\npublic_url = \"http://localhost:8080\"\n[database]\n{database}\n[keys]\nfolder = \"{0}/keys\"\n\
             [backup]\njournal = \"{0}/journal\"\n",
            folder.display()
        );
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn sqlite(&self, name: &str, folder: &Path, file: &str) -> String {
        self.config(name, folder, &format!("sqlite = \"{}/{file}\"", folder.display()))
    }

    /// Runs a command in the operator's folder.
    fn causeway(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_causeway"));
        command.current_dir(self.place.path()).args(["--log", "warn"]).args(arguments).output().unwrap()
    }

    /// Backs up; returns data and keys.
    fn back_up(&self, config: &str, to: &str) -> [String; 2] {
        let (to, recipient) = (self.path(to), self.path("safe.key.pub"));
        let made = self.causeway(&["backup", "--config", config, "--to", &to, "--recipient", &recipient]);
        assert!(made.status.success(), "{}", told(&made));
        newest(Path::new(&to))
    }

    fn restore(&self, config: &str, [data, keys]: &[String; 2], more: &[&str]) -> Output {
        let identity = self.path("safe.key");
        let own = ["restore", "--config", config, "--data", data, "--keys", keys, "--identity", &identity];
        self.causeway(&[&own, more].concat())
    }
}

fn newest(folder: &Path) -> [String; 2] {
    let mut files: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect();
    files.sort();
    ["-data.age", "-keys.age"]
        .map(|ending| files.iter().rfind(|file| file.ends_with(ending)).unwrap().clone())
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Everything but the database, as it would be on another machine: keys and journal.
fn moved(from: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["keys", "journal"] {
        copy(&from.join(name), &folder.path().join(name));
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.one(sql, &[]).await.unwrap().read().unwrap()
}

fn open(folder: &Path, file: &str) -> Db {
    Db::open_sqlite(&folder.join(file)).unwrap()
}

/// Waits until everything that happened is in the log and in the journal's files.
async fn settled(folder: &Path) {
    let db = open(folder, "causeway.db");
    let began = tokio::time::Instant::now();
    loop {
        let waiting = count(&db, "select count(*) from evidence_receipt where log_index is null").await
            + count(&db, "select count(*) from core_journal where shipped_at is null").await
            + count(&db, "select count(*) from core_job").await;
        if waiting == 0 {
            return;
        }
        assert!(began.elapsed() < SOON, "{waiting} entries still wait");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn checkpoint(world: &World) -> Checkpoint {
    let seen = world.visitor().open(&world.url("", "/log/checkpoint")).await;
    let (text, _) = seen.text.split_once("\n\n").unwrap();
    Checkpoint::parse(&format!("{text}\n")).unwrap()
}

/// The root over the first `size` entries, as the database has them now.
async fn root_of(folder: &Path, size: u64) -> [u8; 32] {
    let rows = open(folder, "causeway.db")
        .query("select content from evidence_tile where level = -1 order by number", &[])
        .await
        .unwrap();
    let bundles: Vec<u8> = rows.into_iter().flat_map(|row| row.read::<Vec<u8>>().unwrap()).collect();
    let leaves: Vec<_> = bundles.chunks(34).map(|entry| tree::leaf_hash(&entry[2..])).collect();
    tree::root(&leaves[..usize::try_from(size).unwrap()])
}

/// Follows redirects until one brings a code to the service, and keeps it.
async fn code_for_later(visitor: &mut Visitor<'_>, world: &World) -> String {
    let page = visitor.open(&world.url("vaccination", "/login")).await;
    let request = page.url.split('?').next().unwrap().to_owned();
    let approval = steps::on_phone(world, visitor, &request).await.unwrap();
    visitor.press(&approval, "/approve").await.unwrap();
    let mut next = request;
    for _ in 0..8 {
        let seen = visitor.try_send("GET", &next, None).await.unwrap();
        next = seen.location.unwrap();
        if next.contains("code=") {
            return next;
        }
    }
    panic!("no code came, last {next}");
}

/// Withdraws the consent whose page shows `what`.
async fn withdraw(world: &World, visitor: &mut Visitor<'_>, what: &str) -> Seen {
    let standing = visitor.open(&world.url("", "/consents")).await;
    for path in standing.text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        if path.starts_with("/consents/") && visitor.open(&world.url("", path)).await.text.contains(what) {
            let url = world.url("", &format!("{path}/withdraw"));
            return visitor.try_go("POST", &url, Some(&[])).await.unwrap();
        }
    }
    panic!("nothing to withdraw with {what}");
}

/// A receipt with its proof, and the trust file, as the person took them away.
async fn take_away(world: &World, visitor: &mut Visitor<'_>, operator: &Operator) -> [String; 2] {
    let entry = visitor.open(&world.url("", "/activity")).await.link("/activity/");
    let began = tokio::time::Instant::now();
    loop {
        let receipt = visitor.open(&world.url("", &format!("{entry}/receipt.json"))).await.text;
        if !serde_json::from_str::<serde_json::Value>(&receipt).unwrap()["proof"].is_null() {
            let trust = visitor.open(&world.url("", "/log/key")).await.text;
            let files = [operator.path("log.pub"), operator.path("receipt.json")];
            std::fs::write(&files[0], trust).unwrap();
            std::fs::write(&files[1], receipt).unwrap();
            return files;
        }
        assert!(began.elapsed() < SOON, "no proof came");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Notes acts of every domain, as their own code does, whose ways there are tested elsewhere: here it is the way through a restore.
async fn take_away_for_good(folder: &Path) {
    let env = Env { db: open(folder, "causeway.db"), clock: Clock::system(), rng: Rng::system() };
    let first = async |sql: &'static str| env.db.query(sql, &[]).await.unwrap().remove(0);
    let grant: uuid::Uuid = first("select id from oidc_grant order by id").await.read().unwrap();
    let other: uuid::Uuid = first("select id from oidc_grant order by id desc").await.read().unwrap();
    let acts = &[
        ("oidc.client_stopped", json!({"client": "vaccination", "reason": "leaked_key"})),
        ("oidc.grant_revoked", json!({"grant": grant})),
        ("oidc.grant_rotated", json!({"grant": other, "generation": 99, "until": env.now()})),
        ("identity.place_ended", json!({"id": PLACE})),
        ("exchange.purpose_uses", json!({"purpose": "licence-renewal", "uses": []})),
    ];
    let env = &env;
    for (kind, entry) in acts {
        let noted =
            env.db.tx(|tx| Box::pin(async move { journal::note(env, tx, kind, entry.clone()).await }));
        noted.await.unwrap();
    }
}

/// Somebody's place among the staff of an organisation.
const PLACE: uuid::Uuid = uuid::Uuid::from_u128(0x77);

const STANDS: &str = "select count(*) from consent_consent where kind = 'exchange' and state = 'active'";
const UNUSED: &str = "select count(*) from oidc_code where used_at is null";
const SESSIONS: &str = "select count(*) from identity_session";
/// What stays taken away: a client stopped, a grant revoked, a refresh token used, a place among the staff ended, a purpose narrowed.
const TAKEN_AWAY: [&str; 5] = [
    "select count(*) from oidc_client where id = 'vaccination' and stop_reason = 'leaked_key'",
    "select count(*) from oidc_grant where revoked_at is not null",
    "select count(*) from oidc_grant where generation = 99",
    "select count(*) from identity_member where ended_at is not null",
    "select count(*) from exchange_purpose where uses = '[]' and id = 'licence-renewal'",
];
const ACCOUNTS: &str = "select count(*) from identity_account";

#[tokio::test(flavor = "multi_thread")]
async fn an_older_backup_and_the_journal_bring_back_what_stands_and_nothing_else() {
    let (operator, folder) = (Operator::new(), tempfile::tempdir().unwrap());
    let world = World::start(folder.path(), None).await;
    let visitor = &mut world.lasting_visitor();
    steps::register(&world, visitor, &CHAN).await.unwrap();
    steps::renewal(&world, visitor, "year").await.unwrap();
    let (status, person) = world.sandbox("POST", "/sandbox/v1/people", json!({})).await;
    assert_eq!(status, 201, "{person}");
    let [trust, receipt] = take_away(&world, visitor, &operator).await;
    let callback = code_for_later(visitor, &world).await;
    let place = "insert into identity_member (id, organisation, account, name, since) \
        select $1, min(id), (select id from identity_account order by id limit 1), x'00', 0 from identity_organisation";
    let db = open(folder.path(), "causeway.db");
    db.tx(|tx| Box::pin(async move { tx.execute(place, &[PLACE.into()]).await })).await.unwrap();

    // While somebody else registers.
    let config = operator.sqlite("live.toml", folder.path(), "causeway.db");
    let other = async { steps::register(&world, &mut world.visitor(), &CHEUNG).await.unwrap() };
    let backing_up = async { tokio::task::block_in_place(|| operator.back_up(&config, "backups")) };
    let (_, backup) = tokio::join!(other, backing_up);

    // Afterwards: a code is used, a consent withdrawn, a person deleted.
    let record = visitor.open(&callback).await;
    assert!(record.text.contains("ZZ100001"), "{}", record.text);
    assert_eq!(withdraw(&world, visitor, "Residential address").await.status, 200);
    let path = format!("/sandbox/v1/people/{}", person["id"].as_str().unwrap());
    assert_eq!(world.sandbox("DELETE", &path, json!({})).await.0, 204);
    take_away_for_good(folder.path()).await;
    settled(folder.path()).await;
    let published = checkpoint(&world).await;
    drop(world);

    // Without the journal all of it would come back, and the log could not keep its name.
    let bare = moved(folder.path());
    let config = operator.sqlite("bare.toml", bare.path(), "causeway.db");
    let restored = operator.restore(&config, &backup, &["--without-journal"]);
    assert!(restored.status.success(), "{}", told(&restored));
    assert!(told(&restored).contains("A NEW NAME"), "{}", told(&restored));
    let db = open(bare.path(), "causeway.db");
    assert_eq!((count(&db, STANDS).await, count(&db, UNUSED).await), (1, 1));
    let all = count(&db, ACCOUNTS).await;
    for sql in TAKEN_AWAY {
        assert_eq!(count(&db, sql).await, 0, "{sql}");
    }

    let place = moved(folder.path());
    let config = operator.sqlite("restored.toml", place.path(), "causeway.db");
    let restored = operator.restore(&config, &backup, &[]);
    assert!(restored.status.success(), "{}", told(&restored));
    assert!(told(&restored).contains("as before"), "{}", told(&restored));
    let db = open(place.path(), "causeway.db");
    assert_eq!((count(&db, STANDS).await, count(&db, UNUSED).await), (0, 0), "withdrawn and used stay so");
    assert_eq!((count(&db, SESSIONS).await, count(&db, ACCOUNTS).await), (0, all - 1));
    for sql in TAKEN_AWAY {
        assert_eq!(count(&db, sql).await, 1, "{sql}");
    }
    let keys = count(
        &db,
        "select count(*) from crypto_person_key where owner not in (select id from identity_account)",
    )
    .await;
    let values =
        count(&db, "select count(*) from vault_item where account not in (select id from identity_account)")
            .await;
    assert_eq!((keys, values), (0, 0), "nothing is left of whoever was deleted");
    drop(db);

    // It runs, everybody is logged out, and the log goes on from what was published.
    let world = World::start(place.path(), None).await;
    visitor.meet(&world);
    let back = visitor.open(&world.url("", "/activity")).await;
    assert!(back.url.contains("/login"), "{}", back.url);
    let newcomer = &mut world.visitor();
    steps::register(&world, newcomer, &steps::THIRD).await.unwrap();
    settled(place.path()).await;
    let now = checkpoint(&world).await;
    assert_eq!(now.origin, published.origin);
    assert!(now.size > published.size, "{} after {}", now.size, published.size);
    assert_eq!(
        root_of(place.path(), published.size).await,
        published.root,
        "what was published is part of it"
    );
    assert_eq!(root_of(place.path(), now.size).await, now.root);
    let history = world.visitor().open(&world.url("", "/log/history")).await.text;
    assert!(history.contains("\"lost\":[{"), "the log says what was lost: {history}");
    let verified = operator.causeway(&["verify", "--trust", &trust, &receipt]);
    assert!(verified.status.success(), "a receipt of before is proved: {}", told(&verified));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_tells_and_leaves_nothing_behind() {
    let (operator, folder) = (Operator::new(), tempfile::tempdir().unwrap());
    let world = World::start(folder.path(), None).await;
    let visitor = &mut world.visitor();
    steps::register(&world, visitor, &CHAN).await.unwrap();
    settled(folder.path()).await;
    let config = operator.sqlite("live.toml", folder.path(), "causeway.db");
    let [data, keys] = operator.back_up(&config, "backups");
    steps::vaccination(&world, visitor).await.unwrap();
    settled(folder.path()).await;
    let (scratch, identity) = (operator.path("scratch"), operator.path("safe.key"));
    std::fs::create_dir(&scratch).unwrap();
    let drill = |data: &str, identity: &str| {
        let own = ["drill", "--config", &config, "--data", data, "--keys", &keys, "--identity", identity];
        operator.causeway(&[&own[..], &["--scratch", &scratch]].concat())
    };
    let passed = drill(&data, &identity);
    let text = told(&passed);
    assert!(passed.status.success(), "{text}");
    for wanted in
        ["evidence_receipt", "chains ", "recomputed", "entries replayed", "as before", "The drill passed"]
    {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
    let size = checkpoint(&world).await.size;
    assert!(
        text.contains(&format!("log          {size} entries")),
        "the newest published state: {size}: {text}"
    );
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 0, "the scratch database is gone");

    // What does not hold fails, says why, and leaves nothing either.
    let bad = operator.path("bad-data.age");
    let mut bytes = std::fs::read(&data).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&bad, &bytes).unwrap();
    let failed = drill(&bad, &identity);
    assert!(!failed.status.success() && told(&failed).contains("altered"), "{}", told(&failed));
    std::fs::write(&bad, &bytes[..middle]).unwrap();
    assert!(!drill(&bad, &identity).status.success(), "cut in the middle");
    let stranger = operator.path("stranger.key");
    assert!(operator.causeway(&["backup", "keygen", "--to", &stranger]).status.success());
    let failed = drill(&data, &stranger);
    assert!(!failed.status.success() && told(&failed).contains("somebody else"), "{}", told(&failed));
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 0);
    // The platform itself has noticed nothing.
    assert_eq!(visitor.open(&world.url("", "/activity")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_moves_to_postgresql_and_back() {
    let Some(database) = Database::create("backup").await else { return };
    let (operator, folder) = (Operator::new(), tempfile::tempdir().unwrap());
    {
        let world = World::start(folder.path(), None).await;
        let visitor = &mut world.visitor();
        steps::register(&world, visitor, &CHAN).await.unwrap();
        steps::vaccination(&world, visitor).await.unwrap();
        settled(folder.path()).await;
    }
    let live = operator.sqlite("live.toml", folder.path(), "causeway.db");
    let backup = operator.back_up(&live, "backups");

    let address = database.url.clone();
    std::fs::write(operator.path("address"), &address).unwrap();
    let place = moved(folder.path());
    let large = operator.config(
        "large.toml",
        place.path(),
        &format!("postgres_file = \"{}\"", operator.path("address")),
    );
    let restored = operator.restore(&large, &backup, &[]);
    assert!(restored.status.success(), "{}", told(&restored));
    {
        let world = World::start_with(place.path(), &["--database".to_owned(), address]).await;
        let visitor = &mut world.visitor();
        let phone = visitor.open(&world.url("", "/phone")).await;
        assert_eq!(phone.status, 200);
        steps::register(&world, visitor, &CHEUNG).await.unwrap();
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    let backup = operator.back_up(&large, "backups-of-postgres");
    let home = moved(place.path());
    let small = operator.sqlite("small.toml", home.path(), "causeway.db");
    let restored = operator.restore(&small, &backup, &[]);
    assert!(restored.status.success(), "{}", told(&restored));
    let db = open(home.path(), "causeway.db");
    let people = count(&db, "select count(*) from vault_item where name = 'card_number'").await;
    assert!(people >= 2, "both people are there: {people}");
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_process_may_die_anywhere_and_nothing_half_made_passes_as_whole() {
    let (operator, folder) = (Operator::new(), tempfile::tempdir().unwrap());
    {
        let world = World::start(folder.path(), None).await;
        steps::register(&world, &mut world.visitor(), &CHAN).await.unwrap();
        settled(folder.path()).await;
    }
    let live = operator.sqlite("live.toml", folder.path(), "causeway.db");
    let whole = operator.back_up(&live, "whole");
    for point in crash::BACKUP {
        println!("{point}");
        if point.starts_with("backup.") {
            backup_dies(&operator, &live, point, folder.path());
        } else {
            restore_dies(&operator, &whole, point, folder.path()).await;
        }
    }
}

fn backup_dies(operator: &Operator, live: &str, point: &str, folder: &Path) {
    let (to, recipient) = (operator.path(point), operator.path("safe.key.pub"));
    let own = ["backup", "--config", live, "--to", &to, "--recipient", &recipient, "--crash-point", point];
    assert!(!operator.causeway(&own).status.success(), "{point} was never reached");
    let left: Vec<PathBuf> = std::fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().path()).collect();
    let named = |path: &&PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("causeway-");
    let finished = left.iter().filter(named).count();
    if point == "backup.before_rename" {
        assert_eq!((finished, left.len()), (0, 2), "no file bears the name of a backup: {left:?}");
    } else {
        // What bears the name is whole: it was read back before it got it.
        assert_eq!((finished, left.len()), (2, 2), "{left:?}");
        let place = moved(folder);
        let config = operator.sqlite("after.toml", place.path(), "causeway.db");
        let restored = operator.restore(&config, &newest(Path::new(&to)), &[]);
        assert!(restored.status.success(), "{}", told(&restored));
    }
    // The next one is none the worse for it.
    operator.back_up(live, point);
}

async fn restore_dies(operator: &Operator, backup: &[String; 2], point: &str, folder: &Path) {
    let place = moved(folder);
    let config = operator.sqlite("died.toml", place.path(), "causeway.db");
    let died = operator.restore(&config, backup, &["--crash-point", point]);
    assert!(!died.status.success(), "{point} was never reached");
    // Nothing takes it for a platform: not the server, not a migration, not a backup, not a second restore.
    let (to, recipient) = (operator.path("never"), operator.path("safe.key.pub"));
    for command in [
        vec!["serve", "--config", &config],
        vec!["migrate", "--config", &config],
        vec!["backup", "--config", &config, "--to", &to, "--recipient", &recipient],
    ] {
        let refused = operator.causeway(&command);
        assert!(
            !refused.status.success() && told(&refused).contains("did not finish"),
            "{command:?}: {}",
            told(&refused)
        );
    }
    let refused = operator.restore(&config, backup, &[]);
    assert!(!refused.status.success() && told(&refused).contains("did not finish"), "{}", told(&refused));
    for file in ["causeway.db", "causeway.db-wal", "causeway.db-shm"] {
        let _ = std::fs::remove_file(place.path().join(file));
    }
    let again = operator.restore(&config, backup, &[]);
    assert!(again.status.success(), "{}", told(&again));
    let world = World::start(place.path(), None).await;
    let visitor = &mut world.visitor();
    assert!(steps::register(&world, visitor, &CHEUNG).await.is_ok(), "{point}: it runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_and_the_journal_hold_no_personal_data_in_the_clear() {
    let (operator, folder) = (Operator::new(), tempfile::tempdir().unwrap());
    let world = World::start(folder.path(), None).await;
    let visitor = &mut world.visitor();
    steps::register(&world, visitor, &CHAN).await.unwrap();
    steps::vaccination(&world, visitor).await.unwrap();
    steps::renewal(&world, visitor, "year").await.unwrap();
    withdraw(&world, visitor, "Residential address").await;
    settled(folder.path()).await;
    let config = operator.sqlite("live.toml", folder.path(), "causeway.db");
    let backup = operator.back_up(&config, "backups");
    let mut paths = Vec::new();
    canary::files(&folder.path().join("journal"), &mut paths);
    assert!(!paths.is_empty(), "there is a journal");
    paths.extend(backup.iter().map(PathBuf::from));
    let mut left: Vec<(String, Vec<u8>)> =
        paths.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
    // Not even whoever has the backup's private key reads anything in it: people's data are sealed within.
    let identity = std::fs::read_to_string(operator.path("safe.key")).unwrap();
    let identities = causeway_crypto::age::Identity::parse_file(&identity).unwrap();
    for path in &backup {
        let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
        let mut opened = causeway_crypto::age::Decryptor::new(file, &identities).unwrap();
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut opened, &mut plain).unwrap();
        left.push((format!("{path}, decrypted"), plain));
    }
    let mut leaks = Vec::new();
    for (name, content) in &left {
        for value in canary::CANARIES {
            if canary::forms(value).iter().any(|form| canary::contains(content, form)) {
                leaks.push(format!("{value} in {name}"));
            }
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}
