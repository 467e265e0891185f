//! The endpoints, one file each: read the request, ask the rules, store, commit, answer.

pub(crate) mod authenticate;
pub(crate) mod authorize;
pub(crate) mod conclude;
pub(crate) mod metadata;
pub(crate) mod redirect;
pub(crate) mod resume;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod userinfo;
