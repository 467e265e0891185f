//! Requests addressed to a person: who sees them, who answers them, whom nobody may ask any more.

use causeway_core::ClientId;
use causeway_core::journal;

use super::*;

const MINUTES: SignedDuration = SignedDuration::from_mins(3);

fn driving() -> ClientId {
    "driving".parse().unwrap()
}

fn how() -> Addressed {
    Addressed { lifetime: MINUTES, code: Some("WXYZ-12".to_owned()) }
}

impl World {
    async fn addressed_with(
        &self,
        account: AccountId,
        details: Vec<Detail>,
        how: &Addressed,
    ) -> Result<RequestId> {
        let (consents, ask) = (&self.consents, &ask_of(details));
        self.test
            .env
            .db
            .tx(|tx| Box::pin(async move { consents.ask_person(tx, account, ask, how).await }))
            .await
    }

    async fn addressed(&self, who: &Someone) -> RequestId {
        self.addressed_with(who.session.account, vec![login_detail(&["name"])], &how()).await.unwrap()
    }

    async fn outcome_for(&self, id: RequestId, client: &ClientId) -> Result<Outcome> {
        let consents = &self.consents;
        self.test.env.db.tx(|tx| Box::pin(async move { consents.outcome_for(tx, id, client).await })).await
    }

    async fn signed(&self, id: RequestId, who: &Someone) -> Value {
        let shown = Shown { code: Some("WXYZ-12".to_owned()), ..shown() };
        let presented = self.consents.present(id, &who.session, shown).await.unwrap();
        who.sign(&presented.options).await
    }

    async fn jobs(&self, kind: &'static str) -> Vec<Value> {
        let rows = self
            .test
            .env
            .db
            .query("select payload from core_job where kind = $1 order by id", &[kind.into()])
            .await
            .unwrap();
        rows.into_iter().map(|row| row.read().unwrap()).collect()
    }

    async fn mute(&self, account: AccountId, client: &ClientId) {
        let consents = &self.consents;
        self.test.env.db.tx(|tx| Box::pin(consents.mute(tx, account, client))).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_told_answers_with_a_passkey_and_the_service_is_told() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let id = world.addressed(&ann).await;
        let (account, session) = (ann.session.account, &ann.session);
        assert_eq!(
            world.jobs(jobs::ASKED).await,
            [serde_json::json!({"request": id, "account": account, "client": "driving"})]
        );
        let waiting = world.consents.waiting(account).await.unwrap();
        assert_eq!(waiting.iter().map(|request| request.id).collect::<Vec<_>>(), [id]);
        assert_eq!((waiting[0].code.as_deref(), waiting[0].channel), (Some("WXYZ-12"), Channel::Person));
        assert_eq!(waiting[0].resume, format!("/requests/{id}"));
        assert!(matches!(world.outcome_for(id, &driving()).await.unwrap(), Outcome::Pending));

        world.test.env.clock.advance(SignedDuration::from_secs(90));
        let now = world.test.env.now();
        let assertion = world.signed(id, &ann).await;
        world.consents.approve(id, session, &assertion).await.unwrap();
        assert_eq!(
            world.jobs(jobs::DECIDED).await,
            [serde_json::json!({"request": id, "client": "driving"})]
        );
        assert!(world.consents.waiting(account).await.unwrap().is_empty());
        let Outcome::Granted(grant) = world.outcome_for(id, &driving()).await.unwrap() else { panic!() };
        assert_eq!((grant.account, grant.acr, grant.authenticated_at), (account, Acr::Decoupled, now));
        assert_eq!(grant.raised_by(Some(session)).acr, Acr::Decoupled, "no session makes more of it");
        assert_eq!(code(world.outcome_for(id, &driving()).await), "request_used");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_always_asked_whatever_stands() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        world.allowed(&ann, vec![login_detail(&["name"])]).await;
        let id = world.addressed(&ann).await;
        for by in [browser(1), browser(2)] {
            assert_eq!(world.consents.settle(id, &ann.at(&by)).await.unwrap(), Step::Approve);
        }
        let asked = world.consents.request(id, &ann.at(&browser(1))).await.unwrap();
        let shown = world.consents.to_show(&asked, ann.session.account).await.unwrap();
        assert_eq!(shown, [login_detail(&["name"])]);
        assert!(matches!(world.outcome_for(id, &driving()).await.unwrap(), Outcome::Pending));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn to_everybody_else_it_does_not_exist() {
    for world in worlds().await {
        let (ann, mal) = (world.someone("A1").await, world.someone("M1").await);
        let id = world.addressed(&ann).await;
        let consents = &world.consents;
        let by = browser(1);
        let nobody = Viewer { browser: by.hash, session: None };
        for viewer in [&mal.at(&by), &nobody, &Viewer { browser: [0; 32], session: None }] {
            assert_eq!(code(consents.request(id, viewer).await), "not_found", "{}", world.test.engine);
            assert_eq!(code(consents.settle(id, viewer).await), "not_found");
        }
        let them = &mal.session;
        assert_eq!(code(consents.present(id, them, shown()).await), "not_found");
        assert_eq!(code(consents.decline(id, them).await), "not_found");
        assert_eq!(code(consents.decline_and_mute(id, them).await), "not_found");
        assert!(consents.mutes(mal.session.account).await.unwrap().is_empty());
        assert_eq!(code(consents.adopt(id, them).await), "not_found");
        assert_eq!(code(consents.approve(id, them, &Value::Null).await), "not_found");
        assert!(consents.waiting(mal.session.account).await.unwrap().is_empty());
        assert_eq!(code(world.outcome_for(id, &"other".parse().unwrap()).await), "not_found");
        // It is still there, untouched, for whom it is meant.
        assert_eq!(consents.settle(id, &ann.at(&by)).await.unwrap(), Step::Approve);
        assert!(world.jobs(jobs::DECIDED).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_browser_takes_up_what_was_addressed_and_no_client_what_a_browser_began() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let (by, id) = (browser(1), world.addressed(&ann).await);
        let consents = &world.consents;
        // The browser in which the person answers gets nothing for it: neither outcome, nor session, nor code to scan.
        consents.settle(id, &ann.at(&by)).await.unwrap();
        let assertion = world.signed(id, &ann).await;
        consents.approve(id, &ann.session, &assertion).await.unwrap();
        assert_eq!(code(world.outcome(id, &by).await), "not_found");
        assert_eq!(code(consents.redeem(id, &by).await), "not_found");
        assert_eq!(code(consents.open_order(id, &by).await), "not_found");
        assert!(matches!(world.outcome_for(id, &driving()).await.unwrap(), Outcome::Granted(_)));

        let begun = world.ask(&by, &ask_of(vec![login_detail(&["name", "card_number"])])).await;
        consents.settle(begun, &ann.at(&by)).await.unwrap();
        consents.decline(begun, &ann.session).await.unwrap();
        assert_eq!(code(world.outcome_for(begun, &driving()).await), "not_found");
        assert_eq!(code(consents.decline_and_mute(begun, &ann.session).await), "not_found");
        assert!(consents.mutes(ann.session.account).await.unwrap().is_empty());
        assert_eq!(world.jobs(jobs::DECIDED).await.len(), 1, "a browser asks for itself");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_and_two_who_ask_for_it_get_it_once() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let id = world.addressed(&ann).await;
        let assertion = world.signed(id, &ann).await;
        let consents = &world.consents;
        let (one, two) = tokio::join!(
            consents.approve(id, &ann.session, &assertion),
            consents.approve(id, &ann.session, &assertion)
        );
        assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{}", world.test.engine);
        assert_eq!(code(consents.approve(id, &ann.session, &assertion).await), "request_over");
        assert_eq!(code(consents.decline(id, &ann.session).await), "request_over");
        let client = driving();
        let (one, two) = tokio::join!(world.outcome_for(id, &client), world.outcome_for(id, &client));
        let granted = |outcome: &Result<Outcome>| matches!(outcome, Ok(Outcome::Granted(_)));
        assert_eq!([one, two].iter().filter(|o| granted(o)).count(), 1, "{}", world.test.engine);
        assert_eq!(world.jobs(jobs::DECIDED).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_is_signed_with_all_the_rest() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let id = world.addressed(&ann).await;
        let consents = &world.consents;
        let other = Shown { code: Some("EVIL-1".to_owned()), ..shown() };
        let old = consents.present(id, &ann.session, other).await.unwrap();
        let signed = ann.sign(&old.options).await;
        world.signed(id, &ann).await;
        assert_eq!(code(consents.approve(id, &ann.session, &signed).await), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_when_its_time_is_over_and_is_shown_no_more() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let id = world.addressed(&ann).await;
        let assertion = world.signed(id, &ann).await;
        world.test.env.clock.advance(MINUTES);
        let consents = &world.consents;
        assert!(consents.waiting(ann.session.account).await.unwrap().is_empty());
        assert_eq!(code(consents.approve(id, &ann.session, &assertion).await), "request_over");
        assert_eq!(code(consents.settle(id, &ann.at(&browser(1))).await), "request_over");
        assert!(matches!(world.outcome_for(id, &driving()).await.unwrap(), Outcome::Expired));
        assert!(world.jobs(jobs::DECIDED).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_muted_asks_in_vain_and_cannot_tell() {
    for world in worlds().await {
        let (ann, ben) = (world.someone("A1").await, world.someone("B1").await);
        let account = ann.session.account;
        let first = world.addressed(&ann).await;
        let consents = &world.consents;
        consents.decline_and_mute(first, &ann.session).await.unwrap();
        assert!(matches!(world.outcome_for(first, &driving()).await.unwrap(), Outcome::Declined));
        assert_eq!(world.jobs(jobs::DECIDED).await.len(), 1);
        let muted = consents.mutes(account).await.unwrap();
        assert_eq!(muted.iter().map(|m| &m.client).collect::<Vec<_>>(), [&driving()]);

        let again = world.addressed(&ann).await;
        assert_eq!(world.jobs(jobs::ASKED).await.len(), 1, "nobody is told of the second");
        assert!(consents.waiting(account).await.unwrap().is_empty());
        assert_eq!(code(consents.settle(again, &ann.at(&browser(1))).await), "not_found");
        assert_eq!(code(consents.adopt(again, &ann.session).await), "not_found");
        assert!(matches!(world.outcome_for(again, &driving()).await.unwrap(), Outcome::Pending));
        world.test.env.clock.advance(MINUTES);
        assert!(matches!(world.outcome_for(again, &driving()).await.unwrap(), Outcome::Expired));

        // What the person begins themselves is theirs, and others are asked as before.
        let begun = world.ask(&browser(1), &ask_of(vec![login_detail(&[])])).await;
        assert_eq!(consents.settle(begun, &ann.at(&browser(1))).await.unwrap(), Step::Approve);
        world.addressed(&ben).await;
        assert_eq!(consents.waiting(ben.session.account).await.unwrap().len(), 1);
        consents.unmute(account, &driving()).await.unwrap();
        assert!(consents.mutes(account).await.unwrap().is_empty());
        world.addressed(&ann).await;
        assert_eq!(consents.waiting(account).await.unwrap().len(), 1, "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_not_there_is_asked_like_anybody() {
    for world in worlds().await {
        let nobody: AccountId = world.test.env.new_id().unwrap();
        let id = world.addressed_with(nobody, vec![login_detail(&[])], &how()).await.unwrap();
        assert!(matches!(world.outcome_for(id, &driving()).await.unwrap(), Outcome::Pending));
        world.test.env.clock.advance(MINUTES);
        assert!(matches!(world.outcome_for(id, &driving()).await.unwrap(), Outcome::Expired));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_badly_asked_is_not_asked() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let account = ann.session.account;
        assert_eq!(code(world.addressed_with(account, Vec::new(), &how()).await), "nothing_asked");
        let long = Addressed { lifetime: rules::REQUEST + SignedDuration::from_secs(1), ..how() };
        let empty = Addressed { lifetime: SignedDuration::ZERO, ..how() };
        let words = Addressed { code: Some("Your bank asks you to approve".to_owned()), ..how() };
        for bad in [long, empty, words] {
            let refused = world.addressed_with(account, vec![login_detail(&[])], &bad).await;
            assert_eq!(refused.unwrap_err().kind(), Kind::Internal);
        }
        assert!(
            world.jobs(jobs::ASKED).await.is_empty()
                && world.consents.waiting(account).await.unwrap().is_empty()
        );
    }
}

#[test]
fn a_code_says_nothing_but_itself() {
    for good in ["1234", "WXYZ-12", "A", "12 34 56", "0123456789ABCDEFGHIJ"] {
        assert!(rules::is_plain_code(good), "{good}");
    }
    for bad in
        ["", " A", "-A", "abc", "0123456789ABCDEFGHIJK", "A\u{202e}B", "A\nB", "A.B", "Ａ", "HTTPS://X", "🙂"]
    {
        assert!(!rules::is_plain_code(bad), "{bad:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_who_is_muted_a_restore_takes_back_nothing_whichever_way_it_went() {
    for world in worlds().await {
        let ann = world.someone("A1").await;
        let (account, other): (_, ClientId) = (ann.session.account, "other".parse().unwrap());
        let consents = &world.consents;
        world.mute(account, &driving()).await;
        world.mute(account, &driving()).await;
        world.mute(account, &other).await;
        consents.unmute(account, &other).await.unwrap();
        consents.unmute(account, &other).await.unwrap();
        let entries = journal::take(&world.test.env).await.unwrap();
        assert_eq!(entries.len(), 3, "doing it again is nothing new");
        // As if a backup from before all of it had been restored; and one from in between.
        for sql in ["delete from consent_mute", "update consent_mute set client = 'other'"] {
            world.test.env.db.tx(|tx| Box::pin(async move { tx.execute(sql, &[]).await })).await.unwrap();
            for entry in entries.iter().chain(&entries) {
                let replayed = world.test.env.db.tx(|tx| Box::pin(consents.replay(tx, entry)));
                replayed.await.unwrap();
            }
            let muted = consents.mutes(account).await.unwrap();
            assert_eq!(
                muted.iter().map(|m| &m.client).collect::<Vec<_>>(),
                [&driving()],
                "{}",
                world.test.engine
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8628_6_1_whoever_entered_a_devices_code_decides_as_if_they_had_scanned_it() {
    for world in worlds().await {
        let (ann, mal) = (world.someone("A1").await, world.someone("M1").await);
        let account = ann.session.account;
        world.allowed(&ann, vec![login_detail(&["name"])]).await;
        world.mute(account, &driving()).await;
        let (consents, ask, how) = (&world.consents, &ask_of(vec![login_detail(&["name"])]), &how());
        let asked = world
            .test
            .env
            .db
            .tx(|tx| Box::pin(async move { consents.ask_for_device(tx, account, ask, how).await }));
        let id = asked.await.unwrap();
        assert!(
            world.jobs(jobs::ASKED).await.is_empty() && consents.waiting(account).await.unwrap().is_empty()
        );
        assert_eq!(code(consents.settle(id, &mal.at(&browser(1))).await), "not_found");
        assert_eq!(code(consents.decline_and_mute(id, &ann.session).await), "not_found");
        assert_eq!(consents.settle(id, &ann.at(&browser(1))).await.unwrap(), Step::Approve, "always asked");
        let assertion = world.signed(id, &ann).await;
        consents.approve(id, &ann.session, &assertion).await.unwrap();
        assert_eq!(code(world.outcome(id, &browser(1)).await), "not_found");
        let Outcome::Granted(grant) = world.outcome_for(id, &driving()).await.unwrap() else { panic!() };
        assert_eq!((grant.account, grant.acr), (account, Acr::CrossDevice), "{}", world.test.engine);
        assert!(world.jobs(jobs::DECIDED).await.is_empty(), "a device asks for itself");
    }
}
