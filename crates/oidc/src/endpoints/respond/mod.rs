//! How an authorization request is answered: at the redirect URI, in the way that was asked for.

mod form;
mod jarm;
mod query;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use causeway_core::{ClientId, Error, Lang, Result};
use causeway_http::Problem;

pub(crate) use query::origin;

use crate::Oidc;
use crate::model::ReplyTo;
use crate::refusal::{NO_STORE, Refusal};

/// What is answered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answered<'a> {
    /// RFC 6749 section 4.1.2.
    Code(&'a str),
    /// RFC 6749 section 4.1.2.1.
    Error(&'a Refusal),
}

impl Answered<'_> {
    /// The members of the answer, `state` and `iss` (RFC 9207) among them.
    fn members(self, state: Option<&str>, issuer: &str) -> Vec<(&'static str, String)> {
        let mut members = match self {
            Self::Code(code) => vec![("code", code.to_owned())],
            Self::Error(refusal) => vec![
                ("error", refusal.code().as_str().to_owned()),
                ("error_description", refusal.description().to_owned()),
            ],
        };
        members.extend(state.map(|state| ("state", state.to_owned())));
        members.push(("iss", issuer.to_owned()));
        members
    }
}

impl Oidc {
    /// Answers the client by way of the browser. The language is that of the person, who sees a page only where scripts do not run.
    pub(crate) async fn respond(
        &self,
        client: &ClientId,
        to: &ReplyTo,
        answered: Answered<'_>,
        lang: Lang,
    ) -> Result<Response> {
        let state = to.state.as_deref();
        let members = if to.mode.is_signed() {
            vec![("response", self.signed_answer(client, state, answered).await?)]
        } else {
            answered.members(state, &self.issuer)
        };
        Ok(if to.mode.is_form() {
            form::post(&to.redirect_uri, members, lang)
        } else {
            see_other(&query::extend(&to.redirect_uri, &members))
        })
    }
}

/// 303, so that a POST is not sent on (RFC 9700 section 4.12).
pub(crate) fn see_other(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(value) => (StatusCode::SEE_OTHER, NO_STORE, [(header::LOCATION, value)]).into_response(),
        Err(error) => Problem::from(Error::internal(error)).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Code;

    fn sent(uri: &str, answered: Answered<'_>, state: Option<&str>) -> String {
        query::extend(uri, &answered.members(state, "https://id.example"))
    }

    #[test]
    fn rfc6749_4_1_2_the_state_comes_back_encoded_and_a_query_is_kept() {
        assert_eq!(
            sent("https://app.example/cb?x=1", Answered::Code("abc"), Some("a&b=c#d\r\n")),
            "https://app.example/cb?x=1&code=abc&state=a%26b%3Dc%23d%0D%0A&iss=https%3A%2F%2Fid.example"
        );
    }

    #[test]
    fn rfc9207_2_the_issuer_is_in_every_answer_errors_too() {
        let refusal = Refusal::new(Code::AccessDenied, "No.");
        assert_eq!(
            sent("https://app.example/cb", Answered::Error(&refusal), None),
            "https://app.example/cb?error=access_denied&error_description=No.&iss=https%3A%2F%2Fid.example"
        );
    }
}
