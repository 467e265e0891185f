//! Commitments to whole chains: what is left out, changed or put in shows.

use causeway_core::Kind;
use jiff::SignedDuration;

use super::*;
use crate::{Statement, VerifyError, verify_chain};

/// A person with five receipts, all committed to, and what they hold in hand.
async fn committed(bench: &Bench) -> (AccountId, Statement, Vec<Receipt>) {
    let account = bench.active_person(5).await;
    assert_eq!(bench.evidence.commit_chains().await.unwrap(), 1);
    assert_eq!(bench.evidence.statement(account).await.unwrap_err().kind(), Kind::NotFound);
    assert_eq!(bench.evidence.sequence().await.unwrap(), 6);
    let statement = bench.evidence.statement(account).await.unwrap();
    let receipts = bench.receipts(account).await;
    (account, statement, receipts)
}

#[tokio::test]
async fn a_whole_chain_fits_its_statement_also_after_it_has_grown() {
    for bench in benches().await {
        let (account, statement, receipts) = committed(&bench).await;
        verify_chain(&statement, &receipts, &bench.trust()).unwrap();
        let text = serde_json::to_string(&statement).unwrap();
        assert_eq!(Statement::parse(text.as_bytes()).unwrap(), statement);

        bench.record(Chain::Person(account), event(5)).await;
        let longer = bench.receipts(account).await;
        verify_chain(&statement, &longer[..5], &bench.trust()).unwrap();
        let error = verify_chain(&statement, &longer, &bench.trust()).unwrap_err();
        assert_eq!(error, VerifyError::Length { stated: 5, found: 6 });
    }
}

#[tokio::test]
async fn a_dropped_tail_shows() {
    for bench in benches().await {
        let (account, statement, _) = committed(&bench).await;
        // The operator drops the last two receipts and winds the chain back, so that it looks whole.
        let subject = &Chain::Person(account).subject();
        bench
            .env()
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let row = tx
                        .one(
                            "select previous from evidence_receipt where subject = $1 and seq = 4",
                            &[subject.into()],
                        )
                        .await?;
                    let head: [u8; 32] = row.read()?;
                    tx.execute(
                        "update evidence_chain set length = 3, head = $1 where subject = $2",
                        &[head.into(), subject.into()],
                    )
                    .await?;
                    tx.execute(
                        "delete from evidence_receipt where subject = $1 and seq > 3",
                        &[subject.into()],
                    )
                    .await
                })
            })
            .await
            .unwrap();
        let left = bench.receipts(account).await;
        assert_eq!(left.len(), 3);
        let error = verify_chain(&statement, &left, &bench.trust()).unwrap_err();
        assert_eq!(error, VerifyError::Length { stated: 5, found: 3 });

        // Nor can others take their place.
        for number in 10..12 {
            bench.record(Chain::Person(account), event(number)).await;
        }
        let replaced = bench.receipts(account).await;
        assert_eq!(verify_chain(&statement, &replaced, &bench.trust()), Err(VerifyError::Chain(5)));
    }
}

#[tokio::test]
async fn receipts_left_out_reordered_changed_or_put_in_show() {
    for bench in benches().await {
        let (_, statement, receipts) = committed(&bench).await;
        let (_, _, foreign) = committed(&bench).await;
        let tried = |change: &dyn Fn(&mut Vec<Receipt>)| {
            let mut changed = receipts.clone();
            change(&mut changed);
            verify_chain(&statement, &changed, &bench.trust()).unwrap_err()
        };
        assert_eq!(tried(&|all| drop(all.remove(0))), VerifyError::Chain(1));
        assert_eq!(tried(&|all| drop(all.remove(2))), VerifyError::Chain(3));
        assert_eq!(tried(&|all| all.swap(1, 2)), VerifyError::Chain(2));
        assert_eq!(tried(&|all| all[1].salt.0[0] ^= 1), VerifyError::Chain(3));
        assert_eq!(tried(&|all| all[4].salt.0[0] ^= 1), VerifyError::Chain(5));
        assert_eq!(tried(&|all| all.insert(1, foreign[1].clone())), VerifyError::Chain(2));
        assert_eq!(tried(&|all| all[1] = foreign[1].clone()), VerifyError::Chain(2));
        assert_eq!(tried(&|all| all.clear()), VerifyError::Length { stated: 5, found: 0 });
    }
}

#[tokio::test]
async fn a_changed_statement_shows() {
    for bench in benches().await {
        let (_, statement, receipts) = committed(&bench).await;
        let tried = |change: &dyn Fn(&mut Statement)| {
            let mut changed = statement.clone();
            change(&mut changed);
            verify_chain(&changed, &receipts, &bench.trust()).unwrap_err()
        };
        assert_eq!(tried(&|s| s.length = 3), VerifyError::Inclusion);
        assert_eq!(tried(&|s| s.head.0[3] ^= 4), VerifyError::Inclusion);
        assert_eq!(tried(&|s| s.salt.0[3] ^= 4), VerifyError::Inclusion);
        assert_eq!(tried(&|s| s.version = 2), VerifyError::Version(2));
        assert_eq!(tried(&|s| s.log.index -= 1), VerifyError::Place);
        // A receipt's proof says nothing about the chain.
        let proof = receipts[0].proof.clone().unwrap();
        let place = receipts[0].log.clone().unwrap();
        assert_eq!(tried(&|s| (s.proof, s.log) = (proof.clone(), place.clone())), VerifyError::Inclusion);
    }
}

#[tokio::test]
async fn each_chain_that_moved_is_committed_to_once_a_day() {
    for bench in benches().await {
        let mover = bench.active_person(1).await;
        for _ in 0..70 {
            bench.active_person(1).await;
        }
        assert_eq!(bench.evidence.commit_chains().await.unwrap(), 71);
        assert_eq!(bench.evidence.commit_chains().await.unwrap(), 0);

        bench.record(Chain::Person(mover), event(1)).await;
        bench.test.env.clock.advance(SignedDuration::from_hours(23));
        assert_eq!(bench.evidence.commit_chains().await.unwrap(), 0);
        bench.test.env.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(bench.evidence.commit_chains().await.unwrap(), 1);

        bench.evidence.sequence().await.unwrap();
        let statement = bench.evidence.statement(mover).await.unwrap();
        assert_eq!(statement.length, 2);
        verify_chain(&statement, &bench.receipts(mover).await, &bench.trust()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_race_commit_to_each_chain_once() {
    for bench in benches().await {
        for _ in 0..5 {
            bench.active_person(1).await;
        }
        let racers: Vec<_> = (0..4)
            .map(|_| {
                let evidence = bench.evidence.clone();
                tokio::spawn(async move { evidence.commit_chains().await })
            })
            .collect();
        let mut total = 0;
        for racer in racers {
            total += racer.await.unwrap().unwrap();
        }
        assert_eq!(total, 5);
        assert_eq!(bench.evidence.sequence().await.unwrap(), 10);
    }
}
