//! SQL of how staff work, a file for each matter.

pub(super) mod acts;
pub(super) mod invitations;
pub(super) mod mandates;
pub(super) mod members;
pub(super) mod organisations;
pub(super) mod people;
pub(super) mod proposals;
pub(super) mod sessions;
