//! The one page on which staff confirm what they do: what will happen, who else has to agree, what exactly it is about. And what came
//! of it; a link or a secret stands there once.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_core::{OrganisationId, Permission, Result};
use causeway_http::components::{Button, Content, ErrorSummary, InsetText, SummaryList, SummaryRow};
use causeway_http::{Access, Browser, Form, Page, Path, Query, Reply, Routes, Shell, Words};
use causeway_identity::{Act, Ceremony, Done, Effect, NewProposal, PendingAct, Proposal, ProposalKind};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::sheet::{Sheet, answers, side_by_side};
use super::{Console, content, effects};
use crate::Portal;
use crate::next::with_query;
use crate::pages::parts::{PasskeyForm, PostForm};

/// What the page's address says when what it shows has become something else.
const CHANGED: &str = "changed";
/// Both answers are as wide as their half of the row, so that neither outweighs the other.
const WHOLE_WIDTH: &str = "govuk-!-width-full";

pub(super) fn routes() -> Routes<Portal> {
    let desk = Access::Staff(Permission::Desk);
    Routes::new().get("/console/acts/{id}", desk, show).post("/console/acts/{id}", desk, perform).get(
        "/console/acts/done",
        desk,
        done,
    )
}

/// What is confirmed.
#[derive(Clone, Template)]
#[template(path = "console/act.html")]
pub(super) struct ActPage {
    shell: Shell,
    errors: ErrorSummary,
    caption: String,
    /// What happens on confirming.
    effects: Vec<String>,
    /// Who else has to agree, in a sentence; empty when nobody has to.
    waits: String,
    /// What happens once they have.
    later: Vec<String>,
    /// Who proposed it; nothing when one proposes by this very act.
    made: Option<SummaryList>,
    facts: Option<SummaryList>,
    digest: String,
    passkey: bool,
    answers: Content,
}

/// What the page is drawn from.
#[derive(Clone)]
pub(super) struct Drawn {
    pub(super) pending: PendingAct,
    /// What happens on confirming, in sentences.
    pub(super) effects: Vec<String>,
    /// What happens once a second person has agreed.
    pub(super) later: Vec<String>,
    /// Whose matter it is, in words.
    pub(super) organisation: String,
    /// What the proposal is about, in words.
    pub(super) subject: String,
    /// What the thing is now, where it is there already.
    pub(super) before: Option<Value>,
    /// The ceremony, where a passkey is needed.
    pub(super) ceremony: Option<Ceremony>,
    /// The key of what went wrong just before; empty when nothing did.
    pub(super) failed: &'static str,
    /// When it was proposed, in words.
    pub(super) made_at: String,
}

impl ActPage {
    pub(super) fn new(shell: Shell, drawn: &Drawn) -> Self {
        let (words, pending) = (shell.words(), &drawn.pending);
        let shell = shell.titled(title(&pending.act)).with_errors(!drawn.failed.is_empty());
        let mut errors = shell.error_summary();
        if !drawn.failed.is_empty() {
            errors = errors.add(shell.t(drawn.failed), "#main-content");
        }
        let about = About::of(pending);
        let waits = match (&about, pending.waits) {
            (Some(about), true) => words.t(waiting_for(about.kind)),
            _ => String::new(),
        };
        let made = pending.proposal.as_ref().map(|proposal| made(words, proposal, &drawn.made_at));
        let facts = about.as_ref().map(|about| SummaryList::new(facts(words, about, drawn)));
        Self {
            errors,
            caption: about.as_ref().map(|about| effects::kind(words, about.kind)).unwrap_or_default(),
            effects: drawn.effects.clone(),
            waits,
            later: drawn.later.clone(),
            made,
            facts,
            digest: pending.proposal.as_ref().map(|p| p.digest.clone()).unwrap_or_default(),
            passkey: pending.passkey,
            answers: both(&shell, pending, drawn.ceremony.as_ref()),
            shell,
        }
    }
}

/// What a proposal is about, whether it is being made or decided.
struct About<'a> {
    kind: ProposalKind,
    organisation: &'a OrganisationId,
    subject: &'a str,
    content: &'a Value,
}

impl<'a> About<'a> {
    fn of(pending: &'a PendingAct) -> Option<Self> {
        match (&pending.proposal, &pending.act) {
            (Some(Proposal { kind, organisation, subject, content, .. }), _)
            | (None, Act::Propose { proposal: NewProposal { kind, organisation, subject, content } }) => {
                Some(Self { kind: *kind, organisation, subject, content })
            }
            _ => None,
        }
    }
}

/// What exactly a proposal says. That of an organisation, and of a role, names what it is about.
fn facts(words: Words, about: &About<'_>, drawn: &Drawn) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    if about.kind != ProposalKind::Organisation {
        rows.push(SummaryRow::new(words.t("console-organisation"), &drawn.organisation));
    }
    if !matches!(about.kind, ProposalKind::Organisation | ProposalKind::Role) {
        rows.push(SummaryRow::new(words.t("console-proposal-subject"), &drawn.subject));
    }
    let before = drawn.before.as_ref();
    rows.extend(content::rows(words, about.kind, &drawn.subject, about.content, before));
    rows
}

fn made(words: Words, proposal: &Proposal, made_at: &str) -> SummaryList {
    SummaryList::new([
        SummaryRow::new(words.t("console-proposal-maker"), effects::who(words, &proposal.maker_name)),
        SummaryRow::new(words.t("console-proposal-made"), made_at),
    ])
}

/// Cancel and confirm, alike in size and look, cancel first.
fn both(shell: &Shell, pending: &PendingAct, ceremony: Option<&Ceremony>) -> Content {
    let cancel = Button::link(shell.t("cancel"), back(pending)).classes(WHOLE_WIDTH);
    let action = format!("/console/acts/{}", pending.id);
    let confirm = Button::new(shell.t(button(&pending.act))).classes(WHOLE_WIDTH);
    let shown = pending.shown.clone();
    if let Some(ceremony) = ceremony {
        let form = PasskeyForm::log_in(shell, action, ceremony, confirm).with_hidden("shown", shown);
        return answers(cancel, Content::html(&form));
    }
    answers(cancel, Content::html(&PostForm::new(action, confirm).with_hidden("shown", shown)))
}

/// Where cancelling leads: to where one came from, as far as that can be known.
fn back(pending: &PendingAct) -> String {
    if let Some(proposal) = &pending.proposal {
        return format!("/console/proposals/{}", proposal.id);
    }
    match &pending.act {
        Act::Propose { proposal } => match proposal.kind {
            ProposalKind::Organisation => "/console/organisations".to_owned(),
            ProposalKind::Role => format!("/console/staff/{}", proposal.subject),
            ProposalKind::Client
            | ProposalKind::ClientSecret
            | ProposalKind::ClientStop
            | ProposalKind::ClientRegistration
            | ProposalKind::ClientResume => "/console/clients".to_owned(),
            ProposalKind::Dataset => "/console/datasets".to_owned(),
            ProposalKind::Provider => "/console/providers".to_owned(),
            ProposalKind::Purpose => "/console/purposes".to_owned(),
            ProposalKind::PersonErasure | ProposalKind::ReceiptOpening | ProposalKind::NoticeSuspension => {
                "/console/officers".to_owned()
            }
            ProposalKind::JobRetry => "/console/system".to_owned(),
        },
        Act::EndMember { member } => format!("/console/staff/{member}"),
        Act::GiveMandate { .. } | Act::EndMandate { .. } => "/console/mandates".to_owned(),
        Act::Invite { .. } | Act::RevokeInvitation { .. } => "/console/invitations".to_owned(),
        Act::ConfirmGrant { .. } | Act::EndGrant { .. } => "/console/reviews".to_owned(),
        Act::Approve { .. } | Act::Decline { .. } | Act::Withdraw { .. } => "/console".to_owned(),
    }
}

/// The key of the page's title.
fn title(act: &Act) -> &'static str {
    match act {
        Act::Propose { .. } => "console-act-propose-title",
        Act::Approve { .. } => "console-act-approve-title",
        Act::Decline { .. } => "console-act-decline-title",
        Act::Withdraw { .. } => "console-act-withdraw-title",
        Act::Invite { .. } => "console-act-invite-title",
        Act::RevokeInvitation { .. } => "console-act-revoke-title",
        Act::EndGrant { .. } => "console-act-end-grant-title",
        Act::EndMember { .. } => "console-act-end-member-title",
        Act::ConfirmGrant { .. } => "console-act-confirm-grant-title",
        Act::GiveMandate { .. } => "console-act-give-mandate-title",
        Act::EndMandate { .. } => "console-act-end-mandate-title",
    }
}

/// The key of the words on the button that confirms.
fn button(act: &Act) -> &'static str {
    match act {
        Act::Approve { .. } => "console-act-approve",
        Act::Decline { .. } => "console-act-decline",
        Act::Withdraw { .. } => "console-act-withdraw",
        _ => "console-act-confirm",
    }
}

/// The key of the sentence that says who else has to agree.
fn waiting_for(kind: ProposalKind) -> &'static str {
    match kind.rule().approve {
        Some(Permission::RolesApprove) => "console-act-waits-security",
        Some(Permission::OfficersAct) => "console-act-waits-officer",
        _ => "console-act-waits-approver",
    }
}

#[derive(Deserialize)]
struct Failed {
    #[serde(default)]
    failed: String,
}

async fn show(
    console: Console,
    browser: Browser,
    Path(id): Path<Uuid>,
    Query(Failed { failed }): Query<Failed>,
) -> Reply<Page<ActPage>> {
    let failed = match failed.as_str() {
        "" => "",
        CHANGED => "console-act-changed",
        _ => "console-act-failed",
    };
    let drawn = draw(&console, &browser, id, failed).await?;
    Ok(Page(ActPage::new(console.shell, &drawn)))
}

async fn draw(console: &Console, browser: &Browser, id: Uuid, failed: &'static str) -> Result<Drawn> {
    let identity = &console.portal.parts().identity;
    let pending = identity.act(&console.staff, id).await?;
    let ceremony = if pending.passkey {
        Some(identity.act_options(browser, &console.staff, id, &pending.shown).await?)
    } else {
        None
    };
    let (organisation, subject, before) = match About::of(&pending) {
        Some(about) => (
            console.organisation(about.organisation).await?,
            console.subject(about.kind, about.subject, about.content).await?,
            console.current(about.kind, about.subject, about.content).await?,
        ),
        None => Default::default(),
    };
    let made_at = pending.proposal.as_ref().map(|p| console.when().moment(p.made_at)).unwrap_or_default();
    // What waits for a second person is recorded now; all else happens then.
    let (now, then): (Vec<Effect>, Vec<Effect>) = pending
        .effects
        .iter()
        .cloned()
        .partition(|effect| !pending.waits || effect.key.starts_with("proposal-"));
    let effects = effects::sentences(console, &now).await?;
    let later = effects::sentences(console, &then).await?;
    Ok(Drawn { pending, effects, later, organisation, subject, before, ceremony, failed, made_at })
}

#[derive(Deserialize)]
struct Confirmed {
    /// What the page showed, by its digest.
    #[serde(default)]
    shown: String,
    ceremony: Option<Uuid>,
    response: Option<String>,
}

async fn perform(
    State(portal): State<Portal>,
    console: Console,
    browser: Browser,
    Path(id): Path<Uuid>,
    Form(confirmed): Form<Confirmed>,
) -> Reply<Response> {
    let response: Value = confirmed
        .response
        .as_deref()
        .map(|response| serde_json::from_str(response).unwrap_or_default())
        .unwrap_or_default();
    let answer = confirmed.ceremony.map(|ceremony| (ceremony, &response));
    match portal.parts().identity.perform(&browser, &console.staff, (id, &confirmed.shown), answer).await {
        Ok(done) if shows_something_once(&done) => Ok(Page(once_page(&console, &done)?).into_response()),
        Ok(done) => Ok(Redirect::to(&after(&done)).into_response()),
        Err(error) if error.code() == "passkey_refused" => {
            Ok(Redirect::to(&format!("/console/acts/{id}?failed=1")).into_response())
        }
        Err(error) if error.code() == "act_changed" => {
            Ok(Redirect::to(&format!("/console/acts/{id}?failed={CHANGED}")).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn shows_something_once(done: &Done) -> bool {
    done.link.is_some() || done.secret.is_some() || done.result.is_some()
}

/// The page after it, which can be loaded again: it says no more than what has become of it.
fn after(done: &Done) -> String {
    let proposal = done.proposal.map(|id| id.to_string()).unwrap_or_default();
    let outcome = if done.applied { "applied" } else { "waits" };
    with_query("/console/acts/done", &[("outcome", outcome), ("proposal", &proposal)])
}

/// What is shown once, and never again.
pub(super) fn once_page(console: &Console, done: &Done) -> Result<Sheet> {
    let shell = console.shell.clone().titled("console-once-title");
    let mut sheet = Sheet::new(shell.clone()).put(shell.warning(shell.t("console-once-warning")));
    if let Some(link) = &done.link {
        let address = format!("{}/console/join/{}", console.portal.parts().public_url, link.reveal());
        sheet = sheet.section("console-once-link").say("console-once-link-text").put(Content::html(&Copy {
            id: "link",
            label: &shell.t("console-once-link-label"),
            value: &address,
        }));
    }
    if let Some(secret) = &done.secret {
        sheet =
            sheet.section("console-once-secret").say("console-once-secret-text").put(Content::html(&Copy {
                id: "secret",
                label: &shell.t("console-once-secret-label"),
                value: secret.reveal(),
            }));
    }
    if let Some(result) = &done.result {
        let text = serde_json::to_string_pretty(result).map_err(causeway_core::Error::internal)?;
        sheet = sheet
            .section("console-once-result")
            .say("console-once-result-text")
            .put(Content::html(&Whole { label: &shell.t("console-once-result"), text: &text }));
    }
    if !done.applied {
        sheet = sheet.put(InsetText::new(shell.t("console-done-waits")));
    }
    Ok(sheet.put(Button::link(shell.t("console-done-desk"), "/console")))
}

/// A field to copy from.
#[derive(Template)]
#[template(
    source = r#"<div class="govuk-form-group"><label class="govuk-label" for="{{ id }}">{{ label }}</label><textarea class="govuk-textarea cw-once" id="{{ id }}" rows="3" readonly spellcheck="false" autocomplete="off">{{ value }}</textarea></div>"#,
    ext = "html"
)]
struct Copy<'a> {
    id: &'a str,
    label: &'a str,
    value: &'a str,
}

impl askama::filters::HtmlSafe for Copy<'_> {}

/// A document to copy from.
#[derive(Template)]
#[template(
    source = r#"<div class="govuk-form-group"><label class="govuk-label govuk-visually-hidden" for="result">{{ label }}</label><textarea class="govuk-textarea cw-once" id="result" rows="20" readonly spellcheck="false" autocomplete="off">{{ text }}</textarea></div>"#,
    ext = "html"
)]
struct Whole<'a> {
    label: &'a str,
    text: &'a str,
}

impl askama::filters::HtmlSafe for Whole<'_> {}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    outcome: String,
    proposal: Option<Uuid>,
}

async fn done(console: Console, Query(asked): Query<Outcome>) -> Page<Sheet> {
    Page(done_page(console.shell, asked.outcome == "waits", asked.proposal))
}

/// What came of an act.
pub(super) fn done_page(shell: Shell, waits: bool, proposal: Option<Uuid>) -> Sheet {
    let (title, text) = if waits {
        ("console-waits-title", "console-done-waits")
    } else {
        ("console-done-title", "console-done-text")
    };
    let shell = shell.titled(title);
    let mut ways: Vec<Content> = vec![Button::link(shell.t("console-done-desk"), "/console").into()];
    if let Some(id) = proposal {
        let link = Button::link(shell.t("console-done-proposal"), format!("/console/proposals/{id}"));
        ways.push(link.classes("govuk-button--secondary").into());
    }
    Sheet::new(shell).say(text).put(side_by_side(&ways))
}
