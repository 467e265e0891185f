//! SQL of proposals and approvals.

use causeway_core::{AccountId, Db, MemberId, OrganisationId, Result, Row, Search, Tx, Value};
use jiff::Timestamp;
use uuid::Uuid;

use crate::staff::kinds::ProposalKind;
use crate::staff::model::ProposalState;

/// A proposal as stored: without names.
#[derive(Clone, Debug)]
pub(in crate::staff) struct ProposalRow {
    pub(in crate::staff) id: Uuid,
    pub(in crate::staff) kind: ProposalKind,
    pub(in crate::staff) organisation: OrganisationId,
    pub(in crate::staff) subject: String,
    pub(in crate::staff) content: serde_json::Value,
    pub(in crate::staff) digest: [u8; 32],
    pub(in crate::staff) state: ProposalState,
    pub(in crate::staff) needed: u32,
    pub(in crate::staff) maker: MemberId,
    pub(in crate::staff) maker_account: AccountId,
    pub(in crate::staff) concerns: Option<AccountId>,
    pub(in crate::staff) made_at: Timestamp,
    pub(in crate::staff) expires_at: Timestamp,
    pub(in crate::staff) decided_at: Option<Timestamp>,
    /// In the order in which they came.
    pub(in crate::staff) approvals: Vec<Approval>,
}

#[derive(Clone, Debug)]
pub(in crate::staff) struct Approval {
    pub(in crate::staff) member: MemberId,
    pub(in crate::staff) account: AccountId,
    pub(in crate::staff) at: Timestamp,
}

macro_rules! proposals {
    ($rest:literal) => {
        concat!(
            "select id, kind, organisation, subject, content, digest, state, needed, maker, maker_account, concerns, made_at, \
             expires_at, decided_at from identity_proposal ",
            $rest
        )
    };
}

fn proposal(row: Row) -> Result<ProposalRow> {
    let (
        id,
        kind,
        organisation,
        subject,
        content,
        digest,
        state,
        needed,
        maker,
        maker_account,
        concerns,
        made_at,
        expires_at,
        decided_at,
    ): (_, _, _, _, _, _, _, i64, _, _, _, _, _, _) = row.read()?;
    Ok(ProposalRow {
        id,
        kind,
        organisation,
        subject,
        content,
        digest,
        state,
        needed: u32::try_from(needed).unwrap_or(u32::MAX),
        maker,
        maker_account,
        concerns,
        made_at,
        expires_at,
        decided_at,
        approvals: Vec::new(),
    })
}

const APPROVALS: &str =
    "select member, account, at from identity_approval where proposal = $1 order by at, account";

fn approvals(rows: Vec<Row>) -> Result<Vec<Approval>> {
    let one = |row: Row| {
        let (member, account, at) = row.read()?;
        Ok(Approval { member, account, at })
    };
    rows.into_iter().map(one).collect()
}

async fn with_approvals(db: &Db, rows: Vec<Row>) -> Result<Vec<ProposalRow>> {
    let mut found = Vec::new();
    for row in rows {
        let mut one = proposal(row)?;
        one.approvals = approvals(db.query(APPROVALS, &[one.id.into()]).await?)?;
        found.push(one);
    }
    Ok(found)
}

pub(in crate::staff) async fn find(db: &Db, id: Uuid) -> Result<Option<ProposalRow>> {
    let rows = db.query(proposals!("where id = $1"), &[id.into()]).await?;
    Ok(with_approvals(db, rows).await?.pop())
}

pub(in crate::staff) async fn find_in(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<ProposalRow>> {
    let Some(row) = tx.optional(proposals!("where id = $1"), &[id.into()]).await? else { return Ok(None) };
    let mut one = proposal(row)?;
    one.approvals = approvals(tx.query(APPROVALS, &[id.into()]).await?)?;
    Ok(Some(one))
}

/// Which proposals are listed. What two officers decide about a person is never listed for that person.
pub(in crate::staff) struct Wanted<'a> {
    /// Of one organisation, or of all.
    pub(in crate::staff) organisation: Option<&'a OrganisationId>,
    /// Of these kinds…
    pub(in crate::staff) kinds: &'a [ProposalKind],
    /// … or made by this person.
    pub(in crate::staff) maker: AccountId,
    pub(in crate::staff) state: Option<ProposalState>,
}

impl Wanted<'_> {
    fn params(&self, search: &Search) -> [Value; 6] {
        let list = |kinds: &mut dyn Iterator<Item = &ProposalKind>| {
            kinds.fold(String::from("|"), |list, kind| list + kind.as_str() + "|")
        };
        let of_officers = list(&mut ProposalKind::ALL.iter().filter(|kind| kind.of_officers()));
        [
            self.organisation.map_or("", OrganisationId::as_str).into(),
            list(&mut self.kinds.iter()).into(),
            self.maker.into(),
            self.state.map_or("", ProposalState::as_str).into(),
            search.pattern(),
            of_officers.into(),
        ]
    }
}

macro_rules! wanted {
    () => {
        "where ($1 = '' or organisation = $1) and ($2 like '%|' || kind || '|%' or maker_account = $3) and ($4 = '' or state = $4) \
         and (lower(subject) like $5 escape '\\' or lower(organisation) like $5 escape '\\' or kind like $5 escape '\\') \
         and (concerns is null or concerns <> $3 or not $6 like '%|' || kind || '|%')"
    };
}

/// Newest first.
pub(in crate::staff) async fn page(
    db: &Db,
    wanted: &Wanted<'_>,
    search: &Search,
) -> Result<(Vec<ProposalRow>, i64)> {
    const PAGE: &str = concat!(
        "select id, kind, organisation, subject, content, digest, state, needed, maker, maker_account, concerns, made_at, \
         expires_at, decided_at from identity_proposal ",
        wanted!(),
        " order by made_at desc, id desc limit $7 offset $8"
    );
    const COUNT: &str = concat!("select count(*) from identity_proposal ", wanted!());
    let params = wanted.params(search);
    let total = db.one(COUNT, &params).await?.read()?;
    let mut params = params.to_vec();
    params.extend([search.limit().into(), search.offset().into()]);
    Ok((with_approvals(db, db.query(PAGE, &params).await?).await?, total))
}

/// What waits, the oldest first.
pub(in crate::staff) async fn waiting(
    db: &Db,
    organisation: Option<&OrganisationId>,
    now: Timestamp,
) -> Result<Vec<ProposalRow>> {
    let sql = proposals!(
        "where state = 'waiting' and expires_at > $2 and ($1 = '' or organisation = $1) order by made_at, id limit 500"
    );
    let only = organisation.map_or("", OrganisationId::as_str);
    with_approvals(db, db.query(sql, &[only.into(), now.into()]).await?).await
}

/// A person's own: those that wait, and those decided since `since`. Newest first.
pub(in crate::staff) async fn of_maker(
    db: &Db,
    account: AccountId,
    since: Timestamp,
) -> Result<Vec<ProposalRow>> {
    let sql = proposals!(
        "where maker_account = $1 and (state = 'waiting' or decided_at > $2) order by made_at desc, id desc limit 100"
    );
    with_approvals(db, db.query(sql, &[account.into(), since.into()]).await?).await
}

/// Whether the very same waits already.
pub(in crate::staff) async fn waits_already(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    now: Timestamp,
) -> Result<bool> {
    let sql =
        "select count(*) from identity_proposal where state = 'waiting' and digest = $1 and expires_at > $2";
    let waiting: i64 = tx.one(sql, &[digest.into(), now.into()]).await?.read()?;
    Ok(waiting > 0)
}

pub(in crate::staff) async fn insert(tx: &mut Tx<'_>, new: &ProposalRow) -> Result<()> {
    tx.execute(
        "insert into identity_proposal (id, kind, organisation, subject, content, digest, state, needed, maker, maker_account, \
         concerns, made_at, expires_at, decided_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        &[
            new.id.into(),
            new.kind.into(),
            (&new.organisation).into(),
            (&new.subject).into(),
            new.content.clone().into(),
            new.digest.into(),
            new.state.as_str().into(),
            new.needed.into(),
            new.maker.into(),
            new.maker_account.into(),
            new.concerns.into(),
            new.made_at.into(),
            new.expires_at.into(),
            new.decided_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// One approval for each person, however often they come. Says whether it is new.
pub(in crate::staff) async fn approve(
    tx: &mut Tx<'_>,
    proposal: Uuid,
    account: AccountId,
    member: MemberId,
    now: Timestamp,
) -> Result<bool> {
    let sql = "insert into identity_approval (proposal, account, member, at) values ($1, $2, $3, $4) on conflict do nothing";
    Ok(tx.execute(sql, &[proposal.into(), account.into(), member.into(), now.into()]).await? == 1)
}

/// Decides a proposal that waits; says whether it still did.
pub(in crate::staff) async fn decide(
    tx: &mut Tx<'_>,
    id: Uuid,
    state: ProposalState,
    now: Timestamp,
) -> Result<bool> {
    let sql = "update identity_proposal set state = $1, decided_at = $2 where id = $3 and state = 'waiting'";
    Ok(tx.execute(sql, &[state.as_str().into(), now.into(), id.into()]).await? == 1)
}

/// What waits and was made by a member, or would give them a role.
pub(in crate::staff) async fn of_member(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<ProposalRow>> {
    let sql = proposals!(
        "where state = 'waiting' and (maker = $1 or (kind = 'role' and subject = $2)) order by made_at, id"
    );
    let rows = tx.query(sql, &[member.into(), member.to_string().into()]).await?;
    rows.into_iter().map(proposal).collect()
}

/// What waited too long, the oldest first.
pub(in crate::staff) async fn overdue(
    tx: &mut Tx<'_>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<ProposalRow>> {
    let sql = proposals!("where state = 'waiting' and expires_at <= $1 order by expires_at, id limit $2");
    tx.query(sql, &[now.into(), limit.into()]).await?.into_iter().map(proposal).collect()
}

pub(in crate::staff) async fn any_overdue(db: &Db, now: Timestamp) -> Result<bool> {
    let sql = "select count(*) from identity_proposal where state = 'waiting' and expires_at <= $1";
    let overdue: i64 = db.one(sql, &[now.into()]).await?.read()?;
    Ok(overdue > 0)
}
