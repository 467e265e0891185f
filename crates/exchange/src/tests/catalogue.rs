//! The catalogue, kept and shown.

use axum::http::StatusCode;
use causeway_core::Actor;
use causeway_http::testing::{get, router, send};

use super::*;
use crate::{Datasets, LifeCycle, Purposes};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_is_found_and_put_again_is_replaced() {
    for world in worlds().await {
        let exchange = &world.exchange;
        let mut dataset = testing::dataset();
        assert_eq!(exchange.dataset(&dataset.id).await.unwrap(), dataset);
        dataset.description.en = "Where water comes out".to_owned();
        exchange.put_dataset(&dataset).await.unwrap();
        assert_eq!(exchange.datasets().await.unwrap(), [dataset]);
        assert_eq!(exchange.purpose(&testing::purpose().id).await.unwrap(), testing::purpose());
        assert_eq!(exchange.purposes().await.unwrap(), [testing::purpose()]);
        assert_eq!(exchange.provider(&"water".parse().unwrap()).await.unwrap(), world.connector.entry());
        assert_eq!(exchange.dataset(&"none".parse().unwrap()).await.unwrap_err().code(), "not_found");
        assert_eq!(exchange.purpose(&"none".parse().unwrap()).await.unwrap_err().code(), "not_found");
        assert_eq!(exchange.provider(&"none".parse().unwrap()).await.unwrap_err().code(), "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_sees_what_can_be_read_and_why_and_no_drafts() {
    for world in worlds().await {
        let mut draft = testing::dataset();
        draft.id = "water.draft".parse().unwrap();
        draft.life_cycle = LifeCycle::Draft;
        world.exchange.put_dataset(&draft).await.unwrap();
        let public = router(world.exchange.routes(), Actor::Nobody);
        let answer = send(&public, get("/exchange/v1/datasets")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let shown: Datasets = serde_json::from_value(answer.json()).unwrap();
        assert_eq!(shown.datasets, [testing::dataset()]);
        let answer = send(&public, get("/exchange/v1/purposes")).await;
        let shown: Purposes = serde_json::from_value(answer.json()).unwrap();
        assert_eq!(shown.purposes, [testing::purpose()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detail_is_held_against_the_catalogue() {
    for world in worlds().await {
        let client = CLIENT.parse().unwrap();
        let element = json!({
            "type": "urn:causeway:exchange", "dataset": "water.address", "fields": ["address"],
            "purpose": "licence-renewal", "once": true
        });
        let Detail::Exchange { provider, .. } = world.exchange.check_detail(&client, &element).await.unwrap()
        else {
            panic!()
        };
        assert_eq!(provider.as_str(), "water");
        let mut dataset = testing::dataset();
        dataset.life_cycle = LifeCycle::Deprecated;
        world.exchange.put_dataset(&dataset).await.unwrap();
        assert_eq!(
            world.exchange.check_detail(&client, &element).await.unwrap_err().code(),
            "dataset_deprecated"
        );
        let standing = world.consent(false).await;
        world.read(&world.request(standing)).await.unwrap();
    }
}
