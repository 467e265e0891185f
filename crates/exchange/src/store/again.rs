//! SQL of what a restore does again.

use causeway_core::{Result, Tx};
use serde_json::Value;

pub(crate) async fn put_dataset_again(
    tx: &mut Tx<'_>,
    dataset: &str,
    state: &str,
    fields: Value,
) -> Result<()> {
    let sql = "update exchange_dataset set life_cycle = $1 where id = $2";
    tx.execute(sql, &[state.into(), dataset.into()]).await?;
    // Entries of before fields were noted say nothing of them.
    if fields.is_null() {
        return Ok(());
    }
    let sql = "update exchange_dataset set fields = $1 where id = $2";
    tx.execute(sql, &[fields.into(), dataset.into()]).await.map(drop)
}

pub(crate) async fn put_uses_again(tx: &mut Tx<'_>, purpose: &str, uses: Value) -> Result<()> {
    let sql = "update exchange_purpose set uses = $1 where id = $2";
    tx.execute(sql, &[uses.into(), purpose.into()]).await.map(drop)
}

pub(crate) async fn put_keys_again(
    tx: &mut Tx<'_>,
    organisation: &str,
    base_url: &str,
    signing: Value,
    encryption: Value,
) -> Result<()> {
    let sql = "update exchange_provider set base_url = $1, signing_keys = $2, encryption_key = $3 where organisation = $4";
    tx.execute(sql, &[base_url.into(), signing.into(), encryption.into(), organisation.into()])
        .await
        .map(drop)
}
