//! Invitations that nobody has taken yet, and taking one back.

use axum::response::{IntoResponse as _, Response};
use causeway_core::{Permission, Result};
use causeway_http::components::{Button, Content};
use causeway_http::{Access, Page, Path, Reply, Routes};
use causeway_identity::{Act, Invitation};
use uuid::Uuid;

use super::{Console, Row, Rows, Sheet, effects};
use crate::Portal;
use crate::pages::parts::PostForm;

pub(super) fn routes() -> Routes<Portal> {
    let manage = Access::Staff(Permission::StaffManage);
    Routes::new().get("/console/invitations", manage, list).post(
        "/console/invitations/{id}/revoke",
        manage,
        revoke,
    )
}

async fn list(console: Console) -> Reply<Page<Sheet>> {
    let open = console.portal.parts().identity.invitations(&console.staff).await?;
    Ok(Page(page(&console, &open).await?))
}

pub(super) async fn page(console: &Console, open: &[Invitation]) -> Result<Sheet> {
    let shell = console.shell.clone().titled("console-invitations-title");
    let invite = Button::link(shell.t("console-staff-invite"), "/console/staff/invite");
    let sheet = Sheet::new(shell)
        .wide()
        .back("console-staff-title", "/console/staff")
        .say("console-invitations-lead")
        .put(invite);
    if open.is_empty() {
        return Ok(sheet.say("console-invitations-none"));
    }
    Ok(sheet.put(Content::html(&table(console, open).await?)))
}

/// Invitations as rows, each with a button that takes it back.
pub(super) async fn table(console: &Console, open: &[Invitation]) -> Result<Rows> {
    let (words, when, mut names) = (console.words(), console.when(), console.names());
    let manages = console.may(Permission::StaffManage);
    let mut rows = Rows::new(&console.shell, "console-invitations-title")
        .column("console-invitation-for")
        .column("console-organisation")
        .column("console-staff-roles")
        .column("console-staff-unit")
        .column("console-invitation-until");
    if manages {
        rows = rows.column("console-role-do");
    }
    for one in open {
        let name = names.organisation(&one.organisation).await?;
        let mut row = Row::named(effects::who(words, &one.name))
            .text(name)
            .text(effects::roles(words, one.roles.iter().copied()))
            .text_or(one.unit.clone(), words.t("content-none"))
            .moment(&when, one.expires_at);
        if manages {
            let button = Button::secondary(words.t("console-invitation-revoke"));
            let form = PostForm::new(format!("/console/invitations/{}/revoke", one.id), button);
            row = row.put(Content::html(&form), "");
        }
        rows = rows.row(row);
    }
    Ok(rows)
}

async fn revoke(console: Console, Path(invitation): Path<Uuid>) -> Reply<Response> {
    Ok(console.begin(Act::RevokeInvitation { invitation }).await?.into_response())
}
