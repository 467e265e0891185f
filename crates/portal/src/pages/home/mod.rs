//! The home page: what this is and the services; for who is logged in, what waits.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Lang, Result, Session};
use causeway_http::components::Button;
use causeway_http::{Access, Caller, Page, Priority, Reply, Routes, Shell, Words};
use causeway_oidc::Registered;

use crate::Portal;
use crate::names::Names;

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
    asked: Vec<Asked>,
}

/// Something that a service asks of the person directly.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) text: String,
    pub(crate) href: String,
}

impl HomePage {
    pub(crate) fn new(shell: Shell, services: Vec<Service>) -> Self {
        Self { shell: shell.titled("home-title"), services }
    }
}

impl PersonPage {
    pub(crate) fn new(shell: Shell, services: Vec<Service>, asked: Vec<Asked>) -> Self {
        let unread = shell.unread;
        let waiting = (unread > 0)
            .then(|| shell.words().with("home-waiting-messages", &[("count", &unread.to_string())]));
        Self { shell: shell.titled("home-person-title"), services, waiting, asked }
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

    /// What services ask of a person directly, and is not answered.
    async fn asked(&self, session: &Session, words: Words) -> Result<Vec<Asked>> {
        let waiting = self.parts().consents.waiting(session.account).await?;
        let (mut names, when) = (Names::new(self, words), self.when(words));
        let mut asked = Vec::with_capacity(waiting.len());
        for request in waiting {
            let service = names.service(&request.client).await?;
            let time = when.time(request.expires_at);
            let text = words.with("home-asked", &[("service", &service), ("time", &time)]);
            asked.push(Asked { text, href: format!("/requests/{}", request.id) });
        }
        Ok(asked)
    }
}

async fn home(State(portal): State<Portal>, caller: Caller, shell: Shell) -> Reply<Response> {
    let services = portal.services(shell.lang).await?;
    let shell = portal.shell_for(shell, caller.session()).await?;
    Ok(match caller.session() {
        Some(session) => {
            let asked = portal.asked(session, shell.words()).await?;
            Page(PersonPage::new(shell, services, asked)).into_response()
        }
        None => Page(HomePage::new(shell, services)).into_response(),
    })
}
