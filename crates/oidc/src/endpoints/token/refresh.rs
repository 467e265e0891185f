//! A refresh token becomes its successor (RFC 6749 section 6), with rotation (RFC 9700 section 4.14.2).

use causeway_core::{Result, Tx};
use uuid::Uuid;

use super::{Answer, Caller, Decided, Issue};
use crate::model::Grant;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::{check_refresh, check_resource, check_scope};
use crate::{Oidc, store, tokens};

impl Oidc {
    pub(super) async fn refresh(&self, caller: &Caller, params: &Params) -> Result<Answer, Refusal> {
        let presented = params.require("refresh_token")?;
        let (id, generation) = tokens::named_by_refresh(presented).ok_or_else(unknown)?;
        let grant = store::grant(&self.env.db, id).await?.ok_or_else(unknown)?;
        if !self.is_authentic(presented, &grant, generation) {
            return Err(unknown());
        }
        let scope = &check_scope::at_refresh(params, &grant.scope)?;
        let resources = &check_resource::at_token(params, &grant.terms.resources)?;
        let stands = self.login_stands(&grant).await?;
        let grant = self
            .env
            .db
            .tx(|tx| Box::pin(async move { self.refresh_in(tx, caller, id, generation, stands).await }))
            .await??;
        let refresh = Some(self.refresh_token(&grant, generation + 1));
        let client = &caller.proven.client;
        let what = Issue { client, scope, nonce: None, refresh, bound: caller.bound, resources };
        Ok(self.issue(&grant, what).await?)
    }

    async fn refresh_in(
        &self,
        tx: &mut Tx<'_>,
        caller: &Caller,
        id: Uuid,
        generation: i64,
        stands: bool,
    ) -> Result<Decided<Grant>> {
        if let Err(replayed) = caller.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let (now, client) = (self.env.now(), &caller.proven.client.id);
        let Some(grant) = store::grant_in(tx, id).await? else { return Ok(Err(unknown())) };
        if grant.client == *client && !caller.proven.status.honours(&grant, now) {
            return Ok(Err(unknown()));
        }
        match check_refresh::check(&grant, client, generation, now) {
            check_refresh::Verdict::Refused => Ok(Err(unknown())),
            check_refresh::Verdict::Stolen => {
                self.revoke_grant(tx, id, now).await?;
                Ok(Err(unknown()))
            }
            _ if !stands => {
                self.revoke_grant(tx, id, now).await?;
                let gone =
                    Refusal::new(Code::InvalidGrant, "The person has withdrawn the consent to log in here.");
                Ok(Err(gone.because("consent_withdrawn")))
            }
            check_refresh::Verdict::Repeat => Ok(Ok(grant)),
            check_refresh::Verdict::Rotate => {
                let longest = grant.created_at + self.config.refresh_longest();
                let until = longest.min(now + self.config.refresh_idle());
                // Whoever lost the race by a hair is within the grace window, and gets the same successor.
                self.rotate_grant(tx, &grant, now, until).await?;
                Ok(Ok(grant))
            }
        }
    }
}

/// The one answer to a refresh token that is not there, is spent, or is somebody else's.
fn unknown() -> Refusal {
    Refusal::new(Code::InvalidGrant, "The refresh token is unknown, is over, or belongs to another client.")
}
