//! SQL of invitations.

use causeway_core::{AccountId, Db, Error, MemberId, OrganisationId, Result, Row, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::staff::model::Invitation;

/// An invitation as stored: the name of whom it is for is sealed under the key of `inviter`.
pub(in crate::staff) struct InvitationRow {
    pub(in crate::staff) invitation: Invitation,
    pub(in crate::staff) name: Option<Vec<u8>>,
    pub(in crate::staff) inviter: Option<AccountId>,
}

macro_rules! columns {
    () => {
        "id, organisation, roles, unit, bootstrap, expires_at, invited_by, invited_name, \
         (select m.account from identity_member m where m.id = invited_by)"
    };
}

fn invitation(row: Row) -> Result<InvitationRow> {
    let (id, organisation, roles, unit, bootstrap, expires_at, invited_by, name, inviter): (
        _,
        _,
        serde_json::Value,
        _,
        _,
        _,
        _,
        _,
        _,
    ) = row.read()?;
    let roles = serde_json::from_value(roles).map_err(Error::internal)?;
    let invitation =
        Invitation { id, organisation, name: String::new(), roles, unit, bootstrap, expires_at, invited_by };
    Ok(InvitationRow { invitation, name, inviter })
}

pub(in crate::staff) async fn insert(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    new: &Invitation,
    name: Option<Vec<u8>>,
) -> Result<()> {
    tx.execute(
        "insert into identity_invitation (id, token_hash, organisation, roles, unit, bootstrap, expires_at, invited_by, invited_name) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            new.id.into(),
            token_hash.into(),
            (&new.organisation).into(),
            serde_json::json!(new.roles).into(),
            new.unit.clone().into(),
            new.bootstrap.into(),
            new.expires_at.into(),
            new.invited_by.into(),
            name.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(in crate::staff) async fn by_token(
    db: &Db,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<InvitationRow>> {
    let sql =
        concat!("select ", columns!(), " from identity_invitation where token_hash = $1 and expires_at > $2");
    db.optional(sql, &[token_hash.into(), now.into()]).await?.map(invitation).transpose()
}

/// Takes an invitation for good: of two who come at once, one gets it.
pub(in crate::staff) async fn take(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<InvitationRow>> {
    let sql = concat!(
        "delete from identity_invitation where token_hash = $1 and expires_at > $2 returning ",
        columns!()
    );
    tx.optional(sql, &[token_hash.into(), now.into()]).await?.map(invitation).transpose()
}

pub(in crate::staff) async fn by_id(
    tx: &mut Tx<'_>,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<InvitationRow>> {
    let sql = concat!("select ", columns!(), " from identity_invitation where id = $1 and expires_at > $2");
    tx.optional(sql, &[id.into(), now.into()]).await?.map(invitation).transpose()
}

pub(in crate::staff) async fn list(
    db: &Db,
    organisation: Option<&OrganisationId>,
    now: Timestamp,
) -> Result<Vec<InvitationRow>> {
    let sql = concat!(
        "select ",
        columns!(),
        " from identity_invitation \
         where ($1 = '' or organisation = $1) and expires_at > $2 order by expires_at, id limit 500"
    );
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
