//! The endpoints: each an ordered list of checks from `rules`, then one transaction. Each file says its own routes.

pub(crate) mod arrive;
pub(crate) mod authenticate;
pub(crate) mod authorize;
pub(crate) mod ciba;
pub(crate) mod conclude;
pub(crate) mod device;
pub(crate) mod end_session;
pub(crate) mod grants;
pub(crate) mod hint;
pub(crate) mod introspect;
pub(crate) mod itself;
pub(crate) mod manage;
pub(crate) mod metadata;
pub(crate) mod par;
pub(crate) mod present;
pub(crate) mod registration;
pub(crate) mod respond;
pub(crate) mod resume;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod userinfo;
