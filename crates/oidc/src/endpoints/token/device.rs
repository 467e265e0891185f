//! A device asks whether somebody has entered its code and decided (RFC 8628 section 3.4).

use causeway_consent::Outcome;
use causeway_core::{Result, Tx};
use causeway_crypto::token::hash_of;

use super::elsewhere::{ended, pending, unknown};
use super::{Answer, Caller, Decided};
use crate::elsewhere::{DEVICE, Device, Ended};
use crate::endpoints::conclude::FreshGrant;
use crate::grant_type::GrantType;
use crate::model::Grant;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::{check_binding, check_grant_type};
use crate::{Oidc, store};

impl Oidc {
    pub(super) async fn poll_device(&self, caller: &Caller, params: &Params) -> Result<Answer, Refusal> {
        let client = &caller.proven.client;
        check_grant_type::check(client, GrantType::DeviceCode)?;
        check_binding::is_met(client, caller.bound)?;
        let hash = &hash_of(params.require("device_code")?);
        let fresh = &self.fresh_grant()?;
        let polled = self
            .env
            .db
            .tx(|tx| Box::pin(async move { self.poll_device_in(tx, caller, hash, fresh).await }))
            .await?;
        let grant = polled.map_err(|refusal| self.paced(hash, refusal))?;
        Ok(self.first_tokens(caller, &grant).await?)
    }

    /// Writes nothing while nobody has answered, but for what proves the client.
    async fn poll_device_in(
        &self,
        tx: &mut Tx<'_>,
        caller: &Caller,
        hash: &[u8; 32],
        fresh: &FreshGrant,
    ) -> Result<Decided<Grant>> {
        if let Err(replayed) = caller.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let client = &caller.proven.client.id;
        let device = store::device(tx, hash).await?.filter(|device| {
            &device.client == client
                && device.used_at.is_none()
                && !caller.proven.status.voids(device.created_at)
        });
        let Some(device) = device else { return Ok(Err(unknown())) };
        if let Some(how) = device.ended {
            return Ok(Err(ended(how)));
        }
        let outcome = match self.outcome_of_device(tx, &device).await? {
            Ok(outcome) => outcome,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let how = match outcome {
            Outcome::Pending => return Ok(Err(pending())),
            Outcome::Granted(decided) => {
                if !self.use_device(tx, hash, self.env.now()).await? {
                    return Ok(Err(unknown()));
                }
                return self.granted_elsewhere(tx, &device.wanted.terms, &decided, fresh).await;
            }
            Outcome::Declined => Ended::Declined,
            Outcome::Expired => Ended::Expired,
        };
        store::end_device(tx, hash, how).await?;
        Ok(Err(ended(how)))
    }

    /// Until somebody enters the code it waits; from then on the person does.
    async fn outcome_of_device(&self, tx: &mut Tx<'_>, device: &Device) -> Result<Decided<Outcome>> {
        match device.request {
            Some(request) => self.outcome_elsewhere(tx, request, &device.client).await,
            None if self.env.now() < device.created_at + DEVICE => Ok(Ok(Outcome::Pending)),
            None => Ok(Ok(Outcome::Expired)),
        }
    }
}
