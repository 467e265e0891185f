//! Withdrawing everything, forgetting a person, and forgetting in time.

use causeway_evidence::Event;

use super::*;

impl World {
    async fn withdraw_all(&self, account: AccountId) -> usize {
        let consents = &self.consents;
        self.test.env.db.tx(|tx| Box::pin(consents.withdraw_all(tx, account))).await.unwrap()
    }

    async fn rows(&self, sql: &'static str) -> i64 {
        self.test.env.db.one(sql, &[]).await.unwrap().read().unwrap()
    }

    async fn purge(&self, consents: &Consents) {
        consents.purge().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_stands_or_is_in_use_is_withdrawn_and_told_one_by_one() {
    for world in worlds().await {
        let (ann, ben) = (world.someone("A1").await, world.someone("B1").await);
        let until = world.test.env.now() + SignedDuration::from_hours(24);
        let all = vec![login_detail(&[]), exchange_detail(true, None), exchange_detail(false, Some(until))];
        let granted = world.allowed(&ann, all).await;
        world.allowed(&ben, vec![login_detail(&[])]).await;
        let (_, once) = granted.consents[1].clone();
        world.check(once).await.unwrap();

        assert_eq!(world.withdraw_all(ann.session.account).await, 3, "{}", world.test.engine);
        assert_eq!(world.withdraw_all(ann.session.account).await, 0, "once is enough");
        for (_, consent) in &granted.consents {
            let known = world.consents.consent(ann.session.account, *consent).await.unwrap();
            assert_eq!(known.state, ConsentState::Withdrawn);
        }
        let consents = &world.consents;
        let stands =
            world.test.env.db.tx(|tx| Box::pin(async move { consents.still_stands(tx, once).await }));
        assert!(!stands.await.unwrap(), "the answer of the read under way is not released");
        let told = world.evidence.activity(ann.session.account, None, 50).await.unwrap();
        let told = told.iter().filter(|entry| matches!(entry.event, Event::ConsentWithdrawn { .. })).count();
        assert_eq!(told, 3);
        let jobs = world.rows("select count(*) from core_job where kind = 'consent.withdrawn'").await;
        assert_eq!(jobs, 3, "and the other domains are told");
        assert_eq!(world.consents.standing(ben.session.account).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_person_who_is_forgotten_no_row_is_left_and_others_keep_theirs() {
    for world in worlds().await {
        let (ann, ben) = (world.someone("A1").await, world.someone("B1").await);
        for who in [&ann, &ben] {
            world.allowed(who, vec![login_detail(&[]), exchange_detail(true, None)]).await;
            let by = browser(7);
            let asked = world.ask(&by, &ask_of(vec![exchange_detail(true, None)])).await;
            world.consents.open_order(asked, &by).await.unwrap();
            world.consents.settle(asked, &who.at(&by)).await.unwrap();
            world.test.env.clock.advance(SignedDuration::from_secs(61));
        }
        let (consents, account) = (&world.consents, ann.session.account);
        world.test.env.db.tx(|tx| Box::pin(consents.forget(tx, account))).await.unwrap();
        for (sql, left) in [
            ("select count(*) from consent_consent", 2),
            ("select count(*) from consent_request where account is not null", 2),
            ("select count(*) from consent_grant", 2),
            ("select count(*) from consent_order", 1),
        ] {
            assert_eq!(world.rows(sql).await, left, "{sql} {}", world.test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_that_has_ended_is_kept_for_the_configured_days_and_one_that_stands_for_ever() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let granted = world.allowed(&ann, vec![login_detail(&[]), exchange_detail(true, None)]).await;
        let consents = world.consents.clone().keeping_ended(400);
        consents.withdraw(ann.session.account, granted.consents[1].1).await.unwrap();
        let day = SignedDuration::from_hours(24);
        world.test.env.clock.advance(day * 399);
        world.purge(&consents).await;
        assert_eq!(world.rows("select count(*) from consent_consent").await, 2, "{}", world.test.engine);
        world.test.env.clock.advance(day);
        world.purge(&consents).await;
        assert_eq!(world.rows("select count(*) from consent_consent").await, 1);
        assert_eq!(consents.standing(ann.session.account).await.unwrap().len(), 1);
    }
}

#[test]
fn ended_consents_may_be_kept_neither_for_a_week_nor_for_ever() {
    let class = retention::ENDED_CONSENTS;
    assert_eq!(class.fault(class.days), None);
    assert!(class.fault(7).is_some() && class.fault(36_500).is_some());
}
