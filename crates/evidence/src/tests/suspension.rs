//! Suspending notice: withheld while it stands, told afterwards, and never unrecorded.

use causeway_core::{Kind, OrganisationId};
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::{LONGEST, Suspension, VerifyError, verify_chain};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn officers() -> OrganisationId {
    "causeway".parse().unwrap()
}

/// Something that is done in a case.
fn opened(case: &str) -> Event {
    Event::ReceiptOpened {
        receipt: uuid::Uuid::from_u128(1).into(),
        organisation: officers(),
        case: case.to_owned(),
    }
}

impl Bench {
    async fn suspend(&self, account: AccountId, case: &str, until: Timestamp) -> causeway_core::Result<()> {
        let suspension = &Suspension {
            id: self.env().new_uuid().unwrap(),
            account,
            organisation: officers(),
            case: case.to_owned(),
            until,
        };
        self.env().db.tx(|tx| Box::pin(self.evidence.suspend_notice(tx, suspension))).await
    }

    /// What the person is told, newest first.
    async fn told(&self, account: AccountId) -> Vec<(&'static str, Option<Timestamp>)> {
        let entries = self.evidence.activity(account, None, 100).await.unwrap();
        entries.iter().map(|entry| (entry.event.name(), entry.withheld_until)).collect()
    }
}

#[tokio::test]
async fn a_case_is_withheld_while_notice_is_suspended_and_told_afterwards() {
    for bench in benches().await {
        let account = bench.active_person(1).await;
        let person = Chain::Person(account);
        bench.record(person.clone(), opened("HC-1/26")).await;
        bench.test.env.clock.advance(SignedDuration::from_secs(1));
        let until = bench.env().now() + DAY * 90;
        bench.suspend(account, "HC-1/26", until).await.unwrap();
        let withheld = bench.record(person.clone(), opened("HC-1/26")).await;
        bench.record(person.clone(), opened("HC-2/26")).await;
        bench.record(person, event(5)).await;

        let before = [
            ("login.granted", None),
            ("receipt.opened", None),
            ("receipt.opened", None),
            ("login.granted", None),
        ];
        assert_eq!(bench.told(account).await, before, "another case, and what was told before, stay told");
        let hidden = bench.evidence.receipt(account, withheld).await.unwrap_err();
        assert_eq!(hidden.kind(), Kind::NotFound);
        assert_eq!(bench.evidence.suspended_until(account, "HC-1/26").await.unwrap(), Some(until));
        assert_eq!(bench.evidence.suspended_until(account, "HC-2/26").await.unwrap(), None);

        bench.test.env.clock.advance(DAY * 90);
        let told = bench.told(account).await;
        assert_eq!(told.len(), 6);
        assert_eq!(told[2], ("receipt.opened", Some(until)));
        assert_eq!(told[3], ("notice.suspended", Some(until)));
        let (receipt, was_withheld) = bench.evidence.told_receipt(account, withheld).await.unwrap();
        assert_eq!((receipt.id, was_withheld), (withheld, Some(until)));
        assert_eq!(bench.evidence.suspended_until(account, "HC-1/26").await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_is_withheld_is_counted_and_its_gap_is_seen() {
    for bench in benches().await {
        let account = bench.active_person(2).await;
        let until = bench.env().now() + DAY;
        bench.suspend(account, "HC-1/26", until).await.unwrap();
        bench.record(Chain::Person(account), event(9)).await;
        bench.evidence.commit_chains().await.unwrap();
        bench.evidence.sequence().await.unwrap();
        let statement = bench.evidence.statement(account).await.unwrap();
        let receipts = bench.receipts(account).await;
        assert_eq!((statement.length, receipts.len()), (4, 3), "the statement counts what is withheld");
        let error = verify_chain(&statement, &receipts, &bench.trust()).unwrap_err();
        assert_eq!(error, VerifyError::Chain(3), "a person who compares finds the gap");

        bench.test.env.clock.advance(DAY);
        let receipts = bench.receipts(account).await;
        verify_chain(&statement, &receipts, &bench.trust()).unwrap();
    }
}

#[tokio::test]
async fn pages_are_filled_though_entries_are_withheld() {
    for bench in benches().await {
        let account = bench.active_person(3).await;
        let person = Chain::Person(account);
        bench.suspend(account, "C-1", bench.env().now() + DAY).await.unwrap();
        for _ in 0..7 {
            bench.record(person.clone(), opened("C-1")).await;
        }
        for number in 10..13 {
            bench.record(person.clone(), event(number)).await;
        }
        let page = bench.evidence.activity(account, None, 4).await.unwrap();
        assert_eq!(page.len(), 4, "withheld entries leave no short page that would tell of them");
        let rest = bench.evidence.activity(account, Some(page[3].id), 4).await.unwrap();
        assert_eq!(rest.len(), 2);
        assert!(page.iter().chain(&rest).all(|entry| entry.event.name() == "login.granted"));
    }
}

#[tokio::test]
async fn a_later_decision_moves_the_end() {
    for bench in benches().await {
        let account = bench.active_person(1).await;
        let start = bench.env().now();
        bench.suspend(account, "C-1", start + DAY * 2).await.unwrap();
        bench.record(Chain::Person(account), opened("C-1")).await;
        bench.test.env.clock.advance(DAY);
        bench.suspend(account, "C-1", start + DAY * 5).await.unwrap();
        bench.test.env.clock.advance(DAY * 3);
        assert_eq!(bench.told(account).await.len(), 1, "prolonged, also for what was done before");
        bench.suspend(account, "C-1", bench.env().now() + SignedDuration::from_secs(60)).await.unwrap();
        bench.test.env.clock.advance(SignedDuration::from_secs(60));
        assert_eq!(bench.told(account).await.len(), 5, "ended early");
    }
}

#[tokio::test]
async fn notice_is_not_suspended_without_end_nor_for_nobody() {
    for bench in benches().await {
        let account = bench.active_person(1).await;
        let now = bench.env().now();
        for until in [now, now - DAY, now + LONGEST + SignedDuration::from_secs(1)] {
            let error = bench.suspend(account, "C-1", until).await.unwrap_err();
            assert_eq!(error.code(), "suspension_end");
        }
        let bad = bench.suspend(account, "the case of Ms Chan", now + DAY).await.unwrap_err();
        assert_eq!(bad.code(), "bad_case");
        let nobody = bench.env().new_id().unwrap();
        let error = bench.suspend(nobody, "C-1", now + DAY).await.unwrap_err();
        assert_eq!(error.kind(), Kind::NotFound);
        bench.suspend(account, "C-1", now + LONGEST).await.unwrap();
    }
}

#[tokio::test]
async fn neither_case_nor_person_can_be_read_from_the_tables() {
    for bench in benches().await {
        let account = bench.active_person(1).await;
        bench.suspend(account, "PLANTED-CANARY", bench.env().now() + DAY).await.unwrap();
        let row = bench.env().db.one("select reference from evidence_suspension", &[]).await.unwrap();
        let sealed: Vec<u8> = row.read().unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("CANARY"));
        let named =
            "select count(*) from evidence_receipt where subject like 'person:%' and event is not null";
        let named: i64 = bench.env().db.one(named, &[]).await.unwrap().read().unwrap();
        assert_eq!(named, 0, "what kind of thing happened to a person cannot be searched for");
        bench.env().db.tx(|tx| Box::pin(bench.evidence.forget(tx, account))).await.unwrap();
        let left = bench.env().db.one("select count(*) from evidence_suspension", &[]).await.unwrap();
        assert_eq!(left.read::<i64>().unwrap(), 0);
    }
}

#[tokio::test]
async fn a_moved_end_survives_the_restore_of_an_older_backup() {
    for bench in benches().await {
        let account = bench.active_person(1).await;
        let now = bench.env().now();
        bench.suspend(account, "HC-1/26", now + DAY * 90).await.unwrap();
        bench.suspend(account, "HC-1/26", now + DAY * 10).await.unwrap();
        bench.suspend(account, "HC-1/26", now + DAY * 20).await.unwrap();
        let entries = causeway_core::journal::take(bench.env()).await.unwrap();
        let text = serde_json::to_string(&entries).unwrap();
        assert!(!text.contains("HC-1/26") && !text.contains(&account.to_string()), "{text}");
        let undo = "update evidence_suspension set until = $1";
        let (db, evidence, then) = (&bench.env().db, &bench.evidence, now + DAY * 90);
        db.tx(|tx| Box::pin(async move { tx.execute(undo, &[then.into()]).await })).await.unwrap();
        for entry in entries.iter().chain(&entries) {
            db.tx(|tx| Box::pin(async move { evidence.replay(tx, entry).await })).await.unwrap();
        }
        let until = bench.evidence.suspended_until(account, "HC-1/26").await.unwrap();
        assert_eq!(until, Some(now + DAY * 20), "{}", bench.test.engine);
    }
}
