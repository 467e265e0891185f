//! A synthetic person decides: approves or declines a pending request, by the very code that serves real people.

use causeway_consent::{Detail, Request};
use causeway_core::{AccountId, ClientId, Error, RequestId, Result, Session};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Sandbox;
use crate::phone::Owner;

/// What the person is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Approve all that is asked.
    Approve,
    /// Decline it.
    Decline,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The request.
    pub request: RequestId,
    /// `approved` or `declined`.
    pub decision: &'static str,
    /// Where the browser that began the request goes on: an absolute address, to be opened with that browser's cookies. Of what a
    /// service asked directly, the request's own page: no browser waits.
    pub resume: String,
}

/// What a service asks of a person directly, without a browser of theirs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waiting {
    /// The request.
    pub request: RequestId,
    /// Who asks.
    pub client: ClientId,
    /// The code that the service shows, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What, as in RFC 9396 `authorization_details`.
    pub details: Vec<Detail>,
    /// When it was asked.
    pub created_at: Timestamp,
    /// Until when it can be decided.
    pub expires_at: Timestamp,
}

impl Sandbox {
    /// What services ask of a person of `owner`'s directly, the newest first.
    ///
    /// # Errors
    /// `not_found` for somebody else's person.
    pub async fn waiting(&self, owner: &Owner, person: AccountId) -> Result<Vec<Waiting>> {
        let person = self.person(owner, person).await?.account;
        let waiting = self.parts.consents.waiting(person).await?;
        Ok(waiting
            .into_iter()
            .map(|request| Waiting {
                request: request.id,
                client: request.client,
                code: request.code,
                details: request.details,
                created_at: request.created_at,
                expires_at: request.expires_at,
            })
            .collect())
    }

    /// Has a person of `owner`'s decide a request that waits, as if they had scanned its QR code with their phone: they log in by their
    /// passkey, take the request over, are shown it, and sign what was shown (or decline). What a service asks them directly is theirs
    /// already.
    ///
    /// # Errors
    /// `not_found` for somebody else's person or an unknown request, `request_over`, and those of the approval.
    pub async fn decide(
        &self,
        owner: &Owner,
        person: AccountId,
        request: RequestId,
        decision: Decision,
    ) -> Result<Decided> {
        let (session, _) = self.phone.log_in_as(owner, person).await?;
        let decided = self.decide_in(owner, &session, request, decision).await;
        // The phone is put away, whatever came of it.
        self.parts.identity.end_session(session.id, session.account).await?;
        let request = decided?;
        let resume = self.phone.origin().join(&request.resume).map_err(Error::internal)?;
        let decision = match decision {
            Decision::Approve => "approved",
            Decision::Decline => "declined",
        };
        Ok(Decided { request: request.id, decision, resume: resume.into() })
    }

    async fn decide_in(
        &self,
        owner: &Owner,
        session: &Session,
        request: RequestId,
        decision: Decision,
    ) -> Result<Request> {
        let consents = &self.parts.consents;
        consents.adopt(request, session).await?;
        if decision == Decision::Decline {
            return consents.decline(request, session).await;
        }
        let lang = self.parts.identity.account(session.account).await?.lang;
        let presented = (self.present)(request, session.clone(), lang).await?;
        let assertion = self.phone.sign_as(owner, session.account, &presented.options).await?;
        consents.approve(request, session, &assertion).await
    }
}

/// The request that a text names: its id, or the address of its page.
///
/// # Errors
/// `not_found`.
pub(super) fn parse_request(text: &str) -> Result<RequestId> {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().parse()
}

#[cfg(test)]
mod tests {
    use causeway_core::Kind;

    use super::*;

    #[test]
    fn a_request_is_named_by_its_id_or_its_address() {
        let id = "0190163d-8694-739b-aea5-966c26f8ad91";
        for text in [
            id.to_owned(),
            format!(" {id}\n"),
            format!("/requests/{id}"),
            format!("http://localhost:8080/requests/{id}/?lang=en"),
            format!("https://id.example/requests/{id}#top"),
        ] {
            assert_eq!(parse_request(&text).unwrap().to_string(), id, "{text:?}");
        }
        for text in ["", "/", "requests", "http://localhost:8080/requests/x"] {
            assert_eq!(parse_request(text).unwrap_err().kind(), Kind::NotFound, "{text:?}");
        }
    }

    #[test]
    fn a_decision_is_one_of_two_words() {
        let read = |text: &str| serde_json::from_str::<Decision>(text);
        assert_eq!(read(r#""approve""#).unwrap(), Decision::Approve);
        assert_eq!(read(r#""decline""#).unwrap(), Decision::Decline);
        assert!(read(r#""yes""#).is_err());
    }
}
