//! TLS by rustls, with the certificate read again when its files change.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use causeway_core::{Error, Result};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(if cfg!(test) { 100 } else { 10_000 });

/// A certificate and its key, the newest that was readable. Cheap to clone.
#[derive(Clone)]
pub struct Tls {
    cert: PathBuf,
    key: PathBuf,
    current: Arc<ArcSwap<ServerConfig>>,
}

impl Tls {
    /// Reads certificate chain and key (PEM).
    ///
    /// # Errors
    /// `bad_certificate`.
    pub fn open(cert: PathBuf, key: PathBuf) -> Result<Self> {
        super::install_provider();
        let current = Arc::new(ArcSwap::from(read(&cert, &key)?));
        Ok(Self { cert, key, current })
    }

    /// Reads the files again. The old certificate stays if the new one is no good.
    ///
    /// # Errors
    /// `bad_certificate`.
    pub fn reload(&self) -> Result<()> {
        self.current.store(read(&self.cert, &self.key)?);
        Ok(())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.current.load_full())
    }

    /// Reloads whenever the files' contents have changed, until the server stops.
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

    fn state(&self) -> [Option<Vec<u8>>; 2] {
        [&self.cert, &self.key].map(|path| std::fs::read(path).ok())
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("cert", &self.cert).finish_non_exhaustive()
    }
}

fn read(cert: &PathBuf, key: &PathBuf) -> Result<Arc<ServerConfig>> {
    let bad = |what: String| {
        Error::invalid(
            "bad_certificate",
            format!("{what} Give a PEM certificate chain and its key by http.tls_cert and http.tls_key."),
        )
    };
    let chain = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|e| bad(format!("The certificate {} cannot be read: {e}.", cert.display())))?;
    let private = PrivateKeyDer::from_pem_file(key)
        .map_err(|e| bad(format!("The key {} cannot be read: {e}.", key.display())))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|e| bad(format!("Certificate and key do not fit: {e}.")))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // The strongest cipher suite that both sides know, and not the one that the client names first.
    config.ignore_client_order = true;
    Ok(Arc::new(config))
}
