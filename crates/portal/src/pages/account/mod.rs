//! The account: its level, its passkeys, where the person is logged in, logging out.

mod code;
mod delete;
mod sessions;

use askama::Template;
use axum::extract::State;
use causeway_core::Session;
use causeway_http::components::{Button, SummaryList, SummaryRow};
use causeway_http::{Access, Citizen, Page, Reply, Routes, Shell};
use causeway_identity::{Account, Authenticator, Level};

#[cfg(test)]
pub(super) use self::delete::{By, DeletePage, deleted_page};
#[cfg(test)]
pub(super) use self::{
    code::CodePage,
    sessions::{SessionsPage, Shown},
};
use super::parts::{PostForm, acr_words};
use crate::Portal;
use crate::when::When;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/account", Access::Citizen, show)
        .merge(delete::routes())
        .merge(sessions::routes())
        .merge(code::routes())
}

#[derive(Clone, Template)]
#[template(path = "account/account.html")]
pub(crate) struct AccountPage {
    shell: Shell,
    facts: SummaryList,
    passkeys: Vec<SummaryList>,
    log_out: PostForm,
}

impl AccountPage {
    pub(crate) fn new(
        shell: Shell,
        when: &When,
        account: &Account,
        session: &Session,
        passkeys: &[Authenticator],
    ) -> Self {
        let shell = shell.titled("account-title");
        let level = match account.level {
            Level::Invited => "level-invited",
            Level::Basic => "level-basic",
            Level::Plus => "level-plus",
        };
        let rows = vec![
            SummaryRow::new(shell.t("account-level"), shell.t(level)),
            SummaryRow::new(shell.t("account-since"), when.moment(account.created_at)),
            SummaryRow::new(shell.t("account-session"), shell.t(acr_words(session.acr))),
        ];
        Self {
            facts: SummaryList::new(rows),
            passkeys: passkeys.iter().map(|passkey| passkey_card(&shell, when, passkey)).collect(),
            log_out: PostForm::new("/logout", Button::new(shell.t("account-logout"))),
            shell,
        }
    }
}

fn passkey_card(shell: &Shell, when: &When, passkey: &Authenticator) -> SummaryList {
    let used = passkey.last_used_at.map_or_else(|| shell.t("account-passkey-never"), |at| when.moment(at));
    let kept = if passkey.backed_up { "account-passkey-synced" } else { "account-passkey-bound" };
    let rows = vec![
        SummaryRow::new(shell.t("account-passkey-created"), when.moment(passkey.created_at)),
        SummaryRow::new(shell.t("account-passkey-used"), used),
        SummaryRow::new(shell.t("account-passkey-kept"), shell.t(kept)),
    ];
    let mut list = SummaryList::new(rows).card(&passkey.label);
    if let Some(frame) = &mut list.frame {
        frame.heading_level = 3;
    }
    list
}

async fn show(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
) -> Reply<Page<AccountPage>> {
    let identity = &portal.parts().identity;
    let account = identity.account(session.account).await?;
    let passkeys = identity.authenticators(session.account).await?;
    let shell = portal.shell_for(shell, Some(&session)).await?;
    let when = portal.when(shell.words());
    Ok(Page(AccountPage::new(shell, &when, &account, &session, &passkeys)))
}
