//! The demonstration as its users have it: the built binary in a process of its own, and visitors with cookies and no scripts.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::marker::PhantomData;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

/// A start takes longer under the load of other tests than on a quiet machine.
const READY: Duration = Duration::from_mins(1);

/// A running demonstration. Ends when dropped.
pub(crate) struct World {
    child: Child,
    /// Where visitors reach it.
    pub(crate) port: u16,
    /// The sandbox key it printed.
    pub(crate) key: String,
    /// The links for the console's first officers that it printed, while it had none.
    pub(crate) officers: Vec<String>,
    pub(crate) folder: PathBuf,
    /// The certificate of a proxy in front, which then speaks HTTPS.
    certificate: Option<PathBuf>,
    http: reqwest::Client,
}

/// A port that nobody listens on, given out once: below those that the system lends to outgoing connections (from 32768 on), which would
/// take one back before the server that it was meant for has come up.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 12_000 + u16::try_from(std::process::id() % 90).unwrap() * 200;
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed) % 2_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl World {
    /// Starts on a free port in `folder`; with `crash_point`, it ends itself there.
    pub(crate) async fn start(folder: &Path, crash_point: Option<&str>) -> Self {
        let point = crash_point.map(|point| ["--crash-point".to_owned(), point.to_owned()]);
        Self::start_with(folder, point.as_ref().map(<[String; 2]>::as_slice).unwrap_or_default()).await
    }

    /// Starts on a free port in `folder`, with more arguments.
    pub(crate) async fn start_with(folder: &Path, arguments: &[String]) -> Self {
        let port = free_port();
        let program = Path::new(env!("CARGO_BIN_EXE_causeway"));
        Self::launch(program, folder, port, arguments, Entrance { port, certificate: None }).await
    }

    /// Starts `program`, which may be of another release, on `own_port`, to be reached elsewhere: the arguments say so to it.
    pub(crate) async fn launch(
        program: &Path,
        folder: &Path,
        own_port: u16,
        arguments: &[String],
        entrance: Entrance,
    ) -> Self {
        let log_path = folder.join("log.jsonl");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(&log_path).unwrap();
        let mut command = Command::new(program);
        command
            .args([
                "--log-format",
                "json",
                "--log",
                "trace,hyper=info,hyper_util=info,rustls=info,h2=info,tokio_postgres=info",
            ])
            .args(["demo", "--port", &own_port.to_string(), "--data-dir"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(log);
        command.args(arguments);
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (line, lines) = mpsc::channel();
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).for_each(|text| drop(line.send(text)));
        });
        let (key, officers) = tokio::task::spawn_blocking(move || {
            let (mut sandbox, mut officers) = (String::new(), Vec::new());
            loop {
                let text =
                    lines.recv_timeout(READY).unwrap_or_else(|_| panic!("not ready: {}", tail(&log_path)));
                if let Some((_, key)) = text.split_once("sandbox key: ") {
                    key.trim().clone_into(&mut sandbox);
                }
                if text.contains("/console/join/") {
                    officers.push(text.trim().to_owned());
                }
                if text.contains("Stop with Ctrl-C") {
                    return (sandbox, officers);
                }
            }
        })
        .await
        .unwrap();
        let Entrance { port, certificate } = entrance;
        let http = client(port, certificate.as_deref(), None);
        Self { child, port, key, officers, folder: folder.to_owned(), certificate, http }
    }

    /// The address of a host of the demonstration: the platform's for the empty name.
    pub(crate) fn url(&self, service: &str, path: &str) -> String {
        let dot = if service.is_empty() { "" } else { "." };
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://{service}{dot}localhost:{}{path}", self.port)
    }

    /// Somebody with a browser of their own.
    pub(crate) fn visitor(&self) -> Visitor<'_> {
        Visitor { http: self.http.clone(), cookies: BTreeMap::new(), of: PhantomData }
    }

    /// Somebody who stays while what answers them is replaced.
    pub(crate) fn lasting_visitor(&self) -> Visitor<'static> {
        Visitor { http: self.http.clone(), cookies: BTreeMap::new(), of: PhantomData }
    }

    /// Somebody at another address of this machine: limits count by address.
    pub(crate) fn visitor_from(&self, last: u8) -> Visitor<'_> {
        let http = client(self.port, self.certificate.as_deref(), Some(last));
        Visitor { http, cookies: BTreeMap::new(), of: PhantomData }
    }

    /// Calls the sandbox API.
    pub(crate) async fn sandbox(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        self.try_sandbox(method, path, body).await.unwrap()
    }

    /// As [`World::sandbox`]; `Err` when nobody answers.
    pub(crate) async fn try_sandbox(
        &self,
        method: &str,
        path: &str,
        body: Value,
    ) -> Result<(u16, Value), reqwest::Error> {
        let url = url::Url::parse(&self.url("", path)).unwrap();
        let request = request(&self.http, method, &url).bearer_auth(&self.key).json(&body);
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null)))
    }

    /// Whether the process has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last lines of a log.
fn tail(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<_> = text.lines().rev().take(5).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

/// Where visitors reach the platform, if not at the program itself.
pub(crate) struct Entrance {
    pub(crate) port: u16,
    /// With a certificate: HTTPS.
    pub(crate) certificate: Option<PathBuf>,
}

/// Follows no redirect and keeps no cookie: visitors do that themselves. Every host name is this machine.
#[expect(clippy::disallowed_methods, reason = "a browser of the tests, not the product's way out")]
fn client(port: u16, certificate: Option<&Path>, last: Option<u8>) -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .local_address(last.map(|last| IpAddr::from([127, 0, 0, last])))
        .timeout(Duration::from_secs(30));
    for host in ["localhost", "vaccination.localhost", "driving-licence.localhost"] {
        builder = builder.resolve(host, SocketAddr::from(([127, 0, 0, 1], port)));
    }
    if let Some(path) = certificate {
        let root = reqwest::Certificate::from_pem(&std::fs::read(path).unwrap()).unwrap();
        builder = builder.tls_certs_only([root]);
    }
    builder.build().unwrap()
}

/// A request to an address under `localhost`, which is this machine even where names are not resolved so.
fn request(http: &reqwest::Client, method: &str, url: &url::Url) -> reqwest::RequestBuilder {
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut target = url.clone();
    if target.scheme() == "http" {
        target.set_host(Some("127.0.0.1")).unwrap();
    }
    http.request(method.parse().unwrap(), target).header("host", host)
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) url: String,
    pub(crate) location: Option<String>,
    pub(crate) text: String,
}

impl Seen {
    /// The first link whose address contains `part`.
    pub(crate) fn link(&self, part: &str) -> String {
        self.text
            .split("href=\"")
            .skip(1)
            .map(|rest| unescape(rest.split('"').next().unwrap()))
            .find(|href| href.contains(part))
            .unwrap_or_else(|| panic!("no link to {part} on {}:\n{}", self.url, self.text))
    }

    /// The first form whose action contains `part`: its action and its fields as they are filled in.
    pub(crate) fn form(&self, part: &str) -> (String, Vec<(String, String)>) {
        let form = self
            .text
            .split("<form")
            .skip(1)
            .map(|rest| rest.split("</form>").next().unwrap())
            .find(|form| attribute(form, "action").contains(part))
            .unwrap_or_else(|| panic!("no form to {part} on {}:\n{}", self.url, self.text));
        let hidden = form
            .split("<input")
            .skip(1)
            .map(|rest| rest.split('>').next().unwrap())
            .filter(|input| ["type=\"hidden\"", "type=\"text\""].iter().any(|kind| input.contains(kind)))
            .map(|input| (attribute(input, "name"), attribute(input, "value")))
            .collect();
        (attribute(form, "action"), hidden)
    }
}

/// The value of an attribute in a tag.
pub(crate) fn attribute(tag: &str, name: &str) -> String {
    let found = tag.split_once(&format!("{name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap());
    found.map(unescape).unwrap_or_default()
}

fn unescape(text: &str) -> String {
    text.replace("&amp;", "&")
        .replace("&#38;", "&")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
}

/// A browser without scripts: cookies by host, redirects followed by hand.
pub(crate) struct Visitor<'w> {
    http: reqwest::Client,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    of: PhantomData<&'w World>,
}

impl Visitor<'_> {
    /// Finds another platform behind the same names: cookies know no ports (RFC 6265 section 8.5).
    pub(crate) fn meet(&mut self, world: &World) {
        let moved = |host: &str| format!("{}:{}", host.split(':').next().unwrap_or(host), world.port);
        self.cookies =
            std::mem::take(&mut self.cookies).into_iter().map(|(host, jar)| (moved(&host), jar)).collect();
    }

    /// One request; no redirect is followed. `Err` when the server is gone.
    pub(crate) async fn try_send(
        &mut self,
        method: &str,
        url: &str,
        form: Option<&[(&str, &str)]>,
    ) -> Result<Seen, reqwest::Error> {
        let parsed = url::Url::parse(url).unwrap();
        let host = format!("{}:{}", parsed.host_str().unwrap(), parsed.port().unwrap());
        let jar = self.cookies.entry(host.clone()).or_default();
        let cookie = jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut request = request(&self.http, method, &parsed)
            .header("accept", "text/html,application/json")
            .header("accept-language", "en")
            .header("sec-fetch-site", "same-origin");
        if !cookie.is_empty() {
            request = request.header("cookie", cookie);
        }
        if let Some(form) = form {
            request = request.form(form);
        }
        let answer = request.send().await?;
        for set in answer.headers().get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = answer.status().as_u16();
        let location =
            answer.headers().get("location").map(|l| parsed.join(l.to_str().unwrap()).unwrap().to_string());
        Ok(Seen { status, url: url.to_owned(), location, text: answer.text().await? })
    }

    /// A request, then as many redirects as come.
    pub(crate) async fn try_go(
        &mut self,
        method: &str,
        url: &str,
        form: Option<&[(&str, &str)]>,
    ) -> Result<Seen, reqwest::Error> {
        let mut seen = self.try_send(method, url, form).await?;
        for _ in 0..15 {
            let Some(next) = seen.location.clone() else { return Ok(seen) };
            seen = self.try_send("GET", &next, None).await?;
        }
        panic!("redirected in circles, last to {}", seen.url);
    }

    /// Opens a page, wherever it leads.
    pub(crate) async fn open(&mut self, url: &str) -> Seen {
        self.try_go("GET", url, None).await.unwrap()
    }

    /// Presses the button of a form on a page that was seen, as it stands there.
    pub(crate) async fn press(&mut self, on: &Seen, action: &str) -> Result<Seen, reqwest::Error> {
        let (action, fields) = on.form(action);
        let url = url::Url::parse(&on.url).unwrap().join(&action).unwrap();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.try_go("POST", url.as_str(), Some(&fields)).await
    }
}
