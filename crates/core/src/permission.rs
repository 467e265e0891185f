//! What staff may be allowed to do: names alone. Which role holds which of them is `identity`'s table (docs/ROLES.md).

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// One thing that staff may be allowed to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Permission {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Permission {
            /// Every permission there is, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its stable name, such as `clients.propose`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it allows, in a sentence: for the documents.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

permissions! {
    /// Enter the console and see what waits for oneself.
    Desk = "desk";
    /// See organisations, their units and contact points.
    OrganisationsRead = "organisations.read";
    /// Propose an organisation, or a change to one.
    OrganisationsPropose = "organisations.propose";
    /// See who holds which role.
    StaffRead = "staff.read";
    /// Invite staff, give and end roles, confirm in access reviews.
    StaffManage = "staff.manage";
    /// See mandates; give and end them for an organisation.
    MandatesManage = "mandates.manage";
    /// See clients.
    ClientsRead = "clients.read";
    /// Propose clients and changes to them, make their secrets anew.
    ClientsPropose = "clients.propose";
    /// Stop a client at once.
    ClientsStop = "clients.stop";
    /// See datasets and providers.
    DatasetsRead = "datasets.read";
    /// Propose datasets, providers and changes to them.
    DatasetsPropose = "datasets.propose";
    /// See purposes.
    PurposesRead = "purposes.read";
    /// Propose purposes and changes to them.
    PurposesPropose = "purposes.propose";
    /// Approve what others have proposed for the public: organisations, clients, datasets, providers, purposes.
    CatalogueApprove = "catalogue.approve";
    /// Approve a role of weight that others have proposed.
    RolesApprove = "roles.approve";
    /// Look at a person's record, with a reason that the person sees.
    PeopleLook = "people.look";
    /// See the evidence of what staff and organisations did.
    EvidenceRead = "evidence.read";
    /// See the state of the system.
    SystemRead = "system.read";
    /// Put set-aside jobs back to work.
    SystemAct = "system.act";
    /// Begin, or approve as the second officer, what cannot be undone.
    OfficersAct = "officers.act";
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_permission_says_what_it_allows() {
        let names: std::collections::BTreeSet<_> = Permission::ALL.iter().map(|p| p.as_str()).collect();
        assert_eq!(names.len(), Permission::ALL.len());
        assert!(Permission::ALL.iter().all(|p| p.meaning().ends_with('.')));
    }
}
