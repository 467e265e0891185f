//! What is read again while the program runs: the certificate when its files change, and the log level at SIGHUP; and what `causeway check`
//! says of the very configuration that it runs with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::cluster::certificate;
use crate::world::free_port;

/// A certificate is looked at every ten seconds.
const SOON: Duration = Duration::from_secs(40);

/// A platform in production mode that speaks TLS itself.
struct Running {
    folder: tempfile::TempDir,
    port: u16,
    child: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn causeway(arguments: &[&str], config: &Path) -> (bool, String) {
    let said = Command::new(env!("CARGO_BIN_EXE_causeway"))
        .args(arguments)
        .arg("--config")
        .arg(config)
        .output()
        .unwrap();
    let text = [said.stdout, said.stderr].concat();
    (said.status.success(), String::from_utf8(text).unwrap())
}

impl Running {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        certificate(folder.path());
        write(folder.path(), port, "info");
        let config = folder.path().join("causeway.toml");
        let (migrated, told) = causeway(&["migrate"], &config);
        assert!(migrated, "{told}");
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_causeway"))
            .args(["serve", "--config"])
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let running = Self { folder, port, child };
        let began = tokio::time::Instant::now();
        while running.page(&running.path("fullchain.pem")).await != Some(200) {
            assert!(began.elapsed() < SOON, "{}", running.logged());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        running
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn logged(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap()
    }

    /// The status of the home page for somebody who trusts `root` alone; `None` when the handshake fails.
    #[expect(clippy::disallowed_methods, reason = "a browser of the tests, not the product's way out")]
    async fn page(&self, root: &Path) -> Option<u16> {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let root = reqwest::Certificate::from_pem(&fs::read(root).unwrap()).unwrap();
        let http = reqwest::Client::builder()
            .tls_certs_only([root])
            .resolve("localhost", ([127, 0, 0, 1], self.port).into())
            .build()
            .unwrap();
        let answer = http.get(format!("https://localhost:{}/", self.port)).send().await.ok()?;
        Some(answer.status().as_u16())
    }

    fn hang_up(&self) {
        assert!(
            Command::new("kill").args(["-HUP", &self.child.id().to_string()]).status().unwrap().success()
        );
    }

    async fn until(&self, what: &str, done: impl AsyncFn() -> bool) {
        let began = tokio::time::Instant::now();
        while !done().await {
            assert!(began.elapsed() < SOON, "{what}: {}", self.logged());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

fn write(folder: &Path, port: u16, level: &str) {
    let at = folder.display();
    let text = format!(
        "mode = \"production\"\n[http]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"https://localhost:{port}\"\n\
         tls_cert = \"{at}/fullchain.pem\"\ntls_key = \"{at}/privkey.pem\"\ndrain_seconds = 1\n[log]\nlevel = \"{level}\"\n\
         [database]\nsqlite = \"{at}/causeway.db\"\n[keys]\nfolder = \"{at}/keys\"\ncreate = true\n"
    );
    fs::write(folder.join("causeway.toml"), text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_and_log_level_are_read_again_while_it_serves() {
    let running = Running::start().await;
    let old = running.path("old.pem");
    fs::copy(running.path("fullchain.pem"), &old).unwrap();

    // The level: nothing is logged of a request at `error`, and everything again at `info`.
    write(running.folder.path(), running.port, "error");
    running.hang_up();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = running.logged().matches("answered").count();
    assert!(before > 0, "requests are logged at info: {}", running.logged());
    assert_eq!(running.page(&old).await, Some(200));
    assert_eq!(running.logged().matches("answered").count(), before, "{}", running.logged());
    // A level that is none changes nothing, and ends nothing.
    write(running.folder.path(), running.port, "loud=noise");
    running.hang_up();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(running.page(&old).await, Some(200));
    write(running.folder.path(), running.port, "info");
    running.hang_up();
    running
        .until("requests are logged again", async || {
            running.page(&old).await;
            running.logged().matches("answered").count() > before
        })
        .await;

    // The certificate: a broken one is not taken, a new one is, without a restart.
    fs::write(running.path("fullchain.pem"), "no certificate").unwrap();
    running.until("the broken certificate is told", async || running.logged().contains("no good")).await;
    assert_eq!(running.page(&old).await, Some(200), "the old one stays");
    certificate(running.folder.path());
    let new = running.path("fullchain.pem");
    running.until("the new certificate serves", async || running.page(&new).await == Some(200)).await;
    assert_eq!(running.page(&old).await, None, "the old one is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_finds_a_running_platform_good_and_tells_what_breaks_it() {
    let running = Running::start().await;
    let config = running.path("causeway.toml");
    let (good, told) = causeway(&["check"], &config);
    assert!(good, "{told}");
    for line in ["good     certificate", "good     keys", "good     schema", "good     mode"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let (_, json) = causeway(&["check", "--json"], &config);
    let findings: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(findings.as_array().unwrap().iter().all(|finding| finding["state"] != "fault"), "{json}");

    fs::remove_file(running.path("privkey.pem")).unwrap();
    fs::rename(running.path("keys"), running.path("elsewhere")).unwrap();
    let (good, told) = causeway(&["check"], &config);
    assert!(!good && told.contains("FAULT    certificate") && told.contains("privkey.pem"), "{told}");
    fs::write(&config, "mode = \"production\"\nmistake = 1\n").unwrap();
    let (good, told) = causeway(&["check"], &config);
    assert!(!good && told.contains("FAULT    configuration") && told.contains("mistake"), "{told}");
}
