//! What a consumer, a person and a provider get to see of a read.

use std::sync::Arc;

use axum::http::StatusCode;
use causeway_core::{Actor, OrganisationId};
use causeway_evidence::Basis;
use causeway_http::testing::{get, post_json, router, send};
use tokio::sync::Semaphore;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_read_under_a_consent_is_delivered_sealed_and_put_in_evidence() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let request = world.request(consent);
        let jws = world.sign(&request);
        let delivered = world.send(&jws).await.unwrap();

        let opened = world.open(&jws, &delivered).unwrap();
        assert_eq!(opened.values.text("address"), Some("1 Harbour Road"));
        assert_eq!(world.reads().await, ["read.intended", "read.delivered"]);
        let events = world.events().await;
        let Some(Event::ReadDelivered {
            read,
            basis,
            consent: under,
            consumer,
            consumer_organisation,
            provider,
            fields,
            ..
        }) = events.last()
        else {
            panic!("{events:?}")
        };
        assert_eq!((*read, *basis, *under), (delivered.read, Basis::Consent, Some(consent)));
        assert_eq!(
            (consumer.as_str(), consumer_organisation.as_str(), provider.as_str()),
            (CLIENT, "transport", "water")
        );
        assert_eq!(fields, &["address"]);
        assert_eq!(world.row(delivered.read).await, ("delivered".to_owned(), None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_record_is_an_answer_like_any_other() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let with = world.read(&world.request(consent)).await.unwrap();
        world.behave(Behaviour::NoRecord).await;
        let jws = world.sign(&world.request(consent));
        let without = world.send(&jws).await.unwrap();
        assert_eq!(with.answer.len(), without.answer.len());
        assert!(!world.open(&jws, &without).unwrap().found);
        assert_eq!(
            world.reads().await,
            ["read.intended", "read.delivered", "read.intended", "read.delivered"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standing_consent_serves_until_it_is_withdrawn_and_then_the_refusal_is_in_the_activity() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        world.read(&world.request(consent)).await.unwrap();
        world.consents.withdraw(world.account(), consent).await.unwrap();
        assert_eq!(world.refused(&world.request(consent)).await, "consent_withdrawn");
        assert_eq!(world.connector.calls(), 1);
        let events = world.events().await;
        let Some(Event::ReadRefused { consent: under, code, provider, fields, .. }) = events.last() else {
            panic!("{events:?}")
        };
        assert_eq!((*under, code.as_str()), (Some(consent), "consent_withdrawn"));
        assert_eq!(
            (provider.as_ref().map(OrganisationId::as_str), fields.as_slice()),
            (Some("water"), &["address".to_owned()][..])
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_consent_gives_one_read_to_racing_requests() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        let world = Arc::new(world);
        let racers: Vec<_> = (0..8)
            .map(|_| {
                let world = Arc::clone(&world);
                tokio::spawn(async move { world.read(&world.request(consent)).await })
            })
            .collect();
        let mut outcomes = Vec::new();
        for racer in racers {
            outcomes.push(racer.await.unwrap().map_or_else(|error| error.code(), |_| "ok"));
        }
        outcomes.sort_unstable();
        assert_eq!(outcomes, [["consent_used"; 7].as_slice(), &["ok"]].concat(), "{}", world.test.engine);
        assert_eq!(world.connector.calls(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_while_the_provider_is_asked_stops_the_release() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let gate = Arc::new(Semaphore::new(0));
        world.behave(Behaviour::Waits(Arc::clone(&gate))).await;
        let world = Arc::new(world);
        let reading = {
            let world = Arc::clone(&world);
            tokio::spawn(async move { world.read(&world.request(consent)).await })
        };
        while world.connector.calls() == 0 {
            tokio::task::yield_now().await;
        }
        world.consents.withdraw(world.account(), consent).await.unwrap();
        gate.add_permits(1);
        assert_eq!(reading.await.unwrap().unwrap_err().code(), "consent_ended");
        assert_eq!(world.reads().await, ["read.intended", "read.failed"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_goes_on_when_its_caller_hangs_up() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        let gate = Arc::new(Semaphore::new(0));
        world.behave(Behaviour::Waits(Arc::clone(&gate))).await;
        let world = Arc::new(world);
        let reading = {
            let world = Arc::clone(&world);
            tokio::spawn(async move { world.read(&world.request(consent)).await })
        };
        while world.connector.calls() == 0 {
            tokio::task::yield_now().await;
        }
        reading.abort();
        gate.add_permits(1);
        while world.reads().await.len() < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(world.reads().await, ["read.intended", "read.delivered"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_reported_once_and_by_the_reads_own_consumer() {
    for world in worlds().await {
        world.behave(Behaviour::UndeclaredField).await;
        let jws = world.sign(&world.request(world.consent(false).await));
        let delivered = world.send(&jws).await.unwrap();
        assert_eq!(world.open(&jws, &delivered).unwrap_err().code(), "undeclared_field");

        let at = |client: &str| router(world.exchange.routes(), Actor::Client(client.parse().unwrap()));
        let path = format!("/exchange/v1/reads/{}/incidents", delivered.read);
        let report = post_json(&path, &json!({"code": "undeclared_field"}));
        assert_eq!(send(&at("another"), report).await.status, StatusCode::NOT_FOUND);
        for _ in 0..2 {
            let report = post_json(&path, &json!({"code": "undeclared_field"}));
            assert_eq!(send(&at(CLIENT), report).await.status, StatusCode::NO_CONTENT);
        }
        let odd = post_json(&path, &json!({"code": "something else"}));
        assert_eq!(send(&at(CLIENT), odd).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(world.reads().await, ["read.intended", "read.delivered", "incident.reported"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_a_client_reads_and_nobody_else_does() {
    for world in worlds().await {
        let body = json!({"request": world.sign(&world.request(world.consent(false).await))});
        let nobody = router(world.exchange.routes(), Actor::Nobody);
        assert_eq!(
            send(&nobody, post_json("/exchange/v1/reads", &body)).await.status,
            StatusCode::UNAUTHORIZED
        );
        let client = router(world.exchange.routes(), Actor::Client(CLIENT.parse().unwrap()));
        let answer = send(&client, post_json("/exchange/v1/reads", &body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let mut members: Vec<_> = answer.json().as_object().unwrap().keys().cloned().collect();
        members.sort();
        assert_eq!(members, ["answer", "manifest", "read"]);
        let again = send(&client, post_json("/exchange/v1/reads", &body)).await;
        assert_eq!((again.status, again.json()["code"].clone()), (StatusCode::CONFLICT, json!("replayed")));
        let keys = send(&nobody, get("/exchange/v1/keys/gateway")).await;
        assert_eq!(keys.json()["keys"][0]["kty"], "EC");
        let own = send(&nobody, get("/exchange/v1/keys/platform")).await;
        assert_ne!(own.text, keys.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_floods_is_told_to_wait_and_others_are_not() {
    for world in worlds().await {
        let exchange = world.with(Config { reads_per_minute: 2, ..Config::default() });
        let at = |client: &str| router(exchange.routes(), Actor::Client(client.parse().unwrap()));
        let incident = format!("/exchange/v1/reads/{}/incidents", world.test.env.new_id::<ReadId>().unwrap());
        let ask = async |client: &str, path: &str| {
            let incident = path.ends_with("incidents");
            let body = if incident { json!({"code": "bad_seal"}) } else { json!({"request": "none"}) };
            send(&at(client), post_json(path, &body)).await
        };
        for path in ["/exchange/v1/reads", incident.as_str()] {
            assert_ne!(ask(CLIENT, path).await.status, StatusCode::TOO_MANY_REQUESTS);
        }
        for path in ["/exchange/v1/reads", incident.as_str()] {
            let told = ask(CLIENT, path).await;
            assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
            assert!((1..=31).contains(&told.header("retry-after").parse::<u32>().unwrap()));
        }
        assert_ne!(ask("another", "/exchange/v1/reads").await.status, StatusCode::TOO_MANY_REQUESTS);
        world.test.env.clock.advance(SignedDuration::from_secs(31));
        assert_ne!(ask(CLIENT, "/exchange/v1/reads").await.status, StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_under_an_ended_consent_leave_one_receipt_an_hour() {
    for world in worlds().await {
        let (first, other) = (world.consent(false).await, world.consent(false).await);
        for consent in [first, other] {
            world.consents.withdraw(world.account(), consent).await.unwrap();
        }
        let refused = async || world.reads().await.len();
        for consent in [first, first, other, first] {
            assert_eq!(world.refused(&world.request(consent)).await, "consent_withdrawn");
        }
        assert_eq!(refused().await, 2, "one for each consent");
        world.test.env.clock.advance(SignedDuration::from_mins(59));
        world.exchange.purge().await.unwrap();
        world.refused(&world.request(first)).await;
        assert_eq!(refused().await, 2);
        world.test.env.clock.advance(SignedDuration::from_mins(1));
        for _ in 0..2 {
            world.refused(&world.request(first)).await;
        }
        assert_eq!(refused().await, 3);
        world.test.env.clock.advance(SignedDuration::from_hours(1));
        world.exchange.purge().await.unwrap();
        let left = world.test.env.db.one("select count(*) from exchange_refused", &[]).await.unwrap();
        assert_eq!(left.read::<i64>().unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_and_no_identifier_is_in_any_table() {
    for world in worlds().await {
        world.read(&world.request(world.consent(false).await)).await.unwrap();
        let rows = world
            .test
            .env
            .db
            .query("select consumer, consumer_organisation, provider, dataset, purpose, request_sha256, fields from exchange_read", &[])
            .await
            .unwrap();
        let all = format!("{rows:?}");
        assert!(all.contains("address") && !all.contains("Harbour") && !all.contains(CARD));
    }
}
