//! Journeys of this domain, on both databases, with software passkeys: asking, showing, deciding, using, withdrawing, scanning.

use std::sync::Arc;

use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::{AccountId, Acr, ConsentId, Error, Kind, Lang, ReadId, RequestId, Result, Session};
use causeway_crypto::jose::{Alg, SigningKey};
use causeway_crypto::keystore::MemoryKeyStore;
use causeway_crypto::soft_passkey::{Kept, SoftKey};
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Event;
use causeway_http::Browser;
use causeway_identity::NewAccount;
use jiff::SignedDuration;
use serde_json::Value;
use url::Url;

use super::*;

mod addressed;
mod journal;
mod removal;
mod standing;

const ORIGIN: &str = "http://localhost:8080";

struct World {
    test: TestEnv,
    identity: Identity,
    consents: Consents,
    evidence: Evidence,
    keys: PersonKeys,
}

struct Someone {
    session: Session,
    key: Value,
}

impl Someone {
    async fn sign(&self, options: &Value) -> Value {
        let kept: Kept = serde_json::from_value(self.key.clone()).unwrap();
        SoftKey::restore(&kept).unwrap().sign(&Url::parse(ORIGIN).unwrap(), options).await.unwrap()
    }

    fn at(&self, browser: &Browser) -> Viewer {
        Viewer { browser: browser.hash, session: Some(self.session.clone()) }
    }
}

async fn worlds() -> Vec<World> {
    environments().await.unwrap().into_iter().map(world).collect()
}

fn world(test: TestEnv) -> World {
    let store = Arc::new(MemoryKeyStore::new().unwrap());
    let keys = PersonKeys::new(test.env.clone(), store.clone());
    let log_key = SigningKey::generate(Alg::EdDsa).unwrap();
    let evidence = Evidence::new(test.env.clone(), keys.clone(), log_key, "log.test".to_owned());
    let party = RelyingParty {
        id: "localhost".to_owned(),
        name: "Causeway".to_owned(),
        origins: vec![ORIGIN.to_owned()],
    };
    let config = causeway_identity::Config::default();
    let identity = Identity::new(test.env.clone(), evidence.clone(), store.as_ref(), party, config).unwrap();
    let consents = Consents::new(
        test.env.clone(),
        keys.clone(),
        store.as_ref(),
        identity.clone(),
        evidence.clone(),
        ORIGIN,
    )
    .unwrap();
    World { test, identity, consents, evidence, keys }
}

fn browser(n: u8) -> Browser {
    Browser { hash: [n; 32], agent: None }
}

fn login_detail(fields: &[&str]) -> Detail {
    Detail::Login { fields: fields.iter().map(|f| (*f).to_owned()).collect() }
}

fn exchange_detail(once: bool, until: Option<jiff::Timestamp>) -> Detail {
    Detail::Exchange {
        dataset: "water.address".parse().unwrap(),
        provider: "water".parse().unwrap(),
        fields: vec!["residential_address".to_owned()],
        purpose: "licence-renewal".parse().unwrap(),
        once,
        until,
    }
}

fn ask_of(details: Vec<Detail>) -> Ask {
    Ask {
        client: "driving".parse().unwrap(),
        organisation: "transport".parse().unwrap(),
        details,
        login_purpose: "login".parse().unwrap(),
        resume: "/authorize/resume?request={request}".to_owned(),
        redirect_origin: None,
        always_ask: false,
        fresh_login: false,
        lang: None,
    }
}

fn shown() -> Shown {
    Shown {
        lang: Lang::En,
        service: "Driving Licence Renewal".to_owned(),
        organisation: "Transport".to_owned(),
        website: "https://driving.example".to_owned(),
        parts: ["login", "exchange"].map(part).to_vec(),
        match_code: None,
        code: None,
    }
}

fn part(kind: &str) -> ShownPart {
    ShownPart {
        kind: kind.to_owned(),
        heading: "Heading".to_owned(),
        from: None,
        purpose: "Purpose".to_owned(),
        rows: Vec::new(),
        lasts: "Once".to_owned(),
    }
}

impl World {
    async fn someone(&self, card: &str) -> Someone {
        let account: AccountId = self.test.env.new_id().unwrap();
        let begun = self.identity.begin_creation(&browser(90), account, "Sample").await.unwrap();
        let (key, response) = SoftKey::create(&Url::parse(ORIGIN).unwrap(), &begun.options).await.unwrap();
        let credential =
            &self.identity.finish_creation(&browser(90), account, begun.id, &response).await.unwrap();
        let (card, identity, keys) = (&self.identity.card_hash(card), &self.identity, &self.keys);
        let session = self
            .test
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    keys.create(tx, account.uuid()).await?;
                    let new = NewAccount {
                        id: account,
                        card: card.clone(),
                        lang: Lang::En,
                        credential: credential.clone(),
                        label: "Phone".to_owned(),
                    };
                    identity.create_account(tx, &new).await?;
                    identity.start_session(tx, account, Acr::Passkey).await.map(|(session, _)| session)
                })
            })
            .await
            .unwrap();
        Someone { session, key: serde_json::to_value(key.keep().unwrap()).unwrap() }
    }

    async fn ask(&self, by: &Browser, ask: &Ask) -> RequestId {
        let consents = &self.consents;
        self.test.env.db.tx(|tx| Box::pin(async move { consents.ask(tx, by, ask).await })).await.unwrap()
    }

    /// Asked, logged in, shown, approved, and taken up by the protocol.
    async fn allowed(&self, who: &Someone, details: Vec<Detail>) -> Grant {
        let (by, ask) = (browser(1), ask_of(details));
        let id = self.ask(&by, &ask).await;
        assert_eq!(self.consents.settle(id, &who.at(&by)).await.unwrap(), Step::Approve);
        let presented = self.consents.present(id, &who.session, shown()).await.unwrap();
        let assertion = who.sign(&presented.options).await;
        self.consents.approve(id, &who.session, &assertion).await.unwrap();
        match self.outcome(id, &by).await.unwrap() {
            Outcome::Granted(grant) => grant,
            other => panic!("{other:?}"),
        }
    }

    async fn outcome(&self, id: RequestId, by: &Browser) -> Result<Outcome> {
        let consents = &self.consents;
        self.test.env.db.tx(|tx| Box::pin(async move { consents.outcome(tx, id, by).await })).await
    }

    async fn check(&self, consent: ConsentId) -> Result<ReadId> {
        let wanted = &Use {
            consent,
            client: "driving".parse().unwrap(),
            dataset: Some("water.address".parse().unwrap()),
            provider: Some("water".parse().unwrap()),
            fields: vec!["residential_address".to_owned()],
            purpose: "licence-renewal".parse().unwrap(),
            read: self.test.env.new_id()?,
        };
        let consents = &self.consents;
        self.test
            .env
            .db
            .tx(|tx| Box::pin(async move { consents.check(tx, wanted).await.map(|permit| permit.read()) }))
            .await
    }

    async fn events(&self, account: AccountId) -> Vec<Event> {
        self.evidence
            .activity(account, None, 100)
            .await
            .unwrap()
            .into_iter()
            .map(|entry| entry.event)
            .collect()
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("ok", |error| error.code())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_approved_stands_and_the_second_login_goes_straight_in() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let grant = world.allowed(&alice, vec![login_detail(&["card_number"])]).await;
        assert_eq!(
            (grant.account, grant.acr, grant.consents.len()),
            (alice.session.account, Acr::Passkey, 1)
        );

        let again = world.ask(&browser(1), &ask_of(vec![login_detail(&["card_number"])])).await;
        assert_eq!(world.consents.settle(again, &alice.at(&browser(1))).await.unwrap(), Step::Done);
        let Outcome::Granted(second) = world.outcome(again, &browser(1)).await.unwrap() else { panic!() };
        assert_eq!(second.consents, grant.consents, "the same consent, no new one");

        let more = world.ask(&browser(1), &ask_of(vec![login_detail(&["card_number", "name"])])).await;
        assert_eq!(world.consents.settle(more, &alice.at(&browser(1))).await.unwrap(), Step::Approve);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wider_login_consent_replaces_the_narrower_one() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        world.allowed(&alice, vec![login_detail(&[])]).await;
        world.allowed(&alice, vec![login_detail(&["name"])]).await;
        let standing = world.consents.standing(alice.session.account).await.unwrap();
        assert_eq!(standing.len(), 1);
        assert_eq!(standing[0].detail, login_detail(&["name"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_for_the_last_showing_and_serves_once() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let by = browser(1);
        let id = world.ask(&by, &ask_of(vec![exchange_detail(true, None)])).await;
        world.consents.settle(id, &alice.at(&by)).await.unwrap();
        assert_eq!(code(world.consents.approve(id, &alice.session, &Value::Null).await), "not_shown");

        let first = world.consents.present(id, &alice.session, shown()).await.unwrap();
        let over_first = alice.sign(&first.options).await;
        let altered = Shown { website: "https://elsewhere.example".to_owned(), ..shown() };
        let second = world.consents.present(id, &alice.session, altered).await.unwrap();
        assert_eq!(
            code(world.consents.approve(id, &alice.session, &over_first).await),
            "passkey_refused",
            "shown anew since"
        );

        let over_second = alice.sign(&second.options).await;
        world.consents.approve(id, &alice.session, &over_second).await.unwrap();
        assert_eq!(code(world.consents.approve(id, &alice.session, &over_second).await), "request_over");

        let other = world.ask(&by, &ask_of(vec![exchange_detail(true, None)])).await;
        world.consents.settle(other, &alice.at(&by)).await.unwrap();
        world.consents.present(other, &alice.session, shown()).await.unwrap();
        let replayed = world.consents.approve(other, &alice.session, &over_second).await;
        assert_eq!(code(replayed), "passkey_refused", "an old approval of the same words");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_person_neither_sees_nor_decides() {
    for world in worlds().await {
        let (alice, mallory) = (world.someone("ZZ1234560").await, world.someone("ZZ7654321").await);
        let by = browser(1);
        let id = world.ask(&by, &ask_of(vec![exchange_detail(true, None)])).await;
        world.consents.settle(id, &alice.at(&by)).await.unwrap();
        let presented = world.consents.present(id, &alice.session, shown()).await.unwrap();

        assert_eq!(code(world.consents.request(id, &mallory.at(&browser(2))).await), "not_found");
        assert_eq!(code(world.consents.settle(id, &mallory.at(&browser(2))).await), "not_found");
        assert_eq!(code(world.consents.present(id, &mallory.session, shown()).await), "not_found");
        let forged = mallory
            .sign(&{
                let mut options = presented.options.clone();
                options["allowCredentials"] = Value::Array(Vec::new());
                options
            })
            .await;
        assert_eq!(code(world.consents.approve(id, &mallory.session, &forged).await), "not_found");
        assert_eq!(code(world.consents.approve(id, &alice.session, &forged).await), "passkey_refused");
        assert_eq!(code(world.consents.decline(id, &mallory.session).await), "not_found");
        assert_eq!(code(world.outcome(id, &browser(2)).await), "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn declining_needs_no_passkey_and_is_in_the_activity() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let id = world.ask(&browser(1), &ask_of(vec![login_detail(&[])])).await;
        world.consents.settle(id, &alice.at(&browser(1))).await.unwrap();
        world.consents.decline(id, &alice.session).await.unwrap();
        assert!(matches!(world.outcome(id, &browser(1)).await.unwrap(), Outcome::Declined));
        assert_eq!(code(world.outcome(id, &browser(1)).await), "request_used");
        assert!(matches!(world.events(alice.session.account).await[0], Event::RequestDeclined { .. }));
        assert!(world.consents.standing(alice.session.account).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_is_taken_once_and_only_in_time() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let id = world.ask(&browser(1), &ask_of(vec![login_detail(&[])])).await;
        assert!(matches!(world.outcome(id, &browser(1)).await.unwrap(), Outcome::Pending));
        world.test.env.clock.advance(SignedDuration::from_mins(5));
        assert!(matches!(world.outcome(id, &browser(1)).await.unwrap(), Outcome::Expired));
        assert_eq!(code(world.consents.settle(id, &alice.at(&browser(1))).await), "request_over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_racing_reads_under_a_one_time_consent_exactly_one_is_permitted() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let grant = world.allowed(&alice, vec![exchange_detail(true, None)]).await;
        let consent = grant.consents[0].1;
        let world = Arc::new(world);
        let racers: Vec<_> = (0..30)
            .map(|_| {
                let world = Arc::clone(&world);
                tokio::spawn(async move { world.check(consent).await })
            })
            .collect();
        let mut permitted = Vec::new();
        for racer in racers {
            match racer.await.unwrap() {
                Ok(read) => permitted.push(read),
                Err(error) => assert_eq!(error.code(), "consent_used", "{}", world.test.engine),
            }
        }
        assert_eq!(permitted.len(), 1, "{}", world.test.engine);

        let (consents, read) = (&world.consents, permitted[0]);
        let other = world.test.env.new_id().unwrap();
        let db = &world.test.env.db;
        db.tx(|tx| Box::pin(async move { consents.give_back(tx, consent, other).await })).await.unwrap();
        assert_eq!(code(world.check(consent).await), "consent_used", "another read cannot give it back");
        db.tx(|tx| Box::pin(async move { consents.give_back(tx, consent, read).await })).await.unwrap();
        world.check(consent).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawal_stops_the_next_read_and_is_nobody_else_s_to_make() {
    for world in worlds().await {
        let (alice, mallory) = (world.someone("ZZ1234560").await, world.someone("ZZ7654321").await);
        let until = world.test.env.now() + SignedDuration::from_hours(24);
        let grant = world.allowed(&alice, vec![exchange_detail(false, Some(until))]).await;
        let consent = grant.consents[0].1;
        world.check(consent).await.unwrap();
        world.check(consent).await.unwrap();
        assert_eq!(code(world.consents.withdraw(mallory.session.account, consent).await), "not_found");
        assert_eq!(code(world.consents.consent(mallory.session.account, consent).await), "not_found");
        world.consents.withdraw(alice.session.account, consent).await.unwrap();
        world.consents.withdraw(alice.session.account, consent).await.unwrap();
        assert_eq!(code(world.check(consent).await), "consent_withdrawn");
        assert!(world.consents.standing(alice.session.account).await.unwrap().is_empty());
        let withdrawn = world.events(alice.session.account).await;
        assert_eq!(
            withdrawn.iter().filter(|e| matches!(e, Event::ConsentWithdrawn { .. })).count(),
            1,
            "once, however often said"
        );
        let told = causeway_core::jobs::backlog(&world.test.env).await.unwrap();
        assert_eq!(told, [(jobs::WITHDRAWN.to_owned(), 1)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_ends_at_its_end_and_says_so() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let until = world.test.env.now() + SignedDuration::from_hours(1);
        let grant = world.allowed(&alice, vec![exchange_detail(false, Some(until))]).await;
        let consent = grant.consents[0].1;
        world.test.env.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(code(world.check(consent).await), "consent_expired", "before any job ran");
        assert_eq!(world.consents.expire_due().await.unwrap(), 1);
        assert_eq!(world.consents.expire_due().await.unwrap(), 0);
        assert_eq!(code(world.check(consent).await), "consent_expired");
        assert!(matches!(world.events(alice.session.account).await[0], Event::ConsentExpired { .. }));
        assert_eq!(code(world.consents.withdraw(alice.session.account, consent).await), "consent_over");
    }
}

/// Opens an order on browser 1 and returns it with its frame of this second.
async fn order(world: &World, details: Vec<Detail>) -> (RequestId, Order, String) {
    let id = world.ask(&browser(1), &ask_of(details)).await;
    let order = world.consents.open_order(id, &browser(1)).await.unwrap();
    let frame = world.consents.frame(order.id, &browser(1)).await.unwrap();
    (id, order, frame)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_scans_approves_and_the_first_screen_goes_on() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let (id, order, frame) = order(&world, vec![login_detail(&["card_number"])]).await;
        assert!(frame.starts_with("http://localhost:8080/x/1."));
        assert_eq!(world.consents.order(order.id, &browser(1)).await.unwrap().state, OrderState::Waiting);
        assert_eq!(world.consents.claim(&alice.session, &frame).await.unwrap(), id);
        assert_eq!(world.consents.order(order.id, &browser(1)).await.unwrap().state, OrderState::Scanned);
        assert_eq!(world.consents.match_code_of(id).await.unwrap(), Some(order.match_code));

        let phone = browser(2);
        assert_eq!(world.consents.settle(id, &alice.at(&phone)).await.unwrap(), Step::Approve);
        assert!(world.consents.redeem(id, &browser(1)).await.unwrap().is_none(), "not before the approval");
        let presented = world.consents.present(id, &alice.session, shown()).await.unwrap();
        let assertion = alice.sign(&presented.options).await;
        world.consents.approve(id, &alice.session, &assertion).await.unwrap();

        assert_eq!(world.consents.order(order.id, &browser(1)).await.unwrap().state, OrderState::Decided);
        assert_eq!(
            code(world.consents.redeem(id, &browser(3)).await),
            "not_found",
            "only the browser that showed the code"
        );
        let (session, _) = world.consents.redeem(id, &browser(1)).await.unwrap().unwrap();
        assert_eq!((session.account, session.acr), (alice.session.account, Acr::CrossDevice));
        assert!(world.consents.redeem(id, &browser(1)).await.unwrap().is_none(), "once");
        let Outcome::Granted(grant) = world.outcome(id, &browser(1)).await.unwrap() else { panic!() };
        assert_eq!(grant.acr, Acr::CrossDevice);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b_1_a_frame_replayed_ten_seconds_later_is_refused() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let (_, order, frame) = order(&world, vec![login_detail(&[])]).await;
        world.test.env.clock.advance(SignedDuration::from_secs(10));
        assert_eq!(code(world.consents.claim(&alice.session, &frame).await), "frame_refused");
        let fresh = world.consents.frame(order.id, &browser(1)).await.unwrap();
        assert_ne!(fresh, frame);
        world.consents.claim(&alice.session, &fresh).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b_2_a_forged_or_future_frame_is_refused() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let (_, order, frame) = order(&world, vec![login_detail(&[])]).await;
        for i in ORIGIN.len() + "/x/".len()..frame.len() {
            let mut bytes = frame.clone().into_bytes();
            bytes[i] ^= 1;
            let Ok(forged) = String::from_utf8(bytes) else { continue };
            assert_eq!(
                code(world.consents.claim(&alice.session, &forged).await),
                "frame_refused",
                "{forged}"
            );
        }
        let stored = store::order(&world.test.env.db, order.id).await.unwrap().unwrap();
        let future = world.consents.frame_at(&stored, world.test.env.now() + SignedDuration::from_secs(2));
        assert_eq!(code(world.consents.claim(&alice.session, &future).await), "frame_refused");
        for junk in ["", "1.x", "https://evil.example/x/", &"9".repeat(4000)] {
            assert_eq!(code(world.consents.claim(&alice.session, junk).await), "frame_refused");
        }
        world.consents.claim(&alice.session, &frame).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b_3_two_phones_end_the_order_for_both() {
    for world in worlds().await {
        let (alice, mallory) = (world.someone("ZZ1234560").await, world.someone("ZZ7654321").await);
        let (id, order, frame) = order(&world, vec![login_detail(&[])]).await;
        world.consents.claim(&mallory.session, &frame).await.unwrap();
        assert_eq!(code(world.consents.claim(&alice.session, &frame).await), "frame_refused");
        assert_eq!(world.consents.order(order.id, &browser(1)).await.unwrap().state, OrderState::Cancelled);
        assert_eq!(code(world.consents.present(id, &mallory.session, shown()).await), "request_over");
        assert!(world.consents.redeem(id, &browser(1)).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_over_after_a_minute_and_belongs_to_one_browser() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let (id, order, _) = order(&world, vec![login_detail(&[])]).await;
        assert_eq!(code(world.consents.frame(order.id, &browser(2)).await), "not_found");
        assert_eq!(code(world.consents.open_order(id, &browser(2)).await), "not_found");
        world.test.env.clock.advance(SignedDuration::from_secs(60));
        assert_eq!(world.consents.order(order.id, &browser(1)).await.unwrap().state, OrderState::Expired);
        let late = world.consents.frame(order.id, &browser(1)).await.unwrap();
        assert_eq!(code(world.consents.claim(&alice.session, &late).await), "frame_refused");
        for _ in 0..5 {
            world.consents.open_order(id, &browser(1)).await.unwrap();
        }
        let flood = world.consents.open_order(id, &browser(1)).await.unwrap_err();
        assert_eq!(flood.kind(), Kind::TooMany);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_in_to_the_portal_by_phone_leaves_no_standing_consent() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let ask =
            Ask { client: PORTAL.parse().unwrap(), always_ask: true, ..ask_of(vec![login_detail(&[])]) };
        let id = world.ask(&browser(1), &ask).await;
        let order = world.consents.open_order(id, &browser(1)).await.unwrap();
        let frame = world.consents.frame(order.id, &browser(1)).await.unwrap();
        world.consents.claim(&alice.session, &frame).await.unwrap();
        let presented = world.consents.present(id, &alice.session, shown()).await.unwrap();
        let assertion = alice.sign(&presented.options).await;
        world.consents.approve(id, &alice.session, &assertion).await.unwrap();
        assert!(world.consents.redeem(id, &browser(1)).await.unwrap().is_some());
        assert!(world.consents.standing(alice.session.account).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_is_stored_sealed() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        world.allowed(&alice, vec![exchange_detail(true, None)]).await;
        let rows =
            world.test.env.db.query("select shown, assertion from consent_consent", &[]).await.unwrap();
        for row in rows {
            let (shown, assertion): (Vec<u8>, Vec<u8>) = row.read().unwrap();
            for stored in [shown, assertion] {
                assert!(!String::from_utf8_lossy(&stored).contains("Driving"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_ask_is_refused_and_what_is_over_is_deleted() {
    for world in worlds().await {
        let (by, nothing) = (browser(1), ask_of(Vec::new()));
        let (consents, db) = (&world.consents, &world.test.env.db);
        let (by_ref, nothing) = (&by, &nothing);
        let refused: Result<RequestId, Error> =
            db.tx(|tx| Box::pin(async move { consents.ask(tx, by_ref, nothing).await })).await;
        assert_eq!(code(refused), "nothing_asked");

        let (id, order, _) = order(&world, vec![login_detail(&[])]).await;
        world.test.env.clock.advance(SignedDuration::from_mins(30));
        let now = world.test.env.now();
        assert_eq!(db.tx(|tx| Box::pin(async move { store::purge(tx, now, now).await })).await.unwrap(), 2);
        assert_eq!(code(world.consents.order(order.id, &by).await), "not_found");
        assert_eq!(code(world.outcome(id, &by).await), "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_consent_is_withdrawn_while_a_read_uses_it_and_stays_so() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let consent = world.allowed(&alice, vec![exchange_detail(true, None)]).await.consents[0].1;
        let read = world.check(consent).await.unwrap();
        let (consents, db) = (&world.consents, &world.test.env.db);
        assert!(db.tx(|tx| Box::pin(async move { consents.still_stands(tx, consent).await })).await.unwrap());
        world.consents.withdraw(alice.session.account, consent).await.unwrap();
        assert!(
            !db.tx(|tx| Box::pin(async move { consents.still_stands(tx, consent).await })).await.unwrap()
        );
        db.tx(|tx| Box::pin(async move { consents.give_back(tx, consent, read).await })).await.unwrap();
        assert_eq!(code(world.check(consent).await), "consent_withdrawn", "it does not come back to life");

        let other = world.allowed(&alice, vec![exchange_detail(true, None)]).await.consents[0].1;
        let read = world.check(other).await.unwrap();
        db.tx(|tx| Box::pin(async move { consents.spent(tx, other, read).await })).await.unwrap();
        assert_eq!(code(world.consents.withdraw(alice.session.account, other).await), "consent_over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_ends_the_old_one() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let (id, first, frame) = order(&world, vec![login_detail(&[])]).await;
        let second = world.consents.open_order(id, &browser(1)).await.unwrap();
        assert_eq!(code(world.consents.claim(&alice.session, &frame).await), "frame_refused");
        assert_eq!(world.consents.order(first.id, &browser(1)).await.unwrap().state, OrderState::Cancelled);
        let frame = world.consents.frame(second.id, &browser(1)).await.unwrap();
        world.consents.claim(&alice.session, &frame).await.unwrap();
        assert_eq!(
            code(world.consents.open_order(id, &browser(1)).await),
            "request_over",
            "once scanned, no further code"
        );
        assert_eq!(world.consents.match_code_of(id).await.unwrap(), Some(second.match_code));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_scan_there_are_180_seconds_to_decide_and_the_session_says_when_it_was_proved() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let (id, _, frame) = order(&world, vec![login_detail(&[])]).await;
        world.consents.claim(&alice.session, &frame).await.unwrap();
        world.test.env.clock.advance(SignedDuration::from_secs(179));
        let presented = world.consents.present(id, &alice.session, shown()).await.unwrap();
        let assertion = alice.sign(&presented.options).await;
        world.consents.approve(id, &alice.session, &assertion).await.unwrap();
        world.test.env.clock.advance(SignedDuration::from_secs(30));
        let (session, _) = world.consents.redeem(id, &browser(1)).await.unwrap().unwrap();
        assert_eq!(session.authenticated_at, alice.session.authenticated_at);

        let (late, _, frame) = order(&world, vec![login_detail(&[])]).await;
        world.consents.claim(&alice.session, &frame).await.unwrap();
        world.test.env.clock.advance(SignedDuration::from_secs(180));
        assert_eq!(code(world.consents.present(late, &alice.session, shown()).await), "request_over");

        let (id, _, frame) = order(&world, vec![login_detail(&[])]).await;
        world.consents.claim(&alice.session, &frame).await.unwrap();
        let presented = world.consents.present(id, &alice.session, shown()).await.unwrap();
        let assertion = alice.sign(&presented.options).await;
        world.consents.approve(id, &alice.session, &assertion).await.unwrap();
        world.test.env.clock.advance(SignedDuration::from_secs(240));
        assert!(
            world.consents.redeem(id, &browser(1)).await.unwrap().is_none(),
            "not by whoever comes to the screen later"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_of_somebody_who_is_gone_holds_up_no_other() {
    for world in worlds().await {
        let (alice, bob) = (world.someone("ZZ1234560").await, world.someone("ZZ7654321").await);
        let until = world.test.env.now() + SignedDuration::from_hours(1);
        world.allowed(&alice, vec![exchange_detail(false, Some(until))]).await;
        let kept = world.allowed(&bob, vec![exchange_detail(false, Some(until))]).await.consents[0].1;
        let (keys, gone) = (&world.keys, alice.session.account.uuid());
        world.test.env.db.tx(|tx| Box::pin(async move { keys.destroy(tx, gone).await })).await.unwrap();
        world.test.env.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(world.consents.expire_due().await.unwrap(), 2);
        assert_eq!(world.consents.expire_due().await.unwrap(), 0);
        assert_eq!(
            world.consents.consent(bob.session.account, kept).await.unwrap().state,
            ConsentState::Expired
        );
        assert!(matches!(world.events(bob.session.account).await[0], Event::ConsentExpired { .. }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_stands_is_not_shown_again_and_nothing_is_granted_that_was_not_shown() {
    for world in worlds().await {
        let alice = world.someone("ZZ1234560").await;
        let standing = world.allowed(&alice, vec![login_detail(&[])]).await.consents[0].1;
        let both = vec![login_detail(&[]), exchange_detail(true, None)];
        let id = world.ask(&browser(1), &ask_of(both)).await;
        world.consents.settle(id, &alice.at(&browser(1))).await.unwrap();
        let request = world.consents.request(id, &alice.at(&browser(1))).await.unwrap();
        let shown_now = world.consents.to_show(&request, alice.session.account).await.unwrap();
        assert_eq!(shown_now, [exchange_detail(true, None)]);

        let only_exchange = Shown { parts: vec![part("exchange")], ..shown() };
        let presented = world.consents.present(id, &alice.session, only_exchange).await.unwrap();
        let assertion = alice.sign(&presented.options).await;
        world.consents.withdraw(alice.session.account, standing).await.unwrap();
        assert_eq!(code(world.consents.approve(id, &alice.session, &assertion).await), "not_shown");
        let all = world.consents.to_show(&request, alice.session.account).await.unwrap();
        assert_eq!(all.len(), 2, "shown anew, with the login");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_change_touches_is_counted_by_client_and_by_exact_fields() {
    for world in worlds().await {
        let counted = async || {
            let (consents, db) = (&world.consents, &world.test.env.db);
            let (client, dataset) = (&"driving".parse().unwrap(), &"water.address".parse().unwrap());
            db.tx(|tx| {
                Box::pin(async move {
                    Ok((consents.standing_for(tx, client).await?, consents.standing_to(tx, dataset).await?))
                })
            })
            .await
            .unwrap()
        };
        assert_eq!(counted().await, (0, Vec::new()));
        let until = world.test.env.now() + SignedDuration::from_hours(24);
        let client = ask_of(Vec::new()).client;
        for card in ["A1", "A2"] {
            let who = world.someone(card).await;
            world.allowed(&who, vec![login_detail(&[]), exchange_detail(false, Some(until))]).await;
        }
        let (all, reach) = counted().await;
        let expected = Reach { client, fields: vec!["residential_address".to_owned()], consents: 2 };
        assert_eq!((all, reach), (4, vec![expected]));
        world.test.env.clock.advance(SignedDuration::from_hours(25));
        assert_eq!(counted().await, (2, Vec::new()), "what has reached its end stands no more");
        world.consents.measure().await.unwrap();
    }
}
