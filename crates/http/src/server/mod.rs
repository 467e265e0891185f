//! The server: binds, speaks plain HTTP or TLS, finds the site by the `Host` header, bounds what it takes on, and stops gracefully.

mod hosts;
mod tls;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Error, Result};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

pub use hosts::Hosts;
pub use tls::Tls;

use crate::address::{self, Range};
use crate::config::Config;
use crate::limit::{self, Concurrency, RequestTime};
use crate::{Problem, headers, outbound};

/// The largest header section taken, in bytes.
const HEADER_BYTES: usize = 32 * 1024;
/// A TLS handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// A server that is bound and not yet serving.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    tls: Option<Tls>,
    config: Config,
}

/// What each connection needs.
struct Shared {
    hosts: Hosts,
    trusted: Vec<Range>,
    concurrency: Concurrency,
    request_time: Duration,
    header_time: Duration,
}

impl Server {
    /// Binds to the configured address and reads the certificate, if there is one.
    ///
    /// # Errors
    /// `cannot_listen`, `bad_certificate`.
    pub async fn bind(config: Config) -> Result<Self> {
        let listener = TcpListener::bind(config.listen).await.map_err(|e| {
            Error::invalid(
                "cannot_listen",
                format!("Cannot listen on {}: {e}. Choose another address by http.listen, or stop what is using it.", config.listen),
            )
        })?;
        let tls = match (&config.tls_cert, &config.tls_key) {
            (Some(cert), Some(key)) => Some(Tls::open(cert.clone(), key.clone())?),
            _ => None,
        };
        Ok(Self { listener, tls, config })
    }

    /// The address it is bound to: the port is the system's choice where 0 was configured.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> Result<SocketAddr> {
        self.listener.local_addr().map_err(Error::internal)
    }

    /// Serves until `stop` becomes true (or its sender is gone), then takes no more, and lets what was accepted finish within the
    /// configured deadline.
    pub async fn serve(self, hosts: Hosts, mut stop: watch::Receiver<bool>) {
        let shared = Arc::new(Shared {
            hosts,
            trusted: self.config.trusted_proxies.clone(),
            concurrency: Concurrency::new(self.config.concurrent_requests),
            request_time: Duration::from_secs(self.config.request_seconds),
            header_time: Duration::from_secs(self.config.header_seconds),
        });
        let connections = Arc::new(Semaphore::new(self.config.connections.min(Semaphore::MAX_PERMITS)));
        let graceful = GracefulShutdown::new();
        if let Some(tls) = &self.tls {
            tokio::spawn(tls.clone().watch(stop.clone()));
        }
        loop {
            let accepted = tokio::select! {
                () = stopped(&mut stop) => break,
                accepted = accept(&self.listener, &connections) => accepted,
            };
            let Some((stream, peer, place)) = accepted else { continue };
            let (shared, tls, watcher) = (Arc::clone(&shared), self.tls.clone(), graceful.watcher());
            tokio::spawn(async move {
                connection(stream, peer, tls, shared, watcher).await;
                drop(place);
            });
        }
        drop(self.listener);
        let deadline = Duration::from_secs(self.config.shutdown_seconds);
        if tokio::time::timeout(deadline, graceful.shutdown()).await.is_err() {
            tracing::warn!("some requests did not finish before the deadline and were cut off");
        }
    }
}

/// Resolves when the server shall stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone: nobody could ever stop the server otherwise.
    let _ = stop.wait_for(|stop| *stop).await;
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

/// Waits for a free place first, so that an overfull server leaves the rest in the system's queue.
async fn accept(listener: &TcpListener, connections: &Arc<Semaphore>) -> Option<Accepted> {
    let place = Arc::clone(connections).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            // Out of file handles, as a rule: give the system a moment.
            tracing::warn!(%error, "cannot accept a connection");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Tls>,
    shared: Arc<Shared>,
    watcher: hyper_util::server::graceful::Watcher,
) {
    match tls {
        None => speak(stream, peer, shared, watcher).await,
        Some(tls) => match tokio::time::timeout(HANDSHAKE, tls.acceptor().accept(stream)).await {
            Ok(Ok(stream)) => speak(stream, peer, shared, watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        },
    }
}

async fn speak<S>(
    stream: S,
    peer: SocketAddr,
    shared: Arc<Shared>,
    watcher: hyper_util::server::graceful::Watcher,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let header_time = shared.header_time;
    let service = service_fn(move |request: Request<Incoming>| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(answer(request.map(Body::new), peer, &shared).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_time)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "connection ended");
    }
}

/// One request: a place, a site, and a time to finish.
async fn answer(mut request: Request<Body>, peer: SocketAddr, shared: &Shared) -> Response {
    let place = match shared.concurrency.enter() {
        Ok(place) => place,
        Err(error) => return bare(limit::busy(error, request.headers())),
    };
    let client = address::client(peer, request.headers(), &shared.trusted);
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(RequestTime(shared.request_time));
    let Some(site) = shared.hosts.find(&request) else { return bare(misdirected()) };
    let answered = site.oneshot(request).await;
    drop(place);
    match answered {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// An answer from before any site: it wants the same headers.
fn bare(mut response: Response) -> Response {
    headers::write(response.headers_mut(), false, None);
    response
}

/// RFC 9110 section 15.5.20: this server does not answer for that host.
fn misdirected() -> Response {
    let error =
        Error::invalid("unknown_host", "This server does not answer for that host. Check the address.");
    Problem::with_status(StatusCode::MISDIRECTED_REQUEST, error).into_response()
}

/// Installs the process's TLS provider. [`outbound::client`] does so, too.
pub(crate) fn install_provider() {
    outbound::install_provider();
}

#[cfg(test)]
mod tests;
