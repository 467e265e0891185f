//! The journey through every room of the house, on the built binary.

use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::steps::{self, CHAN, CHEUNG};
use crate::world::{Visitor, World};

/// From act to proof: the hard deadline is 10 s.
const PROOF: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_person_takes_the_six_steps() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let visitor = &mut world.visitor();

    let done = steps::register(&world, visitor, &CHAN).await.unwrap();
    assert!(done.url.ends_with("/register/done"), "{done:?}");

    let (record, asked) = steps::vaccination(&world, visitor).await.unwrap();
    assert!(asked, "the first login asks");
    assert!(record.text.contains("ZZ100001"), "the service got the number: {}", record.text);
    let out = visitor.try_go("POST", &world.url("vaccination", "/logout"), Some(&[])).await.unwrap();
    assert_eq!(out.status, 200);
    let (again, asked) = steps::vaccination(&world, visitor).await.unwrap();
    assert!(!asked, "the second login goes straight in: {} {}", again.url, main_of(&again.text));
    assert!(again.text.contains("ZZ100001"));

    let address = steps::renewal(&world, visitor, "year").await.unwrap();
    assert!(address.text.contains(CHAN.address), "the form is filled: {}", address.text);

    let check = visitor.press(&address, "/renewal/address").await.unwrap();
    let done = visitor.press(&check, "/renewal/check").await.unwrap();
    assert!(done.url.contains("/renewal/done/"), "{}", done.url);

    activity_shows_and_proves(&world, visitor).await;
    withdrawing_stops_the_next_read(&world, visitor).await;
}

async fn activity_shows_and_proves(world: &World, visitor: &mut Visitor<'_>) {
    let activity = visitor.open(&world.url("", "/activity")).await;
    for expected in ["Vaccination Record", "Driving Licence Renewal", "Water Supplies", "Residential address"]
    {
        assert!(activity.text.contains(expected), "{expected} is not in {}", activity.text);
    }
    let receipt = download_receipt(world, visitor, &activity.link("/activity/")).await;
    let (trust, file) = (world.folder.join("log.pub"), world.folder.join("receipt.json"));
    std::fs::write(&trust, visitor.open(&world.url("", "/log/key")).await.text).unwrap();
    std::fs::write(&file, &receipt).unwrap();
    let verify = || {
        Command::new(env!("CARGO_BIN_EXE_causeway"))
            .arg("verify")
            .arg("--trust")
            .arg(&trust)
            .arg(&file)
            .output()
            .unwrap()
    };
    let good = verify();
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    let at = receipt.find("\"salt\"").unwrap() + 12;
    let mut bent = receipt.into_bytes();
    bent[at] ^= 1;
    std::fs::write(&file, bent).unwrap();
    assert!(!verify().status.success(), "one bit was changed");
}

/// Asks until the proof is in the log, which it is within the deadline.
async fn download_receipt(world: &World, visitor: &mut Visitor<'_>, entry: &str) -> String {
    let began = tokio::time::Instant::now();
    loop {
        let receipt = visitor.open(&world.url("", &format!("{entry}/receipt.json"))).await;
        assert_eq!(receipt.status, 200, "{}", receipt.text);
        let parsed: serde_json::Value = serde_json::from_str(&receipt.text).unwrap();
        if !parsed["proof"].is_null() {
            return receipt.text;
        }
        assert!(began.elapsed() < PROOF, "no proof within the deadline");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn withdrawing_stops_the_next_read(world: &World, visitor: &mut Visitor<'_>) {
    let applications = visitor.open(&world.url("driving-licence", "/applications")).await;
    let before = visitor.press(&applications, "/applications").await.unwrap();
    assert!(before.text.contains(CHAN.address), "the standing consent serves: {}", before.text);

    let standing = visitor.open(&world.url("", "/consents")).await;
    for path in standing.text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned())
    {
        if path.starts_with("/consents/") {
            let details = visitor.open(&world.url("", &path)).await;
            if details.text.contains("Residential address") {
                let withdrawn = visitor
                    .try_go("POST", &world.url("", &format!("{path}/withdraw")), Some(&[]))
                    .await
                    .unwrap();
                assert_eq!(withdrawn.status, 200, "{}", withdrawn.text);
                break;
            }
        }
    }
    let after = visitor.press(&applications, "/applications").await.unwrap();
    assert!(after.url.contains("unavailable"), "refused: {}", after.url);
    assert!(after.text.contains("withdr"), "and told why: {}", after.text);
    let activity = visitor.open(&world.url("", "/activity")).await;
    assert!(activity.text.contains("Refused"), "the refusal is listed: {}", activity.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_learns_nothing_from_registering() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let holder = &mut world.visitor();
    steps::register(&world, holder, &CHAN).await.unwrap();

    // Somebody who knows the number of a card with an account, and somebody who guesses a number without one.
    let mut answers = Vec::new();
    for who in [
        steps::Sample { name: "SOMEBODY Else", ..CHAN },
        steps::Sample { name: "SOMEBODY Else", ..CHEUNG },
        // Reported lost; unknown to the register.
        steps::Sample { card: "ZZ100011(9)", name: "SOMEBODY Else", ..CHEUNG },
        steps::Sample { card: "A123456(3)", name: "SOMEBODY Else", ..CHEUNG },
    ] {
        let answer = steps::apply(&world, &mut world.visitor(), &who).await.unwrap();
        answers.push((answer.status, main_of(&answer.text)));
    }
    assert_eq!(answers[0].0, answers[1].0);
    assert!(
        answers.windows(2).all(|pair| without_values(&pair[0].1) == without_values(&pair[1].1)),
        "{answers:#?}"
    );

    // The holder alone is told, and finds a message about it.
    let told = steps::apply(&world, &mut world.visitor(), &CHAN).await.unwrap();
    assert!(told.text.contains("already"), "{}", told.text);
    let inbox = holder.open(&world.url("", "/messages")).await;
    assert!(inbox.text.contains("register"), "{}", inbox.text);
}

fn main_of(text: &str) -> String {
    text.split("<main").nth(1).unwrap_or_default().split("</main>").next().unwrap_or_default().to_owned()
}

/// The page without what the visitor typed, which is all that may differ.
fn without_values(text: &str) -> String {
    text.split("value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_integrator_drives_the_journey_without_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let (status, person) = world.sandbox("POST", "/sandbox/v1/people", json!({})).await;
    assert_eq!(status, 201, "{person}");
    let visitor = &mut world.visitor();
    let asked = visitor.open(&world.url("vaccination", "/login")).await;
    let request = asked.url.split("/requests/").nth(1).unwrap().split('?').next().unwrap().to_owned();
    let path = format!("/sandbox/v1/people/{}/decisions", person["id"].as_str().unwrap());
    let (status, decided) =
        world.sandbox("POST", &path, json!({"request": request, "decision": "approve"})).await;
    assert_eq!(status, 200, "{decided}");
    let record = visitor.open(&world.url("", &format!("/requests/{request}"))).await;
    let number = person["card_number"].as_str().unwrap().replace(['(', ')'], "");
    assert!(record.text.replace(['(', ')'], "").contains(&number), "{number} is not on {}", record.text);
    let (status, replay) =
        world.sandbox("POST", &path, json!({"request": request, "decision": "approve"})).await;
    assert!(matches!(status, 404 | 409 | 410), "{status} {replay}");

    let (status, _) = world
        .sandbox("DELETE", &format!("/sandbox/v1/people/{}", person["id"].as_str().unwrap()), json!({}))
        .await;
    assert_eq!(status, 204);
    no_job_is_left_over(&world).await;
}

/// What the last act wanted done elsewhere is done, and its job gone.
async fn no_job_is_left_over(world: &World) {
    let db = causeway_core::Db::open_sqlite(&world.folder.join("causeway.db")).unwrap();
    let began = tokio::time::Instant::now();
    loop {
        let left: i64 = db.one("select count(*) from core_job", &[]).await.unwrap().read().unwrap();
        if left == 0 {
            return;
        }
        assert!(began.elapsed() < PROOF, "{left} jobs are left over");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn declining_brings_no_data_and_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let visitor = &mut world.visitor();
    steps::register(&world, visitor, &CHAN).await.unwrap();
    let asked = visitor.open(&world.url("vaccination", "/login")).await;
    let back = steps::decline_by_phone(&world, visitor, &asked).await.unwrap();
    assert!(back.url.contains("vaccination.localhost"), "{}", back.url);
    assert!(!back.text.contains("ZZ100001"));
    let activity = visitor.open(&world.url("", "/activity")).await;
    assert!(activity.text.to_lowercase().contains("declined"), "{}", activity.text);
}
