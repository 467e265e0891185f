//! What staff find, and what they never find.

use causeway_core::{Kind, Search};
use jiff::SignedDuration;

use super::*;
use crate::{Days, verify};

fn chain(organisation: &str) -> Chain {
    Chain::Organisation(organisation.parse().unwrap())
}

fn suspended(organisation: &str) -> Event {
    Event::NoticeSuspended {
        organisation: organisation.parse().unwrap(),
        case: "C-1".to_owned(),
        until: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn with_text(text: &str) -> Search {
    Search { text: text.to_owned(), ..Search::all() }
}

/// Two receipts of water's, one of health's, one of the platform's, and those of a person.
async fn filled(bench: &Bench) -> AccountId {
    let account = bench.active_person(3).await;
    bench.record(chain("water"), suspended("water")).await;
    bench.record(chain("health"), suspended("health")).await;
    bench.record(Chain::Platform, event(1)).await;
    bench.test.env.clock.advance(SignedDuration::from_hours(24));
    bench.record(chain("water"), event(2)).await;
    account
}

impl Bench {
    async fn found(&self, horizon: Option<&str>, search: &Search, days: Days) -> Vec<(Chain, String)> {
        let horizon = horizon.map(|o| o.parse().unwrap());
        let found = self.evidence.search_receipts(horizon.as_ref(), search, days).await.unwrap();
        assert_eq!(found.total, i64::try_from(found.rows.len()).unwrap());
        found.rows.into_iter().map(|row| (row.chain, row.event)).collect()
    }
}

#[tokio::test]
async fn receipts_are_found_by_event_organisation_and_day() {
    for bench in benches().await {
        filled(&bench).await;
        let (any, all) = (Days::default(), Search::all());
        let names: Vec<_> = bench.found(None, &all, any).await.into_iter().map(|(chain, _)| chain).collect();
        assert_eq!(names.len(), 4, "of the person's there is none");
        assert_eq!(names[0], chain("water"), "newest first");
        let notices = bench.found(None, &with_text("NOTICE.s"), any).await;
        assert_eq!(notices.len(), 2);
        assert_eq!(bench.found(None, &with_text("%"), any).await, [], "a pattern is no pattern");
        let water = Search { organisation: Some("water".parse().unwrap()), ..Search::all() };
        assert_eq!(bench.found(None, &water, any).await.len(), 2);
        let midday = bench.env().now() - SignedDuration::from_hours(12);
        let (since, until) = (Days { from: Some(midday), to: None }, Days { from: None, to: Some(midday) });
        assert_eq!(bench.found(None, &all, since).await, [(chain("water"), "login.granted".to_owned())]);
        assert_eq!(bench.found(None, &all, until).await.len(), 3);
        let second = Search { page: 2, size: 3, ..Search::all() };
        let page = bench.evidence.search_receipts(None, &second, any).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (1, 4));
    }
}

#[tokio::test]
async fn an_organisation_sees_its_own_chain_alone() {
    for bench in benches().await {
        filled(&bench).await;
        let any = Days::default();
        let own = bench.found(Some("water"), &Search::all(), any).await;
        assert!(own.len() == 2 && own.iter().all(|(of, _)| *of == chain("water")), "{own:?}");
        let other = Search { organisation: Some("health".parse().unwrap()), ..Search::all() };
        assert_eq!(bench.found(Some("water"), &other, any).await, []);
        let health = bench.evidence.search_receipts(None, &other, any).await.unwrap().rows.remove(0);
        let water = "water".parse().unwrap();
        let hidden = bench.evidence.found_receipt(Some(&water), health.id).await.unwrap_err();
        assert_eq!(hidden.kind(), Kind::NotFound);
        assert!(bench.evidence.found_receipt(None, health.id).await.is_ok());
    }
}

#[tokio::test]
async fn a_receipt_that_was_found_proves_itself_and_a_persons_is_not_found() {
    for bench in benches().await {
        let account = filled(&bench).await;
        bench.evidence.sequence().await.unwrap();
        let found = bench.evidence.search_receipts(None, &Search::all(), Days::default()).await.unwrap();
        for row in found.rows {
            let (of, receipt) = bench.evidence.found_receipt(None, row.id).await.unwrap();
            assert_eq!(of, row.chain);
            assert!(row.logged);
            verify(&receipt, &bench.trust()).unwrap();
        }
        let own = bench.evidence.activity(account, None, 1).await.unwrap()[0].id;
        assert_eq!(bench.evidence.found_receipt(None, own).await.unwrap_err().kind(), Kind::NotFound);
    }
}

#[tokio::test]
async fn what_an_earlier_release_recorded_is_found_once_it_is_named() {
    for bench in benches().await {
        bench.record(Chain::Platform, event(1)).await;
        let forget = "update evidence_receipt set event = null";
        bench.env().db.tx(|tx| Box::pin(async move { tx.execute(forget, &[]).await })).await.unwrap();
        assert_eq!(bench.found(None, &Search::all(), Days::default()).await, []);
        assert_eq!(bench.evidence.name_receipts().await.unwrap(), 1);
        assert_eq!(bench.evidence.name_receipts().await.unwrap(), 0);
        assert_eq!(bench.found(None, &Search::all(), Days::default()).await.len(), 1);
    }
}

#[tokio::test]
async fn the_logs_state_is_told() {
    for bench in benches().await {
        assert_eq!(bench.evidence.log_state().await.unwrap(), None);
        bench.evidence.sequence().await.unwrap();
        let recorded = bench.env().now();
        bench.record(Chain::Platform, event(1)).await;
        bench.test.env.clock.advance(SignedDuration::from_secs(5));
        let state = bench.evidence.log_state().await.unwrap().unwrap();
        assert_eq!((state.size, state.waiting, state.oldest_waiting), (0, 1, Some(recorded)));
        bench.evidence.sequence().await.unwrap();
        let state = bench.evidence.log_state().await.unwrap().unwrap();
        assert_eq!((state.size, state.waiting, state.oldest_waiting), (1, 0, None));
        assert_eq!((state.origin.as_str(), state.signed_at), (ORIGIN, bench.env().now()));
    }
}
