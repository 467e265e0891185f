//! Clients of a file: what a conformance suite, or a program that is being written, is registered as.

use std::path::Path;

use causeway_core::{Error, Result};
use serde_json::{Map, Value};

use crate::wiring::{self, Platform};

/// Registers every client of a JSON array, or says which one cannot be.
pub(super) async fn register(platform: &Platform, file: &Path) -> Result<()> {
    let bad = |why: String| Error::invalid("bad_clients", format!("{}: {why}", file.display()));
    let text = std::fs::read(file).map_err(|error| bad(error.to_string()))?;
    let all: Vec<Map<String, Value>> = serde_json::from_slice(&text)
        .map_err(|error| bad(format!("not an array of client metadata: {error}")))?;
    let (oidc, operator) = (&platform.oidc, &wiring::operator()?);
    for (index, one) in all.iter().enumerate() {
        let put = platform
            .env
            .db
            .tx(|tx| Box::pin(async move { oidc.put_metadata(tx, operator, one.clone()).await }));
        put.await.map_err(|error| bad(format!("client {}: {}", index + 1, error.public())))?;
    }
    Ok(())
}
