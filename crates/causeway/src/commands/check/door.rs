//! How people reach it: the public address, and the certificate that speaks for it.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use causeway_crypto::certificate::Certificate;
use causeway_http::server::Tls;
use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::{Host, Url};

use super::report::{Finding, Report};
use crate::config::{Config, ModeName};

/// A certificate that ends sooner wants to be renewed now.
const SOON: SignedDuration = SignedDuration::from_hours(21 * 24);
/// No look at the name service takes longer.
const LOOK_UP: Duration = Duration::from_secs(3);

pub(super) async fn look(config: &Config, report: &mut Report) {
    let url = Url::parse(&config.http.public_url).ok();
    match &url {
        // The configuration's own checks have said so.
        None => report.add(Finding::skipped("public address", "it is none")),
        Some(url) => report.add(address(url, config.mode == ModeName::Production).await),
    }
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let now = causeway_core::Clock::system().now();
    match (&config.http.tls_cert, &config.http.tls_key) {
        (Some(cert), Some(key)) => {
            report.add(certificate(cert, key, host, now));
            let mutual = config.http.mtls_public_url.as_ref().and_then(|url| Url::parse(url).ok());
            if let Some(host) = mutual.as_ref().and_then(Url::host_str) {
                report.add(certificate(cert, key, host, now));
            }
        }
        _ => report.add(Finding::skipped("certificate", "none here: a proxy in front speaks TLS")),
    }
}

/// Passkeys are bound to the host name for good, so it has to be right from the first day.
async fn address(url: &Url, production: bool) -> Finding {
    const CHECK: &str = "public address";
    const FOR_GOOD: &str = "Passkeys are bound to the host name for good: settle on a name of your own before the first person registers.";
    let name = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        _ => {
            return Finding::fault(
                CHECK,
                format!("{url} is a bare address: browsers make no passkeys for it"),
                FOR_GOOD,
            );
        }
    };
    let local = name == "localhost" || name.ends_with(".localhost");
    if production && local {
        return Finding::warning(CHECK, format!("{name} is this machine alone"), FOR_GOOD);
    }
    let port = url.port_or_known_default().unwrap_or(443);
    let looked_up = tokio::time::timeout(LOOK_UP, tokio::net::lookup_host((name.as_str(), port))).await;
    let found: Vec<IpAddr> = match looked_up {
        Ok(Ok(found)) => found.map(|address| address.ip()).collect(),
        _ => Vec::new(),
    };
    if found.is_empty() && !local {
        let mend = "Register it with the name service, or mend this machine's resolver (services and connectors need it to find the platform).";
        return Finding::warning(CHECK, format!("{name} is not known to the name service here"), mend);
    }
    Finding::good(CHECK, url.as_str().trim_end_matches('/'))
}

fn certificate(cert: &Path, key: &Path, host: &str, now: Timestamp) -> Finding {
    const CHECK: &str = "certificate";
    if let Err(error) = Tls::open(cert.to_owned(), key.to_owned()) {
        return Finding::of(CHECK, "it cannot be used", &error);
    }
    let first =
        CertificateDer::pem_file_iter(cert).ok().and_then(|mut chain| chain.next()).and_then(Result::ok);
    let Some(read) = first.and_then(|der| Certificate::from_der(&der)) else {
        return Finding::fault(
            CHECK,
            format!("{} holds no certificate", cert.display()),
            "Give a PEM certificate chain.",
        );
    };
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let renew = "Renew it: a new one is read within ten seconds of replacing the files, without restart.";
    if !read.covers(host) {
        let found = format!("it is for {}, and not for {host}", read.names.dns.join(", "));
        return Finding::fault(
            CHECK,
            found,
            "Have one made for the host names in http.public_url and http.mtls_public_url.",
        );
    }
    if now < read.not_before {
        let found = format!("it begins on {}", day(read.not_before));
        return Finding::fault(
            CHECK,
            found,
            "Wait until then, use the one before, or set this machine's clock.",
        );
    }
    if now >= read.not_after {
        return Finding::fault(CHECK, format!("it ended on {}", day(read.not_after)), renew);
    }
    let found = format!("for {host}, until {}", day(read.not_after));
    if now.duration_until(read.not_after) < SOON {
        return Finding::warning(CHECK, found, renew);
    }
    Finding::good(CHECK, found)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::super::report::State;
    use super::*;

    fn made(folder: &Path, days: &str) -> Timestamp {
        let said = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
            .args(["-subj", "/CN=test", "-addext", "subjectAltName=DNS:id.example", "-days", days])
            .args(["-keyout", "key.pem", "-out", "cert.pem"])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        causeway_core::Clock::system().now()
    }

    #[test]
    fn a_certificate_is_judged_by_its_key_its_names_and_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let now = made(folder.path(), "90");
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let state = |host: &str, days: i64| {
            certificate(&cert, &key, host, now + SignedDuration::from_hours(24 * days)).state
        };
        assert_eq!(state("id.example", 0), State::Good);
        assert_eq!(state("id.example", 75), State::Warning);
        assert_eq!(state("id.example", 91), State::Fault);
        assert_eq!(state("id.example", -2), State::Fault);
        let other = certificate(&cert, &key, "other.example", now);
        assert_eq!(other.state, State::Fault);
        assert!(other.found.contains("for id.example, and not for other.example"), "{other:?}");

        let elsewhere = tempfile::tempdir().unwrap();
        made(elsewhere.path(), "90");
        let mixed = certificate(&cert, &elsewhere.path().join("key.pem"), "id.example", now);
        assert_eq!(mixed.state, State::Fault);
        let missing = certificate(&folder.path().join("none.pem"), &key, "id.example", now);
        assert!(missing.mend.unwrap().contains("none.pem"));
    }

    #[tokio::test]
    async fn an_address_is_a_name_that_is_known() {
        let state = async |url: &str, production| address(&Url::parse(url).unwrap(), production).await.state;
        assert_eq!(state("http://localhost:8080", false).await, State::Good);
        assert_eq!(state("https://localhost", true).await, State::Warning);
        assert_eq!(state("https://10.0.0.1", true).await, State::Fault);
        assert_eq!(state("https://[::1]:8443", false).await, State::Fault);
        assert_eq!(state("https://nowhere.invalid", true).await, State::Warning);
    }
}
