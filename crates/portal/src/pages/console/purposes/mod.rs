//! Purposes: why a service may ask, in words, and which client may ask for which fields of what with it. All staff who may read see all.

pub(super) mod form;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Permission, PurposeId, Result, Search};
use causeway_exchange::{Dataset, Registered};
use causeway_http::components::{Button, Content, SelectItem, SummaryRow};
use causeway_http::{Access, Form, Page, Path, Query, Reply, Routes};
use causeway_identity::ProposalKind;

use super::clients::all_languages;
use super::drafting::{self, with_history};
use super::sheet::{Sheet, side_by_side};
use super::{Asked, Console, Fields, List, Row, Rows};
use crate::Portal;

const PATH: &str = "/console/purposes";

pub(super) fn routes() -> Routes<Portal> {
    let (read, propose) =
        (Access::Staff(Permission::PurposesRead), Access::Staff(Permission::PurposesPropose));
    Routes::new()
        .get(PATH, read, list)
        .get("/console/purposes/new", propose, new)
        .post("/console/purposes/new", propose, propose_new)
        .get("/console/purposes/{id}", read, one)
        .get("/console/purposes/{id}/change", propose, change)
        .post("/console/purposes/{id}/change", propose, propose_change)
}

impl Console {
    /// Who answers for a purpose, in words.
    async fn answers_for(&self, known: &Registered) -> Result<String> {
        match &known.organisation {
            Some(organisation) => self.names().organisation(organisation).await,
            None => Ok(self.names().platform()),
        }
    }
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let own = asked.filter("whose") == "own";
    let organisation = own.then(|| console.staff.organisation.clone());
    let search = Search { organisation, ..asked.search(&console.staff) };
    let found = console.portal.parts().exchange.search_purposes(&search).await?;
    let words = console.words();
    let mut rows = Vec::with_capacity(found.rows.len());
    for known in &found.rows {
        let purpose = &known.purpose;
        let row = Row::link(purpose.text.get(words.lang()), format!("{PATH}/{}", purpose.id))
            .text(purpose.id.as_str())
            .text(console.answers_for(known).await?)
            .number(i64::try_from(purpose.uses.len()).unwrap_or(i64::MAX));
        rows.push(row);
    }
    let mut list = List::new(console.shell.clone(), "purposes-title", PATH, &asked)
        .lead("purposes-lead")
        .hint("purposes-search-hint")
        .column("purposes-text")
        .column("drafting-id")
        .column("purposes-owner")
        .number("purposes-uses-count")
        .filter("whose", "purposes-whose", &[("own", "purposes-own")])
        .empty("purposes-none");
    if console.may(Permission::PurposesPropose) {
        list = list.action("purposes-new", format!("{PATH}/new"));
    }
    Ok(list.drawn(rows, found.total).answer()?)
}

async fn one(console: Console, Path(id): Path<PurposeId>) -> Reply<Page<Sheet>> {
    let known = console.portal.parts().exchange.registered_purpose(&id).await?;
    let sheet = sheet(&console, &known).await?;
    let own = console.staff.organisation.clone();
    let organisation = known.organisation.clone().filter(|owner| console.staff.sees(owner)).unwrap_or(own);
    let history = console.history(&[ProposalKind::Purpose], &organisation, id.as_str()).await?;
    Ok(Page(with_history(sheet, history)))
}

pub(super) async fn sheet(console: &Console, known: &Registered) -> Result<Sheet> {
    let (words, mut names) = (console.words(), console.names());
    let purpose = &known.purpose;
    let facts = vec![
        SummaryRow::new(words.t("drafting-id"), purpose.id.as_str()),
        SummaryRow::new(words.t("purposes-text"), all_languages(&purpose.text)),
        SummaryRow::new(words.t("purposes-owner"), console.answers_for(known).await?),
    ];
    let mut uses = Rows::new(&console.shell, "purposes-uses")
        .column("purposes-client")
        .column("purposes-dataset")
        .column("purposes-fields");
    for one in &purpose.uses {
        let row = Row::named(names.service(&one.client).await?)
            .text(names.dataset(&one.dataset).await?)
            .text(names.fields(Some(&one.dataset), &one.fields).await?);
        uses = uses.row(row);
    }
    let mut sheet = Sheet::new(console.shell.clone().with_title(purpose.text.get(words.lang())))
        .back("purposes-title", PATH)
        .caption(words.t("kind-purpose"))
        .facts(facts);
    if console.may(Permission::PurposesPropose) {
        let button =
            Button::link(console.shell.t("drafting-change"), format!("{PATH}/{}/change", purpose.id));
        sheet = sheet.put(side_by_side(&[button.classes("govuk-button--secondary").into()]));
    }
    let sheet = sheet.section("purposes-uses");
    Ok(if uses.is_empty() { sheet.say("purposes-uses-none") } else { sheet.put(Content::html(&uses)) })
}

/// The datasets whose use the caller may propose, as choices.
async fn datasets(console: &Console, known: Option<&Registered>) -> Result<Vec<SelectItem>> {
    let all = console.portal.parts().exchange.datasets().await?;
    let named = |one: &Dataset| {
        known.is_some_and(|known| known.purpose.uses.iter().any(|used| used.dataset == one.id))
    };
    let lang = console.words().lang();
    let item =
        |one: &Dataset| SelectItem::new(one.id.as_str(), format!("{} ({})", one.name.get(lang), one.id));
    let none = SelectItem::new("", console.shell.t("drafting-choose"));
    let seen = all.iter().filter(|one| console.staff.sees(&one.provider) || named(one));
    Ok(std::iter::once(none).chain(seen.map(item)).collect())
}

async fn new(console: Console) -> Reply<Page<Sheet>> {
    let choices = form::Choices {
        organisations: console.organisations_to_choose().await?,
        datasets: datasets(&console, None).await?,
    };
    let fields = Fields::default().with("organisation", console.staff.organisation.as_str());
    Ok(Page(form::page(&console.shell, None, (&fields, &[]), &choices, "")))
}

async fn propose_new(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    propose(console, None, drafting::fields(pairs)).await
}

async fn change(console: Console, Path(id): Path<PurposeId>) -> Reply<Page<Sheet>> {
    let known = console.portal.parts().exchange.registered_purpose(&id).await?;
    let choices = form::Choices {
        organisations: console.organisations_to_choose().await?,
        datasets: datasets(&console, Some(&known)).await?,
    };
    let fields = form::of(&known.purpose).with("organisation", console.staff.organisation.as_str());
    Ok(Page(form::page(&console.shell, Some(&known.purpose), (&fields, &[]), &choices, "")))
}

async fn propose_change(
    console: Console,
    Path(id): Path<PurposeId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Reply<Response> {
    let known = console.portal.parts().exchange.registered_purpose(&id).await?;
    propose(console, Some(known), drafting::fields(pairs)).await
}

async fn propose(console: Console, known: Option<Registered>, fields: Fields) -> Reply<Response> {
    let choices = form::Choices {
        organisations: console.organisations_to_choose().await?,
        datasets: datasets(&console, known.as_ref()).await?,
    };
    let purpose = known.as_ref().map(|known| &known.purpose);
    if let Some(grown) = form::grown(&fields) {
        return Ok(Page(form::page(&console.shell, purpose, (&grown, &[]), &choices, "")).into_response());
    }
    let organisation = console.proposing_for(&fields);
    let (draft, unread) = form::read(purpose, &organisation, &fields)?;
    let faults = drafting::joined(unread, console.portal.parts().exchange.faults_of_purpose(&draft).await?);
    let mut said = String::new();
    if faults.is_empty() {
        let subject = draft.purpose.id.to_string();
        let about = (&organisation, subject.as_str(), known.is_none());
        let act = drafting::draft(ProposalKind::Purpose, about, &draft)?;
        match console.begin(act).await {
            Ok(confirm) => return Ok(confirm.into_response()),
            Err(error) => said = console.mendable(error)?,
        }
    }
    let page = form::page(&console.shell, purpose, (&fields, &faults), &choices, &said);
    Ok((StatusCode::BAD_REQUEST, Page(page)).into_response())
}
