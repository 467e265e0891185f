//! Departments and companies.

use causeway_core::{Error, OrganisationId, Result, Tx};

use crate::model::Organisation;
use crate::{Identity, store};

impl Identity {
    /// Adds an organisation, or changes what it is called.
    pub async fn put_organisation(&self, tx: &mut Tx<'_>, organisation: &Organisation) -> Result<()> {
        store::put_organisation(tx, organisation).await
    }

    /// An organisation.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn organisation(&self, id: &OrganisationId) -> Result<Organisation> {
        store::organisations(&self.env.db, Some(id)).await?.pop().ok_or_else(Error::not_found)
    }

    /// All organisations, by their short names.
    pub async fn organisations(&self) -> Result<Vec<Organisation>> {
        store::organisations(&self.env.db, None).await
    }
}
