//! A restore of an older backup brings nothing back that was withdrawn or used.

use causeway_core::journal::{self, Entry};

use super::*;

impl World {
    async fn entries(&self) -> Vec<Entry> {
        journal::take(&self.test.env).await.unwrap()
    }

    /// As if a backup from before everything ended had been restored, and then the journal replayed, twice.
    async fn restored(&self, entries: &[Entry]) {
        let sql = "update consent_consent set state = 'active', used_by = null, ended_at = null";
        self.test.env.db.tx(|tx| Box::pin(async move { tx.execute(sql, &[]).await })).await.unwrap();
        for entry in entries.iter().chain(entries) {
            let consents = &self.consents;
            self.test
                .env
                .db
                .tx(|tx| Box::pin(async move { consents.replay(tx, entry).await }))
                .await
                .unwrap();
        }
    }

    async fn state(&self, who: &Someone, consent: ConsentId) -> ConsentState {
        self.consents.consent(who.session.account, consent).await.unwrap().state
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_or_used_stays_so_and_what_stands_stands() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let until = world.test.env.now() + SignedDuration::from_hours(24);
        let all = vec![exchange_detail(true, None), exchange_detail(false, Some(until)), login_detail(&[])];
        let granted = world.allowed(&ann, all).await;
        let [(_, once), (_, standing), (_, login)] = granted.consents.as_slice() else { panic!() };
        world.check(*once).await.unwrap();
        world.consents.withdraw(ann.session.account, *standing).await.unwrap();
        let entries = world.entries().await;
        assert_eq!(entries.len(), 2, "{}", world.test.engine);
        let text = serde_json::to_string(&entries).unwrap();
        assert!(!text.contains(&ann.session.account.to_string()), "of whom it is, the journal does not say");

        world.restored(&entries).await;
        assert_eq!(world.state(&ann, *once).await, ConsentState::Used);
        assert_eq!(world.state(&ann, *standing).await, ConsentState::Withdrawn);
        assert_eq!(world.state(&ann, *login).await, ConsentState::Active);
        assert_eq!(world.check(*once).await.unwrap_err().code(), "consent_used");
        assert_eq!(world.check(*standing).await.unwrap_err().code(), "consent_withdrawn");
    }
}

/// A wider consent takes the place of a narrower one, and is withdrawn: in an older backup the narrower one still stands.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_login_takes_along_what_it_had_replaced() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let (_, narrow) = world.allowed(&ann, vec![login_detail(&[])]).await.consents[0].clone();
        let (_, wide) = world.allowed(&ann, vec![login_detail(&["name"])]).await.consents[0].clone();
        assert_ne!(narrow, wide);
        world.consents.withdraw(ann.session.account, wide).await.unwrap();
        let entries = world.entries().await;
        world.restored(&entries).await;
        for consent in [narrow, wide] {
            assert_eq!(world.state(&ann, consent).await, ConsentState::Withdrawn, "{}", world.test.engine);
        }
        assert!(world.consents.standing(ann.session.account).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_all_at_once_stays_so() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let until = world.test.env.now() + SignedDuration::from_hours(24);
        world.allowed(&ann, vec![login_detail(&[]), exchange_detail(false, Some(until))]).await;
        let (consents, account) = (&world.consents, ann.session.account);
        world.test.env.db.tx(|tx| Box::pin(consents.withdraw_all(tx, account))).await.unwrap();
        let entries = world.entries().await;
        world.restored(&entries).await;
        assert!(consents.standing(account).await.unwrap().is_empty(), "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_were_being_asked_is_over() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        world.allowed(&ann, vec![login_detail(&[])]).await;
        let by = browser(3);
        let asked = world.ask(&by, &ask_of(vec![login_detail(&["name"])])).await;
        let consents = &world.consents;
        world.test.env.db.tx(|tx| Box::pin(consents.end_pending(tx))).await.unwrap();
        assert!(consents.settle(asked, &ann.at(&by)).await.is_err(), "{}", world.test.engine);
        assert_eq!(consents.standing(ann.session.account).await.unwrap().len(), 1);
    }
}
