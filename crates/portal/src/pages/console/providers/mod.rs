//! Providers: where an organisation's connector is, and the keys that it signs and opens with.

pub(super) mod form;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Error, Kind, OrganisationId, Permission, Result};
use causeway_exchange::Provider;
use causeway_http::components::{Button, SummaryRow};
use causeway_http::{Access, Form, Page, Path, Query, Reply, Routes};
use causeway_identity::ProposalKind;

use super::clients::or_none;
use super::drafting::{self, with_history};
use super::sheet::{Sheet, side_by_side};
use super::{Asked, Console, Fields, List, Row};
use crate::Portal;

const PATH: &str = "/console/providers";

pub(super) fn routes() -> Routes<Portal> {
    let (read, propose) =
        (Access::Staff(Permission::DatasetsRead), Access::Staff(Permission::DatasetsPropose));
    Routes::new()
        .get(PATH, read, list)
        .get("/console/providers/new", propose, new)
        .post("/console/providers/new", propose, propose_new)
        .get("/console/providers/{id}", read, one)
        .get("/console/providers/{id}/change", propose, change)
        .post("/console/providers/{id}/change", propose, propose_change)
}

impl Console {
    /// A provider that the caller may know of.
    async fn seen_provider(&self, id: &OrganisationId) -> Result<Provider> {
        if !self.staff.sees(id) {
            return Err(Error::not_found());
        }
        self.portal.parts().exchange.provider(id).await
    }
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let exchange = &console.portal.parts().exchange;
    let found = exchange.search_providers(&asked.search(&console.staff)).await?;
    let mut names = console.names();
    let mut rows = Vec::with_capacity(found.rows.len());
    for provider in &found.rows {
        let id = &provider.organisation;
        let row = Row::link(names.organisation(id).await?, format!("{PATH}/{id}"))
            .text(id.as_str())
            .text(provider.base_url.as_str())
            .number(i64::try_from(provider.signing_keys.keys.len()).unwrap_or(i64::MAX));
        rows.push(row);
    }
    let mut list = List::new(console.shell.clone(), "providers-title", PATH, &asked)
        .lead("providers-lead")
        .hint("providers-search-hint")
        .column("console-organisation")
        .column("drafting-id")
        .column("providers-address")
        .number("providers-keys-count")
        .empty("providers-none");
    let own = exchange.provider(&console.staff.organisation).await;
    if console.may(Permission::DatasetsPropose) && (console.staff.platform || own.is_err()) {
        list = list.action("providers-new", format!("{PATH}/new"));
    }
    Ok(list.drawn(rows, found.total).answer()?)
}

async fn one(console: Console, Path(id): Path<OrganisationId>) -> Reply<Page<Sheet>> {
    let known = console.seen_provider(&id).await?;
    let name = console.names().organisation(&id).await?;
    let sheet = sheet(&console, &known, &name);
    let history = console.history(&[ProposalKind::Provider], &id, id.as_str()).await?;
    Ok(Page(with_history(sheet, history)))
}

pub(super) fn sheet(console: &Console, known: &Provider, name: &str) -> Sheet {
    let words = console.words();
    let print = |key: &causeway_crypto::jose::Jwk| key.thumbprint().unwrap_or_default();
    let keys: Vec<String> = known.signing_keys.keys.iter().map(print).collect();
    let facts = vec![
        SummaryRow::new(words.t("drafting-id"), known.organisation.as_str()),
        SummaryRow::new(words.t("providers-address"), &known.base_url),
        SummaryRow::new(words.t("providers-signing-keys"), or_none(words, &keys)),
        SummaryRow::new(words.t("providers-encryption-key"), print(&known.encryption_key)),
    ];
    let sheet = Sheet::new(console.shell.clone().with_title(name))
        .back("providers-title", PATH)
        .caption(words.t("kind-provider"))
        .facts(facts);
    if !console.may(Permission::DatasetsPropose) {
        return sheet;
    }
    let button =
        Button::link(console.shell.t("drafting-change"), format!("{PATH}/{}/change", known.organisation));
    sheet.put(side_by_side(&[button.classes("govuk-button--secondary").into()]))
}

async fn new(console: Console) -> Reply<Page<Sheet>> {
    let organisations = console.organisations_to_choose().await?;
    let fields = Fields::default().with("organisation", console.staff.organisation.as_str());
    Ok(Page(form::page(&console.shell, None, (&fields, &[]), organisations, "")))
}

async fn propose_new(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    propose(console, None, drafting::fields(pairs)).await
}

async fn change(console: Console, Path(id): Path<OrganisationId>) -> Reply<Page<Sheet>> {
    let known = console.seen_provider(&id).await?;
    Ok(Page(form::page(&console.shell, Some(&known), (&form::of(&known), &[]), Vec::new(), "")))
}

async fn propose_change(
    console: Console,
    Path(id): Path<OrganisationId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Reply<Response> {
    let known = console.seen_provider(&id).await?;
    propose(console, Some(known), drafting::fields(pairs)).await
}

async fn propose(console: Console, known: Option<Provider>, fields: Fields) -> Reply<Response> {
    let organisations = console.organisations_to_choose().await?;
    let organisation = match &known {
        Some(known) => known.organisation.clone(),
        None => console.proposing_for(&fields),
    };
    let exchange = &console.portal.parts().exchange;
    let mut faults = match exchange.provider(&organisation).await {
        Ok(_) if known.is_none() => vec![form::taken(&organisation)],
        Ok(_) => Vec::new(),
        Err(error) if error.kind() == Kind::NotFound => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let mut said = String::new();
    match form::read(&organisation, &fields) {
        Err(unread) => faults.extend(unread),
        Ok(draft) => {
            faults.extend(exchange.faults_of_provider(&draft).await?);
            if faults.is_empty() {
                let about = (&organisation, organisation.as_str(), known.is_none());
                let act = drafting::draft(ProposalKind::Provider, about, &draft)?;
                match console.begin(act).await {
                    Ok(confirm) => return Ok(confirm.into_response()),
                    Err(error) => said = console.mendable(error)?,
                }
            }
        }
    }
    let page = form::page(&console.shell, known.as_ref(), (&fields, &faults), organisations, &said);
    Ok((StatusCode::BAD_REQUEST, Page(page)).into_response())
}
