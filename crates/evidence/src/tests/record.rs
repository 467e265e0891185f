//! Receipts: written with the act or not at all, sealed, told to nobody else.

use causeway_core::{Error, Kind};

use super::*;
use crate::{Basis, Digest};

#[tokio::test]
async fn a_receipt_is_written_with_its_act_or_not_at_all() {
    for bench in benches().await {
        let account = bench.person().await;
        let evidence = &bench.evidence;
        let outcome = bench
            .env()
            .db
            .tx(|tx| {
                Box::pin(async move {
                    evidence.record(tx, Chain::Person(account), &event(1)).await?;
                    Err::<(), _>(Error::conflict("changed_my_mind", "The act failed."))
                })
            })
            .await;
        assert_eq!(outcome.unwrap_err().code(), "changed_my_mind");
        assert_eq!(evidence.activity(account, None, 10).await.unwrap(), []);
        bench.record(Chain::Person(account), event(2)).await;
        assert_eq!(bench.receipts(account).await[0].chain.seq, 1);
    }
}

#[tokio::test]
async fn several_events_of_one_act_follow_each_other_in_the_chain() {
    for bench in benches().await {
        let account = bench.person().await;
        let evidence = &bench.evidence;
        bench
            .env()
            .db
            .tx(|tx| {
                Box::pin(async move {
                    for number in 0..3 {
                        evidence.record(tx, Chain::Person(account), &event(number)).await?;
                    }
                    evidence.record(tx, Chain::Platform, &event(9)).await
                })
            })
            .await
            .unwrap();
        let seqs: Vec<u64> = bench.receipts(account).await.iter().map(|r| r.chain.seq).collect();
        assert_eq!(seqs, [1, 2, 3]);
    }
}

#[tokio::test]
async fn activity_is_newest_first_and_comes_in_pages() {
    for bench in benches().await {
        let account = bench.active_person(5).await;
        let all = bench.evidence.activity(account, None, 10).await.unwrap();
        let events: Vec<_> = all.iter().map(|entry| entry.event.clone()).collect();
        assert_eq!(events, [event(4), event(3), event(2), event(1), event(0)]);
        assert!(all.iter().all(|entry| !entry.logged));

        let page = bench.evidence.activity(account, None, 2).await.unwrap();
        assert_eq!(page, all[..2]);
        let page = bench.evidence.activity(account, Some(page[1].id), 2).await.unwrap();
        assert_eq!(page, all[2..4]);
        let page = bench.evidence.activity(account, Some(page[1].id), 2).await.unwrap();
        assert_eq!(page, all[4..]);
        assert_eq!(bench.evidence.activity(account, Some(page[0].id), 2).await.unwrap(), []);
    }
}

#[tokio::test]
async fn somebody_elses_receipt_is_not_there() {
    for bench in benches().await {
        let (one, other) = (bench.active_person(1).await, bench.active_person(1).await);
        let id = bench.evidence.activity(other, None, 1).await.unwrap()[0].id;
        let own = bench.evidence.receipt(other, id).await.unwrap();
        assert_eq!(own.id, id);
        assert_eq!(bench.evidence.receipt(one, id).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(bench.evidence.activity(one, Some(id), 1).await.unwrap_err().kind(), Kind::NotFound);
        let platform = bench.evidence.receipt_in(&Chain::Platform, id).await;
        assert_eq!(platform.unwrap_err().kind(), Kind::NotFound);
    }
}

#[tokio::test]
async fn every_event_comes_back_as_it_was_recorded() {
    for bench in benches().await {
        let account = bench.person().await;
        let given = Event::ConsentGiven {
            consent: bench.env().new_id().unwrap(),
            client: "driving-licence".parse().unwrap(),
            organisation: "transport".parse().unwrap(),
            kind: crate::Kind::Exchange,
            dataset: Some("water.address".parse().unwrap()),
            provider: Some("water".parse().unwrap()),
            fields: vec!["address".to_owned(), "since".to_owned()],
            purpose: "licence-renewal".parse().unwrap(),
            once: true,
            until: Some(bench.env().now()),
            shown_sha256: Digest([9; 32]),
        };
        let refused = Event::ReadRefused {
            consent: None,
            consumer: "driving-licence".parse().unwrap(),
            provider: None,
            dataset: None,
            fields: vec![],
            purpose: Some("licence-renewal".parse().unwrap()),
            code: "consent_withdrawn".to_owned(),
        };
        let intended = Event::ReadIntended {
            read: bench.env().new_id().unwrap(),
            basis: Basis::Law,
            consent: None,
            consumer: "causeway".parse().unwrap(),
            consumer_organisation: "platform".parse().unwrap(),
            provider: "immigration".parse().unwrap(),
            dataset: "immigration.register".parse().unwrap(),
            fields: vec!["name".to_owned()],
            purpose: "registration".parse().unwrap(),
        };
        let events = [given, refused, intended, Event::SessionEnded, Event::SandboxPersonCreated];
        for event in &events {
            bench.record(Chain::Person(account), event.clone()).await;
        }
        let receipts = bench.receipts(account).await;
        assert_eq!(receipts.iter().map(|r| r.body.event()).collect::<Vec<_>>(), events);
        assert_eq!(
            receipts.iter().map(|r| r.body.name()).collect::<Vec<_>>(),
            events.each_ref().map(Event::name)
        );
    }
}

#[tokio::test]
async fn what_a_newer_version_recorded_is_read_and_never_written() {
    let newer = r#"{"event":"document.signed","document":"x","pages":["1"]}"#;
    let body: crate::Body = serde_json::from_str(newer).unwrap();
    assert_eq!((body.event(), body.name()), (Event::Unknown, "document.signed"));
    let extended = r#"{"event":"session.started","acr":"urn:causeway:acr:passkey","device":"x"}"#;
    let body: crate::Body = serde_json::from_str(extended).unwrap();
    assert_eq!(body.event(), Event::SessionStarted { acr: Acr::Passkey });
    for bench in benches().await {
        let evidence = &bench.evidence;
        let written = bench
            .env()
            .db
            .tx(|tx| Box::pin(async move { evidence.record(tx, Chain::Platform, &Event::Unknown).await }))
            .await;
        assert_eq!(written.unwrap_err().kind(), Kind::Internal);
    }
}

#[tokio::test]
async fn what_is_stored_of_a_person_says_nothing_without_the_key() {
    for bench in benches().await {
        let account = bench.active_person(2).await;
        bench.record(Chain::Organisation("water".parse().unwrap()), event(7)).await;
        let rows =
            bench.env().db.query("select subject, body from evidence_receipt order by subject", &[]).await;
        let rows: Vec<(String, Vec<u8>)> = rows.unwrap().into_iter().map(|row| row.read().unwrap()).collect();
        let readable: Vec<bool> =
            rows.iter().map(|(_, body)| String::from_utf8_lossy(body).contains("planted-canary")).collect();
        assert_eq!(readable, [true, false, false], "organisation, person, person");

        bench.evidence.sequence().await.unwrap();
        let id = bench.evidence.activity(account, None, 1).await.unwrap()[0].id;
        let keys = &bench.keys;
        bench
            .env()
            .db
            .tx(|tx| Box::pin(async move { keys.destroy(tx, account.uuid()).await }))
            .await
            .unwrap();
        assert_eq!(bench.evidence.activity(account, None, 9).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(bench.evidence.receipt(account, id).await.unwrap_err().kind(), Kind::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn acts_that_race_for_one_chain_all_get_a_place_in_it() {
    for bench in benches().await {
        let account = bench.person().await;
        let acts: Vec<_> = (0..12)
            .map(|number| {
                let (env, evidence) = (bench.env().clone(), bench.evidence.clone());
                tokio::spawn(async move {
                    let (evidence, event) = (&evidence, &event(number));
                    env.db
                        .tx(|tx| {
                            Box::pin(async move { evidence.record(tx, Chain::Person(account), event).await })
                        })
                        .await
                })
            })
            .collect();
        for act in acts {
            act.await.unwrap().unwrap();
        }
        let receipts = bench.receipts(account).await;
        assert_eq!(receipts.iter().map(|r| r.chain.seq).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
        let mut head = [0; 32];
        for receipt in receipts {
            assert_eq!(receipt.chain.previous.0, head);
            head = crate::receipt::next_head(&head, &receipt.commitment().unwrap());
        }
    }
}
