//! A restore of an older backup offers no dataset that was withdrawn, and trusts no key that was replaced.

use causeway_core::journal;

use super::*;
use crate::LifeCycle;

/// What was noted since the last time.
async fn noted(world: &World) -> Vec<journal::Entry> {
    let env = &world.test.env;
    let (entries, now) = (&journal::take(env).await.unwrap(), env.now());
    env.db.tx(|tx| Box::pin(async move { journal::shipped(tx, entries, now).await })).await.unwrap();
    entries.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_no_more_and_a_replaced_key_stay_so() {
    for world in worlds().await {
        let (exchange, env) = (&world.exchange, &world.test.env);
        noted(&world).await;
        let gone = crate::Dataset { life_cycle: LifeCycle::Withdrawn, ..testing::dataset() };
        exchange.put_dataset(&gone).await.unwrap();
        let mut provider = world.connector.entry();
        provider.signing_keys.keys.clear();
        provider.base_url = "https://elsewhere.example".to_owned();
        let organisation = provider.organisation.clone();
        env.db
            .tx(|tx| {
                let provider = &provider;
                Box::pin(async move { exchange.note_provider(tx, provider).await })
            })
            .await
            .unwrap();
        let entries = noted(&world).await;
        // As if a backup from before had been restored.
        let undo = "update exchange_dataset set life_cycle = 'published'";
        env.db.tx(|tx| Box::pin(async move { tx.execute(undo, &[]).await })).await.unwrap();
        for entry in entries.iter().chain(&entries) {
            env.db.tx(|tx| Box::pin(async move { exchange.replay(tx, entry).await })).await.unwrap();
        }
        assert_eq!(
            exchange.dataset(&gone.id).await.unwrap().life_cycle,
            LifeCycle::Withdrawn,
            "{}",
            world.test.engine
        );
        let restored = exchange.provider(&organisation).await.unwrap();
        assert_eq!(
            (restored.base_url.as_str(), restored.signing_keys.keys.len()),
            ("https://elsewhere.example", 0)
        );
    }
}
