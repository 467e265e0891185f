//! Proposals: made by one, approved by another, applied in the transaction that completes the approval.

use causeway_core::{
    AccountId, Error, Found, MemberId, OrganisationId, Permission, Result, Search, Staff, Tx,
};
use causeway_crypto::{canonical, digest};
use causeway_evidence::{Digest, Event};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use super::acts::{Outcome, Run, hex};
use super::kinds::ProposalKind;
use super::members::NameBook;
use super::model::{Applied, Apply, Effect, NewProposal, Proposal, ProposalState};
use super::roles::Role;
use super::rules::{self, Waiting};
use super::store::proposals::{self as store, Approval, ProposalRow, Wanted};
use super::store::{members, organisations};
use super::within;
use crate::Identity;

/// The most that a proposal's content may come to, in bytes of JSON.
const LONGEST_CONTENT: usize = 64 * 1024;
/// The longest id of what a proposal is about.
const LONGEST_SUBJECT: usize = 200;

/// The content of a Role proposal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenRole {
    member: MemberId,
    role: Role,
}

/// Who makes a proposal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Maker<'a> {
    pub(super) member: MemberId,
    pub(super) account: AccountId,
    /// On whose staff.
    pub(super) organisation: &'a OrganisationId,
}

impl Identity {
    /// Says what applies proposals of a kind: at wiring, once each. Organisation and Role are this crate's own.
    pub fn register_applier(&self, kind: ProposalKind, apply: Apply) {
        self.appliers.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(kind, apply);
    }

    /// The proposals that a member of staff may know of: their own, and those of kinds that they may make or approve, newest first.
    /// Auditors see all but what two officers decide about a person: that, officers alone see, and never of themselves.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn proposals(
        &self,
        staff: &Staff,
        search: &Search,
        state: Option<ProposalState>,
    ) -> Result<Found<Proposal>> {
        let Some(only) = within(staff, search) else { return Ok(Found { rows: Vec::new(), total: 0 }) };
        let kinds = kinds_seen(staff);
        let wanted = Wanted { organisation: only.get(), kinds: &kinds, maker: staff.session.account, state };
        let (rows, total) = store::page(&self.env.db, &wanted, search).await?;
        Ok(Found { rows: self.named_proposals(rows).await?, total })
    }

    /// A proposal that a member of staff may know of.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn proposal(&self, staff: &Staff, id: Uuid) -> Result<Proposal> {
        let row = store::find(&self.env.db, id).await?.ok_or_else(Error::not_found)?;
        let own = row.maker_account == staff.session.account;
        let kept = rules::is_kept_from(staff, row.kind, row.concerns);
        if !kept && staff.sees(&row.organisation) && (own || kinds_seen(staff).contains(&row.kind)) {
            return self.with_names(row, &mut NameBook::default()).await;
        }
        Err(Error::not_found())
    }

    /// A proposal whoever asks: for the page of an act that decides it, which was checked before.
    pub(super) async fn shown_proposal(&self, id: Uuid) -> Result<Proposal> {
        let row = store::find(&self.env.db, id).await?.ok_or_else(Error::not_found)?;
        self.with_names(row, &mut NameBook::default()).await
    }

    pub(super) async fn named_proposals(&self, rows: Vec<ProposalRow>) -> Result<Vec<Proposal>> {
        let (mut names, mut named) = (NameBook::default(), Vec::with_capacity(rows.len()));
        for row in rows {
            named.push(self.with_names(row, &mut names).await?);
        }
        Ok(named)
    }

    async fn with_names(&self, row: ProposalRow, names: &mut NameBook) -> Result<Proposal> {
        let maker_name = self.name_of(row.maker, names).await?;
        let mut approvals = Vec::with_capacity(row.approvals.len());
        for approval in &row.approvals {
            approvals.push((approval.member, self.name_of(approval.member, names).await?, approval.at));
        }
        Ok(Proposal { maker_name, approvals, ..bare(&row) })
    }

    pub(super) async fn propose(
        &self,
        tx: &mut Tx<'_>,
        who: &Staff,
        new: &NewProposal,
        run: Run,
    ) -> Result<Outcome> {
        rules::may_make(who, new.kind, &new.organisation)?;
        // An organisation may be proposed before it is there; everything else is about one that is.
        let is_new = new.kind == ProposalKind::Organisation;
        if !is_new && organisations::find_in(tx, &new.organisation).await?.is_none() {
            return Err(Error::not_found());
        }
        let maker =
            Maker { member: who.member, account: who.session.account, organisation: &who.organisation };
        let row = self.make(tx, maker, new).await?;
        let by = Some(new.kind.rule().make);
        let waits = row.needed > 0;
        let mut outcome = Outcome { waits, proposal: Some(row.id), by, ..Outcome::default() };
        if waits {
            let until = row.expires_at.to_string();
            let args = [
                ("kind", row.kind.as_str().to_owned()),
                ("needed", row.needed.to_string()),
                ("until", until),
            ];
            outcome.effects.push(Effect::new("proposal-waits", args));
        }
        if !waits || run == Run::Trying {
            let applied = self.apply(tx, &row).await?;
            outcome.effects.extend(applied.effects);
            (outcome.secret, outcome.result) = (applied.secret, applied.result);
            outcome.before = applied.before;
        }
        if !waits {
            self.finish(tx, &row, &[]).await?;
        }
        Ok(outcome)
    }

    /// Makes a proposal in the name of a member of staff who is not there: what they answer for came by itself. They must be one still,
    /// with a role that may make it for their own organisation.
    ///
    /// # Errors
    /// `not_found` when they may not, or no longer; `already_proposed`.
    pub async fn propose_for(&self, tx: &mut Tx<'_>, member: MemberId, new: &NewProposal) -> Result<Uuid> {
        let row = members::member_in(tx, member).await?.filter(|row| row.ended_at.is_none());
        let row = row.filter(|row| row.organisation == new.organisation).ok_or_else(Error::not_found)?;
        let platform = row.organisation == *self.operator;
        let rule = new.kind.rule();
        let may = |role: Role| role.allows(platform).any(|permission| permission == rule.make);
        // Whatever takes a passkey is nobody's to do for another.
        if rule.passkey || rule.platform || !row.grants.iter().any(|grant| may(grant.role)) {
            return Err(Error::not_found());
        }
        let maker = Maker { member, account: row.account, organisation: &row.organisation };
        Ok(self.make(tx, maker, new).await?.id)
    }

    /// Stores a proposal that waits, with its receipt.
    pub(super) async fn make(
        &self,
        tx: &mut Tx<'_>,
        maker: Maker<'_>,
        new: &NewProposal,
    ) -> Result<ProposalRow> {
        let (concerns, weighty) = self.about(tx, maker, new).await?;
        rules::may_concern(maker.account, new.kind, concerns)?;
        if new.kind == ProposalKind::Role {
            concerns.map_or(Ok(()), |holder| rules::may_give_to(maker.account, holder))?;
        }
        let now = self.env.now();
        let row = ProposalRow {
            id: self.env.new_uuid()?,
            kind: new.kind,
            organisation: new.organisation.clone(),
            subject: new.subject.clone(),
            content: new.content.clone(),
            digest: content_digest(new)?,
            state: ProposalState::Waiting,
            needed: new.kind.needed(self.mode, weighty),
            maker: maker.member,
            maker_account: maker.account,
            concerns,
            made_at: now,
            expires_at: now + rules::PROPOSAL,
            decided_at: None,
            approvals: Vec::new(),
        };
        if store::waits_already(tx, &row.digest, now).await? {
            return Err(Error::conflict(
                "already_proposed",
                "Exactly this was proposed already and waits to be approved.",
            ));
        }
        store::insert(tx, &row).await?;
        let made = Event::ProposalMade {
            organisation: row.organisation.clone(),
            proposal: row.id,
            kind: row.kind.as_str().to_owned(),
            // An organisation's chain outlives the people in it.
            subject: row.concerns.is_none().then(|| row.subject.clone()),
            shown_sha256: Digest(row.digest),
            by: row.maker,
        };
        self.tell(tx, &row.organisation, &[row.maker_account], &made).await?;
        Ok(row)
    }

    /// The person whom a proposal is about, and whether it is about a role of weight.
    async fn about(
        &self,
        tx: &mut Tx<'_>,
        maker: Maker<'_>,
        new: &NewProposal,
    ) -> Result<(Option<AccountId>, bool)> {
        if new.subject.is_empty() || new.subject.chars().count() > LONGEST_SUBJECT {
            return Err(bad_content("The proposal does not say what it is about."));
        }
        match new.kind {
            ProposalKind::Role => {
                let given: GivenRole = parse(&new.content)?;
                let member = members::member_in(tx, given.member).await?;
                let member =
                    member.filter(|member| member.ended_at.is_none()).ok_or_else(Error::not_found)?;
                if member.organisation != new.organisation || new.subject != given.member.to_string() {
                    return Err(bad_content("The proposal is about another member than it says."));
                }
                let weighs = self.weighs(given.role, &new.organisation, maker.organisation);
                Ok((Some(member.account), weighs))
            }
            ProposalKind::PersonErasure | ProposalKind::ReceiptOpening | ProposalKind::NoticeSuspension => {
                Ok((person_in(new), false))
            }
            _ => Ok((None, false)),
        }
    }

    pub(super) async fn approve(&self, tx: &mut Tx<'_>, who: &Staff, id: Uuid, run: Run) -> Result<Outcome> {
        let now = self.env.now();
        let mut row = self.decidable(tx, who, id).await?;
        if !store::approve(tx, id, who.session.account, who.member, now).await? {
            return Err(rules::decided());
        }
        row.approvals.push(Approval { member: who.member, account: who.session.account, at: now });
        self.tell_decided(tx, &row, "approved", Some(who)).await?;
        let missing = row.needed.saturating_sub(u32::try_from(row.approvals.len()).unwrap_or(u32::MAX));
        let by = row.kind.rule().approve;
        let mut outcome = Outcome { waits: missing > 0, proposal: Some(id), by, ..Outcome::default() };
        if missing > 0 {
            let args = [("kind", row.kind.as_str().to_owned()), ("needed", missing.to_string())];
            outcome.effects.push(Effect::new("proposal-still-waits", args));
        }
        if missing == 0 || run == Run::Trying {
            let applied = self.apply(tx, &row).await?;
            outcome.effects.extend(applied.effects);
            (outcome.secret, outcome.result) = (applied.secret, applied.result);
            outcome.before = applied.before;
        }
        if missing == 0 {
            self.finish(tx, &row, &[who.session.account]).await?;
        }
        Ok(outcome)
    }

    pub(super) async fn decline(&self, tx: &mut Tx<'_>, who: &Staff, id: Uuid) -> Result<Outcome> {
        let row = self.decidable(tx, who, id).await?;
        self.close(tx, &row, ProposalState::Declined, Some(who)).await?;
        Ok(self.closed(&row, "proposal-declined", row.kind.rule().approve))
    }

    pub(super) async fn withdraw(&self, tx: &mut Tx<'_>, who: &Staff, id: Uuid) -> Result<Outcome> {
        let row = store::find_in(tx, id).await?.ok_or_else(Error::not_found)?;
        rules::may_withdraw(who, &waiting(&row, &[]), self.env.now())?;
        self.close(tx, &row, ProposalState::Withdrawn, Some(who)).await?;
        Ok(self.closed(&row, "proposal-withdrawn", None))
    }

    #[expect(clippy::unused_self, reason = "reads as the end of the two above")]
    fn closed(&self, row: &ProposalRow, effect: &'static str, by: Option<Permission>) -> Outcome {
        let effect = Effect::new(effect, [("kind", row.kind.as_str().to_owned())]);
        Outcome { proposal: Some(row.id), ..Outcome::done(by, vec![effect]) }
    }

    /// A proposal that this member of staff may approve or decline now.
    async fn decidable(&self, tx: &mut Tx<'_>, who: &Staff, id: Uuid) -> Result<ProposalRow> {
        let row = store::find_in(tx, id).await?.ok_or_else(Error::not_found)?;
        let approved_by: Vec<_> = row.approvals.iter().map(|approval| approval.account).collect();
        rules::may_decide(who, &waiting(&row, &approved_by), self.env.now())?;
        Ok(row)
    }

    /// Ends a proposal without applying it.
    pub(super) async fn close(
        &self,
        tx: &mut Tx<'_>,
        row: &ProposalRow,
        state: ProposalState,
        who: Option<&Staff>,
    ) -> Result<()> {
        if !store::decide(tx, row.id, state, self.env.now()).await? {
            return Err(rules::decided());
        }
        self.note_decided(tx, row.id, state.as_str()).await?;
        self.tell_decided(tx, row, state.as_str(), who).await
    }

    /// Notes that a proposal was applied: the state changes once, whoever else came at the same moment.
    async fn finish(&self, tx: &mut Tx<'_>, row: &ProposalRow, others: &[AccountId]) -> Result<()> {
        if !store::decide(tx, row.id, ProposalState::Applied, self.env.now()).await? {
            return Err(rules::decided());
        }
        self.note_decided(tx, row.id, ProposalState::Applied.as_str()).await?;
        let applied = Event::ProposalApplied {
            organisation: row.organisation.clone(),
            proposal: row.id,
            kind: row.kind.as_str().to_owned(),
            shown_sha256: Digest(row.digest),
        };
        let people: Vec<_> = [row.maker_account].iter().chain(others).copied().collect();
        self.tell(tx, &row.organisation, &people, &applied).await
    }

    async fn tell_decided(
        &self,
        tx: &mut Tx<'_>,
        row: &ProposalRow,
        code: &str,
        who: Option<&Staff>,
    ) -> Result<()> {
        let event = Event::ProposalDecided {
            organisation: row.organisation.clone(),
            proposal: row.id,
            kind: row.kind.as_str().to_owned(),
            code: code.to_owned(),
            by: who.map(|who| who.member),
        };
        let people: Vec<_> =
            [row.maker_account].into_iter().chain(who.map(|who| who.session.account)).collect();
        self.tell(tx, &row.organisation, &people, &event).await
    }

    /// Runs the applier of a proposal's kind.
    async fn apply(&self, tx: &mut Tx<'_>, row: &ProposalRow) -> Result<Applied> {
        let proposal = bare(row);
        match row.kind {
            ProposalKind::Organisation => self.apply_organisation(tx, &proposal).await,
            ProposalKind::Role => self.apply_role(tx, &proposal).await,
            kind => {
                let apply = self
                    .appliers
                    .read()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .get(&kind)
                    .cloned();
                let apply =
                    apply.ok_or_else(|| Error::internal(format!("nothing applies {}", kind.as_str())))?;
                apply(tx, &proposal).await
            }
        }
    }

    /// Whether a role at `organisation` takes a second person when staff of `by` give it: where it weighs, and wherever it is not their
    /// own organisation, so that nobody at the platform installs a helper elsewhere by themself.
    fn weighs(&self, role: Role, organisation: &OrganisationId, by: &OrganisationId) -> bool {
        role.weighty(*organisation == *self.operator) || by != organisation
    }

    /// As [`Identity::weighs`], for invitations, which give what needs nobody else at once.
    pub(super) fn role_waits(&self, role: Role, organisation: &OrganisationId, by: &OrganisationId) -> bool {
        ProposalKind::Role.needed(self.mode, self.weighs(role, organisation, by)) > 0
    }

    async fn apply_role(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let given: GivenRole = content_of(proposal)?;
        let member = members::member_in(tx, given.member).await?;
        let member = member.filter(|member| member.ended_at.is_none()).ok_or_else(|| {
            Error::conflict("member_gone", "This person is not in the organisation's staff any more.")
        })?;
        let record = organisations::find_in(tx, &member.organisation).await?;
        super::members::takes_part(record.as_ref())?;
        let effects = self.give(tx, &member, given.role, Some(proposal.id)).await?;
        Ok(Applied { effects, ..Applied::default() })
    }
}

/// The kinds of proposal that somebody may know of: those they make or approve; whoever reads evidence sees all but the officers'.
fn kinds_seen(staff: &Staff) -> Vec<ProposalKind> {
    let seen = |kind: &&ProposalKind| {
        let rule = kind.rule();
        if kind.of_officers() {
            return staff.platform && staff.may(rule.make);
        }
        let of_platform = !rule.platform || staff.platform;
        staff.may(Permission::EvidenceRead)
            || (of_platform && staff.may(rule.make))
            || (staff.platform && rule.approve.is_some_and(|approve| staff.may(approve)))
    };
    ProposalKind::ALL.iter().filter(seen).copied().collect()
}

pub(super) fn waiting<'a>(row: &'a ProposalRow, approved_by: &'a [AccountId]) -> Waiting<'a> {
    Waiting {
        kind: row.kind,
        organisation: &row.organisation,
        state: row.state,
        expires_at: row.expires_at,
        maker: row.maker_account,
        concerns: row.concerns,
        approved_by,
    }
}

/// A proposal without names: what appliers get.
fn bare(row: &ProposalRow) -> Proposal {
    Proposal {
        id: row.id,
        kind: row.kind,
        organisation: row.organisation.clone(),
        subject: row.subject.clone(),
        content: row.content.clone(),
        digest: hex(&row.digest),
        state: row.state,
        maker: row.maker,
        maker_name: String::new(),
        made_at: row.made_at,
        expires_at: row.expires_at,
        approvals: row.approvals.iter().map(|a| (a.member, String::new(), a.at)).collect(),
        needed: row.needed,
        decided_at: row.decided_at,
    }
}

/// What an approval binds to.
fn content_digest(new: &NewProposal) -> Result<[u8; 32]> {
    let form = json!({
        "kind": new.kind,
        "organisation": new.organisation,
        "subject": new.subject,
        "content": new.content,
    });
    let bytes = canonical::to_vec(&form).map_err(|cause| {
        bad_content("The content holds a number that has no exact form. Write it as text.").with_cause(cause)
    })?;
    if bytes.len() > LONGEST_CONTENT {
        return Err(bad_content("The content is too long."));
    }
    Ok(digest::sha256(&bytes))
}

/// The person whom an officers' act is about: `account` in its content, or its subject.
fn person_in(new: &NewProposal) -> Option<AccountId> {
    let named = new.content.get("account").and_then(serde_json::Value::as_str).unwrap_or(&new.subject);
    named.parse().ok()
}

/// A proposal's content, in the form that its applier reads.
pub(super) fn content_of<T: DeserializeOwned>(proposal: &Proposal) -> Result<T> {
    parse(&proposal.content)
}

pub(super) fn parse<T: DeserializeOwned>(content: &serde_json::Value) -> Result<T> {
    serde_json::from_value(content.clone())
        .map_err(|cause| bad_content("The content is not of the form that its kind has.").with_cause(cause))
}

pub(super) fn bad_content(what: &'static str) -> Error {
    Error::invalid("bad_content", what)
}

/// What a role for a member is as a proposal.
pub(super) fn role_proposal(organisation: &OrganisationId, member: MemberId, role: Role) -> NewProposal {
    NewProposal {
        kind: ProposalKind::Role,
        organisation: organisation.clone(),
        subject: member.to_string(),
        content: json!({"member": member, "role": role}),
    }
}
