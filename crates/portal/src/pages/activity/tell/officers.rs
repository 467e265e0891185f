//! What two officers did, in words for the person whom it concerns.

use causeway_core::Result;
use causeway_evidence::{ErasureReason, Event, Removal};

use super::{Mark, Teller, Told};
use crate::pages::console::word_key;

impl Teller<'_> {
    /// Events of the acts that need two officers, and of an account's end.
    pub(super) async fn officers(&mut self, event: &Event) -> Result<Told> {
        match event {
            Event::ReceiptOpened { receipt, organisation, case } => {
                let organisation = self.names.organisation(organisation).await?;
                Ok(self
                    .plain("event-receipt-opened")
                    .marked(Mark::Warning)
                    .brief("fact-organisation", organisation)
                    .brief("fact-case", case)
                    .fact("fact-opened", receipt.to_string()))
            }
            Event::NoticeSuspended { organisation, case, until } => {
                let organisation = self.names.organisation(organisation).await?;
                Ok(self
                    .plain("event-notice-suspended")
                    .marked(Mark::Warning)
                    .brief("fact-organisation", organisation)
                    .brief("fact-case", case)
                    .brief("fact-until", self.when.moment(*until)))
            }
            Event::AccountDeleted { cause, reason, case } => {
                let why = reason.map(|reason| self.erasure(reason)).unwrap_or_default();
                let told = self.plain(match cause {
                    Removal::Asked => "event-account-deleted",
                    Removal::Officers => "event-account-erased",
                    Removal::Sandbox => "event-account-removed",
                });
                Ok(told.brief("fact-why", why).brief("fact-case", case.as_deref().unwrap_or_default()))
            }
            Event::OfficerNamedPerson { act, case, .. } => {
                let kind = self.words.find(&word_key("kind", act)).unwrap_or_else(|| act.clone());
                Ok(self
                    .plain("event-officer-named-person")
                    .marked(Mark::Warning)
                    .brief("fact-kind", kind)
                    .brief("fact-case", case))
            }
            _ => Ok(self.plain("event-unknown")),
        }
    }

    fn erasure(&self, reason: ErasureReason) -> String {
        self.words.t(match reason {
            ErasureReason::PersonAsked => "erasure-reason-person-asked",
            ErasureReason::Deceased => "erasure-reason-deceased",
            ErasureReason::Duplicate => "erasure-reason-duplicate",
            ErasureReason::WronglyRegistered => "erasure-reason-wrongly-registered",
            ErasureReason::CourtOrder => "erasure-reason-court-order",
        })
    }
}
