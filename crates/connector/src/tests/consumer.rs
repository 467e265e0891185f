//! What the consumer's own system is told.

use causeway_exchange::wire::Delivered;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_read_comes_back_as_plain_json() {
    let world = World::new().await;
    let (status, told) = world.read().await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["found"], true);
    assert_eq!(told["values"], json!({"address": "1 Harbour Road"}));
    assert_eq!(told["read"], world.gateway.last().1.jti.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_kept_until_shortly_before_its_end() {
    let world = World::new().await;
    world.read().await;
    world.read().await;
    assert_eq!(world.gateway.tokens(), 1);
    world.clock.advance(jiff::SignedDuration::from_secs(280));
    assert_eq!(world.read().await.0, 200);
    assert_eq!(world.gateway.tokens(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_no_longer_taken_is_renewed_once() {
    let world = World::new().await;
    world.gateway_lies(Lie::TokenOver).await;
    assert_eq!(world.read().await.0, 200);
    assert_eq!(world.gateway.tokens(), 2);
    let over = json!({"code": "unauthenticated"});
    world.gateway_lies(Lie::Refuses(401, over.clone())).await;
    assert_eq!(world.read().await, (401, over));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateways_refusal_is_passed_on_unchanged() {
    let world = World::new().await;
    let problem = json!({"type": "urn:causeway:problem:consent_withdrawn", "status": 403, "code": "consent_withdrawn", "detail": "x"});
    world.gateway_lies(Lie::Refuses(403, problem.clone())).await;
    assert_eq!(world.read().await, (403, problem));
    world.gateway_lies(Lie::Refuses(503, json!({"code": "provider_unavailable", "retry_after": 30}))).await;
    let sent =
        http().client().post(format!("{}/reads", world.licence)).json(&World::wanted()).send().await.unwrap();
    assert_eq!((sent.status().as_u16(), sent.headers()["retry-after"].to_str().unwrap()), (503, "30"));
    assert_eq!(sent.headers()["content-type"], "application/problem+json");
    assert!(world.gateway.incidents().is_empty());
}

/// Refused as a whole, with a code, and reported.
async fn refused(world: &World, lie: Lie, code: &str, incident: &str) {
    world.gateway_lies(lie).await;
    let (status, told) = world.read().await;
    assert_eq!((status, told["code"].as_str()), (502, Some(code)), "{told}");
    assert!(told.get("values").is_none() && !told.to_string().contains("Road"));
    assert_eq!(world.gateway.incidents().last().map(String::as_str), Some(incident));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undeclared_field_is_refused_with_the_whole_answer_and_reported() {
    let world = World::new().await;
    let key = world.provider_keys.signing.clone();
    refused(&world, Lie::Undeclared(key), "undeclared_field", "undeclared_field").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_the_gateways_own_is_not_believed() {
    let world = World::new().await;
    refused(&world, Lie::Forges, "manifest_signature", "manifest").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_answer_is_refused() {
    let world = World::new().await;
    refused(&world, Lie::Truncates, "manifest_ciphertext", "manifest").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_answer_is_refused() {
    let world = World::new().await;
    world.read().await;
    let (jws, _) = world.gateway.last();
    let (status, code) = world.at_provider(&jws).await;
    assert_eq!((status, code.as_str()), (409, "replayed"), "the provider does not answer twice");
    // The gateway kept an answer to another request of the same consumer.
    let old: Delivered = {
        let other = World::new().await;
        let request = other.consumer_request();
        let jws = other.gateway.sign(&other.gateway.request(&request, CARD));
        let (_, told) = post(&format!("{}/causeway/v1/read", other.water), &json!({"request": jws})).await;
        serde_json::from_value(json!({"read": world.gateway.last().1.jti, "manifest": told["manifest"], "answer": told["answer"]})).unwrap()
    };
    refused(&world, Lie::Replays(old), "manifest_signature", "manifest").await;
    let old: Delivered = {
        let request = world.consumer_request();
        let jws = world.gateway.sign(&world.gateway.request(&request, CARD));
        let (_, told) = post(&format!("{}/causeway/v1/read", world.water), &json!({"request": jws})).await;
        let read =
            causeway_crypto::jose::peek::<Value>(told["manifest"].as_str().unwrap()).unwrap()["read"].clone();
        serde_json::from_value(json!({"read": read, "manifest": told["manifest"], "answer": told["answer"]}))
            .unwrap()
    };
    refused(&world, Lie::Replays(old), "manifest_request", "manifest").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_for_which_no_provider_is_trusted_is_not_asked_for() {
    let world = World::new().await;
    let mut wanted = World::wanted();
    wanted["dataset"] = json!("tax.income");
    let (status, told) = post(&format!("{}/reads", world.licence), &wanted).await;
    assert_eq!((status, told["code"].as_str()), (400, Some("dataset_untrusted")));
    assert_eq!(world.gateway.tokens(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_a_browser_on_the_same_machine_is_turned_away() {
    let world = World::new().await;
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")] {
        let request = http()
            .client()
            .post(format!("{}/reads", world.licence))
            .header(name, value)
            .json(&World::wanted());
        assert_eq!(http().send(request).await.unwrap().status.as_u16(), 403);
    }
    let unknown = post(&format!("{}/reads", world.licence), &json!({"consent": "x", "stray": 1})).await;
    assert_eq!(unknown.0, 400);
}
