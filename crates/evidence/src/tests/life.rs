//! The log across a restore: published only with the journal, resumed from it, or under another name; and the audit of all of it.

use causeway_core::db::{self, schema};
use causeway_core::journal::{self, Entry};
use causeway_core::{Row, Value};
use jiff::SignedDuration;

use super::*;
use crate::life::{LogMark, Resumed};
use crate::log::checkpoint::Checkpoint;
use crate::{Audit, store};

impl Bench {
    /// As [`benches`], publishing through the journal.
    async fn journaled() -> Vec<Self> {
        let mut benches = benches().await;
        for bench in &mut benches {
            bench.evidence = bench.evidence.clone().through_journal();
        }
        benches
    }

    /// A database with the same rows on the same engine: what a restore brings back.
    async fn copy(&self) -> Self {
        let test =
            environments().await.unwrap().into_iter().find(|test| test.engine == self.test.engine).unwrap();
        let by = self.env().now().duration_since(test.env.now()) + SignedDuration::from_hours(1);
        test.env.clock.advance(by);
        let migrations = db::applied(&self.env().db).await.unwrap();
        let mut snapshot = self.env().db.snapshot().await.unwrap();
        for table in schema::tables(&migrations).unwrap() {
            let mut rows: Vec<Vec<Value>> = Vec::new();
            let mut take = |row: Row| {
                rows.push(row.values());
                Ok(())
            };
            snapshot.each(&table.select(), &mut take).await.unwrap();
            db::load(&test.env.db, &table, &rows).await.unwrap();
        }
        let keys = PersonKeys::new(test.env.clone(), self.keys.store().clone());
        let mut evidence =
            Evidence::new(test.env.clone(), keys.clone(), self.log_key.clone(), ORIGIN.to_owned());
        evidence.journaled = self.evidence.journaled;
        Self { test, keys, log_key: self.log_key.clone(), evidence }
    }

    async fn mark(&self) -> LogMark {
        Evidence::mark(&mut self.env().db.snapshot().await.unwrap()).await.unwrap().unwrap()
    }

    /// Ships what waits, as the task does: what the files would hold.
    async fn ship(&self) -> Vec<Entry> {
        let (entries, now, evidence) =
            (&journal::take(self.env()).await.unwrap(), self.env().now(), &self.evidence);
        let shipping = self.env().db.tx(|tx| {
            Box::pin(async move {
                journal::shipped(tx, entries, now).await?;
                evidence.shipped(tx, entries).await
            })
        });
        shipping.await.unwrap();
        entries.clone()
    }

    /// Records, takes into the log, ships.
    async fn act(&self, account: AccountId, number: usize) -> (ReceiptId, Vec<Entry>) {
        self.env().clock.advance(SignedDuration::from_secs(1));
        let id = self.record(Chain::Person(account), event(number)).await;
        self.evidence.sequence().await.unwrap();
        (id, self.ship().await)
    }

    async fn published(&self) -> Option<Checkpoint> {
        let log = store::published_log(&self.env().db).await.unwrap()?;
        let text = log.checkpoint.split_once("\n\n").unwrap().0;
        Some(Checkpoint::parse(&format!("{text}\n")).unwrap())
    }

    async fn resume(&self, entries: &[Entry]) -> Resumed {
        let mut resumed = Resumed::default();
        for entry in entries {
            let (evidence, before) = (&self.evidence, &resumed);
            let step =
                self.env().db.tx(|tx| Box::pin(async move { evidence.resume_log(tx, entry, before).await }));
            resumed = step.await.unwrap();
        }
        resumed
    }

    async fn settle(
        &self,
        mark: Option<&LogMark>,
        resumed: &Resumed,
        newest: Option<&str>,
    ) -> (String, bool) {
        let evidence = &self.evidence;
        let settled = self
            .env()
            .db
            .tx(|tx| Box::pin(async move { evidence.settle_log(tx, mark, resumed, newest).await }));
        settled.await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn nothing_is_published_before_it_stands_in_the_journal() {
    for bench in Bench::journaled().await {
        let account = bench.person().await;
        assert_eq!(bench.evidence.sequence().await.unwrap(), 0);
        assert_eq!(bench.published().await, None, "not even the empty log");
        bench.ship().await;
        assert_eq!(bench.published().await.unwrap().size, 0);

        let id = bench.record(Chain::Person(account), event(1)).await;
        assert_eq!(bench.evidence.sequence().await.unwrap(), 1);
        assert_eq!(bench.published().await.unwrap().size, 0, "{}", bench.test.engine);
        assert!(bench.evidence.receipt(account, id).await.unwrap().proof.is_none());
        assert!(!bench.evidence.activity(account, None, 9).await.unwrap()[0].logged);
        bench.ship().await;
        assert_eq!(bench.published().await.unwrap().size, 1);
        let receipt = bench.evidence.receipt(account, id).await.unwrap();
        assert_eq!(crate::verify(&receipt, &bench.trust()).unwrap().size, 1);
        assert!(bench.evidence.activity(account, None, 9).await.unwrap()[0].logged);
    }
}

#[tokio::test]
async fn what_was_logged_while_nobody_journaled_is_in_the_next_entry() {
    for mut bench in Bench::journaled().await {
        let account = bench.person().await;
        bench.evidence.sequence().await.unwrap();
        bench.act(account, 0).await;
        // The previous release takes a batch: it knows nothing of the journal, and leaves its columns alone.
        bench.env().clock.advance(SignedDuration::from_secs(1));
        bench.record(Chain::Person(account), event(1)).await;
        bench.evidence.sequence().await.unwrap();
        let entries = journal::take(bench.env()).await.unwrap();
        let forget = "update evidence_log set journaled_size = 1";
        let back = bench.env().db.tx(|tx| {
            Box::pin(async move {
                tx.execute("delete from core_journal where shipped_at is null", &[]).await?;
                tx.execute(forget, &[]).await
            })
        });
        back.await.unwrap();
        assert_eq!(entries.len(), 1);
        let (_, entries) = bench.act(account, 2).await;
        let logged = crate::journaled::Logged::read(&entries[0]).unwrap();
        assert_eq!((logged.first, logged.hashes().unwrap().len()), (1, 2), "{}", bench.test.engine);
        assert_eq!(bench.published().await.unwrap().size, 3);
        // Without a journal everything is published at once again.
        bench.evidence.journaled = false;
        bench.env().clock.advance(SignedDuration::from_secs(1));
        bench.record(Chain::Person(account), event(3)).await;
        bench.evidence.sequence().await.unwrap();
        assert_eq!(bench.published().await.unwrap().size, 4);
    }
}

#[tokio::test]
async fn a_restored_log_goes_on_from_its_newest_published_state() {
    for bench in Bench::journaled().await {
        let account = bench.person().await;
        bench.evidence.sequence().await.unwrap();
        bench.ship().await;
        let (before, _) = bench.act(account, 0).await;
        let old_receipt = bench.evidence.receipt(account, before).await.unwrap();
        // One more receipt waits for the log when the backup is made; it is logged afterwards, with 300 that get lost.
        bench.env().clock.advance(SignedDuration::from_secs(1));
        let waiting = bench.record(Chain::Person(account), event(1)).await;
        let (mark, restored) = (bench.mark().await, bench.copy().await);
        let mut entries = Vec::new();
        for number in 2..302 {
            bench.env().clock.advance(SignedDuration::from_millis(2));
            bench.record(Chain::Person(account), event(number)).await;
            if number == 100 {
                bench.evidence.sequence().await.unwrap();
                entries.extend(bench.ship().await);
            }
        }
        bench.evidence.sequence().await.unwrap();
        entries.extend(bench.ship().await);
        let published = bench.published().await.unwrap();
        assert_eq!((mark.size, published.size), (1, 302));

        let resumed = restored.resume(&entries).await;
        assert_eq!((resumed.appended, resumed.lost), (301, 300), "{}", bench.test.engine);
        assert_eq!(restored.resume(&entries).await.appended, 0, "again is as good as once");
        assert_eq!(restored.settle(Some(&mark), &resumed, None).await, (ORIGIN.to_owned(), false));
        assert_eq!(restored.published().await.unwrap(), published, "the very state that was published");

        // What was known before is proved by the log after, and what waited has its place.
        let receipt = restored.evidence.receipt(account, before).await.unwrap();
        assert_eq!(crate::verify(&receipt, &bench.trust()).unwrap().size, 302);
        assert_eq!(crate::verify(&old_receipt, &bench.trust()).unwrap().size, 1);
        let receipt = restored.evidence.receipt(account, waiting).await.unwrap();
        assert_eq!(receipt.log.unwrap().index, 1);

        let audit = restored.evidence.audit().await.unwrap();
        let Audit { chains, receipts, logged, lost, size, .. } = audit;
        assert_eq!((chains, receipts, logged, lost, size), (1, 2, 2, 300, 302));
        let history = restored.evidence.history().await.unwrap();
        assert_eq!(
            (history.lost.len(), history.lost[0].first, history.lost.last().unwrap().until),
            (2, 2, 302)
        );
        restored.act(account, 999).await;
        assert_eq!(restored.published().await.unwrap().size, 303);
        assert_eq!(restored.evidence.audit().await.unwrap().size, 303);
    }
}

#[tokio::test]
async fn where_the_newest_state_is_not_known_the_log_goes_on_under_another_name() {
    for bench in Bench::journaled().await {
        let account = bench.person().await;
        bench.evidence.sequence().await.unwrap();
        bench.ship().await;
        bench.act(account, 0).await;
        let (mark, restored) = (bench.mark().await, bench.copy().await);
        let (_, first) = bench.act(account, 1).await;
        let (_, lost) = bench.act(account, 2).await;
        let (_, last) = bench.act(account, 3).await;
        assert_eq!(lost.len(), 1);

        // An entry in the middle is missing.
        let resumed = restored.resume(&[first, last].concat()).await;
        let (origin, is_new) = restored.settle(Some(&mark), &resumed, None).await;
        assert!(
            is_new && origin.starts_with("localhost:8080/log/20261121"),
            "{}: {origin}",
            bench.test.engine
        );
        assert_eq!(restored.published().await, None);
        restored.ship().await;
        let published = restored.published().await.unwrap();
        assert_eq!((published.origin.as_str(), published.size), (origin.as_str(), 2));
        let history = restored.evidence.history().await.unwrap();
        assert_eq!((history.former[0].origin.as_str(), history.former[0].size), (ORIGIN, 2));

        // It is sequenced on, and a receipt of before is proved under the new name.
        let (id, _) = restored.act(account, 4).await;
        let trust = Trust::parse(&restored.evidence.trust_lines().await.unwrap()).unwrap();
        let receipt = restored.evidence.receipt(account, id).await.unwrap();
        assert_eq!(crate::verify(&receipt, &trust).unwrap().origin, origin);
        assert!(crate::verify(&receipt, &bench.trust()).is_err(), "another name is another log");

        // And again: never a name twice.
        let again = restored.settle(None, &Resumed::default(), None).await;
        assert!(again.1 && restored.evidence.generation(&again.0) > restored.evidence.generation(&origin));
        restored.ship().await;
        assert_eq!(restored.evidence.history().await.unwrap().former.len(), 2);
        restored.evidence.audit().await.unwrap();
    }
}

#[tokio::test]
async fn a_later_restore_of_the_first_backup_follows_the_log_to_its_later_name() {
    for bench in Bench::journaled().await {
        let account = bench.person().await;
        bench.evidence.sequence().await.unwrap();
        bench.ship().await;
        bench.act(account, 0).await;
        let (mark, restored, later) = (bench.mark().await, bench.copy().await, bench.copy().await);
        let (_, mut files) = bench.act(account, 1).await;
        bench.act(account, 2).await;
        let (_, beyond) = bench.act(account, 3).await;
        files.extend(beyond);
        let resumed = restored.resume(&files).await;
        let (origin, _) = restored.settle(Some(&mark), &resumed, None).await;
        files.extend(restored.ship().await);
        let (_, more) = restored.act(account, 4).await;
        files.extend(more);

        let resumed = later.resume(&files).await;
        let settled = later.settle(Some(&mark), &resumed, None).await;
        assert_eq!(settled, (origin, false), "{}", bench.test.engine);
        assert_eq!(later.published().await, restored.published().await);
        later.evidence.audit().await.unwrap();
    }
}

#[tokio::test]
async fn somebody_outside_can_take_the_name_away_and_not_give_it_back() {
    for bench in benches().await {
        let account = bench.person().await;
        bench.act(account, 0).await;
        let (mark, restored, other, third) =
            (bench.mark().await, bench.copy().await, bench.copy().await, bench.copy().await);
        assert!(!mark.journaled);
        let same = store::published_log(&bench.env().db).await.unwrap().unwrap().checkpoint;
        let none = Resumed::default();
        let (origin, is_new) = restored.settle(None, &none, Some(&same)).await;
        assert!(is_new, "{}: it may be older than what was published last", bench.test.engine);

        // The operator's word, that nothing happened after the backup, keeps the name; a newer state takes it away.
        let mut word = Resumed::default();
        word.nothing_since();
        assert_eq!(third.settle(None, &word, Some(&same)).await, (ORIGIN.to_owned(), false));
        bench.act(account, 1).await;
        let newer = store::published_log(&bench.env().db).await.unwrap().unwrap().checkpoint;
        assert!(other.settle(None, &word, Some(&newer)).await.1, "a newer state was seen");
        let evidence = &other.evidence;
        let bad = &newer.replace('2', "3");
        let refused = other.env().db.tx(|tx| {
            Box::pin(async move { evidence.settle_log(tx, None, &Resumed::default(), Some(bad)).await })
        });
        assert_eq!(refused.await.unwrap_err().code(), "bad_checkpoint");

        // A name that somebody has seen is not given again, even by a clock that is behind.
        let named = store::newest_log(&restored.env().db).await.unwrap().unwrap().checkpoint;
        third.env().clock.advance(SignedDuration::from_hours(-24));
        let (after, is_new) = third.settle(None, &none, Some(&named)).await;
        let number = |origin: &str| third.evidence.generation(origin).unwrap();
        assert!(is_new && number(&after) > number(&origin), "{after} after {origin}");
    }
}

#[tokio::test]
async fn batches_may_come_in_another_order_than_they_were_logged() {
    for bench in Bench::journaled().await {
        let account = bench.person().await;
        bench.evidence.sequence().await.unwrap();
        bench.ship().await;
        bench.act(account, 0).await;
        let (mark, restored, other) = (bench.mark().await, bench.copy().await, bench.copy().await);
        let mut entries = Vec::new();
        for number in 1..4 {
            bench.env().clock.advance(SignedDuration::from_secs(1));
            bench.record(Chain::Person(account), event(number)).await;
            bench.evidence.sequence().await.unwrap();
            let (taken, now) = (&journal::take(bench.env()).await.unwrap(), bench.env().now());
            let told =
                bench.env().db.tx(|tx| Box::pin(async move { journal::shipped(tx, taken, now).await }));
            told.await.unwrap();
            entries.extend(taken.clone());
        }
        entries.swap(0, 2);
        let (evidence, taken) = (&bench.evidence, &entries);
        bench.env().db.tx(|tx| Box::pin(async move { evidence.shipped(tx, taken).await })).await.unwrap();
        assert_eq!(bench.published().await.unwrap().size, 4, "{}: the largest", bench.test.engine);

        let resumed = restored.resume(&entries).await;
        assert_eq!(resumed.appended, 3, "{}", bench.test.engine);
        assert_eq!(restored.settle(Some(&mark), &resumed, None).await, (ORIGIN.to_owned(), false));
        assert_eq!(restored.published().await, bench.published().await);
        // One that never comes is a gap.
        entries.retain(|entry| crate::journaled::Logged::read(entry).unwrap().first != 2);
        let resumed = other.resume(&entries).await;
        assert_eq!(resumed.appended, 1);
        assert!(other.settle(Some(&mark), &resumed, None).await.1);
    }
}

#[tokio::test]
async fn a_journal_that_tells_another_history_burns_the_name() {
    for bench in Bench::journaled().await {
        let account = bench.person().await;
        bench.evidence.sequence().await.unwrap();
        bench.ship().await;
        bench.act(account, 0).await;
        let (mark, one, two) = (bench.mark().await, bench.copy().await, bench.copy().await);
        // Two databases went on from one backup: each signed a tree of the same size.
        let (_, of_one) = one.act(account, 1).await;
        two.act(account, 2).await;
        let resumed = two.resume(&of_one).await;
        assert!(two.settle(Some(&mark), &resumed, None).await.1, "{}", bench.test.engine);
    }
}

#[tokio::test]
async fn an_entry_that_nobody_signed_is_not_followed() {
    for bench in Bench::journaled().await {
        let account = bench.person().await;
        bench.evidence.sequence().await.unwrap();
        bench.ship().await;
        bench.act(account, 0).await;
        let (mark, restored) = (bench.mark().await, bench.copy().await);
        let (_, mut entries) = bench.act(account, 1).await;
        let forged = entries[0].entry["checkpoint"].as_str().unwrap().replace("\n— ", "\n— x");
        entries[0].entry["checkpoint"] = forged.into();
        let resumed = restored.resume(&entries).await;
        assert_eq!(resumed.appended, 0);
        assert!(restored.settle(Some(&mark), &resumed, None).await.1, "{}", bench.test.engine);
    }
}

#[tokio::test]
async fn the_audit_finds_what_was_changed() {
    for bench in benches().await {
        let account = bench.active_person(3).await;
        bench.record(Chain::Platform, event(7)).await;
        bench.evidence.sequence().await.unwrap();
        bench.evidence.commit_chains().await.unwrap();
        bench.evidence.sequence().await.unwrap();
        let audit = bench.evidence.audit().await.unwrap();
        assert_eq!((audit.chains, audit.receipts, audit.logged, audit.size), (2, 4, 6, 6));
        assert_eq!(audit.root.0, store::newest_log(&bench.env().db).await.unwrap().unwrap().root);
        let subject = Chain::Person(account).subject();
        for (sql, what) in [
            ("update evidence_chain set length = 2 where subject = $1", "a dropped tail"),
            ("delete from evidence_receipt where subject = $1 and seq = 3", "a dropped receipt"),
            ("update evidence_receipt set seq = 9 where subject = $1 and seq = 3", "a gap"),
            ("update evidence_receipt set log_index = 0 where subject = $1", "a wrong place"),
            ("delete from evidence_receipt where subject = $1", "a whole chain"),
            (
                "update evidence_receipt set log_index = null where subject = $1",
                "receipts taken out of the log",
            ),
            ("update evidence_log set size = 5 where $1 <> ''", "a shorter log"),
            (
                "update evidence_log set root = (select head from evidence_chain where subject = $1)",
                "another root",
            ),
        ] {
            let copy = bench.copy().await;
            let params = &[Value::from(&subject)];
            copy.env().db.tx(|tx| Box::pin(async move { tx.execute(sql, params).await })).await.unwrap();
            let found = copy.evidence.audit().await.unwrap_err();
            assert!(
                ["evidence_broken", "internal"].contains(&found.code()),
                "{}: {what}: {found:?}",
                bench.test.engine
            );
        }
    }
}

#[tokio::test]
async fn a_backup_of_another_platform_is_noticed() {
    for bench in benches().await {
        bench.evidence.sequence().await.unwrap();
        let mut mark = bench.mark().await;
        bench.evidence.check_mark(&mark).unwrap();
        for (origin, good) in [
            ("localhost:8080/log/2", true),
            ("localhost:8080/log/02", false),
            ("localhost:8080/log/1", false),
            ("other/log", false),
            ("localhost:8080/logs", false),
        ] {
            mark.origin = origin.to_owned();
            assert_eq!(bench.evidence.check_mark(&mark).is_ok(), good, "{origin}");
        }
    }
}

#[tokio::test]
async fn an_operator_may_give_the_log_another_name() {
    for bench in Bench::journaled().await {
        let evidence = &bench.evidence;
        let rename = async || bench.env().db.tx(|tx| Box::pin(evidence.rename_log(tx))).await;
        assert_eq!(rename().await.unwrap_err().code(), "no_log");
        let account = bench.person().await;
        bench.evidence.sequence().await.unwrap();
        bench.ship().await;
        bench.act(account, 0).await;
        let (origin, former) = rename().await.unwrap();
        assert_eq!((origin.as_str(), former.as_str()), ("localhost:8080/log/20261121080001000", ORIGIN));
        bench.env().clock.advance(SignedDuration::from_secs(1));
        bench.evidence.sequence().await.unwrap();
        bench.ship().await;
        let published = bench.published().await.unwrap();
        assert_eq!((published.origin.as_str(), published.size), (origin.as_str(), 2), "with its receipt");
        let lines = bench.evidence.trust_lines().await.unwrap();
        assert_eq!(lines.lines().filter(|line| line.starts_with("localhost:8080/log")).count(), 2, "{lines}");
        bench.evidence.audit().await.unwrap();
    }
}
