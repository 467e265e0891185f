//! What of logins must survive the restore of an older backup, and doing it again there.

use causeway_core::journal::{self, Entry};
use causeway_core::{AccountId, ClientId, Error, OrganisationId, Result, Tx};
use causeway_crypto::b64;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use crate::client::Client;
use crate::elsewhere::UserCode;
use crate::model::Grant;
use crate::status::StopReason;
use crate::{Oidc, store};

/// A code was redeemed.
const CODE_USED: &str = "oidc.code_used";
/// A grant was revoked.
const REVOKED: &str = "oidc.grant_revoked";
/// A grant's end was brought forward.
const ENDED: &str = "oidc.grant_ended";
/// Every grant of a family was revoked, but for one.
const FAMILY_ENDED: &str = "oidc.family_ended";
/// A refresh token was exchanged for its successor.
const ROTATED: &str = "oidc.grant_rotated";
/// An answer given away from the browser was fetched.
const BACKCHANNEL_USED: &str = "oidc.backchannel_used";
/// A person set a code against prompts, or removed it.
const USER_CODE: &str = "oidc.user_code";
/// A client was stopped, or may go on.
const STOPPED: &str = "oidc.client_stopped";
const RESUMED: &str = "oidc.client_resumed";
/// What was granted to an organisation's clients is void, since it was suspended or closed.
const VOID: &str = "oidc.clients_void";
/// What a client proves itself by was changed, or where it is answered.
const CLIENT: &str = "oidc.client_changed";
/// A client was given another secret.
const SECRET: &str = "oidc.client_secret";

/// A client's registration access token was replaced.
const REGISTRATION: &str = "oidc.registration_token";
/// An initial access token was used.
const INITIAL: &str = "oidc.initial_token";

impl Oidc {
    /// Notes by which token a client is managed from now on.
    pub(crate) async fn note_registration(
        &self,
        tx: &mut Tx<'_>,
        client: &ClientId,
        hash: &[u8; 32],
    ) -> Result<()> {
        journal::note(&self.env, tx, REGISTRATION, json!({"client": client, "sha256": b64::encode(hash)})).await
    }

    /// Notes how often an initial access token may still be used, at most.
    pub(crate) async fn note_initial_token(&self, tx: &mut Tx<'_>, hash: &[u8; 32], most: i64) -> Result<()> {
        journal::note_unordered(&self.env, tx, INITIAL, json!({"sha256": b64::encode(hash), "most": most})).await
    }

    /// Spends a code, for good; false when another request was faster.
    pub(crate) async fn use_code(&self, tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
        let used = store::use_code(tx, hash, now).await?;
        if used {
            journal::note_unordered(&self.env, tx, CODE_USED, json!({"code": b64::encode(hash)})).await?;
        }
        Ok(used)
    }

    /// Spends an `auth_req_id`, for good; false when another request was faster.
    pub(crate) async fn use_backchannel(
        &self,
        tx: &mut Tx<'_>,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool> {
        let used = store::use_backchannel(tx, hash, now).await?;
        if used {
            journal::note_unordered(&self.env, tx, BACKCHANNEL_USED, json!({"id": b64::encode(hash)}))
                .await?;
        }
        Ok(used)
    }

    /// Spends a `device_code`, for good; false when another request was faster.
    pub(crate) async fn use_device(&self, tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
        let used = store::use_device(tx, hash, now).await?;
        if used {
            journal::note_unordered(&self.env, tx, BACKCHANNEL_USED, json!({"id": b64::encode(hash)}))
                .await?;
        }
        Ok(used)
    }

    /// Notes a code that a person set by its MAC, which tells nobody the code, or that it was removed.
    pub(crate) async fn note_user_code(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        mac: Option<&[u8; 32]>,
    ) -> Result<()> {
        let entry = json!({"account": account, "mac": mac.map(|mac| b64::encode(mac))});
        journal::note(&self.env, tx, USER_CODE, entry).await
    }

    /// Revokes a grant, for good.
    pub(crate) async fn revoke_grant(&self, tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<()> {
        store::revoke(tx, id, now).await?;
        journal::note_unordered(&self.env, tx, REVOKED, json!({"grant": id})).await
    }

    /// Revokes the grants of a family, for good, but for the one that takes their place.
    pub(crate) async fn end_family(&self, tx: &mut Tx<'_>, family: Uuid, except: Option<Uuid>) -> Result<()> {
        store::revoke_family(tx, family, except, self.env.now()).await?;
        let entry = json!({"family": family, "except": except});
        journal::note_unordered(&self.env, tx, FAMILY_ENDED, entry).await
    }

    /// Brings a grant's end forward, for good.
    pub(crate) async fn end_grant_by(&self, tx: &mut Tx<'_>, id: Uuid, at: Timestamp) -> Result<()> {
        store::end_by(tx, id, at).await?;
        journal::note_unordered(&self.env, tx, ENDED, json!({"grant": id, "by": at})).await
    }

    /// Moves a grant on to its next refresh token, for good; false when another request was faster.
    pub(crate) async fn rotate_grant(
        &self,
        tx: &mut Tx<'_>,
        grant: &Grant,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        let moved = store::rotate(tx, grant, now, until).await?;
        if moved {
            let entry = json!({"grant": grant.id, "generation": grant.generation + 1, "until": until});
            journal::note_unordered(&self.env, tx, ROTATED, entry).await?;
        }
        Ok(moved)
    }

    pub(crate) async fn note_stopped(
        &self,
        tx: &mut Tx<'_>,
        client: &ClientId,
        reason: StopReason,
    ) -> Result<()> {
        journal::note(&self.env, tx, STOPPED, json!({"client": client, "reason": reason.as_str()})).await
    }

    /// Makes void, for good, what was granted so far to an organisation's clients.
    pub(crate) async fn void_all_of(&self, tx: &mut Tx<'_>, organisation: &OrganisationId) -> Result<()> {
        store::void_all_of(tx, organisation, self.env.now()).await?;
        journal::note(&self.env, tx, VOID, json!({"organisation": organisation})).await
    }

    pub(crate) async fn note_resumed(&self, tx: &mut Tx<'_>, client: &ClientId) -> Result<()> {
        journal::note(&self.env, tx, RESUMED, json!({"client": client})).await
    }

    /// Notes what keeps a key that leaked, or an address that was given up, from being good again.
    pub(crate) async fn note_client(&self, tx: &mut Tx<'_>, client: &Client) -> Result<()> {
        let entry = json!({"client": client.id, "keys": client.keys, "redirect_uris": client.redirect_uris, "scopes": client.scopes.to_string()});
        journal::note(&self.env, tx, CLIENT, entry).await
    }

    /// Notes a new secret by its hash, which tells nobody the secret.
    pub(crate) async fn note_secret(
        &self,
        tx: &mut Tx<'_>,
        client: &ClientId,
        hash: &[u8; 32],
    ) -> Result<()> {
        journal::note(&self.env, tx, SECRET, json!({"client": client, "sha256": b64::encode(hash)})).await
    }

    /// Does again what an entry of the journal says was done here. Idempotent; entries of other domains are passed over.
    pub async fn replay(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
        match entry.kind.as_str() {
            CODE_USED => store::use_code(tx, &hash(entry, "code")?, entry.at).await.map(drop),
            BACKCHANNEL_USED => {
                let id = hash(entry, "id")?;
                store::use_backchannel(tx, &id, entry.at).await?;
                store::use_device(tx, &id, entry.at).await.map(drop)
            }
            USER_CODE => {
                let account = of(entry, "account")?;
                match of::<Option<String>>(entry, "mac")? {
                    None => store::delete_user_code(tx, account).await,
                    Some(_) => {
                        let new = UserCode { mac: hash(entry, "mac")?, tries: 0, tries_from: entry.at };
                        store::put_user_code(tx, account, new).await
                    }
                }
            }
            REVOKED => store::revoke(tx, of(entry, "grant")?, entry.at).await,
            FAMILY_ENDED => {
                store::revoke_family(tx, of(entry, "family")?, of(entry, "except")?, entry.at).await
            }
            ENDED => store::end_by(tx, of(entry, "grant")?, of(entry, "by")?).await,
            ROTATED => {
                let (grant, generation) = (of(entry, "grant")?, of(entry, "generation")?);
                store::rotate_again(tx, grant, generation, entry.at, of(entry, "until")?).await
            }
            STOPPED => store::stop(tx, &of(entry, "client")?, of(entry, "reason")?, entry.at).await,
            VOID => store::void_all_of(tx, &of(entry, "organisation")?, entry.at).await,
            RESUMED => store::resume(tx, &of(entry, "client")?).await,
            CLIENT => {
                let (keys, uris) = (of(entry, "keys")?, of(entry, "redirect_uris")?);
                store::change_again(tx, &of(entry, "client")?, keys, uris, of(entry, "scopes")?).await
            }
            SECRET => {
                store::put_secret(tx, &of(entry, "client")?, &hash(entry, "sha256")?, None, entry.at).await
            }
            REGISTRATION => {
                store::set_registration_token(tx, &of(entry, "client")?, &hash(entry, "sha256")?).await
            }
            INITIAL => store::cap_initial_token(tx, &hash(entry, "sha256")?, of(entry, "most")?).await,
            _ => Ok(()),
        }
    }

    /// Ends what was under way when a backup was made: authorizations that wait, codes that were not redeemed.
    pub async fn end_pending(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::end_pending(tx, self.env.now()).await
    }
}

fn of<T: DeserializeOwned>(entry: &Entry, name: &str) -> Result<T> {
    let value = entry.entry.get(name).cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(Error::internal)
}

fn hash(entry: &Entry, name: &str) -> Result<[u8; 32]> {
    let text: String = of(entry, name)?;
    b64::decode(&text)?.try_into().map_err(|_| Error::internal("a hash has 32 bytes"))
}
