//! Pushed authorization requests (RFC 9126 section 5).

use serde_json::{Map, Value};

use crate::Oidc;
use crate::endpoints::authenticate::Endpoint;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    members.insert("pushed_authorization_request_endpoint".to_owned(), oidc.at(Endpoint::Par.path()));
    members.insert("require_pushed_authorization_requests".to_owned(), false.into());
}
