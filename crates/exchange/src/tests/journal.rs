//! A restore of an older backup offers no dataset that was withdrawn and no field that was taken out, trusts no key that was replaced, and
//! lets nobody ask for a purpose what may not be asked for it any more.

use causeway_core::journal;

use super::*;
use crate::{LifeCycle, store};

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
        let mut gone = crate::Dataset { life_cycle: LifeCycle::Withdrawn, ..testing::dataset() };
        gone.fields.truncate(1);
        exchange.put_dataset(&gone).await.unwrap();
        let mut provider = world.connector.entry();
        provider.signing_keys.keys.clear();
        provider.base_url = "https://elsewhere.example".to_owned();
        let organisation = provider.organisation.clone();
        let mut narrowed = testing::purpose();
        narrowed.uses[0].fields.truncate(1);
        env.db
            .tx(|tx| {
                let (provider, narrowed) = (&provider, &narrowed);
                Box::pin(async move {
                    exchange.note_provider(tx, provider).await?;
                    exchange.note_purpose(tx, narrowed).await
                })
            })
            .await
            .unwrap();
        let entries = noted(&world).await;
        // As if a backup from before had been restored.
        let (whole, now) = (&testing::dataset(), env.now());
        env.db.tx(|tx| Box::pin(async move { store::put_dataset(tx, whole, now).await })).await.unwrap();
        for entry in entries.iter().chain(&entries) {
            env.db.tx(|tx| Box::pin(async move { exchange.replay(tx, entry).await })).await.unwrap();
        }
        assert_eq!(
            exchange.dataset(&gone.id).await.unwrap().life_cycle,
            LifeCycle::Withdrawn,
            "{}",
            world.test.engine
        );
        let known = exchange.dataset(&gone.id).await.unwrap();
        assert_eq!((known.fields.len(), whole.fields.len() > 1), (1, true));
        let purpose = store::purpose(&env.db, &narrowed.id).await.unwrap().unwrap();
        assert_eq!(purpose.uses, narrowed.uses);
        let restored = exchange.provider(&organisation).await.unwrap();
        assert_eq!(
            (restored.base_url.as_str(), restored.signing_keys.keys.len()),
            ("https://elsewhere.example", 0)
        );
    }
}
