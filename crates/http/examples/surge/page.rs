//! The forms of a page, as a person's browser fills them in.

use serde_json::Value;

/// A form: where it leads, its hidden fields, and what a passkey is asked to sign.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) options: Value,
}

/// The form on a page that wants a passkey (`get` or `create`), or the first whose action contains `part`.
pub(crate) fn form(page: &str, part: &str) -> Option<Form> {
    let forms = page.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next());
    let found = forms.into_iter().find(|form| {
        let head = form.split('>').next().unwrap_or_default();
        head.contains(part)
    })?;
    let head = found.split('>').next().unwrap_or_default();
    let inputs = found.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    let fields = inputs
        .map(|input| (attribute(input, "name"), attribute(input, "value")))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let options = serde_json::from_str(&attribute(head, "data-options")).unwrap_or_default();
    Some(Form { action: attribute(head, "action"), fields, options })
}

/// The form with one of its fields filled in, as a body.
pub(crate) fn filled(form: &Form, name: &str, value: &str) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    for (field, was) in &form.fields {
        body.append_pair(field, if field == name { value } else { was });
    }
    body.finish()
}

fn attribute(tag: &str, name: &str) -> String {
    let found = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
    found
        .unwrap_or_default()
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_filled_in() {
        let page = r#"<form method="get" action="/q"></form><form method="post" action="/login" data-passkey="get"
             data-options="{&#34;challenge&#34;:1}"><input type="hidden" name="ceremony" value="a b"><input type="hidden" name="response"></form>"#;
        let found = form(&page.replace("\n            ", ""), "data-passkey=\"get\"").unwrap();
        assert_eq!((found.action.as_str(), &found.options["challenge"]), ("/login", &1.into()));
        assert_eq!(filled(&found, "response", "x&y"), "ceremony=a+b&response=x%26y");
    }
}
