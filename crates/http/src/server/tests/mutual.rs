//! Mutual TLS on real sockets: by a handshake of our own, and by a proxy's word.

use std::path::Path;
use std::process::Command;

use causeway_crypto::b64;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, SignatureScheme};
use tempfile::TempDir;
use tokio_rustls::TlsConnector;

use super::*;
use crate::ClientCertificate;

/// Says what it was shown: nothing, or whether it chains, and how many bytes of header are left.
fn site() -> axum::Router {
    let shown = async |certificate: Option<ClientCertificate>, headers: axum::http::HeaderMap| {
        assert!(!headers.contains_key("client-cert") && !headers.contains_key("client-cert-chain"));
        match certificate {
            None => "nobody".to_owned(),
            Some(shown) => format!("{} chains={}", b64::encode(&shown.der), shown.chains),
        }
    };
    axum::Router::new().route("/who", get(shown))
}

pub(super) struct Mutual {
    pub(super) first: SocketAddr,
    pub(super) second: SocketAddr,
    _stop: watch::Sender<bool>,
}

pub(super) async fn start(config: Config) -> Mutual {
    let config = Config { mtls_listen: Some(config.listen), ..config };
    let server = Server::bind(config).await.unwrap();
    let (first, second) = (server.address().unwrap(), server.mutual_address().unwrap().unwrap());
    let hosts = Hosts::new().host("id.localhost", site()).mutual("mtls.localhost", site());
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(server.serve(hosts, stopped));
    Mutual { first, second, _stop: stop }
}

/// Certificates of the openssl program in a folder of their own.
pub(super) struct Made(TempDir);

impl Made {
    pub(super) fn new() -> Self {
        let made = Self(tempfile::tempdir().unwrap());
        tls::certificate(made.0.path(), "mtls.localhost");
        made.authority("ca");
        made
    }

    pub(super) fn path(&self, file: &str) -> std::path::PathBuf {
        self.0.path().join(file)
    }

    fn openssl(&self, arguments: &str) {
        let words = arguments.split(' ');
        let said = Command::new("openssl").args(words).current_dir(&self.0).output().unwrap();
        assert!(said.status.success(), "{arguments}: {}", String::from_utf8_lossy(&said.stderr));
    }

    fn authority(&self, name: &str) {
        self.openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={name} -keyout {name}.key -out {name}.pem"
        ));
    }

    pub(super) fn self_signed(&self, name: &str) {
        self.authority(name);
    }

    pub(super) fn issued(&self, name: &str, by: &str, usage: &str) {
        let extensions = format!(
            "basicConstraints={}\nextendedKeyUsage={usage}\n",
            if name == "middle" { "CA:TRUE" } else { "CA:FALSE" }
        );
        std::fs::write(self.path("ext"), extensions).unwrap();
        self.openssl(&format!(
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name} -keyout {name}.key -out {name}.csr"
        ));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA {by}.pem -CAkey {by}.key -CAcreateserial -days 1 -extfile ext -out {name}.pem"
        ));
    }

    fn der(&self, name: &str) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(self.path(&format!("{name}.pem"))).unwrap()
    }

    fn config(&self) -> Config {
        Config {
            tls_cert: Some(self.path("cert.pem")),
            tls_key: Some(self.path("key.pem")),
            client_roots: Some(self.path("ca.pem")),
            ..config()
        }
    }

    /// What a caller with the key of `key` sees who shows the certificates of `chain`.
    pub(super) async fn calls(&self, address: SocketAddr, chain: &[&str], key: &str) -> Option<String> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.path("cert.pem")).unwrap()).unwrap();
        let builder = ClientConfig::builder().with_root_certificates(roots);
        let config = if chain.is_empty() {
            builder.with_no_client_auth()
        } else {
            let key = PrivateKeyDer::from_pem_file(self.path(&format!("{key}.key"))).unwrap();
            let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(&key).unwrap();
            let chain = chain.iter().map(|name| self.der(name)).collect();
            builder.with_client_cert_resolver(Arc::new(Shows(Arc::new(CertifiedKey::new(chain, key)))))
        };
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("mtls.localhost").unwrap();
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()?;
        let host = "Host: mtls.localhost\r\nClient-Cert: :AQID:\r\nX-Forwarded-For: 8.8.8.8\r\n";
        said(&exchange(&mut stream, "/who", host).await)
    }

    pub(super) fn shown(&self, name: &str, chains: bool) -> String {
        format!("{} chains={chains}", b64::encode(&self.der(name)))
    }
}

/// The body of a good answer.
fn said(answer: &str) -> Option<String> {
    let body = answer.starts_with("HTTP/1.1 200 ").then(|| answer.split("\r\n\r\n").nth(1)).flatten();
    body.map(str::to_owned)
}

/// Shows what it is told to, whether it fits its key or not.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesClientCert for Shows {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn rfc8705_2_a_certificate_is_taken_from_whoever_holds_its_key_and_says_where_it_leads() {
    let made = Made::new();
    made.self_signed("own");
    made.issued("client", "ca", "clientAuth");
    made.issued("server", "ca", "serverAuth");
    made.issued("middle", "ca", "clientAuth");
    made.issued("below", "middle", "clientAuth");
    made.authority("stranger");
    made.issued("strange", "stranger", "clientAuth");
    let running = start(made.config()).await;
    let calls = async |chain: &[&str]| made.calls(running.second, chain, chain[0]).await;
    assert_eq!(made.calls(running.second, &[], "").await.as_deref(), Some("nobody"));
    assert_eq!(calls(&["own"]).await, Some(made.shown("own", false)));
    assert_eq!(calls(&["client"]).await, Some(made.shown("client", true)));
    assert_eq!(calls(&["below", "middle"]).await, Some(made.shown("below", true)));
    assert_eq!(calls(&["below"]).await, Some(made.shown("below", false)), "a link is missing");
    assert_eq!(calls(&["server"]).await, Some(made.shown("server", false)), "it is for another use");
    assert_eq!(calls(&["strange", "stranger"]).await, Some(made.shown("strange", false)));
}

#[tokio::test]
async fn rfc8705_7_2_a_certificate_whose_key_the_caller_does_not_hold_ends_the_handshake() {
    let made = Made::new();
    made.issued("victim", "ca", "clientAuth");
    made.self_signed("thief");
    let running = start(made.config()).await;
    assert_eq!(made.calls(running.second, &["victim"], "thief").await, None);
}

#[tokio::test]
async fn browsers_are_not_asked_and_do_not_come_to_the_second_listener() {
    let made = Made::new();
    made.issued("client", "ca", "clientAuth");
    let running = start(made.config()).await;
    // There is no such host where people come in, and nobody asks for a certificate there.
    assert_eq!(made.calls(running.first, &["client"], "client").await, None);
    let plain = start(Config { trusted_proxies: vec!["127.0.0.1".parse().unwrap()], ..config() }).await;
    let header = "Client-Cert: :AQID:\r\n";
    let first = ask(plain.first, "/who", &format!("{HOST}{header}")).await;
    assert_eq!(said(&first).as_deref(), Some("nobody"), "{first}");
    assert!(ask(plain.second, "/who", HOST).await.starts_with("HTTP/1.1 421 "));
}

#[tokio::test]
async fn rfc9440_4_the_header_is_believed_from_a_trusted_proxy_alone() {
    let made = Made::new();
    made.issued("client", "ca", "clientAuth");
    let der = b64::encode_standard(&made.der("client"));
    let header = format!("Host: mtls.localhost\r\nClient-Cert: :{der}:\r\n");
    let proxied = |proxy: &str| Config {
        trusted_proxies: vec![proxy.parse().unwrap()],
        client_roots: Some(made.path("ca.pem")),
        ..config()
    };
    let trusting = start(proxied("127.0.0.1")).await;
    assert_eq!(said(&ask(trusting.second, "/who", &header).await), Some(made.shown("client", true)));
    let nothing = ask(trusting.second, "/who", "Host: mtls.localhost\r\n").await;
    assert_eq!(said(&nothing).as_deref(), Some("nobody"));
    let elsewhere = start(proxied("10.0.0.1")).await;
    assert_eq!(said(&ask(elsewhere.second, "/who", &header).await).as_deref(), Some("nobody"));
}

#[tokio::test]
async fn where_the_handshake_is_ours_no_header_counts_even_from_a_trusted_proxy() {
    let made = Made::new();
    made.self_signed("own");
    let running =
        start(Config { trusted_proxies: vec!["127.0.0.1".parse().unwrap()], ..made.config() }).await;
    assert_eq!(made.calls(running.second, &[], "").await.as_deref(), Some("nobody"));
    assert_eq!(made.calls(running.second, &["own"], "own").await, Some(made.shown("own", false)));
}

#[tokio::test]
async fn an_expired_certificate_leads_nowhere() {
    let made = Made::new();
    made.issued("client", "ca", "clientAuth");
    let roots = |days: i64| {
        let now = Clock::system().now() + jiff::SignedDuration::from_hours(24 * days);
        crate::server::mutual::ClientRoots::open(Some(made.path("ca.pem")), Clock::manual(now)).unwrap()
    };
    let chains = |days| roots(days).judge(&[made.der("client")]).unwrap().chains;
    assert!(chains(0));
    assert!(!chains(2) && !chains(-2));
}

#[tokio::test]
async fn new_authorities_are_taken_and_bad_ones_are_not() {
    let made = Made::new();
    made.issued("client", "ca", "clientAuth");
    made.authority("next");
    made.issued("later", "next", "clientAuth");
    let running = start(made.config()).await;
    let calls = async |name: &str| made.calls(running.second, &[name], name).await;
    assert_eq!(calls("later").await, Some(made.shown("later", false)));
    std::fs::copy(made.path("next.pem"), made.path("ca.pem")).unwrap();
    let mut taken = false;
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        taken = calls("later").await == Some(made.shown("later", true));
        if taken {
            break;
        }
    }
    assert!(taken, "the new authorities were not taken");
    assert_eq!(calls("client").await, Some(made.shown("client", false)));
    std::fs::write(made.path("ca.pem"), "nothing").unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(calls("later").await, Some(made.shown("later", true)), "the old ones must stay");
}

#[tokio::test]
async fn authorities_that_are_none_stop_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = async |path: &Path| {
        Server::bind(Config { client_roots: Some(path.to_owned()), ..config() }).await.unwrap_err()
    };
    let file = folder.path().join("roots.pem");
    assert_eq!(start(&file).await.code(), "bad_client_roots");
    for text in ["", "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"] {
        std::fs::write(&file, text).unwrap();
        let error = start(&file).await;
        assert_eq!(error.code(), "bad_client_roots");
        assert!(error.public().contains("http.client_roots"), "{error}");
    }
}
