//! The permit: the only key to personal data, good for one read.

use causeway_core::{AccountId, ClientId, ConsentId, DatasetId, PurposeId, ReadId};

/// On what ground data may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The person's consent.
    Consent(ConsentId),
    /// A law: named officer, case and article. Built by the legal-access service when it comes; nothing builds it yet.
    Law {
        /// Who ordered it.
        officer: String,
        /// In which case.
        case: String,
        /// By which article.
        article: String,
    },
    /// The terms accepted at registration: this applicant, register fields only, to the platform alone.
    Registration,
}

impl Basis {
    /// `consent`, `law` or `registration`: as on the wire and in receipts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Consent(_) => "consent",
            Self::Law { .. } => "law",
            Self::Registration => "registration",
        }
    }
}

/// Who receives the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A client.
    Client(ClientId),
    /// The platform itself, at registration.
    Platform,
}

/// Leave to read these fields of this person for this recipient, once. Taken by value by whoever reads; not clonable.
#[derive(Debug)]
pub struct Permit {
    pub(crate) basis: Basis,
    pub(crate) account: AccountId,
    pub(crate) recipient: Recipient,
    pub(crate) dataset: Option<DatasetId>,
    pub(crate) fields: Vec<String>,
    pub(crate) purpose: PurposeId,
    pub(crate) read: ReadId,
}

impl Permit {
    /// On what ground.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }

    /// About whom.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// To whom.
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// Of which dataset; none for the platform's own verified profile.
    pub fn dataset(&self) -> Option<&DatasetId> {
        self.dataset.as_ref()
    }

    /// Which fields.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Why.
    pub fn purpose(&self) -> &PurposeId {
        &self.purpose
    }

    /// The consent it stands on, if it does.
    pub fn consent(&self) -> Option<ConsentId> {
        match &self.basis {
            Basis::Consent(id) => Some(*id),
            Basis::Law { .. } | Basis::Registration => None,
        }
    }

    /// The one read it is for.
    pub fn read(&self) -> ReadId {
        self.read
    }
}
