//! Tables stay as small as what is alive.

use causeway_core::jobs::Worker;
use serde_json::json;

use super::world::World;

async fn rows(world: &World) -> i64 {
    let counts = "select (select count(*) from oidc_authorization) + (select count(*) from oidc_code) \
        + (select count(*) from oidc_grant) + (select count(*) from oidc_assertion)";
    world.test.env.db.one(counts, &[]).await.unwrap().read().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_is_deleted_and_what_lives_stays() {
    for world in World::all().await {
        let person = world.person().await;
        world.authorize(&[], None).await;
        world.log_in("openid", &person).await;
        let lives = world.log_in("openid offline_access", &person).await;
        world.token_as_bank(&[("grant_type", "client_credentials")]).await;
        let worker = world.oidc.work(Worker::new(world.test.env.clone()));
        let before = rows(&world).await;
        worker.run_periodic().await.unwrap();
        assert_eq!(rows(&world).await, before, "nothing has expired yet");
        world.pass(25 * 60 * 60);
        worker.run_periodic().await.unwrap();
        assert_eq!(rows(&world).await, 1, "the grant with a refresh token");
        let pairs =
            [("grant_type", "refresh_token"), ("refresh_token", lives["refresh_token"].as_str().unwrap())];
        assert_eq!(world.token(&pairs).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_run_deletes_many_batches() {
    for world in World::all().await {
        let assertions = 1200;
        let oidc = &world.oidc;
        let expires_at = world.test.env.now();
        oidc.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    for n in 0u32..assertions {
                        let hash = causeway_crypto::digest::sha256(&n.to_be_bytes());
                        let spent = crate::rules::check_assertion::Spent { hash, expires_at };
                        crate::store::spend(tx, &spent).await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        assert_eq!(oidc.purge().await.unwrap(), 1200);
        assert_eq!(json!(rows(&world).await), 0);
    }
}
