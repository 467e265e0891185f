//! What a server reads from files, and reads again when they change: its certificate, and the authorities of its clients' ones.

use std::time::Duration;

use causeway_core::{Clock, Result};
use tokio::sync::watch;

use super::Tls;
use super::mutual::ClientRoots;
use crate::config::Config;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(if cfg!(test) { 100 } else { 10_000 });

/// The files of one server, the newest that were readable. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    pub(super) tls: Option<Tls>,
    pub(super) roots: ClientRoots,
}

/// What the files hold: certificate and key, and the roots; none of what is not there.
type State = (Option<[Option<Vec<u8>>; 2]>, Option<Vec<u8>>);

impl Files {
    /// Reads what the configuration names.
    ///
    /// # Errors
    /// `bad_certificate`, `bad_client_roots`.
    pub(super) fn open(config: &Config, clock: Clock) -> Result<Self> {
        let tls = match (&config.tls_cert, &config.tls_key) {
            (Some(cert), Some(key)) => Some(Tls::open(cert.clone(), key.clone())?),
            _ => None,
        };
        Ok(Self { tls, roots: ClientRoots::open(config.client_roots.clone(), clock)? })
    }

    /// Reads them all again; when one is no good, everything stays as it was.
    ///
    /// # Errors
    /// `bad_certificate`, `bad_client_roots`.
    pub fn reload(&self) -> Result<()> {
        let (tls, roots) = (self.tls.as_ref().map(Tls::read_again).transpose()?, self.roots.read_again()?);
        if let Some(take_over) = tls {
            take_over();
        }
        roots();
        Ok(())
    }

    /// Reads them again whenever their contents have changed, until the server stops.
    pub(super) async fn watch(self, mut stop: watch::Receiver<bool>) {
        let mut seen = self.state();
        loop {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            let now = self.state();
            if now != seen {
                seen = now;
                match self.reload() {
                    Ok(()) => tracing::info!("the TLS certificate was read again"),
                    Err(error) => {
                        tracing::error!(?error, "the new TLS certificate is no good; the old one stays");
                    }
                }
            }
        }
    }

    fn state(&self) -> State {
        (self.tls.as_ref().map(Tls::state), self.roots.state())
    }
}
