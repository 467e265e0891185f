//! SQL of `registration_draft` and `registration_attempt_count`; the sandbox's tables are in [`sandbox`].

pub(crate) mod sandbox;

use causeway_core::{AccountId, Db, Lang, Result, Row, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::limits::{Count, Subject};

/// A registration under way.
pub(crate) struct Draft {
    pub(crate) id: Uuid,
    pub(crate) applicant: AccountId,
    pub(crate) lang: Lang,
}

fn read_draft(row: Row) -> Result<Draft> {
    let (id, applicant, lang) = row.read()?;
    Ok(Draft { id, applicant, lang })
}

pub(crate) async fn insert_draft(
    tx: &mut Tx<'_>,
    draft: &Draft,
    browser: &[u8; 32],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into registration_draft (id, applicant, browser, lang, state, created_at, expires_at) \
         values ($1, $2, $3, $4, 'checking', $5, $6)",
        &[
            draft.id.into(),
            draft.applicant.into(),
            browser.into(),
            draft.lang.into(),
            now.into(),
            expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Marks a draft as verified; `false` when it is gone (its time was over while the register was asked).
pub(crate) async fn mark_verified(
    tx: &mut Tx<'_>,
    id: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    let touched = tx
        .execute(
            "update registration_draft set state = 'verified', expires_at = $1 \
             where id = $2 and state = 'checking' and expires_at > $3",
            &[expires_at.into(), id.into(), now.into()],
        )
        .await?;
    Ok(touched == 1)
}

/// A verified draft that still holds, of this browser.
pub(crate) async fn verified(db: &Db, id: Uuid, browser: &[u8; 32], now: Timestamp) -> Result<Option<Draft>> {
    db.optional(
        "select id, applicant, lang from registration_draft \
         where id = $1 and browser = $2 and state = 'verified' and expires_at > $3",
        &[id.into(), browser.into(), now.into()],
    )
    .await?
    .map(read_draft)
    .transpose()
}

/// Takes a verified draft that still holds, of this browser: once.
pub(crate) async fn take_verified(
    tx: &mut Tx<'_>,
    id: Uuid,
    browser: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Draft>> {
    tx.optional(
        "delete from registration_draft \
         where id = $1 and browser = $2 and state = 'verified' and expires_at > $3 \
         returning id, applicant, lang",
        &[id.into(), browser.into(), now.into()],
    )
    .await?
    .map(read_draft)
    .transpose()
}

/// Removes a draft whatever its state; `false` when it is gone already.
pub(crate) async fn delete_draft(tx: &mut Tx<'_>, id: Uuid) -> Result<bool> {
    Ok(tx.execute("delete from registration_draft where id = $1", &[id.into()]).await? == 1)
}

/// Removes one batch of drafts whose time is over, and returns their applicants.
pub(crate) async fn take_expired(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<AccountId>> {
    let rows = tx
        .query(
            "delete from registration_draft where id in \
             (select id from registration_draft where expires_at <= $1 order by expires_at limit 100) \
             returning applicant",
            &[now.into()],
        )
        .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Counts an attempt: into the open window, or as the first of a new one that ends at `until`.
pub(crate) async fn count_attempt(
    tx: &mut Tx<'_>,
    subject: Subject,
    now: Timestamp,
    until: Timestamp,
) -> Result<Count> {
    let row = tx
        .one(
            "insert into registration_attempt_count (subject, attempts, expires_at) values ($1, 1, $2) \
             on conflict (subject) do update set \
             attempts = case when registration_attempt_count.expires_at <= $3 then 1 \
                 else registration_attempt_count.attempts + 1 end, \
             expires_at = case when registration_attempt_count.expires_at <= $3 then excluded.expires_at \
                 else registration_attempt_count.expires_at end \
             returning attempts, expires_at",
            &[subject.bytes().into(), until.into(), now.into()],
        )
        .await?;
    let (attempts, until) = row.read()?;
    Ok(Count { attempts, until })
}

/// Deletes one batch of counts whose window is over; returns how many.
pub(crate) async fn purge_counts(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    tx.execute(
        "delete from registration_attempt_count where subject in \
         (select subject from registration_attempt_count where expires_at <= $1 order by expires_at limit 500)",
        &[now.into()],
    )
    .await
}

/// Lets every registration under way expire.
pub(crate) async fn end_drafts(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    let sql = "update registration_draft set expires_at = $1 where expires_at > $1";
    tx.execute(sql, &[now.into()]).await.map(drop)
}
