//! Grant Management for OAuth 2.0 section 7.1.

use serde_json::{Map, Value, json};

use crate::Oidc;
use crate::endpoints::grants;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    let actions = json!(["query", "revoke", "create", "merge", "replace"]);
    members.insert("grant_management_endpoint".to_owned(), oidc.at(grants::PATH));
    members.insert("grant_management_actions_supported".to_owned(), actions);
    members.insert("grant_management_action_required".to_owned(), false.into());
}
