//! Decisions about what staff may do, as pure functions of facts and the time.
//!
//! Who lacks a permission, or may not know of an organisation, is told what the route would have told them: that there is nothing.

use causeway_core::{AccountId, Error, OrganisationId, Permission, Result, Staff};
use jiff::{SignedDuration, Timestamp};

use super::kinds::ProposalKind;
use super::model::ProposalState;

/// How long a proposal waits.
pub const PROPOSAL: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long before its end a role shows up for review.
pub const REVIEW_AHEAD: SignedDuration = SignedDuration::from_hours(14 * 24);
/// For so long after its end a role that was not confirmed still works: the job that drops it may be late, but not for ever.
pub const REVIEW_GRACE: SignedDuration = SignedDuration::from_hours(48);
/// How many security officers the platform keeps: one alone could never get anything approved.
pub const OFFICERS: usize = 2;
/// The longest name of a member, in characters.
const LONGEST_NAME: usize = 80;

/// Whether somebody holds a permission and may know of the organisation it is about.
///
/// # Errors
/// `not_found`.
pub fn may(who: &Staff, permission: Permission, organisation: &OrganisationId) -> Result<()> {
    if who.may(permission) && who.sees(organisation) { Ok(()) } else { Err(Error::not_found()) }
}

/// Whether somebody may make a proposal of this kind for this organisation.
///
/// # Errors
/// `not_found`.
pub fn may_make(who: &Staff, kind: ProposalKind, organisation: &OrganisationId) -> Result<()> {
    let rule = kind.rule();
    if (rule.platform && !who.platform) || (rule.own && who.organisation != *organisation) {
        return Err(Error::not_found());
    }
    may(who, rule.make, organisation)
}

/// What decides who may decide a proposal.
#[derive(Clone, Debug)]
pub struct Waiting<'a> {
    /// What it is about.
    pub kind: ProposalKind,
    /// Whose matter it is.
    pub organisation: &'a OrganisationId,
    /// How far it is.
    pub state: ProposalState,
    /// Until when it waits.
    pub expires_at: Timestamp,
    /// The person who made it, in whatever organisation or role.
    pub maker: AccountId,
    /// The person whom it is about.
    pub concerns: Option<AccountId>,
    /// The people who have approved it.
    pub approved_by: &'a [AccountId],
}

/// Whether somebody may approve, or decline, a proposal.
///
/// # Errors
/// `not_found` for those who could not approve any of its kind, and for whom two officers' act is about; `proposal_decided`,
/// `own_proposal`, `concerns_you`, `approved_already`.
pub fn may_decide(who: &Staff, proposal: &Waiting<'_>, now: Timestamp) -> Result<()> {
    let approve = proposal.kind.rule().approve.ok_or_else(Error::not_found)?;
    if !who.platform || is_kept_from(who, proposal.kind, proposal.concerns) {
        return Err(Error::not_found());
    }
    may(who, approve, proposal.organisation)?;
    if proposal.state != ProposalState::Waiting || proposal.expires_at <= now {
        return Err(decided());
    }
    let account = who.session.account;
    if proposal.maker == account {
        return Err(Error::forbidden(
            "own_proposal",
            "You made this proposal yourself. Somebody else has to decide it.",
        ));
    }
    if proposal.concerns == Some(account) {
        return Err(Error::forbidden(
            "concerns_you",
            "This proposal is about you. Somebody else has to decide it.",
        ));
    }
    if proposal.approved_by.contains(&account) {
        return Err(Error::conflict(
            "approved_already",
            "You have approved this already. It waits for somebody else.",
        ));
    }
    Ok(())
}

/// Whether a proposal is none of somebody's business because it is what two officers decide about them.
pub fn is_kept_from(who: &Staff, kind: ProposalKind, concerns: Option<AccountId>) -> bool {
    kind.of_officers() && concerns == Some(who.session.account)
}

/// Whether somebody may propose something about this person: an officer decides nothing about themself.
///
/// # Errors
/// `own_record`.
pub fn may_concern(maker: AccountId, kind: ProposalKind, concerns: Option<AccountId>) -> Result<()> {
    if kind.of_officers() && concerns == Some(maker) { Err(own_record()) } else { Ok(()) }
}

/// What somebody looks at, or begins, is about themself.
pub fn own_record() -> Error {
    Error::forbidden(
        "own_record",
        "This is your own record. Look at it in your own account, or ask a colleague.",
    )
}

/// Whether somebody may take a proposal back: who made it, while it waits.
///
/// # Errors
/// `not_found`, `proposal_decided`.
pub fn may_withdraw(who: &Staff, proposal: &Waiting<'_>, now: Timestamp) -> Result<()> {
    if proposal.maker != who.session.account {
        return Err(Error::not_found());
    }
    if proposal.state != ProposalState::Waiting || proposal.expires_at <= now {
        return Err(decided());
    }
    Ok(())
}

/// The proposal waits no longer.
pub fn decided() -> Error {
    Error::conflict("proposal_decided", "This proposal has been decided meanwhile, or is too old.")
}

/// Whether somebody may take a role, or a place, from its holder: whoever manages staff there, and the holder.
///
/// # Errors
/// `not_found`.
pub fn may_end(who: &Staff, holder: AccountId, organisation: &OrganisationId) -> Result<()> {
    if holder == who.session.account && who.sees(organisation) {
        return Ok(());
    }
    may(who, Permission::StaffManage, organisation)
}

/// Whether somebody may confirm in a review that a role is needed: whoever manages staff there, but never its holder.
///
/// # Errors
/// `not_found`, `own_role`.
pub fn may_confirm(who: &Staff, holder: AccountId, organisation: &OrganisationId) -> Result<()> {
    may(who, Permission::StaffManage, organisation)?;
    if holder == who.session.account {
        return Err(Error::forbidden("own_role", "Nobody confirms a role of their own. Ask a colleague to."));
    }
    Ok(())
}

/// Whether a role's review is near enough to confirm it: nobody puts a review off before it shows up.
///
/// # Errors
/// `review_early`.
pub fn may_confirm_now(review_due_at: Timestamp, now: Timestamp) -> Result<()> {
    if now >= review_due_at - REVIEW_AHEAD {
        return Ok(());
    }
    Err(Error::conflict(
        "review_early",
        "This role is not due for review yet. It can be confirmed in the two weeks before it is.",
    ))
}

/// Whether somebody may give a role, or propose it, to this person: never to themself, in whatever place.
///
/// # Errors
/// `own_role`.
pub fn may_give_to(giver: AccountId, holder: AccountId) -> Result<()> {
    if giver != holder {
        return Ok(());
    }
    Err(Error::forbidden("own_role", "Nobody gives themself a role. Ask a colleague to."))
}

/// Whether enough security officers are left when those who hold it now (`officers`) lose one.
///
/// # Errors
/// `last_officers`.
pub fn officers_left(officers: &[AccountId], ending: AccountId) -> Result<()> {
    if officers.iter().filter(|officer| **officer != ending).count() >= OFFICERS {
        return Ok(());
    }
    Err(Error::conflict(
        "last_officers",
        "The platform keeps two security officers at least. Invite another, have the role approved, then end this one.",
    ))
}

/// A name as colleagues will read it: 1 to 80 characters, no control characters.
///
/// # Errors
/// `bad_work_name`.
pub fn work_name(text: &str) -> Result<&str> {
    plain_name(text).ok_or_else(|| {
        Error::invalid("bad_work_name", "Write the name your colleagues know you by, in 1 to 80 characters.")
    })
}

/// The name of somebody who is invited, as whoever invites writes it: 1 to 80 characters, no control characters.
///
/// # Errors
/// `bad_invited_name`.
pub fn invited_name(text: &str) -> Result<&str> {
    plain_name(text).ok_or_else(bad_invited_name)
}

/// It is no name.
pub(super) fn bad_invited_name() -> Error {
    Error::invalid("bad_invited_name", "Write the name of the person you invite, in 1 to 80 characters.")
}

fn plain_name(text: &str) -> Option<&str> {
    let name = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then_some(name)
}
