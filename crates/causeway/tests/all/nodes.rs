//! Two nodes of each role behind deploy/nginx.conf: whole journeys whose every request may land on the other node, a rolling restart under
//! load without a failed request, and a node that dies in the middle of everything.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::cluster::{Cluster, Database};
use crate::steps::{self, CHAN};
use crate::world::{Visitor, World};

/// From act to proof: the hard deadline is 10 s; a worker that died holds its job for 20 s more.
const PROOF: Duration = Duration::from_secs(40);
/// Longer than the proxy passes over a node that failed (deploy/nginx.conf, `fail_timeout`).
const PASSED_OVER: Duration = Duration::from_millis(2500);

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_of_each_role_are_one_platform() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut cluster) = Cluster::start(folder.path()).await else {
        eprintln!("skipped: CAUSEWAY_TEST_POSTGRES is not set");
        return;
    };
    the_whole_journey(&cluster.world).await;
    both_of_each_role_served(&cluster).await;
    a_node_serves_its_own_paths_alone(&cluster).await;
    a_rolling_restart_fails_no_request(&mut cluster).await;
    a_node_that_dies_loses_no_accepted_step(&mut cluster).await;
    everything_is_proved(&cluster.database).await;
    cluster.end().await;
}

/// The six steps, by somebody whose requests go to one node and to the other in turn.
pub(crate) async fn the_whole_journey(world: &World) {
    let visitor = &mut world.visitor();
    let done = steps::register(world, visitor, &CHAN).await.unwrap();
    assert!(done.url.ends_with("/register/done"), "{done:?}");
    let (record, asked) = steps::vaccination(world, visitor).await.unwrap();
    assert!(asked && record.text.contains("ZZ100001"), "{}", record.text);
    let address = steps::renewal(world, visitor, "year").await.unwrap();
    assert!(address.text.contains(CHAN.address), "the form is filled: {}", address.text);
    let check = visitor.press(&address, "/renewal/address").await.unwrap();
    let done = visitor.press(&check, "/renewal/check").await.unwrap();
    assert!(done.url.contains("/renewal/done/"), "{}", done.url);
    // The standing consent serves again and again, through either gateway.
    let applications = visitor.open(&world.url("driving-licence", "/applications")).await;
    for _ in 0..3 {
        let read = visitor.press(&applications, "/applications").await.unwrap();
        assert!(read.text.contains(CHAN.address), "{}", read.text);
    }
    let activity = visitor.open(&world.url("", "/activity")).await;
    assert!(activity.text.contains("Residential address"), "{}", activity.text);
    let consent = visitor.open(&world.url("", "/consents")).await.link("/consents/");
    let page = visitor.open(&world.url("", &format!("{consent}/withdraw"))).await;
    let withdrawn = visitor.press(&page, "/withdraw").await.unwrap();
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.text);
}

/// What a node's figures say it has answered, by route.
fn answered(figures: &str) -> Vec<String> {
    let lines = figures.lines().filter(|line| line.starts_with("http_requests_total{"));
    let routes = lines.filter_map(|line| line.split("route=\"").nth(1)?.split('"').next());
    routes.map(str::to_owned).collect()
}

async fn both_of_each_role_served(cluster: &Cluster) {
    for node in &cluster.nodes {
        let (status, figures) = node.ask("/metrics").await.unwrap();
        assert_eq!(status, 200, "{}", node.role);
        assert!(figures.contains(&format!("causeway_info{{role=\"{}\"", node.role)), "{figures}");
        let theirs = answered(&figures);
        let of = |prefix: &str| theirs.iter().any(|route| route.starts_with(prefix));
        let (mine, others): (&str, &[&str]) = match node.role {
            "portal" => ("/register", &["/token", "/exchange"]),
            "identity" => ("/requests", &["/register", "/exchange"]),
            "gateway" => ("/exchange", &["/register", "/token"]),
            _ => ("/health", &["/register", "/token", "/exchange"]),
        };
        assert!(of(mine), "{} at {} served none of {mine}: {theirs:?}", node.role, node.port);
        for other in others {
            assert!(!of(other), "{} served {other}: {theirs:?}", node.role);
        }
        assert_eq!(figures.contains("evidence_logged_total"), node.role == "worker", "{}", node.role);
    }
}

async fn a_node_serves_its_own_paths_alone(cluster: &Cluster) {
    for node in &cluster.nodes {
        // Asked by its address, as a probe or a scraper does, it speaks of itself alone.
        let address = format!("127.0.0.1:{}", node.port);
        assert_eq!(node.ask_as(&address, "/health/live").await.unwrap().0, 200);
        assert_eq!(node.ask_as(&address, "/metrics").await.unwrap().0, 200);
        let (status, text) = node.ask_as(&address, "/login").await.unwrap();
        assert!(status == 421 && text.contains("unknown_host"), "{}: {status} {text}", node.role);
        if node.role != "identity" {
            let (status, text) = node.ask("/login").await.unwrap();
            assert!(status == 421 && text.contains("wrong_role"), "{}: {status} {text}", node.role);
            assert!(text.contains("role identity"), "{text}");
        }
    }
    let figures = cluster.world.visitor().open(&cluster.world.url("", "/metrics")).await;
    assert_eq!(figures.status, 404, "figures are not for the public");
}

// --- load ------------------------------------------------------------------------------------------------------------

/// One whole login: a fresh person, a service that asks, the person's approval, the service's page with what was approved.
///
/// `Err` tells what went wrong; with `patience`, a step that nobody answered is taken again.
async fn login(world: &World, visitor: &mut Visitor<'_>, patience: bool) -> Result<(), String> {
    let person = call(world, patience, "POST", "/sandbox/v1/people", json!({}), &[201]).await?;
    let (id, number) =
        (person["id"].as_str().unwrap_or_default(), person["card_number"].as_str().unwrap_or_default());
    let asked = open(world, visitor, patience, &world.url("vaccination", "/login")).await?;
    let request = asked.0.split("/requests/").nth(1).and_then(|rest| rest.split('?').next());
    let request = request.ok_or_else(|| format!("no request at {}", asked.0))?.to_owned();
    let path = format!("/sandbox/v1/people/{id}/decisions");
    // Taken again after an answer got lost, it may have been decided already: that is told by 404, 409 or 410.
    let fine: &[u16] = if patience { &[200, 404, 409, 410] } else { &[200] };
    call(world, patience, "POST", &path, json!({"request": request, "decision": "approve"}), fine).await?;
    let (url, text) = open(world, visitor, patience, &world.url("", &format!("/requests/{request}"))).await?;
    let plain = |text: &str| text.replace(['(', ')'], "");
    if plain(&text).contains(&plain(number)) {
        Ok(())
    } else {
        Err(format!("not logged in at {url}: {text}"))
    }
}

async fn call(
    world: &World,
    patience: bool,
    method: &str,
    path: &str,
    body: serde_json::Value,
    fine: &[u16],
) -> Result<serde_json::Value, String> {
    let mut tries = 0;
    loop {
        let told = match world.try_sandbox(method, path, body.clone()).await {
            Ok((status, answer)) if fine.contains(&status) => return Ok(answer),
            Ok((status, answer)) => format!("{method} {path}: {status} {answer}"),
            Err(error) => format!("{method} {path}: {error:?}"),
        };
        tries += 1;
        if !patience || tries > 20 {
            return Err(told);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Opens a page, wherever it leads: where one was led and what stood there.
async fn open(
    world: &World,
    visitor: &mut Visitor<'_>,
    patience: bool,
    url: &str,
) -> Result<(String, String), String> {
    let mut tries = 0;
    loop {
        let told = match visitor.try_go("GET", url, None).await {
            Ok(seen) if seen.status == 200 => return Ok((seen.url, seen.text)),
            // The service's answer to a code that was redeemed by a request whose answer got lost: it begins anew, and the
            // platform, which knows what was approved, asks nothing.
            Ok(seen) if patience && seen.url.contains("vaccination") && seen.status < 500 => {
                match visitor.try_go("GET", &world.url("vaccination", "/login"), None).await {
                    Ok(again) if again.status == 200 => return Ok((again.url, again.text)),
                    other => format!("{url}: {:?}", other.map(|seen| seen.status)),
                }
            }
            Ok(seen) => format!("{url} led to {}: {} {}", seen.url, seen.status, seen.text),
            Err(error) => format!("{url}: {error:?}"),
        };
        tries += 1;
        if !patience || tries > 20 {
            return Err(told);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// People who log in one after another, each from an address of their own, until told to stop.
#[derive(Default)]
pub(crate) struct Load {
    stop: AtomicBool,
    done: AtomicUsize,
}

impl Load {
    /// Runs `act` beside four such people; what they met.
    pub(crate) async fn beside<T>(
        world: &World,
        patience: bool,
        act: impl Future<Output = T>,
    ) -> (T, usize, Vec<String>) {
        let load = Self::default();
        let acting = async {
            let out = act.await;
            load.stop.store(true, Ordering::SeqCst);
            out
        };
        let (out, a, b, c, d) = tokio::join!(
            acting,
            load.person(world, 2, patience),
            load.person(world, 3, patience),
            load.person(world, 4, patience),
            load.person(world, 5, patience)
        );
        (out, load.done.load(Ordering::SeqCst), [a, b, c, d].concat())
    }

    async fn person(&self, world: &World, address: u8, patience: bool) -> Vec<String> {
        let mut faults = Vec::new();
        while !self.stop.load(Ordering::SeqCst) {
            match login(world, &mut world.visitor_from(address), patience).await {
                Ok(()) => drop(self.done.fetch_add(1, Ordering::SeqCst)),
                Err(fault) => faults.push(fault),
            }
            // The doors count by address: 60 logins in a minute.
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        faults
    }
}

async fn a_rolling_restart_fails_no_request(cluster: &mut Cluster) {
    let Cluster { world, nodes, .. } = cluster;
    let restart = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        // The first of each role, then the second: never both of one.
        for half in nodes.chunks_mut(crate::cluster::ROLES.len()) {
            for node in half.iter() {
                node.signal("TERM");
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
            for node in half.iter() {
                let (status, text) = node.ask("/health/ready").await.unwrap();
                assert!(status == 503 && text.contains("stopping"), "{}: {status} {text}", node.role);
                assert_eq!(node.ask("/health/live").await.unwrap().0, 200, "it drains and lives");
            }
            for node in half.iter_mut() {
                assert!(node.ended().await, "{} did not end well: {}", node.role, node.logged());
                node.start_anew();
            }
            for node in half.iter_mut() {
                node.ready().await;
            }
            tokio::time::sleep(PASSED_OVER).await;
        }
    };
    let ((), done, faults) = Load::beside(world, false, restart).await;
    println!("rolling restart: {done} logins");
    assert!(faults.is_empty(), "{} of {done} failed:\n{}", faults.len(), faults.join("\n"));
    assert!(done >= 8, "{done} logins are no load");
}

async fn a_node_that_dies_loses_no_accepted_step(cluster: &mut Cluster) {
    let before = cluster.database.count("select count(*) from consent_consent").await;
    let Cluster { world, nodes, .. } = cluster;
    let kill = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        for node in nodes.iter_mut().take(crate::cluster::ROLES.len()) {
            node.signal("KILL");
            assert!(!node.ended().await);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let ((), done, faults) = Load::beside(world, true, kill).await;
    println!("nodes killed: {done} logins");
    assert!(faults.is_empty(), "{} of {done} failed:\n{}", faults.len(), faults.join("\n"));
    let after = cluster.database.count("select count(*) from consent_consent").await;
    assert!(
        after - before >= i64::try_from(done).unwrap(),
        "{done} approvals, {before} then {after} consents"
    );
}

/// With one node of each role left: every receipt is in the log, no job is left over, and no read is of unknown outcome.
pub(crate) async fn everything_is_proved(database: &Database) {
    let began = tokio::time::Instant::now();
    loop {
        let unlogged = database.count("select count(*) from evidence_receipt where log_index is null").await;
        let jobs = database.count("select count(*) from core_job").await;
        if unlogged == 0 && jobs == 0 {
            return;
        }
        assert!(began.elapsed() < PROOF, "{unlogged} receipts are not in the log, {jobs} jobs are left over");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

// --- the file and the table ----------------------------------------------------------------------------------------------

#[test]
fn the_proxy_sends_each_path_where_the_table_says() {
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_causeway")).args(["generated", "nodes"]).output();
    let table = String::from_utf8(output.unwrap().stdout).unwrap();
    let file =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/nginx.conf")).unwrap();
    let manifests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/kubernetes/causeway.yaml");
    let manifests = fs::read_to_string(manifests).unwrap();
    for role in ["identity", "gateway"] {
        let mut wanted: Vec<_> = table
            .lines()
            .filter(|line| line.starts_with("| `/") && line.ends_with(&format!("| {role} |")))
            .map(|line| line.split('`').nth(1).unwrap()[1..].replace('.', r"\."))
            .collect();
        wanted.sort();
        let block = format!("proxy_pass http://{role};");
        let line = file.lines().zip(file.lines().skip(1)).find(|(_, next)| next.trim() == block).unwrap().0;
        let mut found: Vec<_> = line
            .split_once("^/(")
            .and_then(|(_, rest)| rest.split_once(")(/|$)"))
            .map(|(names, _)| names.split('|').map(str::to_owned).collect())
            .unwrap_or_default();
        found.sort();
        assert_eq!(found, wanted, "deploy/nginx.conf and docs/generated/nodes.md differ about {role}");
        let service = format!("name: causeway-{role},");
        let mut ingress: Vec<_> = manifests
            .lines()
            .filter(|line| line.contains(&service))
            .filter_map(|line| line.split("path: /").nth(1)?.split(',').next())
            .map(|path| path.replace('.', r"\."))
            .collect();
        ingress.sort();
        assert_eq!(ingress, wanted, "deploy/kubernetes and docs/generated/nodes.md differ about {role}");
    }
}
