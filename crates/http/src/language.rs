//! In which language a request is answered: `?lang=`, the cookie `cw_lang`, `Accept-Language`, English; in this order.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{FromRequestParts, Request};
use axum::http::Uri;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::request::Parts;
use axum::response::Response;
use causeway_core::Lang;

use crate::Site;
use crate::cookie::Jar;

const COOKIE: &str = "cw_lang";
const YEAR: Duration = Duration::from_hours(365 * 24);

/// The language of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(pub Lang);

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

impl Language {
    /// What the layer found, or, without it, what the request says.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().copied().unwrap_or_else(|| {
            let jar = parts.extensions.get::<Site>().map_or(Jar::new(false), Site::cookies);
            Self(find(&parts.uri, &parts.headers, jar))
        })
    }
}

fn find(uri: &Uri, headers: &HeaderMap, jar: Jar) -> Lang {
    from_query(uri)
        .or_else(|| jar.get(headers, COOKIE).as_deref().and_then(Lang::from_tag))
        .or_else(|| headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(accepted))
        .unwrap_or_default()
}

fn from_query(uri: &Uri) -> Option<Lang> {
    let query = uri.query()?;
    let (_, tag) = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang")?;
    Lang::from_tag(&tag)
}

/// The best of `Accept-Language` (RFC 9110 section 12.5.4): the highest weight, the first among equals.
fn accepted(line: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for item in line.split(',') {
        let (tag, rest) = item.split_once(';').unwrap_or((item, ""));
        let weight = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.parse().unwrap_or(0.0));
        if let Some(lang) = Lang::from_tag(tag)
            && weight > best.map_or(0.0, |(w, _)| w)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// Finds the language once, remembers a choice made by `?lang=`, and names the language of the answer.
pub(crate) async fn layer<F: Future<Output = Response>>(
    mut request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let jar = request.extensions().get::<Site>().map_or(Jar::new(false), Site::cookies);
    let chosen = from_query(request.uri());
    let lang = find(request.uri(), request.headers(), jar);
    request.extensions_mut().insert(Language(lang));
    let mut response = next(request).await;
    let headers = response.headers_mut();
    let html = headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if html {
        headers.entry(header::CONTENT_LANGUAGE).or_insert(HeaderValue::from_static(lang.tag()));
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    }
    if let Some((name, value)) = chosen.and_then(|lang| jar.set(COOKIE, lang.tag(), Some(YEAR)).header()) {
        headers.append(name, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_beats_the_cookie_beats_the_browser() {
        let lang = |uri: &str, cookie: &str, accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
            find(&uri.parse().unwrap(), &headers, Jar::new(false))
        };
        assert_eq!(lang("/?lang=zh-Hans", "cw_lang=zh-Hant", "en"), Lang::ZhHans);
        assert_eq!(lang("/?lang=xx", "cw_lang=zh-Hant", "en"), Lang::ZhHant);
        assert_eq!(lang("/", "cw_lang=nonsense", "zh-HK,zh;q=0.9,en;q=0.8"), Lang::ZhHant);
        assert_eq!(lang("/", "a=b", "fr"), Lang::En);
    }

    #[test]
    fn rfc9110_12_5_4_weights_are_heeded() {
        assert_eq!(accepted("en;q=0.2, zh-CN;q=0.9, zh-TW;q=0.9"), Some(Lang::ZhHans));
        assert_eq!(accepted("fr, de"), None);
        assert_eq!(accepted("en;q=0, zh-HK;q=0.1"), Some(Lang::ZhHant));
        assert_eq!(accepted("en;q=x"), None);
    }

    #[tokio::test]
    async fn a_choice_is_remembered_by_a_cookie_of_its_own() {
        let routes =
            crate::Routes::new().get("/", crate::Access::Public, async |Language(lang): Language| {
                axum::response::Html(lang.tag())
            });
        let router = crate::testing::router(routes, causeway_core::Actor::Nobody);
        let chosen = crate::testing::send(&router, crate::testing::get("/?lang=zh-Hant")).await;
        assert_eq!((chosen.text.as_str(), chosen.cookies().as_str()), ("zh-Hant", "cw_lang=zh-Hant"));
        assert_eq!(chosen.header("content-language"), "zh-Hant");
        let mut again = crate::testing::get("/");
        again.headers_mut().insert(header::COOKIE, chosen.cookies().parse().unwrap());
        let again = crate::testing::send(&router, again).await;
        assert_eq!((again.text.as_str(), again.cookies().as_str()), ("zh-Hant", ""));
        let unknown = crate::testing::send(&router, crate::testing::get("/?lang=fr")).await;
        assert_eq!((unknown.text.as_str(), unknown.cookies().as_str()), ("en", ""));
    }
}
