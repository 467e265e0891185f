//! Who a client is, at the endpoints where it speaks for itself (RFC 6749 section 2.3).

use axum::http::HeaderMap;
use causeway_core::{ClientId, Result, Tx};
use causeway_crypto::{digest, jose};
use causeway_http::ClientCertificate;

use crate::client::{Client, ClientAuth};
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::check_assertion::{self, Assertion, Names, Spent};
use crate::rules::check_certificate;
use crate::rules::check_client_credentials::{self, Presented};
use crate::rules::check_dpop::{self, Proof, Sent};
use crate::status::{Registered, Status};
use crate::{Oidc, store};

/// A request of a client, as far as it says who is calling.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival<'a> {
    pub(crate) headers: &'a HeaderMap,
    /// The certificate that the connection was made with, if any.
    pub(crate) certificate: Option<&'a ClientCertificate>,
    pub(crate) endpoint: Endpoint,
}

/// The endpoints at which clients prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Token,
    Par,
    Revoke,
    Introspect,
    Backchannel,
    Device,
}

impl Endpoint {
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Token => "/token",
            Self::Par => "/par",
            Self::Revoke => "/revoke",
            Self::Introspect => "/introspect",
            Self::Backchannel => "/bc-authorize",
            Self::Device => "/device_authorization",
        }
    }
}

/// A client that has proved who it is; its assertion has still to be spent, in the transaction of what it came for.
#[derive(Debug)]
pub(crate) struct Proven {
    pub(crate) client: Client,
    pub(crate) status: Status,
    spent: Option<Spent>,
    /// SHA-256 of the certificate that the connection was made with: what tokens may be bound to.
    pub(crate) certificate: Option<[u8; 32]>,
}

impl Proven {
    /// Spends the assertion: a replayed one is refused (RFC 7523 section 3 rule 7).
    pub(crate) async fn spend(&self, tx: &mut Tx<'_>) -> Result<Result<(), Refusal>> {
        match &self.spent {
            Some(spent) if !store::spend(tx, spent).await? => {
                Ok(Err(refuse("This client assertion was used before.")))
            }
            _ => Ok(Ok(())),
        }
    }

    /// Whether there is an assertion to spend.
    pub(crate) fn has_assertion(&self) -> bool {
        self.spent.is_some()
    }
}

impl Oidc {
    /// Our own names for a path: the issuer's, and the other one where certificates are asked for.
    pub(crate) fn urls(&self, path: &str) -> Vec<String> {
        let hosts = [Some(&self.issuer), self.mtls_url.as_ref()];
        hosts.into_iter().flatten().map(|host| format!("{host}{path}")).collect()
    }

    /// Authenticates the client of a request.
    pub(crate) async fn authenticate(
        &self,
        arrival: &Arrival<'_>,
        params: &Params,
    ) -> Result<Proven, Refusal> {
        let mut proven = match check_client_credentials::presented(arrival.headers, params)? {
            Presented::Basic { client, secret_hash } => self.by_secret(&client, &secret_hash).await?,
            Presented::Assertion(assertion) => self.by_assertion(&assertion, arrival.endpoint).await?,
            Presented::Named(client) => self.by_certificate(&client, arrival.certificate).await?,
        };
        proven.certificate = arrival.certificate.map(|certificate| digest::sha256(&certificate.der));
        match params.get("client_id") {
            Some(named) if named != proven.client.id.as_str() => Err(Refusal::new(
                Code::InvalidRequest,
                "The client_id is not that of the client that authenticated.",
            )),
            _ => Ok(proven),
        }
    }

    async fn by_secret(&self, name: &str, presented: &[u8; 32]) -> Result<Proven, Refusal> {
        let known = self.known(name).await?;
        let secret = known.as_ref().and_then(|known| {
            let hash = known.client.auth.secret()?;
            Some((hash, known.status.old_secret(self.env.now())))
        });
        // Both are compared, whichever fits, so that the answer takes as long.
        let newest = check_client_credentials::secret_fits(presented, secret.map(|(newest, _)| newest));
        let before = check_client_credentials::secret_fits(presented, secret.and_then(|(_, before)| before));
        match known {
            Some(Registered { client, status, .. }) if newest | before => {
                Ok(Proven { client, status, spent: None, certificate: None })
            }
            _ => Err(failed()),
        }
    }

    async fn by_assertion(&self, token: &str, endpoint: Endpoint) -> Result<Proven, Refusal> {
        check_assertion::typ(token)?;
        // Not believed yet: this only says whose keys to take.
        let named: Assertion = jose::peek(token)
            .map_err(|_| refuse("The client assertion is not a JWT with the claims it needs."))?;
        // A client with a secret may have keys as well, to sign its exchange requests: they prove more than the secret does.
        let known = self.known(&named.sub).await?.filter(|known| !known.client.auth.is_certificate());
        let Registered { client, status, .. } = known.ok_or_else(failed)?;
        let kid = jose::peek_header(token).map_err(|_| failed())?.kid;
        // Nobody is called for a client that was stopped; it is told so where it is known by keys that are here.
        let keys = if status.is_stopped() {
            self.keys_at_hand(&client).await?
        } else {
            self.keys_of(&client, kid.as_deref()).await?
        };
        let assertion: Assertion =
            jose::verify_with(token, &keys, "", client.settings.algs()).map_err(|_| failed())?;
        let mut ours = vec![self.issuer.clone()];
        ours.extend(self.urls(Endpoint::Token.path()));
        ours.extend(self.urls(endpoint.path()));
        let names =
            if client.demands().issuer_alone { Names::Issuer(&self.issuer) } else { Names::Any(&ours) };
        let spent = check_assertion::check(&assertion, client.id.as_str(), names, self.env.now())?;
        Ok(Proven { client, status, spent: Some(spent), certificate: None })
    }

    /// RFC 8705 section 2: by the certificate of the connection, as the client is registered.
    async fn by_certificate(
        &self,
        name: &str,
        certificate: Option<&ClientCertificate>,
    ) -> Result<Proven, Refusal> {
        let Some(certificate) = certificate else { return Err(refuse("The client has to authenticate.")) };
        let shown = check_certificate::read(certificate).ok_or_else(failed)?;
        let Registered { client, status, .. } = self.known(name).await?.ok_or_else(failed)?;
        let keys = if status.is_stopped() || client.auth != ClientAuth::SelfSignedTlsClientAuth {
            self.keys_at_hand(&client).await?
        } else {
            self.keys_of(&client, None).await?
        };
        let fits = match client.auth {
            ClientAuth::TlsClientAuth => shown.is_issued_to(client.settings.certificate.as_ref()),
            ClientAuth::SelfSignedTlsClientAuth => shown.has_key_of(&keys, self.env.now()),
            ClientAuth::PrivateKeyJwt | ClientAuth::SecretBasic { .. } => false,
        };
        if fits { Ok(Proven { client, status, spent: None, certificate: None }) } else { Err(failed()) }
    }

    async fn known(&self, name: &str) -> Result<Option<Registered>> {
        match name.parse::<ClientId>() {
            Ok(id) => self.as_it_stands(&id).await,
            Err(_) => Ok(None),
        }
    }

    /// The DPoP proof of a request to one of these endpoints; it has still to be spent.
    pub(crate) fn proof(&self, arrival: &Arrival<'_>) -> Result<Option<Proof>, Refusal> {
        let urls = self.urls(arrival.endpoint.path());
        self.proof_for(arrival.headers, Sent { method: "POST", urls: &urls, token: None })
    }

    /// The DPoP proof of a request, held against what it is for, and its nonce against ours.
    pub(crate) fn proof_for(&self, headers: &HeaderMap, sent: Sent<'_>) -> Result<Option<Proof>, Refusal> {
        let now = self.env.now();
        let Some(proof) = check_dpop::check(headers, sent, now)? else { return Ok(None) };
        let fresh = match &proof.nonce {
            Some(nonce) => self.is_fresh(nonce, now),
            None => !self.config.dpop_nonce_required,
        };
        if fresh {
            return Ok(Some(proof));
        }
        let why = "Make the proof anew, with the nonce of the header DPoP-Nonce of this answer.";
        Err(Refusal::new(Code::UseDpopNonce, why))
    }
}

/// One answer to an unknown client, a wrong secret and a signature by another key.
fn failed() -> Refusal {
    refuse("The client is unknown, or did not prove who it is.")
}

fn refuse(why: &'static str) -> Refusal {
    check_client_credentials::refuse(why)
}
