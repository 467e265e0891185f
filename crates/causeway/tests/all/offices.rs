//! The route table walked as every role, at the platform and at a department: what a role may not do is not there for it.

use std::collections::BTreeSet;

use causeway_core::Permission;
use causeway_identity::Role;

use crate::access::{Line, table, unknown};
use crate::colleague::Colleague;
use crate::world::World;

/// The permission that a staff route asks for.
fn asked(line: &Line) -> Option<Permission> {
    let name = line.access.strip_prefix("staff (")?.strip_suffix(')')?;
    Some(*Permission::ALL.iter().find(|permission| permission.as_str() == name).unwrap())
}

/// Somebody in a role, who joined by invitation; what one officer gives, the second approves.
async fn in_role(world: &World, officers: &mut [Colleague; 2], at: &str, role: Role) -> Colleague {
    let [one, two] = officers;
    let link = one.invite(world, at, role.as_str()).await.unwrap();
    let mut colleague = Colleague::new(world, role.as_str());
    colleague.join(world, &link).await.unwrap();
    two.approve_waiting(world).await.unwrap();
    colleague
}

/// Asks for every staff route, and says which answers contradict the role.
async fn walk(
    world: &World,
    colleague: &mut Colleague,
    at: &str,
    allowed: &BTreeSet<Permission>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in table() {
        let Some(permission) = asked(&line) else { continue };
        // It would end the walk.
        if line.path == "/console/logout" {
            continue;
        }
        let (may, path) = (allowed.contains(&permission), unknown(&line.path));
        let form: Option<&[(&str, &str)]> = (line.method == "POST").then_some(&[]);
        let seen = colleague.visitor.try_send(&line.method, &world.url("", &path), form).await.unwrap();
        let plain_page = line.method == "GET" && !line.path.contains('{');
        let fits = match (may, plain_page) {
            (false, _) => seen.status == 404,
            // The page that tells what was done wants to know of what.
            (true, true) if line.path == "/console/acts/done" => seen.status < 500,
            // A department keeps its own entry; new organisations are the platform's to make.
            (true, true) if line.path == "/console/organisations/new" && at != "causeway" => {
                seen.status == 404
            }
            (true, true) => seen.status == 200,
            (true, false) => !matches!(seen.status, 401 | 403 | 500..),
        };
        if !fits {
            wrong.push(format!("{} {} ({permission}, may: {may}): {}", line.method, line.path, seen.status));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_finds_what_its_permissions_open_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let mut officers = Colleague::officers(&world).await.unwrap();
    let mut wrong = Vec::new();
    for at in ["causeway", "health"] {
        for role in Role::ALL.iter().copied() {
            let mut colleague = in_role(&world, &mut officers, at, role).await;
            let allowed: BTreeSet<_> = role.allows(at == "causeway").collect();
            let found = walk(&world, &mut colleague, at, &allowed).await;
            wrong.extend(found.into_iter().map(|what| format!("{} of {at}: {what}", role.as_str())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_session_opens_the_others_doors() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let [mut officer, _] = Colleague::officers(&world).await.unwrap();
    let citizen = &mut world.visitor();
    crate::steps::register(&world, citizen, &crate::steps::CHAN).await.unwrap();
    for line in table().iter().filter(|line| line.method == "GET") {
        let url = world.url("", &unknown(&line.path));
        if asked(line).is_some() {
            let seen = citizen.try_send("GET", &url, None).await.unwrap();
            assert_eq!(seen.status, 303, "{} by a citizen", line.path);
            assert!(seen.location.unwrap().contains("/console/login"), "{}", line.path);
        } else if line.access == "citizen" {
            let seen = officer.visitor.try_send("GET", &url, None).await.unwrap();
            assert_eq!(seen.status, 303, "{} by an officer", line.path);
            assert!(seen.location.unwrap().contains("/login?next="), "{}", line.path);
        }
    }
}
