//! An answer that a browser carries to another site by a form (OAuth 2.0 Form Post Response Mode): a redirect in another form.
//!
//! The page posts itself by one fixed script, the only inline one of the house: its policy names the script's hash and nothing else, so
//! no script that a value could smuggle in would run, not even one of our own files. Without scripts there is a button.

use std::fmt;
use std::sync::LazyLock;

use askama::Template;
use axum::Extension;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use causeway_core::{Error, Lang};
use causeway_crypto::{b64, digest};

use crate::components::Button;
use crate::headers::HandedTo;
use crate::{Problem, Words, assets, page};

/// The one script: it sends the page's one form. By the prototype, since a field named `submit` would stand before the method.
const SCRIPT: &str = "HTMLFormElement.prototype.submit.call(document.forms[0])";

/// How a Content Security Policy names [`SCRIPT`] (CSP Level 3, section 2.3.1).
pub(crate) static SCRIPT_SOURCE: LazyLock<String> =
    LazyLock::new(|| format!("'sha256-{}'", b64::encode_standard(&digest::sha256(SCRIPT.as_bytes()))));

/// Fields that the person's browser posts to `action` at once.
///
/// Whoever makes one has checked that the address is its client's own: nothing here can know that. An address that is not http(s) is
/// answered as an internal error, since no browser posts to others.
///
/// ```
/// use axum::response::IntoResponse as _;
/// use causeway_core::Lang;
/// use causeway_http::Handoff;
/// let fields = vec![("code", "SplxlOBeZQQYbYS6WxSbIA".to_owned()), ("state", "af0ifjsldkj".to_owned())];
/// let page = Handoff { action: "https://app.example/cb".to_owned(), fields, lang: Lang::En }.into_response();
/// assert_eq!(page.headers()["cache-control"], "no-store");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Handoff {
    /// The absolute address that gets the fields.
    pub action: String,
    /// Names and values, in the order in which they are sent.
    pub fields: Vec<(&'static str, String)>,
    /// The language of the page, which a person sees only when the script does not run.
    pub lang: Lang,
}

/// A code is a secret: only the names are told.
impl fmt::Debug for Handoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| *name).collect();
        f.debug_struct("Handoff").field("fields", &names).finish_non_exhaustive()
    }
}

#[derive(Template)]
#[template(path = "handoff/handoff.html")]
struct HandoffPage {
    lang: Lang,
    words: Words,
    title: String,
    icon: String,
    styles: String,
    action: String,
    fields: Vec<(&'static str, String)>,
    button: Button,
    script: &'static str,
}

impl IntoResponse for Handoff {
    fn into_response(self) -> Response {
        let Some(target) = HandedTo::origin_of(&self.action) else {
            return Problem::from(Error::internal("a form is handed to an address that is not http(s)"))
                .into_response();
        };
        let words = Words::of(self.lang);
        let drawn = page::render(&HandoffPage {
            lang: self.lang,
            words,
            title: words.t("handoff-title"),
            icon: assets::url("icon.svg"),
            styles: assets::url("app.css"),
            action: self.action,
            fields: self.fields,
            button: Button::new(words.t("continue")),
            script: SCRIPT,
        });
        let headers = [
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(self.lang.tag())),
            // The receiver sees our origin and not `Origin: null`; the page's own address, which may hold a request, stays here.
            (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin")),
        ];
        (Extension(target), headers, drawn).into_response()
    }
}

#[cfg(test)]
mod tests;
