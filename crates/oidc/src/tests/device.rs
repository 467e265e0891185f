//! A device shows a code, somebody enters it and decides (RFC 8628): honestly, and by guessing.

use std::net::{IpAddr, Ipv4Addr};

use causeway_core::{Acr, RequestId};
use causeway_evidence::Event;
use causeway_http::testing::Answer;
use causeway_http::{Browser, ClientAddress};
use serde_json::{Value, json};

use super::authorization::futures_of;
use super::ciba::error;
use super::world::{ELSEWHERE, HOME, ISSUER, Person, World};
use crate::Client;
use crate::grant_type::GrantType;
use crate::settings::{Ciba, Settings};

impl World {
    async fn show(&self, pairs: &[(&str, &str)]) -> Answer {
        let mut all = vec![("scope", "openid")];
        all.retain(|(name, _)| !pairs.iter().any(|(changed, _)| changed == name));
        all.extend_from_slice(pairs);
        self.post_as_app("/device_authorization", &all).await
    }

    /// The device code and the code that is shown.
    async fn shown(&self) -> (String, String) {
        let answer = self.show(&[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let of = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
        (of("device_code"), of("user_code"))
    }

    async fn enter_from(&self, code: &str, person: &Person, from: u8) -> Result<RequestId, &'static str> {
        let (browser, address) =
            (Browser::of(ELSEWHERE), ClientAddress(IpAddr::V4(Ipv4Addr::new(192, 0, 2, from))));
        let entered = self.oidc.enter_device_code(code, &browser, &person.session, address).await;
        entered.map_err(|error| error.code())
    }

    async fn enter(&self, code: &str, person: &Person) -> Result<RequestId, &'static str> {
        self.enter_from(code, person, 1).await
    }

    async fn ask_for(&self, device_code: &str) -> Answer {
        self.token(&[("grant_type", GrantType::DeviceCode.as_str()), ("device_code", device_code)]).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8628_3_a_person_enters_the_code_of_a_device_and_it_gets_tokens_once() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let answer = world.show(&[("scope", "openid name offline_access")]).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let answer = answer.json();
        let code = answer["user_code"].as_str().unwrap();
        assert_eq!(answer["verification_uri"], format!("{ISSUER}/device"));
        assert_eq!(answer["verification_uri_complete"], format!("{ISSUER}/device?user_code={code}"));
        assert_eq!((&answer["expires_in"], &answer["interval"]), (&json!(600), &json!(5)));
        let device = answer["device_code"].as_str().unwrap();
        assert_eq!(error(&world.ask_for(device).await), (400, json!("authorization_pending")));
        let typed = code.to_lowercase().replace('-', " ");
        let request = world.enter(&typed, &person).await.unwrap();
        world.pass(5);
        assert_eq!(error(&world.ask_for(device).await), (400, json!("authorization_pending")));
        world.approve(request, ELSEWHERE, &person).await;
        let answer = world.ask_for(device).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let tokens = answer.json();
        let id_token = world.verified(&tokens["id_token"], "JWT").await;
        assert_eq!(id_token["acr"], Acr::CrossDevice.urn(), "a code that is typed can be relayed");
        assert!(tokens["refresh_token"].is_string());
        assert_eq!(error(&world.ask_for(device).await), (400, json!("invalid_grant")));
        assert_eq!(world.enter(code, &person).await, Err("code_refused"));
        let events = world.events(&person).await;
        assert!(events.iter().any(|event| matches!(event, Event::LoginGranted { .. })));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8628_3_5_a_device_is_told_that_the_person_declined_or_that_nobody_came() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let (device, code) = world.shown().await;
        let request = world.enter(&code, &person).await.unwrap();
        world.consents.decline(request, &person.session).await.unwrap();
        for _ in 0..2 {
            assert_eq!(error(&world.ask_for(&device).await), (400, json!("access_denied")));
        }
        let (device, code) = world.shown().await;
        world.pass(599);
        assert_eq!(error(&world.ask_for(&device).await), (400, json!("authorization_pending")));
        assert_eq!(error(&world.ask_for(&device).await), (400, json!("slow_down")));
        world.pass(1);
        assert_eq!(error(&world.ask_for(&device).await), (400, json!("expired_token")));
        assert_eq!(world.enter(&code, &person).await, Err("code_refused"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_entered_at_its_last_moment_can_still_be_decided_on() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let (device, code) = world.shown().await;
        world.pass(599);
        let request = world.enter(&code, &person).await.unwrap();
        world.pass(299);
        world.oidc.purge().await.unwrap();
        world.approve(request, ELSEWHERE, &person).await;
        assert_eq!(world.ask_for(&device).await.status, 200);
        world.pass(1200);
        world.oidc.purge().await.unwrap();
        assert_eq!(error(&world.ask_for(&device).await), (400, json!("invalid_grant")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8628_5_1_a_session_has_five_tries_an_hour_and_an_address_twenty() {
    let world = World::all().await.remove(0);
    world.asking(Ciba::default()).await;
    let person = world.person().await;
    let (_, code) = world.shown().await;
    for guess in ["BCDF-GHJK", "", "nonsense", "BCDF-GHJL", "ZZZZ-ZZZZ"] {
        assert_eq!(world.enter(guess, &person).await, Err("code_refused"), "{guess}");
    }
    assert_eq!(world.enter(&code, &person).await, Err("too_many_attempts"));
    for n in 0..15 {
        let mut other = world.person().await;
        if n % 2 == 0 {
            world.log_in_again(&mut other).await;
        }
        assert_eq!(world.enter("BCDF-GHJK", &other).await, Err("code_refused"));
    }
    let other = world.person().await;
    assert_eq!(world.enter(&code, &other).await, Err("too_many_attempts"));
    assert!(world.enter_from(&code, &other, 2).await.is_ok(), "others are not held up");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_enter_a_code_one_is_asked_and_of_ten_polls_one_gets_the_grant() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let (ann, bob) = (world.person().await, world.person().await);
        let (device, code) = world.shown().await;
        let request = world.enter(&code, &ann).await.unwrap();
        assert_eq!(world.enter(&code, &bob).await, Err("code_refused"));
        let stranger = world.consents.decline(request, &bob.session).await;
        assert!(stranger.is_err(), "the request is of who entered the code");
        world.approve(request, HOME, &ann).await;
        let device = &device;
        let answers = futures_of(10, async || world.ask_for(device).await).await;
        let good = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(good, 1, "{}", world.test.engine);
        let refused = |answer: &&Answer| answer.json()["error"] == "invalid_grant";
        assert_eq!(answers.iter().filter(refused).count(), 9, "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8628_3_4_a_device_code_is_its_clients_own() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let settings = Settings { grants: vec![GrantType::DeviceCode], ..Settings::default() };
        world.put(&Client { settings, ..world.bank() }).await;
        let person = world.person().await;
        let (device, code) = world.shown().await;
        let request = world.enter(&code, &person).await.unwrap();
        world.approve(request, HOME, &person).await;
        let pairs = [("grant_type", GrantType::DeviceCode.as_str()), ("device_code", device.as_str())];
        assert_eq!(world.token_as_bank(&pairs).await.json()["error"], "invalid_grant");
        for guess in ["x", &"A".repeat(43), code.as_str()] {
            assert_eq!(world.ask_for(guess).await.json()["error"], "invalid_grant", "{guess}");
        }
        assert_eq!(world.ask_for(&device).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_a_good_request_shows_no_code_and_no_code_is_kept_in_the_clear() {
    let world = World::all().await.remove(0);
    assert_eq!(world.show(&[]).await.json()["error"], "unauthorized_client");
    assert_eq!(world.ask_for("x").await.json()["error"], "unauthorized_client");
    world.asking(Ciba::default()).await;
    for (pairs, refused) in [
        (vec![("scope", "name")], "invalid_scope"),
        (vec![("scope", "openid exchange")], "invalid_scope"),
        (vec![("authorization_details", "{}")], "invalid_authorization_details"),
        (vec![("scope", "openid"), ("scope", "openid")], "invalid_request"),
    ] {
        assert_eq!(error(&world.show(&pairs).await), (400, json!(refused)), "{pairs:?}");
    }
    let nobody = world.post("/device_authorization", &[("scope", "openid")], None).await;
    assert_eq!(error(&nobody), (401, json!("invalid_client")));
    let (device, code) = world.shown().await;
    let row: (Vec<u8>, Vec<u8>, Value) = world
        .test
        .env
        .db
        .one("select hash, code, terms from oidc_device", &[])
        .await
        .unwrap()
        .read()
        .unwrap();
    let kept = format!("{row:?}{}", String::from_utf8_lossy(&row.1));
    assert!(!kept.contains(&device) && !kept.contains(&code) && !kept.contains(&code.replace('-', "")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_shown_before_its_client_was_stopped_is_refused() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let (device, code) = world.shown().await;
        let (app, now) = (&World::app().id, world.test.env.now());
        let stop =
            world.test.env.db.tx(|tx| Box::pin(crate::store::stop(tx, app, crate::StopReason::Fault, now)));
        stop.await.unwrap();
        assert_eq!(world.enter(&code, &person).await, Err("code_refused"));
        world.test.env.db.tx(|tx| Box::pin(crate::store::resume(tx, app))).await.unwrap();
        assert_eq!(world.enter(&code, &person).await, Err("code_refused"));
        assert_eq!(world.ask_for(&device).await.json()["error"], "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8628_4_metadata_names_the_endpoint() {
    let world = World::all().await.remove(0);
    let metadata = world.open("/.well-known/oauth-authorization-server", "", None).await.json();
    assert_eq!(metadata["device_authorization_endpoint"], format!("{ISSUER}/device_authorization"));
    let grants = metadata["grant_types_supported"].as_array().unwrap();
    assert!(grants.contains(&json!(GrantType::DeviceCode.as_str())));
}
