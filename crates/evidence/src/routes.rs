//! The log for everybody: c2sp.org/tlog-tiles under `/log`.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use causeway_core::Error;
use causeway_http::{Access, Reply, Routes};

use crate::Evidence;
use crate::log::Hash;
use crate::log::tile::{Level, Name};
use crate::openapi;
use crate::record::signed;
use crate::sequence::ENTRIES;
use crate::store;

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// The content of a name never changes, that of a partial tile neither.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Bytes of an entry in its bundle.
const BUNDLED: usize = 34;

impl Evidence {
    /// `/log/checkpoint`, `/log/tile/...`, `/log/key` and `/log/history`, all public.
    pub fn routes(&self) -> Routes {
        Routes::new()
            .get("/log/checkpoint", Access::Public, checkpoint)
            .documented(openapi::checkpoint())
            .get("/log/tile/{*name}", Access::Public, tile)
            .documented(openapi::tile())
            .get("/log/key", Access::Public, key)
            .documented(openapi::key())
            .get("/log/history", Access::Public, history)
            .documented(openapi::history())
            .with_state(self.clone())
    }
}

async fn checkpoint(State(evidence): State<Evidence>) -> Reply<Response> {
    let log = store::published_log(&evidence.env.db).await?.ok_or_else(Error::not_found)?;
    Ok(([(CONTENT_TYPE, TEXT), (CACHE_CONTROL, "no-store")], log.checkpoint).into_response())
}

/// The log's key under its present name, and under each that it had before.
async fn key(State(evidence): State<Evidence>) -> Reply<Response> {
    let lines = evidence.trust_lines().await?;
    Ok(([(CONTENT_TYPE, TEXT), (CACHE_CONTROL, "no-store")], lines).into_response())
}

/// The names that the log had, and the entries whose receipts were lost with a database.
async fn history(State(evidence): State<Evidence>) -> Reply<Response> {
    Ok(([(CACHE_CONTROL, "no-store")], axum::Json(evidence.history().await?)).into_response())
}

/// A tile as wide as its name says: tiles only grow, so a narrower one is a prefix of what is stored.
async fn tile(State(evidence): State<Evidence>, Path(name): Path<String>) -> Reply<Response> {
    let name: Name = name.parse().map_err(|_| Error::not_found())?;
    let (level, bytes) = match name.level {
        Level::Entries => (ENTRIES, name.width * BUNDLED),
        Level::Hashes(level) => (level.into(), name.width * size_of::<Hash>()),
    };
    let number = signed(name.number).map_err(|_| Error::not_found())?;
    let stored = store::published_tile(&evidence.env.db, level, number).await?;
    let mut content = stored.filter(|content| content.len() >= bytes).ok_or_else(Error::not_found)?;
    content.truncate(bytes);
    Ok(([(CONTENT_TYPE, BYTES), (CACHE_CONTROL, FOR_EVER)], content).into_response())
}
