//! Clients: the programs by which services log people in and exchange data; registering, changing, stopping them, making their secrets.

pub(super) mod act;
pub(super) mod form;
mod settings;
pub(super) mod tokens;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{ClientId, Error, Permission, Result};
use causeway_http::components::{Button, Content, InsetText, SummaryRow, Tag};
use causeway_http::{Access, Form, Page, Path, Query, Reply, Routes, Words};
use causeway_identity::ProposalKind;
use causeway_oidc::{ClientAuth, Registered, Status};

use self::form::{Choices, page as form_page};
use super::drafting::{self, with_history};
use super::sheet::{Sheet, lines, side_by_side};
use super::{Asked, Console, Fields, List, Row, effects};
use crate::Portal;
use crate::pages::parts::PostForm;

const PATH: &str = "/console/clients";
/// What is told of a client's past.
const KINDS: [ProposalKind; 4] =
    [ProposalKind::Client, ProposalKind::ClientSecret, ProposalKind::ClientStop, ProposalKind::ClientResume];

pub(super) fn routes() -> Routes<Portal> {
    let (read, propose) = (Access::Staff(Permission::ClientsRead), Access::Staff(Permission::ClientsPropose));
    let stop = Access::Staff(Permission::ClientsStop);
    Routes::new()
        .get(PATH, read, list)
        .get("/console/clients/new", propose, new)
        .post("/console/clients/new", propose, propose_new)
        .get("/console/clients/registration", propose, tokens::ask)
        .post("/console/clients/registration", propose, tokens::propose)
        .get("/console/clients/{id}", read, one)
        .get("/console/clients/{id}/change", propose, change)
        .post("/console/clients/{id}/change", propose, propose_change)
        .get("/console/clients/{id}/secret", propose, act::secret)
        .post("/console/clients/{id}/secret", propose, act::propose_secret)
        .get("/console/clients/{id}/stop", stop, act::stop)
        .post("/console/clients/{id}/stop", stop, act::propose_stop)
        .post("/console/clients/{id}/resume", propose, act::propose_resume)
}

impl Console {
    /// A client of the caller's own organisation: nobody else handles its secret.
    async fn own_client(&self, id: &ClientId) -> Result<Registered> {
        let known = self.seen_client(id).await?;
        if known.client.organisation == self.staff.organisation { Ok(known) } else { Err(Error::not_found()) }
    }

    /// A client that the caller may know of.
    async fn seen_client(&self, id: &ClientId) -> Result<Registered> {
        let known = self.portal.parts().oidc.registered(id).await?;
        if self.staff.sees(&known.client.organisation) { Ok(known) } else { Err(Error::not_found()) }
    }
}

fn state_word(words: Words, status: &Status) -> String {
    words.t(if status.is_stopped() { "clients-state-stopped" } else { "clients-state-running" })
}

fn state_colour(status: &Status) -> &'static str {
    if status.is_stopped() { "govuk-tag--red" } else { "govuk-tag--green" }
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let found = console.portal.parts().oidc.search_clients(&asked.search(&console.staff)).await?;
    let (words, mut names) = (console.words(), console.names());
    let mut rows = Vec::with_capacity(found.rows.len());
    for Registered { client, listing, status } in &found.rows {
        let row = Row::link(client.name.get(words.lang()), format!("{PATH}/{}", client.id))
            .text(client.id.as_str())
            .text(names.organisation(&client.organisation).await?)
            .text(client.home_url.as_str())
            .text(words.t(if listing.listed { "yes" } else { "no" }))
            .tag(state_word(words, status), state_colour(status));
        rows.push(row);
    }
    let mut list = List::new(console.shell.clone(), "clients-title", PATH, &asked)
        .lead("clients-lead")
        .hint("clients-search-hint")
        .column("clients-name")
        .column("drafting-id")
        .column("console-organisation")
        .column("clients-home")
        .column("clients-listed")
        .column("clients-state")
        .empty("clients-none");
    if console.may(Permission::ClientsPropose) {
        list = list.action("clients-new", format!("{PATH}/new"));
    }
    Ok(list.drawn(rows, found.total).answer()?)
}

async fn one(console: Console, Path(id): Path<ClientId>) -> Reply<Page<Sheet>> {
    let known = console.seen_client(&id).await?;
    let (consents, db) = (&console.portal.parts().consents, &console.portal.parts().env.db);
    let standing = db.tx(|tx| Box::pin(consents.standing_for(tx, &known.client.id))).await?;
    let facts = facts(&console, &known, standing).await?;
    let history = console.history(&KINDS, &known.client.organisation, id.as_str()).await?;
    Ok(Page(with_history(sheet(&console, &known, facts), history)))
}

pub(super) fn sheet(console: &Console, known: &Registered, facts: Vec<SummaryRow>) -> Sheet {
    let words = console.words();
    let shell = console.shell.clone().with_title(known.client.name.get(words.lang()));
    let mut sheet = Sheet::new(shell)
        .back("clients-title", PATH)
        .caption(words.t("kind-client"))
        .tag(Tag::new(state_word(words, &known.status)).classes(state_colour(&known.status)));
    if let Some((at, reason)) = known.status.stopped {
        let reason = words.t(&effects::key("content-value-reason", reason.as_str()));
        let said = [("date", console.when().moment(at)), ("reason", reason)];
        let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
        sheet = sheet.put(InsetText::new(words.with("clients-stopped-since", &said)));
    }
    if known.status.organisation_out {
        sheet = sheet.put(InsetText::new(words.t("clients-organisation-out")));
    }
    let sheet = sheet.facts(facts);
    let buttons = buttons(console, known);
    if buttons.is_empty() { sheet } else { sheet.put(side_by_side(&buttons)) }
}

/// What can be done about a client, for those who may.
fn buttons(console: &Console, known: &Registered) -> Vec<Content> {
    let at = |act: &str| format!("{PATH}/{}/{act}", known.client.id);
    let link = |permission, key: &str, act: &str| {
        let button = Button::link(console.shell.t(key), at(act)).classes("govuk-button--secondary");
        console.may(permission).then(|| Content::from(button))
    };
    let resume = || {
        let form = PostForm::new(at("resume"), Button::secondary(console.shell.t("clients-resume")));
        console.may(Permission::ClientsPropose).then(|| Content::html(&form))
    };
    let stopped = known.status.stopped.is_some();
    // A secret is its own organisation's alone.
    let own = known.client.organisation == console.staff.organisation;
    let has_secret = matches!(known.client.auth, ClientAuth::SecretBasic { .. });
    [
        link(Permission::ClientsPropose, "drafting-change", "change"),
        (has_secret && own).then(|| link(Permission::ClientsPropose, "clients-secret", "secret")).flatten(),
        if stopped { resume() } else { link(Permission::ClientsStop, "clients-stop", "stop") },
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) async fn facts(console: &Console, known: &Registered, standing: i64) -> Result<Vec<SummaryRow>> {
    let (words, mut names) = (console.words(), console.names());
    let client = &known.client;
    let row = |key: &str, value: Content| SummaryRow::new(words.t(key), value);
    let text = |key: &str, value: &str| SummaryRow::new(words.t(key), value);
    let scopes: Vec<String> =
        client.scopes.iter().map(|scope| words.t(&effects::key("clients-scopes", scope.as_str()))).collect();
    let keys: Vec<String> = client.keys.keys.iter().map(|key| key.kid.clone().unwrap_or_default()).collect();
    let mut rows = vec![
        text("drafting-id", client.id.as_str()),
        text("console-organisation", &names.organisation(&client.organisation).await?),
        row("clients-name", all_languages(&client.name)),
    ];
    if let Some(description) = &known.listing.description {
        rows.push(row("drafting-description", all_languages(description)));
    }
    rows.extend([
        text("clients-listed", &words.t(if known.listing.listed { "yes" } else { "no" })),
        text("clients-home", &client.home_url),
        row("clients-redirects", or_none(words, &client.redirect_uris)),
        text("clients-sector", &client.sector),
        row("clients-scopes", or_none(words, &scopes)),
        text("clients-purpose", &names.purpose(&client.login_purpose).await?),
        text("clients-auth", &words.t(&effects::key("clients-auth", client.auth.method()))),
        row("clients-keys", or_none(words, &keys)),
    ]);
    for (name, values) in causeway_oidc::setting_facts(&client.settings) {
        let values: Vec<String> = values.iter().map(|value| effects::setting(words, name, value)).collect();
        if !values.is_empty() {
            rows.push(row(&effects::key("clients-setting", name), lines(&values)));
        }
    }
    rows.extend(secrets(console, known));
    let consents = words.with("clients-consents-count", &[("consents", &standing.to_string())]);
    rows.push(text("clients-consents", &consents));
    Ok(rows)
}

/// When the secret was made, and until when the one before works.
fn secrets(console: &Console, known: &Registered) -> Vec<SummaryRow> {
    let (words, when) = (console.words(), console.when());
    if known.client.auth.secret().is_none() {
        return Vec::new();
    }
    let made = match known.status.secret_made_at {
        Some(at) => words.with("clients-secret-made", &[("date", &when.moment(at))]),
        None => words.t("clients-secret-none"),
    };
    let now = console.portal.parts().env.now();
    let old = known.status.old_secret_until.filter(|until| now < *until);
    let old = old.map(|until| words.with("clients-secret-old", &[("date", &when.moment(until))]));
    let all: Vec<String> = [Some(made), old].into_iter().flatten().collect();
    vec![SummaryRow::new(words.t("clients-secret-row"), lines(&all))]
}

pub(super) fn all_languages(words: &causeway_core::Localised) -> Content {
    lines(&[words.en.clone(), words.zh_hant.clone(), words.zh_hans.clone()])
}

pub(super) fn or_none(words: Words, all: &[String]) -> Content {
    if all.is_empty() { words.t("content-none").into() } else { lines(all) }
}

async fn new(console: Console) -> Reply<Page<Sheet>> {
    let fields = form::empty(console.staff.organisation.as_str());
    let choices = Choices::of(&console).await?;
    let page = form_page(&console.shell, None, (&fields, &[]), &choices, "");
    if !console.portal.parts().oidc.takes_registrations() {
        return Ok(Page(page));
    }
    let link = Button::link(console.shell.t("clients-registration"), "/console/clients/registration");
    Ok(Page(page.put(link.classes("govuk-button--secondary"))))
}

async fn propose_new(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    propose(console, None, drafting::fields(pairs)).await
}

async fn change(console: Console, Path(id): Path<ClientId>) -> Reply<Page<Sheet>> {
    let known = console.seen_client(&id).await?;
    let choices = Choices::of(&console).await?;
    Ok(Page(form_page(&console.shell, Some(&known), (&form::of(&known), &[]), &choices, "")))
}

async fn propose_change(
    console: Console,
    Path(id): Path<ClientId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Reply<Response> {
    let known = console.seen_client(&id).await?;
    propose(console, Some(known), drafting::fields(pairs)).await
}

async fn propose(console: Console, known: Option<Registered>, fields: Fields) -> Reply<Response> {
    let organisation = match &known {
        Some(known) => known.client.organisation.clone(),
        None => console.proposing_for(&fields),
    };
    let (draft, unread) = form::read(known.as_ref(), &organisation, &fields)?;
    let faults = drafting::joined(unread, console.portal.parts().oidc.faults_of(&draft).await?);
    let mut said = String::new();
    if faults.is_empty() {
        let about = (&organisation, draft.id.as_str(), known.is_none());
        let act = drafting::draft(ProposalKind::Client, about, &draft)?;
        match console.begin(act).await {
            Ok(confirm) => return Ok(confirm.into_response()),
            Err(error) => said = console.mendable(error)?,
        }
    }
    let choices = Choices::of(&console).await?;
    let page = form_page(&console.shell, known.as_ref(), (&fields, &faults), &choices, &said);
    Ok((StatusCode::BAD_REQUEST, Page(page)).into_response())
}
