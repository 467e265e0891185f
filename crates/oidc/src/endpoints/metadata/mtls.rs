//! Where certificates are asked for (RFC 8705 section 5). The last part: it speaks of what the others have said.

use serde_json::{Map, Value};

use crate::Oidc;

/// Where browsers go: they are asked for no certificate.
const BROWSERS: [&str; 2] = ["authorization_endpoint", "end_session_endpoint"];

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    let Some(other) = &oidc.mtls_url else { return };
    let aliases: Map<_, _> = members
        .iter()
        .filter(|(name, _)| name.ends_with("_endpoint") && !BROWSERS.contains(&name.as_str()))
        .filter_map(|(name, url)| {
            let path = url.as_str()?.strip_prefix(&oidc.issuer)?;
            Some((name.clone(), format!("{other}{path}").into()))
        })
        .collect();
    members.insert("mtls_endpoint_aliases".to_owned(), aliases.into());
}
