//! The journey as it should go, and what stays of it.

use causeway_core::Acr;
use causeway_core::jobs::Worker;
use causeway_notify::Notice;
use causeway_vault::{CARD_NUMBER, DATE_OF_BIRTH, NAME};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_registers_and_has_account_profile_message_and_evidence() {
    for house in houses().await {
        let session = house.register("ann", 1).await;
        let account = session.account;
        assert_eq!(session.acr, Acr::Passkey);
        assert_eq!(house.parts.identity.account(account).await.unwrap().lang, Lang::En);

        let fields = [CARD_NUMBER, NAME, DATE_OF_BIRTH, "date_of_issue", "status"].map(str::to_owned);
        let own = house.parts.vault.own(&session, &fields).await.unwrap();
        assert_eq!(own.get(CARD_NUMBER), Some(card(1).as_str()), "{}", house.test.engine);
        assert_eq!(own.get(NAME), Some("CHAN, Tai Man"), "as the register writes it, not as it was typed");
        assert_eq!(own.get(DATE_OF_BIRTH), Some("1990-01-31"));
        assert_eq!(own.len(), 3, "neither the date of issue nor the status is kept");

        let inbox = house.parts.notify.inbox(account, None, 10).await.unwrap();
        assert_eq!(inbox.into_iter().map(|m| m.notice).collect::<Vec<_>>(), [Notice::Welcome]);
        assert_eq!(house.events(account).await, ["account.registered", "session.started"]);
        assert_eq!(house.count("select count(*) from registration_draft").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_passkey_then_logs_the_person_in() {
    for house in houses().await {
        let account = house.register("ann", 1).await.account;
        let (again, _) = house.phone.log_in(&browser("ann"), account).await.unwrap();
        assert_eq!(again.account, account, "{}", house.test.engine);
        let people = house.phone.people(&browser("ann")).await.unwrap();
        assert_eq!(people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["CHAN, Tai Man"]);
        assert!(house.phone.people(&browser("ben")).await.unwrap().is_empty());
        assert!(house.phone.log_in(&browser("ben"), account).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_fields_are_told_at_once_and_nobody_is_asked() {
    for house in houses().await {
        let wrong = Application { card_number: "ZZ000001(7)".to_owned(), name: String::new(), ..good() };
        let Outcome::Malformed(faults) = house.begin("ann", &wrong).await.unwrap() else { unreachable!() };
        let told: Vec<_> = faults.iter().map(|f| (f.field, f.code)).collect();
        assert_eq!(told, [(Field::CardNumber, "card_check_digit"), (Field::Name, "name_missing")]);
        assert_eq!(house.asked(), 0);
        assert_eq!(house.count("select count(*) from registration_attempt_count").await, 0);
        assert_eq!(house.keys_held().await, 0, "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_number_is_taken_however_it_is_typed() {
    for house in houses().await {
        let typed = Application { card_number: "ｚｚ 000001 （８）".to_owned(), ..good() };
        assert!(matches!(house.begin("ann", &typed).await.unwrap(), Outcome::Verified(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_failed_registration_nothing_stays() {
    for house in houses().await {
        let unknown = house.begin("ann", &application(9)).await.unwrap();
        assert_eq!(unknown, Outcome::Refused(Refusal::NotVerified));
        house.set(Behaviour::IsDown);
        let down = house.begin("ann", &application(1)).await.unwrap_err();
        assert_eq!(down.code(), "register_unavailable");
        assert_eq!(house.keys_held().await, 0, "{}", house.test.engine);
        assert_eq!(house.count("select count(*) from vault_item").await, 0);
        assert_eq!(house.count("select count(*) from registration_draft").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_registration_is_over_after_fifteen_minutes_and_destroyed_by_the_job() {
    for house in houses().await {
        let id = house.verified("ann", 1).await;
        let (ceremony, response) = house.passkey("ann", id).await;
        house.later(DRAFT);
        let late = house.registration.complete(&browser("ann"), id, ceremony, &response).await.unwrap_err();
        assert_eq!(late.code(), "registration_over");
        assert_eq!(house.keys_held().await, 1);

        let worker = house.registration.work(Worker::new(house.test.env.clone()));
        worker.run_periodic().await.unwrap();
        assert_eq!(house.keys_held().await, 0, "{}", house.test.engine);
        assert_eq!(house.count("select count(*) from vault_item").await, 0);
        assert_eq!(house.count("select count(*) from registration_draft").await, 0);
        assert_eq!(house.count("select count(*) from registration_sandbox_passkey").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_still_holds_is_left_alone_by_the_job() {
    for house in houses().await {
        let id = house.verified("ann", 1).await;
        house.later(DRAFT - SignedDuration::from_secs(60));
        house.registration.purge().await.unwrap();
        let (ceremony, response) = house.passkey("ann", id).await;
        assert!(house.registration.complete(&browser("ann"), id, ceremony, &response).await.is_ok());
        house.later(DRAFT);
        house.registration.purge().await.unwrap();
        assert_eq!(house.keys_held().await, 1, "an account keeps its key: {}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_that_fails_may_be_tried_again_with_new_options_alone() {
    for house in houses().await {
        let id = house.verified("ann", 1).await;
        let (ceremony, mut response) = house.passkey("ann", id).await;
        let good = response.clone();
        response["response"]["clientDataJSON"] = Value::from("e30");
        let refused =
            house.registration.complete(&browser("ann"), id, ceremony, &response).await.unwrap_err();
        assert_eq!(refused.code(), "passkey_refused");
        let spent = house.registration.complete(&browser("ann"), id, ceremony, &good).await.unwrap_err();
        assert_eq!(spent.code(), "passkey_refused", "{}", house.test.engine);
        let (ceremony, good) = house.passkey("ann", id).await;
        assert!(house.registration.complete(&browser("ann"), id, ceremony, &good).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn production_keeps_registration_shut_until_a_policy_is_configured() {
    for house in houses_with(Mode::Production, Config::default()).await {
        assert!(!house.registration.is_open());
        let shut = house.begin("ann", &application(1)).await.unwrap_err();
        assert_eq!(shut.code(), "registration_closed");
        assert_eq!(house.asked(), 0);
    }
    let decided = Config { policy: Some(Policy::RegisterMatch), ..Config::default() };
    for house in houses_with(Mode::Production, decided).await {
        assert!(house.registration.is_open());
        assert!(matches!(house.begin("ann", &application(1)).await.unwrap(), Outcome::Verified(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_not_given_sooner_than_the_floor() {
    let watch = causeway_core::clock::Stopwatch::start();
    assert_eq!(with_floor(async { 7 }).await, 7);
    assert!(watch.elapsed() >= ANSWER_FLOOR);
}
