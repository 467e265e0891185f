//! People with passkeys: registered in the demonstration by the pages that everybody uses, with keys that the generator keeps.

use std::path::Path;

use causeway_core::{Error, Result};
use causeway_crypto::soft_passkey::{Kept, SoftKey};
use serde_json::Value;
use url::Url;

use crate::browser::{Browser, Stop};
use crate::page;
use crate::wire::Pool;

/// Sample people who can register: the last two of the demonstration's twelve cannot.
const PEOPLE: u64 = 10;

/// Registers them and writes their keys to a file.
pub(crate) async fn register(pool: &Pool, host: &str, origin: &Url, file: &Path) -> Result<()> {
    let mut kept = Vec::new();
    for number in 0..PEOPLE {
        kept.push(one(pool, host, origin, number).await.map_err(|stop| broken(&stop))?.keep()?);
    }
    let text = serde_json::to_string(&kept).map_err(Error::internal)?;
    std::fs::write(file, text).map_err(Error::internal)
}

/// Reads their keys.
pub(crate) fn read(file: &Path) -> Result<Vec<Kept>> {
    let text = std::fs::read_to_string(file).map_err(Error::internal)?;
    serde_json::from_str(&text).map_err(Error::internal)
}

/// What a person's passkey answers to the options on a page.
pub(crate) async fn sign(kept: &Kept, origin: &Url, options: &Value) -> Result<String> {
    Ok(SoftKey::restore(kept)?.sign(origin, options).await?.to_string())
}

fn broken(stop: &Stop) -> Error {
    Error::internal(format!("registering: {stop:?}"))
}

async fn one(pool: &Pool, host: &str, origin: &Url, number: u64) -> Result<SoftKey, Stop> {
    let unexpected = |what: &str| Stop::Broken(format!("no {what} on the page"));
    let mut browser = Browser::new(pool, host, number);
    let page = browser.get(&format!("/register?sample={number}")).await?.text;
    let form = page::form(&page, "action=\"/register\"").ok_or_else(|| unexpected("registration form"))?;
    let agreed = browser.post("/register", "", &page::filled(&form, "agree", "yes")).await?;
    let page = browser.get(&agreed.location).await?.text;
    let form = page::form(&page, "data-passkey=\"create\"").ok_or_else(|| unexpected("passkey form"))?;
    let made = SoftKey::create(origin, &form.options).await;
    let (key, response) = made.map_err(|e| Stop::Broken(e.to_string()))?;
    browser.submit(&form, &response.to_string()).await?;
    Ok(key)
}
