//! TLS by rustls: the server's own certificate.

use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use causeway_core::{Error, Result};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::mutual::AnyHolder;

/// A certificate and its key, the newest that was readable. Cheap to clone.
#[derive(Clone)]
pub struct Tls {
    cert: PathBuf,
    key: PathBuf,
    current: Arc<ArcSwap<Current>>,
}

/// The same certificate in two ways of speaking.
struct Current {
    /// Asks nobody for a certificate: browsers would show people a list to choose from.
    plain: Arc<ServerConfig>,
    /// Asks for one.
    mutual: Arc<ServerConfig>,
}

impl Tls {
    /// Reads certificate chain and key (PEM).
    ///
    /// # Errors
    /// `bad_certificate`.
    pub fn open(cert: PathBuf, key: PathBuf) -> Result<Self> {
        super::install_provider();
        let current = Arc::new(ArcSwap::from_pointee(read(&cert, &key)?));
        Ok(Self { cert, key, current })
    }

    /// Reads the files again, and gives what takes the new certificate over. The old one stays if the new one is no good.
    pub(super) fn read_again(&self) -> Result<impl FnOnce() + use<>> {
        let (read, current) = (read(&self.cert, &self.key)?, Arc::clone(&self.current));
        Ok(move || current.store(Arc::new(read)))
    }

    /// What speaks on a connection; `mutual`: and asks for a certificate.
    pub(super) fn acceptor(&self, mutual: bool) -> TlsAcceptor {
        let current = self.current.load();
        TlsAcceptor::from(Arc::clone(if mutual { &current.mutual } else { &current.plain }))
    }

    /// What the files say, to see whether they have changed.
    pub(super) fn state(&self) -> [Option<Vec<u8>>; 2] {
        [&self.cert, &self.key].map(|path| std::fs::read(path).ok())
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("cert", &self.cert).finish_non_exhaustive()
    }
}

fn read(cert: &PathBuf, key: &PathBuf) -> Result<Current> {
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
    let finish = |made: Result<ServerConfig, rustls::Error>| -> Result<Arc<ServerConfig>> {
        let mut config = made.map_err(|e| bad(format!("Certificate and key do not fit: {e}.")))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // The strongest cipher suite that both sides know, and not the one that the client names first.
        config.ignore_client_order = true;
        Ok(Arc::new(config))
    };
    let (plain, mutual) = (ServerConfig::builder(), ServerConfig::builder());
    let plain = plain.with_no_client_auth().with_single_cert(chain.clone(), private.clone_key());
    let mutual = mutual.with_client_cert_verifier(AnyHolder::new()).with_single_cert(chain, private);
    Ok(Current { plain: finish(plain)?, mutual: finish(mutual)? })
}
