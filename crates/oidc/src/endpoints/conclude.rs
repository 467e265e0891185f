//! From the person's decision to a code, in one transaction.

use causeway_consent::{Detail, Grant as Decided, Outcome};
use causeway_core::{ConsentId, Error, Result, Session, SessionId, Tx};
use causeway_crypto::b64;
use causeway_crypto::token::Token;
use causeway_evidence::{Chain, Event};
use causeway_http::Browser;
use uuid::Uuid;

use crate::config::{CODE_MEMORY, SESSION_MEMORY};
use crate::model::{Authorization, CodeRow, Grant, GrantAction, GrantTerms, Granted, InUse, Terms};
use crate::refusal::{Code, Refusal};
use crate::rules::{check_authentication, check_stopped};
use crate::scope::Scope;
use crate::{Oidc, store};

/// How an authorization stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ending {
    /// The person has not decided.
    Pending,
    /// The client is refused.
    Refused(Refusal),
    /// The client gets the code that was drawn beforehand.
    Code,
}

/// What is drawn by chance before the transaction, which may run twice.
pub(crate) struct Fresh {
    pub(crate) code: Token,
    pub(crate) grant: FreshGrant,
}

/// The part of it that a grant is made of.
pub(crate) struct FreshGrant {
    id: Uuid,
    salt: [u8; 32],
    subject: String,
    sid: String,
}

impl Oidc {
    pub(crate) fn fresh(&self) -> Result<Fresh> {
        Ok(Fresh { code: Token::new(&self.env.rng)?, grant: self.fresh_grant()? })
    }

    pub(crate) fn fresh_grant(&self) -> Result<FreshGrant> {
        Ok(FreshGrant {
            id: self.env.new_uuid()?,
            salt: self.env.rng.bytes()?,
            subject: b64::encode(&self.env.rng.bytes::<24>()?),
            sid: b64::encode(&self.env.rng.bytes::<24>()?),
        })
    }

    /// Takes the outcome of a request to its end. The receipt is the last statement.
    pub(crate) async fn conclude(
        &self,
        tx: &mut Tx<'_>,
        asked: &Authorization,
        browser: &Browser,
        session: Option<&Session>,
        fresh: &Fresh,
    ) -> Result<Ending> {
        let refuse = |code, why: &'static str| Ok(Ending::Refused(Refusal::new(code, why)));
        let registered = self.as_it_stands_in(tx, &asked.terms.client).await?.ok_or_else(Error::not_found)?;
        check_stopped::at_authorization(&registered.status)?;
        let decided = match self.consents.outcome(tx, asked.request, browser).await? {
            Outcome::Pending => return Ok(Ending::Pending),
            Outcome::Granted(decided) => Some(decided),
            Outcome::Declined => None,
            Outcome::Expired => {
                store::delete_authorization(tx, asked.request).await?;
                return refuse(Code::AccessDenied, "The person did not answer in time.");
            }
        };
        store::delete_authorization(tx, asked.request).await?;
        let Some(decided) = decided else { return refuse(Code::AccessDenied, "The person declined.") };
        // A pushed request may be loaded again and again (a page is), and leads to one code.
        if let Some(pushed) = &asked.pushed
            && !store::use_pushed(tx, pushed, self.env.now()).await?
        {
            return refuse(Code::InvalidRequestUri, "This request was answered before.");
        }
        // Whoever is logged in in this browser by now may be another person.
        let session = session.filter(|session| session.account == decided.account).map(|session| session.id);
        match self.grant_in(tx, &asked.terms, &decided, session, &fresh.grant).await? {
            Ok(grant) => {
                self.store_code(tx, asked, &grant, fresh).await?;
                let consent = grant.login().map(|(consent, _)| consent);
                let consent =
                    consent.ok_or_else(|| Error::internal("a login was granted without its consent"))?;
                let client = grant.client.clone();
                let event = Event::LoginGranted { client, consent, acr: decided.acr };
                self.evidence.record(tx, Chain::Person(decided.account), &event).await?;
                Ok(Ending::Code)
            }
            Err(refusal) => Ok(Ending::Refused(refusal)),
        }
    }

    /// Makes the grant of what a person has decided, however they were asked. The receipt is the caller's.
    pub(crate) async fn grant_in(
        &self,
        tx: &mut Tx<'_>,
        terms: &Terms,
        decided: &Decided,
        session: Option<SessionId>,
        fresh: &FreshGrant,
    ) -> Result<Result<Grant, Refusal>> {
        if let Err(refusal) = check_authentication::check(terms, decided.authenticated_at, decided.acr) {
            return Ok(Err(refusal));
        }
        let before = match self.earlier(tx, terms, decided.account).await? {
            Ok(before) => before,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let action = terms.more.grant.as_ref();
        let subject = store::subject(tx, decided.account, &terms.sector, &fresh.subject).await?;
        if terms.more.subject.as_ref().is_some_and(|named| *named != subject) {
            let why = "Another person has logged in than the one that the id_token_hint names.";
            return Ok(Err(Refusal::new(Code::LoginRequired, why)));
        }
        let now = self.env.now();
        let life = if terms.scope.has(Scope::OfflineAccess) || action.is_some() {
            self.config.refresh_idle()
        } else {
            // A code may be redeemed at its last moment, and its access token then be used until its own.
            self.config.code() + self.config.access_token()
        };
        let sid = match session {
            Some(session) => {
                let (client, subject) = (terms.client.clone(), subject.clone());
                let new = InUse { sid: fresh.sid.clone(), client, subject };
                Some(store::sid(tx, session, &new, decided.account, now, now + SESSION_MEMORY).await?)
            }
            None => None,
        };
        let granted = |(detail, consent): &(Detail, ConsentId)| narrowed(detail, *consent, &terms.fields);
        let mut details: Vec<_> = decided.consents.iter().map(granted).collect();
        if let Some(GrantAction::Merge(_)) = action {
            details.extend(self.carried(tx, &before, &details).await?);
        }
        let grant = Grant {
            id: fresh.id,
            account: decided.account,
            client: terms.client.clone(),
            subject,
            scope: terms.scope.clone(),
            details,
            acr: decided.acr,
            authenticated_at: decided.authenticated_at,
            salt: fresh.salt,
            generation: 0,
            rotated_at: None,
            created_at: now,
            revoked_at: None,
            expires_at: now + life,
            family: action.and_then(GrantAction::family).unwrap_or(fresh.id),
            session,
            terms: GrantTerms {
                resources: terms.more.resources.clone(),
                verified: terms.more.verified.clone(),
                managed: action.is_some(),
                sid,
            },
        };
        store::insert_grant(tx, &grant).await?;
        if let Some(GrantAction::Replace(family)) = action {
            self.end_family(tx, *family, Some(grant.id)).await?;
        }
        Ok(Ok(grant))
    }

    async fn store_code(
        &self,
        tx: &mut Tx<'_>,
        asked: &Authorization,
        grant: &Grant,
        fresh: &Fresh,
    ) -> Result<()> {
        let now = self.env.now();
        let code = CodeRow {
            hash: fresh.code.hash(),
            grant: grant.id,
            client: grant.client.clone(),
            redirect_uri: asked.reply.redirect_uri.clone(),
            nonce: asked.nonce.clone(),
            code_challenge: asked.code_challenge.clone(),
            jkt: asked.jkt,
            valid_until: now + self.config.code(),
            used_at: None,
        };
        store::insert_code(tx, &code, now + CODE_MEMORY).await
    }
}

/// What stands may be more than what was asked this time; the client gets what it asked.
fn narrowed(detail: &Detail, consent: ConsentId, asked: &[String]) -> Granted {
    let detail = match detail {
        Detail::Login { fields } => {
            Detail::Login { fields: fields.iter().filter(|field| asked.contains(field)).cloned().collect() }
        }
        exchange @ Detail::Exchange { .. } => exchange.clone(),
    };
    Granted { detail, consent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wider_consent_that_stands_does_not_widen_what_was_asked() {
        let stands = Detail::Login { fields: vec!["card_number".to_owned(), "name".to_owned()] };
        let granted = narrowed(&stands, Uuid::nil().into(), &["name".to_owned()]);
        assert_eq!(granted.detail, Detail::Login { fields: vec!["name".to_owned()] });
    }
}
