//! The process may end while somebody joins the staff or approves: a link is used with the place it gave or not at all, and what was
//! approved is applied with its approval or still waits.

use std::path::Path;
use std::time::Duration;

use causeway_core::{Db, crash};

use crate::colleague::{Colleague, Step};
use crate::world::World;

/// How long a point may take to be reached after the last step.
const SOON: Duration = Duration::from_secs(40);

/// Two officers join; one invites an auditor, who joins; the other approves the role.
async fn everything(world: &World, people: &mut [Colleague; 3]) -> Step<()> {
    let [one, two, auditor] = people;
    if let [first, second] = world.officers.as_slice() {
        one.join(world, first).await?;
        two.join(world, second).await?;
    } else {
        one.log_in(world).await?;
        two.log_in(world).await?;
    }
    let link = one.invite(world, "causeway", "auditor").await?;
    auditor.join(world, &link).await?;
    two.approve_waiting(world).await
}

/// What the database holds, counted.
#[derive(Debug, PartialEq, Eq)]
struct Facts {
    members: i64,
    grants: i64,
    invitations: i64,
    approvals: i64,
    waiting: i64,
    applied: i64,
    sessions: i64,
}

impl Facts {
    async fn read(folder: &Path) -> Self {
        let db = &Db::open_sqlite(&folder.join("causeway.db")).unwrap();
        let count = async |sql: &'static str| -> i64 { db.one(sql, &[]).await.unwrap().read().unwrap() };
        Self {
            members: count("select count(*) from identity_member").await,
            grants: count("select count(*) from identity_grant").await,
            invitations: count("select count(*) from identity_invitation").await,
            approvals: count("select count(*) from identity_approval").await,
            waiting: count("select count(*) from identity_proposal where state = 'waiting'").await,
            applied: count("select count(*) from identity_proposal where state = 'applied'").await,
            sessions: count("select count(*) from identity_staff_session").await,
        }
    }
}

/// The point says on which side of its transaction the process died.
fn what_holds_right_after(point: &str, facts: &Facts) {
    let Facts { members, grants, invitations, approvals, waiting, applied, sessions } = *facts;
    let holds = match point {
        "staff.before_join" => members == 0 && grants == 0 && invitations == 2 && sessions == 0,
        "staff.after_join" => members == 1 && grants == 1 && invitations == 1 && sessions == 1,
        "staff.before_approve" => {
            members == 3 && grants == 2 && waiting == 1 && approvals == 0 && applied == 0
        }
        "staff.after_approve" => grants == 3 && waiting == 0 && approvals == 1 && applied == 1,
        other => panic!("say what holds after {other}"),
    };
    assert!(holds, "{point}: {facts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_process_may_die_while_somebody_joins_or_approves() {
    for point in crash::STAFF {
        println!("{point}");
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::start(folder.path(), Some(point)).await;
        let mut people = ["One", "Two", "Auditor"].map(|name| Colleague::new(&world, name));
        let _cut_short = everything(&world, &mut people).await;
        let began = tokio::time::Instant::now();
        while !world.has_ended() {
            assert!(began.elapsed() < SOON, "{point} was never reached");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        drop(world);
        what_holds_right_after(point, &Facts::read(folder.path()).await);
        goes_on_after(point, folder.path(), people).await;
    }
}

/// After the restart whatever was not done can be done, and nothing was done twice.
async fn goes_on_after(point: &str, folder: &Path, mut people: [Colleague; 3]) {
    let world = World::start(folder, None).await;
    for person in &mut people {
        person.visitor.meet(&world);
    }
    match point {
        "staff.before_join" | "staff.after_join" => {
            // New links: with one officer who has joined already, one more may come.
            assert_eq!(world.officers.len(), 2, "{point}");
            if point == "staff.after_join" {
                let desk = people[0].log_in(&world).await.unwrap();
                assert_eq!(desk.status, 200, "{point}: the passkey that was made opens the console");
                let second = people[1].join(&world, &world.officers[0]).await.unwrap();
                assert_eq!(second.status, 200, "{}", second.text);
                let third = people[2].join(&world, &world.officers[1]).await.unwrap();
                assert_eq!(third.status, 400, "{point}: two officers are enough");
                return;
            }
            everything(&world, &mut people).await.unwrap();
        }
        _ => {
            assert!(world.officers.is_empty(), "{point}: there are two officers");
            people[1].log_in(&world).await.unwrap();
            if point == "staff.before_approve" {
                people[1].approve_waiting(&world).await.unwrap();
            }
        }
    }
    let facts = Facts::read(folder).await;
    assert_eq!((facts.members, facts.grants, facts.approvals, facts.applied), (3, 3, 1, 1), "{point}");
    let auditor = people[2].log_in(&world).await.unwrap();
    assert_eq!(auditor.status, 200);
    assert!(auditor.url.ends_with("/console"), "{}", auditor.url);
}
