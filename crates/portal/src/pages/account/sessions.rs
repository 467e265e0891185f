//! Where a person is logged in, and signing out there. It only takes away, so it needs no passkey.

use askama::Template;
use axum::extract::State;
use axum::response::Redirect;
use causeway_core::{Error, Result, Session, SessionId};
use causeway_http::components::{BackLink, Button, SummaryList, SummaryRow, Tag};
use causeway_http::{Access, Agent, Citizen, Page, Path, Reply, Routes, Shell, Words};
use causeway_identity::OwnSession;
use uuid::Uuid;

use crate::Portal;
use crate::names::Names;
use crate::pages::parts::{PostForm, acr_words};

const PATH: &str = "/account/sessions";

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get(PATH, Access::Citizen, show).post("/account/sessions/{id}/end", Access::Citizen, end)
}

/// One session in words.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) name: String,
    pub(crate) here: Option<Tag>,
    pub(crate) facts: SummaryList,
    pub(crate) end: Option<PostForm>,
}

#[derive(Clone, Template)]
#[template(path = "account/sessions.html")]
pub(crate) struct SessionsPage {
    shell: Shell,
    sessions: Vec<Shown>,
}

impl SessionsPage {
    pub(crate) fn new(shell: Shell, sessions: Vec<Shown>) -> Self {
        Self { shell: shell.titled("sessions-title"), sessions }
    }
}

/// `Firefox on Android`.
fn name(agent: Option<Agent>, words: Words) -> String {
    let Some(agent) = agent else { return words.t("sessions-unknown") };
    let program = agent.program().map_or_else(|| words.t("sessions-program-other"), str::to_owned);
    let system = agent.system().map_or_else(|| words.t("sessions-system-other"), str::to_owned);
    words.with("sessions-agent", &[("program", &program), ("system", &system)])
}

impl Portal {
    /// The sessions of whoever is logged in here, this one first.
    pub(crate) async fn own_sessions(&self, here: &Session, words: Words) -> Result<Vec<Shown>> {
        let mut own = self.parts().identity.sessions_of(here.account).await?;
        own.sort_by_key(|one| one.session.id != here.id);
        let mut names = Names::new(self, words);
        let mut shown = Vec::with_capacity(own.len());
        for one in &own {
            shown.push(self.shown_session(one, here, words, &mut names).await?);
        }
        Ok(shown)
    }

    async fn shown_session(
        &self,
        one: &OwnSession,
        here: &Session,
        words: Words,
        names: &mut Names<'_>,
    ) -> Result<Shown> {
        let (id, when, name) = (one.session.id, self.when(words), name(one.agent, words));
        let mut services = Vec::new();
        for (client, since) in (self.parts().ports.services_of)(id).await? {
            let (service, date) = (names.service(&client).await?, when.moment(since));
            services.push(words.with("sessions-service", &[("service", &service), ("date", &date)]));
        }
        let services = match services.as_slice() {
            [] => words.t("sessions-services-none"),
            some => some.join(&words.t("portal-list-separator")),
        };
        let facts = [
            ("account-session", words.t(acr_words(one.session.acr))),
            ("sessions-since", when.moment(one.session.authenticated_at)),
            ("sessions-seen", when.moment(one.last_seen_at)),
            ("sessions-services", services),
        ];
        let is_here = id == here.id;
        let end = || PostForm::new(format!("{PATH}/{id}/end"), end_button(words, &name));
        Ok(Shown {
            here: is_here.then(|| Tag::new(words.t("sessions-here"))),
            end: (!is_here).then(end),
            facts: SummaryList::new(facts.map(|(key, value)| SummaryRow::new(words.t(key), value)).to_vec()),
            name,
        })
    }
}

/// The button says which session it ends, to those who hear the page.
fn end_button(words: Words, name: &str) -> Button {
    let label = EndLabel { words: words.t("sessions-end"), name };
    Button::secondary(causeway_http::components::Content::html(&label))
}

#[derive(Template)]
#[template(source = r#"{{ words }}<span class="govuk-visually-hidden"> {{ name }}</span>"#, ext = "html")]
struct EndLabel<'a> {
    words: String,
    name: &'a str,
}

impl askama::filters::HtmlSafe for EndLabel<'_> {}

async fn show(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
) -> Reply<Page<SessionsPage>> {
    let sessions = portal.own_sessions(&session, shell.words()).await?;
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(SessionsPage::new(shell, sessions)))
}

async fn end(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    Path(id): Path<Uuid>,
) -> Reply<Redirect> {
    let id = SessionId::from(id);
    if id == session.id {
        // Leaving this browser takes its cookie along: that is what logging out is for.
        return Err(Error::not_found().into());
    }
    portal.parts().identity.end_session(id, session.account).await?;
    Ok(Redirect::to(PATH))
}
