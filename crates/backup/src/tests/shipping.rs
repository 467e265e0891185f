//! Shipping: synced before it is called shipped, day by day, by several processes, and retried elsewhere after a failure.

use jiff::SignedDuration;

use super::*;
use crate::journal::Journal;

async fn read(bench: &Bench) -> Vec<(i64, String)> {
    let database = causeway_core::setting::database_id(bench.env()).await.unwrap();
    let journal = Journal::read(&bench.journal(), database).unwrap();
    assert_eq!(journal.gaps(&[]), []);
    let name =
        |entry: journal::Entry| (entry.number, entry.entry["name"].as_str().unwrap_or_default().to_owned());
    journal.entries(&[]).map(|entry| name(entry.unwrap())).collect()
}

fn files(bench: &Bench) -> usize {
    std::fs::read_dir(bench.journal()).unwrap().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shipped_stands_in_the_files_in_its_order() {
    for bench in Bench::all().await {
        assert_eq!(bench.shipper.ship().await.unwrap(), 0);
        assert_eq!(files(&bench), 0, "nothing happened yet");
        bench.act("a").await;
        bench.act("b").await;
        assert_eq!(bench.shipper.ship().await.unwrap(), 2);
        bench.act("c").await;
        bench.shipper.ship().await.unwrap();
        assert_eq!(read(&bench).await, [(1, "a".to_owned()), (2, "b".to_owned()), (3, "c".to_owned())]);
        assert_eq!(files(&bench), 1, "{}", bench.test.engine);
        bench.env().clock.advance(SignedDuration::from_hours(24));
        bench.act("d").await;
        bench.shipper.ship().await.unwrap();
        assert_eq!((files(&bench), read(&bench).await.len()), (2, 4), "a file for each day");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_ship_each_entry_once() {
    for bench in Bench::all().await {
        let config = Config { journal: Some(bench.journal()), ..Config::default() };
        let other = Shipper::new(bench.env().clone(), bench.evidence.clone(), config);
        for n in 0..30 {
            bench.act(&format!("{n:02}")).await;
            let (a, b) = tokio::join!(bench.shipper.ship(), other.ship());
            assert!(a.unwrap() + b.unwrap() <= 1);
        }
        bench.shipper.ship().await.unwrap();
        other.ship().await.unwrap();
        let names: Vec<String> = read(&bench).await.into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, (0..30).map(|n| format!("{n:02}")).collect::<Vec<_>>(), "{}", bench.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nothing_can_be_written_nothing_is_lost_and_health_says_so() {
    for bench in Bench::all().await {
        bench.act("a").await;
        let journal = bench.journal();
        std::fs::remove_dir(&journal).unwrap();
        assert_eq!(bench.shipper.ship().await.unwrap_err().code(), "backup_unreadable");
        assert_eq!(bench.shipper.late_since().await.unwrap(), None);
        bench.env().clock.advance(SignedDuration::from_secs(61));
        assert!(bench.shipper.late_since().await.unwrap().is_some(), "{}", bench.test.engine);
        std::fs::create_dir(&journal).unwrap();
        assert_eq!(bench.shipper.ship().await.unwrap(), 1);
        assert_eq!(bench.shipper.late_since().await.unwrap(), None);
        assert_eq!(read(&bench).await, [(1, "a".to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_before_it_says_so_ships_again_under_the_same_numbers() {
    for bench in Bench::all().await {
        bench.act("a").await;
        let died = journal::take(bench.env()).await.unwrap();
        assert_eq!(died.len(), 1);
        bench.act("b").await;
        assert_eq!(bench.shipper.ship().await.unwrap(), 0, "the other may still be writing");
        bench.env().clock.advance(SignedDuration::from_secs(10));
        assert_eq!(bench.shipper.ship().await.unwrap(), 2);
        assert_eq!(read(&bench).await, [(1, "a".to_owned()), (2, "b".to_owned())], "{}", bench.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_folder_nothing_is_shipped_and_nothing_lags() {
    for bench in Bench::all().await {
        let shipper = Shipper::new(bench.env().clone(), bench.evidence.clone(), Config::default());
        bench.act("a").await;
        bench.env().clock.advance(SignedDuration::from_hours(1));
        assert_eq!(shipper.ship().await.unwrap(), 0);
        assert_eq!(shipper.late_since().await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_cannot_write_keeps_nobody_else_from_it() {
    for bench in Bench::all().await {
        bench.act("a").await;
        let config = Config { journal: Some("/nowhere/at/all".into()), ..Config::default() };
        let broken = Shipper::new(bench.env().clone(), bench.evidence.clone(), config);
        assert_eq!(broken.ship().await.unwrap_err().code(), "backup_unreadable");
        assert_eq!(bench.shipper.ship().await.unwrap(), 1, "{}", bench.test.engine);
        assert_eq!(read(&bench).await, [(1, "a".to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_belongs_to_one_database() {
    for bench in Bench::all().await {
        bench.act("a").await;
        bench.shipper.ship().await.unwrap();
        let other = bench.fresh(bench.test.engine).await.unwrap();
        other.act("b").await;
        assert_eq!(
            other.shipper.ship().await.unwrap_err().code(),
            "journal_foreign",
            "{}",
            bench.test.engine
        );
        assert_eq!(files(&bench), 1);
    }
}
