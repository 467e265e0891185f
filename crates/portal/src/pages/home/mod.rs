//! The home page: what this is and the services; for who is logged in, what waits.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use causeway_core::Lang;
use causeway_http::components::Button;
use causeway_http::{Access, Caller, Page, Reply, Routes, Shell};

use crate::Portal;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/", Access::Public, home)
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
    /// The service directory in one language.
    pub(crate) fn services(&self, lang: Lang) -> Vec<Service> {
        let told = |link: &crate::ServiceLink| Service {
            name: link.name.get(lang).to_owned(),
            description: link.description.get(lang).to_owned(),
            url: link.url.clone(),
        };
        self.parts().services.iter().map(told).collect()
    }
}

async fn home(State(portal): State<Portal>, caller: Caller, shell: Shell) -> Reply<Response> {
    let services = portal.services(shell.lang);
    let shell = portal.shell_for(shell, caller.session()).await?;
    Ok(match caller.session() {
        Some(_) => Page(PersonPage::new(shell, services)).into_response(),
        None => Page(HomePage::new(shell, services)).into_response(),
    })
}
