//! The interface for programs as a document: what its reader is told of the whole.

use causeway_core::{Error, Result};
use causeway_http::openapi::{About, Document};
use causeway_http::{Route, Routes, Site};

const DESCRIPTION: &str = "\
Logging people in, asking what a service may know, reading what organisations hold with the person's consent, and the proof of all of it.

People are asked on pages of the platform's own, which are not here: this is what programs call.

- Failures are problem documents (RFC 9457), and those of OAuth's endpoints what OAuth says; `code` stays the same from release to release.
- 503 with `Retry-After` means: too busy, come back then. What was begun goes first.
- Members that are not described here may be added to answers: ignore them.
- The document is served by each platform of itself: what is switched off there is not in it.";

/// The document of a platform's routes.
pub(crate) fn document(routes: &Routes, site: &Site) -> Document {
    let about = About {
        title: "Causeway".to_owned(),
        description: DESCRIPTION.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        server: site.origin().to_owned(),
        contact: site.url("/about"),
    };
    Document::of(routes, &about)
}

/// The document as it is committed.
///
/// # Errors
/// When a route for programs does not say what it does.
pub(crate) fn text(document: &Document) -> Result<String> {
    let missing: Vec<_> =
        document.missing().iter().map(|Route { method, path, .. }| format!("{method} {path}")).collect();
    if !missing.is_empty() {
        return Err(Error::invalid(
            "undocumented",
            format!(
                "These routes do not say what they do for programs: {}. Say it beside the route by .documented(…), or that it is for people by .in_browser().",
                missing.join(", ")
            ),
        ));
    }
    let text = serde_json::to_string_pretty(document.value()).map_err(Error::internal)?;
    Ok(text + "\n")
}
