//! A person who was asked directly has answered, or not yet (CIBA section 10.1).

use causeway_consent::Outcome;
use causeway_core::{Result, Tx};
use causeway_crypto::token::hash_of;

use super::elsewhere::{ended, pending, unknown};
use super::{Answer, Caller, Decided};
use crate::elsewhere::{Ended, FETCH};
use crate::endpoints::conclude::FreshGrant;
use crate::grant_type::GrantType;
use crate::model::Grant;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::{check_binding, check_grant_type};
use crate::{Oidc, store};

impl Oidc {
    pub(super) async fn poll(&self, caller: &Caller, params: &Params) -> Result<Answer, Refusal> {
        let client = &caller.proven.client;
        check_grant_type::check(client, GrantType::Ciba)?;
        check_binding::is_met(client, caller.bound)?;
        let hash = &hash_of(params.require("auth_req_id")?);
        let fresh = &self.fresh_grant()?;
        let polled =
            self.env.db.tx(|tx| Box::pin(async move { self.poll_in(tx, caller, hash, fresh).await })).await?;
        let grant = polled.map_err(|refusal| self.paced(hash, refusal))?;
        Ok(self.first_tokens(caller, &grant).await?)
    }

    /// Writes nothing while the person has not answered, but for what proves the client.
    async fn poll_in(
        &self,
        tx: &mut Tx<'_>,
        caller: &Caller,
        hash: &[u8; 32],
        fresh: &FreshGrant,
    ) -> Result<Decided<Grant>> {
        if let Err(replayed) = caller.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let (now, client) = (self.env.now(), &caller.proven.client.id);
        let asked = store::backchannel(tx, hash).await?.filter(|asked| {
            &asked.client == client
                && asked.used_at.is_none()
                && !caller.proven.status.voids(asked.created_at)
        });
        let Some(asked) = asked else { return Ok(Err(unknown())) };
        if let Some(how) = asked.ended {
            return Ok(Err(ended(how)));
        }
        let outcome = if now < asked.valid_until + FETCH {
            match self.outcome_elsewhere(tx, asked.request, client).await? {
                Ok(outcome) => outcome,
                Err(refusal) => return Ok(Err(refusal)),
            }
        } else {
            Outcome::Expired
        };
        let how = match outcome {
            Outcome::Pending => return Ok(Err(pending())),
            Outcome::Granted(decided) => {
                if !self.use_backchannel(tx, hash, now).await? {
                    return Ok(Err(unknown()));
                }
                return self.granted_elsewhere(tx, &asked.terms, &decided, fresh).await;
            }
            Outcome::Declined => Ended::Declined,
            Outcome::Expired => Ended::Expired,
        };
        store::end_backchannel(tx, hash, how).await?;
        Ok(Err(ended(how)))
    }
}
