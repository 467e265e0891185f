//! The staff's console: everything under `/console`, for those who run and supply the platform.
//!
//! What holds here, beside what holds for every page:
//! - each route names the permission that opens it; what is another organisation's is not there (404);
//! - a change is an act: a form begins it ([`Console::begin`]) and leads to `/console/acts/{id}`, the one page that says what will
//!   happen and takes the passkey. Leaving that page is having tried it dry;
//! - what is shown once, a link or a secret, stands in the answer of that page alone: in no address, in no log;
//! - lists are [`List`]s: searched, paged, exported.
//!
//! A page of the console takes [`Console`] for who is calling and how to draw for them, and adds its routes below.

mod acts;
mod clients;
mod content;
mod csv;
mod datasets;
mod desk;
mod drafting;
mod effects;
mod evidence;
mod fields;
mod invitations;
mod join;
mod list;
mod login;
mod mandates;
mod me;
mod naming;
mod officers;
mod organisations;
mod people;
mod proposals;
mod providers;
mod purposes;
mod reviews;
mod rows;
mod sheet;
mod staff;
mod system;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Redirect;
use causeway_core::{Error, Kind, OrganisationId, Permission, Result, Staff};
use causeway_exchange::PurposeDraft;
use causeway_http::components::Content;
use causeway_http::shell::Link;
use causeway_http::{Problem, Routes, Shell, StaffCaller, Words};
use causeway_identity::{Act, ProposalKind};
use causeway_oidc::ClientDraft;
use serde_json::Value;

pub(crate) use self::effects::key as word_key;
pub(crate) use self::fields::Fields;
pub(crate) use self::list::{Asked, List};
pub(crate) use self::rows::{Row, Rows};
pub(crate) use self::sheet::Sheet;
use crate::Portal;
use crate::names::Names;
use crate::when::When;

/// Every route of the console.
pub(super) fn routes() -> Routes<Portal> {
    // One line for each folder.
    Routes::new()
        .merge(login::routes())
        .merge(join::routes())
        .merge(desk::routes())
        .merge(me::routes())
        .merge(acts::routes())
        .merge(proposals::routes())
        .merge(organisations::routes())
        .merge(staff::routes())
        .merge(invitations::routes())
        .merge(mandates::routes())
        .merge(reviews::routes())
        .merge(clients::routes())
        .merge(datasets::routes())
        .merge(providers::routes())
        .merge(purposes::routes())
        .merge(people::routes())
        .merge(evidence::routes())
        .merge(officers::routes())
        .merge(system::routes())
}

/// The links of the console's navigation bar, each for those whom it is open to.
pub(crate) fn navigation() -> Vec<Link> {
    let link = |key, path, permission| Link::new(key, path).staff(permission);
    vec![
        link("console-nav-desk", "/console", Permission::Desk),
        link("console-nav-organisations", "/console/organisations", Permission::OrganisationsRead),
        link("console-nav-staff", "/console/staff", Permission::StaffRead),
        link("console-nav-mandates", "/console/mandates", Permission::MandatesManage),
        link("console-nav-clients", "/console/clients", Permission::ClientsRead),
        link("console-nav-datasets", "/console/datasets", Permission::DatasetsRead),
        link("console-nav-providers", "/console/providers", Permission::DatasetsRead),
        link("console-nav-purposes", "/console/purposes", Permission::PurposesRead),
        link("console-nav-people", "/console/people", Permission::PeopleLook),
        link("console-nav-evidence", "/console/evidence", Permission::EvidenceRead),
        link("console-nav-officers", "/console/officers", Permission::OfficersAct),
        link("console-nav-system", "/console/system", Permission::SystemRead),
    ]
}

/// Who is calling a page of the console, and a shell that says for whom they act. Only for routes of `Access::Staff`.
#[derive(Clone)]
pub(crate) struct Console {
    pub(crate) portal: Portal,
    pub(crate) staff: Box<Staff>,
    pub(crate) shell: Shell,
}

impl FromRequestParts<Portal> for Console {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Problem> {
        let StaffCaller(staff) = StaffCaller::from_request_parts(parts, portal).await?;
        let Ok(shell) = Shell::from_request_parts(parts, portal).await;
        let acting = Names::new(portal, shell.words()).organisation(&staff.organisation).await?;
        let shell = shell.clone().with_strip(strip(&shell, &acting));
        Ok(Self { portal: portal.clone(), staff, shell })
    }
}

/// For whom one acts, and the way out.
#[derive(Template)]
#[template(path = "console/strip.html")]
struct Strip<'a> {
    shell: &'a Shell,
    acting: String,
}

impl askama::filters::HtmlSafe for Strip<'_> {}

fn strip(shell: &Shell, organisation: &str) -> Content {
    let acting = shell.words().with("console-acting-for", &[("organisation", organisation)]);
    Content::html(&Strip { shell, acting })
}

impl Console {
    /// Whether the caller's roles allow this: for buttons that only some see. What a route needs stands in its `Access`.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.staff.may(permission)
    }

    /// The words of the page's language.
    pub(crate) fn words(&self) -> Words {
        self.shell.words()
    }

    /// Times in words.
    pub(crate) fn when(&self) -> When {
        self.portal.when(self.words())
    }

    /// Begins an act and leads to the page on which it is confirmed.
    ///
    /// # Errors
    /// What the domain finds wrong with it: give it to [`Console::mendable`], and show the form again.
    pub(crate) async fn begin(&self, act: Act) -> Result<Redirect> {
        let id = self.portal.parts().identity.begin_act(&self.staff, act).await?;
        Ok(Redirect::to(&format!("/console/acts/{id}")))
    }

    /// What went wrong, for the form that can mend it; any other failure goes on.
    ///
    /// # Errors
    /// The failure that no form can mend.
    pub(crate) fn mendable(&self, error: Error) -> Result<String> {
        match error.kind() {
            Kind::Invalid | Kind::Forbidden | Kind::Conflict | Kind::Gone | Kind::TooMany => {
                Ok(said(self.words(), &error))
            }
            _ => Err(error),
        }
    }

    /// What the subject of a proposal is now, in the form of the proposal's content; nothing where it is not there yet, or where the
    /// content is no state of a thing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn current(
        &self,
        kind: ProposalKind,
        subject: &str,
        content: &Value,
    ) -> Result<Option<Value>> {
        let found = match kind {
            ProposalKind::Organisation => organisations::current(self, subject).await,
            ProposalKind::Client => self.current_client(subject).await,
            ProposalKind::Dataset => self.current_dataset(subject).await,
            ProposalKind::Provider => self.current_provider(subject).await,
            ProposalKind::Purpose => self.current_purpose(subject, content).await,
            _ => return Ok(None),
        };
        match found {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn current_client(&self, subject: &str) -> Result<Value> {
        let registered = self.portal.parts().oidc.registered(&parsed(subject)?).await?;
        as_content(&ClientDraft::of(&registered))
    }

    async fn current_dataset(&self, subject: &str) -> Result<Value> {
        as_content(&self.portal.parts().exchange.dataset(&parsed(subject)?).await?)
    }

    async fn current_provider(&self, subject: &str) -> Result<Value> {
        as_content(&self.portal.parts().exchange.provider(&parsed(subject)?).await?)
    }

    async fn current_purpose(&self, subject: &str, content: &Value) -> Result<Value> {
        let registered = self.portal.parts().exchange.registered_purpose(&parsed(subject)?).await?;
        // Who proposes stands in the content and is no part of the purpose: it does not count as a change.
        let proposer = content.get("organisation").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let organisation = proposer.unwrap_or_else(|| self.staff.organisation.clone());
        as_content(&PurposeDraft { organisation, purpose: registered.purpose })
    }

    /// What an organisation is called; its short name while it has none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn organisation(&self, id: &OrganisationId) -> Result<String> {
        Ok(self.names().known_organisation(id).await?.unwrap_or_else(|| id.to_string()))
    }

    /// What a proposal is about, in words: a name where one is known, else the id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn subject(&self, kind: ProposalKind, subject: &str, content: &Value) -> Result<String> {
        let mut names = self.names();
        let known = match kind {
            ProposalKind::Organisation => match subject.parse() {
                // One that is only proposed is called what the proposal calls it.
                Ok(id) => names.known_organisation(&id).await?.or_else(|| {
                    let name = content.pointer("/organisation/name")?.get(self.shell.lang.tag())?;
                    name.as_str().map(str::to_owned)
                }),
                Err(_) => None,
            },
            ProposalKind::Client
            | ProposalKind::ClientSecret
            | ProposalKind::ClientStop
            | ProposalKind::ClientResume => match subject.parse() {
                Ok(id) => names.known_service(&id).await?,
                Err(_) => None,
            },
            ProposalKind::Dataset => match subject.parse() {
                Ok(id) => names.known_dataset(&id).await?,
                Err(_) => None,
            },
            ProposalKind::Role => self.member_name(subject).await?,
            _ => None,
        };
        Ok(known.unwrap_or_else(|| subject.to_owned()))
    }

    /// What colleagues call a member of staff whom one may know of, beside the name under which they were invited: the one is their own
    /// choice, the other what whoever decides about their role expects.
    async fn member_name(&self, id: &str) -> Result<Option<String>> {
        let Ok(id) = id.parse() else { return Ok(None) };
        match self.portal.parts().identity.member(&self.staff, id).await {
            Ok(member) => {
                let name = effects::who(self.words(), &member.name);
                let both = member.invited_as.map(|invited| {
                    self.words().with("console-staff-known-as", &[("member", &name), ("invited", &invited)])
                });
                Ok(Some(both.unwrap_or(name)))
            }
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Names in words.
    pub(crate) fn names(&self) -> Names<'_> {
        Names::new(&self.portal, self.words())
    }
}

/// An id out of a proposal; what is none is of nothing that is there.
fn parsed<T: std::str::FromStr>(subject: &str) -> Result<T> {
    subject.parse().map_err(|_| Error::not_found())
}

fn as_content(thing: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(thing).map_err(Error::internal)
}

/// What went wrong, for an error summary: the words of its code if there are some, else its public sentence.
pub(crate) fn said(words: Words, error: &Error) -> String {
    let own = words.find(&format!("error-code-{}", error.code().replace('_', "-")));
    own.unwrap_or_else(|| error.public().to_owned())
}
