//! The configuration's section `[http]`.

use std::net::SocketAddr;
use std::path::PathBuf;

use causeway_core::config::Fault;
use causeway_core::{Localised, Rng};
use serde::Deserialize;

use crate::address::Range;

/// How the platform is reached and how much it takes on at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The address and port to listen on. Default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// How people reach the platform: scheme, host and port. Default `http://localhost:8080`. It is the issuer, too.
    pub public_url: String,
    /// The TLS certificate chain (PEM), read again when it changes. Without one: plain HTTP.
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM).
    pub tls_key: Option<PathBuf>,
    /// A second address and port to listen on, which asks callers for a certificate (mutual TLS, RFC 8705). For programs alone: browsers
    /// never come here, and it serves no pages. Default none: nobody is asked.
    pub mtls_listen: Option<SocketAddr>,
    /// How programs reach `mtls_listen`: scheme, host and port. `tls_cert` must be for this name, too. Behind a proxy it is the proxy that
    /// asks for the certificate, with a host name of its own for that, and hands it on in the header `Client-Cert` (RFC 9440; percent-encoded
    /// PEM, as nginx writes it, is understood, too): it counts on `mtls_listen` alone, without `tls_cert`, and from `trusted_proxies`.
    pub mtls_public_url: Option<String>,
    /// The authorities (PEM) to which the certificates of clients with the method `tls_client_auth` lead up, read again when it changes.
    /// Default none: only certificates that are registered themselves are any good.
    pub client_roots: Option<PathBuf>,
    /// The addresses of proxies (CIDR) whose `X-Forwarded-For` is believed. Default none.
    pub trusted_proxies: Vec<Range>,
    /// The addresses (CIDR) that may read `/metrics`; to others it does not exist. Default this machine's loopback.
    pub metrics_from: Vec<Range>,
    /// How the number of requests worked on at once is found: `adaptive` measures what the machine can do, lets a short queue wait in
    /// order of priority, and answers the rest 503 with `Retry-After`; `fixed` takes `concurrent_requests` and lets nobody wait.
    /// Default `adaptive`.
    pub load_control: LoadControl,
    /// Requests worked on at once at the very most. Default 512.
    pub concurrent_requests: usize,
    /// Connections held open at once, by each address listened on; beyond, new ones wait, and only health checks and figures are answered at once. Default 10000.
    pub connections: usize,
    /// Seconds for a client to send its headers. Default 10.
    pub header_seconds: u64,
    /// Seconds for a request to be answered; beyond, 503. Default 30.
    pub request_seconds: u64,
    /// Seconds between being told to stop and taking no more: `/health/ready` answers 503 meanwhile, so that proxies send nobody here
    /// any more. Longer than a proxy takes to notice, and than it keeps an idle connection. Default 5.
    pub drain_seconds: u64,
    /// Seconds for accepted requests to finish after that. Default 20.
    pub shutdown_seconds: u64,
}

/// How the number of requests worked on at once is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadControl {
    /// From throughput and latency, as they are measured.
    Adaptive,
    /// Not at all: it is `concurrent_requests`.
    Fixed,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://localhost:8080".to_owned(),
            tls_cert: None,
            tls_key: None,
            mtls_listen: None,
            mtls_public_url: None,
            client_roots: None,
            trusted_proxies: Vec::new(),
            metrics_from: loopback(),
            load_control: LoadControl::Adaptive,
            concurrent_requests: 512,
            connections: 10_000,
            header_seconds: 10,
            request_seconds: 30,
            drain_seconds: 5,
            shutdown_seconds: 20,
        }
    }
}

fn loopback() -> Vec<Range> {
    ["127.0.0.0/8", "::1/128"].iter().filter_map(|range| range.parse().ok()).collect()
}

impl Config {
    /// What is wrong with it, for `causeway check`. In production, plain HTTP on a public address needs a declared proxy.
    pub fn faults(&self, production: bool) -> Vec<Fault> {
        let mut faults = Vec::new();
        let name = Localised::new("", "", "");
        if let Err(error) = crate::Site::new(&self.public_url, name, Rng::system()) {
            faults.push(Fault::new("http.public_url", error.public()));
        }
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            faults.push(Fault::new("http.tls_cert", "Give both http.tls_cert and http.tls_key, or neither."));
        }
        if production && !self.public_url.starts_with("https://") {
            faults.push(Fault::new(
                "http.public_url",
                "In production the public address must begin with https://.",
            ));
        }
        // On the loopback interface, too: there a proxy on the same machine stands in front, and every caller would be taken for it.
        let open = self.tls_cert.is_none() && self.trusted_proxies.is_empty();
        if production && open {
            faults.push(Fault::new(
                "http.trusted_proxies",
                "Without TLS there is a proxy in front: name its address here, or give http.tls_cert and http.tls_key.",
            ));
        }
        self.mutual_faults(production, &mut faults);
        let numbers = [
            ("http.concurrent_requests", self.concurrent_requests == 0),
            ("http.connections", self.connections == 0),
            ("http.header_seconds", self.header_seconds == 0),
            ("http.request_seconds", self.request_seconds == 0),
        ];
        for (key, _) in numbers.into_iter().filter(|(_, zero)| *zero) {
            faults.push(Fault::new(key, "Write a number above 0."));
        }
        faults
    }

    /// Of the second listener.
    fn mutual_faults(&self, production: bool, faults: &mut Vec<Fault>) {
        const LISTEN: &str = "http.mtls_listen";
        const URL: &str = "http.mtls_public_url";
        let mut fault = |key: &str, words: &str| faults.push(Fault::new(key, words));
        let (listen, url) = match (self.mtls_listen, &self.mtls_public_url) {
            (Some(listen), Some(url)) => (listen, url),
            (None, None) if self.client_roots.is_none() => return,
            (None, None) => {
                return fault(
                    "http.client_roots",
                    "Nobody is asked for a certificate: give http.mtls_listen and http.mtls_public_url, too, or leave this out.",
                );
            }
            _ => return fault(LISTEN, "Give both http.mtls_listen and http.mtls_public_url, or neither."),
        };
        let site = |url: &str| crate::Site::new(url, Localised::new("", "", ""), Rng::system());
        match (site(url), site(&self.public_url)) {
            (Err(error), _) => fault(URL, error.public()),
            (Ok(mutual), Ok(public)) if mutual.origin() == public.origin() => fault(
                URL,
                "This is http.public_url: browsers would be asked for certificates. Give it a host name or a port of its own.",
            ),
            (Ok(mutual), _) if production && !mutual.is_https() => {
                fault(URL, "In production the address for mutual TLS must begin with https://.");
            }
            _ => {}
        }
        if listen == self.listen && listen.port() != 0 {
            fault(LISTEN, "This is http.listen: give it a port of its own.");
        }
        if self.tls_cert.is_none() && self.trusted_proxies.is_empty() {
            fault(
                LISTEN,
                "Without TLS here a proxy asks for the certificate: name its address in http.trusted_proxies, or give http.tls_cert and http.tls_key.",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(config: &Config, production: bool) -> Vec<String> {
        config.faults(production).into_iter().map(|fault| fault.key).collect()
    }

    #[test]
    fn the_default_is_for_this_machine_alone() {
        assert!(keys(&Config::default(), false).is_empty());
        assert_eq!(keys(&Config::default(), true), ["http.public_url", "http.trusted_proxies"]);
    }

    #[test]
    fn production_does_not_speak_plain_http_to_the_public() {
        let mut config = Config {
            listen: SocketAddr::from(([0, 0, 0, 0], 80)),
            public_url: "https://id.example".to_owned(),
            ..Config::default()
        };
        assert_eq!(keys(&config, true), ["http.trusted_proxies"]);
        config.trusted_proxies.push("10.0.0.1".parse().unwrap());
        assert!(keys(&config, true).is_empty());
    }

    #[test]
    fn faults_are_all_told_at_once() {
        let config = Config {
            public_url: "localhost".to_owned(),
            tls_cert: Some("a".into()),
            concurrent_requests: 0,
            ..Config::default()
        };
        assert_eq!(keys(&config, false), ["http.public_url", "http.tls_cert", "http.concurrent_requests"]);
    }
    #[test]
    fn mutual_tls_is_configured_whole_and_apart_from_where_browsers_come() {
        let whole = Config {
            public_url: "https://id.example".to_owned(),
            trusted_proxies: vec!["10.0.0.1".parse().unwrap()],
            mtls_listen: Some(SocketAddr::from(([127, 0, 0, 1], 8081))),
            mtls_public_url: Some("https://mtls.id.example".to_owned()),
            client_roots: Some("roots.pem".into()),
            ..Config::default()
        };
        assert!(keys(&whole, true).is_empty());
        let with = |change: fn(&mut Config)| {
            let mut config = whole.clone();
            change(&mut config);
            keys(&config, true)
        };
        assert_eq!(with(|c| c.mtls_listen = None), ["http.mtls_listen"]);
        assert_eq!(with(|c| c.mtls_public_url = None), ["http.mtls_listen"]);
        assert_eq!(with(|c| (c.mtls_listen, c.mtls_public_url) = (None, None)), ["http.client_roots"]);
        assert_eq!(with(|c| c.mtls_listen = Some(c.listen)), ["http.mtls_listen"]);
        for url in [
            "https://id.example/",
            "https://ID.example:443",
            "http://mtls.id.example",
            "mtls",
            "https://mtls/x",
        ] {
            let config = Config { mtls_public_url: Some(url.to_owned()), ..whole.clone() };
            assert_eq!(keys(&config, true), ["http.mtls_public_url"], "{url}");
        }
        assert_eq!(with(|c| c.trusted_proxies.clear()), ["http.trusted_proxies", "http.mtls_listen"]);
        assert!(
            with(|c| {
                c.trusted_proxies.clear();
                (c.tls_cert, c.tls_key) = (Some("a".into()), Some("b".into()));
            })
            .is_empty()
        );
    }
}
