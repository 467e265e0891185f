//! The registers over real sockets, as a connector meets them.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::Department::{Immigration, Water};
use super::*;

struct World {
    registers: Registers,
    stop: watch::Sender<bool>,
    client: reqwest::Client,
}

impl World {
    async fn start() -> Self {
        let (stop, stopped) = watch::channel(false);
        let any = "127.0.0.1:0".parse().unwrap();
        let registers = start(any, any, &stopped).await.unwrap();
        Self { registers, stop, client: crate::testing::outbound().client().clone() }
    }

    async fn post(&self, department: Department, path: &str, body: &Value) -> (StatusCode, Value) {
        let address = match department {
            Immigration => self.registers.immigration,
            Water => self.registers.water,
        };
        let reply = self.client.post(format!("http://{address}{path}")).json(body).send().await.unwrap();
        (reply.status(), reply.json().await.unwrap_or(Value::Null))
    }

    async fn lookup(&self, department: Department, card: &str) -> (StatusCode, Value) {
        self.post(department, "/lookup", &json!({"card_number": card})).await
    }

    async fn behave(&self, department: Department, order: &Value) {
        let (status, _) = self.post(department, "/_sandbox/behaviour", order).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn immigration_tells_what_is_on_the_card() {
    let world = World::start().await;
    let (status, record) = world.lookup(Immigration, "zz1000011").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        record,
        json!({
            "card_number": "ZZ100001(1)", "name": "CHAN Tai Man", "chinese_name": "陳大文",
            "date_of_birth": "1985-03-12", "date_of_issue": "2019-06-03", "status": "valid",
        })
    );
    assert_eq!(world.lookup(Immigration, "ZZ100011(9)").await.1["status"], "lost");
}

#[tokio::test]
async fn water_tells_the_address_or_that_there_is_no_account() {
    let world = World::start().await;
    let (_, record) = world.lookup(Water, "ZZ100001(1)").await;
    assert_eq!(record["residential_address"]["district"], "Sha Tin");
    assert_eq!(record["residential_address"]["lines"][0], "Flat 12A, Block 3");
    assert_eq!(world.lookup(Water, "ZZ100012(7)").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn any_other_synthetic_number_is_a_resident_of_both() {
    let world = World::start().await;
    let card = format!("ZZ424242({})", crate::card::check_character("ZZ424242").unwrap());
    assert_eq!(world.lookup(Immigration, &card).await.0, StatusCode::OK);
    assert_eq!(world.lookup(Water, &card).await.1["card_number"], card);
}

#[tokio::test]
async fn a_malformed_number_is_a_bad_request_and_a_real_looking_one_is_unknown() {
    let world = World::start().await;
    assert_eq!(world.lookup(Immigration, "ZZ100001(2)").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(world.lookup(Immigration, "A123456(3)").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_register_fails_as_it_is_told_and_the_other_does_not() {
    let world = World::start().await;
    world.behave(Water, &json!({"mode": "down"})).await;
    assert_eq!(world.lookup(Water, "ZZ100001(1)").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(world.lookup(Immigration, "ZZ100001(1)").await.0, StatusCode::OK);

    world.behave(Water, &json!({"mode": "lying"})).await;
    assert_ne!(world.lookup(Water, "ZZ100001(1)").await.1["card_number"], "ZZ100001(1)");

    world.behave(Water, &json!({"mode": "ok"})).await;
    assert_eq!(world.lookup(Water, "ZZ100001(1)").await.1["card_number"], "ZZ100001(1)");
}

#[tokio::test]
async fn a_slow_register_answers_late() {
    let world = World::start().await;
    world.behave(Immigration, &json!({"mode": "slow", "seconds": 20})).await;
    let answer =
        tokio::time::timeout(Duration::from_millis(300), world.lookup(Immigration, "ZZ100001(1)")).await;
    assert!(answer.is_err(), "it answered at once");
}

#[tokio::test]
async fn an_unknown_mode_is_refused() {
    let world = World::start().await;
    let (status, _) = world.post(Water, "/_sandbox/behaviour", &json!({"mode": "sulking"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn only_a_loopback_address_is_accepted() {
    let (_stop, stopped) = watch::channel(false);
    let open = "0.0.0.0:0".parse().unwrap();
    let error = start(open, open, &stopped).await.unwrap_err();
    assert_eq!(error.code(), "register_not_loopback");
}

#[tokio::test]
async fn they_stop_when_told() {
    let world = World::start().await;
    world.stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(5), world.registers.finished()).await.expect("still running");
}
