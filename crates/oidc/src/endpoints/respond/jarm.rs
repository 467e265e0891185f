//! In one signed token (JARM section 2).

use causeway_core::{ClientId, Error, Result};
use jiff::SignedDuration;
use serde_json::{Map, Value};

use super::Answered;
use crate::{Oidc, store};

/// A browser is there in seconds; JARM section 2.1 recommends ten minutes at most.
const LIFE: SignedDuration = SignedDuration::from_mins(1);

impl Oidc {
    /// The answer as a token for this client alone: nobody else can be made to take it for theirs.
    pub(super) async fn signed_answer(
        &self,
        client: &ClientId,
        state: Option<&str>,
        answered: Answered<'_>,
    ) -> Result<String> {
        let registered = store::client(&self.env.db, client).await?.ok_or_else(Error::not_found)?;
        let client = &registered.client;
        let mut claims: Map<String, Value> = Map::new();
        for (name, value) in answered.members(state, &self.issuer) {
            claims.insert(name.to_owned(), value.into());
        }
        claims.insert("aud".to_owned(), client.id.as_str().into());
        claims.insert("exp".to_owned(), (self.env.now() + LIFE).as_second().into());
        let signed = self.sign_by(client.settings.response, "", &claims)?;
        self.sealed(client, client.settings.response_encryption, signed).await
    }
}
