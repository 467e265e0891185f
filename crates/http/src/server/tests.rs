//! The server on real sockets: hosts, addresses, load, time, TLS, and stopping.

use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;

use super::*;
use crate::ClientAddress;
use crate::config::LoadControl;

struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    ended: tokio::task::JoinHandle<()>,
}

fn config() -> Config {
    Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        drain_seconds: 0,
        shutdown_seconds: 2,
        ..Config::default()
    }
}

async fn start(config: Config) -> Running {
    let site = axum::Router::new()
        .route("/who", get(async |ClientAddress(address): ClientAddress| address.to_string()))
        .route(
            "/slow",
            get(async || {
                tokio::time::sleep(Duration::from_millis(300)).await;
                "finished"
            }),
        );
    let server = Server::bind(config).await.unwrap();
    let address = server.address().unwrap();
    let (stop, stopped) = watch::channel(false);
    let ended = tokio::spawn(server.serve(Hosts::new().host("id.localhost", site), stopped));
    Running { address, stop, ended }
}

/// One request on a connection of its own, answered whole.
async fn ask(address: SocketAddr, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    exchange(&mut stream, path, headers).await
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, path: &str, headers: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

const HOST: &str = "Host: id.localhost\r\n";

#[tokio::test]
async fn a_site_answers_for_its_host_and_other_hosts_are_misdirected() {
    let running = start(config()).await;
    assert!(ask(running.address, "/who", HOST).await.ends_with("127.0.0.1"));
    let other = ask(running.address, "/who", "Host: evil.example\r\n").await;
    assert!(other.starts_with("HTTP/1.1 421 ") && other.contains("unknown_host"), "{other}");
    assert!(other.contains("content-security-policy"), "{other}");
}

#[tokio::test]
async fn a_forwarded_address_counts_from_a_trusted_proxy_alone() {
    let forwarded = format!("{HOST}X-Forwarded-For: 8.8.8.8\r\n");
    let running = start(config()).await;
    assert!(ask(running.address, "/who", &forwarded).await.ends_with("127.0.0.1"));
    let trusting = Config { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..config() };
    let running = start(trusting).await;
    assert!(ask(running.address, "/who", &forwarded).await.ends_with("8.8.8.8"));
}

#[tokio::test]
async fn beyond_its_fixed_places_the_server_sheds_with_retry_after() {
    let fixed = Config { concurrent_requests: 1, load_control: LoadControl::Fixed, ..config() };
    let running = start(fixed).await;
    let address = running.address;
    let first = tokio::spawn(async move { ask(address, "/slow", HOST).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let second = ask(address, "/who", HOST).await;
    assert!(second.starts_with("HTTP/1.1 503 ") && second.contains("retry-after: 2"), "{second}");
    assert!(first.await.unwrap().ends_with("finished"));
}

#[tokio::test]
async fn a_client_that_dawdles_over_its_headers_is_dropped() {
    let running = start(Config { header_seconds: 1, ..config() }).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET /who HTTP/1.1\r\nHost: id.").await.unwrap();
    let mut rest = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
    assert!(read.is_ok(), "still open");
}

#[tokio::test]
async fn headers_beyond_the_limit_are_refused() {
    let running = start(config()).await;
    let large = format!("{HOST}X-Large: {}\r\n", "x".repeat(4 * HEADER_BYTES));
    let answer = ask(running.address, "/who", &large).await;
    assert!(answer.starts_with("HTTP/1.1 431 ") || answer.is_empty(), "{answer}");
}

#[tokio::test]
async fn what_was_accepted_finishes_when_the_server_stops() {
    let running = start(config()).await;
    let address = running.address;
    let slow = tokio::spawn(async move { ask(address, "/slow", HOST).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop.send(true).unwrap();
    running.ended.await.unwrap();
    assert!(slow.await.unwrap().ends_with("finished"));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_draining_server_still_serves_and_ends_each_connection() {
    let running = start(Config { drain_seconds: 1, ..config() }).await;
    let kept = async |stream: &mut TcpStream| {
        stream.write_all(format!("GET /who HTTP/1.1\r\n{HOST}\r\n").as_bytes()).await.unwrap();
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.unwrap();
        String::from_utf8_lossy(&part[..read]).to_lowercase()
    };
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let before = kept(&mut stream).await;
    assert!(before.starts_with("http/1.1 200") && !before.contains("connection: close"), "{before}");
    running.stop.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let during = kept(&mut stream).await;
    assert!(during.starts_with("http/1.1 200") && during.contains("connection: close"), "{during}");
    assert!(ask(running.address, "/who", HOST).await.ends_with("127.0.0.1"), "new ones are still served");
    running.ended.await.unwrap();
    assert!(TcpStream::connect(running.address).await.is_err());
}

#[tokio::test]
async fn a_connection_that_nobody_fetched_before_the_end_is_served() {
    // No place is free: the second connection waits in the system's queue when the server is told to stop.
    let running = start(Config { connections: 1, drain_seconds: 1, ..config() }).await;
    let mut first = TcpStream::connect(running.address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut second = TcpStream::connect(running.address).await.unwrap();
    running.stop.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(exchange(&mut first, "/who", HOST).await.ends_with("127.0.0.1"));
    assert!(exchange(&mut second, "/who", HOST).await.ends_with("127.0.0.1"));
    running.ended.await.unwrap();
}

#[tokio::test]
async fn a_connection_whose_first_request_is_on_its_way_at_the_end_is_answered() {
    let running = start(config()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(exchange(&mut stream, "/who", HOST).await.ends_with("127.0.0.1"));
    running.ended.await.unwrap();
}

#[tokio::test]
async fn a_connection_without_a_request_does_not_hold_up_the_end() {
    let running = start(config()).await;
    let _silent = TcpStream::connect(running.address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop.send(true).unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(1900), running.ended).await.is_ok());
}

#[tokio::test]
async fn an_address_in_use_is_told_with_what_to_do() {
    let running = start(config()).await;
    let error = Server::bind(Config { listen: running.address, ..config() }).await.unwrap_err();
    assert_eq!(error.code(), "cannot_listen");
    assert!(error.public().contains("http.listen"));
}

mod load;
mod mutual;
mod proxied;

mod tls {
    use std::path::Path;
    use std::process::Command;

    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, ServerName};
    use rustls::{ClientConfig, RootCertStore};
    use tokio_rustls::TlsConnector;

    use super::*;

    /// A certificate for `name`, by the openssl program: our own libraries make none.
    pub(super) fn certificate(folder: &Path, name: &str) {
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
                "1",
            ])
            .args([
                "-subj",
                "/CN=test",
                "-addext",
                &format!("subjectAltName=DNS:{name}"),
                "-addext",
                "basicConstraints=CA:FALSE",
            ])
            .args(["-keyout", "key.pem", "-out", "cert.pem"])
            .current_dir(folder)
            .output()
            .expect("openssl is part of the test machine");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }

    async fn connects(address: SocketAddr, cert: &Path, name: &str) -> bool {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(cert).unwrap()).unwrap();
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        match TlsConnector::from(Arc::new(config)).connect(name, stream).await {
            Ok(mut stream) => exchange(&mut stream, "/who", HOST).await.contains("127.0.0.1"),
            Err(_) => false,
        }
    }

    #[tokio::test]
    async fn a_new_certificate_is_taken_and_a_bad_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        certificate(folder.path(), "one.localhost");
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let running =
            start(Config { tls_cert: Some(cert.clone()), tls_key: Some(key.clone()), ..config() }).await;
        assert!(connects(running.address, &cert, "one.localhost").await);

        certificate(folder.path(), "two.localhost");
        let mut taken = false;
        for _ in 0..50 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            taken = connects(running.address, &cert, "two.localhost").await;
            if taken {
                break;
            }
        }
        assert!(taken, "the new certificate was not taken");

        std::fs::write(&key, "no key").unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(connects(running.address, &cert, "two.localhost").await, "the old one must stay");
        assert_eq!(Tls::open(cert, key).unwrap_err().code(), "bad_certificate");
    }

    #[tokio::test]
    async fn a_missing_certificate_stops_the_start() {
        let wrong = Config { tls_cert: Some("/no/cert".into()), tls_key: Some("/no/key".into()), ..config() };
        assert_eq!(Server::bind(wrong).await.unwrap_err().code(), "bad_certificate");
    }
}
