//! The configuration's section `[http]`.

use std::net::SocketAddr;
use std::path::PathBuf;

use causeway_core::config::Fault;
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
    /// Connections held open at once; beyond, new ones wait, and only health checks and figures are answered at once. Default 10000.
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
        let name = causeway_core::Localised::new("", "", "");
        if let Err(error) = crate::Site::new(&self.public_url, name, causeway_core::Rng::system()) {
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
}
