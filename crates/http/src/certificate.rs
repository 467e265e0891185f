//! The certificate by which the program that calls has proved itself in the TLS handshake (RFC 8705).

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::extract::OptionalFromRequestParts;
use axum::http::request::Parts;

/// A client's certificate, whose private key the caller holds: the handshake, or a trusted proxy's word, says so.
///
/// A handler takes it as `Option<ClientCertificate>`. That it is there says nothing of who is calling: that is for the handler to find
/// out, by what was registered (RFC 8705 section 2).
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// The certificate itself, in DER (RFC 5280), without those above it.
    pub der: Arc<[u8]>,
    /// Whether it leads up to one of `http.client_roots`, is good at this time, and is for client authentication: what
    /// `tls_client_auth` needs, and `self_signed_tls_client_auth` does not.
    pub chains: bool,
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.der.len();
        f.debug_struct("ClientCertificate").field("bytes", &bytes).field("chains", &self.chains).finish()
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for ClientCertificate {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

#[cfg(test)]
mod tests {
    use axum::Extension;
    use causeway_core::Actor;

    use super::*;
    use crate::testing::{get, router, send};
    use crate::{Access, Routes};

    #[tokio::test]
    async fn a_handler_gets_what_came_with_the_request_and_nothing_when_there_is_none() {
        let shown = async |certificate: Option<ClientCertificate>| format!("{certificate:?}");
        let router = router(Routes::new().get("/token", Access::Public, shown), Actor::Nobody);
        assert_eq!(send(&router, get("/token")).await.text, "None");
        let certificate = ClientCertificate { der: Arc::from([1, 2, 3]), chains: true };
        let with = router.layer(Extension(certificate));
        let shown = send(&with, get("/token")).await.text;
        assert_eq!(shown, "Some(ClientCertificate { bytes: 3, chains: true })");
    }
}
