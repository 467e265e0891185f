//! How it is all put together: each domain is given what it stands on and, as functions, what its neighbours do for it.
//!
//! Read top to bottom: this is the platform on one page.

use std::sync::{Arc, OnceLock};

use axum::Router;
use causeway_consent::Consents;
use causeway_core::jobs::Worker;
use causeway_core::setting::Mode;
use causeway_core::{Actor, Env, Error, Localised, OrganisationId, Result};
use causeway_crypto::keystore::{KeyStore, Use};
use causeway_crypto::person::PersonKeys;
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Evidence;
use causeway_exchange::{Consumer, Exchange};
use causeway_http::access::Identify;
use causeway_http::address::Range;
use causeway_http::outbound;
use causeway_http::{Guard, Routes, Site, health};
use causeway_identity::Identity;
use causeway_notify::Notify;
use causeway_oidc::{Oidc, Ports};
use causeway_portal::{Portal, SamplePerson, ServiceLink};
use causeway_registration::Registration;
use causeway_registration::phone::SoftPhone;
use causeway_registration::sandbox::Sandbox;
use causeway_vault::Vault;
use jiff::tz::TimeZone;
use metrics_exporter_prometheus::PrometheusHandle;
use url::Url;

use crate::operations;

/// What the wiring needs to know, from the configuration file or from the demonstration.
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    /// The platform's origin, without a slash at its end: issuer, relying party, QR codes.
    pub(crate) public_url: String,
    /// How connectors are reached: limits, private addresses, certificate authorities.
    pub(crate) outbound: outbound::Config,
    pub(crate) identity: causeway_identity::Config,
    pub(crate) registration: causeway_registration::Config,
    pub(crate) oidc: causeway_oidc::Config,
    pub(crate) exchange: causeway_exchange::Config,
    pub(crate) services: Vec<ServiceLink>,
    pub(crate) samples: Vec<SamplePerson>,
    pub(crate) metrics: Option<PrometheusHandle>,
    /// Who may read `/metrics`.
    pub(crate) scrapers: Vec<Range>,
}

/// The platform, assembled. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Platform {
    pub(crate) env: Env,
    pub(crate) person_keys: PersonKeys,
    pub(crate) evidence: Evidence,
    pub(crate) identity: Identity,
    pub(crate) consents: Consents,
    pub(crate) notify: Notify,
    pub(crate) exchange: Exchange,
    pub(crate) oidc: Oidc,
    pub(crate) registration: Registration,
    pub(crate) sandbox: Option<Sandbox>,
    pub(crate) portal: Portal,
    site: Site,
    metrics: Option<PrometheusHandle>,
    scrapers: Vec<Range>,
}

/// The organisation that runs the platform: the consumer of reads at registration.
pub(crate) fn operator() -> Result<OrganisationId> {
    "causeway".parse()
}

/// What the platform is called.
pub(crate) fn name() -> Localised {
    Localised::new("Causeway", "Causeway 通道", "Causeway 通道")
}

impl Platform {
    /// Puts it together, row by row.
    ///
    /// # Errors
    /// When a key is missing or the public address is none.
    pub(crate) fn assemble(env: &Env, store: &Arc<dyn KeyStore>, settings: Settings) -> Result<Self> {
        let site = Site::new(&settings.public_url, name(), env.rng.clone())?
            .sandbox(settings.mode == Mode::Sandbox)
            .navigation(causeway_portal::navigation());
        let Ground { person_keys, evidence, identity, consents } = Ground::lay(env, store, &settings)?;
        let Services { vault, notify, oidc, exchange } =
            Services::introduce(env, store, &settings, &evidence, &consents, &person_keys)?;
        let parts = causeway_registration::Parts {
            env: env.clone(),
            keys: person_keys.clone(),
            identity: identity.clone(),
            consents: consents.clone(),
            vault: vault.clone(),
            notify: notify.clone(),
            evidence: evidence.clone(),
        };
        let registration =
            Registration::new(parts.clone(), register(&exchange), settings.registration, settings.mode)?;
        let phone =
            if settings.mode == Mode::Sandbox { Some(SoftPhone::new(&parts, settings.mode)?) } else { None };
        let portal = Portal::new(causeway_portal::Parts {
            env: env.clone(),
            identity: identity.clone(),
            consents: consents.clone(),
            registration: registration.clone(),
            oidc: oidc.clone(),
            exchange: exchange.clone(),
            vault,
            notify: notify.clone(),
            evidence: evidence.clone(),
            phone: phone.clone(),
            name: name(),
            public_url: settings.public_url,
            services: settings.services,
            samples: settings.samples,
            time_zone: TimeZone::get("Asia/Hong_Kong").unwrap_or(TimeZone::UTC),
        });
        let sandbox = phone.map(|phone| Sandbox::new(parts, phone, presenting(&portal)));
        let (env, metrics, scrapers) = (env.clone(), settings.metrics, settings.scrapers);
        Ok(Self {
            env,
            person_keys,
            evidence,
            identity,
            consents,
            notify,
            exchange,
            oidc,
            registration,
            sandbox,
            portal,
            site,
            metrics,
            scrapers,
        })
    }

    /// Every route of the platform's host, each with its access.
    pub(crate) fn routes(&self) -> Routes {
        let routes = self
            .oidc
            .routes()
            .merge(self.exchange.routes())
            .merge(self.evidence.routes())
            .merge(self.portal.routes())
            .merge(health::routes(operations::degraded(&self.env)))
            .merge(operations::routes(self.metrics.clone(), self.scrapers.clone()));
        match &self.sandbox {
            Some(sandbox) => routes.merge(sandbox.routes()),
            None => routes,
        }
    }

    /// The platform's host, guarded.
    pub(crate) fn router(&self) -> Router {
        self.routes().into_router(Guard::new(self.site.clone(), self.identify()))
    }

    /// Everything that happens in the background.
    pub(crate) fn worker(&self) -> Worker {
        let worker = Worker::new(self.env.clone());
        let worker = self.evidence.work(worker);
        let worker = self.identity.work(worker);
        let worker = self.consents.work(worker);
        let worker = self.oidc.work(worker);
        let worker = self.exchange.work(worker);
        let worker = self.notify.work(worker);
        let worker = self.registration.work(worker);
        operations::jobs(worker, self)
    }

    /// Who is behind a request: a person by cookie, a client or an integrator by bearer token.
    fn identify(&self) -> Identify {
        let platform = self.clone();
        Arc::new(move |parts| {
            let (platform, headers) = (platform.clone(), parts.headers.clone());
            let path = parts.uri.path().to_owned();
            Box::pin(async move {
                if let Some(client) = platform.oidc.authenticate_bearer(&headers).await? {
                    return Ok(Actor::Client(client));
                }
                if let Some(sandbox) = &platform.sandbox
                    && let Some(key) = sandbox.authenticate_bearer(&headers).await?
                {
                    return Ok(Actor::Sandbox(key));
                }
                platform.portal.actor(platform.site.cookies(), &headers, &path).await
            })
        })
    }
}

/// Rows 1 to 5: keys, evidence, people, what they allow.
struct Ground {
    person_keys: PersonKeys,
    evidence: Evidence,
    identity: Identity,
    consents: Consents,
}

impl Ground {
    fn lay(env: &Env, store: &Arc<dyn KeyStore>, settings: &Settings) -> Result<Self> {
        let address = &settings.public_url;
        let public = Url::parse(address).map_err(|e| bad_address(address).with_cause(e))?;
        let host = public.host_str().ok_or_else(|| bad_address(address))?;
        let person_keys = PersonKeys::new(env.clone(), Arc::clone(store));
        let log_key =
            store.signing_keys(Use::Log)?.into_iter().next().ok_or_else(|| Error::internal("no log key"))?;
        let evidence = Evidence::new(env.clone(), person_keys.clone(), log_key, log_origin(host));
        let party = RelyingParty { id: host.to_owned(), name: name().en, origins: vec![address.clone()] };
        let identity =
            Identity::new(env.clone(), evidence.clone(), store.as_ref(), party, settings.identity.clone())?;
        let consents = Consents::new(
            env.clone(),
            person_keys.clone(),
            store.as_ref(),
            identity.clone(),
            evidence.clone(),
            address,
        )?;
        Ok(Self { person_keys, evidence, identity, consents })
    }
}

/// Row 6: services, strangers to each other, introduced here.
struct Services {
    vault: Vault,
    notify: Notify,
    oidc: Oidc,
    exchange: Exchange,
}

impl Services {
    fn introduce(
        env: &Env,
        store: &Arc<dyn KeyStore>,
        settings: &Settings,
        evidence: &Evidence,
        consents: &Consents,
        person_keys: &PersonKeys,
    ) -> Result<Self> {
        let outbound = outbound::client(&settings.outbound)?;
        let vault = Vault::new(env.clone(), person_keys.clone());
        let notify = Notify::new(env.clone(), person_keys.clone());
        // The provider of logins comes first and asks the exchange later: a cell that is filled below.
        let later: Arc<OnceLock<Exchange>> = Arc::default();
        let oidc = Oidc::new(
            env.clone(),
            Arc::clone(store),
            evidence.clone(),
            consents.clone(),
            &settings.public_url,
            settings.oidc.clone(),
            oidc_ports(Arc::clone(&later), &vault),
        )?;
        let exchange = Exchange::new(causeway_exchange::Parts {
            env: env.clone(),
            consents: consents.clone(),
            evidence: evidence.clone(),
            keys: Arc::clone(store),
            consumers: consumers(&oidc),
            seal: sealing(&vault),
            http: outbound,
            issuer: settings.public_url.clone(),
            operator: operator()?,
            config: settings.exchange.clone(),
        });
        let _ = later.set(exchange.clone());
        Ok(Self { vault, notify, oidc, exchange })
    }
}

/// The log's name: the host without scheme and port (C2SP tlog-checkpoint, "origin"). It stays, wherever the log is served.
fn log_origin(host: &str) -> String {
    format!("{host}/log")
}

fn bad_address(address: &str) -> Error {
    Error::invalid(
        "bad_public_url",
        format!("{address:?} is not a public address. Write scheme, host and port."),
    )
}

/// What exchange and vault do for logins. The exchange comes later than the provider of logins, hence the cell.
fn oidc_ports(exchange: Arc<OnceLock<Exchange>>, vault: &Vault) -> Ports {
    let vault = vault.clone();
    Ports {
        check_exchange: Arc::new(move |client, element| {
            let exchange = exchange.get().cloned();
            Box::pin(async move {
                let exchange = exchange.ok_or_else(|| Error::internal("the exchange is not wired yet"))?;
                exchange.check_detail(&client, &element).await
            })
        }),
        release: causeway_oidc::release(move |tx, permit| {
            let vault = vault.clone();
            Box::pin(async move { Ok(vault.release(tx, permit).await?.into_map()) })
        }),
    }
}

/// Whose a client is, and what it signs its exchange requests with.
fn consumers(oidc: &Oidc) -> causeway_exchange::Consumers {
    let oidc = oidc.clone();
    Arc::new(move |id| {
        let oidc = oidc.clone();
        Box::pin(async move {
            let client = match oidc.client(&id).await {
                Ok(client) => client,
                Err(error) if error.kind() == causeway_core::Kind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            let exchanges = client.scopes.has(causeway_oidc::Scope::Exchange);
            Ok(exchanges.then_some(Consumer { organisation: client.organisation, keys: client.keys }))
        })
    })
}

/// The vault seals the person's identifier to the provider, under the permit.
fn sealing(vault: &Vault) -> causeway_exchange::SealIdentifier {
    let vault = vault.clone();
    causeway_exchange::seal_identifier(move |tx, permit, key| {
        let vault = vault.clone();
        Box::pin(async move { vault.seal_identifier(tx, permit, key).await })
    })
}

/// Registration reads the identity register through the exchange, like any consumer.
fn register(exchange: &Exchange) -> causeway_registration::Register {
    let exchange = exchange.clone();
    Arc::new(move |permit| {
        let exchange = exchange.clone();
        Box::pin(async move { Ok(exchange.read_for_registration(permit).await?.map(strings)) })
    })
}

/// Register fields are texts; anything else is no match for what an applicant types.
fn strings(values: causeway_exchange::wire::Values) -> std::collections::BTreeMap<String, String> {
    values.0.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

/// Synthetic people see what real people see: the portal composes it.
fn presenting(portal: &Portal) -> causeway_registration::sandbox::Present {
    let portal = portal.clone();
    Arc::new(move |request, session, lang| {
        let portal = portal.clone();
        Box::pin(async move { portal.present(request, &session, lang).await })
    })
}
