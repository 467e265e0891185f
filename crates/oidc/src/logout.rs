//! The end of a session: the services at which it was in use are told (OpenID Connect Back-Channel Logout 1.0), and what they hold of it
//! ends, unless they were given something that lasts.

use causeway_core::jobs::{self, Job};
use causeway_core::{ClientId, Error, Result, SessionId, Tx};
use causeway_http::Browser;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::endpoints::respond;
use crate::model::{InUse, Logout};
use crate::scope::Scope;
use crate::{Oidc, store};

/// The job that tells one service: `{sid}`.
pub const LOGOUT: &str = "oidc.logout";
/// Section 2.4.
const TYPE: &str = "logout+jwt";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// For so many seconds a logout token is good (section 2.4 asks for two minutes at most).
const LIFE: i64 = 120;

#[derive(Serialize, Deserialize)]
struct Told {
    sid: String,
}

/// The claims of a logout token (section 2.4). It has no nonce, so that nobody takes it for an ID token.
#[derive(Serialize)]
struct LogoutClaims<'a> {
    iss: &'a str,
    aud: &'a ClientId,
    sub: &'a str,
    sid: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
    events: serde_json::Value,
}

/// A logout that a service has asked for, as far as the person has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedLogout {
    /// The service that asks, if it said who it is.
    pub client: Option<ClientId>,
    /// Where the person goes on afterwards, if the service has said so.
    pub next: Option<String>,
    /// The origin of that, for the page whose form leads there.
    pub origin: Option<String>,
}

impl Oidc {
    /// What the job that tells of a session's end calls: whoever knows the session is told, and grants that were made in it and were not
    /// to outlast it are revoked. Idempotent.
    pub async fn session_ended(&self, session: SessionId) -> Result<()> {
        self.env.db.tx(|tx| Box::pin(async move { self.end_in(tx, session).await })).await
    }

    async fn end_in(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<()> {
        let now = self.env.now();
        for grant in store::live_grants_of_session(tx, session, now).await? {
            if !grant.scope.has(Scope::OfflineAccess) {
                self.revoke_grant(tx, grant.id, now).await?;
            }
        }
        for InUse { sid, client, .. } in store::in_use(tx, session).await? {
            let known = store::client_in(tx, &client).await?;
            if known.is_some_and(|known| known.client.settings.backchannel_logout_uri.is_some()) {
                store::detach(tx, &sid, self.env.new_uuid()?).await?;
                let told = serde_json::to_value(Told { sid }).map_err(Error::internal)?;
                jobs::enqueue(tx, self.env.new_uuid()?, LOGOUT, told, now).await?;
            } else {
                store::delete_sid(tx, &sid).await?;
            }
        }
        Ok(())
    }

    /// Tells one service. What it answers by 4xx it will answer again, so it is not asked twice; anything else is tried again.
    pub(crate) async fn tell_logout(&self, job: &Job) -> Result<()> {
        let Told { sid } = serde_json::from_value(job.payload.clone()).map_err(Error::internal)?;
        let Some(InUse { sid, client, subject }) = store::by_sid(&self.env.db, &sid).await? else {
            return Ok(());
        };
        let known = store::client(&self.env.db, &client).await?;
        if let Some(uri) = known.and_then(|known| known.client.settings.backchannel_logout_uri) {
            let iat = self.env.now().as_second();
            let token = self.sign(
                TYPE,
                &LogoutClaims {
                    iss: self.issuer(),
                    aud: &client,
                    sub: &subject,
                    sid: &sid,
                    iat,
                    exp: iat + LIFE,
                    jti: job.id.to_string(),
                    events: json!({EVENT: {}}),
                },
            )?;
            let request = self.ports.http.client().post(uri).form(&[("logout_token", token)]);
            let answer = self.ports.http.send(request).await?;
            if answer.status.is_server_error() {
                return Err(Error::upstream("logout_not_taken", "The service did not take the logout."));
            }
            if !answer.status.is_success() {
                tracing::warn!(%client, status = answer.status.as_u16(), "a service refused a logout");
            }
        }
        self.env.db.tx(|tx| Box::pin(async { store::delete_sid(tx, &sid).await })).await
    }

    /// The services at which a session is in use, and since when.
    pub async fn services_of(&self, session: SessionId) -> Result<Vec<(ClientId, Timestamp)>> {
        store::clients_of(&self.env.db, session).await
    }

    /// A logout that a service has asked for in this browser; none when it is over or another browser's.
    pub async fn asked_logout(&self, id: Uuid, browser: &Browser) -> Result<Option<AskedLogout>> {
        self.env.db.tx(|tx| Box::pin(async move { self.logout_in(tx, id, browser, false).await })).await
    }

    /// Takes such a logout away, now that the person has answered.
    pub async fn take_logout(&self, id: Uuid, browser: &Browser) -> Result<Option<AskedLogout>> {
        self.env.db.tx(|tx| Box::pin(async move { self.logout_in(tx, id, browser, true).await })).await
    }

    async fn logout_in(
        &self,
        tx: &mut Tx<'_>,
        id: Uuid,
        browser: &Browser,
        take: bool,
    ) -> Result<Option<AskedLogout>> {
        let found = store::logout(tx, id, &browser.hash, self.env.now()).await?;
        if take {
            store::delete_logout(tx, id).await?;
        }
        Ok(found.map(|found| AskedLogout {
            next: found.next(),
            origin: found.uri.as_deref().and_then(respond::origin),
            client: found.client,
        }))
    }
}

impl Logout {
    /// Where the browser goes on: the registered URI, with the state (OpenID Connect RP-Initiated Logout section 3).
    pub(crate) fn next(&self) -> Option<String> {
        let uri = self.uri.as_ref()?;
        let Some(state) = &self.state else { return Some(uri.clone()) };
        let joint = if uri.contains('?') { '&' } else { '?' };
        let state: String = url::form_urlencoded::byte_serialize(state.as_bytes()).collect();
        Some(format!("{uri}{joint}state={state}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_rp_logout_3_the_state_goes_back_beside_what_stood_there() {
        let next = |uri: &str, state: Option<&str>| {
            let (uri, state) = (Some(uri.to_owned()), state.map(ToOwned::to_owned));
            Logout { id: Uuid::nil(), browser: [0; 32], client: None, uri, state }.next().unwrap()
        };
        assert_eq!(next("https://app.example/out", None), "https://app.example/out");
        assert_eq!(next("https://app.example/out", Some("a b&c")), "https://app.example/out?state=a+b%26c");
        assert_eq!(next("https://app.example/out?x=1", Some("s")), "https://app.example/out?x=1&state=s");
    }
}
