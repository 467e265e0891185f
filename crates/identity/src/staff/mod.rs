//! How staff work: members, roles, invitations, acts, proposals, mandates, access reviews, the console's sessions.

mod acts;
pub mod document;
mod invitations;
mod invited;
mod kinds;
pub mod mandates;
mod members;
mod model;
mod organisations;
mod people;
mod proposals;
mod reviews;
pub mod roles;
pub mod rules;
mod sessions;
mod shown;
mod standing;
mod store;

use causeway_core::{Error, OrganisationId, Permission, Result, Search, Staff};

pub use causeway_evidence::LookReason;
pub use invited::SealedName;
pub use kinds::{Needs, ProposalKind, Rule};
pub use mandates::{
    ActFor, Capacity, Mandate, MandateBasis, MandateEnd, MemoryRegister, Named, NewMandate, Officer,
    OfficerRegister, REGISTER_NEWS,
};
pub use model::{
    Act, Applied, Apply, Desk, Done, Effect, Grant, Invitation, JoinWay, Joining, LookFor, LookedAt, Member,
    NewProposal, PendingAct, Proposal, ProposalState, apply,
};
pub use organisations::{Contact, OrganisationRecord, OrganisationStatus, Unit};
pub use roles::{PLATFORM_ONLY, Role};
pub use standing::{ShutOut, shut_out};

/// Every effect that this crate's acts have, with the names of what stands in it: the words `effect-<key>`.
///
/// `organisation` is a short name, `role` a role's stable name, `member` what colleagues call somebody, `until` a time (RFC 3339),
/// `kind` a kind of proposal, all other arguments whole numbers.
pub const EFFECTS: &[(&str, &[&str])] = &[
    ("organisation-new", &["organisation"]),
    ("organisation-changed", &["organisation"]),
    ("organisation-suspended", &["organisation", "sessions", "mandates", "invitations", "proposals"]),
    ("organisation-closed", &["organisation", "members", "mandates", "invitations", "proposals"]),
    ("organisation-resumed", &["organisation"]),
    ("role-given", &["member", "role", "organisation"]),
    ("role-review-by", &["until"]),
    ("proposal-waits", &["kind", "needed", "until"]),
    ("proposal-still-waits", &["kind", "needed"]),
    ("proposal-declined", &["kind"]),
    ("proposal-withdrawn", &["kind"]),
    ("invitation-made", &["member", "organisation", "hours"]),
    ("invitation-role", &["role"]),
    ("invitation-role-waits", &["role"]),
    ("invitation-revoked", &["organisation"]),
    ("role-ended", &["member", "role", "organisation"]),
    ("member-ended", &["member", "organisation", "roles"]),
    ("member-sessions-ended", &["sessions"]),
    ("member-invitations-revoked", &["invitations"]),
    ("member-mandates-ended", &["mandates"]),
    ("role-confirmed", &["member", "role", "until"]),
    ("mandate-given", &["member", "organisation", "until"]),
    ("mandate-allows", &["scope"]),
    ("mandate-limit", &["limit"]),
    ("mandate-ended", &["member", "organisation"]),
];

/// Whether somebody's roles allow what a list needs.
fn require(staff: &Staff, permission: Permission) -> Result<()> {
    if staff.may(permission) { Ok(()) } else { Err(Error::not_found()) }
}

/// Which organisation's rows somebody's search is about: one, or all.
struct Only(Option<OrganisationId>);

impl Only {
    fn get(&self) -> Option<&OrganisationId> {
        self.0.as_ref()
    }
}

/// What somebody's search may reach; nothing if it is about an organisation that they may not know of.
fn within(staff: &Staff, search: &Search) -> Option<Only> {
    match (staff.horizon(), &search.organisation) {
        (None, wanted) => Some(Only(wanted.clone())),
        (Some(own), None) => Some(Only(Some(own.clone()))),
        (Some(own), Some(wanted)) => (own == wanted).then(|| Only(Some(own.clone()))),
    }
}

#[cfg(test)]
mod tests;
