//! SQL of members and the roles they were given.

use causeway_core::{AccountId, Db, MemberId, OrganisationId, Result, Row, Tx, Value};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::Level;
use crate::staff::model::Grant;
use crate::staff::roles::Role;

/// A member as stored: the name is sealed.
#[derive(Clone)]
pub(in crate::staff) struct MemberRow {
    pub(in crate::staff) id: MemberId,
    pub(in crate::staff) organisation: OrganisationId,
    pub(in crate::staff) account: AccountId,
    pub(in crate::staff) name: Vec<u8>,
    /// The name under which they were invited, sealed too.
    pub(in crate::staff) invited_as: Option<Vec<u8>>,
    pub(in crate::staff) unit: Option<String>,
    pub(in crate::staff) since: Timestamp,
    pub(in crate::staff) ended_at: Option<Timestamp>,
    pub(in crate::staff) level: Level,
    pub(in crate::staff) grants: Vec<Grant>,
}

impl MemberRow {
    pub(in crate::staff) fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }
}

/// A role given, with whose it is.
pub(in crate::staff) struct GrantRow {
    pub(in crate::staff) id: Uuid,
    pub(in crate::staff) role: Role,
    pub(in crate::staff) member: MemberId,
    pub(in crate::staff) account: AccountId,
    pub(in crate::staff) organisation: OrganisationId,
    pub(in crate::staff) review_due_at: Timestamp,
}

macro_rules! with_grants {
    ($members:literal) => {
        concat!(
            "select m.id, m.organisation, m.account, m.name, m.invited_as, m.unit, m.since, m.ended_at, a.level, \
             g.id, g.role, g.since, g.last_used_at, g.review_due_at from (",
            $members,
            ") m join identity_account a on a.id = m.account \
             left join identity_grant g on g.member = m.id and g.ended_at is null order by m.since, m.id, g.since, g.role"
        )
    };
}

/// Rows of one member follow each other: one for each role.
fn gather(rows: Vec<Row>) -> Result<Vec<MemberRow>> {
    type Columns = (
        MemberId,
        OrganisationId,
        AccountId,
        Vec<u8>,
        Option<Vec<u8>>,
        Option<String>,
        Timestamp,
        Option<Timestamp>,
        Level,
        Option<Uuid>,
        Option<Role>,
        Option<Timestamp>,
        Option<Timestamp>,
        Option<Timestamp>,
    );
    let mut members: Vec<MemberRow> = Vec::new();
    for row in rows {
        let (
            id,
            organisation,
            account,
            name,
            invited_as,
            unit,
            since,
            ended_at,
            level,
            grant,
            role,
            given,
            used,
            due,
        ): Columns = row.read()?;
        if members.last().is_none_or(|last| last.id != id) {
            let grants = Vec::new();
            members.push(MemberRow {
                id,
                organisation,
                account,
                name,
                invited_as,
                unit,
                since,
                ended_at,
                level,
                grants,
            });
        }
        if let (Some(last), Some(id), Some(role), Some(since), Some(review_due_at)) =
            (members.last_mut(), grant, role, given, due)
        {
            last.grants.push(Grant { id, role, since, last_used_at: used, review_due_at });
        }
    }
    Ok(members)
}

const BY_ID: &str = with_grants!("select * from identity_member where id = $1");

pub(in crate::staff) async fn member(db: &Db, id: MemberId) -> Result<Option<MemberRow>> {
    Ok(gather(db.query(BY_ID, &[id.into()]).await?)?.pop())
}

pub(in crate::staff) async fn member_in(tx: &mut Tx<'_>, id: MemberId) -> Result<Option<MemberRow>> {
    Ok(gather(tx.query(BY_ID, &[id.into()]).await?)?.pop())
}

/// Whose active members are listed: of one organisation, or of all.
fn within(organisation: Option<&OrganisationId>) -> Value {
    organisation.map_or("", OrganisationId::as_str).into()
}

pub(in crate::staff) async fn page(
    db: &Db,
    organisation: Option<&OrganisationId>,
    limit: i64,
    offset: i64,
) -> Result<Vec<MemberRow>> {
    const PAGE: &str = with_grants!(
        "select * from identity_member where ended_at is null and ($1 = '' or organisation = $1) \
         order by since, id limit $2 offset $3"
    );
    gather(db.query(PAGE, &[within(organisation), limit.into(), offset.into()]).await?)
}

pub(in crate::staff) async fn count(db: &Db, organisation: Option<&OrganisationId>) -> Result<i64> {
    let sql =
        "select count(*) from identity_member where ended_at is null and ($1 = '' or organisation = $1)";
    db.one(sql, &[within(organisation)]).await?.read()
}

const OF_ACCOUNT: &str =
    with_grants!("select * from identity_member where account = $1 and ended_at is null");

pub(in crate::staff) async fn of_account(db: &Db, account: AccountId) -> Result<Vec<MemberRow>> {
    gather(db.query(OF_ACCOUNT, &[account.into()]).await?)
}

pub(in crate::staff) async fn of_account_in(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<MemberRow>> {
    gather(tx.query(OF_ACCOUNT, &[account.into()]).await?)
}

pub(in crate::staff) async fn of_organisation(
    tx: &mut Tx<'_>,
    organisation: &OrganisationId,
) -> Result<Vec<MemberRow>> {
    const SQL: &str =
        with_grants!("select * from identity_member where organisation = $1 and ended_at is null");
    gather(tx.query(SQL, &[organisation.into()]).await?)
}

/// The active members who have a role that is due for review before `until`, by when.
pub(in crate::staff) async fn to_review(
    db: &Db,
    organisation: Option<&OrganisationId>,
    until: Timestamp,
) -> Result<Vec<MemberRow>> {
    const SQL: &str = with_grants!(
        "select * from identity_member where ended_at is null and ($1 = '' or organisation = $1) and id in \
         (select member from identity_grant where ended_at is null and review_due_at <= $2) order by since limit 500"
    );
    gather(db.query(SQL, &[within(organisation), until.into()]).await?)
}

pub(in crate::staff) struct NewMember<'a> {
    pub(in crate::staff) id: MemberId,
    pub(in crate::staff) organisation: &'a OrganisationId,
    pub(in crate::staff) account: AccountId,
    pub(in crate::staff) name: Vec<u8>,
    pub(in crate::staff) unit: Option<&'a str>,
}

pub(in crate::staff) async fn insert(tx: &mut Tx<'_>, new: NewMember<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into identity_member (id, organisation, account, name, unit, since) values ($1, $2, $3, $4, $5, $6)",
        &[
            new.id.into(),
            new.organisation.into(),
            new.account.into(),
            new.name.into(),
            new.unit.map(str::to_owned).into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Notes under which name, sealed, somebody was invited.
pub(in crate::staff) async fn set_invited_as(tx: &mut Tx<'_>, id: MemberId, name: Vec<u8>) -> Result<()> {
    let sql = "update identity_member set invited_as = $1 where id = $2";
    tx.execute(sql, &[name.into(), id.into()]).await?;
    Ok(())
}

pub(in crate::staff) async fn end(tx: &mut Tx<'_>, id: MemberId, now: Timestamp) -> Result<bool> {
    let sql = "update identity_member set ended_at = $1 where id = $2 and ended_at is null";
    Ok(tx.execute(sql, &[now.into(), id.into()]).await? == 1)
}

/// Gives a role; says whether it was new.
pub(in crate::staff) async fn insert_grant(
    tx: &mut Tx<'_>,
    id: Uuid,
    member: MemberId,
    role: Role,
    now: Timestamp,
    review_due_at: Timestamp,
) -> Result<bool> {
    let inserted = tx
        .execute(
            "insert into identity_grant (id, member, role, since, review_due_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
            &[id.into(), member.into(), role.into(), now.into(), review_due_at.into()],
        )
        .await?;
    Ok(inserted == 1)
}

pub(in crate::staff) async fn end_grant(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<bool> {
    let sql = "update identity_grant set ended_at = $1 where id = $2 and ended_at is null";
    Ok(tx.execute(sql, &[now.into(), id.into()]).await? == 1)
}

fn grant_row(row: Row) -> Result<GrantRow> {
    let (id, role, member, account, organisation, review_due_at) = row.read()?;
    Ok(GrantRow { id, role, member, account, organisation, review_due_at })
}

macro_rules! grants {
    ($where:literal) => {
        concat!(
            "select g.id, g.role, m.id, m.account, m.organisation, g.review_due_at from identity_grant g \
             join identity_member m on m.id = g.member where g.ended_at is null and m.ended_at is null and ",
            $where
        )
    };
}

/// A role that somebody holds now.
pub(in crate::staff) async fn grant(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<GrantRow>> {
    tx.optional(grants!("g.id = $1"), &[id.into()]).await?.map(grant_row).transpose()
}

/// Which roles nobody confirmed in time, the oldest first, without those that were kept and flagged after `flagged`. The ids alone, so
/// that a row that cannot be read is in nobody's way.
pub(in crate::staff) async fn overdue(
    db: &Db,
    now: Timestamp,
    flagged: Timestamp,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let sql = "select g.id from identity_grant g join identity_member m on m.id = g.member \
               where g.ended_at is null and m.ended_at is null and g.review_due_at <= $1 \
               and (g.flagged_at is null or g.flagged_at <= $2) order by g.review_due_at, g.id limit $3";
    let rows = db.query(sql, &[now.into(), flagged.into(), limit.into()]).await?;
    rows.into_iter().map(Row::read).collect()
}

const OFFICERS: &str = grants!(
    "g.role = 'security_officer' and m.organisation = $1 and g.review_due_at > $2 order by g.since, g.id"
);

/// The security officers of the platform whose role is not overdue for review.
pub(in crate::staff) async fn officers(
    tx: &mut Tx<'_>,
    platform: &OrganisationId,
    now: Timestamp,
) -> Result<Vec<GrantRow>> {
    tx.query(OFFICERS, &[platform.into(), now.into()]).await?.into_iter().map(grant_row).collect()
}

pub(in crate::staff) async fn confirm(tx: &mut Tx<'_>, id: Uuid, review_due_at: Timestamp) -> Result<bool> {
    let sql =
        "update identity_grant set review_due_at = $1, flagged_at = null where id = $2 and ended_at is null";
    Ok(tx.execute(sql, &[review_due_at.into(), id.into()]).await? == 1)
}

pub(in crate::staff) async fn flag(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<()> {
    let sql = "update identity_grant set flagged_at = $1 where id = $2";
    tx.execute(sql, &[now.into(), id.into()]).await?;
    Ok(())
}

/// Notes that something was done by a role, unless that was noted since `stale`.
pub(in crate::staff) async fn used(
    tx: &mut Tx<'_>,
    id: Uuid,
    now: Timestamp,
    stale: Timestamp,
) -> Result<()> {
    let sql = "update identity_grant set last_used_at = $1 where id = $2 and (last_used_at is null or last_used_at <= $3)";
    tx.execute(sql, &[now.into(), id.into(), stale.into()]).await?;
    Ok(())
}
