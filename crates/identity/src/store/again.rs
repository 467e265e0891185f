//! SQL of what a restore does again, and of what it ends.

use causeway_core::{Result, Tx, Value};
use jiff::Timestamp;
use uuid::Uuid;

async fn run(tx: &mut Tx<'_>, sql: &'static str, params: &[Value]) -> Result<()> {
    tx.execute(sql, params).await.map(drop)
}

pub(crate) async fn end_grant_again(tx: &mut Tx<'_>, id: Uuid, at: Timestamp) -> Result<()> {
    let sql = "update identity_grant set ended_at = $1 where id = $2 and ended_at is null";
    run(tx, sql, &[at.into(), id.into()]).await
}

pub(crate) async fn end_member_again(tx: &mut Tx<'_>, id: Uuid, at: Timestamp) -> Result<()> {
    let grants = "update identity_grant set ended_at = $1 where member = $2 and ended_at is null";
    run(tx, grants, &[at.into(), id.into()]).await?;
    let member = "update identity_member set ended_at = $1 where id = $2 and ended_at is null";
    run(tx, member, &[at.into(), id.into()]).await
}

pub(crate) async fn end_mandate_again(tx: &mut Tx<'_>, id: Uuid, why: &str, at: Timestamp) -> Result<()> {
    let sql = "update identity_mandate set ended_at = $1, ended_why = $2 where id = $3 and ended_at is null";
    run(tx, sql, &[at.into(), why.into(), id.into()]).await
}

pub(crate) async fn put_status_again(tx: &mut Tx<'_>, organisation: &str, status: &str) -> Result<()> {
    let sql = "update identity_organisation set status = $1 where id = $2";
    run(tx, sql, &[status.into(), organisation.into()]).await
}

pub(crate) async fn decide_again(tx: &mut Tx<'_>, id: Uuid, state: &str, at: Timestamp) -> Result<()> {
    let sql = "update identity_proposal set state = $1, decided_at = $2 where id = $3 and state = 'waiting'";
    run(tx, sql, &[state.into(), at.into(), id.into()]).await
}

/// Sessions, ceremonies, acts that wait, invitations, counts of looks: of people and of staff.
pub(crate) async fn end_everything_pending(tx: &mut Tx<'_>) -> Result<()> {
    for sql in [
        "delete from identity_act",
        "delete from identity_staff_session",
        "delete from identity_session",
        "delete from identity_ceremony",
        "delete from identity_invitation",
        "delete from identity_look",
    ] {
        run(tx, sql, &[]).await?;
    }
    Ok(())
}
