//! Where certificates are asked for, and what they are good for (RFC 8705). The last part: it speaks of what the others have said.

use serde_json::{Map, Value};

use crate::Oidc;

/// Sections 2.1.1 and 2.2.1.
const METHODS: [&str; 2] = ["tls_client_auth", "self_signed_tls_client_auth"];
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
    // Section 3.3.
    members.insert("tls_client_certificate_bound_access_tokens".to_owned(), true.into());
    for (name, methods) in &mut *members {
        if let (true, Value::Array(methods)) = (name.ends_with("_endpoint_auth_methods_supported"), methods) {
            methods.extend(METHODS.map(Value::from));
        }
    }
}
