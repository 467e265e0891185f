//! What one may do here, and for which organisation one acts.

use axum::response::Redirect;
use causeway_core::{MemberId, Permission, Result};
use causeway_http::components::{Button, Content, SummaryCard, SummaryList, SummaryRow, Tag};
use causeway_http::{Access, Form, Page, Reply, Routes};
use causeway_identity::Member;
use serde::Deserialize;

use super::sheet::{Sheet, bullets, side_by_side};
use super::{Console, effects};
use crate::Portal;
use crate::pages::parts::PostForm;

pub(super) fn routes() -> Routes<Portal> {
    let desk = Access::Staff(Permission::Desk);
    Routes::new().get("/console/me", desk, show).post("/console/me", desk, switch)
}

async fn show(console: Console) -> Reply<Page<Sheet>> {
    let memberships = console.portal.parts().identity.memberships(&console.staff).await?;
    Ok(Page(page(&console, &memberships).await?))
}

pub(super) async fn page(console: &Console, memberships: &[Member]) -> Result<Sheet> {
    let (words, mut names) = (console.words(), console.names());
    let allowed: Vec<String> =
        console.staff.permissions.iter().map(|one| effects::permission(words, *one)).collect();
    let shell = console.shell.clone().titled("console-me-title");
    let mut sheet =
        Sheet::new(shell).section("console-me-allowed").put(bullets(&allowed)).section("console-me-places");
    for member in memberships {
        let name = names.organisation(&member.organisation).await?;
        let roles = effects::roles(words, member.grants.iter().map(|grant| grant.role));
        let rows = vec![
            SummaryRow::new(words.t("console-me-name"), effects::who(words, &member.name)),
            SummaryRow::new(
                words.t("console-staff-roles"),
                if roles.is_empty() { words.t("console-me-no-role") } else { roles },
            ),
            SummaryRow::new(words.t("console-staff-since"), console.when().moment(member.since)),
        ];
        let card = SummaryCard { title: name.clone().into(), heading_level: 3, ..SummaryCard::default() };
        sheet = sheet.put(SummaryList::new(rows).frame(card));
        let mut doing = Vec::new();
        if member.id == console.staff.member {
            sheet = sheet
                .put(Tag::new(words.t("console-me-now")).classes("govuk-tag--green govuk-!-margin-bottom-4"));
        } else {
            let button = Button::new(words.with("console-me-switch", &[("organisation", &name)]));
            let form = PostForm::new("/console/me", button).with_hidden("member", member.id.to_string());
            doing.push(Content::html(&form));
        }
        for grant in &member.grants {
            let role = effects::role(words, grant.role);
            let button = Button::secondary(words.with("console-me-drop", &[("role", &role)]));
            doing.push(Content::html(&PostForm::new(format!("/console/grants/{}/end", grant.id), button)));
        }
        let leave = Button::secondary(words.with("console-me-leave", &[("organisation", &name)]));
        doing.push(Content::html(&PostForm::new(format!("/console/staff/{}/end", member.id), leave)));
        sheet = sheet.put(side_by_side(&doing));
    }
    Ok(sheet)
}

#[derive(Deserialize)]
struct Switched {
    member: MemberId,
}

async fn switch(console: Console, Form(switched): Form<Switched>) -> Reply<Redirect> {
    console.portal.parts().identity.act_for(&console.staff, switched.member).await?;
    Ok(Redirect::to("/console"))
}
