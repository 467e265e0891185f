//! The interface for programs as a document (OpenAPI 3.1), out of the route table: what is not in the table cannot be in the document,
//! and a route for programs without its text is told by [`Document::missing`].

mod operation;
pub mod schema;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use axum::http::header::{self, HeaderValue};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

pub use operation::{Operation, Security, Tag};
pub use schema::{Members, Schema};

use crate::{Access, Route, Routes};

/// Where the document is.
pub const PATH: &str = "/openapi.json";

/// The chapter of the document about itself.
const SELF: Tag = Tag { name: "This document", description: "The interface as a document." };

/// What the document says of the whole.
#[derive(Clone, Debug)]
pub struct About {
    /// The interface's name.
    pub title: String,
    /// In Markdown.
    pub description: String,
    /// The program's version.
    pub version: String,
    /// Where the interface is: scheme, host and port.
    pub server: String,
    /// Where to ask.
    pub contact: String,
}

/// The document. Cheap to clone.
#[derive(Clone)]
pub struct Document {
    value: Arc<Value>,
    missing: Arc<Vec<Route>>,
}

impl Document {
    /// The document of these routes, and of the one that serves it.
    pub fn of(routes: &Routes, about: &About) -> Self {
        let own: Routes = Routes::new().get(PATH, Access::Public, async || "").documented(itself());
        let all: Vec<_> = routes.operations().chain(own.operations()).collect();
        let missing = all.iter().filter(|(route, operation)| !route.in_browser && operation.is_none());
        let missing = missing.map(|(route, _)| **route).collect();
        let all: Vec<_> = all.iter().filter_map(|(route, text)| Some((*route, (*text)?))).collect();
        let mut value = assembled(&all, about);
        // The same bytes from every build, whether or not its maps keep the order in which they were filled.
        value.sort_all_objects();
        Self { value: Arc::new(value), missing: Arc::new(missing) }
    }

    /// The routes for programs that nobody has described.
    pub fn missing(&self) -> &[Route] {
        &self.missing
    }

    /// The document.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// `GET /openapi.json`, for everybody and for scripts of every site.
    pub fn routes(&self) -> Routes {
        let body = self.value.to_string();
        let cached = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let serve = async move || ([cached, kind], body).into_response();
        Routes::new().get(PATH, Access::Public, serve).any_origin().documented(itself())
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("missing", &self.missing).finish_non_exhaustive()
    }
}

fn itself() -> Operation {
    Operation::new(SELF, "openapi", "Get this document")
        .described(
            "The interface of this very platform (OpenAPI 3.1): what is switched off here is not in it.",
        )
        .answers(200, "The document.", json!({ "type": "object" }), json!({ "openapi": "3.1.0" }))
}

fn assembled(all: &[(&Route, &Operation)], about: &About) -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let mut tags: Vec<Tag> = Vec::new();
    let mut schemas = Map::new();
    let (name, schema) = match operation::problem() {
        Schema::Named(name, schema) => (name, schema),
        Schema::Inline(schema) => ("Problem", schema),
    };
    schemas.insert(name.to_owned(), schema);
    for (route, operation) in all {
        // axum marks the part that goes on to the end by an asterisk; OpenAPI has no mark for it.
        let path = route.path.replace("{*", "{");
        let methods = paths.entry(path).or_default();
        methods.insert(route.method.to_ascii_lowercase(), operation.document(route));
        if !tags.contains(&operation.tag) {
            tags.push(operation.tag);
        }
        schemas.extend(operation.schemas().map(|(name, schema)| (name.to_owned(), schema.clone())));
    }
    let tags: Vec<_> =
        tags.iter().map(|tag| json!({ "name": tag.name, "description": tag.description })).collect();
    let schemes: Map<_, _> = Security::ALL
        .iter()
        .filter_map(|security| security.scheme())
        .map(|(name, scheme)| (name.to_owned(), scheme))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": about.title,
            "description": about.description,
            "version": about.version,
            "contact": { "url": about.contact },
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": about.server }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": shared_answers(),
            "securitySchemes": schemes,
        },
    })
}

/// What every operation may answer.
fn shared_answers() -> Value {
    let content = json!({ "application/problem+json": { "schema": schema::reference("Problem") } });
    json!({
        "Problem": {
            "description": "It did not work: `code` says why (RFC 9457). 503 with Retry-After: too busy, come back then.",
            "content": content,
        },
        "Unauthenticated": {
            "description": "Who calls did not prove who they are, or by something wrong.",
            "headers": {
                "WWW-Authenticate": {
                    "description": "The schemes by which to come again (RFC 9110 section 11.6.1).",
                    "schema": { "type": "string" },
                },
            },
            "content": content,
        },
    })
}

#[cfg(test)]
mod tests;
