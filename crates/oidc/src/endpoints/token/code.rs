//! A code becomes tokens (RFC 6749 section 4.1.3).

use causeway_core::{Result, Tx, crash};
use causeway_crypto::token::hash_of;

use super::{Answer, Caller, Decided, Issue};
use crate::model::Grant;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::check_code;
use crate::scope::Scope;
use crate::{Oidc, store};

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
        let (grant, nonce) = decided?;
        let refresh = grant.scope.has(Scope::OfflineAccess).then(|| self.refresh_token(&grant, 0));
        let resources = &grant.terms.resources;
        let client = &caller.proven.client;
        let what = Issue { client, scope: &grant.scope, nonce, refresh, bound: caller.bound, resources };
        Ok(self.issue(&grant, what).await?)
    }

    async fn redeem_in(
        &self,
        tx: &mut Tx<'_>,
        caller: &Caller,
        params: &Params,
        hash: &[u8; 32],
    ) -> Result<Decided<(Grant, Option<String>)>> {
        if let Err(replayed) = caller.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let now = self.env.now();
        let Some(code) = store::code(tx, hash).await? else { return Ok(Err(check_code::unknown())) };
        let client = &caller.proven.client.id;
        let good = match check_code::check(&code, client, params, caller.jkt(), now) {
            check_code::Verdict::Refused(refusal) => return Ok(Err(refusal)),
            check_code::Verdict::Replayed => false,
            check_code::Verdict::Good => self.use_code(tx, hash, now).await?,
        };
        if !good {
            // RFC 6749 section 4.1.2: what came of the first use is revoked.
            self.revoke_grant(tx, code.grant, now).await?;
            return Ok(Err(check_code::unknown()));
        }
        let honoured = |grant: &Grant| caller.proven.status.honours(grant, now);
        let grant = store::grant_in(tx, code.grant).await?.filter(honoured);
        Ok(grant.map(|grant| (grant, code.nonce)).ok_or_else(check_code::unknown))
    }
}
