//! The whole entry of an organisation: what a proposal about one holds.

use causeway_core::draft::{check_new, draft_of};
use causeway_core::{
    Error, Found, FromValue, Localised, OrganisationId, Permission, Result, Search, Staff, Tx, Value,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::mandates::MandateEnd;
use super::model::{Applied, Effect, Proposal};
use super::proposals::{bad_content, parse};
use super::store::organisations as store;
use super::{require, within};
use crate::Identity;
use crate::model::Organisation;

/// Whether an organisation takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationStatus {
    /// It does.
    #[default]
    Active,
    /// Not for now: its staff have no access, its mandates have ended, its clients and connector are not served.
    Suspended,
    /// No longer, and never again: its staff's places have ended too.
    Closed,
}

impl OrganisationStatus {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Active, Self::Suspended, Self::Closed];

    /// As stored and as told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }
}

impl std::str::FromStr for OrganisationStatus {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|status| status.as_str() == text).ok_or_else(Error::not_found)
    }
}

impl FromValue for OrganisationStatus {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        name.parse().map_err(|_| Error::internal(format!("unknown status of an organisation {name}")))
    }
}

/// A part of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its short name: 1 to 64 characters of `a-z`, `0-9`, `-` and `.`.
    pub id: String,
    /// What people call it.
    pub name: Localised,
}

/// Where an organisation is reached: a function's address, not a person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What for, such as `security` or `support`.
    pub purpose: String,
    /// Mail; may be empty.
    pub email: String,
    /// Telephone; may be empty.
    pub phone: String,
}

/// The whole entry of an organisation. As JSON it is the content of an Organisation proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationRecord {
    /// Its short name, what it is, what people call it.
    pub organisation: Organisation,
    /// Whether it takes part.
    #[serde(default)]
    pub status: OrganisationStatus,
    /// What registers know it by: scheme (such as `br`) and value.
    #[serde(default)]
    pub identifiers: Vec<(String, String)>,
    /// Its parts.
    #[serde(default)]
    pub units: Vec<Unit>,
    /// Where it is reached.
    #[serde(default)]
    pub contacts: Vec<Contact>,
}

const LONGEST_TEXT: usize = 200;
/// So many identifiers, units or contacts, at most.
const LONGEST_LIST: usize = 200;

impl OrganisationRecord {
    /// Whether it can be registered.
    ///
    /// # Errors
    /// `bad_organisation`, with what is wrong.
    pub fn check(&self) -> Result<()> {
        let name = &self.organisation.name;
        let texts = [&name.en, &name.zh_hant, &name.zh_hans];
        ensure(texts.iter().all(|text| is_text(text)), "It needs a name in each of the three languages.")?;
        let short = self.identifiers.len().max(self.units.len()).max(self.contacts.len()) <= LONGEST_LIST;
        ensure(short, "It has too many identifiers, units or contacts.")?;
        let identifiers = self.identifiers.iter().all(|(scheme, value)| is_text(scheme) && is_text(value));
        ensure(identifiers, "Each identifier needs a scheme and a value.")?;
        ensure(is_set(self.identifiers.iter().map(|pair| &pair.0)), "Each scheme can stand there once.")?;
        let units = self.units.iter().all(|unit| {
            let name = &unit.name;
            unit.id.parse::<OrganisationId>().is_ok()
                && [&name.en, &name.zh_hant, &name.zh_hans].iter().all(|text| is_text(text))
        });
        ensure(units, "Each unit needs a short name of a-z, 0-9, '-' and '.', and a name in each language.")?;
        ensure(is_set(self.units.iter().map(|unit| &unit.id)), "Two units have the same short name.")?;
        let contacts = self.contacts.iter().all(|contact| {
            let mail = contact.email.is_empty() || (is_text(&contact.email) && contact.email.contains('@'));
            let phone = contact.phone.is_empty() || is_text(&contact.phone);
            is_text(&contact.purpose) && mail && phone && (contact.email.len() + contact.phone.len() > 0)
        });
        ensure(contacts, "Each contact needs a purpose, and an e-mail address or a telephone number.")
    }
}

fn ensure(holds: bool, wanted: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::invalid("bad_organisation", wanted)) }
}

fn is_text(text: &str) -> bool {
    let trimmed = text.trim();
    trimmed.len() == text.len()
        && (1..=LONGEST_TEXT).contains(&trimmed.chars().count())
        && !text.chars().any(char::is_control)
}

fn is_set<'a>(texts: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    texts.into_iter().all(|text| seen.insert(text))
}

impl Identity {
    /// The organisations that a member of staff may know of.
    ///
    /// # Errors
    /// `not_found` without the permission to see organisations.
    pub async fn search_organisations(
        &self,
        staff: &Staff,
        search: &Search,
    ) -> Result<Found<OrganisationRecord>> {
        require(staff, Permission::OrganisationsRead)?;
        let Some(only) = within(staff, search) else { return Ok(Found { rows: Vec::new(), total: 0 }) };
        let (rows, total) = store::page(&self.env.db, only.get(), search).await?;
        Ok(Found { rows, total })
    }

    /// The whole entry of an organisation.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn organisation_record(
        &self,
        staff: &Staff,
        id: &OrganisationId,
    ) -> Result<OrganisationRecord> {
        super::rules::may(staff, Permission::OrganisationsRead, id)?;
        store::find(&self.env.db, id).await?.ok_or_else(Error::not_found)
    }

    /// The applier of an Organisation proposal.
    pub(super) async fn apply_organisation(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let (content, new) = draft_of(&proposal.content);
        let record: OrganisationRecord = parse(&content)?;
        record.check()?;
        let id = &record.organisation.id;
        if id.as_str() != proposal.subject {
            return Err(bad_content("The proposal is about another organisation than it says."));
        }
        let active = record.status == OrganisationStatus::Active;
        if *id == *self.operator && !active {
            return Err(Error::conflict(
                "operator_stays",
                "The organisation that runs the platform cannot be suspended or closed.",
            ));
        }
        let before = store::find_in(tx, id).await?;
        check_new(new, before.is_some())?;
        check_closed(before.as_ref(), &record)?;
        store::put(tx, &record).await?;
        self.note_organisation(tx, id, record.status.as_str()).await?;
        let named = |key| Effect::new(key, [("organisation", id.to_string())]);
        let was = before.as_ref().map(|before| before.status);
        let mut effects =
            vec![named(if was.is_none() { "organisation-new" } else { "organisation-changed" })];
        match was {
            Some(was) if was == record.status => {}
            Some(_) if active => effects.push(named("organisation-resumed")),
            _ if active => {}
            _ => effects.extend(self.shut_out(tx, &record, proposal.id).await?),
        }
        let before = before.map(serde_json::to_value).transpose().map_err(Error::internal)?;
        Ok(Applied { effects, before, ..Applied::default() })
    }

    /// An organisation takes part no longer, or not for now: its staff are out at once, its mandates and invitations over, and what its
    /// staff proposed waits no more, but for the proposal `by` which this very thing happens. Its clients and datasets are their domains'.
    async fn shut_out(&self, tx: &mut Tx<'_>, record: &OrganisationRecord, by: Uuid) -> Result<Vec<Effect>> {
        let id = &record.organisation.id;
        let closed = record.status == OrganisationStatus::Closed;
        let invitations = self.revoke_invitations_of(tx, id).await?;
        let mandates = self.end_mandates_of(tx, id, MandateEnd::Closed).await?;
        let (mut sessions, mut members, mut proposals) = (0, 0, 0);
        for member in super::store::members::of_organisation(tx, id).await? {
            sessions += super::store::sessions::end_of_member(tx, member.id).await?;
            proposals += self.withdraw_waiting(tx, member.id, Some(by)).await?;
            if closed {
                self.end_place(tx, &member, None, ("organisation_closed", Some(by))).await?;
                members += 1;
            }
        }
        let shared = [
            ("organisation", id.to_string()),
            ("mandates", mandates.to_string()),
            ("invitations", invitations.to_string()),
            ("proposals", proposals.to_string()),
        ];
        let (key, own) = if closed {
            ("organisation-closed", ("members", members.to_string()))
        } else {
            ("organisation-suspended", ("sessions", sessions.to_string()))
        };
        let own = Effect::new(key, shared.into_iter().chain([own]));
        Ok([own].into_iter().chain(self.shut_out_elsewhere(tx, id).await?).collect())
    }
}

/// Closing is for good: places and mandates have ended, and consents were given to an organisation that is no more.
fn check_closed(before: Option<&OrganisationRecord>, after: &OrganisationRecord) -> Result<()> {
    let closed = before.is_some_and(|before| before.status == OrganisationStatus::Closed);
    if closed && after.status != OrganisationStatus::Closed {
        return Err(Error::conflict(
            "organisation_closed",
            "This organisation is closed for good. Register another under a new short name.",
        ));
    }
    Ok(())
}
