//! Datasets: what organisations hold and others may ask for. Staff see their own organisation's and the catalogue of what is published.

pub(super) mod form;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{DatasetId, Error, OrganisationId, Permission, Result, Search};
use causeway_exchange::{Classification, Dataset, Field, LifeCycle};
use causeway_http::components::{Button, Content, SummaryRow, Tag};
use causeway_http::{Access, Form, Page, Path, Query, Reply, Routes, Words};
use causeway_identity::ProposalKind;

use super::clients::all_languages;
use super::drafting::{self, with_history};
use super::sheet::{Sheet, side_by_side};
use super::{Asked, Console, Fields, List, Row, Rows, effects};
use crate::Portal;

const PATH: &str = "/console/datasets";

pub(super) fn routes() -> Routes<Portal> {
    let (read, propose) =
        (Access::Staff(Permission::DatasetsRead), Access::Staff(Permission::DatasetsPropose));
    Routes::new()
        .get(PATH, read, list)
        .get("/console/datasets/new", propose, new)
        .post("/console/datasets/new", propose, propose_new)
        .get("/console/datasets/{id}", read, one)
        .get("/console/datasets/{id}/change", propose, change)
        .post("/console/datasets/{id}/change", propose, propose_change)
}

impl Console {
    /// A dataset that the caller may know of: their own organisation's, or one of the catalogue.
    async fn seen_dataset(&self, id: &DatasetId) -> Result<Dataset> {
        let known = self.portal.parts().exchange.dataset(id).await?;
        let public = matches!(known.life_cycle, LifeCycle::Published | LifeCycle::Deprecated);
        if public || self.staff.sees(&known.provider) { Ok(known) } else { Err(Error::not_found()) }
    }

    /// A dataset that the caller may propose to change.
    async fn own_dataset(&self, id: &DatasetId) -> Result<Dataset> {
        let known = self.portal.parts().exchange.dataset(id).await?;
        if self.staff.sees(&known.provider) { Ok(known) } else { Err(Error::not_found()) }
    }
}

fn state_word(words: Words, state: LifeCycle) -> String {
    words.t(&effects::key("content-value-life-cycle", state.as_str()))
}

fn state_colour(state: LifeCycle) -> &'static str {
    match state {
        LifeCycle::Draft => "govuk-tag--yellow",
        LifeCycle::Published => "govuk-tag--green",
        LifeCycle::Deprecated => "govuk-tag--orange",
        LifeCycle::Withdrawn => "govuk-tag--grey",
    }
}

/// What a list of the catalogue shows: one's own, or what everybody may know of.
const SHELVES: [(&str, &str); 1] = [("own", "datasets-own")];

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let own = asked.filter("whose") == "own";
    let search = asked.search(&console.staff);
    // The console's lists end at one's own horizon; the catalogue is wider, and its own search knows how far.
    let organisation = match (own, console.staff.horizon()) {
        (true, _) => Some(console.staff.organisation.clone()),
        (false, Some(_)) => None,
        (false, None) => search.organisation.clone(),
    };
    let search = Search { organisation, ..search };
    let found = console.portal.parts().exchange.search_datasets(&search, console.staff.horizon()).await?;
    let (words, mut names) = (console.words(), console.names());
    let mut rows = Vec::with_capacity(found.rows.len());
    for dataset in &found.rows {
        let row = Row::link(dataset.name.get(words.lang()), format!("{PATH}/{}", dataset.id))
            .text(dataset.id.as_str())
            .text(names.organisation(&dataset.provider).await?)
            .number(i64::try_from(dataset.fields.len()).unwrap_or(i64::MAX))
            .tag(state_word(words, dataset.life_cycle), state_colour(dataset.life_cycle));
        rows.push(row);
    }
    let mut list = List::new(console.shell.clone(), "datasets-title", PATH, &asked)
        .lead("datasets-lead")
        .hint("datasets-search-hint")
        .column("datasets-name")
        .column("drafting-id")
        .column("datasets-provider")
        .number("datasets-fields-count")
        .column("datasets-state")
        .filter("whose", "datasets-whose", &SHELVES)
        .empty("datasets-none");
    if console.may(Permission::DatasetsPropose) {
        list = list.action("datasets-new", format!("{PATH}/new"));
    }
    Ok(list.drawn(rows, found.total).answer()?)
}

async fn one(console: Console, Path(id): Path<DatasetId>) -> Reply<Page<Sheet>> {
    let known = console.seen_dataset(&id).await?;
    let sheet = sheet(&console, &known).await?;
    if !console.staff.sees(&known.provider) {
        return Ok(Page(sheet));
    }
    let history = console.history(&[ProposalKind::Dataset], &known.provider, id.as_str()).await?;
    Ok(Page(with_history(sheet, history)))
}

pub(super) async fn sheet(console: &Console, known: &Dataset) -> Result<Sheet> {
    let (words, mut names) = (console.words(), console.names());
    let shell = console.shell.clone().with_title(known.name.get(words.lang()));
    let text = |key: &str, value: &str| SummaryRow::new(words.t(key), value);
    let mut facts = vec![
        text("drafting-id", known.id.as_str()),
        text("datasets-provider", &names.organisation(&known.provider).await?),
        SummaryRow::new(words.t("datasets-name"), all_languages(&known.name)),
        SummaryRow::new(words.t("drafting-description"), all_languages(&known.description)),
        text("datasets-identifier", &words.t("content-value-identifier-card-number")),
    ];
    if console.staff.sees(&known.provider) {
        facts.push(SummaryRow::new(words.t("datasets-reach"), reach(console, known).await?));
    }
    let mut fields = Rows::new(&console.shell, "datasets-fields")
        .column("datasets-field-label")
        .column("datasets-field-name")
        .column("datasets-field-class");
    for field in &known.fields {
        fields = fields.row(field_row(words, field));
    }
    let mut sheet = Sheet::new(shell)
        .back("datasets-title", PATH)
        .caption(words.t("kind-dataset"))
        .tag(Tag::new(state_word(words, known.life_cycle)).classes(state_colour(known.life_cycle)))
        .facts(facts);
    if console.may(Permission::DatasetsPropose) && console.staff.sees(&known.provider) {
        let button = Button::link(console.shell.t("drafting-change"), format!("{PATH}/{}/change", known.id));
        sheet = sheet.put(side_by_side(&[button.classes("govuk-button--secondary").into()]));
    }
    Ok(sheet.section("datasets-fields").put(Content::html(&fields)))
}

/// Who may read under how many consents that stand.
async fn reach(console: &Console, known: &Dataset) -> Result<Content> {
    let parts = console.portal.parts();
    let standing = parts.env.db.tx(|tx| Box::pin(parts.consents.standing_to(tx, &known.id))).await?;
    let (words, mut names) = (console.words(), console.names());
    let mut told = Vec::new();
    for reach in &standing {
        let service = names.service(&reach.client).await?;
        let fields = names.fields(Some(&known.id), &reach.fields).await?;
        let count = reach.consents.to_string();
        let args = [("service", service.as_str()), ("fields", fields.as_str()), ("consents", count.as_str())];
        told.push(words.with("datasets-reach-one", &args));
    }
    Ok(super::clients::or_none(words, &told))
}

fn field_row(words: Words, field: &Field) -> Row {
    let class = words.t(match field.classification {
        Classification::Personal => "content-value-classification-personal",
        Classification::Sensitive => "content-value-classification-sensitive",
    });
    Row::named(field.label.get(words.lang())).text(field.name.as_str()).text(class)
}

async fn new(console: Console) -> Reply<Page<Sheet>> {
    let organisations = console.organisations_to_choose().await?;
    let fields = form::empty(console.staff.organisation.as_str());
    Ok(Page(form::page(&console.shell, None, (&fields, &[]), organisations, "")))
}

async fn propose_new(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    propose(console, None, drafting::fields(pairs)).await
}

async fn change(console: Console, Path(id): Path<DatasetId>) -> Reply<Page<Sheet>> {
    let known = console.own_dataset(&id).await?;
    Ok(Page(form::page(&console.shell, Some(&known), (&form::of(&known), &[]), Vec::new(), "")))
}

async fn propose_change(
    console: Console,
    Path(id): Path<DatasetId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Reply<Response> {
    let known = console.own_dataset(&id).await?;
    propose(console, Some(known), drafting::fields(pairs)).await
}

async fn propose(console: Console, known: Option<Dataset>, fields: Fields) -> Reply<Response> {
    let organisations = console.organisations_to_choose().await?;
    if let Some(grown) = form::grown(&fields) {
        let page = form::page(&console.shell, known.as_ref(), (&grown, &[]), organisations, "");
        return Ok(Page(page).into_response());
    }
    let organisation: OrganisationId = match &known {
        Some(known) => known.provider.clone(),
        None => console.proposing_for(&fields),
    };
    let (draft, unread) = form::read(known.as_ref(), &organisation, &fields)?;
    let faults = drafting::joined(unread, console.portal.parts().exchange.faults_of_dataset(&draft).await?);
    let mut said = String::new();
    if faults.is_empty() {
        let about = (&organisation, draft.id.as_str(), known.is_none());
        let act = drafting::draft(ProposalKind::Dataset, about, &draft)?;
        match console.begin(act).await {
            Ok(confirm) => return Ok(confirm.into_response()),
            Err(error) => said = console.mendable(error)?,
        }
    }
    let page = form::page(
        &console.shell,
        known.as_ref(),
        (&form::of_draft(&fields, &draft), &faults),
        organisations,
        &said,
    );
    Ok((StatusCode::BAD_REQUEST, Page(page)).into_response())
}
