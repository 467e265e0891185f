//! SQL of the whole entries of organisations.

use std::collections::BTreeSet;

use causeway_core::{Db, Error, Localised, OrganisationId, Result, Row, Search, Tx, Value};
use serde_json::json;

use crate::model::{Organisation, OrganisationKind};
use crate::staff::organisations::{OrganisationRecord, OrganisationStatus};

fn record(row: Row) -> Result<OrganisationRecord> {
    let (id, kind, name, status, identifiers, units, contacts): (
        OrganisationId,
        OrganisationKind,
        Localised,
        OrganisationStatus,
        serde_json::Value,
        serde_json::Value,
        serde_json::Value,
    ) = row.read()?;
    Ok(OrganisationRecord {
        organisation: Organisation { id, kind, name },
        status,
        identifiers: serde_json::from_value(identifiers).map_err(Error::internal)?,
        units: serde_json::from_value(units).map_err(Error::internal)?,
        contacts: serde_json::from_value(contacts).map_err(Error::internal)?,
    })
}

const BY_ID: &str =
    "select id, kind, name, status, identifiers, units, contacts from identity_organisation where id = $1";

pub(in crate::staff) async fn find(db: &Db, id: &OrganisationId) -> Result<Option<OrganisationRecord>> {
    db.optional(BY_ID, &[id.into()]).await?.map(record).transpose()
}

pub(in crate::staff) async fn find_in(
    tx: &mut Tx<'_>,
    id: &OrganisationId,
) -> Result<Option<OrganisationRecord>> {
    tx.optional(BY_ID, &[id.into()]).await?.map(record).transpose()
}

const STATUS: &str = "select status from identity_organisation where id = $1";

/// How an organisation stands.
pub(in crate::staff) async fn status(db: &Db, id: &OrganisationId) -> Result<Option<OrganisationStatus>> {
    db.optional(STATUS, &[id.into()]).await?.map(Row::read).transpose()
}

pub(in crate::staff) async fn status_in(
    tx: &mut Tx<'_>,
    id: &OrganisationId,
) -> Result<Option<OrganisationStatus>> {
    tx.optional(STATUS, &[id.into()]).await?.map(Row::read).transpose()
}

/// Those that take no part.
pub(in crate::staff) async fn out(db: &Db) -> Result<BTreeSet<OrganisationId>> {
    let rows = db.query("select id from identity_organisation where status <> 'active'", &[]).await?;
    rows.into_iter().map(Row::read).collect()
}

/// By short name; what is looked for may stand in the short name, a name or an identifier.
pub(in crate::staff) async fn page(
    db: &Db,
    only: Option<&OrganisationId>,
    search: &Search,
) -> Result<(Vec<OrganisationRecord>, i64)> {
    macro_rules! wanted {
        () => {
            "where ($1 = '' or id = $1) and (id like $2 escape '\\' or lower(name ->> 'en') like $2 escape '\\' \
             or name ->> 'zh-Hant' like $2 escape '\\' or name ->> 'zh-Hans' like $2 escape '\\' \
             or lower(cast(identifiers as text)) like $2 escape '\\')"
        };
    }
    const PAGE: &str = concat!(
        "select id, kind, name, status, identifiers, units, contacts from identity_organisation ",
        wanted!(),
        " order by id limit $3 offset $4"
    );
    const COUNT: &str = concat!("select count(*) from identity_organisation ", wanted!());
    let mut params: Vec<Value> = vec![only.map_or("", OrganisationId::as_str).into(), search.pattern()];
    let total = db.one(COUNT, &params).await?.read()?;
    params.extend([search.limit().into(), search.offset().into()]);
    let rows = db.query(PAGE, &params).await?;
    Ok((rows.into_iter().map(record).collect::<Result<_>>()?, total))
}

pub(in crate::staff) async fn put(tx: &mut Tx<'_>, record: &OrganisationRecord) -> Result<()> {
    let own = &record.organisation;
    tx.execute(
        "insert into identity_organisation (id, kind, name, status, identifiers, units, contacts) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (id) do update set kind = excluded.kind, name = excluded.name, status = excluded.status, \
         identifiers = excluded.identifiers, units = excluded.units, contacts = excluded.contacts",
        &[
            (&own.id).into(),
            own.kind.as_str().into(),
            (&own.name).into(),
            record.status.as_str().into(),
            json!(record.identifiers).into(),
            json!(record.units).into(),
            json!(record.contacts).into(),
        ],
    )
    .await?;
    Ok(())
}

/// Adds an organisation if there is none of this name.
pub(in crate::staff) async fn insert_if_new(tx: &mut Tx<'_>, new: &Organisation) -> Result<()> {
    tx.execute(
        "insert into identity_organisation (id, kind, name) values ($1, $2, $3) on conflict do nothing",
        &[(&new.id).into(), new.kind.as_str().into(), (&new.name).into()],
    )
    .await?;
    Ok(())
}
