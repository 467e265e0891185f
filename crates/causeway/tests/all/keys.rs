//! `causeway keys` as operators have it: the built binary, on a folder and on a token of `SoftHSM2`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use causeway_core::{Db, crash};
use serde_json::Value;

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const PIN: &str = "731902";
/// A node looks at the key store every ten seconds; a rotation at once takes half a minute.
const SOON: Duration = Duration::from_mins(1);

/// An installation: a configuration file, an SQLite database, a folder of keys, tokens.
struct Site {
    folder: tempfile::TempDir,
    port: u16,
}

impl Site {
    /// Migrated, with `[keys]` as given.
    fn new(keys: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let site = Self { folder, port };
        site.configure(keys);
        site.good(&["migrate"]);
        site
    }

    fn in_a_folder() -> Self {
        let site = Self::new("folder = \"KEYS\"\ncreate = true\n");
        site.first_keys();
        site
    }

    /// Makes the keys and has the database meet them, as the first start does: a rotation that only says what would happen.
    fn first_keys(&self) {
        self.good(&["keys", "rotate", "token"]);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn configure(&self, keys: &str) {
        let here = self.folder.path().display().to_string();
        let keys = keys.replace("KEYS", &format!("{here}/keys")).replace("HERE", &here);
        let text = format!(
            "mode = \"sandbox\"\n[http]\nlisten = \"127.0.0.1:{0}\"\npublic_url = \"http://localhost:{0}\"\n\
             [database]\nsqlite = \"{here}/causeway.db\"\n[keys]\n{keys}",
            self.port
        );
        fs::write(self.path("causeway.toml"), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_causeway"));
        command.args(["--log", "error"]).args(arguments).arg("--config").arg(self.path("causeway.toml"));
        command.env("SOFTHSM2_CONF", self.path("softhsm2.conf"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What it says, on success.
    fn good(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        let said = String::from_utf8(done.stdout).unwrap();
        assert!(done.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&done.stderr));
        said
    }

    /// Why it refuses.
    fn refused(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert!(!done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stdout));
        String::from_utf8(done.stderr).unwrap()
    }

    fn inventory(&self) -> Vec<Value> {
        serde_json::from_str(&self.good(&["keys", "list", "--json"])).unwrap()
    }

    /// The keys of one use, by name.
    fn kids(&self, of: &str) -> Vec<String> {
        let inventory = self.inventory();
        let ours = inventory.iter().filter(|fact| fact["use"] == of);
        ours.map(|fact| fact["kid"].as_str().unwrap().to_owned()).collect()
    }

    /// The receipts about keys in the platform's own chain, oldest first.
    async fn receipts(&self) -> Vec<(String, String)> {
        let db = Db::open_sqlite(&self.path("causeway.db")).unwrap();
        let sql = "select body from evidence_receipt where subject = 'platform' order by seq";
        let rows = db.query(sql, &[]).await.unwrap();
        rows.into_iter()
            .map(|row| {
                let body: Vec<u8> = row.read().unwrap();
                let stored: Value = serde_json::from_slice(&body).unwrap();
                let event = &stored["event"];
                (event["event"].as_str().unwrap().to_owned(), event["kid"].as_str().unwrap().to_owned())
            })
            .collect()
    }

    /// A token of `SoftHSM2` for this site alone.
    fn token(&self, label: &str) -> String {
        assert!(
            Path::new(MODULE).exists(),
            "this test needs SoftHSM2 at {MODULE}: apt-get install softhsm2 (scripts/test does)"
        );
        let store = self.path("tokens");
        if !store.exists() {
            fs::create_dir(&store).unwrap();
            let conf = format!("directories.tokendir = {}\nlog.level = ERROR\n", store.display());
            fs::write(self.path("softhsm2.conf"), conf).unwrap();
            fs::write(self.path("pin"), PIN).unwrap();
            fs::set_permissions(self.path("pin"), fs::Permissions::from_mode(0o600)).unwrap();
        }
        let made = Command::new("softhsm2-util")
            .args(["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "0000"])
            .env("SOFTHSM2_CONF", self.path("softhsm2.conf"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        format!("[keys.pkcs11]\nmodule = \"{MODULE}\"\ntoken = \"{label}\"\npin_file = \"HERE/pin\"\n")
    }

    async fn serve(&self) -> Server {
        let log = fs::File::create(self.path("log")).unwrap();
        let mut command = self.command(&["serve"]);
        let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let server = Server { child, port: self.port };
        server.until("it is ready", async || server.get("/health/live").await.0 == 200).await;
        server
    }
}

/// A running server. Ends when dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    async fn get(&self, path: &str) -> (u16, String) {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        #[expect(clippy::disallowed_methods, reason = "a client of the tests, not the product's way out")]
        let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        match client.get(url).header("host", format!("localhost:{}", self.port)).send().await {
            Ok(answer) => (answer.status().as_u16(), answer.text().await.unwrap_or_default()),
            Err(_) => (0, String::new()),
        }
    }

    async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let began = tokio::time::Instant::now();
        while !holds().await {
            assert!(began.elapsed() < SOON, "not so in time: {what}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    async fn published(&self) -> Vec<String> {
        let (status, text) = self.get("/jwks").await;
        assert_eq!(status, 200, "{text}");
        let set: Value = serde_json::from_str(&text).unwrap();
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn keys_are_listed_rotated_and_retired_and_each_is_a_receipt() {
    let site = Site::in_a_folder();
    let table = site.good(&["keys", "list"]);
    for word in
        ["token", "log", "gateway", "platform-consumer", "decryption", "master", "root", "never rotates"]
    {
        assert!(table.contains(word), "{word}: {table}");
    }
    assert!(!table.contains("OVERDUE"), "{table}");
    let before = site.kids("token");

    // Dry by default: it says what would happen, and nothing does.
    let said = site.good(&["keys", "rotate", "token"]);
    assert!(
        said.contains("would be made") && said.contains("Nothing was done") && said.contains(&before[0]),
        "{said}"
    );
    assert_eq!(site.kids("token"), before);

    site.good(&["keys", "rotate", "token", "--yes"]);
    let after = site.kids("token");
    assert_eq!((after.len(), &after[0]), (2, &before[0]), "the old one signs for an hour");
    assert!(site.good(&["keys", "list"]).contains("used from"));
    assert!(site.refused(&["keys", "rotate", "token", "--yes"]).contains("waits to be used already"));
    assert!(site.refused(&["keys", "rotate", "root", "--yes"]).contains("never rotates"));
    assert!(site.refused(&["keys", "rotate", "tokens", "--yes"]).contains("platform-consumer"));
    assert!(site.refused(&["keys", "rotate", "log", "--lead-minutes", "1"]).contains("at least 6"));
    assert!(site.refused(&["keys", "retire", &before[0], "--yes"]).contains("is in use"));
    assert!(site.refused(&["keys", "retire", "nonsense", "--yes"]).contains("no key nonsense"));
    let said = site.good(&["keys", "retire", &after[1][..8]]);
    assert!(said.contains("Nothing was made with it yet") && said.contains("Nothing was done"), "{said}");
    site.good(&["keys", "retire", &after[1][..8], "--yes"]);
    assert_eq!(site.kids("token"), before);
    for of in ["log", "gateway", "platform-consumer", "decryption", "master"] {
        site.good(&["keys", "rotate", of, "--yes"]);
        assert_eq!(site.kids(of).len(), 2, "{of}");
    }
    let receipts = site.receipts().await;
    assert_eq!(
        receipts[..2],
        [("key.rotated".to_owned(), after[1].clone()), ("key.retired".to_owned(), after[1].clone())]
    );
    assert_eq!(receipts.len(), 7);
}

#[tokio::test]
async fn of_an_optional_use_there_is_no_key_until_an_operator_makes_it_and_it_waits_for_its_time() {
    let site = Site::in_a_folder();
    let uses = ["token-ed", "token-rsa", "request-object"];
    let table = site.good(&["keys", "list"]);
    for of in uses {
        assert!(!table.contains(of), "{table}");
        let said = site.good(&["keys", "rotate", of]);
        assert!(said.contains("would be made") && said.contains("While there is such a key"), "{said}");
        site.good(&["keys", "rotate", of, "--yes"]);
        assert_eq!(site.kids(of).len(), 1);
        assert!(site.refused(&["keys", "rotate", of, "--yes"]).contains("waits to be used already"));
        let fact = site.inventory().into_iter().find(|fact| fact["use"] == of).unwrap();
        assert_eq!(fact["state"], "next");
    }
    assert_eq!(site.kids("token").len(), 1);
    let made: Vec<_> = uses.iter().map(|of| ("key.rotated".to_owned(), site.kids(of).remove(0))).collect();
    assert_eq!(site.receipts().await, made);
    site.good(&["keys", "retire", &site.kids("token-rsa")[0], "--yes"]);
    assert!(site.kids("token-rsa").is_empty());
    site.good(&["check"]);
}

#[tokio::test]
async fn a_rotation_may_be_cut_short_anywhere_and_is_told_once() {
    for point in crash::KEYS {
        let site = Site::in_a_folder();
        // The database has met the first keys.
        site.good(&["keys", "rotate", "gateway", "--yes"]);
        let cut = site
            .command(&["keys", "rotate", "token", "--yes"])
            .args(["--crash-point", point])
            .output()
            .unwrap();
        assert!(!cut.status.success(), "{point} was never reached");
        let there = site.kids("token");
        match *point {
            "keys.before_rotate" => assert_eq!(there.len(), 1),
            "keys.after_rotate" => assert_eq!(there.len(), 2),
            other => panic!("say what holds after {other}"),
        }
        assert_eq!(site.receipts().await.len(), 1, "{point}: the receipt was still to come");
        // Whoever comes next, a command or a server, puts in evidence what is there, once.
        let again = site.run(&["keys", "rotate", "token", "--yes"]);
        assert_eq!(again.status.success(), there.len() == 1, "{point}");
        site.good(&["keys", "rotate", "log", "--yes"]);
        let told: Vec<String> = site.receipts().await.into_iter().map(|(_, kid)| kid).collect();
        let made = |of: &str| site.kids(of).remove(1);
        assert_eq!(told, [made("gateway"), made("token"), made("log")], "{point}");
    }
}

#[tokio::test]
async fn of_two_that_rotate_at_once_one_does() {
    let site = Site::in_a_folder();
    let rotating: Vec<Child> = (0..4)
        .map(|_| {
            let mut command = site.command(&["keys", "rotate", "token", "--yes"]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let done: Vec<bool> = rotating.into_iter().map(|mut child| child.wait().unwrap().success()).collect();
    assert_eq!(done.iter().filter(|success| **success).count(), 1, "{done:?}");
    assert_eq!(site.kids("token").len(), 2);
    site.good(&["keys", "rotate", "log", "--yes"]);
    assert_eq!(site.receipts().await.len(), 2, "one for each key, however many looked");
}

#[test]
fn a_key_that_should_have_been_replaced_is_marked() {
    let site = Site::in_a_folder();
    let beside = site.path("keys/sign-token-0001.json");
    let text = fs::read_to_string(&beside).unwrap();
    let old: Value = serde_json::from_str(&text).unwrap();
    for field in ["made_at", "activates_at"] {
        assert!(old[field].is_string());
    }
    let made = old["made_at"].as_str().unwrap();
    fs::write(&beside, text.replace(made, "2024-01-01T00:00:00Z")).unwrap();
    let table = site.good(&["keys", "list"]);
    assert!(table.contains("OVERDUE since 2024-03-31"), "{table}");
    let fact = site.inventory().into_iter().find(|fact| fact["use"] == "token").unwrap();
    assert_eq!((&fact["overdue"], &fact["state"]), (&Value::Bool(true), &Value::from("active")));
    assert!(fact["age_seconds"].as_i64().unwrap() > 86_400 * 365);
    assert!(site.good(&["check"]).contains("keys rotate token"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_folder_is_refused() {
    let site = Site::in_a_folder();
    let copy = site.path("copy");
    let copying = Command::new("cp").arg("-a").arg(site.path("keys")).arg(&copy).status().unwrap();
    assert!(copying.success());
    site.good(&["keys", "rotate", "master", "--at-once", "--yes"]);
    // Not yet in use: the copy would still do.
    let newest = site.kids("master")[1].clone();
    tokio::time::sleep(Duration::from_secs(31)).await;
    fs::rename(site.path("keys"), site.path("newest")).unwrap();
    fs::rename(&copy, site.path("keys")).unwrap();
    let refused = site.refused(&["serve"]);
    assert!(refused.contains("older than the database") && refused.contains(&newest), "{refused}");
    let checked = site.run(&["check"]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains("older than the database"), "{checked:?}");
    // If that key is really lost, it is given up by name, and the platform starts again.
    site.good(&["keys", "retire", &newest, "--lost"]);
    site.refused(&["serve"]);
    site.good(&["keys", "retire", &newest, "--lost", "--yes"]);
    drop(site.serve().await);
    assert_eq!(site.receipts().await.last().unwrap(), &("key.retired".to_owned(), newest));
}

/// A node reads a copy of the folder; the operator rotates in the original.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_brought_to_the_other_node_before_anything_relies_on_it() {
    let site = Site::in_a_folder();
    let (original, copy) = ("folder = \"KEYS\"\n", "folder = \"HERE/copy\"\n");
    let copying =
        Command::new("cp").arg("-a").arg(site.path("keys")).arg(site.path("copy")).status().unwrap();
    assert!(copying.success());
    site.configure(copy);
    let server = site.serve().await;
    site.configure(original);
    let old = site.kids("token").remove(0);
    assert!(!site.good(&["keys", "list"]).contains("MISSING"));
    site.good(&["keys", "rotate", "token", "--at-once", "--yes"]);
    let new = site.kids("token").remove(1);

    let missing = |listed: &str| {
        listed.lines().any(|line| line.starts_with("MISSING at all on ") && line.contains(&new))
    };
    server.until("the list says so", async || missing(&site.good(&["keys", "list"]))).await;
    let fact = site.inventory().into_iter().find(|fact| fact["kid"] == new.as_str()).unwrap();
    assert_eq!(fact["missing_at"].as_array().unwrap().len(), 1, "{fact}");
    server
        .until("its health says so", async || server.get("/health/ready").await.1.contains("\"keys\""))
        .await;
    server
        .until("its figures say so", async || {
            server.get("/metrics").await.1.contains("key_missing{use=\"token\"} 1")
        })
        .await;
    site.configure(copy);
    assert!(site.good(&["keys", "list"]).contains(&format!("MISSING HERE: the token key {new}")));
    assert!(site.refused(&["keys", "rotate", "token", "--yes"]).contains("made on another node"));
    let checked = site.run(&["check"]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains("copies of keys"), "{checked:?}");
    site.configure(original);
    server.until("it is in use", async || site.kids("token")[0] == new).await;
    let refused = site.refused(&["keys", "retire", &old, "--compromised", "--yes"]);
    assert!(refused.contains("run without the token key") && refused.contains("all on "), "{refused}");
    assert_eq!(server.published().await, std::slice::from_ref(&old));

    for name in ["sign-token-0002.json", "sign-token-0002.pem"] {
        fs::copy(site.path("keys").join(name), site.path("copy").join(name)).unwrap();
    }
    server.until("the new key signs there too", async || server.published().await[0] == new).await;
    server.until("all is well", async || !server.get("/health/ready").await.1.contains("\"keys\"")).await;
    server.until("every node has it", async || !site.good(&["keys", "list"]).contains("MISSING")).await;
    site.good(&["keys", "retire", &old, "--compromised", "--yes"]);
    site.configure(copy);
    assert!(site.good(&["keys", "list"]).contains("RETIRED, and still here"));
    site.good(&["keys", "retire", &old, "--compromised", "--yes"]);
    server.until("nobody believes the old key", async || server.published().await == [new.clone()]).await;
    let told = site.receipts().await;
    assert_eq!(told, [("key.rotated".to_owned(), new), ("key.retired".to_owned(), old)], "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_is_told_by_everybody_and_replaced_by_name_alone() {
    // Though the file still says that keys may be made.
    let site = Site::in_a_folder();
    let old = site.kids("token").remove(0);
    fs::remove_file(site.path("keys/sign-token-0001.pem")).unwrap();
    let before = fs::read_dir(site.path("keys")).unwrap().count();
    for command in [&["keys", "list"][..], &["serve"], &["keys", "rotate", "log", "--yes"]] {
        let refused = site.refused(command);
        assert!(refused.contains("keys rotate token --lost"), "{command:?}: {refused}");
    }
    let checked = site.run(&["check"]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains("keys rotate token --lost"), "{checked:?}");
    assert_eq!(fs::read_dir(site.path("keys")).unwrap().count(), before, "nothing was made");
    assert!(site.refused(&["keys", "rotate", "log", "--lost", "--yes"]).contains("There is a log key"));

    site.good(&["keys", "rotate", "token", "--lost"]);
    site.good(&["keys", "rotate", "token", "--lost", "--yes"]);
    let way_out = format!("causeway keys retire {old} --lost");
    for command in [&["serve"][..], &["keys", "rotate", "log", "--yes"]] {
        let refused = site.refused(command);
        assert!(refused.contains(&way_out), "{command:?}: {refused}");
    }
    let checked = site.run(&["check"]);
    assert!(
        !checked.status.success() && String::from_utf8_lossy(&checked.stdout).contains(&way_out),
        "{checked:?}"
    );
    site.good(&["keys", "retire", &old, "--lost", "--yes"]);
    let server = site.serve().await;
    let new = site.kids("token");
    assert_eq!(server.published().await, new);
    let told = site.receipts().await;
    assert_eq!(told, [("key.retired".to_owned(), old), ("key.rotated".to_owned(), new[0].clone())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_server_takes_up_a_rotated_key_without_a_restart() {
    let site = Site::in_a_folder();
    let server = site.serve().await;
    let old = site.kids("token");
    assert_eq!(server.published().await, old);
    site.good(&["keys", "rotate", "token", "--at-once", "--yes"]);
    let new = site.kids("token").remove(1);
    server.until("the new key is published", async || server.published().await.len() == 2).await;
    assert_eq!(server.published().await, [old[0].clone(), new.clone()], "published before it signs");
    server.until("the new key signs", async || server.published().await[0] == new).await;
    assert_eq!(server.published().await, [new.clone(), old[0].clone()], "and the old one verifies");
    let (_, figures) = server.get("/metrics").await;
    assert!(figures.contains("key_rotation_overdue{use=\"token\"} 0"), "{figures}");
    assert!(figures.contains("key_age_seconds{use=\"master\"}"), "{figures}");
    site.good(&["keys", "retire", &old[0], "--compromised", "--yes"]);
    server.until("the old key is gone", async || server.published().await == [new.clone()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_lives_in_a_token_and_outlives_its_absence() {
    let site = Site::new("folder = \"KEYS\"\ncreate = true\n");
    let token = site.token("platform");
    site.configure(&format!("create = true\n{token}"));
    site.first_keys();
    assert!(site.good(&["keys", "list"]).contains("token"));
    site.configure(&token);
    site.good(&["check"]);
    assert!(site.inventory().iter().all(|fact| fact["place"] == "token"));
    assert!(!site.path("keys").exists());

    let server = site.serve().await;
    assert_eq!(server.published().await, site.kids("token"));
    site.good(&["keys", "rotate", "token", "--at-once", "--yes"]);
    server.until("the new key is published", async || server.published().await.len() == 2).await;
    let ready = async || server.get("/health/ready").await.1;
    server.until("all is well", async || !ready().await.contains("\"keys\"")).await;
    fs::rename(site.path("tokens"), site.path("away")).unwrap();
    fs::create_dir(site.path("tokens")).unwrap();
    server.until("it says that keys are amiss", async || ready().await.contains("\"keys\"")).await;
    assert_eq!(server.published().await.len(), 2, "public keys are published on");
    let refused = site.run(&["check"]);
    assert!(String::from_utf8_lossy(&refused.stdout).contains("no token with the label"), "{refused:?}");
    fs::remove_dir(site.path("tokens")).unwrap();
    fs::rename(site.path("away"), site.path("tokens")).unwrap();
    server.until("all is well again", async || !ready().await.contains("\"keys\"")).await;

    fs::write(site.path("pin"), "0000").unwrap();
    assert!(site.refused(&["keys", "list"]).contains("refuses the PIN"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_moves_from_its_folder_into_a_token() {
    let site = Site::in_a_folder();
    drop(site.serve().await);
    let (tokens, root) = (site.kids("token"), site.kids("root"));
    let token = site.token("new home");
    site.configure(&format!("folder = \"KEYS\"\n{token}"));
    assert!(site.refused(&["serve"]).contains("causeway keys migrate"));
    let said = site.good(&["keys", "migrate"]);
    assert!(said.contains("would be imported") && said.contains("Nothing was done"), "{said}");
    site.good(&["keys", "migrate", "--yes"]);
    assert!(site.good(&["keys", "migrate", "--yes"]).contains("Every kind of key is in the token"));
    assert_eq!(site.kids("root"), root, "the same root, so the same card hashes");
    let both = site.kids("token");
    assert_eq!(
        (both.len(), &both[0]),
        (2, &tokens[0]),
        "the folder's key signs until every server knows the other"
    );
    let server = site.serve().await;
    assert_eq!(server.published().await, both);
    let receipts = site.receipts().await;
    assert_eq!(receipts.len(), 6, "{receipts:?}");
    assert!(receipts.iter().all(|(event, _)| event == "key.rotated"));
}
