//! Who a client is, at the token and revocation endpoints (RFC 6749 section 2.3).

use axum::http::HeaderMap;
use causeway_core::{ClientId, Result, Tx};
use causeway_crypto::jose;

use crate::client::{Client, ClientAuth};
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::check_assertion::{self, Assertion, Spent};
use crate::rules::check_client_credentials::{self, Presented};
use crate::status::{Registered, Status};
use crate::{Oidc, store};

/// A client that has proved who it is; its assertion has still to be spent, in the transaction of what it came for.
#[derive(Debug)]
pub(crate) struct Proven {
    pub(crate) client: Client,
    pub(crate) status: Status,
    spent: Option<Spent>,
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
    /// Authenticates the client of a request.
    pub(crate) async fn authenticate(&self, headers: &HeaderMap, params: &Params) -> Result<Proven, Refusal> {
        let proven = match check_client_credentials::presented(headers, params)? {
            Presented::Basic { client, secret_hash } => self.by_secret(&client, &secret_hash).await?,
            Presented::Assertion(assertion) => self.by_assertion(&assertion).await?,
        };
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
        let secret = known.as_ref().and_then(|known| match &known.client.auth {
            ClientAuth::SecretBasic { hash } => Some((hash, known.status.old_secret(self.env.now()))),
            ClientAuth::PrivateKeyJwt => None,
        });
        // Both are compared, whichever fits, so that the answer takes as long.
        let newest = check_client_credentials::secret_fits(presented, secret.map(|(newest, _)| newest));
        let before = check_client_credentials::secret_fits(presented, secret.and_then(|(_, before)| before));
        match known {
            Some(Registered { client, status, .. }) if newest | before => {
                Ok(Proven { client, status, spent: None })
            }
            _ => Err(failed()),
        }
    }

    async fn by_assertion(&self, token: &str) -> Result<Proven, Refusal> {
        check_assertion::typ(token)?;
        // Not believed yet: this only says whose keys to take.
        let named: Assertion = jose::peek(token)
            .map_err(|_| refuse("The client assertion is not a JWT with the claims it needs."))?;
        // A client with a secret may have keys as well, to sign its exchange requests: they prove more than the secret does.
        let Registered { client, status, .. } = self.known(&named.sub).await?.ok_or_else(failed)?;
        let assertion: Assertion = jose::verify(token, &client.keys, "").map_err(|_| failed())?;
        let endpoint = self.token_endpoint();
        let audiences = [self.issuer.as_str(), endpoint.as_str()];
        let spent = check_assertion::check(&assertion, client.id.as_str(), &audiences, self.env.now())?;
        Ok(Proven { client, status, spent: Some(spent) })
    }

    async fn known(&self, name: &str) -> Result<Option<Registered>> {
        match name.parse::<ClientId>() {
            Ok(id) => self.as_it_stands(&id).await,
            Err(_) => Ok(None),
        }
    }
}

/// One answer to an unknown client, a wrong secret and a signature by another key.
fn failed() -> Refusal {
    refuse("The client is unknown, or did not prove who it is.")
}

fn refuse(why: &'static str) -> Refusal {
    check_client_credentials::refuse(why)
}
