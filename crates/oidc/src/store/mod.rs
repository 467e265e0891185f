//! SQL of this crate's tables.

mod again;
mod authorizations;
mod backchannel;
mod clients;
mod device;
mod grants;
mod jwks;
mod pushed;
mod registration;
mod resources;
mod sessions;

pub(crate) use again::*;
pub(crate) use authorizations::*;
pub(crate) use backchannel::*;
pub(crate) use clients::*;
pub(crate) use device::*;
pub(crate) use grants::*;
pub(crate) use jwks::*;
pub(crate) use pushed::*;
pub(crate) use registration::*;
pub(crate) use resources::*;
pub(crate) use sessions::*;

use causeway_core::{Acr, Error, Result, Tx};
use jiff::Timestamp;

use crate::rules::check_acr;

/// A list in one column: the names have no spaces.
fn join<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(" ")
}

fn split(text: &str) -> Vec<String> {
    text.split(' ').filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}

/// The code challenge as it is kept: empty where the client left PKCE out.
fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn acrs(text: &str) -> Result<Vec<Acr>> {
    let known = |name: &str| check_acr::ALL.into_iter().find(|acr| acr.urn() == name);
    let unknown = |name: &str| Error::internal(format!("unknown acr {name}"));
    text.split(' ')
        .filter(|name| !name.is_empty())
        .map(|name| known(name).ok_or_else(|| unknown(name)))
        .collect()
}

/// Deletes a batch of what has expired; returns how many rows went.
pub(crate) async fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    let mut gone = 0;
    for sql in [
        "delete from oidc_authorization where request in (select request from oidc_authorization where expires_at <= $1 limit 500)",
        "delete from oidc_code where hash in (select hash from oidc_code where expires_at <= $1 limit 500)",
        "delete from oidc_grant where id in (select id from oidc_grant where expires_at <= $1 limit 500)",
        "delete from oidc_assertion where hash in (select hash from oidc_assertion where expires_at <= $1 limit 500)",
        "delete from oidc_pushed where hash in (select hash from oidc_pushed where expires_at <= $1 limit 500)",
        "delete from oidc_backchannel where hash in (select hash from oidc_backchannel where expires_at <= $1 limit 500)",
        "delete from oidc_device where hash in (select hash from oidc_device where expires_at <= $1 limit 500)",
        "delete from oidc_jwks where client in (select client from oidc_jwks where expires_at <= $1 limit 500)",
        "delete from oidc_initial_token where hash in (select hash from oidc_initial_token where expires_at <= $1 limit 500)",
        "delete from oidc_session where sid in (select sid from oidc_session where expires_at <= $1 limit 500)",
        "delete from oidc_logout where id in (select id from oidc_logout where expires_at <= $1 limit 500)",
    ] {
        gone += tx.execute(sql, &[now.into()]).await?;
    }
    Ok(gone)
}
