//! Mandates: who may act for an organisation, in what, up to what amount, until when; giving and ending them.

mod form;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::search::EXPORT;
use causeway_core::{AccountId, OrganisationId, Permission, Result, Search};
use causeway_http::components::{Button, Content};
use causeway_http::{Access, Form, Page, Path, Query, Reply, Routes, Words};
use causeway_identity::{Act, ActFor, Mandate, Member};
use serde::Deserialize;
use uuid::Uuid;

use self::form::Giving;
use super::sheet::Sheet;
use super::{Asked, Console, Fields, List, Row, effects};
use crate::Portal;
use crate::pages::parts::PostForm;

const PATH: &str = "/console/mandates";

pub(super) fn routes() -> Routes<Portal> {
    let manage = Access::Staff(Permission::MandatesManage);
    Routes::new()
        .get(PATH, manage, list)
        .get("/console/mandates/new", manage, new)
        .post("/console/mandates/new", manage, give)
        .post("/console/mandates/{id}/end", manage, end)
}

/// What mandates allow, as one text.
fn scopes(words: Words, scopes: &[ActFor]) -> String {
    let told: Vec<String> = scopes.iter().map(|scope| effects::scope(words, *scope)).collect();
    told.join(&words.t("portal-list-separator"))
}

/// The staff of an organisation: of those who may act for it, only they have a name here.
async fn staff_of(console: &Console, organisation: &OrganisationId) -> Result<Vec<Member>> {
    let all = Search { organisation: Some(organisation.clone()), size: EXPORT, ..Search::all() };
    let found = console.portal.parts().identity.members(&console.staff, &all).await?;
    Ok(found.rows.into_iter().filter(|member| member.organisation == *organisation).collect())
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let found =
        console.portal.parts().identity.mandates(&console.staff, &asked.search(&console.staff)).await?;
    let organisations: BTreeSet<&OrganisationId> = found.rows.iter().map(|one| &one.organisation).collect();
    let mut people = BTreeMap::new();
    for organisation in organisations {
        people.extend(staff_of(&console, organisation).await?.into_iter().map(|one| (one.account, one.name)));
    }
    let mut names = console.names();
    let mut rows = Vec::with_capacity(found.rows.len());
    for mandate in &found.rows {
        let organisation = names.organisation(&mandate.organisation).await?;
        rows.push(row(&console, &people, mandate, organisation));
    }
    let list = List::new(console.shell.clone(), "console-mandates-title", PATH, &asked)
        .lead("console-mandates-lead")
        .hint("console-mandates-hint")
        .action("console-mandates-new", "/console/mandates/new")
        .column("console-mandate-representative")
        .column("console-organisation")
        .column("console-mandate-scope")
        .number("console-mandate-limit")
        .column("console-mandate-until")
        .column("console-mandate-state")
        .empty("console-mandates-none");
    Ok(list.drawn(rows, found.total).answer()?)
}

fn row(
    console: &Console,
    people: &BTreeMap<AccountId, String>,
    mandate: &Mandate,
    organisation: String,
) -> Row {
    let (words, when) = (console.words(), console.when());
    let name = people.get(&mandate.representative).map(String::as_str);
    let name = name.map_or_else(|| words.t("console-mandate-stranger"), |name| effects::who(words, name));
    let limit = mandate.limit.map_or_else(|| words.t("content-none"), effects::amount);
    let row = Row::named(name)
        .text(organisation)
        .text(scopes(words, &mandate.scope))
        .text(limit)
        .moment(&when, mandate.until);
    match (mandate.ended_at, mandate.ended_why) {
        (None, _) if mandate.until <= console.portal.parts().env.now() => {
            row.tag(words.t("console-mandate-over"), "govuk-tag--grey")
        }
        (None, _) => {
            let button = Button::secondary(words.t("console-mandate-end"));
            let form = PostForm::new(format!("{PATH}/{}/end", mandate.id), button);
            row.put(Content::html(&form), words.t("console-mandate-stands"))
        }
        (Some(_), why) => {
            let why = why.map_or("organisation", causeway_identity::MandateEnd::as_str);
            row.text(words.t(&effects::key("mandate-ended", why)))
        }
    }
}

#[derive(Deserialize)]
struct Whither {
    organisation: Option<OrganisationId>,
}

async fn new(console: Console, Query(whither): Query<Whither>) -> Reply<Page<Sheet>> {
    let giving = giving(&console, whither.organisation).await?;
    Ok(Page(form::page(&console, &giving, &Fields::default(), &[], "")))
}

/// For which organisation, and who can be chosen.
async fn giving(console: &Console, wanted: Option<OrganisationId>) -> Result<Giving> {
    let organisation = wanted.unwrap_or_else(|| console.staff.organisation.clone());
    // Whether the caller may know of it is the domain's to say.
    let record = console.portal.parts().identity.organisation_record(&console.staff, &organisation).await?;
    let staff = staff_of(console, &organisation).await?;
    let people = staff.into_iter().filter(|member| member.active && member.proofed).collect();
    Ok(Giving { organisation: record.organisation, people })
}

async fn give(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    let fields = Fields::new(pairs);
    let giving = giving(&console, fields.text("organisation").parse().ok()).await?;
    let again = |console: &Console, faults: &[form::Fault], said: &str| {
        let page = form::page(console, &giving, &fields, faults, said);
        Ok((StatusCode::BAD_REQUEST, Page(page)).into_response())
    };
    let mandate = match form::read(&giving, &fields, &console.when()) {
        Ok(mandate) => mandate,
        Err(faults) => return again(&console, &faults, ""),
    };
    match console.begin(Act::GiveMandate { mandate }).await {
        Ok(confirm) => Ok(confirm.into_response()),
        Err(error) => {
            let said = console.mendable(error)?;
            again(&console, &[], &said)
        }
    }
}

async fn end(console: Console, Path(mandate): Path<Uuid>) -> Reply<Response> {
    Ok(console.begin(Act::EndMandate { mandate }).await?.into_response())
}
