//! The catalogue: what can be exchanged, why, and who holds it.

use causeway_consent::Detail;
use causeway_core::{ClientId, DatasetId, Error, OrganisationId, PurposeId, Result};

use crate::model::{Dataset, Provider, Purpose};
use crate::rules::{catalogue, detail};
use crate::{Exchange, store};

impl Exchange {
    /// Adds a dataset or replaces the one of that id.
    ///
    /// # Errors
    /// `bad_dataset`.
    pub async fn put_dataset(&self, dataset: &Dataset) -> Result<()> {
        catalogue::check_dataset(dataset)?;
        let env = &self.parts().env;
        let now = env.now();
        env.db.tx(|tx| Box::pin(async move { store::put_dataset(tx, dataset, now).await })).await
    }

    /// Adds a purpose or replaces the one of that id.
    ///
    /// # Errors
    /// `bad_purpose`.
    pub async fn put_purpose(&self, purpose: &Purpose) -> Result<()> {
        catalogue::check_purpose_entry(purpose)?;
        let env = &self.parts().env;
        let now = env.now();
        env.db.tx(|tx| Box::pin(async move { store::put_purpose(tx, purpose, now).await })).await
    }

    /// Adds a provider or replaces the one of that organisation.
    ///
    /// # Errors
    /// `bad_provider`.
    pub async fn put_provider(&self, provider: &Provider) -> Result<()> {
        catalogue::check_provider(provider)?;
        let env = &self.parts().env;
        let now = env.now();
        env.db.tx(|tx| Box::pin(async move { store::put_provider(tx, provider, now).await })).await
    }

    /// Every dataset, drafts and withdrawn ones too, by id.
    pub async fn datasets(&self) -> Result<Vec<Dataset>> {
        store::datasets(&self.parts().env.db).await
    }

    /// One dataset, whatever its life cycle.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn dataset(&self, id: &DatasetId) -> Result<Dataset> {
        store::dataset(&self.parts().env.db, id).await?.ok_or_else(Error::not_found)
    }

    /// Every purpose, by id.
    pub async fn purposes(&self) -> Result<Vec<Purpose>> {
        store::purposes(&self.parts().env.db).await
    }

    /// One purpose.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn purpose(&self, id: &PurposeId) -> Result<Purpose> {
        store::purpose(&self.parts().env.db, id).await?.ok_or_else(Error::not_found)
    }

    /// One provider.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn provider(&self, organisation: &OrganisationId) -> Result<Provider> {
        store::provider(&self.parts().env.db, organisation).await?.ok_or_else(Error::not_found)
    }

    /// Validates an `authorization_details` element of type `urn:causeway:exchange` (RFC 9396) that `client` sends:
    /// `{type, dataset, fields, purpose, once, until?}`; `until` (RFC 3339, within a year) is required for what stands.
    ///
    /// # Errors
    /// `detail_malformed`, `dataset_unknown`, `dataset_deprecated`, `fields_missing`, `field_unknown`, `purpose_not_allowed`,
    /// `fields_exceed_purpose`, `until_missing`, `until_out_of_range`: all of them `invalid_authorization_details` to OAuth.
    pub async fn check_detail(&self, client: &ClientId, element: &serde_json::Value) -> Result<Detail> {
        let env = &self.parts().env;
        let asked = detail::read(element)?;
        let dataset = store::dataset(&env.db, &asked.dataset).await?;
        let purpose = store::purpose(&env.db, &asked.purpose).await?;
        detail::check(client, asked, dataset, purpose.as_ref(), env.now())
    }
}
