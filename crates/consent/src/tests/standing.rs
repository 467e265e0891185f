//! What is told of what stands already is what asking, settling and taking the outcome come to.

use super::*;

impl World {
    async fn stands(&self, who: &Someone, ask: &Ask) -> Option<Grant> {
        let (consents, session) = (&self.consents, &who.session);
        self.test.env.db.tx(|tx| Box::pin(consents.stands(tx, ask, session))).await.unwrap()
    }

    async fn requests(&self) -> i64 {
        self.test.env.db.one("select count(*) from consent_request", &[]).await.unwrap().read().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_is_told_as_a_request_would_tell_it_and_leaves_no_request() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        world.allowed(&alice, vec![login_detail(&["card_number"])]).await;
        let (by, ask) = (browser(1), ask_of(vec![login_detail(&["card_number"])]));
        let id = world.ask(&by, &ask).await;
        assert_eq!(world.consents.settle(id, &alice.at(&by)).await.unwrap(), Step::Done);
        let Outcome::Granted(asked) = world.outcome(id, &by).await.unwrap() else { panic!() };
        let before = world.requests().await;
        let told = world.stands(&alice, &ask).await.unwrap();
        assert_eq!(
            (told.account, told.acr, told.authenticated_at, &told.consents),
            (asked.account, asked.acr, asked.authenticated_at, &asked.consents)
        );
        assert_eq!(world.requests().await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_to_see_something_is_told_nothing() {
    for world in worlds().await {
        let (alice, bob) = (world.someone("ZZ1234560").await, world.someone("ZZ7654320").await);
        let asked = ask_of(vec![login_detail(&["card_number"])]);
        assert!(world.stands(&alice, &asked).await.is_none(), "nothing is allowed yet");
        let granted = world.allowed(&alice, vec![login_detail(&["card_number"])]).await;
        assert!(world.stands(&bob, &asked).await.is_none(), "another has allowed it");
        for ask in [
            Ask { always_ask: true, ..asked.clone() },
            Ask { fresh_login: true, ..asked.clone() },
            Ask { client: PORTAL.parse().unwrap(), ..asked.clone() },
            Ask { client: "another".parse().unwrap(), ..asked.clone() },
            ask_of(vec![login_detail(&["card_number", "name"])]),
            ask_of(vec![login_detail(&["card_number"]), exchange_detail(true, None)]),
        ] {
            assert!(world.stands(&alice, &ask).await.is_none(), "{ask:?}");
        }
        assert!(world.stands(&alice, &asked).await.is_some());
        world.consents.withdraw(alice.session.account, granted.consents[0].1).await.unwrap();
        assert!(world.stands(&alice, &asked).await.is_none(), "it is withdrawn");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_asked_is_refused_here_too() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let (consents, ask, session) = (&world.consents, &ask_of(Vec::new()), &alice.session);
        let refused = world.test.env.db.tx(|tx| Box::pin(consents.stands(tx, ask, session))).await;
        assert_eq!(code(refused), "nothing_asked");
    }
}
