//! Staff: who holds which role, since when, when last used; giving and ending roles.

mod invite;
mod role;

#[cfg(test)]
pub(super) use self::invite::{Wrong, page as invite_page};
#[cfg(test)]
pub(super) use self::role::page as role_page;

use axum::response::{IntoResponse as _, Response};
use causeway_core::{MemberId, OrganisationId, Permission, Result};
use causeway_http::components::{Button, Content, SummaryRow, Tag};
use causeway_http::{Access, Form, Page, Path, Query, Reply, Routes};
use causeway_identity::{Act, Grant, Member};
use uuid::Uuid;

use super::sheet::{Sheet, side_by_side};
use super::{Asked, Console, List, Row, Rows, effects};
use crate::Portal;
use crate::names::Names;
use crate::pages::parts::PostForm;

const PATH: &str = "/console/staff";

pub(super) fn routes() -> Routes<Portal> {
    let (read, manage) = (Access::Staff(Permission::StaffRead), Access::Staff(Permission::StaffManage));
    // Everybody may give up a role or a place of their own; whose it is, the domain looks at.
    let desk = Access::Staff(Permission::Desk);
    Routes::new()
        .get(PATH, read, list)
        .post(PATH, read, search)
        .get("/console/staff/invite", manage, invite::show)
        .post("/console/staff/invite", manage, invite::submit)
        .get("/console/staff/{id}", read, one)
        .post("/console/staff/{id}/end", desk, end)
        .get("/console/staff/{id}/role", manage, role::show)
        .post("/console/staff/{id}/role", manage, role::submit)
        .post("/console/grants/{id}/end", desk, end_grant)
        .post("/console/grants/{id}/confirm", manage, confirm_grant)
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    // A name in an address would end up in logs and histories: what is looked for comes by POST alone.
    found(console, asked.without_text()).await
}

async fn search(console: Console, Form(asked): Form<Asked>) -> Reply<Response> {
    found(console, asked).await
}

async fn found(console: Console, asked: Asked) -> Reply<Response> {
    let found =
        console.portal.parts().identity.members(&console.staff, &asked.search(&console.staff)).await?;
    let mut names = console.names();
    let mut rows = Vec::with_capacity(found.rows.len());
    for member in &found.rows {
        rows.push(row(&console, &mut names, member).await?);
    }
    let mut list = List::new(console.shell.clone(), "console-staff-title", PATH, &asked)
        .lead("console-staff-lead")
        .hint("console-staff-hint")
        .private()
        .column("console-staff-name")
        .column("console-organisation")
        .column("console-staff-unit")
        .column("console-staff-roles")
        .column("console-staff-since")
        .column("console-staff-used")
        .empty("console-staff-none");
    if console.may(Permission::StaffManage) {
        list = list
            .action("console-staff-invite", "/console/staff/invite")
            .quiet_action("console-invitations-title", "/console/invitations")
            .quiet_action("console-reviews-title", "/console/reviews");
    }
    Ok(list.drawn(rows, found.total).answer()?)
}

async fn row(console: &Console, names: &mut Names<'_>, member: &Member) -> Result<Row> {
    let (words, when) = (console.words(), console.when());
    let used = member.grants.iter().filter_map(|grant| grant.last_used_at).max();
    Ok(Row::link(effects::who(words, &member.name), format!("{PATH}/{}", member.id))
        .text(names.organisation(&member.organisation).await?)
        .text_or(member.unit.clone(), words.t("content-none"))
        .text(effects::roles(words, member.grants.iter().map(|grant| grant.role)))
        .moment(&when, member.since)
        .moment_or(&when, used, words.t("console-never")))
}

/// What a unit of an organisation is called; its short name if it is not registered any more.
async fn unit_name(console: &Console, organisation: &OrganisationId, unit: &str) -> Result<String> {
    let identity = &console.portal.parts().identity;
    let record = identity.organisation_record(&console.staff, organisation).await?;
    let known = record.units.iter().find(|known| known.id == unit);
    Ok(known.map_or_else(|| unit.to_owned(), |known| known.name.get(console.shell.lang).to_owned()))
}

async fn one(console: Console, Path(id): Path<MemberId>) -> Reply<Page<Sheet>> {
    let member = console.portal.parts().identity.member(&console.staff, id).await?;
    Ok(Page(page(&console, &member).await?))
}

pub(super) async fn page(console: &Console, member: &Member) -> Result<Sheet> {
    let words = console.words();
    let unit = match &member.unit {
        Some(unit) => unit_name(console, &member.organisation, unit).await?,
        None => words.t("content-none"),
    };
    let row = |key: &str, value: String| SummaryRow::new(words.t(key), value);
    let mut facts = vec![
        row("console-organisation", console.names().organisation(&member.organisation).await?),
        row("console-staff-unit", unit),
        row("console-staff-since", console.when().moment(member.since)),
        row(
            "console-staff-proofed",
            words.t(if member.proofed { "console-staff-proofed-yes" } else { "console-staff-proofed-no" }),
        ),
    ];
    if let Some(invited_as) = &member.invited_as {
        facts.insert(0, row("console-staff-invited-as", invited_as.clone()));
    }
    let (state, colour) = if member.active {
        ("console-staff-active", "govuk-tag--green")
    } else {
        ("console-staff-ended", "govuk-tag--grey")
    };
    let shell = console.shell.clone().with_title(effects::who(words, &member.name));
    let mut sheet = Sheet::new(shell)
        .wide()
        .back("console-staff-title", PATH)
        .tag(Tag::new(words.t(state)).classes(colour))
        .facts(facts)
        .section("console-staff-roles");
    sheet = if member.grants.is_empty() {
        sheet.say("console-staff-roles-none")
    } else {
        sheet.put(Content::html(&grants(console, &member.grants)))
    };
    if console.may(Permission::StaffManage) && member.active {
        sheet = sheet.put(side_by_side(&[
            Button::link(words.t("console-role-give"), format!("{PATH}/{}/role", member.id)).into(),
            Content::html(&PostForm::new(
                format!("{PATH}/{}/end", member.id),
                Button::secondary(words.t("console-staff-end")),
            )),
        ]));
    }
    Ok(sheet)
}

/// Roles as rows, each with a button that ends it.
fn grants(console: &Console, grants: &[Grant]) -> Rows {
    let (words, when, manages) = (console.words(), console.when(), console.may(Permission::StaffManage));
    let mut rows = Rows::new(&console.shell, "console-staff-roles")
        .column("console-role")
        .column("console-role-since")
        .column("console-role-used")
        .column("console-role-review");
    if manages {
        rows = rows.column("console-role-do");
    }
    for grant in grants {
        let mut row = Row::named(effects::role(words, grant.role))
            .moment(&when, grant.since)
            .moment_or(&when, grant.last_used_at, words.t("console-never"))
            .moment(&when, grant.review_due_at);
        if manages {
            row = row.put(end_button(console, grant), "");
        }
        rows = rows.row(row);
    }
    rows
}

/// A button that begins ending a role; which role, a screen reader hears too.
fn end_button(console: &Console, grant: &Grant) -> Content {
    let words = console.words();
    let role = effects::role(words, grant.role);
    let button = Button::secondary(words.with("console-role-end-this", &[("role", &role)]));
    Content::html(&PostForm::new(format!("/console/grants/{}/end", grant.id), button))
}

async fn end(console: Console, Path(member): Path<MemberId>) -> Reply<Response> {
    Ok(console.begin(Act::EndMember { member }).await?.into_response())
}

async fn end_grant(console: Console, Path(grant): Path<Uuid>) -> Reply<Response> {
    Ok(console.begin(Act::EndGrant { grant }).await?.into_response())
}

async fn confirm_grant(console: Console, Path(grant): Path<Uuid>) -> Reply<Response> {
    Ok(console.begin(Act::ConfirmGrant { grant }).await?.into_response())
}
