//! What of the catalogue must survive the restore of an older backup, and doing it again there: a dataset that is offered no more or has
//! fewer fields, a provider whose key leaked, a purpose for which less may be asked.

use causeway_core::journal::{self, Entry};
use causeway_core::{Error, Result, Tx};
use serde_json::json;

use crate::model::{Dataset, Provider, Purpose};
use crate::{Exchange, store};

/// A dataset's life cycle and fields were set.
const DATASET: &str = "exchange.dataset_state";
/// A provider's address or keys were set.
const PROVIDER: &str = "exchange.provider_changed";
/// Who may ask what for a purpose was set.
const PURPOSE: &str = "exchange.purpose_uses";

impl Exchange {
    pub(crate) async fn note_dataset(&self, tx: &mut Tx<'_>, dataset: &Dataset) -> Result<()> {
        let entry =
            json!({"dataset": dataset.id, "state": dataset.life_cycle.as_str(), "fields": dataset.fields});
        journal::note(&self.parts().env, tx, DATASET, entry).await
    }

    pub(crate) async fn note_provider(&self, tx: &mut Tx<'_>, provider: &Provider) -> Result<()> {
        let entry = json!({
            "organisation": provider.organisation,
            "base_url": provider.base_url,
            "signing_keys": provider.signing_keys,
            "encryption_key": provider.encryption_key,
        });
        journal::note(&self.parts().env, tx, PROVIDER, entry).await
    }

    pub(crate) async fn note_purpose(&self, tx: &mut Tx<'_>, purpose: &Purpose) -> Result<()> {
        let entry = json!({"purpose": purpose.id, "uses": purpose.uses});
        journal::note(&self.parts().env, tx, PURPOSE, entry).await
    }

    /// Does again what an entry of the journal says was done here. Idempotent; entries of other domains are passed over.
    pub async fn replay(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
        let part = |name: &str| entry.entry.get(name).cloned().unwrap_or_default();
        let text = |name: &str| serde_json::from_value::<String>(part(name)).map_err(Error::internal);
        match entry.kind.as_str() {
            DATASET => store::put_dataset_again(tx, &text("dataset")?, &text("state")?, part("fields")).await,
            PURPOSE => store::put_uses_again(tx, &text("purpose")?, part("uses")).await,
            PROVIDER => {
                let (signing, encryption) = (part("signing_keys"), part("encryption_key"));
                store::put_keys_again(tx, &text("organisation")?, &text("base_url")?, signing, encryption)
                    .await
            }
            _ => Ok(()),
        }
    }
}
