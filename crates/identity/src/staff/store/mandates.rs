//! SQL of mandates.

use causeway_core::{AccountId, Db, Error, OrganisationId, Result, Row, Search, Tx, Value};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::staff::mandates::{Mandate, MandateEnd};

/// A mandate with the person who gave it.
pub(in crate::staff) struct MandateRow {
    pub(in crate::staff) mandate: Mandate,
    pub(in crate::staff) giver: AccountId,
}

macro_rules! mandates {
    ($rest:expr) => {
        concat!(
            "select id, organisation, representative, scope, cap, until, basis, given_by, given_by_account, given_at, ended_at, ended_why \
             from identity_mandate ",
            $rest
        )
    };
}

fn mandate(row: Row) -> Result<MandateRow> {
    let (
        id,
        organisation,
        representative,
        scope,
        limit,
        until,
        basis,
        given_by,
        giver,
        given_at,
        ended_at,
        ended_why,
    ): (_, _, _, serde_json::Value, _, _, serde_json::Value, _, _, _, _, Option<MandateEnd>) = row.read()?;
    let scope = serde_json::from_value(scope).map_err(Error::internal)?;
    let basis = serde_json::from_value(basis).map_err(Error::internal)?;
    let mandate = Mandate {
        id,
        organisation,
        representative,
        scope,
        limit,
        until,
        basis,
        given_by,
        given_at,
        ended_at,
        ended_why,
    };
    Ok(MandateRow { mandate, giver })
}

pub(in crate::staff) async fn insert(tx: &mut Tx<'_>, new: &MandateRow) -> Result<()> {
    let own = &new.mandate;
    tx.execute(
        "insert into identity_mandate (id, organisation, representative, scope, cap, until, basis, given_by, given_by_account, given_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            own.id.into(),
            (&own.organisation).into(),
            own.representative.into(),
            json!(own.scope).into(),
            own.limit.into(),
            own.until.into(),
            json!(own.basis).into(),
            own.given_by.into(),
            new.giver.into(),
            own.given_at.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(in crate::staff) async fn find_in(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<MandateRow>> {
    tx.optional(mandates!("where id = $1"), &[id.into()]).await?.map(mandate).transpose()
}

/// What stands for an organisation: neither ended nor over.
pub(in crate::staff) async fn standing(
    tx: &mut Tx<'_>,
    organisation: &OrganisationId,
    now: Timestamp,
) -> Result<Vec<MandateRow>> {
    let sql = mandates!("where organisation = $1 and ended_at is null and until > $2 order by given_at, id");
    tx.query(sql, &[organisation.into(), now.into()]).await?.into_iter().map(mandate).collect()
}

/// What a person holds: neither ended nor over.
pub(in crate::staff) async fn held(
    tx: &mut Tx<'_>,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<MandateRow>> {
    let sql =
        mandates!("where representative = $1 and ended_at is null and until > $2 order by given_at, id");
    tx.query(sql, &[account.into(), now.into()]).await?.into_iter().map(mandate).collect()
}

pub(in crate::staff) async fn held_outside(
    db: &Db,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<MandateRow>> {
    let sql =
        mandates!("where representative = $1 and ended_at is null and until > $2 order by given_at, id");
    db.query(sql, &[account.into(), now.into()]).await?.into_iter().map(mandate).collect()
}

pub(in crate::staff) async fn end(
    tx: &mut Tx<'_>,
    id: Uuid,
    why: MandateEnd,
    now: Timestamp,
) -> Result<bool> {
    let sql = "update identity_mandate set ended_at = $1, ended_why = $2 where id = $3 and ended_at is null";
    Ok(tx.execute(sql, &[now.into(), why.as_str().into(), id.into()]).await? == 1)
}

/// Newest first; what is looked for may stand in the organisation's short name, the scope or the ground.
pub(in crate::staff) async fn page(
    db: &Db,
    only: Option<&OrganisationId>,
    search: &Search,
) -> Result<(Vec<MandateRow>, i64)> {
    macro_rules! wanted {
        () => {
            "where ($1 = '' or organisation = $1) and (organisation like $2 escape '\\' \
             or cast(scope as text) like $2 escape '\\' or lower(cast(basis as text)) like $2 escape '\\')"
        };
    }
    const PAGE: &str = mandates!(concat!(wanted!(), " order by given_at desc, id desc limit $3 offset $4"));
    const COUNT: &str = concat!("select count(*) from identity_mandate ", wanted!());
    let mut params: Vec<Value> = vec![only.map_or("", OrganisationId::as_str).into(), search.pattern()];
    let total = db.one(COUNT, &params).await?.read()?;
    params.extend([search.limit().into(), search.offset().into()]);
    let rows = db.query(PAGE, &params).await?;
    Ok((rows.into_iter().map(mandate).collect::<Result<_>>()?, total))
}
