//! The style sheet, the scripts and the pictures, built by `build.rs` and embedded; named by their content, kept for ever.

use axum::extract::Path;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::{Access, Problem, Reply, Routes};

/// One asset.
struct Asset {
    /// Its name in the source, such as `app.css`; of a part that no page names itself, its file name.
    name: &'static str,
    /// Its file name, with a hash of its content.
    file: &'static str,
    media_type: &'static str,
    plain: &'static [u8],
    /// Compressed with brotli, if that is worth it.
    brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an asset by its name in the source.
pub fn url(name: &str) -> String {
    let file = ASSETS.iter().find(|asset| asset.name == name).map_or(name, |asset| asset.file);
    format!("/assets/{file}")
}

/// The route of all assets. Part of every host.
pub fn routes() -> Routes {
    Routes::new().get("/assets/{file}", Access::Public, serve).in_browser()
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Reply<Response> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.file == file)
        .ok_or_else(|| Problem::from(causeway_core::Error::not_found()))?;
    let wants_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|list| list.split(',').any(|one| one.trim() == "br"));
    let mut response = match asset.brotli {
        Some(small) if wants_brotli => ([(header::CONTENT_ENCODING, "br")], small).into_response(),
        _ => asset.plain.into_response(),
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    Ok(response)
}

#[cfg(test)]
pub(crate) mod tests;
