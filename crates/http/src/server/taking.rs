//! Taking connections: while the server serves, while it drains, and the last ones that the system had taken for it already.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::connection;
use super::door::{Door, Origin};
use super::seats::Seat;
use causeway_core::{Error, Result};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};

/// The open door: each connection that comes in is served on a task of its own.
pub(super) struct Taking {
    listener: TcpListener,
    door: Arc<Door>,
    graceful: GracefulShutdown,
}

impl Taking {
    /// On this door.
    pub(super) fn new(listener: TcpListener, door: Door) -> Self {
        Self { listener, door: Arc::new(door), graceful: GracefulShutdown::new() }
    }

    /// Takes connections until `end`.
    pub(super) async fn until(&self, end: impl Future<Output = ()>) {
        let mut end = std::pin::pin!(end);
        loop {
            let accepted = tokio::select! {
                () = &mut end => return,
                accepted = self.accept() => accepted,
            };
            if let Some((stream, peer, seat)) = accepted {
                self.serve(stream, peer, seat);
            }
        }
    }

    /// Takes what the system accepted in our name and nobody fetched yet, then closes the door.
    ///
    /// Closing alone would reset those connections, and a proxy may have sent a request on them already.
    ///
    /// # Errors
    /// When the listening socket cannot be handed over; it is closed then.
    pub(super) fn close(self) -> Result<GracefulShutdown> {
        let Self { listener, door, graceful } = self;
        let listener = listener.into_std().map_err(Error::internal)?;
        let mut last = Vec::new();
        // The socket does not block: an error means that nobody is left (or that nobody can be fetched).
        while let Ok((stream, peer)) = listener.accept() {
            last.push((stream, peer));
        }
        drop(listener);
        for (stream, peer) in last {
            let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
            if let (Ok(stream), Some(seat)) = (stream, door.seats.find()) {
                let _ = stream.set_nodelay(true);
                spawn(stream, peer, seat, Arc::clone(&door), &graceful);
            }
        }
        Ok(graceful)
    }

    /// Waits for a free place first, so that an overfull server leaves the rest in the system's queue.
    async fn accept(&self) -> Option<(TcpStream, SocketAddr, Seat)> {
        self.door.seats.free().await;
        match self.listener.accept().await {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                // Nobody else takes seats for good, so the one that was free still is.
                Some((stream, peer, self.door.seats.find()?))
            }
            Err(error) => {
                // Out of file handles, as a rule: give the system a moment.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                None
            }
        }
    }

    fn serve(&self, stream: TcpStream, peer: SocketAddr, seat: Seat) {
        spawn(stream, peer, seat, Arc::clone(&self.door), &self.graceful);
    }
}

fn spawn(stream: TcpStream, peer: SocketAddr, seat: Seat, door: Arc<Door>, graceful: &GracefulShutdown) {
    let watcher = graceful.watcher();
    tokio::spawn(async move {
        let origin = Origin { peer, spare: seat.is_spare(), shown: None };
        connection(stream, origin, door, watcher).await;
        drop(seat);
    });
}
