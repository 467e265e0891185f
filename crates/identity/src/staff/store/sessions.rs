//! SQL of the console's sessions.

use causeway_core::{
    AccountId, Acr, Db, MemberId, OrganisationId, Result, Row, Session, SessionId, Tx, Value,
};
use jiff::Timestamp;

use crate::staff::roles::Role;
use crate::staff::rules::REVIEW_GRACE;

/// A session with all that decides what its member may do now.
#[derive(Clone)]
pub(in crate::staff) struct StaffRow {
    pub(in crate::staff) session: Session,
    pub(in crate::staff) last_seen_at: Timestamp,
    pub(in crate::staff) expires_at: Timestamp,
    pub(in crate::staff) member: MemberId,
    pub(in crate::staff) organisation: OrganisationId,
    pub(in crate::staff) roles: Vec<Role>,
    /// Whether a role for this person waits to be approved.
    pub(in crate::staff) awaited: bool,
}

/// A role that nobody confirmed gives no power once [`REVIEW_GRACE`] is over, whether or not it was dropped meanwhile; those that are kept
/// for want of other officers are flagged.
macro_rules! sessions {
    ($where:literal) => {
        concat!(
            "select s.id, s.account, s.authenticated_at, s.last_seen_at, s.expires_at, m.id, m.organisation, g.role, \
             exists (select 1 from identity_proposal p where p.concerns = s.account and p.kind = 'role' and p.state = 'waiting' \
               and p.organisation = m.organisation and p.expires_at > $2) \
             from identity_staff_session s \
             join identity_member m on m.id = s.member and m.ended_at is null \
             join identity_organisation o on o.id = m.organisation and o.status = 'active' \
             left join identity_grant g on g.member = m.id and g.ended_at is null \
               and (g.review_due_at > $3 or g.flagged_at is not null) where ",
            $where
        )
    };
}

fn gather(rows: Vec<Row>) -> Result<Option<StaffRow>> {
    let mut found: Option<StaffRow> = None;
    for row in rows {
        let (id, account, authenticated_at, last_seen_at, expires_at, member, organisation, role, awaited): (
            SessionId,
            AccountId,
            Timestamp,
            Timestamp,
            Timestamp,
            MemberId,
            OrganisationId,
            Option<Role>,
            bool,
        ) = row.read()?;
        let one = found.get_or_insert_with(|| StaffRow {
            session: Session { id, account, acr: Acr::Passkey, authenticated_at },
            last_seen_at,
            expires_at,
            member,
            organisation,
            roles: Vec::new(),
            awaited,
        });
        one.roles.extend(role);
    }
    Ok(found)
}

pub(in crate::staff) async fn by_token(
    db: &Db,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<StaffRow>> {
    let params = [token_hash.into(), now.into(), (now - REVIEW_GRACE).into()];
    gather(db.query(sessions!("s.token_hash = $1"), &params).await?)
}

pub(in crate::staff) async fn by_id(
    tx: &mut Tx<'_>,
    id: SessionId,
    now: Timestamp,
) -> Result<Option<StaffRow>> {
    let params = [id.into(), now.into(), (now - REVIEW_GRACE).into()];
    gather(tx.query(sessions!("s.id = $1"), &params).await?)
}

pub(in crate::staff) async fn insert(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    session: &Session,
    member: MemberId,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into identity_staff_session (id, token_hash, account, member, authenticated_at, last_seen_at, expires_at) \
         values ($1, $2, $3, $4, $5, $5, $6)",
        &[
            session.id.into(),
            token_hash.into(),
            session.account.into(),
            member.into(),
            session.authenticated_at.into(),
            expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(in crate::staff) async fn touch(tx: &mut Tx<'_>, id: SessionId, now: Timestamp) -> Result<()> {
    let sql = "update identity_staff_session set last_seen_at = $1 where id = $2 and last_seen_at < $1";
    tx.execute(sql, &[now.into(), id.into()]).await?;
    Ok(())
}

pub(in crate::staff) async fn turn(tx: &mut Tx<'_>, id: SessionId, member: MemberId) -> Result<()> {
    let sql = "update identity_staff_session set member = $1 where id = $2";
    tx.execute(sql, &[member.into(), id.into()]).await?;
    Ok(())
}

pub(in crate::staff) async fn end(tx: &mut Tx<'_>, id: SessionId) -> Result<bool> {
    Ok(tx.execute("delete from identity_staff_session where id = $1", &[id.into()]).await? == 1)
}

/// Ends every session in which somebody acts as this member.
pub(in crate::staff) async fn end_of_member(tx: &mut Tx<'_>, member: MemberId) -> Result<u64> {
    tx.execute("delete from identity_staff_session where member = $1", &[member.into()]).await
}

/// Deletes what has expired: sessions, acts, invitations, and looks that count no more. At most 500 of each.
pub(in crate::staff) async fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    let now: Value = now.into();
    let mut gone = 0;
    for sql in [
        "delete from identity_staff_session where id in (select id from identity_staff_session where expires_at <= $1 limit 500)",
        "delete from identity_act where id in (select id from identity_act where expires_at <= $1 limit 500)",
        "delete from identity_invitation where id in (select id from identity_invitation where expires_at <= $1 limit 500)",
        "delete from identity_look where id in (select id from identity_look where expires_at <= $1 limit 500)",
    ] {
        gone += tx.execute(sql, std::slice::from_ref(&now)).await?;
    }
    Ok(gone)
}
