//! The log as everybody sees it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use causeway_core::Localised;
use causeway_http::{Access, Guard, Site};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;
use crate::log::tree;

pub(super) fn router(bench: &Bench) -> Router {
    let name = Localised::new("Log", "Log", "Log");
    let site = Site::new("http://localhost:8080", name, bench.env().rng.clone()).unwrap();
    bench.evidence.routes().into_router(Guard::knowing_nobody(site))
}

async fn get(router: &Router, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::get(format!("http://localhost:8080{path}")).header("host", "localhost:8080");
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
}

#[tokio::test]
async fn everything_is_public() {
    for bench in benches().await {
        let routes = bench.evidence.routes();
        let table: Vec<_> = routes.table().iter().map(|r| (r.method, r.path, r.access)).collect();
        let public = |path| ("GET", path, Access::Public);
        let paths = ["/log/checkpoint", "/log/tile/{*name}", "/log/key", "/log/history"];
        assert_eq!(table, paths.map(public));
    }
}

#[tokio::test]
async fn checkpoints_are_text_and_not_cached() {
    for bench in benches().await {
        let router = router(&bench);
        assert_eq!(get(&router, "/log/checkpoint").await.0, StatusCode::NOT_FOUND);
        bench.evidence.sequence().await.unwrap();
        let (status, headers, body) = get(&router, "/log/checkpoint").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CONTENT_TYPE], "text/plain; charset=utf-8");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(body.starts_with(b"localhost:8080/log\n0\n"));
        let (_, _, key) = get(&router, "/log/key").await;
        assert_eq!(key, (bench.evidence.trust_line() + "\n").into_bytes());
        let (_, _, history) = get(&router, "/log/history").await;
        assert_eq!(history, br#"{"origin":"localhost:8080/log","former":[],"lost":[]}"#);
    }
}

#[tokio::test]
async fn merkle_tree_tiles_of_every_published_size_stay_there() {
    for bench in benches().await {
        let account = bench.active_person(2).await;
        bench.evidence.sequence().await.unwrap();
        let router = router(&bench);
        let (status, headers, first) = get(&router, "/log/tile/0/000.p/2").await;
        assert_eq!((status, first.len()), (StatusCode::OK, 64));
        assert_eq!(headers[header::CONTENT_TYPE], "application/octet-stream");
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");

        for number in 0..3 {
            bench.record(Chain::Person(account), event(number)).await;
        }
        bench.evidence.sequence().await.unwrap();
        let (_, _, second) = get(&router, "/log/tile/0/000.p/5").await;
        assert_eq!((second.len(), &second[..64]), (160, first.as_slice()));
        assert_eq!(get(&router, "/log/tile/0/000.p/2").await.2, first);

        let (_, _, bundle) = get(&router, "/log/tile/entries/000.p/5").await;
        let hashes: Vec<u8> = bundle.chunks(34).flat_map(|entry| tree::leaf_hash(&entry[2..])).collect();
        assert_eq!(hashes, second);
    }
}

#[tokio::test]
async fn a_cached_answer_belongs_to_nobody() {
    for bench in benches().await {
        bench.active_person(1).await;
        bench.evidence.sequence().await.unwrap();
        let (_, headers, _) = get(&router(&bench), "/log/tile/0/000.p/1").await;
        assert!(!headers.contains_key(header::SET_COOKIE));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    for bench in benches().await {
        bench.active_person(2).await;
        bench.evidence.sequence().await.unwrap();
        let router = router(&bench);
        for path in [
            "0/000",
            "0/000.p/3",
            "0/001",
            "1/000.p/1",
            "entries/000",
            "entries/000.p/3",
            "0/000.p/0",
            "0/0",
            "x",
            "64/000",
            "data/000",
            "0/x999/x999/x999/x999/x999/x999/999",
        ] {
            let (status, _, _) = get(&router, &format!("/log/tile/{path}")).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
