//! SQL of invitations.

use causeway_core::{Db, Error, MemberId, OrganisationId, Result, Row, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::staff::model::Invitation;

fn invitation(row: Row) -> Result<Invitation> {
    let (id, organisation, roles, unit, bootstrap, expires_at, invited_by): (
        Uuid,
        OrganisationId,
        serde_json::Value,
        Option<String>,
        bool,
        Timestamp,
        Option<MemberId>,
    ) = row.read()?;
    let roles = serde_json::from_value(roles).map_err(Error::internal)?;
    Ok(Invitation { id, organisation, roles, unit, bootstrap, expires_at, invited_by })
}

pub(in crate::staff) async fn insert(tx: &mut Tx<'_>, token_hash: &[u8; 32], new: &Invitation) -> Result<()> {
    tx.execute(
        "insert into identity_invitation (id, token_hash, organisation, roles, unit, bootstrap, expires_at, invited_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            new.id.into(),
            token_hash.into(),
            (&new.organisation).into(),
            serde_json::json!(new.roles).into(),
            new.unit.clone().into(),
            new.bootstrap.into(),
            new.expires_at.into(),
            new.invited_by.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(in crate::staff) async fn by_token(
    db: &Db,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Invitation>> {
    let sql = "select id, organisation, roles, unit, bootstrap, expires_at, invited_by from identity_invitation \
               where token_hash = $1 and expires_at > $2";
    db.optional(sql, &[token_hash.into(), now.into()]).await?.map(invitation).transpose()
}

/// Takes an invitation for good: of two who come at once, one gets it.
pub(in crate::staff) async fn take(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Invitation>> {
    let sql = "delete from identity_invitation where token_hash = $1 and expires_at > $2 \
               returning id, organisation, roles, unit, bootstrap, expires_at, invited_by";
    tx.optional(sql, &[token_hash.into(), now.into()]).await?.map(invitation).transpose()
}

pub(in crate::staff) async fn by_id(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<Option<Invitation>> {
    let sql = "select id, organisation, roles, unit, bootstrap, expires_at, invited_by from identity_invitation \
               where id = $1 and expires_at > $2";
    tx.optional(sql, &[id.into(), now.into()]).await?.map(invitation).transpose()
}

pub(in crate::staff) async fn list(
    db: &Db,
    organisation: Option<&OrganisationId>,
    now: Timestamp,
) -> Result<Vec<Invitation>> {
    let sql = "select id, organisation, roles, unit, bootstrap, expires_at, invited_by from identity_invitation \
               where ($1 = '' or organisation = $1) and expires_at > $2 order by expires_at, id limit 500";
    let only = organisation.map_or("", OrganisationId::as_str);
    db.query(sql, &[only.into(), now.into()]).await?.into_iter().map(invitation).collect()
}

pub(in crate::staff) async fn delete(tx: &mut Tx<'_>, id: Uuid) -> Result<bool> {
    Ok(tx.execute("delete from identity_invitation where id = $1", &[id.into()]).await? == 1)
}

/// Deletes what a member has invited; returns which.
pub(in crate::staff) async fn delete_of_member(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Uuid>> {
    let sql = "delete from identity_invitation where invited_by = $1 returning id";
    tx.query(sql, &[member.into()]).await?.into_iter().map(Row::read).collect()
}

/// Deletes what invites to an organisation; returns which.
pub(in crate::staff) async fn delete_of_organisation(
    tx: &mut Tx<'_>,
    organisation: &OrganisationId,
) -> Result<Vec<Uuid>> {
    let sql = "delete from identity_invitation where organisation = $1 returning id";
    tx.query(sql, &[organisation.into()]).await?.into_iter().map(Row::read).collect()
}
