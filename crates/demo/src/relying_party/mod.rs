//! "Log in with Causeway", as any integrator would build it: the `openidconnect` crate, OpenID Connect discovery, the
//! authorization code flow with PKCE, state and nonce, `client_secret_basic`; nothing private of the platform's.
//!
//! Sharing data is the same flow with RFC 9396 `authorization_details` in it; the consent comes back in the token response.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{
    ClientId, ClientSecret, CsrfToken, IssuerUrl, LanguageTag, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope,
};
use url::Url;

use causeway_core::{Clock, Lang, Result};
use causeway_http::outbound::Outbound;

use crate::{CALLBACK, bad_url};

mod details;
mod failure;
mod fetch;
mod finish;
mod provider;

pub(crate) use details::{Exchange, GrantedDetail};
pub(crate) use failure::Failure;
pub(crate) use fetch::Fetch;
pub(crate) use finish::{Callback, Granted};
use provider::{OidcClient, Provider};

/// How long a person may take between leaving for Causeway and coming back.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// What a service was given when it was registered as a client of the platform.
#[derive(Clone)]
pub struct Registration {
    /// The OAuth client id, such as `vaccination`.
    pub client_id: String,
    /// The client secret, for `client_secret_basic`.
    pub client_secret: String,
}

/// One service's side of OpenID Connect. Cheap to clone.
#[derive(Clone)]
pub(crate) struct RelyingParty(Arc<Inner>);

struct Inner {
    registration: Registration,
    redirect: RedirectUrl,
    provider: Provider,
    fetch: Fetch,
    clock: Clock,
}

/// What is asked of the person on the way.
#[derive(Clone, Default)]
pub(crate) struct Ask {
    /// Scopes besides `openid`.
    pub(crate) scopes: &'static [&'static str],
    /// An exchange of data, to be approved on the platform's one screen.
    pub(crate) exchange: Option<Exchange>,
    /// The language of our page, which the platform's pages take over.
    pub(crate) lang: Lang,
}

/// What the browser's session keeps until the person comes back. Single use.
pub(crate) struct Pending {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    began: Timestamp,
    /// Whether the identity card number was asked for, and so is to be fetched.
    wants_claims: bool,
}

impl Pending {
    /// Whether an answer that carries `state` (RFC 6749 section 10.12) belongs to this one.
    pub(crate) fn is_answered_by(&self, state: &str) -> bool {
        self.state.secret() == state
    }
}

impl RelyingParty {
    /// The relying party of a service whose own address is `own_url` and whose provider is `issuer`.
    ///
    /// # Errors
    /// `config_url` if either is not a URL.
    pub(crate) fn new(
        issuer: &str,
        own_url: &str,
        registration: Registration,
        outbound: &Outbound,
        clock: Clock,
    ) -> Result<Self> {
        let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|e| bad_url(issuer).with_cause(e))?;
        let callback = format!("{}{CALLBACK}", own_url.trim_end_matches('/'));
        let redirect = RedirectUrl::new(callback).map_err(|e| bad_url(own_url).with_cause(e))?;
        let provider = Provider::new(issuer, clock.clone());
        Ok(Self(Arc::new(Inner { registration, redirect, provider, fetch: Fetch::new(outbound), clock })))
    }

    /// The address to send the browser to, and what to keep until it comes back.
    ///
    /// # Errors
    /// [`Failure::Unreachable`] if the provider's discovery document cannot be had.
    pub(crate) async fn begin(&self, ask: Ask) -> Result<(Url, Pending), Failure> {
        let client = self.client().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(ask.scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(challenge)
            .add_ui_locale(LanguageTag::new(ask.lang.tag().to_owned()));
        if let Some(exchange) = &ask.exchange {
            request = request.add_extra_param("authorization_details", exchange.as_authorization_details()?);
        }
        let (url, state, nonce) = request.url();
        let wants_claims = !ask.scopes.is_empty();
        Ok((url, Pending { state, nonce, verifier, began: self.0.clock.now(), wants_claims }))
    }

    async fn client(&self) -> Result<OidcClient, Failure> {
        let metadata = self.0.provider.metadata(&self.0.fetch).await?;
        let registration = &self.0.registration;
        let client = OidcClient::from_provider_metadata(
            metadata,
            ClientId::new(registration.client_id.clone()),
            Some(ClientSecret::new(registration.client_secret.clone())),
        );
        Ok(client.set_redirect_uri(self.0.redirect.clone()))
    }
}

#[cfg(test)]
mod tests;
