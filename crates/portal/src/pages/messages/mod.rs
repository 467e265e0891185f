//! Messages from the platform to the person.

use askama::Template;
use axum::extract::State;
use axum::response::Redirect;
use causeway_core::Result;
use causeway_http::components::{PageLink, Pagination, Tag};
use causeway_http::{Access, Citizen, Page, Path, Query, Reply, Routes, Shell, Words};
use causeway_notify::Message;
use serde::Deserialize;
use uuid::Uuid;

use super::parts::PostForm;
use crate::Portal;
use crate::names::Names;

/// Messages on one page.
const PAGE: usize = 20;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/messages", Access::Citizen, list).post("/messages/{id}/read", Access::Citizen, read)
}

/// A message in words.
#[derive(Clone)]
pub(crate) struct Told {
    id: Uuid,
    title: String,
    body: String,
    sent: String,
    unread: Option<Tag>,
    warning: Option<Tag>,
    /// Where what it speaks of can be looked at.
    look: Option<String>,
    mark_read: Option<PostForm>,
}

impl Portal {
    /// Messages in words.
    pub(crate) async fn told_messages(&self, messages: &[Message], words: Words) -> Result<Vec<Told>> {
        let mut names = Names::new(self, words);
        let mut told = Vec::with_capacity(messages.len());
        for message in messages {
            told.push(self.told_message(message, words, &mut names).await?);
        }
        Ok(told)
    }

    async fn told_message(&self, message: &Message, words: Words, names: &mut Names<'_>) -> Result<Told> {
        let service = match message.notice.client() {
            Some(client) => names.service(client).await?,
            None => String::new(),
        };
        let organisation = match message.notice.organisation() {
            Some(organisation) => names.organisation(organisation).await?,
            None => String::new(),
        };
        let args = [("service", service.as_str()), ("organisation", organisation.as_str())];
        let kind = message.notice.kind();
        let title = words.with(&format!("notice-{kind}-title"), &args);
        let unread = message.read_at.is_none();
        let sent = words.with("messages-sent", &[("date", &self.when(words).moment(message.sent_at))]);
        Ok(Told {
            id: message.id,
            body: words.with(&format!("notice-{kind}-body"), &args),
            sent,
            unread: unread.then(|| Tag::new(words.t("messages-unread"))),
            warning: message
                .notice
                .is_warning()
                .then(|| Tag::new(words.t("messages-warning")).classes("govuk-tag--red")),
            look: message.notice.request().map(|id| format!("/requests/{id}")),
            mark_read: unread
                .then(|| PostForm::new(format!("/messages/{}/read", message.id), mark_read(words, &title))),
            title,
        })
    }
}

/// The button says which message it is about, to those who hear the page.
fn mark_read(words: Words, title: &str) -> causeway_http::components::Button {
    let label = ReadLabel { words: words.t("messages-mark-read"), title };
    let content = causeway_http::components::Content::html(&label);
    causeway_http::components::Button::secondary(content)
}

#[derive(Template)]
#[template(source = r#"{{ words }}<span class="govuk-visually-hidden"> {{ title }}</span>"#, ext = "html")]
struct ReadLabel<'a> {
    words: String,
    title: &'a str,
}

impl askama::filters::HtmlSafe for ReadLabel<'_> {}

/// The inbox.
#[derive(Clone, Template)]
#[template(path = "messages/list.html")]
pub(crate) struct ListPage {
    shell: Shell,
    messages: Vec<Told>,
    pages: Pagination,
}

impl ListPage {
    /// `older` is the last message of a full page, after which the next page begins.
    pub(crate) fn new(shell: Shell, messages: Vec<Told>, newest: bool, older: Option<Uuid>) -> Self {
        let shell = shell.titled("messages-title");
        let back = (!newest).then(|| PageLink::new(shell.t("messages-newest"), "/messages"));
        let on = older.map(|id| PageLink::new(shell.t("messages-older"), format!("/messages?before={id}")));
        Self { messages, pages: Pagination::new(back, on).landmark_label(shell.t("portal-pages")), shell }
    }
}

#[derive(Deserialize)]
struct Before {
    before: Option<Uuid>,
}

async fn list(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Query(Before { before }): Query<Before>,
) -> Reply<Page<ListPage>> {
    let messages = portal.parts().notify.inbox(session.account, before, PAGE).await?;
    let older = (messages.len() == PAGE).then(|| messages.last().map(|message| message.id)).flatten();
    let told = portal.told_messages(&messages, shell.words()).await?;
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(ListPage::new(shell, told, before.is_none(), older)))
}

async fn read(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    Path(id): Path<Uuid>,
) -> Reply<Redirect> {
    portal.parts().notify.mark_read(session.account, id).await?;
    Ok(Redirect::to("/messages"))
}
