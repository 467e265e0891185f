//! The one table of proposals: who makes a kind of them, who approves it, how many it takes.

use causeway_core::setting::Mode;
use causeway_core::{Error, FromValue, Permission, Result, Value};
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// What a proposal is about. Each kind has one applier, in the domain that it belongs to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ProposalKind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ProposalKind {
            /// Every kind there is, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its stable name, such as `client_secret`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is about, in a sentence: for the documents.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

kinds! {
    /// An organisation, or a change to one.
    Organisation = "organisation";
    /// A role for a member of staff.
    Role = "role";
    /// A client, or a change to one.
    Client = "client";
    /// A client's secret made anew.
    ClientSecret = "client_secret";
    /// A client stopped at once.
    ClientStop = "client_stop";
    /// A stopped client set going again.
    ClientResume = "client_resume";
    /// A token by which programs of an organisation register clients.
    ClientRegistration = "client_registration";
    /// A dataset, or a change to one.
    Dataset = "dataset";
    /// A provider, or a change to one.
    Provider = "provider";
    /// A purpose, or a change to one.
    Purpose = "purpose";
    /// A person's data erased for good, key and all.
    PersonErasure = "person_erasure";
    /// A receipt's commitment opened for a court.
    ReceiptOpening = "receipt_opening";
    /// The notice to a person held back for a while.
    NoticeSuspension = "notice_suspension";
    /// A set-aside job put back to work.
    JobRetry = "job_retry";
}

/// Whether a kind takes a second person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// It applies at once.
    Nobody,
    /// Somebody else has to approve it.
    Another,
    /// In production alone.
    AnotherInProduction,
    /// When the role is weighty ([`crate::Role::weighty`]), or is given by staff of another organisation.
    AnotherIfWeighty,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What its maker must be allowed to do.
    pub make: Permission,
    /// What its approver must be allowed to do, as the platform's staff; nothing where nobody approves.
    pub approve: Option<Permission>,
    /// Whether it takes a second person.
    pub needs: Needs,
    /// Whether its maker must be the platform's staff.
    pub platform: bool,
    /// Whether its maker must be of the organisation whose matter it is, the platform's staff too: what it hands out is that
    /// organisation's alone.
    pub own: bool,
    /// Whether making it takes the maker's passkey: it applies at once, or cannot be undone.
    pub passkey: bool,
}

impl ProposalKind {
    /// Its row.
    pub fn rule(self) -> Rule {
        use Permission as P;
        let row = |make, approve, needs| Rule {
            make,
            approve,
            needs,
            platform: false,
            own: false,
            passkey: needs == Needs::Nobody,
        };
        let officers = Rule {
            platform: true,
            passkey: true,
            ..row(P::OfficersAct, Some(P::OfficersAct), Needs::Another)
        };
        match self {
            Self::Organisation => row(P::OrganisationsPropose, Some(P::CatalogueApprove), Needs::Another),
            Self::Role => {
                Rule { passkey: true, ..row(P::StaffManage, Some(P::RolesApprove), Needs::AnotherIfWeighty) }
            }
            Self::Client => row(P::ClientsPropose, Some(P::CatalogueApprove), Needs::AnotherInProduction),
            Self::ClientSecret | Self::ClientRegistration => {
                Rule { own: true, ..row(P::ClientsPropose, None, Needs::Nobody) }
            }
            Self::ClientStop => row(P::ClientsStop, None, Needs::Nobody),
            Self::ClientResume => row(P::ClientsPropose, Some(P::CatalogueApprove), Needs::Another),
            Self::Dataset | Self::Provider => {
                row(P::DatasetsPropose, Some(P::CatalogueApprove), Needs::Another)
            }
            Self::Purpose => row(P::PurposesPropose, Some(P::CatalogueApprove), Needs::Another),
            Self::PersonErasure | Self::ReceiptOpening | Self::NoticeSuspension => officers,
            Self::JobRetry => Rule { platform: true, ..row(P::SystemAct, None, Needs::Nobody) },
        }
    }

    /// Whether it is what two officers decide about a person: nobody else is to know of it, that person least of all.
    pub fn of_officers(self) -> bool {
        self.rule().approve == Some(Permission::OfficersAct)
    }

    /// How many others have to approve one of this kind. `weighty` is about [`ProposalKind::Role`] alone.
    pub fn needed(self, mode: Mode, weighty: bool) -> u32 {
        u32::from(match self.rule().needs {
            Needs::Nobody => false,
            Needs::Another => true,
            Needs::AnotherInProduction => mode == Mode::Production,
            Needs::AnotherIfWeighty => weighty,
        })
    }
}

impl std::str::FromStr for ProposalKind {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or_else(Error::not_found)
    }
}

impl FromValue for ProposalKind {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        name.parse().map_err(|_| Error::internal(format!("unknown kind of proposal {name}")))
    }
}

impl From<ProposalKind> for Value {
    fn from(kind: ProposalKind) -> Self {
        kind.as_str().into()
    }
}
