//! Schemas (JSON Schema 2020-12, as OpenAPI 3.1 takes them), written by hand in few words: each says what it means.

use serde_json::{Map, Value, json};

/// A schema: in its place, or by name among the document's components.
#[derive(Clone, Debug, PartialEq)]
pub enum Schema {
    /// In its place.
    Inline(Value),
    /// By name. Two of the same name are the same.
    Named(&'static str, Value),
}

impl Schema {
    /// What stands where it is used.
    pub(super) fn used(&self) -> Value {
        match self {
            Self::Inline(schema) => schema.clone(),
            Self::Named(name, _) => reference(name),
        }
    }
}

impl From<Value> for Schema {
    fn from(schema: Value) -> Self {
        Self::Inline(schema)
    }
}

/// What stands for a schema of that name, which the operation [uses](super::Operation::uses).
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A text.
pub fn text(meaning: &str) -> Value {
    json!({ "type": "string", "description": meaning })
}

/// A text of a format of JSON Schema, such as `uri`, `uuid`, `date`, `date-time`.
pub fn formatted(format: &str, meaning: &str) -> Value {
    json!({ "type": "string", "format": format, "description": meaning })
}

/// A text of this form (ECMA-262, without look-around).
pub fn matching(pattern: &str, meaning: &str) -> Value {
    json!({ "type": "string", "pattern": pattern, "description": meaning })
}

/// One of these texts.
pub fn one_of(values: &[&str], meaning: &str) -> Value {
    json!({ "type": "string", "enum": values, "description": meaning })
}

/// A whole number, 0 or more.
pub fn number(meaning: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": meaning })
}

/// True or false.
pub fn truth(meaning: &str) -> Value {
    json!({ "type": "boolean", "description": meaning })
}

/// A list.
pub fn list(of: &Value, meaning: &str) -> Value {
    json!({ "type": "array", "items": of, "description": meaning })
}

/// What the schema says, or `null`.
pub fn or_null(schema: &Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

/// A set of public keys (RFC 7517 section 5).
pub fn jwk_set() -> Schema {
    let key = Members::new()
        .with("kty", one_of(&["EC", "OKP", "RSA"], "The kind of key."))
        .maybe("crv", text("The curve."))
        .maybe("x", text("The x coordinate, or the whole key of an Edwards curve; Base64url."))
        .maybe("y", text("The y coordinate; Base64url."))
        .maybe("n", text("The modulus of an RSA key; Base64url."))
        .maybe("e", text("The exponent of an RSA key; Base64url."))
        .maybe("kid", text("Its name, by which signatures refer to it."))
        .maybe("use", one_of(&["sig", "enc"], "What it is for."))
        .maybe("alg", text("The algorithm it is used with."));
    let members = Members::new().with("keys", list(&key.open(), "The keys, the newest first."));
    Schema::Named("JwkSet", members.open())
}

/// An example of one.
pub fn jwk_set_example() -> Value {
    json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "9n4zHH7cBkBjY5Rr3bNYVYLdJUXKFPz4Ny8VmrhSYSU",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }] })
}

/// Words in three languages.
pub fn localised() -> Schema {
    let members = Members::new()
        .with("en", text("In English."))
        .with("zh-Hant", text("In traditional Chinese."))
        .with("zh-Hans", text("In simplified Chinese."));
    Schema::Named("Localised", members.open())
}

/// An object, member by member.
#[derive(Clone, Debug, Default)]
pub struct Members {
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl Members {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One that is always there.
    #[must_use]
    pub fn with(mut self, name: &'static str, schema: Value) -> Self {
        self.required.push(name);
        self.maybe(name, schema)
    }

    /// One that may be missing.
    #[must_use]
    pub fn maybe(mut self, name: &'static str, schema: Value) -> Self {
        self.properties.insert(name.to_owned(), schema);
        self
    }

    /// With these and no others.
    pub fn closed(self) -> Value {
        self.made(Some(false.into()))
    }

    /// With others, too, some day.
    pub fn open(self) -> Value {
        self.made(None)
    }

    /// As a form: others are ignored, and no name comes twice.
    pub fn fields(self) -> Value {
        self.made(Some(json!({ "type": "string" })))
    }

    fn made(self, others: Option<Value>) -> Value {
        let mut schema = json!({ "type": "object", "properties": self.properties });
        if let Value::Object(members) = &mut schema {
            if !self.required.is_empty() {
                members.insert("required".to_owned(), json!(self.required));
            }
            members.extend(others.map(|others| ("additionalProperties".to_owned(), others)));
        }
        schema
    }
}
