//! The one table of roles: which role allows what. Code, tests and `docs/ROLES.md` share it.

use causeway_core::Permission::{
    CatalogueApprove, ClientsPropose, ClientsRead, ClientsStop, DatasetsPropose, DatasetsRead, Desk,
    EvidenceRead, MandatesManage, OfficersAct, OrganisationsPropose, OrganisationsRead, PeopleLook,
    PurposesPropose, PurposesRead, RolesApprove, StaffManage, StaffRead, SystemAct, SystemRead,
};
use causeway_core::{Error, FromValue, Permission, Result, Value};
use serde::{Deserialize, Serialize};

macro_rules! roles {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, weighty $weighty:literal: [$($permission:ident),+];)+) => {
        /// What a member of an organisation's staff may be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Role {
            /// Every role there is, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its stable name, such as `data_steward`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is for, in a sentence: for the documents.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// What it allows in the platform's own organisation. Elsewhere it is [`Role::allows`] that counts.
            pub fn permissions(self) -> &'static [Permission] {
                match self { $(Self::$variant => &[$($permission),+],)+ }
            }

            /// Whether giving it takes a second person. In the platform's own organisation every role does.
            pub fn weighty(self, platform: bool) -> bool {
                platform || match self { $(Self::$variant => $weighty,)+ }
            }
        }
    };
}

roles! {
    /// Keeps an organisation's entry, its staff and its mandates; at the platform, looks up a person who asks for help.
    Registrar = "registrar", weighty true:
        [Desk, OrganisationsRead, OrganisationsPropose, StaffRead, StaffManage, MandatesManage, PeopleLook];
    /// Connects services: proposes clients.
    Integrator = "integrator", weighty false:
        [Desk, OrganisationsRead, ClientsRead, ClientsPropose, DatasetsRead, PurposesRead];
    /// Answers for data: proposes datasets, providers and purposes.
    DataSteward = "data_steward", weighty false:
        [Desk, OrganisationsRead, DatasetsRead, DatasetsPropose, PurposesRead, PurposesPropose, ClientsRead];
    /// Is the second pair of eyes on what becomes real for the public; proposes nothing.
    Approver = "approver", weighty true:
        [Desk, OrganisationsRead, StaffRead, ClientsRead, DatasetsRead, PurposesRead, EvidenceRead, SystemRead, CatalogueApprove];
    /// Sees everything that staff and organisations do and changes nothing.
    Auditor = "auditor", weighty false:
        [Desk, OrganisationsRead, StaffRead, ClientsRead, DatasetsRead, PurposesRead, EvidenceRead, SystemRead];
    /// Keeps the system running; stops a client that harms it.
    Operator = "operator", weighty true: [Desk, SystemRead, SystemAct, ClientsRead, ClientsStop, OrganisationsRead];
    /// Watches over who may do what; with a second officer, does what cannot be undone.
    SecurityOfficer = "security_officer", weighty true:
        [Desk, OrganisationsRead, StaffRead, StaffManage, RolesApprove, OfficersAct, ClientsRead, ClientsStop, EvidenceRead, SystemRead];
}

/// What a role allows in the platform's own organisation alone: it reaches beyond one organisation.
pub const PLATFORM_ONLY: &[Permission] =
    &[CatalogueApprove, RolesApprove, PeopleLook, SystemRead, SystemAct, OfficersAct];

impl Role {
    /// What it allows its holder: less outside the platform's own organisation ([`PLATFORM_ONLY`]).
    pub fn allows(self, platform: bool) -> impl Iterator<Item = Permission> {
        self.permissions().iter().copied().filter(move |p| platform || !PLATFORM_ONLY.contains(p))
    }
}

impl std::str::FromStr for Role {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text).ok_or_else(Error::not_found)
    }
}

impl FromValue for Role {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        name.parse().map_err(|_| Error::internal(format!("unknown role {name}")))
    }
}

impl From<Role> for Value {
    fn from(role: Role) -> Self {
        role.as_str().into()
    }
}
