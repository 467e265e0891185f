//! From the form to a verified applicant.

use std::collections::BTreeMap;

use causeway_core::{AccountId, Error, Kind, Result, Tx, crash};
use causeway_evidence::{Chain, Event};
use causeway_http::{Browser, ClientAddress};
use causeway_notify::Notice;
use causeway_vault::{CARD_NUMBER, DATE_OF_BIRTH, Items, NAME, VERIFICATION};

use crate::application::{self, Application, Checked, parse_day};
use crate::matching::{self, Verdict};
use crate::outcome::{Outcome, Refusal};
use crate::store::{self, Draft};
use crate::{DRAFT, Registration, proofing};

impl Registration {
    /// Takes an application: checks its shape, compares it with the identity register, and keeps it for this browser if all
    /// matches. Put [`crate::with_floor`] around it.
    ///
    /// # Errors
    /// `registration_closed`, `too_many_attempts`, `register_unavailable`. None of them depends on who has an account.
    pub async fn begin(
        &self,
        browser: &Browser,
        address: ClientAddress,
        application: &Application,
    ) -> Result<Outcome> {
        self.config.open_policy(self.mode)?;
        let today = self.parts.env.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        // Somewhere it is tomorrow already: a card issued this morning is not "in the future".
        let checked = match application::check(application, today.tomorrow().unwrap_or(today)) {
            Ok(checked) => checked,
            Err(faults) => return Ok(Outcome::Malformed(faults)),
        };
        self.count_attempt(&checked.card, address).await?;
        let card = self.parts.identity.card_hash(checked.card.as_str());
        let draft = self.open_draft(browser, application, &checked).await?;
        let record = self.read_register(&draft).await;
        crash::point("registration.after_register_read");
        // Asked in every case, so that the time it takes tells nothing.
        let holder = self.parts.identity.account_by_card(&card).await?;
        match record {
            Ok(record) => self.judge(&draft, &checked, record.as_ref(), holder).await,
            Err(error) => {
                self.discard(&draft, None).await?;
                told_of_failure(error)
            }
        }
    }

    async fn open_draft(
        &self,
        browser: &Browser,
        application: &Application,
        checked: &Checked,
    ) -> Result<Draft> {
        let env = &self.parts.env;
        let draft = Draft { id: env.new_uuid()?, applicant: env.new_id()?, lang: application.lang };
        let now = env.now();
        // The number alone: it finds the record. What was typed besides is compared from memory and not kept.
        let items = &Items::new().with(CARD_NUMBER, checked.card.as_str());
        let stored = &draft;
        env.db
            .tx(|tx| {
                Box::pin(async move {
                    store::insert_draft(tx, stored, &browser.hash, now, now + DRAFT).await?;
                    self.parts.vault.put(tx, stored.applicant, items).await
                })
            })
            .await?;
        Ok(draft)
    }

    async fn read_register(&self, draft: &Draft) -> Result<Option<BTreeMap<String, String>>> {
        let (dataset, purpose) = self.config.read()?;
        let fields = matching::FIELDS.map(str::to_owned).to_vec();
        let read = self.parts.env.new_id()?;
        let permit = self.parts.consents.for_registration(draft.applicant, dataset, fields, purpose, read);
        (self.register)(permit).await
    }

    async fn judge(
        &self,
        draft: &Draft,
        checked: &Checked,
        record: Option<&BTreeMap<String, String>>,
        holder: Option<AccountId>,
    ) -> Result<Outcome> {
        match (matching::compare(checked, record), holder) {
            (Verdict::Verified, None) => self.keep(draft, record).await,
            (Verdict::Verified, Some(_)) => self.refuse(draft, Refusal::AlreadyRegistered, holder).await,
            (Verdict::Lost, _) => self.refuse(draft, Refusal::CardReportedLost, holder).await,
            (Verdict::No, _) => self.refuse(draft, Refusal::NotVerified, None).await,
        }
    }

    /// Verified: the profile is what the register holds, not what was typed.
    async fn keep(&self, draft: &Draft, record: Option<&BTreeMap<String, String>>) -> Result<Outcome> {
        let field = |name| record.and_then(|r| r.get(name)).map(String::as_str).unwrap_or_default();
        let birth = parse_day(field("date_of_birth")).map(|day| day.to_string()).unwrap_or_default();
        let now = self.parts.env.now();
        let profile = &Items::new()
            .with(NAME, field("name").trim())
            .with(DATE_OF_BIRTH, birth)
            .with(VERIFICATION, proofing::against_register(&self.config.read()?.0, now));
        self.parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    if !store::mark_verified(tx, draft.id, now, now + DRAFT).await? {
                        return Err(registration_over());
                    }
                    self.parts.vault.put(tx, draft.applicant, profile).await
                })
            })
            .await?;
        Ok(Outcome::Verified(draft.id))
    }

    async fn refuse(&self, draft: &Draft, why: Refusal, holder: Option<AccountId>) -> Result<Outcome> {
        self.discard(draft, Some((why, holder))).await?;
        Ok(Outcome::Refused(why))
    }

    /// Ends a registration that failed: nothing of the applicant stays, and the card's holder learns what concerns them.
    pub(crate) async fn discard(
        &self,
        draft: &Draft,
        told: Option<(Refusal, Option<AccountId>)>,
    ) -> Result<()> {
        self.parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    store::delete_draft(tx, draft.id).await?;
                    self.forget(tx, draft.applicant).await?;
                    match told {
                        Some((why, holder)) => self.tell_holder(tx, why, holder).await,
                        None => Ok(()),
                    }
                })
            })
            .await
    }

    /// Destroys an applicant's values and the key they were sealed under.
    pub(crate) async fn forget(&self, tx: &mut Tx<'_>, applicant: AccountId) -> Result<()> {
        store::sandbox::delete_passkey(tx, applicant).await?;
        self.parts.vault.forget(tx, applicant).await?;
        self.parts.keys.destroy(tx, applicant.uuid()).await
    }

    async fn tell_holder(&self, tx: &mut Tx<'_>, why: Refusal, holder: Option<AccountId>) -> Result<()> {
        use causeway_evidence::Refusal as Reason;
        let (reason, notice) = match why {
            Refusal::NotVerified => return Ok(()),
            Refusal::CardReportedLost => (Reason::LostCard, Notice::LostCard),
            Refusal::AlreadyRegistered => (Reason::AlreadyRegistered, Notice::RegistrationAttempt),
        };
        let chain = match holder {
            Some(account) => {
                self.parts.notify.send(tx, account, &notice).await?;
                Chain::Person(account)
            }
            None => Chain::Platform,
        };
        self.parts.evidence.record(tx, chain, &Event::RegistrationRefused { reason }).await?;
        Ok(())
    }
}

/// A register that could not be asked is told as such; one that says no is told like any other no, and left for the operator to
/// find in the log.
fn told_of_failure(error: Error) -> Result<Outcome> {
    if matches!(error.kind(), Kind::Forbidden | Kind::NotFound | Kind::Conflict | Kind::Gone) {
        tracing::warn!(?error, "the identity register refused a read for a registration");
        return Ok(Outcome::Refused(Refusal::NotVerified));
    }
    Err(Error::unavailable(
        "register_unavailable",
        "The identity register cannot be asked at the moment. Nothing you entered was kept; try again in a minute.",
        60,
    )
    .with_cause(error))
}

/// What is said of a registration that is completed, expired, of another browser, or never was: one answer.
pub(crate) fn registration_over() -> Error {
    Error::gone(
        "registration_over",
        "This registration is over: it was completed, or its 15 minutes have passed. Log in if you have your passkey, or start again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_that_is_down_is_told_and_one_that_says_no_is_not() {
        for down in [
            Error::upstream("provider_down", "x"),
            Error::unavailable("busy", "x", 1),
            Error::internal("broken"),
            Error::too_many(5),
            Error::invalid("dataset_unknown", "x"),
        ] {
            let told = told_of_failure(down).unwrap_err();
            assert_eq!((told.code(), told.retry_after_seconds()), ("register_unavailable", Some(60)));
        }
        for no in [Error::not_found(), Error::forbidden("no", "x"), Error::conflict("no", "x")] {
            assert_eq!(told_of_failure(no).unwrap(), Outcome::Refused(Refusal::NotVerified));
        }
    }
}
