//! From a verified applicant to an account.

use causeway_core::{AccountId, Lang, Result, Session, Tx, crash};
use causeway_crypto::token::Token;
use causeway_crypto::webauthn::Credential;
use causeway_evidence::{Chain, Event, Level};
use causeway_http::Browser;
use causeway_identity::{CardHash, Ceremony, NewAccount};
use causeway_notify::Notice;
use causeway_vault::{CARD_NUMBER, Items, NAME};
use serde_json::Value;
use uuid::Uuid;

use crate::Registration;
use crate::journey::registration_over;
use crate::outcome::Refusal;
use crate::store::{self, Draft};

impl Registration {
    /// What the browser needs to create the applicant's passkey. The device will know it by the name in the register.
    ///
    /// # Errors
    /// `registration_over`.
    pub async fn passkey_options(&self, browser: &Browser, registration: Uuid) -> Result<Ceremony> {
        let parts = &self.parts;
        let found = store::verified(&parts.env.db, registration, &browser.hash, parts.env.now()).await?;
        let applicant = found.ok_or_else(registration_over)?.applicant;
        let profile = parts.env.db.tx(|tx| Box::pin(self.profile(tx, applicant, &[NAME]))).await?;
        parts.identity.begin_creation(browser, applicant, profile.get(NAME).unwrap_or_default()).await
    }

    /// What the platform needs of the profile it has just verified, under the permit of the registration.
    async fn profile(&self, tx: &mut Tx<'_>, applicant: AccountId, fields: &[&str]) -> Result<Items> {
        let (dataset, purpose) = self.config.read()?;
        let fields = fields.iter().map(|&field| field.to_owned()).collect();
        let read = self.parts.env.new_id()?;
        let permit = self.parts.consents.for_registration(applicant, dataset, fields, purpose, read);
        self.parts.vault.release(tx, permit).await
    }

    async fn card_of(&self, tx: &mut Tx<'_>, applicant: AccountId) -> Result<CardHash> {
        let profile = self.profile(tx, applicant, &[CARD_NUMBER]).await?;
        Ok(self.parts.identity.card_hash(profile.get(CARD_NUMBER).unwrap_or_default()))
    }

    /// Completes the registration with the passkey the browser created: the account, its profile, its first receipt and a session,
    /// in one transaction. Once; of two that race, one.
    ///
    /// # Errors
    /// `registration_closed`, `registration_over`, `passkey_refused` (try again with new options), `already_registered` when the
    /// card was registered elsewhere meanwhile.
    pub async fn complete(
        &self,
        browser: &Browser,
        registration: Uuid,
        ceremony: Uuid,
        response: &Value,
    ) -> Result<(Session, Token)> {
        self.config.open_policy(self.mode)?;
        let parts = &self.parts;
        let found = store::verified(&parts.env.db, registration, &browser.hash, parts.env.now()).await?;
        let applicant = found.ok_or_else(registration_over)?.applicant;
        let credential = &parts.identity.finish_creation(browser, applicant, ceremony, response).await?;
        crash::point("registration.before_account");
        let done =
            parts.env.db.tx(|tx| Box::pin(self.complete_in(tx, browser, registration, credential))).await;
        match done {
            Ok(started) => {
                crash::point("registration.after_account");
                Ok(started)
            }
            Err(error) if error.code() == "card_taken" => {
                self.registered_meanwhile(browser, registration).await?;
                Err(Refusal::AlreadyRegistered.into())
            }
            Err(error) => Err(error),
        }
    }

    async fn complete_in(
        &self,
        tx: &mut Tx<'_>,
        browser: &Browser,
        registration: Uuid,
        credential: &Credential,
    ) -> Result<(Session, Token)> {
        let Registration { parts, .. } = self;
        let now = parts.env.now();
        let taken = store::take_verified(tx, registration, &browser.hash, now).await?;
        let Draft { applicant: account, lang, .. } = taken.ok_or_else(registration_over)?;
        let card = self.card_of(tx, account).await?;
        let label = first_label(lang).to_owned();
        let new = NewAccount { id: account, card, lang, credential: credential.clone(), label };
        parts.identity.create_account(tx, &new).await?;
        parts.notify.send(tx, account, &Notice::Welcome).await?;
        let event = Event::AccountRegistered { level: Level::Basic };
        parts.evidence.record(tx, Chain::Person(account), &event).await?;
        let acr = causeway_identity::strength(credential);
        parts.identity.start_session_in(tx, browser, account, acr, now).await
    }

    /// Between the check and the passkey somebody else registered this card, knowing all that is on it.
    async fn registered_meanwhile(&self, browser: &Browser, registration: Uuid) -> Result<()> {
        let parts = &self.parts;
        let found = store::verified(&parts.env.db, registration, &browser.hash, parts.env.now()).await?;
        let Some(draft) = found else { return Ok(()) };
        let card = parts.env.db.tx(|tx| Box::pin(self.card_of(tx, draft.applicant))).await?;
        let holder = parts.identity.account_by_card(&card).await?;
        self.discard(&draft, Some((Refusal::AlreadyRegistered, holder))).await
    }
}

/// What the person's list of passkeys calls the first one.
pub(crate) fn first_label(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "First passkey",
        Lang::ZhHant => "第一個通行密鑰",
        Lang::ZhHans => "第一个通行密钥",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_passkey_has_a_name_in_each_language() {
        let mut labels = Lang::ALL.map(first_label).to_vec();
        labels.dedup();
        assert_eq!(labels.len(), 3);
    }
}
