//! Requests to the outside, built in one place: limits on time and size, no redirects, nothing into private networks unless
//! allowed (server-side request forgery), and failures told by our own codes.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use causeway_core::{Error, Result};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::HeaderMap;
use reqwest::{Certificate, Client, RequestBuilder, Response, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::load::aside;

/// The configuration's section `[outbound]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Whether addresses in private, loopback and link-local ranges may be called. Default false; a sandbox on one machine needs it.
    pub allow_private: bool,
    /// Seconds to connect. Default 3.
    pub connect_seconds: u64,
    /// Seconds for the whole answer. Default 10.
    pub total_seconds: u64,
    /// The largest answer, in bytes. Default 1 MiB.
    pub answer_bytes: usize,
    /// More certificate authorities to trust (PEM files), beside the system's.
    pub extra_roots: Vec<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            allow_private: false,
            connect_seconds: 3,
            total_seconds: 10,
            answer_bytes: 1024 * 1024,
            extra_roots: Vec::new(),
        }
    }
}

/// A client for requests to the outside. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    client: Client,
    allow_private: bool,
    answer_bytes: usize,
}

/// Builds the client.
///
/// # Errors
/// `bad_root` when an extra certificate authority cannot be read.
pub fn client(config: &Config) -> Result<Outbound> {
    install_provider();
    #[expect(clippy::disallowed_methods, reason = "the one place where outbound HTTP is built")]
    let mut builder = Client::builder()
        .connect_timeout(Duration::from_secs(config.connect_seconds))
        .timeout(Duration::from_secs(config.total_seconds))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .user_agent(concat!("causeway/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(std::sync::Arc::new(Resolver { allow_private: config.allow_private }));
    let mut roots = Vec::new();
    for path in &config.extra_roots {
        let read = std::fs::read(path).map_err(|e| e.to_string());
        let parsed = read.and_then(|pem| Certificate::from_pem_bundle(&pem).map_err(|e| e.to_string()));
        roots.extend(parsed.map_err(|why| {
            Error::invalid(
                "bad_root",
                format!("The certificate authority {} cannot be read: {why}.", path.display()),
            )
        })?);
    }
    if !roots.is_empty() {
        builder = builder.tls_certs_merge(roots);
    }
    let client = builder.build().map_err(Error::internal)?;
    Ok(Outbound { client, allow_private: config.allow_private, answer_bytes: config.answer_bytes })
}

/// Makes aws-lc-rs the process's TLS provider; a second call finds it there.
pub fn install_provider() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

impl Outbound {
    /// The client itself, to build requests with, and for libraries that want one.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same, reading answers of that many bytes at most.
    #[must_use]
    pub fn at_most(&self, bytes: usize) -> Self {
        Self { answer_bytes: self.answer_bytes.min(bytes), ..self.clone() }
    }

    /// Sends a request and reads its answer whole, whatever its status.
    ///
    /// # Errors
    /// `upstream_forbidden`, `upstream_unreachable`, `upstream_timeout`, `upstream_too_large`.
    pub async fn send(&self, request: RequestBuilder) -> Result<Answer> {
        let request = request.build().map_err(|e| failed(&e))?;
        if !self.allow_private {
            refuse_literal(request.url())?;
        }
        aside(async {
            let mut response = self.client.execute(request).await.map_err(|e| failed(&e))?;
            let (status, headers) = (response.status(), response.headers().clone());
            let body = read(&mut response, self.answer_bytes).await?;
            Ok(Answer { status, headers, body })
        })
        .await
    }

    /// Sends a request and reads a JSON answer.
    ///
    /// # Errors
    /// Those of [`Self::send`], `upstream_status` when the answer is no success, `upstream_malformed` when it is not such JSON.
    pub async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        let answer = self.send(request).await?;
        if !answer.status.is_success() {
            return Err(answer.refused());
        }
        answer.json()
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("allow_private", &self.allow_private).finish_non_exhaustive()
    }
}

/// An answer from the outside. No `Debug` of its body, which may hold personal data.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// `upstream_malformed`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|_| {
            Error::upstream(
                "upstream_malformed",
                "The other side's answer could not be understood. Try again later.",
            )
        })
    }

    /// The code of a problem document, if the other side sent one.
    pub fn problem_code(&self) -> Option<String> {
        let document: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        Some(document.get("code")?.as_str()?.to_owned())
    }

    fn refused(&self) -> Error {
        Error::upstream("upstream_status", "The other side refused the request. Try again later.").with_cause(
            format!("status {} {}", self.status.as_u16(), self.problem_code().unwrap_or_default()),
        )
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

async fn read(response: &mut Response, most: usize) -> Result<Vec<u8>> {
    let too_large = || {
        Error::upstream(
            "upstream_too_large",
            "The other side's answer was larger than allowed. Try again later.",
        )
    };
    if response.content_length().is_some_and(|bytes| bytes > most as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| failed(&e))? {
        if body.len() + chunk.len() > most {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Our code for a failure. The address stays out of it: a path may hold what is not for logs.
fn failed(error: &reqwest::Error) -> Error {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        if source.is::<Forbidden>() {
            return forbidden();
        }
        deepest = source;
    }
    let cause = deepest.to_string();
    if error.is_timeout() {
        return Error::upstream(
            "upstream_timeout",
            "The other side took too long to answer. Try again later.",
        )
        .with_cause(cause);
    }
    Error::upstream("upstream_unreachable", "The other side cannot be reached. Try again later.")
        .with_cause(cause)
}

fn forbidden() -> Error {
    Error::upstream(
        "upstream_forbidden",
        "The other side's address is in a private network, which this server may not call. The operator can allow it by outbound.allow_private.",
    )
}

/// An address literal never reaches the resolver, so it is looked at here.
fn refuse_literal(url: &Url) -> Result<()> {
    let literal = match url.host() {
        Some(url::Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(url::Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        _ => None,
    };
    if literal.is_some_and(|address| !is_global(address)) { Err(forbidden()) } else { Ok(()) }
}

/// Whether an address belongs to the open internet (IANA special-purpose address registries).
fn is_global(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_global_v4(v4),
        IpAddr::V6(v6) => is_global_v6(v6),
    }
}

fn is_global_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_unspecified()
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmarking = a == 198 && (b == 18 || b == 19);
    let protocol = a == 192 && b == 0 && c == 0;
    !(special || a == 0 || a >= 240 || shared || benchmarking || protocol)
}

fn is_global_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Only 2000::/3 is given out; of it, documentation, benchmarking, Teredo and 6to4 (which carry IPv4 addresses) are not for us.
    (0x2000..0x4000).contains(&first)
        && !(first == 0x2001 && (second == 0xdb8 || second < 0x0200))
        && first != 0x2002
        && first != 0x3fff
}

#[derive(Debug, thiserror::Error)]
#[error("the address is in a private network")]
struct Forbidden;

/// Resolves names by the system and hands out open addresses only, so that what was checked is what is connected to.
#[derive(Debug)]
struct Resolver {
    allow_private: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let name = name.as_str();
            // RFC 6761 section 6.3: every name under localhost is this machine, whatever the resolver thinks.
            let here = name == "localhost" || name.ends_with(".localhost");
            let found: Vec<SocketAddr> = if here {
                vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()]
            } else {
                tokio::net::lookup_host((name, 0)).await?.collect()
            };
            let any = !found.is_empty();
            let open: Vec<SocketAddr> =
                found.into_iter().filter(|a| allow_private || is_global(a.ip())).collect();
            if any && open.is_empty() {
                return Err(Forbidden.into());
            }
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
