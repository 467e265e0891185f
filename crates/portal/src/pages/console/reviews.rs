//! Access reviews: which roles somebody has to confirm soon, and confirming or dropping each.

use causeway_core::{Permission, Result};
use causeway_http::components::{Button, Content};
use causeway_http::{Access, Page, Reply, Routes};
use causeway_identity::{Grant, Member};

use super::sheet::{Sheet, side_by_side};
use super::{Console, Row, Rows, effects};
use crate::Portal;
use crate::pages::parts::PostForm;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/console/reviews", Access::Staff(Permission::StaffManage), list)
}

async fn list(console: Console) -> Reply<Page<Sheet>> {
    let desk = console.portal.parts().identity.desk(&console.staff).await?;
    Ok(Page(page(&console, &desk.to_review).await?))
}

pub(super) async fn page(console: &Console, due: &[(Member, Grant)]) -> Result<Sheet> {
    let shell = console.shell.clone().titled("console-reviews-title");
    let sheet =
        Sheet::new(shell).wide().back("console-staff-title", "/console/staff").say("console-reviews-lead");
    if due.is_empty() {
        return Ok(sheet.say("console-reviews-none"));
    }
    Ok(sheet.put(Content::html(&table(console, due).await?)))
}

/// Roles to confirm, each with a button to confirm and one to end it.
pub(super) async fn table(console: &Console, due: &[(Member, Grant)]) -> Result<Rows> {
    let (words, when, mut names) = (console.words(), console.when(), console.names());
    let mut rows = Rows::new(&console.shell, "console-reviews-title")
        .column("console-staff-name")
        .column("console-organisation")
        .column("console-role")
        .column("console-role-used")
        .column("console-role-review")
        .column("console-role-do");
    for (member, grant) in due {
        let button = |act: &str, key: &str| {
            let button = Button::secondary(words.t(key));
            Content::html(&PostForm::new(format!("/console/grants/{}/{act}", grant.id), button))
        };
        let both = [button("confirm", "console-review-confirm"), button("end", "console-review-drop")];
        let row = Row::link(effects::who(words, &member.name), format!("/console/staff/{}", member.id))
            .text(names.organisation(&member.organisation).await?)
            .text(effects::role(words, grant.role))
            .moment_or(&when, grant.last_used_at, words.t("console-never"))
            .moment(&when, grant.review_due_at)
            .put(side_by_side(&both), "");
        rows = rows.row(row);
    }
    Ok(rows)
}
