//! How long accounts, sessions and what concerns staff are kept.

use causeway_core::Result;
use causeway_core::jobs::in_batches;
use causeway_core::retention::{Class, Keep, Rule};
use jiff::Timestamp;

use crate::{Identity, store};

/// What staff proposed and approved, roles and places that have ended, mandates that have ended: as long as somebody may ask who did
/// what. Receipts stay besides.
pub const STAFF_RECORDS: Class =
    Class { key: "retention.staff_records_days", days: 2557, least: 365, most: 3653 };

const STAFF: Keep = Keep::Days(STAFF_RECORDS);
const JOB: &str = "identity.retention";
const PURGE: &str = "identity.purge";

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] = &[
    Rule::new("identity_account", "accounts, with a keyed hash of the card number", Keep::Account)
        .told("account"),
    Rule::new("identity_authenticator", "public keys of passkeys", Keep::Account).told("account"),
    Rule::new("identity_session", "people's sessions", Keep::Expiry("12 hours")).by(PURGE).told("sessions"),
    Rule::new("identity_ceremony", "passkey ceremonies under way", Keep::Expiry("5 minutes"))
        .by(PURGE)
        .told("ceremonies"),
    Rule::new(
        "identity_organisation",
        "organisations",
        Keep::Always("receipts name them, and what they name stays known"),
    ),
    Rule::new("identity_member", "places in the staff of an organisation, from when they have ended", STAFF)
        .by(JOB)
        .told("staff"),
    Rule::new("identity_grant", "roles of staff, from when they have ended", STAFF).by(JOB).told("staff"),
    Rule::new("identity_mandate", "who may act for an organisation, from when it has ended", STAFF)
        .by(JOB)
        .told("mandates"),
    Rule::new("identity_proposal", "what staff proposed, from when it was decided", STAFF)
        .by(JOB)
        .told("proposals"),
    Rule::new("identity_approval", "who approved a proposal; goes with it", STAFF).by(JOB).told("proposals"),
    Rule::new("identity_invitation", "links by which staff join", Keep::Expiry("3 days")).by(PURGE),
    Rule::new("identity_staff_session", "sessions of the console", Keep::Expiry("8 hours")).by(PURGE),
    Rule::new("identity_act", "acts that were begun and not confirmed", Keep::Expiry("30 minutes")).by(PURGE),
    Rule::new("identity_look", "that somebody looked for a record, to count it", Keep::Expiry("an hour"))
        .by(PURGE)
        .told("looks"),
];

impl Identity {
    /// Deletes what concerns staff and was over before `before`, in small batches; returns how many rows.
    pub async fn purge_staff_records(&self, before: Timestamp) -> Result<u64> {
        in_batches(|| {
            self.env.db.tx(move |tx| Box::pin(async move { store::purge_staff_records(tx, before).await }))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use causeway_core::db::testing::{TestEnv, environments};
    use jiff::SignedDuration;

    use super::*;

    async fn run(test: &TestEnv, sql: &'static str, values: Vec<causeway_core::Value>) {
        let values = &values;
        test.env.db.tx(|tx| Box::pin(async move { tx.execute(sql, values).await })).await.unwrap();
    }

    /// A member with a role and a mandate, each ended at `ended`, and a proposal decided then; with nothing, all of it stands.
    async fn staff(test: &TestEnv, ended: Option<Timestamp>) {
        let [account, member, grant, proposal, mandate] = [(); 5].map(|()| test.env.new_uuid().unwrap());
        let now = test.env.now();
        let hash: [u8; 32] = test.env.rng.bytes().unwrap();
        let add = "insert into identity_account (id, card_hash, level, lang, created_at) values ($1, $2, 'basic', 'en', $3)";
        run(test, add, vec![account.into(), hash.into(), now.into()]).await;
        let add = "insert into identity_member (id, organisation, account, name, since, ended_at) values ($1, 'fire', $2, $3, $4, $5)";
        run(test, add, vec![member.into(), account.into(), hash.into(), now.into(), ended.into()]).await;
        let add = "insert into identity_grant (id, member, role, since, review_due_at, ended_at) values ($1, $2, 'auditor', $3, $3, $4)";
        run(test, add, vec![grant.into(), member.into(), now.into(), ended.into()]).await;
        let add = "insert into identity_proposal (id, kind, organisation, subject, content, digest, state, needed, maker, maker_account, \
            made_at, expires_at, decided_at) values ($1, 'client', 'fire', 'x', '{}', $2, 'applied', 1, $3, $4, $5, $5, $6)";
        run(
            test,
            add,
            vec![proposal.into(), hash.into(), member.into(), account.into(), now.into(), ended.into()],
        )
        .await;
        let add = "insert into identity_approval (proposal, account, member, at) values ($1, $2, $3, $4)";
        run(test, add, vec![proposal.into(), account.into(), member.into(), now.into()]).await;
        let add = "insert into identity_mandate (id, organisation, representative, scope, until, basis, given_by, given_by_account, \
            given_at, ended_at) values ($1, 'fire', $2, '[]', $3, '{}', $4, $2, $5, $6)";
        let until = now + SignedDuration::from_hours(24 * 5000);
        run(
            test,
            add,
            vec![mandate.into(), account.into(), until.into(), member.into(), now.into(), ended.into()],
        )
        .await;
    }

    #[tokio::test]
    async fn what_is_over_goes_in_time_and_what_stands_stays() {
        for test in environments().await.unwrap() {
            let fire =
                "insert into identity_organisation (id, kind, name) values ('fire', 'department', '{}')";
            run(&test, fire, Vec::new()).await;
            let start = test.env.now();
            staff(&test, Some(start)).await;
            staff(&test, Some(start + SignedDuration::from_hours(48))).await;
            staff(&test, None).await;
            let count =
                async |sql: &'static str| -> i64 { test.env.db.one(sql, &[]).await.unwrap().read().unwrap() };
            let purged = async |before: Timestamp| {
                let purge = test
                    .env
                    .db
                    .tx(|tx| Box::pin(async move { store::purge_staff_records(tx, before).await }));
                purge.await.unwrap()
            };
            assert_eq!(purged(start - SignedDuration::from_secs(1)).await, 0);
            assert!(purged(start + SignedDuration::from_hours(24)).await > 0);
            for sql in [
                "select count(*) from identity_member",
                "select count(*) from identity_grant",
                "select count(*) from identity_proposal",
                "select count(*) from identity_approval",
                "select count(*) from identity_mandate",
            ] {
                assert_eq!(count(sql).await, 2, "{sql} {}", test.engine);
            }
            assert_eq!(
                count("select count(*) from identity_account").await,
                3,
                "nobody's account goes by time"
            );
        }
    }
}
