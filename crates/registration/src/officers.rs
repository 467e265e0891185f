//! What two officers decide about a person: erasing them, opening one receipt of theirs for a court, withholding notice of a case.
//!
//! Each is a proposal ([`causeway_identity::Proposal`]) that one officer makes and another approves; what stands here is the content of
//! each, and what it does once it is approved, in the transaction of the approval.

use causeway_core::{AccountId, Error, OrganisationId, ReceiptId, Result, Tx};
use causeway_evidence::{ErasureReason, Suspension, check_case};
use causeway_identity::{Applied, Apply, Effect, NewProposal, Proposal, ProposalKind, apply};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Registration, Removal};

/// Every effect that these acts have, with the names of what stands in it: the words `effect-<key>`.
///
/// `until` is a time (RFC 3339), `case` the reference of a case, `receipt` a receipt's id. Nothing about the person is among them: one
/// officer alone sees what an act will do.
pub const EFFECTS: &[(&str, &[&str])] = &[
    ("person-erased", &["case"]),
    ("person-consents-withdrawn", &[]),
    ("person-key-destroyed", &[]),
    ("receipt-opened", &["receipt", "case"]),
    ("receipt-opened-told", &[]),
    ("receipt-opened-withheld", &["until"]),
    ("notice-suspended", &["case", "until"]),
    ("notice-told-afterwards", &["until"]),
];

/// Erasing a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// Whom.
    pub account: AccountId,
    /// Why.
    pub reason: ErasureReason,
    /// The reference of the case.
    pub case: String,
}

/// Opening one receipt for a court.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub receipt: ReceiptId,
    /// The court's reference.
    pub case: String,
}

/// Not telling a person for a while what is done in one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withholding {
    /// Whom.
    pub account: AccountId,
    /// Of which case.
    pub case: String,
    /// Until when.
    pub until: Timestamp,
}

macro_rules! proposals {
    ($($name:ident => $kind:ident;)+) => {$(
        impl $name {
            /// As it is proposed for the officers of `organisation`.
            ///
            /// # Errors
            /// `bad_case`.
            pub fn proposal(&self, organisation: &OrganisationId) -> Result<NewProposal> {
                check_case(&self.case)?;
                Ok(NewProposal {
                    kind: ProposalKind::$kind,
                    organisation: organisation.clone(),
                    subject: self.account.to_string(),
                    content: serde_json::to_value(self).map_err(Error::internal)?,
                })
            }
        }
    )+};
}

proposals! {
    Erasure => PersonErasure;
    Opening => ReceiptOpening;
    Withholding => NoticeSuspension;
}

impl Registration {
    /// Gives `identity` what the three kinds of proposals do. At wiring, once.
    pub fn register_officers(&self) {
        let identity = &self.parts.identity;
        identity.register_applier(ProposalKind::PersonErasure, self.erasing());
        identity.register_applier(ProposalKind::ReceiptOpening, self.opening());
        identity.register_applier(ProposalKind::NoticeSuspension, self.withholding());
    }

    fn erasing(&self) -> Apply {
        let own = self.clone();
        apply(move |tx, proposal| {
            let own = own.clone();
            Box::pin(async move { own.erase(tx, proposal).await })
        })
    }

    fn opening(&self) -> Apply {
        let own = self.clone();
        apply(move |tx, proposal| {
            let own = own.clone();
            Box::pin(async move { own.open(tx, proposal).await })
        })
    }

    fn withholding(&self) -> Apply {
        let own = self.clone();
        apply(move |tx, proposal| {
            let own = own.clone();
            Box::pin(async move { own.withhold(tx, proposal).await })
        })
    }

    async fn erase(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let Erasure { account, reason, case } = content(proposal)?;
        let how =
            Removal::Officers { organisation: proposal.organisation.clone(), reason, case: case.clone() };
        self.parts.remove_person(tx, account, &how).await?;
        let effects = vec![
            Effect::new("person-erased", [("case", case)]),
            Effect::new("person-consents-withdrawn", []),
            Effect::new("person-key-destroyed", []),
        ];
        Ok(Applied { effects, ..Applied::default() })
    }

    async fn open(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let Opening { account, receipt, case } = content(proposal)?;
        let evidence = &self.parts.evidence;
        let opened = evidence.open_receipt(tx, account, receipt, &proposal.organisation, &case).await?;
        let told = match evidence.suspended_within(tx, account, &case).await? {
            Some(until) => Effect::new("receipt-opened-withheld", [("until", until.to_string())]),
            None => Effect::new("receipt-opened-told", []),
        };
        let effect = Effect::new("receipt-opened", [("receipt", receipt.to_string()), ("case", case)]);
        let result = serde_json::to_value(opened).map_err(Error::internal)?;
        Ok(Applied { effects: vec![effect, told], result: Some(result), ..Applied::default() })
    }

    async fn withhold(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let Withholding { account, case, until } = content(proposal)?;
        let suspension = Suspension {
            id: proposal.id,
            account,
            organisation: proposal.organisation.clone(),
            case: case.clone(),
            until,
        };
        self.parts.evidence.suspend_notice(tx, &suspension).await?;
        let effects = vec![
            Effect::new("notice-suspended", [("case", case), ("until", until.to_string())]),
            Effect::new("notice-told-afterwards", [("until", until.to_string())]),
        ];
        Ok(Applied { effects, ..Applied::default() })
    }
}

/// What a proposal holds, if it is about whom it says it is about: who may not approve it is found by that.
fn content<T: DeserializeOwned + About>(proposal: &Proposal) -> Result<T> {
    let content: T =
        serde_json::from_value(proposal.content.clone()).map_err(|e| unreadable().with_cause(e))?;
    if content.account().to_string() == proposal.subject { Ok(content) } else { Err(unreadable()) }
}

/// What is about a person.
trait About {
    fn account(&self) -> AccountId;
}

impl About for Erasure {
    fn account(&self) -> AccountId {
        self.account
    }
}

impl About for Opening {
    fn account(&self) -> AccountId {
        self.account
    }
}

impl About for Withholding {
    fn account(&self) -> AccountId {
        self.account
    }
}

fn unreadable() -> Error {
    Error::invalid("bad_proposal", "This proposal cannot be read. Make it anew.")
}
