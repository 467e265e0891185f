//! The catalogue: what can be exchanged, why, and who holds it.

use causeway_consent::Detail;
use causeway_core::{ClientId, DatasetId, Error, Found, OrganisationId, PurposeId, Result, Search, Tx};

use crate::draft::Registered;
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
        env.db
            .tx(|tx| {
                Box::pin(async move {
                    store::put_dataset(tx, dataset, now).await?;
                    self.note_dataset(tx, dataset).await
                })
            })
            .await
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
        env.db
            .tx(|tx| {
                Box::pin(async move {
                    store::put_provider(tx, provider, now).await?;
                    self.note_provider(tx, provider).await
                })
            })
            .await
    }

    /// Datasets whose id or name, in any language, holds the words; of one organisation, if the search says so. `viewer` knows of its
    /// own and of what the catalogue shows; `None` is the platform's staff, who know of all.
    pub async fn search_datasets(
        &self,
        search: &Search,
        viewer: Option<&OrganisationId>,
    ) -> Result<Found<Dataset>> {
        store::search_datasets(&self.parts().env.db, search, viewer).await
    }

    /// Providers whose organisation's id or address holds the words; of one organisation, if the search says so.
    pub async fn search_providers(&self, search: &Search) -> Result<Found<Provider>> {
        store::search_providers(&self.parts().env.db, search).await
    }

    /// Purposes whose id or words, in any language, hold the words; of one organisation, if the search says so.
    pub async fn search_purposes(&self, search: &Search) -> Result<Found<Registered>> {
        store::search_purposes(&self.parts().env.db, search).await
    }

    /// A purpose with who answers for it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn registered_purpose(&self, id: &PurposeId) -> Result<Registered> {
        store::registered(&self.parts().env.db, id).await?.ok_or_else(Error::not_found)
    }

    /// Whether a purpose is registered, in the caller's transaction.
    pub async fn purpose_known(&self, tx: &mut Tx<'_>, id: &PurposeId) -> Result<bool> {
        Ok(store::known_purpose(tx, id).await?.is_some())
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
    /// `fields_exceed_purpose`, `until_missing`, `until_out_of_range`: all of them `invalid_authorization_details` to OAuth. And `provider_suspended`.
    pub async fn check_detail(&self, client: &ClientId, element: &serde_json::Value) -> Result<Detail> {
        let env = &self.parts().env;
        let asked = detail::read(element)?;
        let dataset = store::dataset(&env.db, &asked.dataset).await?;
        let purpose = store::purpose(&env.db, &asked.purpose).await?;
        let checked = detail::check(client, asked, dataset, purpose.as_ref(), env.now())?;
        if let Detail::Exchange { provider, .. } = &checked {
            self.check_provides(provider).await?;
        }
        Ok(checked)
    }
}
