//! What one route does for programs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::schema::{Members, Schema, formatted, number, text};
use crate::{Access, Route};

/// A chapter of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub description: &'static str,
}

/// A way of proving who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Security {
    /// A client's identifier and secret (RFC 6749 section 2.3.1).
    ClientSecret,
    /// A client's certificate (RFC 8705).
    ClientCertificate,
    /// A client's signed assertion, which stands among the form's fields (RFC 7523).
    ClientAssertion,
    /// An access token (RFC 6750).
    Bearer,
    /// An access token that is bound to a key (RFC 9449).
    Dpop,
    /// A key of the sandbox.
    SandboxKey,
}

impl Security {
    /// Its name among the document's security schemes; `None` for what OpenAPI has no scheme for.
    fn name(self) -> Option<&'static str> {
        match self {
            Self::ClientSecret => Some("clientSecret"),
            Self::ClientCertificate => Some("clientCertificate"),
            Self::ClientAssertion => None,
            Self::Bearer => Some("bearer"),
            Self::Dpop => Some("dpop"),
            Self::SandboxKey => Some("sandboxKey"),
        }
    }

    /// The scheme itself.
    pub(super) fn scheme(self) -> Option<(&'static str, Value)> {
        let http =
            |scheme: &str, words: &str| json!({ "type": "http", "scheme": scheme, "description": words });
        let scheme = match self {
            Self::ClientSecret => http(
                "basic",
                "The client's identifier and secret, each form-encoded first (RFC 6749 section 2.3.1).",
            ),
            Self::ClientCertificate => json!({
                "type": "mutualTLS",
                "description": "The client's certificate, at the addresses of mtls_endpoint_aliases (RFC 8705).",
            }),
            Self::ClientAssertion => return None,
            Self::Bearer => http("bearer", "An access token from /token (RFC 6750)."),
            Self::Dpop => http(
                "DPoP",
                "An access token that is bound to a key, with a fresh proof in the header DPoP (RFC 9449).",
            ),
            Self::SandboxKey => {
                http("bearer", "A key of the sandbox, which the demonstration prints when it starts.")
            }
        };
        self.name().map(|name| (name, scheme))
    }

    /// All of them.
    pub(super) const ALL: [Self; 6] = [
        Self::ClientSecret,
        Self::ClientCertificate,
        Self::ClientAssertion,
        Self::Bearer,
        Self::Dpop,
        Self::SandboxKey,
    ];

    /// What a route of that access takes.
    fn of(access: Access) -> Vec<Self> {
        match access {
            Access::Client => vec![Self::Bearer, Self::Dpop],
            Access::Sandbox => vec![Self::SandboxKey],
            Access::Public | Access::Citizen | Access::Staff(_) | Access::Connector => Vec::new(),
        }
    }
}

/// What is in a body.
#[derive(Clone, Debug)]
struct Content {
    media: &'static str,
    schema: Schema,
    example: Option<Value>,
}

impl Content {
    fn document(&self) -> Value {
        let mut content = Map::from_iter([("schema".to_owned(), self.schema.used())]);
        if let Some(example) = &self.example {
            content.insert("example".to_owned(), example.clone());
        }
        let mut media = Map::new();
        media.insert(self.media.to_owned(), content.into());
        media.into()
    }
}

/// An answer.
#[derive(Clone, Debug)]
struct Answer {
    meaning: String,
    headers: Map<String, Value>,
    content: Option<Content>,
}

/// What a route does, what it takes and what it answers: the text of the document, beside the route itself ([`crate::Routes::documented`]).
///
/// Every operation may also answer with a problem document (RFC 9457): those that matter are named, the others are `default`.
#[derive(Clone, Debug)]
pub struct Operation {
    pub(super) tag: Tag,
    id: &'static str,
    summary: &'static str,
    description: String,
    parameters: Vec<Value>,
    body: Option<Content>,
    answers: BTreeMap<u16, Answer>,
    security: Option<Vec<Security>>,
    more: Vec<Schema>,
}

impl Operation {
    /// An operation: its chapter, its name for programs (`operationId`), and what it does in a few words.
    pub fn new(tag: Tag, id: &'static str, summary: &'static str) -> Self {
        Self {
            tag,
            id,
            summary,
            description: String::new(),
            parameters: Vec::new(),
            body: None,
            answers: BTreeMap::new(),
            security: None,
            more: Vec::new(),
        }
    }

    /// With what there is to know of it, in Markdown.
    #[must_use]
    pub fn described(mut self, words: impl Into<String>) -> Self {
        self.description = words.into();
        self
    }

    /// With a part of the path.
    #[must_use]
    pub fn path(self, name: &str, schema: &Value, example: &str) -> Self {
        self.parameter("path", name, schema, true, Some(example))
    }

    /// With a parameter of the query that may be missing.
    #[must_use]
    pub fn in_query(self, name: &str, schema: &Value) -> Self {
        self.parameter("query", name, schema, false, None)
    }

    /// With a parameter of the query that must be there.
    #[must_use]
    pub fn required_in_query(self, name: &str, schema: &Value, example: &str) -> Self {
        self.parameter("query", name, schema, true, Some(example))
    }

    /// With a header that may be missing.
    #[must_use]
    pub fn header(self, name: &str, schema: &Value) -> Self {
        self.parameter("header", name, schema, false, None)
    }

    fn parameter(
        mut self,
        place: &str,
        name: &str,
        schema: &Value,
        required: bool,
        example: Option<&str>,
    ) -> Self {
        // The description belongs to the parameter; tools do not look for it in the schema.
        let mut schema = schema.clone();
        let meaning = schema.as_object_mut().and_then(|members| members.remove("description"));
        let mut parameter = json!({ "in": place, "name": name, "schema": schema });
        if let Value::Object(members) = &mut parameter {
            members.extend(meaning.map(|meaning| ("description".to_owned(), meaning)));
            members.extend(required.then(|| ("required".to_owned(), true.into())));
            members.extend(example.map(|example| ("example".to_owned(), example.into())));
        }
        self.parameters.push(parameter);
        self
    }

    /// With a form as its body.
    #[must_use]
    pub fn form(self, fields: Members, example: Value) -> Self {
        self.body("application/x-www-form-urlencoded", fields.fields(), example)
    }

    /// With JSON as its body.
    #[must_use]
    pub fn json(self, schema: impl Into<Schema>, example: Value) -> Self {
        self.body("application/json", schema, example)
    }

    fn body(mut self, media: &'static str, schema: impl Into<Schema>, example: Value) -> Self {
        self.body = Some(Content { media, schema: schema.into(), example: Some(example) });
        self
    }

    /// With an answer of JSON.
    #[must_use]
    pub fn answers(self, status: u16, meaning: &str, schema: impl Into<Schema>, example: Value) -> Self {
        let content = Content { media: "application/json", schema: schema.into(), example: Some(example) };
        self.answer(status, meaning, Some(content))
    }

    /// With an answer of another media type, as text or bytes.
    #[must_use]
    pub fn answers_as(self, status: u16, meaning: &str, media: &'static str, example: Option<&str>) -> Self {
        let content =
            Content { media, schema: json!({ "type": "string" }).into(), example: example.map(Value::from) };
        self.answer(status, meaning, Some(content))
    }

    /// With an answer without a body.
    #[must_use]
    pub fn answers_nothing(self, status: u16, meaning: &str) -> Self {
        self.answer(status, meaning, None)
    }

    /// With a problem document of this status, for this code.
    #[must_use]
    pub fn problem(self, status: u16, code: &str, meaning: &str) -> Self {
        let example = json!({
            "type": format!("urn:causeway:problem:{code}"),
            "title": "…",
            "status": status,
            "detail": meaning,
            "code": code,
        });
        let content =
            Content { media: "application/problem+json", schema: problem(), example: Some(example) };
        self.answer(status, meaning, Some(content))
    }

    fn answer(mut self, status: u16, meaning: &str, content: Option<Content>) -> Self {
        self.answers.insert(status, Answer { meaning: meaning.to_owned(), headers: Map::new(), content });
        self
    }

    /// With a header in the answer of that status.
    #[must_use]
    pub fn answer_header(mut self, status: u16, name: &str, schema: &Value) -> Self {
        if let Some(answer) = self.answers.get_mut(&status) {
            let mut schema = schema.clone();
            let meaning = schema.as_object_mut().and_then(|members| members.remove("description"));
            answer.headers.insert(name.to_owned(), json!({ "description": meaning, "schema": schema }));
        }
        self
    }

    /// With the ways of proving who calls, where the access of the route does not say them.
    #[must_use]
    pub fn secured(mut self, by: &[Security]) -> Self {
        self.security = Some(by.to_vec());
        self
    }

    /// With a schema that others refer to by name.
    #[must_use]
    pub fn uses(mut self, schema: Schema) -> Self {
        self.more.push(schema);
        self
    }

    /// Every schema with a name.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let answered = self.answers.values().filter_map(|answer| answer.content.as_ref());
        let bodies = self.body.iter().chain(answered).map(|content| &content.schema);
        bodies.chain(&self.more).filter_map(|schema| match schema {
            Schema::Named(name, schema) => Some((*name, schema)),
            Schema::Inline(_) => None,
        })
    }

    /// The operation object.
    pub(super) fn document(&self, route: &Route) -> Value {
        let mut responses = Map::new();
        for (status, answer) in &self.answers {
            let mut response = json!({ "description": answer.meaning });
            if let Value::Object(members) = &mut response {
                if !answer.headers.is_empty() {
                    members.insert("headers".to_owned(), answer.headers.clone().into());
                }
                members.extend(answer.content.as_ref().map(|c| ("content".to_owned(), c.document())));
            }
            responses.insert(status.to_string(), response);
        }
        if route.access != Access::Public && !self.answers.contains_key(&401) {
            responses.insert("401".to_owned(), json!({ "$ref": "#/components/responses/Unauthenticated" }));
        }
        responses.insert("default".to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "description": self.description,
            "tags": [self.tag.name],
            "parameters": self.parameters,
            "responses": responses,
            "security": self.security(route.access),
        });
        if let Value::Object(members) = &mut operation {
            let body = self.body.as_ref();
            let body = body.map(|body| json!({ "required": true, "content": body.document() }));
            members.extend(body.map(|body| ("requestBody".to_owned(), body)));
        }
        operation
    }

    /// Any one of these proves who calls; an empty one: what proves it stands in the body, or nothing has to.
    fn security(&self, access: Access) -> Value {
        let by = self.security.clone().unwrap_or_else(|| Security::of(access));
        let one = |by: &Security| by.name().map_or_else(|| json!({}), |name| json!({ name: [] }));
        by.iter().map(one).collect()
    }
}

/// The problem document (RFC 9457).
pub(super) fn problem() -> Schema {
    let members = Members::new()
        .with("type", formatted("uri", "A name of the problem's kind: the code as a URN."))
        .with("title", text("The status in words."))
        .with("status", number("The status."))
        .with("detail", text("What happened, and what to do next; for people."))
        .with("code", text("What happened, for programs: it stays the same."))
        .maybe("retry_after", number("Seconds after which to come back."))
        .maybe("reference", text("Under which the log has it: give this when you ask for help."));
    Schema::Named("Problem", members.open())
}
