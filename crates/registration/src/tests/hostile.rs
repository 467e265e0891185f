//! Strangers, racers and repeaters.

use causeway_notify::Notice;

use super::*;

/// Everything an answer shows: its kind, code and sentence.
fn shown(outcome: &Outcome) -> (u16, &'static str, String) {
    let Outcome::Refused(refusal) = outcome else { unreachable!("{outcome:?}") };
    let error = Error::from(*refusal);
    (error.kind().status(), error.code(), error.public().to_owned())
}

fn with_name(n: u32, name: &str) -> Application {
    Application { name: name.to_owned(), ..application(n) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_does_not_learn_who_has_an_account() {
    let roomy = Config { attempts_per_card: 100, attempts_per_address: 100, ..Config::default() };
    for house in houses_with(Mode::Sandbox, roomy).await {
        let holder = house.register("ann", 1).await.account;
        let probes = [
            ("an account, another name", with_name(1, "WONG Siu Ming")),
            (
                "an account, another day of issue",
                Application { date_of_issue: "2019-03-08".into(), ..application(1) },
            ),
            (
                "an account, another day of birth",
                Application { date_of_birth: "1990-01-30".into(), ..application(1) },
            ),
            ("a lost card, another name", with_name(2, "WONG Siu Ming")),
            ("a cancelled card, all right", application(3)),
            ("no such card", application(77)),
        ];
        let mut answers = Vec::new();
        for (what, probe) in &probes {
            let outcome = house.begin("stranger", probe).await.unwrap();
            answers.push((what, shown(&outcome)));
        }
        house.set(Behaviour::SaysNo);
        answers
            .push((&"the register says no", shown(&house.begin("stranger", &application(1)).await.unwrap())));
        for (what, answer) in &answers {
            assert_eq!(answer, &answers[0].1, "{what}");
            assert_eq!(answer.1, "not_verified");
        }
        let inbox = house.parts.notify.inbox(holder, None, 10).await.unwrap();
        assert_eq!(inbox.len(), 1, "no probe of a stranger reaches the holder: {}", house.test.engine);
        assert_eq!(house.keys_held().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_down_register_tells_nothing_of_accounts_either() {
    for house in houses().await {
        house.register("ann", 1).await;
        house.set(Behaviour::IsDown);
        let taken = house.begin("stranger", &application(1)).await.unwrap_err();
        let free = house.begin("stranger", &application(77)).await.unwrap_err();
        assert_eq!((taken.code(), taken.public()), (free.code(), free.public()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn that_a_card_has_an_account_is_told_when_all_matches_and_its_holder_is_notified() {
    for house in houses().await {
        let holder = house.register("ann", 1).await.account;
        house.later(SignedDuration::from_secs(1));
        let again = house.begin("stranger", &application(1)).await.unwrap();
        assert_eq!(again, Outcome::Refused(Refusal::AlreadyRegistered));
        let inbox = house.parts.notify.inbox(holder, None, 10).await.unwrap();
        assert_eq!(inbox[0].notice, Notice::RegistrationAttempt, "{}", house.test.engine);
        assert_eq!(house.events(holder).await.last(), Some(&"registration.refused"));
        assert_eq!(house.keys_held().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_card_is_told_when_all_matches_and_a_holder_with_an_account_is_notified() {
    for house in houses().await {
        let lost = house.begin("stranger", &application(2)).await.unwrap();
        assert_eq!(lost, Outcome::Refused(Refusal::CardReportedLost), "nobody to notify, and still told");

        let holder = house.register("ann", 1).await.account;
        let record = house.desk.lock().unwrap().cards[&card(2)].clone();
        house.desk.lock().unwrap().cards.insert(card(1), record);
        house.later(SignedDuration::from_secs(1));
        let lost = house.begin("stranger", &application(1)).await.unwrap();
        assert_eq!(lost, Outcome::Refused(Refusal::CardReportedLost));
        let inbox = house.parts.notify.inbox(holder, None, 10).await.unwrap();
        assert_eq!(inbox[0].notice, Notice::LostCard, "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_may_be_tried_five_times_an_hour_from_anywhere() {
    for house in houses().await {
        for n in 0..5 {
            let tried = house.registration.begin(&browser("x"), address(n), &with_name(1, "WONG")).await;
            assert!(tried.is_ok(), "{n}");
        }
        let sixth = house.registration.begin(&browser("y"), address(9), &application(1)).await.unwrap_err();
        assert_eq!(sixth.code(), "too_many_attempts", "right or wrong: {}", house.test.engine);
        assert_eq!(sixth.retry_after_seconds(), Some(3600));
        assert!(house.registration.begin(&browser("y"), address(9), &application(77)).await.is_ok());

        house.later(SignedDuration::from_mins(59));
        assert!(house.registration.begin(&browser("y"), address(9), &application(1)).await.is_err());
        house.later(SignedDuration::from_mins(1));
        let free = house.registration.begin(&browser("y"), address(9), &application(1)).await.unwrap();
        assert!(matches!(free, Outcome::Verified(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_may_try_twenty_times_an_hour_and_uses_up_nobodys_card_beyond() {
    for house in houses().await {
        for n in 0..20 {
            assert!(house.begin("x", &application(100 + n)).await.is_ok(), "{n}");
        }
        for _ in 0..6 {
            assert_eq!(house.begin("x", &application(1)).await.unwrap_err().code(), "too_many_attempts");
        }
        let elsewhere = house.registration.begin(&browser("ann"), address(2), &application(1)).await.unwrap();
        assert!(matches!(elsewhere, Outcome::Verified(_)), "{}", house.test.engine);
        house.later(limits::WINDOW);
        house.registration.purge().await.unwrap();
        assert_eq!(house.count("select count(*) from registration_attempt_count").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_hold_neither_card_nor_address() {
    for house in houses().await {
        house.begin("x", &application(1)).await.unwrap();
        let rows =
            house.test.env.db.query("select subject from registration_attempt_count", &[]).await.unwrap();
        for row in rows {
            let subject: Vec<u8> = row.read().unwrap();
            assert_eq!(subject.len(), 32);
            for plain in [card(1), "192.0.2.1".to_owned()] {
                assert_ne!(subject, causeway_crypto::digest::sha256(plain.as_bytes()), "not without a key");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_browser_finds_no_registration() {
    for house in houses().await {
        let id = house.verified("ann", 1).await;
        let (ceremony, response) = house.passkey("ann", id).await;
        let options = house.registration.passkey_options(&browser("ben"), id).await.unwrap_err();
        let theirs = house.registration.complete(&browser("ben"), id, ceremony, &response).await.unwrap_err();
        let none =
            house.registration.complete(&browser("ben"), Uuid::nil(), ceremony, &response).await.unwrap_err();
        for error in [&options, &theirs] {
            assert_eq!((error.code(), error.public()), (none.code(), none.public()), "{}", house.test.engine);
        }
        assert!(house.registration.complete(&browser("ann"), id, ceremony, &response).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_completed_registration_cannot_be_replayed() {
    for house in houses().await {
        let id = house.verified("ann", 1).await;
        let (ceremony, response) = house.passkey("ann", id).await;
        house.registration.complete(&browser("ann"), id, ceremony, &response).await.unwrap();
        let replay = house.registration.complete(&browser("ann"), id, ceremony, &response).await.unwrap_err();
        assert_eq!(replay.code(), "registration_over");
        let options = house.registration.passkey_options(&browser("ann"), id).await.unwrap_err();
        assert_eq!(options.code(), "registration_over");
        assert_eq!(house.count("select count(*) from identity_account").await, 1, "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_racing_completions_one_makes_the_account() {
    for house in houses().await {
        let id = house.verified("ann", 1).await;
        let (ceremony, response) = house.passkey("ann", id).await;
        let racers: Vec<_> = (0..8)
            .map(|_| {
                let (registration, response) = (house.registration.clone(), response.clone());
                tokio::spawn(
                    async move { registration.complete(&browser("ann"), id, ceremony, &response).await },
                )
            })
            .collect();
        let mut won = 0;
        for racer in racers {
            match racer.await.unwrap() {
                Ok(_) => won += 1,
                // Whoever comes second finds the ceremony spent, or the registration over already.
                Err(error) => {
                    assert!(["passkey_refused", "registration_over"].contains(&error.code()), "{error}");
                }
            }
        }
        assert_eq!(won, 1, "{}", house.test.engine);
        assert_eq!(house.count("select count(*) from identity_account").await, 1);
        assert_eq!(house.count("select count(*) from identity_session").await, 1);
        assert_eq!(house.count("select count(*) from notify_message").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_know_the_same_card_the_first_gets_the_account_and_is_told_of_the_second() {
    for house in houses().await {
        let first = house.verified("ann", 1).await;
        let second = house.verified("thief", 1).await;
        let (ceremony, response) = house.passkey("thief", second).await;
        let (mine, answer) = house.passkey("ann", first).await;
        let session = house.registration.complete(&browser("ann"), first, mine, &answer).await.unwrap().0;
        house.later(SignedDuration::from_secs(1));
        let refused =
            house.registration.complete(&browser("thief"), second, ceremony, &response).await.unwrap_err();
        assert_eq!(refused.code(), "already_registered");
        let inbox = house.parts.notify.inbox(session.account, None, 10).await.unwrap();
        assert_eq!(inbox[0].notice, Notice::RegistrationAttempt, "{}", house.test.engine);
        assert_eq!(house.keys_held().await, 1, "of the second nothing stays");
        let again =
            house.registration.complete(&browser("thief"), second, ceremony, &response).await.unwrap_err();
        assert_eq!(again.code(), "registration_over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_for_another_registration_of_the_same_browser_does_not_pass() {
    for house in houses().await {
        let record = house.desk.lock().unwrap().cards[&card(1)].clone();
        house.desk.lock().unwrap().cards.insert(card(4), record);
        let (one, two) = (house.verified("ann", 1).await, house.verified("ann", 4).await);
        let (ceremony, response) = house.passkey("ann", one).await;
        let crossed =
            house.registration.complete(&browser("ann"), two, ceremony, &response).await.unwrap_err();
        assert_eq!(crossed.code(), "passkey_refused", "{}", house.test.engine);
        assert_eq!(house.count("select count(*) from identity_account").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulated_phone_exists_only_in_a_sandbox() {
    for house in houses().await {
        let refused = SoftPhone::new(&house.parts, Mode::Production).unwrap_err();
        assert_eq!(refused.code(), "sandbox_only");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_who_hangs_up_while_the_register_is_asked_leaves_nothing_for_long() {
    for house in houses().await {
        house.set(Behaviour::Hangs);
        let application = application(1);
        let asking = house.begin("ann", &application);
        assert!(tokio::time::timeout(Duration::from_millis(400), asking).await.is_err());
        assert_eq!((house.asked(), house.keys_held().await), (1, 1), "{}", house.test.engine);
        house.later(DRAFT);
        house.registration.purge().await.unwrap();
        assert_eq!(house.keys_held().await, 0, "{}", house.test.engine);
        assert_eq!(house.count("select count(*) from vault_item").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_browsers_phone_cannot_take_over_another_ones_person() {
    for house in houses().await {
        let id = house.verified("ann", 1).await;
        let ceremony = house.registration.passkey_options(&browser("ann"), id).await.unwrap();
        let mine = house.phone.create(&browser("ann"), &ceremony.options).await.unwrap();
        assert!(house.phone.people(&browser("ann")).await.unwrap().is_empty(), "no account yet");
        let stolen = house.phone.create(&browser("ben"), &ceremony.options).await.unwrap_err();
        assert_eq!(stolen.code(), "registration_over");
        house.registration.complete(&browser("ann"), id, ceremony.id, &mine).await.unwrap();
        let people = house.phone.people(&browser("ann")).await.unwrap();
        assert!(
            house.phone.log_in(&browser("ann"), people[0].account).await.is_ok(),
            "{}",
            house.test.engine
        );
    }
}
