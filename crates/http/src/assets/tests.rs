//! The assets as browsers get them.

use axum::body::Body;
use axum::http::Request;
use causeway_core::Actor;

use super::*;
use crate::testing::{router, send};

/// Where the assets were built: compiler and fixtures lie there, too.
pub(crate) fn assets_cache() -> &'static str {
    let cache = option_env!("CAUSEWAY_ASSETS_CACHE").unwrap_or_default();
    assert!(!cache.is_empty(), "this test needs what npm installs: build without CAUSEWAY_ASSETS");
    cache
}

async fn fetch(path: &str, encoding: &str) -> crate::testing::Answer {
    let request = Request::get(path).header("accept-encoding", encoding).body(Body::empty()).unwrap();
    send(&router(Routes::new(), Actor::Nobody), request).await
}

#[tokio::test]
async fn what_pages_name_is_there_and_kept_for_ever() {
    for (name, kind) in
        [("app.css", "text/css"), ("app.js", "text/javascript"), ("icon.svg", "image/svg+xml")]
    {
        let answer = fetch(&url(name), "gzip, br").await;
        assert_eq!(answer.status, 200, "{name}");
        assert!(answer.header("content-type").starts_with(kind));
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("content-encoding"), "br");
        assert_eq!(fetch(&url(name), "identity").await.header("content-encoding"), "");
    }
    assert_eq!(fetch("/assets/app.css", "").await.status, 404);
    assert_eq!(fetch("/assets/..%2fapp.css", "").await.status, 404);
}

#[tokio::test]
async fn nothing_of_another_government_is_in_them() {
    for asset in ASSETS {
        let text = String::from_utf8_lossy(asset.plain);
        for foreign in ["GDS Transport", "@font-face", "crown", "crest", "gov.uk/"] {
            assert!(!text.contains(foreign), "{} has {foreign}", asset.name);
        }
    }
}

/// Research, goal A-4: a first load is at most 60 kB compressed, the page itself included.
#[test]
fn a_first_load_is_small() {
    let first = ["app.css", "app.js", "icon.svg"];
    let bytes: usize =
        ASSETS.iter().filter(|a| first.contains(&a.name)).map(|a| a.brotli.unwrap_or(a.plain).len()).sum();
    assert!(bytes < 40_000, "{bytes}");
}

/// The lock file is the same on every machine: it names no registry.
#[test]
fn the_lock_file_names_no_registry() {
    let lock =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/package-lock.json")).unwrap();
    assert!(!lock.contains("\"resolved\""));
    assert!(lock.contains("\"integrity\""));
}

/// `tsc` over the scripts, in the folder where they are built.
#[test]
fn the_scripts_pass_the_type_check() {
    let cache = assets_cache();
    let npm = |arguments: &[&str]| {
        let said = std::process::Command::new("npm").args(arguments).current_dir(cache).output().unwrap();
        let text =
            String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "npm {arguments:?}: {text}");
    };
    if !std::path::Path::new(cache).join("node_modules/typescript").exists() {
        npm(&["install", "--no-save", "--ignore-scripts"]);
    }
    npm(&["test"]);
}
