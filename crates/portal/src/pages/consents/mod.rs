//! What a person has allowed, and withdrawing it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_consent::{Consent, ConsentState, Detail};
use causeway_core::{ClientId, ConsentId, Result, Session};
use causeway_http::components::{BackLink, Button, SummaryAction, SummaryList, SummaryRow, Tag};
use causeway_http::{Access, Citizen, Form, Page, Path, Reply, Routes, Shell, Words};
use serde::Deserialize;

use super::parts::{PostForm, Statement};
use crate::Portal;
use crate::names::Names;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/consents", Access::Citizen, list)
        .post("/consents/unmute", Access::Citizen, unmute)
        .get("/consents/{id}", Access::Citizen, details)
        .get("/consents/{id}/withdraw", Access::Citizen, confirm)
        .post("/consents/{id}/withdraw", Access::Citizen, withdraw)
        .get("/consents/{id}/withdrawn", Access::Citizen, withdrawn)
}

/// A consent in words.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    id: ConsentId,
    service: String,
    organisation: String,
    what: String,
    from: String,
    fields: String,
    purpose: String,
    since: String,
    lasts: String,
    state: ConsentState,
    ended: String,
    is_login: bool,
    /// Whether the service is stopped: nothing is read under it meanwhile.
    stopped: bool,
}

impl Portal {
    /// Consents in words.
    pub(crate) async fn told(&self, consents: &[Consent], words: Words) -> Result<Vec<Told>> {
        let mut names = Names::new(self, words);
        let mut told = Vec::with_capacity(consents.len());
        for consent in consents {
            told.push(self.told_one(consent, words, &mut names).await?);
        }
        Ok(told)
    }

    async fn told_one(&self, consent: &Consent, words: Words, names: &mut Names<'_>) -> Result<Told> {
        let when = self.when(words);
        let (what, from, dataset, once) = match &consent.detail {
            Detail::Login { fields } if fields.is_empty() => {
                (words.t("consent-login"), String::new(), None, false)
            }
            Detail::Login { .. } => (words.t("consent-login-fields"), String::new(), None, false),
            Detail::Exchange { dataset, provider, once, .. } => {
                let name = names.dataset(dataset).await?;
                let what = words.with("consent-exchange", &[("dataset", &name)]);
                (what, names.organisation(provider).await?, Some(dataset), *once)
            }
        };
        let lasts = match consent.until {
            _ if once => words.t("shown-lasts-once"),
            Some(until) => words.with("shown-lasts-until", &[("date", &when.moment(until))]),
            None => words.t("shown-lasts-login-only"),
        };
        Ok(Told {
            id: consent.id,
            service: names.service(&consent.client).await?,
            organisation: names.organisation(&consent.organisation).await?,
            what,
            from,
            fields: names.fields(dataset, consent.detail.fields()).await?,
            purpose: names.purpose(&consent.purpose).await?,
            since: when.moment(consent.given_at),
            lasts,
            state: self.state_now(consent),
            ended: consent.ended_at.map(|at| when.moment(at)).unwrap_or_default(),
            is_login: matches!(consent.detail, Detail::Login { .. }),
            stopped: names.is_stopped(&consent.client).await?,
        })
    }

    /// A consent past its end has ended, whether or not the ledger has come to note it.
    fn state_now(&self, consent: &Consent) -> ConsentState {
        let past = consent.until.is_some_and(|until| self.parts().env.now() >= until);
        if past && consent.state == ConsentState::Active { ConsentState::Expired } else { consent.state }
    }

    /// A consent of the person's own, in words.
    async fn own_consent(&self, session: &Session, id: ConsentId, words: Words) -> Result<Told> {
        let consent = self.parts().consents.consent(session.account, id).await?;
        self.told_one(&consent, words, &mut Names::new(self, words)).await
    }
}

impl Told {
    fn rows(&self, words: Words) -> Vec<SummaryRow> {
        let rows = [
            ("consent-what", &self.what),
            ("request-from", &self.from),
            ("activity-fields", &self.fields),
            ("request-purpose", &self.purpose),
            ("request-lasts", &self.lasts),
            ("consent-given", &self.since),
        ];
        let known = rows.into_iter().filter(|(_, value)| !value.is_empty());
        let stopped = self.stopped.then(|| {
            let tag = Tag::new(words.t("stopped-tag")).classes("govuk-tag--red");
            SummaryRow::new(words.t("stopped-row"), tag)
        });
        stopped.into_iter().chain(known.map(|(key, value)| SummaryRow::new(words.t(key), value))).collect()
    }

    fn tag(&self, words: Words) -> Tag {
        let (key, colour) = match self.state {
            ConsentState::Active => ("consent-state-active", "govuk-tag--green"),
            ConsentState::Used => ("consent-state-used", "govuk-tag--grey"),
            ConsentState::Withdrawn => ("consent-state-withdrawn", "govuk-tag--red"),
            ConsentState::Expired => ("consent-state-expired", "govuk-tag--grey"),
            ConsentState::Replaced => ("consent-state-replaced", "govuk-tag--grey"),
        };
        Tag::new(words.t(key)).classes(colour)
    }
}

/// What stands.
#[derive(Clone, Template)]
#[template(path = "consents/list.html")]
pub(crate) struct ListPage {
    shell: Shell,
    cards: Vec<SummaryList>,
    muted: Vec<Muted>,
}

/// A service that may not ask the person by itself.
#[derive(Clone)]
pub(crate) struct Muted {
    pub(crate) service: String,
    pub(crate) since: String,
    pub(crate) unmute: PostForm,
}

impl ListPage {
    pub(crate) fn new(shell: Shell, standing: &[Told], muted: Vec<Muted>) -> Self {
        let shell = shell.titled("consents-title");
        let card = |told: &Told| {
            let actions = vec![
                SummaryAction::new(shell.t("consents-details"), format!("/consents/{}", told.id)),
                SummaryAction::new(shell.t("consent-withdraw"), format!("/consents/{}/withdraw", told.id)),
            ];
            SummaryList::new(told.rows(shell.words())).card_with(&told.service, actions)
        };
        Self { cards: standing.iter().map(card).collect(), muted, shell }
    }
}

async fn list(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
) -> Reply<Page<ListPage>> {
    let standing = portal.parts().consents.standing(session.account).await?;
    let told = portal.told(&standing, shell.words()).await?;
    let muted = portal.muted(&session, shell.words()).await?;
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(ListPage::new(shell, &told, muted)))
}

impl Portal {
    async fn muted(&self, session: &Session, words: Words) -> Result<Vec<Muted>> {
        let (mut names, when) = (Names::new(self, words), self.when(words));
        let mut told = Vec::new();
        for mute in self.parts().consents.mutes(session.account).await? {
            let service = names.service(&mute.client).await?;
            let since = words.with("consents-muted-since", &[("date", &when.moment(mute.since))]);
            let button = Button::secondary(words.with("consents-unmute", &[("service", &service)]));
            let unmute =
                PostForm::new("/consents/unmute", button).with_hidden("client", mute.client.as_str());
            told.push(Muted { service, since, unmute });
        }
        Ok(told)
    }
}

#[derive(Deserialize)]
struct Unmuted {
    client: ClientId,
}

async fn unmute(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    Form(Unmuted { client }): Form<Unmuted>,
) -> Reply<Redirect> {
    portal.parts().consents.unmute(session.account, &client).await?;
    Ok(Redirect::to("/consents"))
}

/// One consent, whatever has become of it.
#[derive(Clone, Template)]
#[template(path = "consents/details.html")]
pub(crate) struct DetailsPage {
    shell: Shell,
    tag: Tag,
    facts: SummaryList,
    /// The way to withdraw it, while it stands.
    withdraw: Option<String>,
}

impl DetailsPage {
    pub(crate) fn new(shell: Shell, told: &Told) -> Self {
        let words = shell.words();
        let shell = shell.with_title(words.with("consent-title", &[("service", &told.service)]));
        let mut rows = vec![SummaryRow::new(words.t("request-organisation"), &told.organisation)];
        rows.extend(told.rows(words));
        if !told.ended.is_empty() {
            rows.push(SummaryRow::new(words.t("consent-ended"), &told.ended));
        }
        rows.push(SummaryRow::new(words.t("consent-number"), told.id.to_string()));
        let withdraw =
            (told.state == ConsentState::Active).then(|| format!("/consents/{}/withdraw", told.id));
        Self { tag: told.tag(words), facts: SummaryList::new(rows), withdraw, shell }
    }
}

async fn details(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Path(id): Path<ConsentId>,
) -> Reply<Page<DetailsPage>> {
    let told = portal.own_consent(&session, id, shell.words()).await?;
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(DetailsPage::new(shell, &told)))
}

/// Whether to withdraw, and what follows.
#[derive(Clone, Template)]
#[template(path = "consents/withdraw.html")]
pub(crate) struct WithdrawPage {
    shell: Shell,
    facts: SummaryList,
    follows: Vec<String>,
    keep: Button,
    confirm: PostForm,
}

impl WithdrawPage {
    pub(crate) fn new(shell: Shell, told: &Told) -> Self {
        let words = shell.words();
        let shell = shell.with_title(words.with("consent-withdraw-title", &[("service", &told.service)]));
        let mut follows = vec![words.with("consent-withdraw-text", &[("service", &told.service)])];
        if told.is_login {
            follows.push(words.with("consent-withdraw-login", &[("service", &told.service)]));
        }
        follows.push(words.with("consent-withdraw-past", &[("organisation", &told.organisation)]));
        let own = format!("/consents/{}", told.id);
        Self {
            facts: SummaryList::new(told.rows(words)),
            follows,
            keep: Button::link(words.t("consent-withdraw-keep"), own.clone())
                .classes("govuk-button--secondary"),
            confirm: PostForm::new(
                format!("{own}/withdraw"),
                Button::new(words.t("consent-withdraw-confirm")).classes("govuk-button--warning"),
            ),
            shell,
        }
    }
}

async fn confirm(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Path(id): Path<ConsentId>,
) -> Reply<Response> {
    let told = portal.own_consent(&session, id, shell.words()).await?;
    if told.state != ConsentState::Active {
        return Ok(Redirect::to(&format!("/consents/{id}")).into_response());
    }
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(WithdrawPage::new(shell, &told)).into_response())
}

async fn withdraw(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    Path(id): Path<ConsentId>,
) -> Reply<Redirect> {
    portal.parts().consents.withdraw(session.account, id).await?;
    Ok(Redirect::to(&format!("/consents/{id}/withdrawn")))
}

async fn withdrawn(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Path(id): Path<ConsentId>,
) -> Reply<Response> {
    let told = portal.own_consent(&session, id, shell.words()).await?;
    if told.state != ConsentState::Withdrawn {
        return Ok(Redirect::to(&format!("/consents/{id}")).into_response());
    }
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(withdrawn_page(shell, &told.service)).into_response())
}

pub(crate) fn withdrawn_page(shell: Shell, service: &str) -> Statement {
    let said = shell.words().with("consent-withdrawn-text", &[("service", service)]);
    Statement::new(shell, "consent-withdrawn-title", &[])
        .saying(said)
        .link("consent-withdrawn-list", "/consents")
}
