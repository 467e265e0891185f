//! `causeway generated`: the documents in `docs/generated/`, from the program itself. A test compares them with what is committed.

use std::fmt::Write as _;
use std::sync::Arc;

use causeway_core::setting::Mode;
use causeway_core::{Clock, Db, Env, Error, Result, Rng, db};
use causeway_crypto::keystore::{KeyStore, MemoryKeyStore};

use tokio::sync::watch;

use crate::cli::Document;
use crate::wiring::{Platform, Settings};
use crate::{figures, interface, retention, roles};

/// Prints one document.
pub(crate) async fn run(document: Document) -> Result<()> {
    let text = match document {
        Document::Routes => of_platform(|platform| Ok(routes(platform))).await?,
        Document::Openapi => of_platform(|platform| interface::text(&platform.interface())).await?,
        Document::Nodes => roles::document(),
        Document::AuditEvents => causeway_evidence::catalogue(),
        Document::Roles => causeway_identity::staff::document::roles(),
        Document::Retention => retention::document(),
        Document::Metrics => figures::document(),
        Document::Schema => db::dump_schema(),
    };
    print!("{text}");
    Ok(())
}

/// What is told of a platform that is assembled for this alone, as a sandbox: it has every route there is.
async fn of_platform(tell: impl FnOnce(&Platform) -> Result<String>) -> Result<String> {
    let folder = std::env::temp_dir().join(format!("causeway-routes-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(Error::internal)?;
    let told = assembled(&folder).await.and_then(|platform| tell(&platform));
    let _ = std::fs::remove_dir_all(&folder);
    told
}

async fn assembled(folder: &std::path::Path) -> Result<Platform> {
    let env =
        Env { db: Db::open_sqlite(&folder.join("routes.db"))?, clock: Clock::system(), rng: Rng::system() };
    db::migrate(&env).await?;
    let store: Arc<dyn KeyStore> = Arc::new(MemoryKeyStore::new()?);
    let settings = Settings {
        mode: Mode::Sandbox,
        public_url: "http://localhost:8080".to_owned(),
        mtls_public_url: None,
        outbound: causeway_http::outbound::Config::default(),
        identity: causeway_identity::Config::default(),
        registration: causeway_registration::Config::default(),
        oidc: causeway_oidc::Config::default(),
        exchange: causeway_exchange::Config::default(),
        backup: causeway_backup::Config::default(),
        retention: retention::Config::default(),
        samples: Vec::new(),
        metrics: None,
        scrapers: Vec::new(),
        stop: watch::channel(false).1,
    };
    Platform::assemble(&env, &store, settings)
}

/// The route table.
fn routes(platform: &Platform) -> String {
    let mut rows: Vec<_> = platform
        .routes()
        .table()
        .iter()
        .map(|r| (r.path.to_owned(), r.method.to_string(), r.access.to_string(), r.priority))
        .collect();
    rows.sort();
    let mut text = String::from(
        "# Routes\n\nEvery route of the platform's host with its access, from the route table itself.\n\
         Routes under `/sandbox` and `/phone` exist in a sandbox alone.\n\
         Under load the priority decides who goes first: `finish` what was begun, then `normal`, then `begin`; `always` never waits.\n\
         The last column is the role of the nodes that serve it (docs/generated/nodes.md); `all` means every role.\n\n\
         | path | method | access | priority | nodes |\n|---|---|---|---|---|\n",
    );
    for (path, method, access, priority) in rows {
        let _ = writeln!(text, "| `{path}` | {method} | {access} | {priority} | {} |", roles::of(&path));
    }
    text
}
