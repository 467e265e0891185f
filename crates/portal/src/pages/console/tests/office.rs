//! Looking at people, officers' acts, evidence and the system, through the pages as a browser uses them.

use axum::http::StatusCode;
use causeway_core::{AccountId, Session, jobs};
use causeway_evidence::{Receipt, Trust, verify};
use causeway_http::testing::Answer;
use jiff::SignedDuration;

use super::world::{confirm, hire, officer, to_decide};
use crate::testing::{House, Tab, card, houses};

/// A receipt that nobody has.
const RECEIPT: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

/// Begins an act of an officer and confirms it: it waits then. The proposal's address.
async fn propose(by: &mut Tab<'_>, what: &str, fields: &[(&str, &str)]) -> String {
    let begun = by.post(&format!("/console/officers/{what}"), fields).await;
    let waits = confirm(by, &begun).await;
    assert!(waits.header("location").contains("outcome=waits"), "{} {}", waits.status, waits.text);
    to_decide(by).await.into_iter().next().unwrap()
}

/// Approves one proposal; the answer of the confirmation.
async fn approve(by: &mut Tab<'_>, proposal: &str) -> Answer {
    let begun = by.post(&format!("{proposal}/approve"), &[]).await;
    confirm(by, &begun).await
}

/// What is typed on every officers' form about the holder of a card.
fn about(n: u32, case: &str) -> Vec<(&'static str, String)> {
    vec![("card", card(n)), ("case", case.to_owned())]
}

fn with<'a>(about: &'a [(&'static str, String)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    about.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect()
}

/// A day so many days from now, as the three fields of a date.
fn in_days(house: &House, days: i64) -> [String; 3] {
    let day =
        (house.test.env.now() + SignedDuration::from_hours(24 * days)).to_zoned(jiff::tz::TimeZone::UTC);
    [day.day().to_string(), day.month().to_string(), day.year().to_string()]
}

async fn exists(house: &House, account: AccountId) -> bool {
    house.portal.parts().identity.account(account).await.is_ok()
}

/// The names of what a person is told, newest first.
async fn told(house: &House, session: &Session) -> Vec<&'static str> {
    let mut events = house.events(session.account).await;
    events.reverse();
    events
}

#[tokio::test(flavor = "multi_thread")]
async fn two_officers_erase_a_person_and_nothing_is_left_but_commitments() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let (mut ann, session) = house.person("ann", 1).await;
        let form = about(1, "HD-7/26");
        let begun = one.post("/console/officers/erasure", &with(&form, &[("reason", "deceased")])).await;
        let act = one.get(begun.header("location")).await;
        assert!(act.text.contains("The account is deleted") && act.text.contains("HD-7/26"), "{}", act.text);
        assert!(!act.text.contains(&card(1)), "the card is on no page");
        assert!(
            act.text.contains("Whatever the person has allowed is withdrawn."),
            "and not how much that is"
        );
        assert!(exists(&house, session.account).await, "leaving the page is having tried it dry");
        confirm(&mut one, &begun).await;

        let proposal = to_decide(&mut one).await.into_iter().next().unwrap();
        let alone = one.post(&format!("{proposal}/approve"), &[]).await;
        assert!(alone.status.is_client_error(), "one officer alone cannot: {}", alone.status);
        assert!(exists(&house, session.account).await);

        let begun = other.post(&format!("{proposal}/approve"), &[]).await;
        let act = begun.header("location").to_owned();
        let without = other.post(&act, &[]).await;
        assert_eq!(without.header("location"), format!("{act}?failed=1"), "not without the passkey");
        assert!(exists(&house, session.account).await);
        let page = other.get(&act).await;
        let done = other.submit_passkey(&page, &act).await;
        assert!(done.header("location").contains("outcome=applied"), "{}", done.text);

        assert!(!exists(&house, session.account).await, "{}", house.test.engine);
        assert_eq!(ann.get("/activity").await.header("location"), "/login?next=%2Factivity");
        let login = ann.get("/login").await;
        let refused = ann.submit_passkey(&login, "/login").await;
        assert!(refused.header("location").contains("failed=1"), "the passkey opens nothing any more");
        for sql in [
            "select count(*) from vault_item",
            "select count(*) from notify_message",
            "select count(*) from consent_consent",
            "select count(*) from identity_authenticator a where not exists (select 1 from identity_account i where i.id = a.account)",
        ] {
            let left: i64 = house.test.env.db.one(sql, &[]).await.unwrap().read().unwrap();
            assert_eq!(left, 0, "{sql} {}", house.test.engine);
        }
        let evidence = &house.portal.parts().evidence;
        evidence.commit_chains().await.unwrap();
        evidence.sequence().await.unwrap();
        assert!(
            evidence.statement(session.account).await.unwrap().length > 0,
            "receipts are commitments now"
        );
        assert!(evidence.activity(session.account, None, 1).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_opened_for_a_court_once_and_proves_itself() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let (mut ann, session) = house.person("ann", 1).await;
        let (_, ben) = house.person("ben", 3).await;
        let evidence = house.portal.parts().evidence.clone();
        evidence.sequence().await.unwrap();
        let receipt = evidence.activity(session.account, None, 1).await.unwrap()[0].id.to_string();
        let foreign = evidence.activity(ben.account, None, 1).await.unwrap()[0].id.to_string();
        let form = about(1, "HCMP-7/2026");
        let wrong = one.post("/console/officers/opening", &with(&form, &[("receipt", &foreign)])).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        assert!(wrong.text.contains("has no receipt with this number"), "{}", wrong.text);

        let proposal = propose(&mut one, "opening", &with(&form, &[("receipt", &receipt)])).await;
        assert!(!told(&house, &session).await.contains(&"receipt.opened"), "nothing was opened yet");
        let shown = approve(&mut other, &proposal).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        let json = shown.text.split("id=\"result\"").nth(1).unwrap().split('>').nth(1).unwrap();
        let json = json.split("</textarea").next().unwrap().replace("&#34;", "\"").replace("&quot;", "\"");
        let opened = Receipt::parse(json.as_bytes()).unwrap();
        let trust = Trust::parse(&evidence.trust_line()).unwrap();
        assert_eq!(verify(&opened, &trust).unwrap().id.to_string(), receipt);
        let again = other.get(&proposal).await;
        assert!(!again.text.contains("causeway-receipt") && !again.text.contains(&opened.salt.to_string()));

        assert_eq!(told(&house, &session).await[0], "receipt.opened");
        let activity = ann.get("/activity").await;
        assert!(activity.text.contains("One of your receipts was opened for a court"), "{}", activity.text);
        assert!(activity.text.contains("HCMP-7/2026"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notice_is_withheld_and_given_afterwards() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut desk = hire(&house, (&mut one, &mut other), ("desk", 5), "causeway", &["registrar"]).await;
        let (mut ann, session) = house.person("ann", 1).await;
        let before = told(&house, &session).await;
        let [day, month, year] = in_days(&house, 30);
        let (form, until) = (
            about(1, "CID-9/26"),
            [("until-day", day.as_str()), ("until-month", month.as_str()), ("until-year", year.as_str())],
        );
        let proposal = propose(&mut one, "suspension", &with(&form, &until)).await;
        let done = approve(&mut other, &proposal).await;
        assert!(done.header("location").contains("outcome=applied"), "{}", done.text);

        // What an officer begins in this case is withheld like anything else in it.
        let begun = one.post("/console/officers/erasure", &with(&form, &[("reason", "court_order")])).await;
        assert!(begun.header("location").starts_with("/console/acts/"), "{}", begun.text);
        let look = with(&form, &[("reason", "suspected_fraud")]);
        let record = desk.post("/console/people", &look).await;
        assert_eq!(record.status, StatusCode::OK, "{}", record.text);
        assert!(record.text.contains("is not told of this case before"), "{}", record.text);
        assert_eq!(told(&house, &session).await, before, "the person is told nothing of the case");
        assert!(!ann.get("/activity").await.text.contains("CID-9/26"));

        // The person's own session would be over by then.
        house.test.env.clock.advance(SignedDuration::from_hours(24 * 32));
        let after = told(&house, &session).await;
        assert_eq!(after[..3], ["staff.looked", "officer.named_person", "notice.suspended"], "{after:?}");
        let page = ann.get("/login?next=%2Factivity").await;
        let back = ann.submit_passkey(&page, "/login").await;
        let activity = ann.follow(back).await;
        assert!(activity.text.contains("Two officers decided not to tell you"), "{}", activity.text);
        assert!(activity.text.contains("you were not told before"), "{}", activity.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_a_record_is_in_the_persons_own_list_with_its_reason() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut desk = hire(&house, (&mut one, &mut other), ("desk", 5), "causeway", &["registrar"]).await;
        let (mut ann, session) = house.person("ann", 1).await;
        let form = about(1, "HD-1042/26");
        let record = desk.post("/console/people", &with(&form, &[("reason", "lost_device")])).await;
        assert_eq!(record.status, StatusCode::OK, "{}", record.text);
        assert!(record.text.contains(&session.account.to_string()) && record.text.contains("Passkeys"));
        for hidden in ["CHAN", "1990-01-31", &card(1)] {
            assert!(!record.text.contains(hidden), "no value of theirs: {hidden}");
        }
        assert_eq!(told(&house, &session).await[0], "staff.looked");
        let activity = ann.get("/activity").await.text;
        assert!(activity.contains("HD-1042/26"), "{activity}");

        for (fields, id) in [
            (vec![("card", card(1)), ("case", "HD-1/26".to_owned())], "#reason"),
            (vec![("card", card(1)), ("reason", "lost_device".to_owned())], "#case"),
            (vec![("case", "HD-1/26".to_owned()), ("reason", "lost_device".to_owned())], "#card"),
        ] {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let wrong = desk.post("/console/people", &fields).await;
            assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
            assert!(wrong.text.contains(&format!("href=\"{id}\"")), "{id} {}", wrong.text);
        }
        let nobody = about(77, "HD-1/26");
        let unknown = desk.post("/console/people", &with(&nobody, &[("reason", "complaint")])).await;
        assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
        assert!(unknown.text.contains("Nobody with this card"), "{}", unknown.text);
        let looks = told(&house, &session).await.iter().filter(|event| **event == "staff.looked").count();
        assert_eq!(looks, 1, "what was not looked at leaves nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_officer_checks_whom_a_proposal_is_about() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        house.person("ann", 1).await;
        let form = about(1, "HD-7/26");
        let proposal = propose(&mut one, "erasure", &with(&form, &[("reason", "court_order")])).await;
        let id = proposal.rsplit('/').next().unwrap();
        let overview = other.get("/console/officers").await;
        assert!(overview.text.contains(&format!("/console/officers/check/{id}")), "{}", overview.text);
        let check = format!("/console/officers/check/{id}");
        assert!(other.get(&check).await.text.contains("HD-7/26"));
        let fits = other.post(&check, &with(&form, &[])).await;
        assert!(fits.text.contains("It is about this person and this case"), "{}", fits.text);
        for wrong in [about(3, "HD-7/26"), about(1, "HD-8/26")] {
            let differs = other.post(&check, &with(&wrong, &[])).await;
            assert!(differs.text.contains("It is not about this person"), "{}", differs.text);
        }
        let found = other.get("/console/evidence?q=officer.named_person").await;
        assert!(found.text.contains("4 results"), "each naming is in evidence: {}", found.text);
        assert!(!found.text.contains(&card(1)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_an_officer_names_is_told_and_nobody_names_themself() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let both = (&mut one, &mut other);
        let mut third = hire(&house, both, ("third", 5), "causeway", &["security_officer"]).await;
        let (mut ann, session) = house.person("ann", 1).await;
        // Looked at, and left.
        let form = about(1, "HD-7/26");
        one.post("/console/officers/erasure", &with(&form, &[("reason", "deceased")])).await;
        assert_eq!(told(&house, &session).await[0], "officer.named_person");
        let activity = ann.get("/activity").await.text;
        assert!(activity.contains("An officer named you by your card"), "{activity}");
        assert!(activity.contains("HD-7/26") && activity.contains("Erasing a person’s data"), "{activity}");

        let form = about(5, "HD-7/26");
        for (what, more) in [("erasure", ("reason", "deceased")), ("opening", ("receipt", RECEIPT))] {
            let own = third.post(&format!("/console/officers/{what}"), &with(&form, &[more])).await;
            assert_eq!(own.status, StatusCode::BAD_REQUEST);
            assert!(own.text.contains("This is your own record"), "{}", own.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_who_tries_cards_is_stopped() {
    for house in houses().await {
        let mut one = officer(&house, "one").await;
        let mut stopped = 0;
        for n in 0..35 {
            let form = about(1000 + n, "HD-7/26");
            let answer = one.post("/console/officers/erasure", &with(&form, &[("reason", "deceased")])).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            stopped += u32::from(!answer.text.contains("Nobody with this card"));
        }
        assert_eq!(stopped, 5, "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_set_aside_is_put_back_to_work_by_an_operator_alone() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut operator = hire(&house, (&mut one, &mut other), ("op", 5), "causeway", &["operator"]).await;
        let env = &house.test.env;
        let (id, now) = (env.new_uuid().unwrap(), env.now());
        let written = env.db.tx(|tx| {
            Box::pin(async move { jobs::enqueue(tx, id, "sample.mail", serde_json::json!({}), now).await })
        });
        written.await.unwrap();
        let failing = jobs::Worker::new(env.clone())
            .on("sample.mail", |_| async { Err(causeway_core::Error::upstream("mail_down", "Down.")) });
        for _ in 0..jobs::ATTEMPTS {
            failing.run_due().await.unwrap();
            env.clock.advance(SignedDuration::from_hours(1));
        }
        // The console's sessions have ended meanwhile.
        for tab in [&mut one, &mut operator] {
            let login = tab.get("/console/login").await;
            tab.submit_passkey(&login, "/console/login").await;
        }
        let list = operator.get("/console/system/jobs").await;
        assert!(list.text.contains("sample.mail") && list.text.contains("mail_down"), "{}", list.text);
        let path = format!("/console/system/jobs/{id}");
        assert!(operator.get(&path).await.text.contains("Put it back to work"));
        let officer_sees = one.get(&path).await;
        assert_eq!(officer_sees.status, StatusCode::OK);
        assert!(!officer_sees.text.contains("Put it back to work"));
        assert_eq!(one.post(&format!("{path}/retry"), &[]).await.status, StatusCode::NOT_FOUND);

        let begun = operator.post(&format!("{path}/retry"), &[]).await;
        assert_eq!(operator.get(&path).await.status, StatusCode::OK, "only tried so far");
        let done = confirm(&mut operator, &begun).await;
        assert!(done.header("location").contains("outcome=applied"), "{}", done.text);
        assert_eq!(operator.get(&path).await.status, StatusCode::NOT_FOUND);
        let mended = jobs::Worker::new(env.clone()).on("sample.mail", |_| async { Ok(()) });
        assert_eq!(mended.run_due().await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_role_finds_nothing_and_another_organisation_its_own_alone() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let both = (&mut one, &mut other);
        let mut desk = hire(&house, both, ("desk", 5), "causeway", &["registrar"]).await;
        let mut auditor = hire(&house, (&mut one, &mut other), ("audit", 6), "health", &["auditor"]).await;
        for path in ["/console/officers", "/console/officers/erasure", "/console/evidence", "/console/system"]
        {
            assert_eq!(desk.get(path).await.status, StatusCode::NOT_FOUND, "{path} by a registrar");
        }
        for path in
            ["/console/people", "/console/officers", "/console/officers/suspension", "/console/system"]
        {
            assert_eq!(auditor.get(path).await.status, StatusCode::NOT_FOUND, "{path} by an auditor");
        }
        for (path, by) in [("/console/people", &mut one), ("/console/officers/opening", &mut desk)] {
            assert_eq!(by.post(path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let own = auditor.get("/console/evidence").await;
        assert!(own.text.contains("Department of Health"), "{}", own.text);
        assert!(!own.text.contains(">Causeway</td>"), "{}", own.text);
        let all = one.get("/console/evidence?q=staff.joined").await;
        let (mut seen, mut hidden) = (0, 0);
        for link in super::world::links(&all.text, "/console/evidence/") {
            match auditor.get(&link).await.status {
                StatusCode::OK => seen += 1,
                StatusCode::NOT_FOUND => hidden += 1,
                other => panic!("{other} {link}"),
            }
            assert_eq!(one.get(&link).await.status, StatusCode::OK);
        }
        assert_eq!((seen, hidden), (1, 3), "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_an_organisation_is_searched_exported_and_checked() {
    for house in houses().await {
        let mut one = officer(&house, "one").await;
        house.portal.parts().evidence.sequence().await.unwrap();
        let list = one.get("/console/evidence?q=staff.joined&days=7").await;
        assert!(
            list.text.contains("localhost:8080/log") && list.text.contains("/log/checkpoint"),
            "{}",
            list.text
        );
        let csv = one.get("/console/evidence?q=staff.joined&format=csv").await;
        assert!(csv.header("content-type").starts_with("text/csv"), "{}", csv.text);
        assert!(csv.text.contains("staff.joined"));
        let link = super::world::links(&list.text, "/console/evidence/").pop().unwrap();
        let page = one.get(&link).await;
        assert!(page.text.contains("organisation") && page.text.contains("causeway verify"), "{}", page.text);
        let json = one.get(&format!("{link}/receipt.json")).await;
        let receipt = Receipt::parse(json.text.as_bytes()).unwrap();
        let trust = Trust::parse(&house.portal.parts().evidence.trust_line()).unwrap();
        verify(&receipt, &trust).unwrap();
        let (_, session) = house.person("ann", 1).await;
        let own = house.portal.parts().evidence.activity(session.account, None, 1).await.unwrap()[0].id;
        for path in [format!("/console/evidence/{own}"), format!("/console/evidence/{own}/receipt.json")] {
            assert_eq!(one.get(&path).await.status, StatusCode::NOT_FOUND, "a person's is not here");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_meanwhile_is_erased_once() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let (mut ann, session) = house.person("ann", 1).await;
        let form = about(1, "HD-7/26");
        let proposal = propose(&mut one, "erasure", &with(&form, &[("reason", "person_asked")])).await;
        let page = ann.get("/account/delete").await;
        assert!(page.text.contains("What goes at once") && page.text.contains("What stays"), "{}", page.text);
        let gone = ann.submit_passkey(&page, "/account/delete").await;
        assert_eq!(gone.header("location"), "/account/deleted", "{}", gone.text);
        assert!(!exists(&house, session.account).await);
        assert!(ann.get("/account/deleted").await.text.contains("has been deleted"));
        let late = other.post(&format!("{proposal}/approve"), &[]).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "{}", late.text);
        let again = one.post("/console/officers/erasure", &with(&form, &[("reason", "deceased")])).await;
        assert!(again.text.contains("Nobody with this card"), "{}", again.text);
    }
}
