//! A listener, what is particular to it, and who comes in by it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::HeaderMap;
use rustls::pki_types::CertificateDer;
use tokio::net::TcpListener;

use super::mutual::ClientRoots;
use super::seats::Seats;
use super::{Shared, Tls, client_cert};
use crate::ClientCertificate;

/// A listener that is bound.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) listener: TcpListener,
    /// Whether it asks for certificates.
    pub(super) mutual: bool,
}

/// What each connection of a listener needs.
pub(super) struct Door {
    pub(super) shared: Arc<Shared>,
    pub(super) seats: Seats,
    pub(super) tls: Option<Tls>,
    /// On the listener for mutual TLS: whom certificates are judged by.
    pub(super) mutual: Option<ClientRoots>,
}

/// Where a connection comes from.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) peer: SocketAddr,
    /// Whether it is one of those kept for operators.
    pub(super) spare: bool,
    /// What it showed in the handshake.
    pub(super) shown: Option<ClientCertificate>,
}

impl Door {
    /// What a handshake has shown, to a listener that asked.
    pub(super) fn judge(&self, shown: Option<&[CertificateDer<'_>]>) -> Option<ClientCertificate> {
        self.mutual.as_ref()?.judge(shown?)
    }

    /// The certificate of whoever sent a request. With TLS of our own it is what the handshake showed, and nobody's word; without, what
    /// a trusted proxy says. The proxy's header never reaches a handler.
    pub(super) fn certificate(&self, origin: &Origin, headers: &mut HeaderMap) -> Option<ClientCertificate> {
        let told = self.mutual.as_ref().filter(|_| self.tls.is_none() && self.trusts(origin.peer));
        if let Some(roots) = told {
            return roots.judge(&client_cert::take(headers));
        }
        client_cert::drop_from(headers);
        origin.shown.clone()
    }

    fn trusts(&self, peer: SocketAddr) -> bool {
        self.shared.trusted.iter().any(|range| range.contains(peer.ip()))
    }
}
