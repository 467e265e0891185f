//! Mutual TLS: the listener that asks who calls for a certificate, takes any whose key the caller holds, and says afterwards where it
//! leads (RFC 8705 section 2: a self-signed certificate is as good as one by an authority, for the clients registered with it).

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use causeway_core::{Clock, Error, Result};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    DigitallySignedStruct, DistinguishedName, RootCertStore, SignatureScheme,
    client::danger::HandshakeSignatureValid,
};

use crate::ClientCertificate;

type Chains = Arc<dyn ClientCertVerifier>;

/// The authorities whose certificates `tls_client_auth` takes, the newest that were readable. Cheap to clone.
#[derive(Clone)]
pub(super) struct ClientRoots {
    path: Option<PathBuf>,
    current: Arc<ArcSwap<Option<Chains>>>,
    clock: Clock,
}

impl ClientRoots {
    /// Reads the authorities (PEM); without a file no certificate leads up to anything.
    ///
    /// # Errors
    /// `bad_client_roots`.
    pub(super) fn open(path: Option<PathBuf>, clock: Clock) -> Result<Self> {
        super::install_provider();
        let current = Arc::new(ArcSwap::from_pointee(read(path.as_ref())?));
        Ok(Self { path, current, clock })
    }

    /// Reads the file again, and gives what takes the new authorities over. The old ones stay if the new ones are no good.
    pub(super) fn read_again(&self) -> Result<impl FnOnce() + use<>> {
        let (read, current) = (read(self.path.as_ref())?, Arc::clone(&self.current));
        Ok(move || current.store(Arc::new(read)))
    }

    /// By another clock.
    pub(super) fn by_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The caller's certificate out of what it showed: its own, then those above it. `None` when it showed none.
    pub(super) fn judge(&self, shown: &[CertificateDer<'_>]) -> Option<ClientCertificate> {
        let (own, above) = shown.split_first()?;
        let chains = Option::as_ref(&self.current.load()).is_some_and(|chains| {
            let seconds = u64::try_from(self.clock.now().as_second()).unwrap_or(0);
            let now = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
            chains.verify_client_cert(own, above, now).is_ok()
        });
        Some(ClientCertificate { der: Arc::from(own.as_ref()), chains })
    }

    /// What the file says, to see whether it has changed.
    pub(super) fn state(&self) -> Option<Vec<u8>> {
        self.path.as_ref().and_then(|path| std::fs::read(path).ok())
    }
}

impl fmt::Debug for ClientRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientRoots").field("path", &self.path).finish_non_exhaustive()
    }
}

fn read(path: Option<&PathBuf>) -> Result<Option<Chains>> {
    let Some(path) = path else { return Ok(None) };
    let bad = |what: String| {
        let shown = path.display();
        let mend = "Give the authorities of clients' certificates, as PEM, by http.client_roots.";
        Error::invalid("bad_client_roots", format!("The file {shown} {what} {mend}"))
    };
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut roots = RootCertStore::empty();
    for (at, root) in read.map_err(|e| bad(format!("cannot be read: {e}.")))?.into_iter().enumerate() {
        roots
            .add(root)
            .map_err(|e| bad(format!("has a certificate (number {}) that is none: {e}.", at + 1)))?;
    }
    let built = WebPkiClientVerifier::builder(Arc::new(roots)).build();
    built.map(Some).map_err(|_| bad("holds no certificate.".to_owned()))
}

/// Takes every certificate whose key the caller has proved to hold, and callers without one.
#[derive(Debug)]
pub(super) struct AnyHolder(WebPkiSupportedAlgorithms);

impl AnyHolder {
    /// By the algorithms of the process's TLS provider.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms))
    }
}

impl ClientCertVerifier for AnyHolder {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    /// No hints: a self-signed certificate leads up to none.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        // Where it leads is judged after the handshake, so that a client hears a clear refusal instead of an alert.
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
