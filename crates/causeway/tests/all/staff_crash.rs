//! The process may end while somebody joins the staff or approves: a link is used with the place it gave or not at all, and what was
//! approved is applied with its approval or still waits.

use std::path::Path;
use std::time::Duration;

use causeway_core::{Db, crash};
use causeway_crypto::soft_passkey::{Kept, SoftKey};
use serde_json::Value;

use crate::world::{Seen, Visitor, World, attribute};

/// How long a point may take to be reached after the last step.
const SOON: Duration = Duration::from_secs(40);

type Step<T> = Result<T, reqwest::Error>;

/// A colleague with a browser and a passkey.
struct Colleague {
    name: &'static str,
    visitor: Visitor<'static>,
    passkey: Option<Kept>,
}

impl Colleague {
    fn new(world: &World, name: &'static str) -> Self {
        Self { name, visitor: world.lasting_visitor(), passkey: None }
    }

    fn key(&self) -> SoftKey {
        let kept = serde_json::to_value(self.passkey.as_ref().unwrap()).unwrap();
        SoftKey::restore(&serde_json::from_value(kept).unwrap()).unwrap()
    }

    /// Takes an invitation with a passkey that is made now.
    async fn join(&mut self, world: &World, link: &str) -> Step<Seen> {
        let page = self.visitor.try_go("GET", link, None).await?;
        let (key, response) = SoftKey::create(&origin(world), &options(&page)).await.unwrap();
        self.passkey = Some(key.keep().unwrap());
        let name = self.name;
        self.answer(&page, "/console/join/", &response, &[("work_name", name)]).await
    }

    /// Enters the console; whoever is in there still need not log in.
    async fn log_in(&mut self, world: &World) -> Step<Seen> {
        let page = self.visitor.try_go("GET", &world.url("", "/console/login"), None).await?;
        if page.url.ends_with("/console") {
            return Ok(page);
        }
        let response = self.key().sign(&origin(world), &options(&page)).await.unwrap();
        self.answer(&page, "/console/login", &response, &[]).await
    }

    /// Confirms the act whose page was seen, with the passkey.
    async fn confirm(&mut self, world: &World, page: &Seen) -> Step<Seen> {
        let response = self.key().sign(&origin(world), &options(page)).await.unwrap();
        self.answer(page, "/console/acts/", &response, &[]).await
    }

    /// Sends a passkey form as a browser with scripts would.
    async fn answer(&mut self, page: &Seen, to: &str, response: &Value, more: &[(&str, &str)]) -> Step<Seen> {
        let (action, fields) = page.form(to);
        let url = url::Url::parse(&page.url).unwrap().join(&action).unwrap();
        let response = response.to_string();
        let mut sent: Vec<(&str, &str)> = vec![("response", &response)];
        sent.extend(more);
        let kept =
            fields.iter().filter(|(name, _)| sent.iter().all(|(own, _)| own != name)).collect::<Vec<_>>();
        sent.extend(kept.into_iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.visitor.try_go("POST", url.as_str(), Some(&sent)).await
    }
}

fn origin(world: &World) -> url::Url {
    url::Url::parse(&world.url("", "")).unwrap()
}

/// The WebAuthn options of the passkey form on a page.
fn options(page: &Seen) -> Value {
    let form = page.text.split("<form").find(|form| form.contains("data-options=\"")).unwrap_or_else(|| {
        panic!("no passkey form on {}:\n{}", page.url, page.text);
    });
    serde_json::from_str(&attribute(form, "data-options")).unwrap()
}

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
    let form = [("organisation", "causeway"), ("role", "auditor")];
    let begun = one.visitor.try_go("POST", &world.url("", "/console/staff/invite"), Some(&form)).await?;
    let once = one.confirm(world, &begun).await?;
    let (_, rest) =
        once.text.split_once("/console/join/").unwrap_or_else(|| panic!("no link: {}", once.text));
    let token: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    auditor.join(world, &world.url("", &format!("/console/join/{token}"))).await?;
    approve(world, two).await
}

/// Approves what waits on the officer's desk.
async fn approve(world: &World, officer: &mut Colleague) -> Step<()> {
    let list = world.url("", "/console/proposals?state=waiting");
    let waiting = officer.visitor.try_go("GET", &list, None).await?;
    let path = waiting.link("/console/proposals/");
    let proposal = officer.visitor.try_go("GET", &world.url("", &path), None).await?;
    let act = officer.visitor.press(&proposal, "/approve").await?;
    officer.confirm(world, &act).await.map(drop)
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
    people.iter_mut().for_each(|person| person.visitor.meet(&world));
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
                approve(&world, &mut people[1]).await.unwrap();
            }
        }
    }
    let facts = Facts::read(folder).await;
    assert_eq!((facts.members, facts.grants, facts.approvals, facts.applied), (3, 3, 1, 1), "{point}");
    let auditor = people[2].log_in(&world).await.unwrap();
    assert_eq!(auditor.status, 200);
    assert!(auditor.url.ends_with("/console"), "{}", auditor.url);
}
