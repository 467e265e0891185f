//! Consumers that cheat, providers that fail or lie.

use std::time::Duration;

use causeway_core::Kind;
use serde_json::Value;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_taken_once() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let jws = world.sign(&world.request(consent));
        world.send(&jws).await.unwrap();
        for _ in 0..2 {
            let again = world.send(&jws).await.unwrap_err();
            assert_eq!((again.kind(), again.code()), (Kind::Conflict, "replayed"));
        }
        let mut same_name = world.request(consent);
        let first: ConsumerRequest = causeway_crypto::jose::peek(&jws).unwrap();
        same_name.jti = first.jti;
        same_name.case = Some("another body".to_owned());
        assert_eq!(world.refused(&same_name).await, "replayed");
        assert_eq!(world.reads().await.len(), 2, "a replay leaves nothing");
        assert_eq!(world.connector.calls(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_is_put_in_evidence_once_and_does_not_become_good_later() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let request =
            ConsumerRequest { purpose: "another-purpose".parse().unwrap(), ..world.request(consent) };
        assert_eq!(world.refused(&request).await, "purpose_not_allowed");
        assert_eq!(world.refused(&request).await, "replayed");
        assert_eq!(world.reads().await, ["read.refused"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_has_its_code_and_is_on_the_persons_chain() {
    type Change = fn(&mut ConsumerRequest);
    let cases: [(&str, Change); 6] = [
        ("fields_missing", |r| r.fields.clear()),
        ("field_unknown", |r| r.fields.push(CARD.to_owned())),
        ("fields_exceed_purpose", |r| r.fields.push("meter".to_owned())),
        ("fields_exceed_consent", |r| r.fields.push("since".to_owned())),
        ("purpose_not_allowed", |r| r.purpose = "marketing".parse().unwrap()),
        ("dataset_unknown", |r| r.dataset = "tax.income".parse().unwrap()),
    ];
    for world in worlds().await {
        let consent = world.consent(false).await;
        for (code, change) in cases {
            let mut request = world.request(consent);
            change(&mut request);
            assert_eq!(world.refused(&request).await, code);
        }
        assert_eq!(world.reads().await, ["read.refused"; 6]);
        assert!(
            !format!("{:?}", world.events().await).contains(CARD),
            "a consumer's own words stay out of evidence"
        );
        assert_eq!(world.connector.calls(), 0);
        world.read(&world.request(consent)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_of_somebody_else_is_unknown_and_leaves_nothing_on_the_persons_chain() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let mut purpose = testing::purpose();
        let mut also = purpose.uses[0].clone();
        also.client = "another".parse().unwrap();
        purpose.uses.push(also);
        world.exchange.put_purpose(&purpose).await.unwrap();
        let thief: ClientId = "another".parse().unwrap();
        let stolen = ConsumerRequest { iss: thief.clone(), ..world.request(consent) };
        let invented = ConsumerRequest { consent: Some(world.test.env.new_id().unwrap()), ..stolen.clone() };
        let invented = ConsumerRequest { jti: "another-one".to_owned(), ..invented };
        for request in [stolen, invented] {
            let error = world.exchange.read(&thief, &world.sign(&request)).await.unwrap_err();
            assert_eq!(error.code(), "consent_unknown");
        }
        assert_eq!(world.reads().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_is_shut_to_clients_without_keys_other_issuers_and_requests_without_consent() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let request = world.request(consent);
        let at = |client: &str| client.parse::<ClientId>().unwrap();
        let jws = world.sign(&request);
        assert_eq!(world.exchange.read(&at("nobody"), &jws).await.unwrap_err().code(), "client_unknown");
        assert_eq!(world.exchange.read(&at("another"), &jws).await.unwrap_err().code(), "wrong_issuer");
        let none = ConsumerRequest { consent: None, ..request };
        assert_eq!(world.refused(&none).await, "consent_missing");
        assert_eq!(world.reads().await, Vec::<String>::new());
    }
}

/// After any failure of the provider: the one-time consent is whole, the failure in evidence, and the next read goes through.
async fn failed_and_mended(world: &World, consent: ConsentId, kind: Kind, code: &str, detail: &str) {
    let error = world.read(&world.request(consent)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (kind, code), "{detail}: {error:?}");
    assert_eq!(error.retry_after_seconds().is_some(), kind == Kind::Unavailable);
    let events = world.events().await;
    let Some(Event::ReadFailed { read, code: recorded, .. }) = events.last() else {
        panic!("{detail}: {events:?}")
    };
    assert_eq!(recorded, code);
    assert_eq!(world.row(*read).await, ("failed".to_owned(), Some(detail.to_owned())));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_or_slow_is_told_and_the_consent_kept() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        for (behaviour, detail) in [
            (Behaviour::Status(503), "provider_error"),
            (Behaviour::Status(500), "provider_error"),
            (Behaviour::Status(429), "provider_error"),
            (Behaviour::Slow(Duration::from_secs(10)), "provider_slow"),
        ] {
            world.behave(behaviour).await;
            failed_and_mended(&world, consent, Kind::Unavailable, "provider_unavailable", detail).await;
        }
        let mut gone = world.connector.entry();
        gone.base_url = "http://127.0.0.1:9".to_owned();
        world.exchange.put_provider(&gone).await.unwrap();
        failed_and_mended(&world, consent, Kind::Unavailable, "provider_unavailable", "upstream_unreachable")
            .await;

        world.exchange.put_provider(&world.connector.entry()).await.unwrap();
        world.behave(Behaviour::Honest).await;
        world.read(&world.request(consent)).await.unwrap();
        assert_eq!(world.refused(&world.request(consent)).await, "consent_used");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_lies_is_refused_and_the_consent_kept() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        for (behaviour, detail) in [
            (Behaviour::ExtraField, "manifest_fields"),
            (Behaviour::AnotherRequest, "manifest_request"),
            (Behaviour::WrongKey, "manifest_signature"),
            (Behaviour::AnotherRecipient, "manifest_recipient"),
            (Behaviour::Unsealed, "answer_not_sealed"),
            (Behaviour::Status(400), "provider_refusal"),
            (Behaviour::Body(String::new()), "answer_malformed"),
            (Behaviour::Body("{\"manifest\":1}".to_owned()), "answer_malformed"),
            (Behaviour::Body("{\"manifest\":\"a.b.c\",\"answer\":\"\"}".to_owned()), "manifest_signature"),
            (Behaviour::Body("x".repeat(65 * 1024)), "upstream_too_large"),
        ] {
            world.behave(behaviour).await;
            failed_and_mended(&world, consent, Kind::Upstream, "provider_answer_refused", detail).await;
        }
        world.behave(Behaviour::Honest).await;
        world.read(&world.request(consent)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn yesterdays_answer_is_refused() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let delivered = world.read(&world.request(consent)).await.unwrap();
        let old = json!({"manifest": delivered.manifest, "answer": delivered.answer});
        world.behave(Behaviour::Body(old.to_string())).await;
        failed_and_mended(&world, consent, Kind::Upstream, "provider_answer_refused", "manifest_read").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_without_a_connector_is_unavailable_and_nothing_is_used_up() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        let mut moved = testing::dataset();
        moved.provider = "nowhere".parse().unwrap();
        world.exchange.put_dataset(&moved).await.unwrap();
        assert_eq!(world.refused(&world.request(consent)).await, "provider_unavailable");
        world.exchange.put_dataset(&testing::dataset()).await.unwrap();
        world.read(&world.request(consent)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_carry_no_value() {
    for world in worlds().await {
        world.behave(Behaviour::Unsealed).await;
        let error = world.read(&world.request(world.consent(false).await)).await.unwrap_err();
        let told: Value = json!(format!("{error:?}"));
        assert!(!told.to_string().contains("Harbour"));
    }
}
