//! The document (OpenAPI 3.1) read into what the page shows. It is our own document: what is missing is left out, and nothing is judged.

use causeway_http::openapi::Document;
use serde_json::Value;

/// The whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interface {
    pub(super) chapters: Vec<Chapter>,
    /// What answers and bodies refer to by name.
    pub(super) schemas: Vec<Named>,
}

/// A chapter.
#[derive(Clone, Debug)]
pub(super) struct Chapter {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) calls: Vec<Call>,
}

/// One operation.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) summary: String,
    pub(super) about: String,
    /// The ways of proving who calls.
    pub(super) proofs: Vec<String>,
    pub(super) parameters: Vec<Fact>,
    /// The media type of the body, and what is in it.
    pub(super) body: Option<(String, Vec<Fact>)>,
    pub(super) answers: Vec<Fact>,
}

/// A schema with a name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) members: Vec<Fact>,
}

/// A line: a name, of what kind it is, what it means.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) required: bool,
    pub(super) meaning: String,
}

impl Interface {
    /// Reads a document.
    pub(crate) fn of(document: &Document) -> Self {
        Self::read(document.value())
    }

    fn read(document: &Value) -> Self {
        let calls: Vec<(String, Call)> = members(part(document, "/paths"))
            .flat_map(|(path, methods)| members(methods).map(move |(method, call)| (path, method, call)))
            .map(|(path, method, call)| (text(part(call, "/tags/0")), Call::read(path, method, call)))
            .collect();
        let of = |tag: &str| calls.iter().filter(|(of, _)| of == tag).map(|(_, call)| call.clone()).collect();
        let chapters = items(part(document, "/tags")).map(|tag| Chapter {
            name: text(&tag["name"]),
            about: text(&tag["description"]),
            calls: of(&text(&tag["name"])),
        });
        let schemas = members(part(document, "/components/schemas"))
            .map(|(name, schema)| Named { name: name.to_owned(), members: facts(schema) });
        Self { chapters: chapters.collect(), schemas: schemas.collect() }
    }
}

impl Call {
    fn read(path: &str, method: &str, call: &Value) -> Self {
        let parameters = items(&call["parameters"]).map(|parameter| Fact {
            name: text(&parameter["name"]),
            kind: format!("{}, {}", text(&parameter["in"]), kind(&parameter["schema"])),
            required: parameter["required"] == true,
            meaning: text(&parameter["description"]),
        });
        let answers = members(&call["responses"]).filter(|(status, _)| *status != "default");
        let answers = answers.map(|(status, answer)| Fact {
            name: status.to_owned(),
            kind: content(answer)
                .map(|(media, schema)| format!("{media}, {}", kind(schema)))
                .unwrap_or_default(),
            required: false,
            meaning: answer["description"]
                .as_str()
                .unwrap_or("Who calls did not prove who they are.")
                .to_owned(),
        });
        let proofs =
            items(&call["security"]).map(|proof| members(proof).map(|(name, _)| name.to_owned()).collect());
        Self {
            id: text(&call["operationId"]),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            summary: text(&call["summary"]),
            about: text(&call["description"]),
            proofs: proofs.filter(|names: &String| !names.is_empty()).collect(),
            parameters: parameters.collect(),
            body: content(&call["requestBody"]).map(|(media, schema)| (media.to_owned(), inner(schema))),
            answers: answers.collect(),
        }
    }
}

/// What a JSON pointer (RFC 6901) leads to; null where there is nothing.
fn part<'a>(of: &'a Value, pointer: &str) -> &'a Value {
    of.pointer(pointer).unwrap_or(&Value::Null)
}

/// The media type and schema of what has a content.
fn content(of: &Value) -> Option<(&str, &Value)> {
    let (media, content) = of["content"].as_object()?.iter().next()?;
    Some((media, &content["schema"]))
}

/// The members of a body: its own, or one line that names what it is.
fn inner(schema: &Value) -> Vec<Fact> {
    match schema["$ref"].as_str() {
        Some(_) => {
            vec![Fact { name: kind(schema), kind: String::new(), required: true, meaning: String::new() }]
        }
        None => facts(schema),
    }
}

/// The members of an object.
fn facts(schema: &Value) -> Vec<Fact> {
    let required: Vec<&str> = items(&schema["required"]).filter_map(Value::as_str).collect();
    let fact = |(name, schema): (&str, &Value)| Fact {
        name: name.to_owned(),
        kind: kind(schema),
        required: required.contains(&name),
        meaning: text(&schema["description"]),
    };
    members(&schema["properties"]).map(fact).collect()
}

/// Of what kind a value is, in a few words.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(one) = schema["allOf"].as_array().and_then(|all| all.first()) {
        return kind(one);
    }
    if let Some(several) = schema["oneOf"].as_array() {
        return several.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) => format!("list of {}", kind(&schema["items"])),
        (_, Some(format)) => format.to_owned(),
        (Some(kind), None) => kind.to_owned(),
        (None, None) => String::new(),
    }
}

/// A text as it stands; the marks of Markdown around words of code are not for this page.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_kind_of_a_value_is_said_in_a_few_words() {
        for (schema, words) in [
            (json!({ "type": "string" }), "string"),
            (json!({ "type": "string", "format": "uuid" }), "uuid"),
            (json!({ "type": "string", "enum": ["a", "b"] }), "a | b"),
            (json!({ "$ref": "#/components/schemas/Problem" }), "Problem"),
            (json!({ "allOf": [{ "$ref": "#/components/schemas/Localised" }] }), "Localised"),
            (json!({ "oneOf": [{ "type": "string" }, { "type": "null" }] }), "string or null"),
            (json!({ "type": "array", "items": { "type": "object" } }), "list of object"),
            (json!({}), ""),
        ] {
            assert_eq!(kind(&schema), words, "{schema}");
        }
    }

    #[test]
    fn what_is_no_document_is_an_empty_page() {
        for value in [json!(null), json!([]), json!({ "paths": [1], "tags": {}, "components": "x" })] {
            let read = Interface::read(&value);
            assert!(read.chapters.is_empty() && read.schemas.is_empty(), "{value}");
        }
    }
}
