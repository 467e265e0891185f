//! How it is all put together: each domain is given what it stands on and, as functions, what its neighbours do for it.
//!
//! Read top to bottom: this is the platform on one page.

mod ports;

use std::sync::{Arc, OnceLock};

use causeway_backup::Shipper;
use causeway_consent::Consents;
use causeway_core::jobs::Worker;
use causeway_core::setting::Mode;
use causeway_core::{Actor, Env, Error, Localised, OrganisationId, Result};
use causeway_crypto::keystore::KeyStore;
use causeway_crypto::person::PersonKeys;
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Evidence;
use causeway_exchange::Exchange;
use causeway_http::access::{Identify, is_console};
use causeway_http::address::Range;
use causeway_http::health::Watch;
use causeway_http::openapi::Document;
use causeway_http::server::Served;
use causeway_http::{ClientCertificate, Guard, Routes, Site};
use causeway_http::{outbound, server};
use causeway_identity::{Identity, ProposalKind};
use causeway_notify::Notify;
use causeway_oidc::{Oidc, Visit};
use causeway_portal::{Office, Portal, SamplePerson};
use causeway_registration::Registration;
use causeway_registration::phone::SoftPhone;
use causeway_registration::sandbox::Sandbox;
use causeway_vault::Vault;
use jiff::tz::TimeZone;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;
use url::Url;

use self::ports::{
    consumers, exchanging, fetching, forgetting, oidc_ports, page_ports, presenting, proposing, register,
    sealing, troubles,
};
use crate::roles::Role;
use crate::{condition, interface, operations, retention};

/// What the wiring needs to know, from the configuration file or from the demonstration.
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    /// The platform's origin, without a slash at its end: issuer, relying party, QR codes.
    pub(crate) public_url: String,
    /// Where programs show certificates (RFC 8705 section 5), without a slash at its end.
    pub(crate) mtls_public_url: Option<String>,
    /// How connectors are reached: limits, private addresses, certificate authorities.
    pub(crate) outbound: outbound::Config,
    pub(crate) identity: causeway_identity::Config,
    pub(crate) registration: causeway_registration::Config,
    pub(crate) oidc: causeway_oidc::Config,
    pub(crate) exchange: causeway_exchange::Config,
    pub(crate) backup: causeway_backup::Config,
    /// How long things are kept.
    pub(crate) retention: retention::Config,
    pub(crate) samples: Vec<SamplePerson>,
    pub(crate) metrics: Option<PrometheusHandle>,
    /// Who may read `/metrics`.
    pub(crate) scrapers: Vec<Range>,
    /// Turns true when the server is told to stop: it is not ready from then on.
    pub(crate) stop: watch::Receiver<bool>,
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
    shipper: Shipper,
    site: Site,
    metrics: Option<PrometheusHandle>,
    scrapers: Vec<Range>,
    watch: Watch,
    days: retention::Days,
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
        let shipper = Shipper::new(env.clone(), evidence.clone(), settings.backup.clone());
        let Services { vault, notify, oidc, exchange } =
            Services::introduce(env, store, &settings, &evidence, &identity, &consents, &person_keys)?;
        register_acts(&identity, &oidc, &exchange);
        let parts = causeway_registration::Parts {
            env: env.clone(),
            keys: person_keys.clone(),
            identity: identity.clone(),
            consents: consents.clone(),
            vault: vault.clone(),
            notify: notify.clone(),
            evidence: evidence.clone(),
            forget: vec![forgetting(&oidc)],
        };
        let registration =
            Registration::new(parts.clone(), register(&exchange), settings.registration, settings.mode)?;
        registration.register_officers();
        identity.register_applier(ProposalKind::JobRetry, causeway_portal::job_retry(&env.clock));
        let days =
            retention::Days::new(settings.retention, &settings.exchange, &settings.oidc, &settings.backup);
        let watch = Watch::new(
            condition::degraded(env, &evidence, &person_keys, &shipper, settings.stop),
            env.clock.clone(),
        );
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
            samples: settings.samples,
            time_zone: TimeZone::get("Asia/Hong_Kong").unwrap_or(TimeZone::UTC),
            office: Office {
                mode: settings.mode,
                version: env!("CARGO_PKG_VERSION"),
                troubles: troubles(&watch),
                keys: Arc::clone(store),
                kept: days.told()?,
                classes: days.classes(),
            },
            ports: page_ports(&oidc),
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
            shipper,
            site,
            metrics,
            scrapers,
            watch,
            days,
        })
    }

    /// Every route of the platform's host, each with its access, and the document of those for programs.
    pub(crate) fn routes(&self) -> Routes {
        let routes = self.described();
        let document = self.interface();
        self.portal.describe(&document);
        routes.merge(document.routes())
    }

    /// The interface for programs as a document.
    pub(crate) fn interface(&self) -> Document {
        interface::document(&self.described(), &self.site)
    }

    fn described(&self) -> Routes {
        let routes = self
            .oidc
            .routes()
            .merge(self.exchange.routes())
            .merge(self.evidence.routes())
            .merge(self.portal.routes())
            .merge(self.operators_routes());
        match &self.sandbox {
            Some(sandbox) => routes.merge(sandbox.routes()),
            None => routes,
        }
    }

    /// What probes and scrapers ask, of each node for itself.
    fn operators_routes(&self) -> Routes {
        self.watch.routes().merge(operations::routes(
            &self.env.db,
            self.metrics.clone(),
            self.scrapers.clone(),
        ))
    }

    /// The platform's host, guarded.
    #[cfg(feature = "demo")]
    pub(crate) fn router(&self) -> Served {
        self.router_of(Role::All)
    }

    /// What a node of `role` serves of the platform's host.
    pub(crate) fn router_of(&self, role: Role) -> Served {
        self.served(self.routes(), role)
    }

    /// What a node of `role` serves where callers show certificates: nothing that a person looks at.
    pub(crate) fn router_for_programs(&self, role: Role) -> Served {
        self.served(self.routes().for_programs(), role)
    }

    fn served(&self, routes: Routes, role: Role) -> Served {
        let guard = Guard::new(self.site.clone(), self.identify());
        let guard = match role.elsewhere() {
            Some(elsewhere) => guard.serving_part(elsewhere),
            None => guard,
        };
        routes.into_site(guard)
    }

    /// What is served under any other host name: probes and scrapers know a node by its address.
    pub(crate) fn router_for_operators(&self) -> Served {
        let guard = Guard::knowing_nobody(self.site.clone()).serving_part(Arc::new(|path| {
            let theirs = path.starts_with("/health/") || path == "/metrics";
            (!theirs).then(server::unknown_host)
        }));
        self.operators_routes().into_site(guard)
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
        let worker = self.shipper.work(worker);
        let worker = retention::work(worker, &self.env, &self.identity, &self.days);
        operations::jobs(worker, self)
    }

    /// Who is behind a request: staff or a person by their cookies, a client or an integrator by bearer token.
    fn identify(&self) -> Identify {
        let platform = Arc::new(self.clone());
        Arc::new(move |parts| {
            let (platform, headers) = (Arc::clone(&platform), parts.headers.clone());
            let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
            let certificate = parts.extensions.get::<ClientCertificate>().cloned();
            Box::pin(async move {
                // The console knows staff by its own cookie and nobody by anything else; everywhere else that cookie is nothing.
                if is_console(&path) {
                    return platform.portal.staff_actor(platform.site.cookies(), &headers, &path).await;
                }
                let (method, certificate) = (method.as_str(), certificate.as_ref());
                let visit = Visit { headers: &headers, certificate, method, path: &path };
                if let Some(client) = platform.oidc.authenticate_bearer(visit).await? {
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
        let evidence = Evidence::rotating(env.clone(), person_keys.clone(), log_origin(host));
        let evidence = if settings.backup.journal.is_some() { evidence.through_journal() } else { evidence };
        let party = RelyingParty { id: host.to_owned(), name: name().en, origins: vec![address.clone()] };
        let identity =
            Identity::new(env.clone(), evidence.clone(), store.as_ref(), party, settings.identity.clone())?
                .in_mode(settings.mode);
        let consents = Consents::new(
            env.clone(),
            person_keys.clone(),
            store.as_ref(),
            identity.clone(),
            evidence.clone(),
            address,
        )?
        .keeping_ended(settings.retention.ended_consents_days);
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
        identity: &Identity,
        consents: &Consents,
        person_keys: &PersonKeys,
    ) -> Result<Self> {
        let outbound = outbound::client(&settings.outbound)?;
        let vault = Vault::new(env.clone(), person_keys.clone());
        let notify = Notify::new(env.clone(), person_keys.clone()).keeping(settings.retention.messages_days);
        // The provider of logins comes first and asks the exchange later: a cell that is filled below.
        let later: Arc<OnceLock<Exchange>> = Arc::default();
        let oidc = Oidc::new(
            env.clone(),
            Arc::clone(store),
            evidence.clone(),
            consents.clone(),
            &settings.public_url,
            settings.oidc.clone(),
            oidc_ports(Arc::clone(&later), &vault, identity, &outbound),
        )?
        .mtls(settings.mtls_public_url.clone())
        .sandbox(settings.mode == Mode::Sandbox)
        .proposing(proposing(identity))
        .fetching(fetching(&outbound));
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
            organisation_stands: identity.organisations_standing(),
            organisation_stands_now: identity.organisations_standing_now(),
            client_known: exchanging(&oidc),
            sandbox: settings.mode == Mode::Sandbox,
            config: settings.exchange.clone(),
        });
        let _ = later.set(exchange.clone());
        Ok(Self { vault, notify, oidc, exchange })
    }
}

/// The log's name for a public address.
pub(crate) fn log_origin_of(address: &str) -> Result<String> {
    let url = Url::parse(address).map_err(|e| bad_address(address).with_cause(e))?;
    url.host_str().map(log_origin).ok_or_else(|| bad_address(address))
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

fn register_acts(identity: &Identity, oidc: &Oidc, exchange: &Exchange) {
    let of_catalogue = oidc.appliers().into_iter().chain(exchange.appliers());
    of_catalogue.for_each(|(kind, apply)| identity.register_applier(kind, apply));
    for shut_out in [oidc.shut_out(), exchange.shut_out()] {
        identity.register_shut_out(shut_out);
    }
}
