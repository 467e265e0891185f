//! Members of organisations' staff and the roles they hold: given, confirmed, ended.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use causeway_core::{
    AccountId, Error, Found, Kind, MemberId, OrganisationId, Permission, Result, Search, Staff, Tx,
};
use causeway_crypto::person::PersonKey;
use causeway_evidence::{Chain, Event};
use uuid::Uuid;

use super::acts::Outcome;
use super::invited::member_context;
use super::model::{Desk, Effect, Grant, Member, ProposalState};
use super::organisations::{OrganisationRecord, OrganisationStatus};
use super::proposals::waiting;
use super::roles::Role;
use super::store::members::{self as store, GrantRow, MemberRow};
use super::store::{invitations, people, proposals, sessions};
use super::{require, rules, within};
use crate::Identity;
use crate::model::Level;

/// Decided proposals stay on their maker's desk for so long.
const RECENT: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

/// Names that were opened already: a list names the same people again and again, and each key has to be unwrapped.
#[derive(Default)]
pub(super) struct NameBook {
    names: BTreeMap<MemberId, String>,
    keys: BTreeMap<AccountId, Option<PersonKey>>,
}

/// What ended with a place.
pub(super) struct EndedWith {
    pub(super) invitations: usize,
    pub(super) mandates: usize,
}

impl Identity {
    /// The active members of staff of the organisations that one may know of. Names are sealed, so a search opens them all: staff are
    /// few beside the people they serve.
    ///
    /// # Errors
    /// `not_found` without the permission to see staff.
    pub async fn members(&self, staff: &Staff, search: &Search) -> Result<Found<Member>> {
        require(staff, Permission::StaffRead)?;
        let Some(only) = within(staff, search) else { return Ok(Found { rows: Vec::new(), total: 0 }) };
        let (db, only) = (&self.env.db, only.get());
        if search.text.trim().is_empty() {
            let rows = store::page(db, only, search.limit(), search.offset()).await?;
            return Ok(Found { rows: self.named(rows).await?, total: store::count(db, only).await? });
        }
        let all = store::page(db, only, i64::from(causeway_core::search::EXPORT), 0).await?;
        let wanted = search.text.trim().to_lowercase();
        let mut found = self.named(all).await?;
        found.retain(|member| mentions(member, &wanted));
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let skip = usize::try_from(search.offset()).unwrap_or(usize::MAX);
        let take = usize::try_from(search.limit()).unwrap_or(usize::MAX);
        Ok(Found { rows: found.into_iter().skip(skip).take(take).collect(), total })
    }

    /// A member of staff, also one whose place has ended.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn member(&self, staff: &Staff, id: MemberId) -> Result<Member> {
        let row = store::member(&self.env.db, id).await?.ok_or_else(Error::not_found)?;
        let own = row.account == staff.session.account;
        if !own {
            rules::may(staff, Permission::StaffRead, &row.organisation)?;
        }
        self.named(vec![row]).await?.pop().ok_or_else(Error::not_found)
    }

    /// Everybody on any organisation's staff: for the operator at the command line.
    pub async fn all_staff(&self) -> Result<Vec<Member>> {
        let all = store::page(&self.env.db, None, i64::from(causeway_core::search::EXPORT), 0).await?;
        self.named(all).await
    }

    /// What waits for a member of staff.
    pub async fn desk(&self, staff: &Staff) -> Result<Desk> {
        let (db, now) = (&self.env.db, self.env.now());
        let mut to_decide = Vec::new();
        for row in proposals::waiting(db, staff.horizon(), now).await? {
            let approved_by: Vec<_> = row.approvals.iter().map(|approval| approval.account).collect();
            if rules::may_decide(staff, &waiting(&row, &approved_by), now).is_ok() {
                to_decide.push(row);
            }
        }
        let mine = proposals::of_maker(db, staff.session.account, now - RECENT).await?;
        let invitations = if staff.may(Permission::StaffManage) {
            self.with_invited_names(invitations::list(db, staff.horizon(), now).await?).await?
        } else {
            Vec::new()
        };
        Ok(Desk {
            to_decide: self.named_proposals(to_decide).await?,
            mine: self.named_proposals(mine).await?,
            to_review: self.to_review(staff).await?,
            invitations,
        })
    }

    /// Roles that are due for review soon, of those whom this member of staff may confirm.
    async fn to_review(&self, staff: &Staff) -> Result<Vec<(Member, Grant)>> {
        if !staff.may(Permission::StaffManage) {
            return Ok(Vec::new());
        }
        let until = self.env.now() + rules::REVIEW_AHEAD;
        let mut rows = store::to_review(&self.env.db, staff.horizon(), until).await?;
        rows.retain(|row| rules::may_confirm(staff, row.account, &row.organisation).is_ok());
        let mut due = Vec::new();
        for member in self.named(rows).await? {
            let grants: Vec<_> = member.grants.iter().filter(|g| g.review_due_at <= until).cloned().collect();
            due.extend(grants.into_iter().map(|grant| (member.clone(), grant)));
        }
        due.sort_by_key(|(_, grant)| grant.review_due_at);
        Ok(due)
    }

    /// Gives a member a role, with its receipt.
    pub(super) async fn give(
        &self,
        tx: &mut Tx<'_>,
        member: &MemberRow,
        role: Role,
        proposal: Option<Uuid>,
    ) -> Result<Vec<Effect>> {
        let (id, now) = (self.env.new_uuid()?, self.env.now());
        let review_due_at = now + self.config.review();
        if !store::insert_grant(tx, id, member.id, role, now, review_due_at).await? {
            return Err(Error::conflict("has_role", "This person has that role already."));
        }
        let given = Event::StaffRoleGiven {
            organisation: member.organisation.clone(),
            member: member.id,
            role: role.as_str().to_owned(),
            proposal,
        };
        self.tell(tx, &member.organisation, &[member.account], &given).await?;
        Ok(vec![
            Effect::new(
                "role-given",
                [
                    ("member", self.open_name(tx, member).await?),
                    ("role", role.as_str().to_owned()),
                    ("organisation", member.organisation.to_string()),
                ],
            ),
            Effect::new("role-review-by", [("until", review_due_at.to_string())]),
        ])
    }

    pub(super) async fn confirm_grant(&self, tx: &mut Tx<'_>, who: &Staff, id: Uuid) -> Result<Outcome> {
        let grant = store::grant(tx, id).await?.ok_or_else(Error::not_found)?;
        rules::may_confirm(who, grant.account, &grant.organisation)?;
        rules::may_confirm_now(grant.review_due_at, self.env.now())?;
        let until = self.env.now() + self.config.review();
        store::confirm(tx, id, until).await?;
        let confirmed = Event::StaffRoleConfirmed {
            organisation: grant.organisation.clone(),
            member: grant.member,
            role: grant.role.as_str().to_owned(),
            by: who.member,
            until,
        };
        self.tell(tx, &grant.organisation, &[grant.account, who.session.account], &confirmed).await?;
        let args = [
            ("member", self.name_in(tx, grant.member).await?),
            ("role", grant.role.as_str().to_owned()),
            ("until", until.to_string()),
        ];
        Ok(Outcome::done(Some(Permission::StaffManage), vec![Effect::new("role-confirmed", args)]))
    }

    pub(super) async fn end_grant(&self, tx: &mut Tx<'_>, who: &Staff, id: Uuid) -> Result<Outcome> {
        let grant = store::grant(tx, id).await?.ok_or_else(Error::not_found)?;
        rules::may_end(who, grant.account, &grant.organisation)?;
        let name = self.name_in(tx, grant.member).await?;
        let sessions = self.take_role(tx, &grant, Some(who), "ended").await?;
        let args = [
            ("member", name),
            ("role", grant.role.as_str().to_owned()),
            ("organisation", grant.organisation.to_string()),
        ];
        let effects = vec![Effect::new("role-ended", args)].into_iter().chain(sessions_ended(sessions));
        Ok(Outcome::done(Some(Permission::StaffManage), effects.collect()))
    }

    /// Ends a role, unless it is one of the last two security officers'. Returns how many sessions ended with the last role.
    pub(super) async fn take_role(
        &self,
        tx: &mut Tx<'_>,
        grant: &GrantRow,
        who: Option<&Staff>,
        code: &str,
    ) -> Result<u64> {
        if grant.role == Role::SecurityOfficer && grant.organisation == *self.operator {
            self.spare_officer(tx, grant.account).await?;
        }
        store::end_grant(tx, grant.id, self.env.now()).await?;
        self.note_grant_ended(tx, grant.id).await?;
        let ended = Event::StaffRoleEnded {
            organisation: grant.organisation.clone(),
            member: grant.member,
            role: grant.role.as_str().to_owned(),
            by: who.map(|who| who.member),
            code: code.to_owned(),
        };
        let people: Vec<_> = [grant.account].into_iter().chain(who.map(|who| who.session.account)).collect();
        self.tell(tx, &grant.organisation, &people, &ended).await?;
        let left = store::member_in(tx, grant.member).await?;
        if left.is_some_and(|member| member.grants.is_empty()) {
            return sessions::end_of_member(tx, grant.member).await;
        }
        Ok(0)
    }

    /// Whether the platform can do without this security officer.
    async fn spare_officer(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        let officers = store::officers(tx, &self.operator, self.env.now()).await?;
        let officers: Vec<_> = officers.into_iter().map(|officer| officer.account).collect();
        rules::officers_left(&officers, account)
    }

    pub(super) async fn end_member(&self, tx: &mut Tx<'_>, who: &Staff, id: MemberId) -> Result<Outcome> {
        let member = store::member_in(tx, id).await?;
        let member = member.filter(|member| member.ended_at.is_none()).ok_or_else(Error::not_found)?;
        rules::may_end(who, member.account, &member.organisation)?;
        if member.organisation == *self.operator && member.holds(Role::SecurityOfficer) {
            self.spare_officer(tx, member.account).await?;
        }
        let name = self.open_name(tx, &member).await?;
        let sessions = sessions::end_of_member(tx, id).await?;
        let ended = self.end_place(tx, &member, Some(who), ("ended", None)).await?;
        let args = [
            ("member", name),
            ("organisation", member.organisation.to_string()),
            ("roles", member.grants.len().to_string()),
        ];
        let counted =
            |key, name, count: usize| (count > 0).then(|| Effect::new(key, [(name, count.to_string())]));
        let invited = counted("member-invitations-revoked", "invitations", ended.invitations);
        let mandates = counted("member-mandates-ended", "mandates", ended.mandates);
        let effects = [Effect::new("member-ended", args)].into_iter().chain(sessions_ended(sessions));
        Ok(Outcome::done(Some(Permission::StaffManage), effects.chain(invited).chain(mandates).collect()))
    }

    /// Ends a place with everything that hangs on it: roles, invitations that were made in it, proposals that wait, the mandates that
    /// its holder has for the organisation. Sessions are the caller's. It says why, and by which proposal if by one.
    pub(super) async fn end_place(
        &self,
        tx: &mut Tx<'_>,
        member: &MemberRow,
        who: Option<&Staff>,
        (code, by): (&str, Option<Uuid>),
    ) -> Result<EndedWith> {
        let now = self.env.now();
        for grant in &member.grants {
            store::end_grant(tx, grant.id, now).await?;
        }
        store::end(tx, member.id, now).await?;
        self.note_member_ended(tx, member.id.uuid()).await?;
        let invitations = invitations::delete_of_member(tx, member.id).await?;
        self.tell_revoked(tx, &member.organisation, &invitations).await?;
        self.withdraw_waiting(tx, member.id, by).await?;
        let mandates = self.end_mandates_with_place(tx, &member.organisation, member.account, who).await?;
        let ended = Event::StaffEnded {
            organisation: member.organisation.clone(),
            member: member.id,
            by: who.map(|who| who.member),
            code: code.to_owned(),
        };
        let people: Vec<_> = [member.account].into_iter().chain(who.map(|who| who.session.account)).collect();
        self.tell(tx, &member.organisation, &people, &ended).await?;
        Ok(EndedWith { invitations: invitations.len(), mandates })
    }

    /// Takes back what a member proposed, or what would give them a role, and waits; not the proposal that is being applied. Returns
    /// how many.
    pub(super) async fn withdraw_waiting(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        applied: Option<Uuid>,
    ) -> Result<usize> {
        let mut waiting = proposals::of_member(tx, member).await?;
        waiting.retain(|proposal| Some(proposal.id) != applied);
        for proposal in &waiting {
            self.close(tx, proposal, ProposalState::Withdrawn, None).await?;
        }
        Ok(waiting.len())
    }

    /// An account goes: its places and mandates end, with receipts in the organisations' chains. The rows themselves go with it.
    pub(crate) async fn leave_all(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        self.end_mandates_held(tx, account).await?;
        for member in store::of_account_in(tx, account).await? {
            if member.organisation == *self.operator && member.holds(Role::SecurityOfficer) {
                self.spare_officer(tx, account).await?;
            }
            self.end_place(tx, &member, None, ("account_deleted", None)).await?;
        }
        Ok(())
    }

    /// Puts an event into an organisation's chain and into those of the people it touches, each once, if they are still there.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx<'_>,
        organisation: &OrganisationId,
        people: &[AccountId],
        event: &Event,
    ) -> Result<()> {
        self.evidence.record(tx, Chain::Organisation(organisation.clone()), event).await?;
        let mut told: Vec<AccountId> = Vec::new();
        for account in people {
            if told.contains(account) || people::by_id(tx, *account).await?.is_none() {
                continue;
            }
            match self.evidence.record(tx, Chain::Person(*account), event).await {
                Ok(_) => told.push(*account),
                // Their key is gone, and everything that could be told with it.
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(super) async fn named(&self, rows: Vec<MemberRow>) -> Result<Vec<Member>> {
        let (mut names, mut named) = (NameBook::default(), Vec::with_capacity(rows.len()));
        for row in rows {
            let name = self.read_name(&row, &mut names).await?;
            let key = self.key_in(&mut names, row.account).await?;
            let invited_as = row.invited_as.as_deref();
            let invited_as = match key.zip(invited_as) {
                Some((key, sealed)) => Some(text(&key.open(&member_context(row.id), sealed)?)?),
                None => None,
            };
            named.push(with_name(row, name, invited_as));
        }
        Ok(named)
    }

    /// What colleagues call a member; nothing once the person is gone.
    pub(super) async fn name_of(&self, id: MemberId, names: &mut NameBook) -> Result<String> {
        if let Some(name) = names.names.get(&id) {
            return Ok(name.clone());
        }
        match store::member(&self.env.db, id).await? {
            Some(row) => self.read_name(&row, names).await,
            None => Ok(String::new()),
        }
    }

    async fn read_name(&self, row: &MemberRow, names: &mut NameBook) -> Result<String> {
        let key = self.key_in(names, row.account).await?;
        let name = key.map_or_else(|| Ok(String::new()), |key| opened(key, row))?;
        names.names.insert(row.id, name.clone());
        Ok(name)
    }

    /// Somebody's key; nothing once they are gone.
    pub(super) async fn key_in<'a>(
        &self,
        names: &'a mut NameBook,
        account: AccountId,
    ) -> Result<Option<&'a PersonKey>> {
        if let Entry::Vacant(unknown) = names.keys.entry(account) {
            let key = match self.evidence.person_keys().read(account.uuid()).await {
                Ok(key) => Some(key),
                Err(error) if error.kind() == Kind::NotFound => None,
                Err(error) => return Err(error),
            };
            unknown.insert(key);
        }
        Ok(names.keys.get(&account).and_then(Option::as_ref))
    }

    async fn name_in(&self, tx: &mut Tx<'_>, id: MemberId) -> Result<String> {
        match store::member_in(tx, id).await? {
            Some(row) => self.open_name(tx, &row).await,
            None => Ok(String::new()),
        }
    }

    /// What colleagues call somebody at an organisation; the account's id for who has no place there, so that it is said in any case whom
    /// an act is about.
    pub(super) async fn called_at(
        &self,
        tx: &mut Tx<'_>,
        organisation: &OrganisationId,
        account: AccountId,
    ) -> Result<String> {
        let places = store::of_account_in(tx, account).await?;
        let name = match places.iter().find(|place| place.organisation == *organisation) {
            Some(place) => self.open_name(tx, place).await?,
            None => String::new(),
        };
        Ok(if name.is_empty() { account.to_string() } else { name })
    }

    async fn open_name(&self, tx: &mut Tx<'_>, row: &MemberRow) -> Result<String> {
        match self.evidence.person_keys().load(tx, row.account.uuid()).await {
            Ok(key) => opened(&key, row),
            Err(error) if error.kind() == Kind::NotFound => Ok(String::new()),
            Err(error) => Err(error),
        }
    }
}

/// Where a sealed name belongs.
pub(super) fn name_context(id: MemberId) -> String {
    format!("identity.member:{id}")
}

fn opened(key: &PersonKey, row: &MemberRow) -> Result<String> {
    text(&key.open(&name_context(row.id), &row.name)?)
}

/// A name that was opened.
pub(super) fn text(plain: &[u8]) -> Result<String> {
    String::from_utf8(plain.to_vec()).map_err(|_| Error::internal("a name is no text"))
}

pub(super) fn with_name(row: MemberRow, name: String, invited_as: Option<String>) -> Member {
    Member {
        id: row.id,
        organisation: row.organisation,
        account: row.account,
        name,
        invited_as,
        unit: row.unit,
        proofed: row.level != Level::Invited,
        active: row.ended_at.is_none(),
        since: row.since,
        grants: row.grants,
    }
}

fn mentions(member: &Member, wanted: &str) -> bool {
    let unit = member.unit.as_deref().unwrap_or_default();
    [&member.name.to_lowercase(), member.organisation.as_str(), unit, &member.id.to_string()]
        .iter()
        .any(|text| text.contains(wanted))
        || member.grants.iter().any(|grant| grant.role.as_str().contains(wanted))
}

fn sessions_ended(sessions: u64) -> Option<Effect> {
    (sessions > 0).then(|| Effect::new("member-sessions-ended", [("sessions", sessions.to_string())]))
}

/// Whether an organisation is there and takes part.
pub(super) fn takes_part(record: Option<&OrganisationRecord>) -> Result<()> {
    match record.map(|record| record.status) {
        None => Err(Error::not_found()),
        Some(OrganisationStatus::Active) => Ok(()),
        Some(_) => Err(Error::conflict("organisation_inactive", "This organisation takes no part now.")),
    }
}
