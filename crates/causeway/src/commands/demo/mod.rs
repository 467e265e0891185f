//! `causeway demo`: the whole platform with sample people and services, in one process.
//!
//! The platform, two departments' registers with their connectors, a consumer's connector and two sample services each listen on
//! an address of their own and speak HTTP to one another, as they would on machines of their own.

mod clients;
mod connectors;
mod integrator;
mod seed;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use causeway_core::setting::{Mode, open_as};
use causeway_core::{Clock, Db, Env, Error, Result, Rng, db};
use causeway_crypto::keystore::{FileKeyStore, KeyStore, make_optional};
use causeway_crypto::token::Token;
use causeway_demo::people::Population;
use causeway_demo::{DRIVING, DemoConfig, Registration, ServiceConfig, VACCINATION, registers};
use causeway_http::config::Config as HttpConfig;
use causeway_http::outbound::{self, Outbound};
use causeway_http::server::{Hosts, Server};
use causeway_oidc::RegistrationMode;
use causeway_portal::SamplePerson;
use tokio::sync::watch;
use url::Url;

use crate::cli::DemoArgs;
use crate::commands::serve::{host_of, until_told_to_stop};
use crate::commands::staff::officer_link;
use crate::roles::Role;
use crate::telemetry;
use crate::wiring::{Platform, Settings};

/// Where the journal is, beside the database: in earnest it would be on another disk.
const JOURNAL: &str = "journal";
/// Connections to PostgreSQL, if that is used.
const CONNECTIONS: usize = 16;

/// Where everything of this demonstration is.
struct Place {
    folder: PathBuf,
    /// The platform's origin.
    public_url: String,
    mtls_public_url: Option<String>,
    vaccination: String,
    driving: String,
    tls_cert: Option<PathBuf>,
    outbound: Outbound,
}

/// Runs until told to stop.
pub(crate) async fn run(args: DemoArgs) -> Result<()> {
    let place = Place::of(&args)?;
    let ended = stay(&args, &place).await;
    if args.data_dir.is_none() {
        let _ = std::fs::remove_dir_all(&place.folder);
    }
    ended
}

async fn stay(args: &DemoArgs, place: &Place) -> Result<()> {
    let server = Server::bind(http(args, place)).await?;
    let env = open(args, place).await?;
    let store: Arc<dyn KeyStore> =
        Arc::new(FileKeyStore::open_or_create(&place.folder.join("keys"), &env.clock, &env.rng)?);
    let population = Population::load()?;
    // What operators of a real platform decide on, integrators find here.
    make_optional(&*store, env.now())?;
    let (stopper, stop) = watch::channel(false);
    let platform = Platform::assemble(&env, &store, settings(place, &population, stop.clone()))?;
    platform.person_keys.check().await?;

    let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
    let registers = registers::start(loopback, loopback, &stop).await?;
    let connectors = connectors::start(place, &platform, &registers, &stop).await?;
    let secrets = [Token::new(&env.rng)?, Token::new(&env.rng)?];
    seed::run(&platform, place, &connectors, &secrets).await?;
    if let Some(file) = &args.clients {
        clients::register(&platform, file).await?;
    }
    let key = integrator_key(&platform).await?;

    let mut hosts = Hosts::new()
        .host(&host_of(&place.public_url)?, platform.router())
        .host("127.0.0.1", platform.router());
    if let Some(url) = &place.mtls_public_url {
        hosts = hosts.mutual(&host_of(url)?, platform.router_for_programs(Role::All));
    }
    for (host, router) in services(place, &env, &connectors, &secrets)? {
        hosts = hosts.host(&host, router);
    }
    let serving = tokio::spawn(server.serve(hosts, stop.clone()));
    let officers = officer_links(&platform, place).await?;
    announce(place, &key, &officers)?;
    let worker = tokio::spawn(platform.worker().run(stop));
    until_told_to_stop().await;
    let _ = stopper.send(true);
    let _ = tokio::join!(worker, serving, registers.finished(), connectors.finished());
    Ok(())
}

impl Place {
    fn of(args: &DemoArgs) -> Result<Self> {
        let folder = match &args.data_dir {
            Some(folder) => folder.clone(),
            None => std::env::temp_dir().join(format!("causeway-demo-{}", std::process::id())),
        };
        std::fs::create_dir_all(&folder).map_err(|e| {
            Error::invalid(
                "data_dir",
                format!("The folder {} cannot be made: {e}. Name another with --data-dir.", folder.display()),
            )
        })?;
        let scheme = if args.tls_cert.is_some() { "https" } else { "http" };
        let given = args.public_url.clone().unwrap_or_else(|| format!("{scheme}://localhost:{}", args.port));
        let public_url = given.trim_end_matches('/').to_owned();
        let outbound = outbound::client(&outbound::Config {
            allow_private: true,
            extra_roots: args.tls_cert.iter().cloned().collect(),
            ..outbound::Config::default()
        })?;
        Ok(Self {
            vaccination: beside(&public_url, VACCINATION)?,
            driving: beside(&public_url, DRIVING)?,
            mtls_public_url: args.mtls_port.map(|port| at_port(&public_url, port)).transpose()?,
            folder,
            public_url,
            tls_cert: args.tls_cert.clone(),
            outbound,
        })
    }
}

/// The address of a sample service: a host of its own under the platform's.
fn beside(public_url: &str, label: &str) -> Result<String> {
    let mut url = Url::parse(public_url).map_err(|e| bad_url(public_url).with_cause(e))?;
    let host = format!("{label}.{}", url.host_str().ok_or_else(|| bad_url(public_url))?);
    url.set_host(Some(&host)).map_err(|e| bad_url(public_url).with_cause(e))?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The same host at another port.
fn at_port(public_url: &str, port: u16) -> Result<String> {
    let mut url = Url::parse(public_url).map_err(|e| bad_url(public_url).with_cause(e))?;
    url.set_port(Some(port)).map_err(|()| bad_url(public_url))?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn bad_url(url: &str) -> Error {
    Error::invalid(
        "bad_public_url",
        format!(
            "{url:?} is not an address with a host name. Write, for example, https://causeway.example:8443."
        ),
    )
}

fn http(args: &DemoArgs, place: &Place) -> HttpConfig {
    // Real phones come from the network; without TLS nobody but this machine does.
    let address = if args.tls_cert.is_some() { [0, 0, 0, 0] } else { [127, 0, 0, 1] };
    HttpConfig {
        listen: SocketAddr::from((address, args.port)),
        public_url: place.public_url.clone(),
        tls_cert: args.tls_cert.clone(),
        tls_key: args.tls_key.clone(),
        mtls_listen: args.mtls_port.map(|port| SocketAddr::from((address, port))),
        mtls_public_url: place.mtls_public_url.clone(),
        client_roots: args.client_roots.clone(),
        // There is no other node to go to.
        drain_seconds: 0,
        ..HttpConfig::default()
    }
}

async fn open(args: &DemoArgs, place: &Place) -> Result<Env> {
    let db = match &args.database {
        Some(url) => Db::connect_postgres(url, CONNECTIONS)?,
        None => Db::open_sqlite(&place.folder.join("causeway.db"))?,
    };
    let env = Env { db, clock: Clock::system(), rng: Rng::system() };
    db::pending(&env.db).await?;
    db::migrate(&env).await?;
    open_as(&env, Mode::Sandbox).await?;
    std::fs::create_dir_all(place.folder.join(JOURNAL)).map_err(Error::internal)?;
    Ok(env)
}

fn settings(place: &Place, population: &Population, stop: watch::Receiver<bool>) -> Settings {
    let sample = |person: &causeway_demo::people::Resident| SamplePerson {
        name: person.name.clone(),
        card_number: person.card.written(),
        date_of_issue: person.date_of_issue.to_string(),
        date_of_birth: person.date_of_birth.to_string(),
    };
    Settings {
        mode: Mode::Sandbox,
        public_url: place.public_url.clone(),
        mtls_public_url: place.mtls_public_url.clone(),
        outbound: outbound::Config { allow_private: true, ..outbound::Config::default() },
        // Nobody has to register first to be invited to the console.
        identity: causeway_identity::Config {
            staff_without_proofing: true,
            ..causeway_identity::Config::default()
        },
        registration: causeway_registration::Config::default(),
        // On this machine alone there is nobody to be kept from flooding it, and measurements come from one address.
        oidc: causeway_oidc::Config {
            authorizations_per_minute: 1_000_000,
            // Whoever tries this out may register what they write.
            registration: causeway_oidc::config::Registration {
                mode: RegistrationMode::Open,
                ..causeway_oidc::config::Registration::default()
            },
            ..causeway_oidc::Config::default()
        },
        exchange: causeway_exchange::Config {
            reads_per_minute: 1_000_000,
            ..causeway_exchange::Config::default()
        },
        backup: causeway_backup::Config {
            journal: Some(place.folder.join(JOURNAL)),
            ..causeway_backup::Config::default()
        },
        retention: crate::retention::Config::default(),
        samples: population.listed().map(sample).collect(),
        metrics: telemetry::metrics(),
        scrapers: HttpConfig::default().metrics_from,
        stop,
    }
}

fn services(
    place: &Place,
    env: &Env,
    connectors: &connectors::Connectors,
    secrets: &[Token; 2],
) -> Result<Vec<(String, axum::Router)>> {
    let [vaccination, driving] = secrets;
    let service = |public_url: &str, client: &str, secret: &Token| ServiceConfig {
        public_url: public_url.to_owned(),
        registration: Registration {
            client_id: client.to_owned(),
            client_secret: secret.reveal().to_owned(),
        },
    };
    causeway_demo::services(DemoConfig {
        issuer: place.public_url.clone(),
        vaccination: service(&place.vaccination, VACCINATION, vaccination),
        driving: service(&place.driving, DRIVING, driving),
        connector_url: format!("http://{}", connectors.transport),
        outbound: place.outbound.clone(),
        clock: env.clock.clone(),
        rng: env.rng.clone(),
    })
}

/// A sandbox key for integrators' tests.
async fn integrator_key(platform: &Platform) -> Result<String> {
    let sandbox = platform.sandbox.as_ref().ok_or_else(|| Error::internal("a demonstration is a sandbox"))?;
    Ok(sandbox.create_key("demo", 1000).await?.to_string())
}

/// Two one-time links for the console's first officers, while there are none; later whoever joined logs in there.
async fn officer_links(platform: &Platform, place: &Place) -> Result<Vec<String>> {
    let mut links = Vec::new();
    for _ in 0..2 {
        match officer_link(&platform.identity, &place.public_url).await {
            Ok(link) => links.push(link),
            Err(error) if error.code() == "officers_enough" => break,
            Err(error) => return Err(error),
        }
    }
    Ok(links)
}

fn announce(place: &Place, key: &str, officers: &[String]) -> Result<()> {
    let guide = causeway_demo::guide(&place.public_url, &place.vaccination, &place.driving)?;
    println!("\nCauseway is ready: a sandbox, with invented people and services.\n\n{guide}");
    println!("\n  For an integrator's tests (docs/guides/drive-the-sandbox.md), the sandbox key: {key}");
    println!("\n  The staff's console: {}/console", place.public_url);
    if !officers.is_empty() {
        println!(
            "  Two security officers join by these links, each once and within the hour, in two browser profiles:"
        );
        for link in officers {
            println!("    {link}");
        }
    }
    println!("\n  Data: {}\n  Stop with Ctrl-C.\n", place.folder.display());
    Ok(())
}
