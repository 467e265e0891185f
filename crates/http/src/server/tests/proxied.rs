//! Mutual TLS behind deploy/nginx.conf, by nginx itself.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::mutual::{Made, start};
use super::*;

/// nginx, until the test is over.
struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master takes its workers along; killing it would leave them.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The file that we ship, with this test's addresses.
fn configuration(made: &Made, port: u16, node: SocketAddr, mutual: SocketAddr) -> String {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/nginx.conf");
    let mut text = std::fs::read_to_string(shipped).unwrap();
    let mut put = |from: &str, to: &str| {
        assert!(text.contains(from), "deploy/nginx.conf has no {from:?} any more: mend the test");
        text = text.replace(from, to);
    };
    let at = made.path("").display().to_string();
    for network in ["1", "2", "3"] {
        put(&format!("server 10.0.{network}.11:8080 "), &format!("server {node} "));
        put(&format!("server 10.0.{network}.12:8080 "), &format!("server {node} backup "));
    }
    for network in ["2", "3"] {
        put(&format!("server 10.0.{network}.11:8081 "), &format!("server {mutual} "));
        put(&format!("server 10.0.{network}.12:8081 "), &format!("server {mutual} backup "));
    }
    put("listen 443 ssl", &format!("listen 127.0.0.1:{port} ssl"));
    put("listen 80 ", &format!("listen 127.0.0.1:{} ", free_port()));
    put("server_name id.example.gov;", "server_name id.localhost;");
    put("server_name mtls.id.example.gov;", "server_name mtls.localhost;");
    put("/etc/causeway/tls/fullchain.pem", &format!("{at}cert.pem"));
    put("/etc/causeway/tls/privkey.pem", &format!("{at}key.pem"));
    put("/run/nginx.pid", &format!("{at}nginx.pid"));
    put("/var/log/nginx/", &format!("{at}nginx-"));
    text
}

fn nginx(made: &Made, text: &str) -> Nginx {
    let path = made.path("nginx.conf");
    std::fs::write(&path, text).unwrap();
    let installed = Path::new("/usr/sbin/nginx");
    let child = Command::new(if installed.exists() { installed } else { Path::new("nginx") })
        .args(["-g", "daemon off;", "-e"])
        .arg(made.path("nginx-error.log"))
        .arg("-c")
        .arg(&path)
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(made.path("nginx.out")).unwrap())
        .spawn();
    Nginx(child.unwrap_or_else(|e| panic!("nginx is missing: scripts/test installs it: {e}")))
}

#[tokio::test]
async fn nginx_hands_on_the_certificate_and_nothing_that_a_caller_wrote() {
    let made = Made::new();
    made.self_signed("own");
    made.issued("client", "ca", "clientAuth");
    let node = start(Config {
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        client_roots: Some(made.path("ca.pem")),
        ..config()
    })
    .await;
    let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let _nginx = nginx(&made, &configuration(&made, address.port(), node.first, node.second));
    for _ in 0..100 {
        if TcpStream::connect(address).await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Each of these calls writes a `Client-Cert` of its own, too.
    assert_eq!(made.calls(address, &[], "").await.as_deref(), Some("nobody"));
    assert_eq!(made.calls(address, &["own"], "own").await, Some(made.shown("own", false)));
    assert_eq!(made.calls(address, &["client"], "client").await, Some(made.shown("client", true)));
    assert_eq!(made.calls(address, &["client"], "own").await, None, "somebody else's key");
}
