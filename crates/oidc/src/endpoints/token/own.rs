//! The client for itself (RFC 6749 section 4.4).

use causeway_core::Result;

use super::{Answer, Caller};
use crate::Oidc;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::{check_resource, check_scope};

impl Oidc {
    pub(super) async fn own_token(&self, caller: &Caller, params: &Params) -> Result<Answer, Refusal> {
        let client = &caller.proven.client;
        let scope = check_scope::at_client_credentials(params, client)?;
        let resources = &check_resource::at_authorization(params, client)?;
        if caller.brings_proof() {
            self.env.db.tx(|tx| Box::pin(async move { caller.spend(tx).await })).await??;
        }
        Ok(Answer {
            access_token: self.client_token(&client.id, &scope, caller.bound, resources)?,
            token_type: caller.bound.token_type(),
            expires_in: self.config.access_token_seconds,
            scope: scope.to_string(),
            id_token: None,
            refresh_token: None,
            authorization_details: Vec::new(),
            grant_id: None,
            issued_token_type: None,
        })
    }
}
