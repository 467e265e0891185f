//! Taking an invitation: with one's own account, or, where nobody can be established yet, with a new passkey.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_consent::PORTAL;
use causeway_core::{Actor, Error, Kind, Result, Session};
use causeway_http::components::{Button, ErrorSummary, Input, SummaryList, SummaryRow};
use causeway_http::{
    Access, Browser, Caller, ClientAddress, Cookies, Form, Language, Page, Path, Reply, Routes, Shell, Words,
};
use causeway_identity::{Ceremony, JoinWay, Joining};
use serde::Deserialize;
use uuid::Uuid;

use super::{effects, said};
use crate::names::Names;
use crate::next::onward;
use crate::{Portal, SESSION_COOKIE, staff_cookie};

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/console/join/{token}", Access::Public, show).post(
        "/console/join/{token}",
        Access::Public,
        join,
    )
}

/// Who invites to what, and how to take it.
#[derive(Clone, Template)]
#[template(path = "console/join.html")]
pub(super) struct JoinPage {
    shell: Shell,
    errors: ErrorSummary,
    lead: String,
    facts: SummaryList,
    way: Way,
    /// Where those who work here already log in, so that they do not become two; empty for whoever is logged in.
    console: String,
}

/// The ways as the page draws them.
#[derive(Clone)]
enum Way {
    /// By a passkey.
    Passkey(Box<ByPasskey>),
    /// Log in first.
    LogIn { log_in: Box<Button>, register: String },
}

/// The form that a passkey answers.
#[derive(Clone)]
struct ByPasskey {
    kind: &'static str,
    options: String,
    ceremony: Uuid,
    action: String,
    name: Input,
    button: Button,
    text: String,
    /// Where to log in for joining with an account after all; empty with an account.
    log_in: String,
}

/// What the page is drawn from.
#[derive(Clone, Copy)]
pub(super) struct Invited<'a> {
    pub(super) joining: &'a Joining,
    pub(super) token: &'a str,
    /// What the organisation is called.
    pub(super) organisation: &'a str,
    /// Until when, in words.
    pub(super) until: &'a str,
    /// Whether it is the organisation that runs the platform.
    pub(super) platform: bool,
    /// What was typed as the work name.
    pub(super) name: &'a str,
}

/// What may be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    Nothing,
    /// With the work name, in words.
    Name(String),
    /// With something else, in words.
    Said(String),
}

impl JoinPage {
    pub(super) fn new(shell: Shell, invited: Invited<'_>, wrong: &Wrong) -> Self {
        let words = shell.words();
        let title = words.with("console-join-title", &[("organisation", invited.organisation)]);
        let shell = shell.with_title(title).with_errors(*wrong != Wrong::Nothing);
        let error = match wrong {
            Wrong::Name(text) => Some(shell.error(text)),
            _ => None,
        };
        let name = Input::new("work_name", shell.t("console-join-name"))
            .hint(shell.t("console-join-name-hint"))
            .autocomplete("name")
            .spellcheck(Some(false))
            .value(invited.name)
            // The browser looks first: a passkey that is made for a form that comes back would stay on the device and open nothing.
            .attributes([("required", ""), ("maxlength", "80")])
            .error(error);
        let mut errors = shell.error_summary().of(&name);
        if let Wrong::Said(text) = wrong {
            errors = errors.add(text, "#main-content");
        }
        let invitation = &invited.joining.invitation;
        let lead = if invitation.bootstrap { "console-join-bootstrap" } else { "console-join-lead" };
        Self {
            errors,
            lead: words.with(lead, &[("organisation", invited.organisation)]),
            facts: facts(words, invited),
            way: way(&shell, invited, &name),
            console: match invited.joining.way {
                JoinWay::WithAccount(_) => String::new(),
                _ => onward("/console/login", &format!("/console/join/{}", invited.token)),
            },
            shell,
        }
    }
}

fn facts(words: Words, invited: Invited<'_>) -> SummaryList {
    let Joining { invitation, waiting, .. } = invited.joining;
    let mut rows = vec![SummaryRow::new(words.t("console-organisation"), invited.organisation)];
    if let Some(unit) = &invitation.unit {
        rows.push(SummaryRow::new(words.t("console-staff-unit"), unit));
    }
    rows.extend(invitation.roles.iter().map(|role| {
        let weighs = if waiting.contains(role) { "console-role-weighty" } else { "" };
        SummaryRow::new(
            effects::role(words, *role),
            effects::role_in_full(words, *role, invited.platform, weighs),
        )
    }));
    rows.push(SummaryRow::new(words.t("console-invitation-until"), invited.until));
    SummaryList::new(rows)
}

fn way(shell: &Shell, invited: Invited<'_>, name: &Input) -> Way {
    let action = format!("/console/join/{}", invited.token);
    let passkey = |kind, ceremony: &Ceremony, button: &str, text: &str, log_in: String| {
        Way::Passkey(Box::new(ByPasskey {
            kind,
            options: ceremony.options.to_string(),
            ceremony: ceremony.id,
            action: action.clone(),
            name: name.clone(),
            button: Button::new(shell.t(button)),
            text: shell.t(text),
            log_in,
        }))
    };
    match &invited.joining.way {
        JoinWay::WithAccount(ceremony) => {
            passkey("get", ceremony, "console-join-button", "console-join-account-text", String::new())
        }
        JoinWay::NewPasskey(ceremony, _) => {
            let log_in = onward("/login", &action);
            passkey("create", ceremony, "console-join-button-new", "console-join-new-text", log_in)
        }
        JoinWay::LogInFirst => Way::LogIn {
            log_in: Box::new(Button::link(shell.t("console-join-log-in"), onward("/login", &action))),
            register: onward("/register", &action),
        },
    }
}

/// Who takes the link: whoever is in the console, with the account they are there with, so that nobody becomes two; else the person who
/// is logged in to their own account, whose session counts in the console here alone.
async fn own_session(portal: &Portal, caller: &Caller, cookies: &Cookies) -> Result<Option<Session>> {
    if let Actor::Staff(staff) = &caller.0 {
        return Ok(Some(staff.session.clone()));
    }
    match cookies.get(SESSION_COOKIE) {
        Some(cookie) => portal.parts().identity.session(&cookie).await,
        None => Ok(None),
    }
}

async fn show(
    State(portal): State<Portal>,
    caller: Caller,
    browser: Browser,
    address: ClientAddress,
    cookies: Cookies,
    shell: Shell,
    Path(token): Path<String>,
) -> Reply<Page<JoinPage>> {
    portal.doors().opening(address)?;
    let session = own_session(&portal, &caller, &cookies).await?;
    let joining = portal.parts().identity.begin_join(&browser, &token, session.as_ref()).await?;
    Ok(Page(drawn(&portal, shell, &joining, &token, "", &Wrong::Nothing).await?))
}

async fn drawn(
    portal: &Portal,
    shell: Shell,
    joining: &Joining,
    token: &str,
    name: &str,
    wrong: &Wrong,
) -> Result<JoinPage> {
    let invitation = &joining.invitation;
    let organisation = Names::new(portal, shell.words()).organisation(&invitation.organisation).await?;
    let until = portal.when(shell.words()).moment(invitation.expires_at);
    let invited = Invited {
        joining,
        token,
        organisation: &organisation,
        until: &until,
        platform: invitation.organisation.as_str() == PORTAL,
        name,
    };
    Ok(JoinPage::new(shell, invited, wrong))
}

#[derive(Deserialize)]
struct Answered {
    ceremony: Uuid,
    response: String,
    #[serde(default)]
    work_name: String,
}

#[expect(clippy::too_many_arguments, reason = "each is an extractor")]
async fn join(
    State(portal): State<Portal>,
    caller: Caller,
    browser: Browser,
    address: ClientAddress,
    cookies: Cookies,
    Language(lang): Language,
    shell: Shell,
    Path(token): Path<String>,
    Form(answered): Form<Answered>,
) -> Reply<Response> {
    portal.doors().login(address)?;
    let session = own_session(&portal, &caller, &cookies).await?;
    let (identity, name) = (&portal.parts().identity, answered.work_name.trim());
    let wrong = if name.is_empty() {
        Wrong::Name(shell.t("console-join-name-missing"))
    } else {
        let response = serde_json::from_str(&answered.response).unwrap_or_default();
        let taken =
            identity.join(&browser, &token, session.as_ref(), answered.ceremony, &response, name, lang).await;
        match taken {
            Ok((_, token)) => {
                return Ok(
                    (staff_cookie(&cookies, &token), Redirect::to("/console?joined=1")).into_response()
                );
            }
            Err(error) => fault(&shell, error)?,
        }
    };
    // The ceremony is spent: the page begins another.
    let joining = identity.begin_join(&browser, &token, session.as_ref()).await?;
    let page = drawn(&portal, shell, &joining, &token, name, &wrong).await?;
    Ok((StatusCode::BAD_REQUEST, Page(page)).into_response())
}

/// What the person can mend by trying once more; an invitation that is over cannot be mended.
fn fault(shell: &Shell, error: Error) -> Result<Wrong> {
    match (error.kind(), error.code()) {
        (_, "bad_work_name") => Ok(Wrong::Name(said(shell.words(), &error))),
        (_, "passkey_refused") => Ok(Wrong::Said(shell.t("console-join-failed"))),
        (Kind::Invalid | Kind::Conflict, _) => Ok(Wrong::Said(said(shell.words(), &error))),
        _ => Err(error),
    }
}
