//! Organisations: who takes part, what they are called, where they are reached; proposing one, or a change to one.

mod form;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Error, Kind, Lang, OrganisationId, Permission, Result};
use causeway_http::components::{Button, Content, SummaryRow, Tag};
use causeway_http::{Access, Form, Page, Path, Query, Reply, Routes, Words};
use causeway_identity::{Act, OrganisationRecord, OrganisationStatus, ProposalKind};
use serde_json::Value;

use self::form::{Fault, FormPage};
use super::sheet::{Sheet, lines, side_by_side};
use super::{Asked, Console, Fields, List, Row, drafting, effects};
use crate::Portal;

const PATH: &str = "/console/organisations";

pub(super) fn routes() -> Routes<Portal> {
    let (read, propose) =
        (Access::Staff(Permission::OrganisationsRead), Access::Staff(Permission::OrganisationsPropose));
    Routes::new()
        .get(PATH, read, list)
        .get("/console/organisations/new", propose, new)
        .post("/console/organisations/new", propose, propose_new)
        .get("/console/organisations/{id}", read, one)
        .get("/console/organisations/{id}/change", propose, change)
        .post("/console/organisations/{id}/change", propose, propose_change)
}

/// An organisation as it is, in the form of a proposal's content.
pub(super) async fn current(console: &Console, subject: &str) -> Result<Value> {
    let id: OrganisationId = subject.parse().map_err(|_| Error::not_found())?;
    let record = console.portal.parts().identity.organisation_record(&console.staff, &id).await?;
    serde_json::to_value(record).map_err(Error::internal)
}

fn status_word(words: Words, status: OrganisationStatus) -> String {
    words.t(&effects::key("organisation-status", status.as_str()))
}

fn status_colour(status: OrganisationStatus) -> &'static str {
    match status {
        OrganisationStatus::Active => "govuk-tag--green",
        OrganisationStatus::Suspended => "govuk-tag--yellow",
        OrganisationStatus::Closed => "govuk-tag--grey",
    }
}

fn kind_word(words: Words, record: &OrganisationRecord) -> String {
    words.t(&effects::key("content-value-kind", record.organisation.kind.as_str()))
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let identity = &console.portal.parts().identity;
    let found = identity.search_organisations(&console.staff, &asked.search(&console.staff)).await?;
    let words = console.words();
    let mut list = List::new(console.shell.clone(), "console-organisations-title", PATH, &asked)
        .lead("console-organisations-lead")
        .hint("console-organisations-hint")
        .column("console-organisation-name")
        .column("console-organisation-id")
        .column("console-organisation-kind")
        .column("console-organisation-status")
        .empty("console-organisations-none");
    if console.may(Permission::OrganisationsPropose) && console.staff.platform {
        list = list.action("console-organisations-new", "/console/organisations/new");
    }
    let list = list.rows(found, |record| {
        let id = &record.organisation.id;
        Row::link(record.organisation.name.get(words.lang()), format!("{PATH}/{id}"))
            .text(id.as_str())
            .text(kind_word(words, &record))
            .tag(status_word(words, record.status), status_colour(record.status))
    });
    Ok(list.answer()?)
}

async fn one(console: Console, Path(id): Path<OrganisationId>) -> Reply<Page<Sheet>> {
    let record = console.portal.parts().identity.organisation_record(&console.staff, &id).await?;
    Ok(Page(page(&console, &record)))
}

pub(super) fn page(console: &Console, record: &OrganisationRecord) -> Sheet {
    let (words, own) = (console.words(), &record.organisation);
    let shell = console.shell.clone().with_title(own.name.get(words.lang()));
    let mut sheet = Sheet::new(shell)
        .back("console-organisations-title", PATH)
        .caption(kind_word(words, record))
        .tag(Tag::new(status_word(words, record.status)).classes(status_colour(record.status)))
        .facts(facts(words, record));
    let actions = actions(console, own.id.as_str());
    if !actions.is_empty() {
        sheet = sheet.put(side_by_side(&actions));
    }
    sheet
}

fn facts(words: Words, record: &OrganisationRecord) -> Vec<SummaryRow> {
    let own = &record.organisation;
    let names =
        Lang::ALL.map(|lang| format!("{}{}{}", lang.own_name(), words.t("portal-colon"), own.name.get(lang)));
    let row = |key: &str, all: Vec<String>| {
        let all = if all.is_empty() { vec![words.t("content-none")] } else { all };
        SummaryRow::new(words.t(key), lines(&all))
    };
    let identifiers = record
        .identifiers
        .iter()
        .map(|(scheme, value)| format!("{scheme}{}{value}", words.t("portal-colon")));
    let units = record.units.iter().map(|unit| format!("{} ({})", unit.name.get(words.lang()), unit.id));
    let contacts = record.contacts.iter().map(|contact| {
        let ways = [contact.email.as_str(), contact.phone.as_str()].into_iter().filter(|way| !way.is_empty());
        let ways = ways.collect::<Vec<_>>().join(&words.t("portal-list-separator"));
        format!("{}{}{ways}", contact.purpose, words.t("portal-colon"))
    });
    vec![
        row("console-organisation-name", names.into()),
        row("console-organisation-id", vec![own.id.to_string()]),
        row("console-organisation-identifiers", identifiers.collect()),
        row("console-organisation-units", units.collect()),
        row("console-organisation-contacts", contacts.collect()),
    ]
}

/// What can be done about an organisation, for those who may.
fn actions(console: &Console, id: &str) -> Vec<Content> {
    let link = |permission, key: &str, href: String| {
        let button = Button::link(console.shell.t(key), href).classes("govuk-button--secondary");
        console.may(permission).then(|| Content::from(button))
    };
    [
        link(Permission::OrganisationsPropose, "console-organisation-change", format!("{PATH}/{id}/change")),
        link(
            Permission::StaffRead,
            "console-organisation-staff",
            format!("/console/staff?organisation={id}"),
        ),
        link(
            Permission::StaffManage,
            "console-staff-invite",
            format!("/console/staff/invite?organisation={id}"),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn new(console: Console) -> Reply<Page<FormPage>> {
    // Who may not know of other organisations cannot propose one.
    if !console.staff.platform {
        return Err(Error::not_found().into());
    }
    let fields = Fields::default().with("kind", "department").with("status", "active");
    Ok(Page(FormPage::new(console.shell, None, &fields, &[], "")))
}

async fn change(console: Console, Path(id): Path<OrganisationId>) -> Reply<Page<FormPage>> {
    let record = console.portal.parts().identity.organisation_record(&console.staff, &id).await?;
    Ok(Page(FormPage::new(console.shell, Some(&id), &form::of(&record), &[], "")))
}

async fn propose_new(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    if !console.staff.platform {
        return Err(Error::not_found().into());
    }
    propose(console, None, Fields::new(pairs)).await
}

async fn propose_change(
    console: Console,
    Path(id): Path<OrganisationId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Reply<Response> {
    console.portal.parts().identity.organisation_record(&console.staff, &id).await?;
    propose(console, Some(id), Fields::new(pairs)).await
}

async fn propose(console: Console, id: Option<OrganisationId>, fields: Fields) -> Reply<Response> {
    if let Some(grown) = form::grown(&fields) {
        return Ok(Page(FormPage::new(console.shell, id.as_ref(), &grown, &[], "")).into_response());
    }
    let again = |console: Console, faults: &[Fault], said: &str| {
        let page = FormPage::new(console.shell, id.as_ref(), &fields, faults, said);
        Ok((StatusCode::BAD_REQUEST, Page(page)).into_response())
    };
    let mut record = match form::read(id.as_ref(), &fields) {
        Ok(record) => record,
        Err(faults) => return again(console, &faults, ""),
    };
    if id.is_none() && exists(&console, &record.organisation.id).await? {
        return again(console, &[Fault::new("id", "console-organisation-id-taken")], "");
    }
    record.identifiers.sort();
    match console.begin(proposal(&record, id.is_none())?).await {
        Ok(confirm) => Ok(confirm.into_response()),
        Err(error) => {
            let said = console.mendable(error)?;
            again(console, &[], &said)
        }
    }
}

async fn exists(console: &Console, id: &OrganisationId) -> Result<bool> {
    match console.portal.parts().identity.organisation(id).await {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == Kind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn proposal(record: &OrganisationRecord, is_new: bool) -> Result<Act> {
    let id = &record.organisation.id;
    drafting::draft(ProposalKind::Organisation, (id, id.as_str(), is_new), record)
}
