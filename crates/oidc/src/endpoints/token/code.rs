//! A code becomes tokens (RFC 6749 section 4.1.3).

use causeway_core::{Result, Tx, crash};
use causeway_crypto::token::hash_of;

use super::{Answer, Caller, Decided, Issue};
use crate::model::Grant;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::{check_code, check_resource};
use crate::scope::Scope;
use crate::{Oidc, store};

/// What a code was for: the grant, the nonce, and the resources of this token.
type Redeemed = (Grant, Option<String>, Vec<String>);

impl Oidc {
    pub(super) async fn redeem(&self, caller: &Caller, params: &Params) -> Result<Answer, Refusal> {
        let hash = &hash_of(params.require("code")?);
        crash::point("oidc.before_code_redeemed");
        let decided = self
            .env
            .db
            .tx(|tx| Box::pin(async move { self.redeem_in(tx, caller, params, hash).await }))
            .await?;
        crash::point("oidc.after_code_redeemed");
        let (grant, nonce, resources) = decided?;
        let refresh = grant.scope.has(Scope::OfflineAccess).then(|| self.refresh_token(&grant, 0));
        let client = &caller.proven.client;
        let (scope, bound, resources) = (&grant.scope, caller.bound, &resources);
        Ok(self.issue(&grant, Issue { client, scope, nonce, refresh, bound, resources }).await?)
    }

    async fn redeem_in(
        &self,
        tx: &mut Tx<'_>,
        caller: &Caller,
        params: &Params,
        hash: &[u8; 32],
    ) -> Result<Decided<Redeemed>> {
        if let Err(replayed) = caller.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let now = self.env.now();
        let client = &caller.proven.client.id;
        let Some(code) = store::code(tx, hash).await? else { return Ok(Err(check_code::unknown())) };
        let grant = store::grant_in(tx, code.grant).await?;
        let granted = grant.as_ref().map(|grant| grant.terms.resources.as_slice()).unwrap_or_default();
        let (good, resources) = match check_code::check(&code, client, params, caller.jkt(), now) {
            check_code::Verdict::Refused(refusal) => return Ok(Err(refusal)),
            check_code::Verdict::Replayed => (false, Vec::new()),
            check_code::Verdict::Good => match check_resource::at_token(params, granted) {
                Ok(resources) => (self.use_code(tx, hash, now).await?, resources),
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        if !good {
            // RFC 6749 section 4.1.2: what came of the first use is revoked.
            self.revoke_grant(tx, code.grant, now).await?;
            return Ok(Err(check_code::unknown()));
        }
        let honoured = |grant: &Grant| caller.proven.status.honours(grant, now);
        let grant = grant.filter(honoured);
        Ok(grant.map(|grant| (grant, code.nonce, resources)).ok_or_else(check_code::unknown))
    }
}
