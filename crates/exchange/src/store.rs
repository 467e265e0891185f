//! SQL of the exchange: `exchange_dataset`, `exchange_purpose`, `exchange_provider`, `exchange_read`, `exchange_seen`,
//! `exchange_refused`.

mod again;
mod managed;

use causeway_core::{
    ClientId, ConsentId, DatasetId, Db, Error, OrganisationId, PurposeId, ReadId, Result, Row, Tx, Value,
};
use causeway_crypto::digest::sha256;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{Dataset, Provider, Purpose, Read, State};

pub(crate) use again::*;
pub(crate) use managed::*;

const BATCH: i64 = 500;

const DATASETS: &str = "select id, provider, name, description, fields, identifier, life_cycle \
    from exchange_dataset order by id";
const DATASET: &str = "select id, provider, name, description, fields, identifier, life_cycle \
    from exchange_dataset where id = $1";
const PUT_DATASET: &str = "insert into exchange_dataset \
    (id, provider, name, description, fields, identifier, life_cycle, updated_at) \
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do update set provider = excluded.provider, \
    name = excluded.name, description = excluded.description, fields = excluded.fields, \
    identifier = excluded.identifier, life_cycle = excluded.life_cycle, updated_at = excluded.updated_at";
const PUT_PURPOSE: &str = "insert into exchange_purpose (id, words, uses, updated_at) values ($1, $2, $3, $4) \
    on conflict (id) do update set words = excluded.words, uses = excluded.uses, updated_at = excluded.updated_at";
const PUT_PROVIDER: &str = "insert into exchange_provider \
    (organisation, base_url, signing_keys, encryption_key, updated_at) values ($1, $2, $3, $4, $5) \
    on conflict (organisation) do update set base_url = excluded.base_url, signing_keys = excluded.signing_keys, \
    encryption_key = excluded.encryption_key, updated_at = excluded.updated_at";
const INSERT_READ: &str = "insert into exchange_read (id, state, account, basis, consent, consumer, \
    consumer_organisation, provider, dataset, fields, purpose, request_sha256, created_at, expires_at) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const READ: &str = "select id, account, basis, consent, consumer, consumer_organisation, provider, dataset, fields, \
    purpose, request_sha256, created_at from exchange_read where id = $1";

pub(crate) async fn put_dataset(tx: &mut Tx<'_>, dataset: &Dataset, now: Timestamp) -> Result<()> {
    let params = [
        (&dataset.id).into(),
        (&dataset.provider).into(),
        (&dataset.name).into(),
        (&dataset.description).into(),
        json(&dataset.fields)?,
        (&dataset.identifier).into(),
        dataset.life_cycle.into(),
        now.into(),
    ];
    tx.execute(PUT_DATASET, &params).await.map(drop)
}

pub(crate) async fn datasets(db: &Db) -> Result<Vec<Dataset>> {
    db.query(DATASETS, &[]).await?.into_iter().map(dataset_of).collect()
}

pub(crate) async fn dataset(db: &Db, id: &DatasetId) -> Result<Option<Dataset>> {
    db.optional(DATASET, &[id.into()]).await?.map(dataset_of).transpose()
}

pub(crate) async fn dataset_in(tx: &mut Tx<'_>, id: &DatasetId) -> Result<Option<Dataset>> {
    tx.optional(DATASET, &[id.into()]).await?.map(dataset_of).transpose()
}

fn dataset_of(row: Row) -> Result<Dataset> {
    let (id, provider, name, description, fields, identifier, life_cycle) = row.read()?;
    Ok(Dataset { id, provider, name, description, fields: of_json(fields)?, identifier, life_cycle })
}

pub(crate) async fn put_purpose(tx: &mut Tx<'_>, purpose: &Purpose, now: Timestamp) -> Result<()> {
    let params = [(&purpose.id).into(), (&purpose.text).into(), json(&purpose.uses)?, now.into()];
    tx.execute(PUT_PURPOSE, &params).await.map(drop)
}

pub(crate) async fn purposes(db: &Db) -> Result<Vec<Purpose>> {
    let rows = db.query("select id, words, uses from exchange_purpose order by id", &[]).await?;
    rows.into_iter().map(purpose_of).collect()
}

pub(crate) async fn purpose(db: &Db, id: &PurposeId) -> Result<Option<Purpose>> {
    let row = db.optional("select id, words, uses from exchange_purpose where id = $1", &[id.into()]).await?;
    row.map(purpose_of).transpose()
}

/// The purpose, if it is registered.
pub(crate) async fn known_purpose(tx: &mut Tx<'_>, id: &PurposeId) -> Result<Option<PurposeId>> {
    tx.optional("select id from exchange_purpose where id = $1", &[id.into()])
        .await?
        .map(Row::read)
        .transpose()
}

fn purpose_of(row: Row) -> Result<Purpose> {
    let (id, text, uses) = row.read()?;
    Ok(Purpose { id, text, uses: of_json(uses)? })
}

pub(crate) async fn put_provider(tx: &mut Tx<'_>, provider: &Provider, now: Timestamp) -> Result<()> {
    let params = [
        (&provider.organisation).into(),
        (&provider.base_url).into(),
        json(&provider.signing_keys)?,
        json(&provider.encryption_key)?,
        now.into(),
    ];
    tx.execute(PUT_PROVIDER, &params).await.map(drop)
}

pub(crate) async fn provider(db: &Db, organisation: &OrganisationId) -> Result<Option<Provider>> {
    let row = db
        .optional(
            "select organisation, base_url, signing_keys, encryption_key from exchange_provider where organisation = $1",
            &[organisation.into()],
        )
        .await?;
    row.map(provider_of).transpose()
}

fn provider_of(row: Row) -> Result<Provider> {
    let (organisation, base_url, signing_keys, encryption_key) = row.read()?;
    Ok(Provider {
        organisation,
        base_url,
        signing_keys: of_json(signing_keys)?,
        encryption_key: of_json(encryption_key)?,
    })
}

/// Remembers a request by the digest of its name, which is the consumer's own words; false when it was seen before.
pub(crate) async fn first_time(
    tx: &mut Tx<'_>,
    consumer: &ClientId,
    jti: &str,
    expires_at: Timestamp,
) -> Result<bool> {
    let added = tx
        .execute(
            "insert into exchange_seen (consumer, jti_sha256, expires_at) values ($1, $2, $3) on conflict (consumer, jti_sha256) do nothing",
            &[consumer.into(), sha256(jti.as_bytes()).into(), expires_at.into()],
        )
        .await?;
    Ok(added == 1)
}

/// Notes a refusal under a consent; false when the same one was noted and has not expired.
pub(crate) async fn first_refusal(
    tx: &mut Tx<'_>,
    consent: ConsentId,
    code: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    let noted = tx
        .execute(
            "insert into exchange_refused (consent, code, expires_at) values ($1, $2, $3) \
             on conflict (consent, code) do update set expires_at = excluded.expires_at \
             where exchange_refused.expires_at <= $4",
            &[consent.into(), code.into(), expires_at.into(), now.into()],
        )
        .await?;
    Ok(noted == 1)
}

pub(crate) async fn intend(tx: &mut Tx<'_>, read: &Read, expires_at: Timestamp) -> Result<()> {
    let params = [
        read.id.into(),
        State::Intended.into(),
        read.account.into(),
        read.basis.as_str().into(),
        read.consent.into(),
        (&read.consumer).into(),
        (&read.consumer_organisation).into(),
        (&read.provider).into(),
        (&read.dataset).into(),
        json(&read.fields)?,
        (&read.purpose).into(),
        (&read.request_sha256).into(),
        read.at.into(),
        expires_at.into(),
    ];
    tx.execute(INSERT_READ, &params).await.map(drop)
}

/// Settles an intended read; false when it has been settled already, by whomever.
pub(crate) async fn settle(
    tx: &mut Tx<'_>,
    read: ReadId,
    state: State,
    code: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "update exchange_read set state = $1, code = $2, settled_at = $3 where id = $4 and state = 'intended'",
            &[state.into(), code.into(), now.into(), read.into()],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn read(tx: &mut Tx<'_>, id: ReadId) -> Result<Option<Read>> {
    tx.optional(READ, &[id.into()]).await?.map(read_of).transpose()
}

fn read_of(row: Row) -> Result<Read> {
    let (
        id,
        account,
        basis,
        consent,
        consumer,
        consumer_organisation,
        provider,
        dataset,
        fields,
        purpose,
        digest,
        at,
    ) = row.read()?;
    Ok(Read {
        id,
        account,
        basis,
        consent,
        consumer,
        consumer_organisation,
        provider,
        dataset,
        fields: of_json(fields)?,
        purpose,
        request_sha256: digest,
        at,
    })
}

/// Reads whose intent is older than `before` and which nobody has settled.
pub(crate) async fn left_alone(db: &Db, before: Timestamp) -> Result<Vec<ReadId>> {
    let rows = db
        .query(
            "select id from exchange_read where state = 'intended' and created_at <= $1 order by created_at limit $2",
            &[before.into(), BATCH.into()],
        )
        .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Notes an incident with a read; false when one was noted before.
pub(crate) async fn note_incident(tx: &mut Tx<'_>, read: ReadId, code: &str) -> Result<bool> {
    let changed = tx
        .execute(
            "update exchange_read set incident = $1 where id = $2 and incident is null",
            &[code.into(), read.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Deletes a batch of what has expired; returns how many rows that were.
pub(crate) async fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    let seen = tx
        .execute(
            "delete from exchange_seen where (consumer, jti_sha256) in \
             (select consumer, jti_sha256 from exchange_seen where expires_at <= $1 limit $2)",
            &[now.into(), BATCH.into()],
        )
        .await?;
    let reads = tx
        .execute(
            "delete from exchange_read where id in \
             (select id from exchange_read where expires_at <= $1 and state <> 'intended' limit $2)",
            &[now.into(), BATCH.into()],
        )
        .await?;
    let refused = tx
        .execute(
            "delete from exchange_refused where (consent, code) in \
             (select consent, code from exchange_refused where expires_at <= $1 limit $2)",
            &[now.into(), BATCH.into()],
        )
        .await?;
    Ok(seen + reads + refused)
}

fn json<T: Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value).map(Value::Json).map_err(Error::internal)
}

fn of_json<T: DeserializeOwned>(value: serde_json::Value) -> Result<T> {
    serde_json::from_value(value).map_err(Error::internal)
}
