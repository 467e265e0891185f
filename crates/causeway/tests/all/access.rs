//! Invariant 2: the route table walked as nobody, as the wrong caller and as the right one.

use std::process::Command;

use crate::steps::{self, CHAN, CHEUNG};
use crate::world::World;

/// Public routes at which a client or a token proves itself by the protocol's own rules.
const OAUTH: [&str; 9] = [
    "/token",
    "/userinfo",
    "/revoke",
    "/introspect",
    "/par",
    "/bc-authorize",
    "/device_authorization",
    "/grants/{id}",
    "/connect/register/{id}",
];

/// One line of the route table.
pub(crate) struct Line {
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) access: String,
}

/// The table as the binary tells it: the same that is committed as docs/generated/routes.md.
pub(crate) fn table() -> Vec<Line> {
    let output = Command::new(env!("CARGO_BIN_EXE_causeway")).args(["generated", "routes"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| `")).map(|line| {
        let cells: Vec<_> = line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect();
        Line { path: cells[1].clone(), method: cells[2].clone(), access: cells[3].clone() }
    });
    lines.collect()
}

/// The path with something that is not there in place of each parameter.
pub(crate) fn unknown(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        part if part.starts_with("{*") => "x",
        part if part.starts_with('{') => "00000000-0000-7000-8000-000000000000",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_kind_of_access_is_in_the_table() {
    let table = table();
    for access in ["public", "citizen", "client", "sandbox"] {
        assert!(table.iter().any(|line| line.access == access), "{access}");
    }
    assert!(table.len() > 50, "{} routes", table.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_only_what_is_public() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    for line in table() {
        let seen =
            world.visitor().try_send(&line.method, &world.url("", &unknown(&line.path)), None).await.unwrap();
        let (status, what) = (seen.status, format!("{} {}", line.method, line.path));
        match line.access.as_str() {
            // OAuth's own endpoints are public and ask for credentials of their own, which is theirs to test.
            "public" if OAUTH.contains(&line.path.as_str()) => assert!(status < 500, "{what}: {status}"),
            "public" => assert!(!matches!(status, 401 | 403 | 500..), "{what}: {status} {}", seen.text),
            "citizen" if line.method == "GET" => {
                assert_eq!(status, 303, "{what}");
                assert!(seen.location.unwrap().contains("/login?next="), "{what}");
            }
            "citizen" | "client" | "sandbox" | "connector" => assert_eq!(status, 401, "{what}"),
            staff if staff.starts_with("staff") && line.method == "GET" => {
                assert_eq!(status, 303, "{what}");
                assert!(seen.location.unwrap().contains("/console/login?next="), "{what}");
            }
            staff if staff.starts_with("staff") => assert_eq!(status, 401, "{what}"),
            other => panic!("{what} has access {other}, which this walk does not know"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_kind_of_caller_is_as_good_as_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let person = &mut world.visitor();
    steps::register(&world, person, &CHAN).await.unwrap();
    for line in table() {
        let (path, what) = (unknown(&line.path), format!("{} {}", line.method, line.path));
        match line.access.as_str() {
            "client" | "sandbox" | "connector" => {
                let seen = person.try_send(&line.method, &world.url("", &path), None).await.unwrap();
                assert_eq!(seen.status, 401, "{what} by a person");
            }
            _ => {}
        }
        if matches!(line.access.as_str(), "client" | "connector" | "citizen") {
            let (status, _) = world.sandbox(&line.method, &path, serde_json::json!({})).await;
            assert_eq!(status, 401, "{what} by an integrator's sandbox key");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_person_is_served_and_another_is_told_that_nothing_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let (owner, other) = (&mut world.visitor(), &mut world.visitor());
    steps::register(&world, owner, &CHAN).await.unwrap();
    steps::register(&world, other, &CHEUNG).await.unwrap();
    steps::vaccination(&world, owner).await.unwrap();
    for line in table().iter().filter(|line| line.access == "citizen" && line.method == "GET") {
        let seen = owner.try_send("GET", &world.url("", &unknown(&line.path)), None).await.unwrap();
        let expected = if line.path.contains('{') { 404 } else { 200 };
        assert_eq!(seen.status, expected, "GET {}: {}", line.path, seen.text);
    }
    let consent = owner.open(&world.url("", "/consents")).await.link("/consents/");
    let receipt = owner.open(&world.url("", "/activity")).await.link("/activity/");
    for path in [&consent, &format!("{consent}/withdraw"), &receipt, &format!("{receipt}/receipt.json")] {
        assert_eq!(
            owner.try_send("GET", &world.url("", path), None).await.unwrap().status,
            200,
            "{path} by its owner"
        );
        assert_eq!(
            other.try_send("GET", &world.url("", path), None).await.unwrap().status,
            404,
            "{path} by another"
        );
    }
    let withdrawn =
        other.try_send("POST", &world.url("", &format!("{consent}/withdraw")), Some(&[])).await.unwrap();
    assert_eq!(withdrawn.status, 404);
}
