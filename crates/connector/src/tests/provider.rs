//! What a provider answers, and what it does not.

use causeway_crypto::jose::{DecryptionKey, encrypt, peek};
use causeway_exchange::wire::{ConsumerRequest, GatewayRequest, LIFETIME_SECONDS, TYP_READ, TYP_SUBJECT};
use jiff::SignedDuration;

use super::*;

impl World {
    /// The consumer's own key, read again from its folder.
    fn consumer_keys(&self) -> Keys {
        Keys::open(&self.folder.path().join("licence-keys")).unwrap()
    }

    fn consumer_claims(&self) -> ConsumerRequest {
        let now = self.clock.now().as_second();
        ConsumerRequest {
            iss: CLIENT.parse().unwrap(),
            aud: ISSUER.to_owned(),
            iat: now,
            exp: now + LIFETIME_SECONDS,
            jti: uuid::Uuid::from_bytes(Rng::system().bytes().unwrap()).to_string(),
            consent: None,
            dataset: "water.address".parse().unwrap(),
            fields: vec!["address".to_owned()],
            purpose: "licence-renewal".parse().unwrap(),
            case: None,
            enc: self.consumer_keys().decryption.jwk().clone(),
        }
    }

    fn sign(&self, claims: &ConsumerRequest) -> String {
        self.consumer_keys().signing.sign(TYP_READ, claims).unwrap()
    }

    pub(super) fn consumer_request(&self) -> String {
        self.sign(&self.consumer_claims())
    }

    /// Status and code of an honest request with one change by the gateway.
    async fn changed(&self, change: impl FnOnce(&mut GatewayRequest)) -> (u16, String) {
        let mut request = self.gateway.request(&self.consumer_request(), CARD);
        change(&mut request);
        self.at_provider(&self.gateway.sign(&request)).await
    }
}

fn told(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_request_is_answered_and_put_in_the_journal_without_values() {
    let world = World::new().await;
    assert_eq!(world.changed(|_| {}).await, told(200, ""));
    let journal = world.journal();
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0]["consumer"], CLIENT);
    assert_eq!(journal[0]["fields"], json!(["address"]));
    assert_eq!(journal[0]["found"], true);
    let text = journal[0].to_string();
    assert!(!text.contains("Harbour") && !text.contains("ZZ1234"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_configured_gateway_is_answered() {
    let world = World::new().await;
    let request = world.gateway.request(&world.consumer_request(), CARD);
    let foreign = SigningKey::generate(Alg::Es256).unwrap().sign("causeway-exchange+jwt", &request).unwrap();
    assert_eq!(world.at_provider(&foreign).await, told(403, "gateway_signature"));
    let mut cut = world.gateway.sign(&request);
    cut.truncate(cut.len() - 5);
    assert_eq!(world.at_provider(&cut).await, told(403, "gateway_signature"));
    assert_eq!(world.at_provider("").await, told(403, "gateway_signature"));
    assert_eq!(
        world.changed(|r| r.iss = "https://other.example".to_owned()).await,
        told(403, "wrong_issuer")
    );
    assert_eq!(world.changed(|r| r.aud = "transport".parse().unwrap()).await, told(403, "wrong_audience"));
    assert!(world.journal().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_swapped_by_the_gateway_is_refused() {
    let world = World::new().await;
    let own = DecryptionKey::generate().unwrap().jwk().clone();
    assert_eq!(world.changed(|r| r.enc = own).await, told(403, "swapped_key"));
    world.gateway_lies(Lie::SwapsKey).await;
    assert_eq!(world.read().await.0, 502);
    assert!(world.journal().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_may_ask_for_no_more_than_the_consumer_signed_for() {
    let world = World::new().await;
    let mismatch = told(403, "consumer_mismatch");
    assert_eq!(world.changed(|r| r.fields.push("since".to_owned())).await, mismatch);
    assert_eq!(world.changed(|r| r.purpose = "marketing".parse().unwrap()).await, mismatch);
    assert_eq!(world.changed(|r| r.dataset = "water.meter".parse().unwrap()).await, mismatch);
    assert_eq!(
        world.changed(|r| r.consumer = "another".parse().unwrap()).await,
        told(403, "consumer_unknown")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumers_request_of_another_key_or_gateway_is_refused() {
    let world = World::new().await;
    let mut claims = world.consumer_claims();
    let forged = SigningKey::generate(Alg::Es256).unwrap().sign(TYP_READ, &claims).unwrap();
    assert_eq!(world.changed(|r| r.consumer_request = forged).await, told(403, "consumer_signature"));
    claims.aud = "https://other.example".to_owned();
    let elsewhere = world.sign(&claims);
    assert_eq!(world.changed(|r| r.consumer_request = elsewhere).await, told(403, "consumer_mismatch"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_answered_twice_even_after_a_restart() {
    let world = World::new().await;
    let request = world.gateway.request(&world.consumer_request(), CARD);
    let jws = world.gateway.sign(&request);
    assert_eq!(world.at_provider(&jws).await, told(200, ""));
    assert_eq!(world.at_provider(&jws).await, told(409, "replayed"));
    // Another person under the same signature of the consumer.
    let second = world.gateway.request(&request.consumer_request, "ZZ7654321");
    let second = world.gateway.sign(&second);
    assert_eq!(world.at_provider(&second).await, told(409, "replayed"));

    let config = Config::parse(WATER).unwrap().relative_to(world.folder.path());
    let again = Connector::bind(&config, world.clock.clone(), Rng::seeded(1)).await.unwrap();
    let url = format!("http://{}/causeway/v1/read", again.provider_address().unwrap());
    let (_stop, stopped) = watch::channel(false);
    tokio::spawn(again.serve(stopped));
    assert_eq!(post(&url, &json!({"request": jws})).await.1["code"], "replayed");
    assert_eq!(world.journal().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_requests_are_refused_the_gateways_and_the_consumers() {
    let world = World::new().await;
    let old = world.consumer_request();
    let jws = world.gateway.sign(&world.gateway.request(&old, CARD));
    world.clock.advance(SignedDuration::from_secs(66));
    assert_eq!(world.at_provider(&jws).await.1, "token_expired");
    let fresh = world.gateway.sign(&world.gateway.request(&old, CARD));
    assert_eq!(world.at_provider(&fresh).await.1, "token_expired", "the consumer's own request is stale");
    assert_eq!(world.changed(|r| r.exp += 1).await.1, "token_too_long");
    assert_eq!(world.changed(|r| (r.iat, r.exp) = (r.iat + 30, r.exp + 30)).await.1, "token_not_yet_valid");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_configured_is_not_answered() {
    let world = World::new().await;
    for (change, code) in
        [(("water.meter", "address"), "dataset_unknown"), (("water.address", "phone"), "field_unknown")]
    {
        let (dataset, field) = change;
        let claims = ConsumerRequest {
            dataset: dataset.parse().unwrap(),
            fields: vec![field.to_owned()],
            ..world.consumer_claims()
        };
        let jws = world.gateway.sign(&world.gateway.request(&world.sign(&claims), CARD));
        assert_eq!(world.at_provider(&jws).await.1, code);
    }
    let claims = ConsumerRequest { fields: Vec::new(), ..world.consumer_claims() };
    let jws = world.gateway.sign(&world.gateway.request(&world.sign(&claims), CARD));
    assert_eq!(world.at_provider(&jws).await.1, "field_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_that_is_not_ours_to_open_is_told() {
    let world = World::new().await;
    let bad = told(400, "bad_subject");
    let seal =
        |key: &causeway_crypto::jose::Jwk, typ, text: &str| encrypt(key, typ, None, text.as_bytes()).unwrap();
    let ours = world.provider_keys.decryption.jwk();
    let (card, typ) = ("{\"card_number\":\"ZZ1234560\"}", Some(TYP_SUBJECT));
    for subject in [
        seal(DecryptionKey::generate().unwrap().jwk(), typ, card),
        seal(ours, None, card),
        seal(ours, typ, "{\"passport\":\"X\"}"),
        seal(ours, typ, "{\"card_number\":\"\"}"),
        seal(ours, typ, "ZZ1234560"),
        "rubbish".to_owned(),
    ] {
        assert_eq!(world.changed(|r| r.subject = subject).await, bad);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_record_is_an_answer_of_the_same_size() {
    let world = World::new().await;
    let mut sizes = Vec::new();
    for card in [CARD, "ZZ9999999"] {
        let jws = world.gateway.sign(&world.gateway.request(&world.consumer_request(), card));
        let (status, answer) =
            post(&format!("{}/causeway/v1/read", world.water), &json!({"request": jws})).await;
        assert_eq!(status, 200);
        sizes.push(answer["answer"].as_str().unwrap().len());
        let manifest: Value = peek(answer["manifest"].as_str().unwrap()).unwrap();
        assert_eq!(manifest["fields"], json!(["address"]));
    }
    assert_eq!(sizes[0], sizes[1]);
    assert_eq!(world.journal()[1]["found"], false);
}
