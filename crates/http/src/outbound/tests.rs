//! What may be called, and how failures are told: against servers of our own on the loopback.

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

use super::*;

async fn server() -> String {
    let routes = Router::new()
        .route("/ok", get(async || axum::Json(serde_json::json!({"answer": 42}))))
        .route("/text", get(async || "no json"))
        .route("/large", get(async || "x".repeat(5000)))
        .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(30)).await))
        .route("/moved", get(async || axum::response::Redirect::to("/ok")))
        .route(
            "/refused",
            get(async || {
                crate::Problem::from(Error::conflict("consent_used", "The consent was for one read."))
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

fn made(allow_private: bool) -> Outbound {
    client(&Config { allow_private, total_seconds: 1, answer_bytes: 1000, ..Config::default() }).unwrap()
}

async fn code(outbound: &Outbound, url: &str) -> &'static str {
    match outbound.json::<serde_json::Value>(outbound.client().get(url)).await {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}

#[tokio::test]
async fn each_failure_has_its_code() {
    let (outbound, base) = (made(true), server().await);
    for (path, expected) in [
        ("/ok", "ok"),
        ("/text", "upstream_malformed"),
        ("/large", "upstream_too_large"),
        ("/slow", "upstream_timeout"),
        ("/moved", "upstream_status"),
        ("/refused", "upstream_status"),
        ("/missing", "upstream_status"),
    ] {
        assert_eq!(code(&outbound, &format!("{base}{path}")).await, expected, "{path}");
    }
    assert_eq!(code(&outbound, "http://127.0.0.1:1/").await, "upstream_unreachable");
}

#[tokio::test]
async fn the_other_sides_problem_can_be_read() {
    let (outbound, base) = (made(true), server().await);
    let answer = outbound.send(outbound.client().get(format!("{base}/refused"))).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.problem_code().as_deref()), (409, Some("consent_used")));
    assert!(!format!("{answer:?}").contains("consent"));
}

#[tokio::test]
async fn private_networks_are_not_called_unless_allowed() {
    let (closed, base) = (made(false), server().await);
    let port = base.rsplit(':').next().unwrap().to_owned();
    for host in [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
        "x.localhost",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
    ] {
        let url = format!("http://{host}:{port}/ok");
        assert_eq!(code(&closed, &url).await, "upstream_forbidden", "{url}");
    }
    let open = made(true);
    for host in ["127.0.0.1", "localhost", "vaccination.localhost"] {
        assert_eq!(code(&open, &format!("http://{host}:{port}/ok")).await, "ok", "{host}");
    }
}

#[test]
fn open_addresses_are_told_from_special_ones() {
    for open in ["1.1.1.1", "203.80.96.10", "2606:4700::1111", "2400:cb00::1"] {
        assert!(is_global(open.parse().unwrap()), "{open}");
    }
    for special in [
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "fc00::1",
        "fe80::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2002:a00:1::",
    ] {
        assert!(!is_global(special.parse().unwrap()), "{special}");
    }
}

#[test]
fn a_root_that_cannot_be_read_is_told_at_start() {
    let config = Config { extra_roots: vec!["/no/such/file.pem".into()], ..Config::default() };
    assert_eq!(client(&config).unwrap_err().code(), "bad_root");
}
