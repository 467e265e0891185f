//! The server: binds, speaks plain HTTP or TLS, finds the site by the `Host` header, bounds what it takes on, and stops gracefully.
//! A second listener asks callers for certificates; browsers never come to it.

mod client_cert;
mod door;
mod files;
mod hosts;
mod mutual;
mod seats;
mod served;
mod taking;
mod tls;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Clock, Error, Result};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tower::ServiceExt as _;

pub use files::Files;
pub use hosts::Hosts;
pub use served::Served;
pub use tls::Tls;

use crate::address::{self, Range};
use crate::config::Config;
use crate::limit::RequestTime;
use crate::load::{Gate, Known, Place, Refusal, busy};
use crate::{Priority, Problem, headers, outbound};
use door::{Bound, Door, Origin};
use seats::{Seat, Seats};
use taking::Taking;

/// The largest header section taken, in bytes.
const HEADER_BYTES: usize = 32 * 1024;
/// A TLS handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// On a spare connection, which is there for a probe, headers come at once or not at all.
const SPARE_HEADERS: Duration = Duration::from_secs(2);
/// Seconds after which to come back when all connections are taken.
const NO_SEAT_AWAY: u32 = 5;

/// A server that is bound and not yet serving.
#[derive(Debug)]
pub struct Server {
    bound: Bound,
    /// For mutual TLS.
    second: Option<Bound>,
    files: Files,
    config: Config,
    clock: Clock,
}

/// What each connection needs.
struct Shared {
    hosts: Hosts,
    trusted: Vec<Range>,
    gate: Arc<Gate>,
    request_time: Duration,
    header_time: Duration,
    /// Whether the server was told to stop: answers then end their connection, so that nobody is surprised by its end.
    draining: AtomicBool,
    /// Turns true when the server takes no more connections.
    closed: watch::Sender<bool>,
}

impl Server {
    /// Binds to the configured addresses and reads the certificates, if there are any.
    ///
    /// # Errors
    /// `cannot_listen`, `bad_certificate`, `bad_client_roots`.
    pub async fn bind(config: Config) -> Result<Self> {
        let bound = bind("http.listen", config.listen, false).await?;
        let second = match config.mtls_listen {
            Some(address) => Some(bind("http.mtls_listen", address, true).await?),
            None => None,
        };
        let clock = Clock::system();
        Ok(Self { bound, second, files: Files::open(&config, clock.clone())?, config, clock })
    }

    /// By another clock: for tests.
    #[must_use]
    pub fn by_clock(mut self, clock: Clock) -> Self {
        self.files.roots = self.files.roots.by_clock(clock.clone());
        self.clock = clock;
        self
    }

    /// What it has read from files, to have them read again at once.
    pub fn files(&self) -> Files {
        self.files.clone()
    }

    /// The address of the listener for mutual TLS, if there is one.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn mutual_address(&self) -> Result<Option<SocketAddr>> {
        let address = self.second.as_ref().map(|bound| bound.listener.local_addr());
        address.transpose().map_err(Error::internal)
    }

    /// The address it is bound to: the port is the system's choice where 0 was configured.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> Result<SocketAddr> {
        self.bound.listener.local_addr().map_err(Error::internal)
    }

    /// Serves until `stop` becomes true (or its sender is gone). Then it drains: it still takes what comes for a while, since proxies
    /// learn of its end (by `/health/ready`, by `Connection: close`) only after a moment. Then it takes no more, and lets what was
    /// accepted finish within the configured deadline.
    pub async fn serve(self, hosts: Hosts, mut stop: watch::Receiver<bool>) {
        let shared = Arc::new(Shared {
            gate: Gate::new(&self.config, hosts.routes(), self.clock),
            hosts,
            trusted: self.config.trusted_proxies.clone(),
            request_time: Duration::from_secs(self.config.request_seconds),
            header_time: Duration::from_secs(self.config.header_seconds),
            draining: AtomicBool::new(false),
            closed: watch::Sender::new(false),
        });
        tokio::spawn(self.files.clone().watch(stop.clone()));
        let door = |mutual: bool| Door {
            shared: Arc::clone(&shared),
            seats: Seats::new(self.config.connections),
            tls: self.files.tls.clone(),
            mutual: mutual.then(|| self.files.roots.clone()),
        };
        let first = Taking::new(self.bound.listener, door(self.bound.mutual));
        let second = self.second.map(|bound| Taking::new(bound.listener, door(bound.mutual)));
        let mut other = stop.clone();
        tokio::join!(first.until(stopped(&mut stop)), until(second.as_ref(), stopped(&mut other)));
        shared.draining.store(true, Ordering::Relaxed);
        let drain = || tokio::time::sleep(Duration::from_secs(self.config.drain_seconds));
        tokio::join!(first.until(drain()), until(second.as_ref(), drain()));
        let deadline = Duration::from_secs(self.config.shutdown_seconds);
        let taken = [Some(first), second].map(|taking| taking.map(Taking::close));
        let _ = shared.closed.send_replace(true);
        if tokio::time::timeout(deadline, finished(taken)).await != Ok(true) {
            tracing::warn!("some requests did not finish before the deadline and were cut off");
        }
    }
}

async fn bind(key: &'static str, address: SocketAddr, mutual: bool) -> Result<Bound> {
    let listener = TcpListener::bind(address).await.map_err(|e| {
        Error::invalid(
            "cannot_listen",
            format!(
                "Cannot listen on {address}: {e}. Choose another address by {key}, or stop what is using it."
            ),
        )
    })?;
    Ok(Bound { listener, mutual })
}

/// Takes connections by the second listener, if there is one, until `end`.
async fn until(second: Option<&Taking>, end: impl Future<Output = ()>) {
    if let Some(taking) = second {
        taking.until(end).await;
    }
}

/// Waits for the last connections of each listener; whether all of them could be waited for.
async fn finished(taken: [Option<Result<GracefulShutdown>>; 2]) -> bool {
    let mut all = true;
    for graceful in taken.into_iter().flatten() {
        match graceful {
            Ok(graceful) => graceful.shutdown().await,
            Err(_) => all = false,
        }
    }
    all
}

/// Resolves when the server shall stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone: nobody could ever stop the server otherwise.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn connection(stream: TcpStream, mut origin: Origin, door: Arc<Door>, watcher: Watcher) {
    let Some(tls) = &door.tls else { return speak(stream, origin, door, watcher).await };
    let accepted = tls.acceptor(door.mutual.is_some()).accept(stream);
    match tokio::time::timeout(HANDSHAKE, accepted).await {
        Ok(Ok(stream)) => {
            origin.shown = door.judge(stream.get_ref().1.peer_certificates());
            speak(stream, origin, door, watcher).await;
        }
        Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
        Err(_) => tracing::debug!("TLS handshake took too long"),
    }
}

async fn speak<S>(stream: S, origin: Origin, door: Arc<Door>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (spare, shared) = (origin.spare, Arc::clone(&door.shared));
    let mut closed = shared.closed.subscribe();
    let header_time = if spare { shared.header_time.min(SPARE_HEADERS) } else { shared.header_time };
    let begun = Arc::new(Notify::new());
    let first = Arc::clone(&begun);
    let service = service_fn(move |request: Request<Incoming>| {
        let (origin, door) = (origin.clone(), Arc::clone(&door));
        begun.notify_one();
        async move {
            let mut response = answer(request, &origin, &door).await;
            if spare || door.shared.draining.load(Ordering::Relaxed) || door.seats.are_few() {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_time)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    // A graceful end closes a connection on which nothing was read yet, and its first request may be on its way.
    let ended = tokio::select! {
        ended = &mut connection => Some(ended),
        () = first.notified() => None,
        () = a_moment_after(&mut closed) => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => watcher.watch(connection).await,
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}

/// How long a connection without a request may stay once the server takes no more.
async fn a_moment_after(closed: &mut watch::Receiver<bool>) {
    stopped(closed).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
}

/// One request: a site, a place, and a time to finish. What is done before there is a place is all that a refusal costs.
async fn answer(request: Request<Incoming>, origin: &Origin, door: &Door) -> Response {
    let shared = &door.shared;
    let Some(site) = shared.hosts.find(&request, door.mutual.is_some()) else { return bare(misdirected()) };
    let known = site.known(request.method(), request.uri().path());
    let (place, _seat) = match admit(known, origin.spare, door).await {
        Ok(admitted) => admitted,
        Err(refusal) => return busy::answer(refusal, request.method(), request.headers(), site.is_https()),
    };
    let mut request = request.map(Body::new);
    let client = address::client(origin.peer, request.headers(), &shared.trusted);
    if let Some(certificate) = door.certificate(origin, request.headers_mut()) {
        request.extensions_mut().insert(certificate);
    }
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(RequestTime(shared.request_time));
    match place.hold(site.router().oneshot(request)).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// A place inside; on a spare connection, which is there for probes, a seat among the others before that.
async fn admit(known: Known, spare: bool, door: &Door) -> Result<(Place, Option<Seat>), Refusal> {
    let seat = if spare && known.priority != Priority::Always {
        let refusal = Refusal { priority: known.priority, seconds: NO_SEAT_AWAY };
        Some(door.seats.soon().await.ok_or(refusal)?)
    } else {
        None
    };
    Ok((door.shared.gate.enter(known).await?, seat))
}

/// An answer from before any site: it wants the same headers.
fn bare(mut response: Response) -> Response {
    headers::write(response.headers_mut(), false);
    response
}

/// What is said where no site answers for the host of a request.
pub fn unknown_host() -> Error {
    Error::invalid("unknown_host", "This server does not answer for that host. Check the address.")
}

/// RFC 9110 section 15.5.20: this server does not answer for that host.
fn misdirected() -> Response {
    Problem::with_status(StatusCode::MISDIRECTED_REQUEST, unknown_host()).into_response()
}

/// Installs the process's TLS provider. [`outbound::client`] does so, too.
pub(crate) fn install_provider() {
    outbound::install_provider();
}

#[cfg(test)]
mod tests;
