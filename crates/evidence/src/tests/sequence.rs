//! The sequencer: everything once, in order, resumable, and never a second history.

use causeway_core::{Db, Kind, Value};
use jiff::SignedDuration;

use super::*;
use crate::log::checkpoint::Checkpoint;
use crate::log::tile::{self, Tiles};
use crate::log::{note, tree};
use crate::store;

/// The published checkpoint, opened with the published key.
async fn checkpoint(bench: &Bench) -> Checkpoint {
    let log = store::published_log(&bench.env().db).await.unwrap().unwrap();
    let key = bench.evidence.trust_line().parse().unwrap();
    let (text, _) = note::open(&log.checkpoint, std::slice::from_ref(&key)).unwrap();
    Checkpoint::parse(text).unwrap()
}

async fn write(db: &Db, sql: &'static str, params: &[Value]) {
    let touched = db.tx(|tx| Box::pin(async move { tx.execute(sql, params).await })).await.unwrap();
    assert_eq!(touched, 1);
}

/// Rows as `record` writes them, but thousands at once.
async fn fill(bench: &Bench, count: u32) {
    let env = bench.env();
    env.db
        .tx(|tx| {
            Box::pin(async move {
                for number in 0..count {
                    let (id, at) = (env.new_id()?, env.now());
                    let commitment = [u8::try_from(number % 251).unwrap(); 32];
                    let seq = number.into();
                    let row = store::ReceiptRow {
                        id,
                        seq,
                        at,
                        previous: [0; 32],
                        body: vec![],
                        commitment,
                        log_index: None,
                    };
                    store::insert_receipt(tx, "platform", &row, None).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
}

/// All entries as the bundles have them.
async fn entries(bench: &Bench) -> Vec<[u8; 32]> {
    let rows =
        bench.env().db.query("select content from evidence_tile where level = -1 order by number", &[]).await;
    let bundles =
        rows.unwrap().into_iter().flat_map(|row| row.read::<Vec<u8>>().unwrap()).collect::<Vec<u8>>();
    let entry = |chunk: &[u8]| {
        assert_eq!(chunk[..2], [0, 32]);
        chunk[2..].try_into().unwrap()
    };
    bundles.chunks(34).map(entry).collect()
}

#[tokio::test]
async fn an_empty_log_has_a_signed_checkpoint_from_the_start() {
    for bench in benches().await {
        assert_eq!(bench.evidence.sequence().await.unwrap(), 0);
        let first = checkpoint(&bench).await;
        assert_eq!(first, Checkpoint { origin: ORIGIN.to_owned(), size: 0, root: tree::root(&[]) });
        assert_eq!(bench.evidence.sequence().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn every_receipt_is_taken_once_and_in_the_order_of_its_id() {
    for bench in benches().await {
        let account = bench.active_person(3).await;
        assert!(bench.receipts(account).await.iter().all(|r| r.proof.is_none() && r.log.is_none()));
        assert_eq!(bench.evidence.sequence().await.unwrap(), 3);
        bench.test.env.clock.advance(SignedDuration::from_secs(1));
        bench.record(Chain::Person(account), event(3)).await;
        assert_eq!(bench.evidence.sequence().await.unwrap(), 1);
        assert_eq!(bench.evidence.sequence().await.unwrap(), 0);

        assert!(bench.evidence.activity(account, None, 9).await.unwrap().iter().all(|entry| entry.logged));
        let mut receipts = bench.receipts(account).await;
        receipts.sort_by_key(|r| r.id);
        let places: Vec<u64> = receipts.iter().map(|r| r.log.as_ref().unwrap().index).collect();
        assert_eq!(places, [0, 1, 2, 3]);
        let commitments: Vec<_> = receipts.iter().map(|r| r.commitment().unwrap()).collect();
        assert_eq!(entries(&bench).await, commitments);
        let hashes: Vec<_> = commitments.iter().map(|c| tree::leaf_hash(c)).collect();
        assert_eq!(checkpoint(&bench).await.root, tree::root(&hashes));
    }
}

#[tokio::test]
async fn a_log_that_grows_past_tiles_and_batches_is_one_tree() {
    for bench in benches().await {
        let mut sizes = vec![0];
        for (recorded, taken) in [(255, 255), (1, 1), (1, 1), (4200, 4096), (0, 104)] {
            let seq: i64 = bench
                .env()
                .db
                .one("select count(*) from evidence_receipt", &[])
                .await
                .unwrap()
                .read()
                .unwrap();
            // A chain of its own for each batch, so that places in it do not collide.
            write_platform_aside(&bench, seq).await;
            fill(&bench, recorded).await;
            let old = store::published_log(&bench.env().db).await.unwrap();
            assert_eq!(bench.evidence.sequence().await.unwrap(), taken);
            let new = checkpoint(&bench).await;
            sizes.push(new.size);
            let leaves: Vec<_> = entries(&bench).await.iter().map(|e| tree::leaf_hash(e)).collect();
            assert_eq!(new.root, tree::root(&leaves));
            if let Some(old) = old {
                assert_eq!(
                    old.root,
                    tree::root(&leaves[..usize::try_from(old.size).unwrap()]),
                    "append-only"
                );
            }
        }
        assert_eq!(sizes, [0, 255, 256, 257, 4353, 4457]);
    }
}

async fn write_platform_aside(bench: &Bench, seq: i64) {
    let sql = "update evidence_receipt set subject = $1 where subject = 'platform'";
    let name = format!("aside {seq}");
    let params = &[name.into()];
    bench.env().db.tx(|tx| Box::pin(async move { tx.execute(sql, params).await })).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sequencers_that_race_take_everything_once() {
    for bench in benches().await {
        let account = bench.active_person(6).await;
        let mut total = 0;
        for round in 0..4 {
            let racers: Vec<_> = (0..4)
                .map(|_| {
                    let evidence = bench.evidence.clone();
                    tokio::spawn(async move { evidence.sequence().await })
                })
                .collect();
            bench.record(Chain::Person(account), event(100 + round)).await;
            for racer in racers {
                total += racer.await.unwrap().unwrap();
            }
        }
        total += bench.evidence.sequence().await.unwrap();
        assert_eq!(total, 10);
        let size = checkpoint(&bench).await.size;
        let mut places: Vec<u64> =
            bench.receipts(account).await.iter().map(|r| r.log.as_ref().unwrap().index).collect();
        places.sort_unstable();
        assert_eq!((size, places), (10, (0..10).collect()));
        assert_eq!(entries(&bench).await.len(), 10);
    }
}

#[tokio::test]
async fn the_loser_of_a_race_writes_nothing() {
    for bench in benches().await {
        bench.active_person(1).await;
        bench.evidence.sequence().await.unwrap();
        let log = &store::published_log(&bench.env().db).await.unwrap().unwrap();
        let now = bench.env().now();
        let (grown, made) = bench
            .env()
            .db
            .tx(|tx| {
                Box::pin(async move {
                    Ok((store::grow_log(tx, 0, log, now).await?, store::create_log(tx, log, now).await?))
                })
            })
            .await
            .unwrap();
        assert!(!grown && !made);
    }
}

#[tokio::test]
async fn a_log_whose_tiles_were_changed_is_not_signed_over() {
    for bench in benches().await {
        let account = bench.active_person(3).await;
        bench.evidence.sequence().await.unwrap();
        let before = checkpoint(&bench).await;
        let content: Vec<u8> = store::published_tile(&bench.env().db, 0, 0).await.unwrap().unwrap();
        let mut bent = content.clone();
        bent[40] ^= 1;
        for damaged in [bent, content[..64].to_vec(), content[..95].to_vec(), vec![]] {
            let sql = "update evidence_tile set content = $1 where level = 0";
            write(&bench.env().db, sql, &[damaged.into()]).await;
            bench.record(Chain::Person(account), event(9)).await;
            let refused = bench.evidence.sequence().await.unwrap_err();
            assert!(format!("{refused:?}").contains("damaged"), "{refused:?}");
            assert_eq!(checkpoint(&bench).await, before);
        }
        // Put right, it goes on where it was.
        write(&bench.env().db, "update evidence_tile set content = $1 where level = 0", &[content.into()])
            .await;
        assert_eq!(bench.evidence.sequence().await.unwrap(), 4);
        assert_eq!(checkpoint(&bench).await.size, 7);
    }
}

#[tokio::test]
async fn a_log_does_not_change_its_name() {
    for bench in benches().await {
        bench.active_person(1).await;
        bench.evidence.sequence().await.unwrap();
        let renamed = Evidence::new(
            bench.env().clone(),
            bench.keys.clone(),
            bench.log_key.clone(),
            "elsewhere.example/log".to_owned(),
        );
        bench.active_person(1).await;
        assert_eq!(renamed.sequence().await.unwrap_err().kind(), Kind::Internal);
        assert_eq!(bench.evidence.sequence().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn proofs_of_the_past_stay_good_and_checkpoints_are_consistent() {
    for bench in benches().await {
        let account = bench.active_person(2).await;
        bench.evidence.sequence().await.unwrap();
        let (early, old) = (bench.receipts(account).await, checkpoint(&bench).await);
        fill(&bench, 700).await;
        bench.evidence.sequence().await.unwrap();
        let new = checkpoint(&bench).await;

        let ranges = tree::consistency(old.size, new.size).unwrap();
        let mut tiles = Tiles::new();
        for (level, number) in tile::needed(&ranges) {
            let content =
                store::published_tile(&bench.env().db, level.into(), number.try_into().unwrap()).await;
            tiles.insert(level, number, &content.unwrap().unwrap()).unwrap();
        }
        let proof: Vec<_> = ranges.into_iter().map(|range| tiles.root(range).unwrap()).collect();
        assert!(tree::verify_consistency(old.size, &old.root, new.size, &new.root, &proof));
        // A fork: another root for the size that was seen before.
        assert!(!tree::verify_consistency(old.size, &[1; 32], new.size, &new.root, &proof));

        for (early, late) in early.iter().zip(bench.receipts(account).await) {
            assert_eq!(early.log, late.log);
            assert_ne!(early.proof, late.proof);
            assert_eq!(crate::verify(early, &bench.trust()).unwrap().size, 2);
            assert_eq!(crate::verify(&late, &bench.trust()).unwrap().size, 702);
        }
    }
}

#[tokio::test]
async fn the_worker_does_both_and_leaves_nothing_waiting() {
    for bench in benches().await {
        let account = bench.active_person(2).await;
        let worker = bench.evidence.work(causeway_core::jobs::Worker::new(bench.env().clone()));
        worker.run_periodic().await.unwrap();
        worker.run_periodic().await.unwrap();
        assert_eq!(checkpoint(&bench).await.size, 3, "two receipts and a commitment to their chain");
        assert_eq!(store::oldest_waiting(&bench.env().db).await.unwrap(), None);
        assert_eq!(bench.evidence.statement(account).await.unwrap().length, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn acts_go_on_while_the_sequencer_runs_and_all_are_logged() {
    for bench in benches().await {
        let mut actors = Vec::new();
        for _ in 0..4 {
            let (account, env, evidence) =
                (bench.person().await, bench.env().clone(), bench.evidence.clone());
            actors.push(tokio::spawn(async move {
                for number in 0..25 {
                    let (evidence, event) = (&evidence, &event(number));
                    let act = env.db.tx(|tx| {
                        Box::pin(async move { evidence.record(tx, Chain::Person(account), event).await })
                    });
                    act.await.unwrap();
                }
                account
            }));
        }
        let mut taken = 0;
        while actors.iter().any(|actor| !actor.is_finished()) {
            taken += bench.evidence.sequence().await.unwrap();
        }
        taken += bench.evidence.sequence().await.unwrap();
        assert_eq!(taken, 100);
        for actor in actors {
            let receipts = bench.receipts(actor.await.unwrap()).await;
            assert_eq!(receipts.len(), 25);
            for receipt in &receipts {
                crate::verify(receipt, &bench.trust()).unwrap();
            }
        }
    }
}
