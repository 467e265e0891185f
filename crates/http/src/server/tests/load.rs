//! More requests, more sockets and slower clients than there is room for, on real sockets.

use std::sync::atomic::AtomicU32;

use causeway_core::Localised;

use super::*;
use crate::config::LoadControl;
use crate::load::aside;
use crate::{Access, Guard, Routes, Site, health};

/// A site whose routes have priorities; `/work` takes 300 ms and counts how often it was done.
async fn site(config: Config) -> (Running, Arc<AtomicU32>) {
    let (done, counted) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&done);
    let work = move || {
        let count = Arc::clone(&count);
        async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            count.fetch_add(1, Ordering::SeqCst);
            "done"
        }
    };
    drop(counted);
    let (finish, begin) = (work.clone(), work.clone());
    let routes = Routes::new()
        .get("/work", Access::Public, work)
        .get("/begin", Access::Public, begin)
        .priority(Priority::Begin)
        .post("/finish", Access::Public, finish)
        .priority(Priority::Finish)
        .get("/elsewhere", Access::Public, async || {
            aside(tokio::time::sleep(Duration::from_millis(600))).await;
            "back"
        })
        .merge(health::routes(Arc::new(|| Box::pin(async { Vec::new() })), Clock::system()))
        .merge(health::metrics(Arc::new(|| "up 1".to_owned()), vec!["127.0.0.0/8".parse().unwrap()]));
    let name = Localised::new("Causeway", "Causeway", "Causeway");
    let site = Site::new("http://id.localhost", name, causeway_core::Rng::seeded(1)).unwrap();
    let hosts = Hosts::new().host("id.localhost", routes.into_site(Guard::knowing_nobody(site)));
    let server = Server::bind(config).await.unwrap();
    let address = server.address().unwrap();
    let (stop, stopped) = watch::channel(false);
    let ended = tokio::spawn(server.serve(hosts, stopped));
    (Running { address, stop, ended }, done)
}

fn narrow() -> Config {
    Config { concurrent_requests: 1, ..config() }
}

type Asking = tokio::task::JoinHandle<String>;

fn asking(address: SocketAddr, path: &'static str) -> Asking {
    tokio::spawn(async move { ask(address, path, &format!("{HOST}Accept: text/html\r\n")).await })
}

fn posting(address: SocketAddr, path: &'static str) -> Asking {
    tokio::spawn(async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("POST {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n{HOST}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        answer
    })
}

async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn what_was_begun_goes_first_and_a_beginning_is_told_to_come_back() {
    let (running, done) = site(narrow()).await;
    let first = asking(running.address, "/work");
    a_moment().await;
    let begins: Vec<_> = (0..3).map(|_| asking(running.address, "/begin")).collect();
    a_moment().await;
    let finishes: Vec<_> = (0..2).map(|_| posting(running.address, "/finish")).collect();
    assert!(first.await.unwrap().ends_with("done"));
    for finish in finishes {
        assert!(finish.await.unwrap().ends_with("done"));
    }
    for begin in begins {
        let told = begin.await.unwrap();
        assert!(told.starts_with("HTTP/1.1 503 ") && told.contains("retry-after: "), "{told}");
        assert!(told.contains("refresh: ") && told.contains("You have lost nothing"), "{told}");
    }
    assert_eq!(done.load(Ordering::SeqCst), 3, "nothing that was refused was done");
}

#[tokio::test]
async fn health_answers_while_nothing_else_has_room() {
    let (running, _) = site(narrow()).await;
    let busy: Vec<_> = (0..20).map(|_| posting(running.address, "/finish")).collect();
    a_moment().await;
    for path in ["/health/live", "/health/ready", "/metrics"] {
        let answer = tokio::time::timeout(Duration::from_millis(200), ask(running.address, path, HOST)).await;
        let answer = answer.unwrap_or_else(|_| panic!("{path} waits"));
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    busy.iter().for_each(Asking::abort);
}

#[tokio::test]
async fn a_request_that_waits_for_another_server_leaves_its_place_to_others() {
    let (running, _) = site(narrow()).await;
    let slow = asking(running.address, "/elsewhere");
    a_moment().await;
    let quick = asking(running.address, "/work");
    assert!(quick.await.unwrap().ends_with("done") && !slow.is_finished());
    assert!(slow.await.unwrap().ends_with("back"));
}

#[tokio::test]
async fn who_goes_away_while_waiting_is_not_served() {
    let (running, done) = site(narrow()).await;
    let first = asking(running.address, "/work");
    a_moment().await;
    let gone = asking(running.address, "/work");
    a_moment().await;
    gone.abort();
    let _ = gone.await;
    assert!(first.await.unwrap().ends_with("done"));
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(done.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn when_all_sockets_are_taken_operators_get_in_and_others_are_told_or_wait() {
    let (running, _) = site(Config { connections: 1, ..config() }).await;
    let silent = TcpStream::connect(running.address).await.unwrap();
    a_moment().await;
    let health = ask(running.address, "/health/live", HOST).await;
    assert!(health.starts_with("HTTP/1.1 200 ") && health.contains("connection: close"), "{health}");
    let told = ask(running.address, "/work", HOST).await;
    assert!(told.starts_with("HTTP/1.1 503 ") && told.contains("retry-after: 5"), "{told}");
    let waits = asking(running.address, "/work");
    a_moment().await;
    drop(silent);
    assert!(waits.await.unwrap().ends_with("done"), "a seat was free soon enough");
}

#[tokio::test]
async fn beyond_the_spare_sockets_one_waits_in_the_systems_queue() {
    let (running, _) = site(Config { connections: 1, header_seconds: 1, ..config() }).await;
    let mut silent = Vec::new();
    for _ in 0..33 {
        silent.push(TcpStream::connect(running.address).await.unwrap());
    }
    a_moment().await;
    let late = asking(running.address, "/health/live");
    a_moment().await;
    assert!(!late.is_finished());
    // Silent clients are dropped, and their sockets change hands.
    let answer = tokio::time::timeout(Duration::from_secs(5), late).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn a_kept_connection_on_which_nothing_comes_is_closed_in_time() {
    let (running, _) = site(Config { header_seconds: 1, ..config() }).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(format!("GET /health/live HTTP/1.1\r\n{HOST}\r\n").as_bytes()).await.unwrap();
    let mut all = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut all)).await;
    assert!(read.is_ok(), "still open");
    assert!(String::from_utf8_lossy(&all).starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn when_sockets_run_short_answers_end_their_connections() {
    let (running, _) = site(Config { connections: 32, ..config() }).await;
    let mut kept = Vec::new();
    for _ in 0..30 {
        kept.push(TcpStream::connect(running.address).await.unwrap());
    }
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(format!("GET /health/live HTTP/1.1\r\n{HOST}\r\n").as_bytes()).await.unwrap();
    let mut all = String::new();
    let read = tokio::time::timeout(Duration::from_secs(3), stream.read_to_string(&mut all)).await;
    assert!(read.is_ok() && all.contains("connection: close"), "{all}");
}

#[tokio::test]
async fn a_flood_is_answered_whole_and_what_was_let_in_is_done() {
    let (running, done) = site(Config { concurrent_requests: 64, ..config() }).await;
    let flood: Vec<_> = (0..400).map(|_| asking(running.address, "/begin")).collect();
    let (mut served, mut told) = (0, 0);
    for one in flood {
        let answer = one.await.unwrap();
        if answer.starts_with("HTTP/1.1 200 ") {
            served += 1;
        } else {
            assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: "), "{answer}");
            told += 1;
        }
    }
    assert_eq!((served + told, served), (400, done.load(Ordering::SeqCst)));
    assert!(served >= 64, "{served}");
}

#[test]
fn it_adapts_unless_it_is_told_not_to() {
    assert_eq!(Config::default().load_control, LoadControl::Adaptive);
}
