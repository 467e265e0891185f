//! The OpenID Connect provider: other services log people in here, and ask them for exchanges.
//!
//! Protocol draws no pages. `/authorize` checks a request, stores it and sends the browser to the one approval screen; `/authorize/resume`
//! takes the outcome back to the client. What holds here:
//! - the code flow alone, with PKCE S256, answered only to a redirect URI that is registered character by character;
//! - an endpoint is an ordered list of small checks, one clause of its specification each (`rules/`);
//! - a code, and every token after it, descends from one grant and dies with it; a code or refresh token that is used twice ends the grant;
//! - a person has another pseudonym in every sector: random, stored, never derived;
//! - profile fields are released at `/userinfo` alone, for a permit, with a receipt in the same transaction; no token holds one;
//! - what a client may learn of others' codes, tokens and consents is nothing;
//! - clients are registered and changed by proposals of staff alone ([`Oidc::appliers`]); one that is stopped may do nothing from that
//!   very moment, and what was granted to it before is void for good; neither may one whose organisation is suspended or closed.
//!
//! Wired in by functions, since these domains are strangers to one another: who checks an exchange's details ([`CheckExchange`]), and who
//! releases profile fields for a permit ([`Release`]).
//!
//! Tables: `oidc_client`, `oidc_subject`, `oidc_authorization`, `oidc_grant`, `oidc_code`, `oidc_assertion`, `oidc_pushed`,
//! `oidc_backchannel`, `oidc_device`, `oidc_user_code`, `oidc_jwks`, `oidc_registration`, `oidc_initial_token`, `oidc_statement_issuer`,
//! `oidc_session`, `oidc_logout`, `oidc_resource`.

mod acts;
mod client;
pub mod config;
mod dpop_nonce;
mod draft;
mod elsewhere;
mod endpoints;
mod grant_type;
pub mod jobs;
mod journal;
mod jwks;
mod logout;
mod measure;
mod model;
mod openapi;
mod params;
mod profile;
mod refusal;
mod registration;
mod registry;
mod resource;
pub mod retention;
mod routes;
mod rules;
mod scope;
mod settings;
mod standing;
mod status;
mod store;
mod tokens;

use std::collections::BTreeMap;
use std::sync::Arc;

use causeway_consent::{Consents, Detail, Permit};
use causeway_core::db::Act;
use causeway_core::draft::{Known, KnownNow};
use causeway_core::{AccountId, ClientId, Env, Error, OrganisationId, PurposeId, Result, SessionId, Tx};
use causeway_crypto::keystore::KeyStore;
use causeway_evidence::Evidence;
use causeway_http::access::BoxFuture;
use causeway_http::limit::Limiter;
use causeway_http::outbound::Outbound;
use zeroize::Zeroizing;

pub use acts::EFFECTS;
pub use acts::settings::{Fact, facts as setting_facts, telling as telling_settings};
pub use client::{Client, ClientAuth};
pub use config::Config;
pub use draft::{AuthMethod, ClientDraft, SecretDraft, StopDraft};
pub use endpoints::present::Visit;
pub use grant_type::GrantType;
pub use logout::AskedLogout;
pub use measure::describe_metrics;
pub use profile::Profile;
pub use refusal::{Code, Refusal};
pub use registration::{FetchSector, InitialTokenDraft, Propose, RegistrationMode, propose};
pub use resource::Resource;
pub use scope::{Scope, Scopes};
pub use settings::{Binding, CertificateName, Ciba, Encryption, Pkce, Settings, TokenAlg};
pub use status::{Listing, OVERLAP, Registered, Status, StopReason};

/// Checks one element of `authorization_details` of type `urn:causeway:exchange` for a client, against the catalogue of exchanges.
pub type CheckExchange =
    Arc<dyn Fn(ClientId, serde_json::Value) -> BoxFuture<'static, Result<Detail>> + Send + Sync>;

/// Releases exactly the fields of a permit, in the caller's transaction: names and values.
pub type Release =
    Arc<dyn for<'a, 'f> Fn(&'a mut Tx<'f>, Permit) -> Act<'a, BTreeMap<String, String>> + Send + Sync>;

/// Ends a session of an account's own, and tells whoever has to know.
pub type EndSession = Arc<dyn Fn(SessionId, AccountId) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// Helps the compiler to see a closure as a [`Release`].
pub fn release<F>(release: F) -> Release
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>, Permit) -> Act<'a, BTreeMap<String, String>> + Send + Sync + 'static,
{
    Arc::new(release)
}

/// What other domains do for this one.
#[derive(Clone)]
pub struct Ports {
    /// The exchange's catalogue.
    pub check_exchange: CheckExchange,
    /// The vault.
    pub release: Release,
    /// Whether an organisation may run clients.
    pub organisation_stands: Known<OrganisationId>,
    /// The same, asked outside of a transaction whenever one of its clients comes.
    pub organisation_stands_now: KnownNow<OrganisationId>,
    /// Identity.
    pub end_session: EndSession,
    /// Whether a purpose is registered.
    pub purpose_known: Known<PurposeId>,
    /// What calls clients' servers: for the keys they publish, and to tell them what they asked to be told.
    pub http: Outbound,
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ports(..)")
    }
}

/// The domain's service: cheap to clone.
#[derive(Clone)]
pub struct Oidc {
    env: Env,
    keys: Arc<dyn KeyStore>,
    evidence: Evidence,
    consents: Consents,
    /// The issuer identifier, which is the platform's public URL without a slash at its end.
    issuer: String,
    config: Config,
    /// Keys the refresh tokens; derived once from the key store's root secret.
    refresh_key: Arc<Zeroizing<[u8; 32]>>,
    /// Keys the nonces of DPoP proofs.
    nonce_key: Arc<Zeroizing<[u8; 32]>>,
    /// Keys the codes that people type: those they set, and those that devices show.
    code_key: Arc<Zeroizing<[u8; 32]>>,
    ports: Ports,
    /// The platform's other address, where certificates are asked for (RFC 8705 section 5), if it has one.
    mtls_url: Option<String>,
    /// Whether only synthetic people use this platform: clients may then be on a developer's own machine.
    sandbox: bool,
    /// How often an address may come to `/authorize`, which stores what it is asked.
    door: Limiter,
    /// How often a client may ask people or devices, once it has proved who it is.
    asking: Limiter,
    /// How often a client may ask for one answer.
    polls: Limiter<[u8; 32]>,
    /// How often a session, and an address, may try a device's code.
    entering: Limiter,
    entering_from: Limiter,
    /// How often an address may register a client without a token.
    registering: Limiter,
    /// What registration does outside of this domain.
    outside: registration::Outside,
    /// Who is fetching a client's keys.
    gates: jwks::Gates,
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Oidc")
            .field("issuer", &self.issuer)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Oidc {
    /// The provider over one database. `issuer` is the platform's public URL: scheme, host and port, without a slash at its end.
    ///
    /// # Errors
    /// `bad_issuer`, or when the key store cannot derive the key of the refresh tokens.
    pub fn new(
        env: Env,
        keys: Arc<dyn KeyStore>,
        evidence: Evidence,
        consents: Consents,
        issuer: &str,
        config: Config,
        ports: Ports,
    ) -> Result<Self> {
        // OpenID Connect Discovery section 3: no query or fragment; a slash at the end would make two names of one issuer.
        let plain =
            url::Url::parse(issuer).is_ok_and(|url| url.has_host() && url.as_str() == format!("{issuer}/"));
        if !plain {
            return Err(Error::invalid(
                "bad_issuer",
                "The issuer is scheme, host and port, without a slash at its end, such as https://id.example.gov.",
            ));
        }
        let refresh_key = Arc::new(keys.derived("oidc.refresh")?);
        let nonce_key = Arc::new(keys.derived("oidc.dpop")?);
        let code_key = Arc::new(keys.derived("oidc.user_code")?);
        let [door, asking] = [(); 2].map(|()| config.door(&env.clock));
        let polls = config::polls(&env.clock);
        let [entering, entering_from] = [5, 20].map(|tries| config::hourly(&env.clock, tries));
        let registering = config::hourly(&env.clock, 10);
        let issuer = issuer.to_owned();
        Ok(Self {
            env,
            keys,
            evidence,
            consents,
            issuer,
            config,
            refresh_key,
            nonce_key,
            code_key,
            ports,
            mtls_url: None,
            sandbox: false,
            door,
            asking,
            polls,
            entering,
            entering_from,
            registering,
            outside: registration::Outside::default(),
            gates: jwks::Gates::default(),
        })
    }

    /// Says where the endpoints are that ask for certificates: scheme, host and port, without a slash at its end.
    #[must_use]
    pub fn mtls(mut self, url: Option<String>) -> Self {
        self.mtls_url = url;
        self
    }

    /// Says whether this is a sandbox: staff may then register clients on their own machines, and get their secrets at once.
    #[must_use]
    pub fn sandbox(mut self, sandbox: bool) -> Self {
        self.sandbox = sandbox;
        self
    }

    /// The issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

#[cfg(test)]
mod tests;
