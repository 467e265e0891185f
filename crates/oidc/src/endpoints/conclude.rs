//! From the person's decision to a code, in one transaction.

use causeway_consent::{Detail, Grant as Decided, Outcome};
use causeway_core::{Error, Result, Tx};
use causeway_crypto::b64;
use causeway_crypto::token::Token;
use causeway_evidence::{Chain, Event};
use causeway_http::Browser;
use uuid::Uuid;

use crate::config::CODE_MEMORY;
use crate::model::{Authorization, CodeRow, Grant, Granted};
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
    grant: Uuid,
    salt: [u8; 32],
    subject: String,
}

impl Oidc {
    pub(crate) fn fresh(&self) -> Result<Fresh> {
        Ok(Fresh {
            code: Token::new(&self.env.rng)?,
            grant: self.env.new_uuid()?,
            salt: self.env.rng.bytes()?,
            subject: b64::encode(&self.env.rng.bytes::<24>()?),
        })
    }

    /// Takes the outcome of a request to its end. The receipt is the last statement.
    pub(crate) async fn conclude(
        &self,
        tx: &mut Tx<'_>,
        asked: &Authorization,
        browser: &Browser,
        fresh: &Fresh,
    ) -> Result<Ending> {
        let refuse = |code, why: &'static str| Ok(Ending::Refused(Refusal::new(code, why)));
        let registered = self.as_it_stands_in(tx, &asked.client).await?.ok_or_else(Error::not_found)?;
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
        if let Err(refusal) = check_authentication::check(asked, decided.authenticated_at, decided.acr) {
            return Ok(Ending::Refused(refusal));
        }
        let subject = store::subject(tx, decided.account, &asked.sector, &fresh.subject).await?;
        let grant = self.grant(asked, &decided, subject, fresh);
        let (consent, _) =
            grant.login().ok_or_else(|| Error::internal("a login was granted without its consent"))?;
        store::insert_grant(tx, &grant).await?;
        self.store_code(tx, asked, fresh).await?;
        let event = Event::LoginGranted { client: asked.client.clone(), consent, acr: decided.acr };
        self.evidence.record(tx, Chain::Person(decided.account), &event).await?;
        Ok(Ending::Code)
    }

    fn grant(&self, asked: &Authorization, decided: &Decided, subject: String, fresh: &Fresh) -> Grant {
        let now = self.env.now();
        let life = if asked.scope.has(Scope::OfflineAccess) {
            self.config.refresh_idle()
        } else {
            // A code may be redeemed at its last moment, and its access token then be used until its own.
            self.config.code() + self.config.access_token()
        };
        Grant {
            id: fresh.grant,
            account: decided.account,
            client: asked.client.clone(),
            subject,
            scope: asked.scope.clone(),
            details: decided
                .consents
                .iter()
                .map(|(detail, consent)| narrowed(detail, *consent, asked))
                .collect(),
            acr: decided.acr,
            authenticated_at: decided.authenticated_at,
            salt: fresh.salt,
            generation: 0,
            rotated_at: None,
            created_at: now,
            revoked_at: None,
            expires_at: now + life,
        }
    }

    async fn store_code(&self, tx: &mut Tx<'_>, asked: &Authorization, fresh: &Fresh) -> Result<()> {
        let now = self.env.now();
        let code = CodeRow {
            hash: fresh.code.hash(),
            grant: fresh.grant,
            client: asked.client.clone(),
            redirect_uri: asked.redirect_uri.clone(),
            nonce: asked.nonce.clone(),
            code_challenge: asked.code_challenge.clone(),
            valid_until: now + self.config.code(),
            used_at: None,
        };
        store::insert_code(tx, &code, now + CODE_MEMORY).await
    }
}

/// What stands may be more than what was asked this time; the client gets what it asked.
fn narrowed(detail: &Detail, consent: causeway_core::ConsentId, asked: &Authorization) -> Granted {
    let detail = match detail {
        Detail::Login { fields } => Detail::Login {
            fields: fields.iter().filter(|field| asked.fields.contains(field)).cloned().collect(),
        },
        exchange @ Detail::Exchange { .. } => exchange.clone(),
    };
    Granted { detail, consent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    #[test]
    fn a_wider_consent_that_stands_does_not_widen_what_was_asked() {
        let asked = Authorization { fields: vec!["name".to_owned()], ..samples::authorization() };
        let stands = Detail::Login { fields: vec!["card_number".to_owned(), "name".to_owned()] };
        let granted = narrowed(&stands, Uuid::nil().into(), &asked);
        assert_eq!(granted.detail, Detail::Login { fields: vec!["name".to_owned()] });
    }
}
