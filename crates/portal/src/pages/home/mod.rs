//! The home page: what this is and the services; for who is logged in, what waits.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Lang, Result};
use causeway_http::components::Button;
use causeway_http::{Access, Caller, Page, Priority, Reply, Routes, Shell};
use causeway_oidc::Registered;

use crate::Portal;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/", Access::Public, home).priority(Priority::Begin)
}

/// A service in one language.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    name: String,
    description: String,
    url: String,
}

#[derive(Clone, Template)]
#[template(path = "home/home.html")]
pub(crate) struct HomePage {
    shell: Shell,
    services: Vec<Service>,
}

#[derive(Clone, Template)]
#[template(path = "home/person.html")]
pub(crate) struct PersonPage {
    shell: Shell,
    services: Vec<Service>,
    waiting: Option<String>,
}

impl HomePage {
    pub(crate) fn new(shell: Shell, services: Vec<Service>) -> Self {
        Self { shell: shell.titled("home-title"), services }
    }
}

impl PersonPage {
    pub(crate) fn new(shell: Shell, services: Vec<Service>) -> Self {
        let unread = shell.unread;
        let waiting = (unread > 0)
            .then(|| shell.words().with("home-waiting-messages", &[("count", &unread.to_string())]));
        Self { shell: shell.titled("home-person-title"), services, waiting }
    }
}

impl Portal {
    /// The service directory in one language: the clients that are registered, listed and not stopped, of organisations that take part,
    /// by name.
    pub(crate) async fn services(&self, lang: Lang) -> Result<Vec<Service>> {
        let told = |known: Registered| Service {
            name: known.client.name.get(lang).to_owned(),
            description: known
                .listing
                .description
                .map(|words| words.get(lang).to_owned())
                .unwrap_or_default(),
            url: known.client.home_url,
        };
        let (listed, out) =
            (self.parts().oidc.directory().await?, self.parts().identity.organisations_out().await?);
        let offered = listed.into_iter().filter(|known| !out.contains(&known.client.organisation));
        let mut services: Vec<Service> = offered.map(told).collect();
        services.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(services)
    }
}

async fn home(State(portal): State<Portal>, caller: Caller, shell: Shell) -> Reply<Response> {
    let services = portal.services(shell.lang).await?;
    let shell = portal.shell_for(shell, caller.session()).await?;
    Ok(match caller.session() {
        Some(_) => Page(PersonPage::new(shell, services)).into_response(),
        None => Page(HomePage::new(shell, services)).into_response(),
    })
}
