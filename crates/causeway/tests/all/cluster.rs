//! Nodes on one PostgreSQL, behind the proxy that deploy/nginx.conf describes: the built binary, many times.
//!
//! The demonstration seeds the database and plays the services, registers and connectors; its own platform is not reached by anybody.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use causeway_core::db::testing;

use crate::world::{Entrance, World, free_port};

/// The roles, with the first two numbers of their addresses in deploy/nginx.conf; workers stand behind no proxy.
pub(crate) const ROLES: [(&str, Option<u8>); 4] =
    [("portal", Some(1)), ("identity", Some(2)), ("gateway", Some(3)), ("worker", None)];
/// A start takes longer under the load of other tests than on a quiet machine.
const READY: Duration = Duration::from_mins(1);

/// A database of a test's own.
#[derive(Clone)]
pub(crate) struct Database {
    admin: String,
    name: String,
    pub(crate) url: String,
}

impl Database {
    /// A fresh one, where there is a server for tests.
    pub(crate) async fn create(prefix: &str) -> Option<Self> {
        let admin = testing::postgres_url()?;
        let name = unique(prefix);
        execute(&admin, &format!("drop database if exists {name} with (force)")).await;
        execute(&admin, &format!("create database {name}")).await;
        let (server, _) = admin.rsplit_once('/').unwrap();
        Some(Self { url: format!("{server}/{name}"), admin, name })
    }

    /// Drops it, whoever is still connected.
    pub(crate) async fn drop(self) {
        execute(&self.admin, &format!("drop database {} with (force)", self.name)).await;
    }

    /// One number.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let (client, connection) = tokio_postgres::connect(&self.url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.query_one(sql, &[]).await.unwrap().get(0)
    }
}

/// A name that no other test of this machine uses for a database or a schema.
pub(crate) fn unique(prefix: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst))
}

async fn execute(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
}

/// One `causeway serve`.
pub(crate) struct Node {
    pub(crate) role: &'static str,
    pub(crate) port: u16,
    /// Where it listens for mutual TLS; nowhere for a program that does not know of it yet.
    mutual: Option<u16>,
    binary: PathBuf,
    config: PathBuf,
    log: PathBuf,
    child: Child,
}

impl Node {
    /// Starts it, without waiting until it is ready.
    fn start(binary: &Path, role: &'static str, folder: &Path, public_url: &str) -> Self {
        let port = free_port();
        let mutual = (binary == Path::new(env!("CARGO_BIN_EXE_causeway"))).then(free_port);
        let name = format!("{role}-{port}");
        let (config, log) = (folder.join(format!("{name}.toml")), folder.join(format!("{name}.log")));
        fs::write(&config, file(folder, public_url, port, mutual)).unwrap();
        let child = spawn(binary, role, &config, &log);
        Self { role, port, mutual, binary: binary.to_owned(), config, log, child }
    }

    /// What it says under `path` of the platform's host, asked past the proxy: the status and the text.
    pub(crate) async fn ask(&self, path: &str) -> Option<(u16, String)> {
        self.ask_as("localhost", path).await
    }

    /// As [`Node::ask`], under another host name.
    pub(crate) async fn ask_as(&self, host: &str, path: &str) -> Option<(u16, String)> {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let answer = direct().get(url).header("host", host).send().await.ok()?;
        Some((answer.status().as_u16(), answer.text().await.ok()?))
    }

    /// Waits until it says that it is ready.
    pub(crate) async fn ready(&mut self) {
        let began = tokio::time::Instant::now();
        while self.ask("/health/ready").await.is_none_or(|(status, _)| status != 200) {
            let log = || fs::read_to_string(&self.log).unwrap_or_default();
            assert!(!matches!(self.child.try_wait(), Ok(Some(_))), "{} ended:\n{}", self.role, log());
            assert!(began.elapsed() < READY, "{} is not ready:\n{}", self.role, log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Sends it a signal, as an operator would.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end; whether it ended well.
    pub(crate) async fn ended(&mut self) -> bool {
        let began = tokio::time::Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            assert!(began.elapsed() < READY, "{} does not end", self.role);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Starts it anew, at the same address.
    pub(crate) fn start_anew(&mut self) {
        self.child = spawn(&self.binary, self.role, &self.config, &self.log);
    }

    /// Where its configuration is.
    pub(crate) fn config(&self) -> &Path {
        &self.config
    }

    /// What it has logged.
    pub(crate) fn logged(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(binary: &Path, role: &str, config: &Path, log: &Path) -> Child {
    let log = fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    let mut command = Command::new(binary);
    command.arg("serve").arg("--config").arg(config);
    if role != "all" {
        command.args(["--role", role]);
    }
    command.stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

/// A client that asks a node itself.
#[expect(clippy::disallowed_methods, reason = "a probe of the tests, not the product's way out")]
fn direct() -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder().timeout(Duration::from_secs(5)).build().unwrap()
}

/// What every node's configuration file says.
fn file(folder: &Path, public_url: &str, port: u16, mutual: Option<u16>) -> String {
    let folder = folder.display();
    let mutual = mutual.map_or(String::new(), |port| {
        let public_url = public_url.replace("https://", "https://mtls.");
        format!("mtls_listen = \"127.0.0.1:{port}\"\nmtls_public_url = \"{public_url}\"\n")
    });
    format!(
        "mode = \"sandbox\"\n[http]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"{public_url}\"\n\
         trusted_proxies = [\"127.0.0.0/8\"]\n{mutual}\
         [database]\npostgres_file = \"{folder}/database.url\"\n[keys]\nfolder = \"{folder}/keys\"\n\
         [outbound]\nallow_private = true\n[oidc]\nauthorizations_per_minute = 1000000\n"
    )
}

/// The running nodes, the demonstration beside them, and nginx.
pub(crate) struct Cluster {
    pub(crate) world: World,
    /// In the order in which they were asked for.
    pub(crate) nodes: Vec<Node>,
    nginx: Child,
    pub(crate) database: Database,
}

/// Where everything of a cluster is.
pub(crate) struct Site<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) public: u16,
    own: u16,
    certificate: PathBuf,
}

impl<'a> Site<'a> {
    /// In `folder`, on free ports, with a certificate.
    pub(crate) fn of(folder: &'a Path) -> Self {
        let [certificate, _] = certificate(folder);
        Self { folder, public: free_port(), own: free_port(), certificate }
    }

    /// Starts the demonstration of `program`: it seeds the database and plays everybody else.
    pub(crate) async fn world(&self, program: &Path, database: &Database) -> World {
        let (cert, key) = (self.folder.join("fullchain.pem"), self.folder.join("privkey.pem"));
        let arguments = [
            "--database",
            &database.url,
            "--public-url",
            &self.public_url(),
            "--tls-cert",
            &cert.display().to_string(),
            "--tls-key",
            &key.display().to_string(),
        ];
        fs::write(self.folder.join("database.url"), &database.url).unwrap();
        let entrance = Entrance { port: self.public, certificate: Some(self.certificate.clone()) };
        World::launch(program, self.folder, self.own, &arguments.map(str::to_owned), entrance).await
    }

    /// Starts a node of `program`.
    pub(crate) fn node(&self, program: &Path, role: &'static str) -> Node {
        Node::start(program, role, self.folder, &self.public_url())
    }

    /// Starts the proxy in front of `nodes`, and waits until somebody answers.
    pub(crate) async fn proxy(&self, world: World, mut nodes: Vec<Node>, database: Database) -> Cluster {
        for node in &mut nodes {
            node.ready().await;
        }
        let nginx = nginx(self.folder, &proxy(self.folder, &nodes, self.public, self.own));
        let cluster = Cluster { world, nodes, nginx, database };
        cluster.reachable().await;
        cluster
    }

    fn public_url(&self) -> String {
        format!("https://localhost:{}", self.public)
    }
}

impl Cluster {
    /// Starts everything in `folder`, two nodes of each role; `None` where there is no PostgreSQL for tests.
    ///
    /// # Panics
    /// When nginx is missing: `scripts/test` installs it.
    pub(crate) async fn start(folder: &Path) -> Option<Self> {
        let database = Database::create("nodes").await?;
        let (site, program) = (Site::of(folder), Path::new(env!("CARGO_BIN_EXE_causeway")));
        let world = site.world(program, &database).await;
        let roles = ROLES.iter().chain(&ROLES);
        let nodes = roles.map(|(role, _)| site.node(program, role)).collect();
        Some(site.proxy(world, nodes, database).await)
    }

    async fn reachable(&self) {
        let began = tokio::time::Instant::now();
        loop {
            let seen = self.world.visitor().try_send("GET", &self.world.url("", "/health/ready"), None).await;
            if seen.is_ok_and(|seen| seen.status == 200) {
                return;
            }
            assert!(began.elapsed() < READY, "the proxy reaches nobody");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Puts `node` in the place of another, behind a proxy that knows it.
    pub(crate) async fn with(mut self, at: usize, node: Node, site: &Site<'_>) -> Self {
        self.end_proxy();
        self.nodes[at] = node;
        self.nginx = nginx(site.folder, &proxy(site.folder, &self.nodes, site.public, site.own));
        self.reachable().await;
        self
    }

    fn end_proxy(&mut self) {
        // The master takes its workers along; killing it would leave them.
        let _ = Command::new("kill").arg(self.nginx.id().to_string()).status();
        let _ = self.nginx.wait();
    }

    /// Ends everything and drops the database.
    pub(crate) async fn end(self) {
        let database = self.database.clone();
        drop(self);
        database.drop().await;
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.end_proxy();
    }
}

/// A certificate for this machine's names, by the openssl program.
pub(crate) fn certificate(folder: &Path) -> [PathBuf; 2] {
    let names = "subjectAltName=DNS:localhost,DNS:mtls.localhost,DNS:vaccination.localhost,DNS:driving-licence.localhost";
    let said = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
        ])
        .args(["-subj", "/CN=localhost", "-addext", names, "-addext", "basicConstraints=CA:FALSE"])
        .args(["-keyout", "privkey.pem", "-out", "fullchain.pem"])
        .current_dir(folder)
        .output()
        .unwrap_or_else(|e| panic!("openssl is part of the test machine: {e}"));
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    [folder.join("fullchain.pem"), folder.join("privkey.pem")]
}

/// deploy/nginx.conf with this test's addresses, and the sample services beside the platform.
fn proxy(folder: &Path, nodes: &[Node], public: u16, demo: u16) -> String {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/nginx.conf");
    let mut text = fs::read_to_string(shipped).unwrap();
    let mut put = |from: &str, to: &str| {
        assert!(text.contains(from), "deploy/nginx.conf has no {from:?} any more: mend the test");
        text = text.replace(from, to);
    };
    for (role, network) in ROLES {
        let Some(network) = network else { continue };
        let serving = nodes.iter().filter(|node| node.role == role || node.role == "all");
        for (node, last) in serving.zip([11, 12]) {
            put(&format!("server 10.0.{network}.{last}:8080 "), &format!("server 127.0.0.1:{} ", node.port));
            if let (Some(mutual), true) = (node.mutual, network > 1) {
                let address = format!("server 127.0.0.1:{mutual} ");
                put(&format!("server 10.0.{network}.{last}:8081 "), &address);
            }
        }
    }
    let at = folder.display().to_string();
    put("listen 443 ssl", &format!("listen 127.0.0.1:{public} ssl"));
    put("listen 80 ", &format!("listen 127.0.0.1:{} ", free_port()));
    put("server_name id.example.gov;", "server_name localhost;");
    put("server_name mtls.id.example.gov;", "server_name mtls.localhost;");
    put("/etc/causeway/tls/", &format!("{at}/"));
    put("/run/nginx.pid", &format!("{at}/nginx.pid"));
    put("/var/log/nginx/", &format!("{at}/nginx-"));
    let services = format!(
        "    proxy_ssl_verify off;\n    server {{\n        listen 127.0.0.1:{public} ssl http2;\n        \
         server_name vaccination.localhost driving-licence.localhost;\n        \
         ssl_certificate {at}/fullchain.pem;\n        ssl_certificate_key {at}/privkey.pem;\n        \
         location / {{ proxy_pass https://127.0.0.1:{demo}; }}\n    }}\n}}\n"
    );
    let end = text.trim_end().len() - 1;
    text.replace_range(end.., &services);
    text
}

fn nginx(folder: &Path, config: &str) -> Child {
    let path = folder.join("nginx.conf");
    fs::write(&path, config).unwrap();
    let log = fs::File::create(folder.join("nginx.out")).unwrap();
    let installed = Path::new("/usr/sbin/nginx");
    Command::new(if installed.exists() { installed } else { Path::new("nginx") })
        .args(["-g", "daemon off;", "-e"])
        .arg(folder.join("nginx-error.log"))
        .arg("-c")
        .arg(&path)
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap_or_else(|e| {
            panic!("nginx is missing: scripts/test installs it (apt-get install nginx-light): {e}")
        })
}
