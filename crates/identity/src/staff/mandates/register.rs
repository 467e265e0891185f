//! The register of those who may act for organisations: a port to the outside world.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use causeway_core::{OrganisationId, Result};
use causeway_http::access::BoxFuture;

use crate::model::CardHash;

/// In which capacity the register names a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// A director of a company.
    Director,
    /// Who owns the business alone.
    SoleProprietor,
    /// A partner of a partnership.
    Partner,
    /// Who keeps a company's papers.
    Secretary,
    /// Who acts for somebody, or something, that cannot act itself.
    Guardian,
}

impl Capacity {
    /// Whether it lets a person bind the organisation: a secretary keeps its papers and does not.
    pub fn binds(self) -> bool {
        !matches!(self, Self::Secretary)
    }
}

/// A person whom the register names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Who: registers know card numbers, this crate their keyed hashes ([`crate::Identity::card_hash`]).
    pub person: CardHash,
    /// In which capacity.
    pub capacity: Capacity,
    /// The entry's reference in the register.
    pub entry: String,
}

/// What the register says of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Whether it exists: a dissolved company does not.
    pub standing: bool,
    /// Who may act for it.
    pub officers: Vec<Officer>,
}

/// The companies' register and its like.
pub trait OfficerRegister: std::fmt::Debug + Send + Sync {
    /// Who is named for an organisation; nothing if the register does not know it. Asked outside of any transaction.
    fn named<'a>(&'a self, organisation: &'a OrganisationId) -> BoxFuture<'a, Result<Option<Named>>>;
}

/// The twin in memory: for tests, and where no register is connected yet. It knows what it was told.
#[derive(Debug, Default)]
pub struct MemoryRegister(Mutex<BTreeMap<OrganisationId, Named>>);

impl MemoryRegister {
    /// What it says of an organisation from now on.
    pub fn say(&self, organisation: OrganisationId, named: Named) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organisation, named);
    }
}

impl OfficerRegister for MemoryRegister {
    fn named<'a>(&'a self, organisation: &'a OrganisationId) -> BoxFuture<'a, Result<Option<Named>>> {
        let named = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(organisation).cloned();
        Box::pin(async move { Ok(named) })
    }
}
