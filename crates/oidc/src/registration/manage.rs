//! What becomes of a client that registered by the protocol (RFC 7592), and its end when nobody uses it.

use causeway_core::{ClientId, Error, Result, Tx};
use causeway_crypto::digest;
use causeway_crypto::token::{Token, hash_of};

use super::{IDLE, Made};
use crate::draft::ClientDraft;
use crate::refusal::{Code, Refusal};
use crate::rules::registration::{self, Given, Metadata};
use crate::status::{Registered, StopReason};
use crate::{Oidc, store};

impl Oidc {
    /// The client that a registration access token manages, and since when it is registered. One answer to a token of another client,
    /// to none, and to a client that is gone (RFC 7592 section 2).
    pub(crate) async fn managed(
        &self,
        id: &str,
        bearer: Option<&str>,
    ) -> Result<(Registered, store::Registration), Refusal> {
        let bearer = bearer.ok_or_else(Refusal::no_token)?;
        let refused = || {
            let why = "This registration access token does not manage this client, or was replaced.";
            Refusal::new(Code::InvalidToken, why)
        };
        let id: ClientId = id.parse().map_err(|_| refused())?;
        let row = store::registration(&self.env.db, &id).await?.ok_or_else(refused)?;
        if !digest::equal(&hash_of(bearer), &row.token) {
            return Err(refused());
        }
        let known = self.as_it_stands(&id).await?.ok_or_else(refused)?;
        let gone = known.status.stopped.is_some_and(|(_, reason)| reason != StopReason::Pending);
        if gone || known.status.organisation_out { Err(refused()) } else { Ok((known, row)) }
    }

    /// Changes a client by the protocol; the registration access token is another from then on.
    pub(crate) async fn change(
        &self,
        asked: &Metadata,
        (known, row): (&Registered, &store::Registration),
    ) -> Result<Made, Refusal> {
        let client = &known.client;
        if asked.client_id.as_deref() != Some(client.id.as_str()) {
            let why = "The client_id is not that of the client that is changed.";
            return Err(Refusal::new(Code::InvalidRequest, why));
        }
        let fits =
            |said: &String| client.auth.secret().is_some_and(|hash| digest::equal(&hash_of(said), hash));
        if asked.client_secret.as_ref().is_some_and(|said| !fits(said)) {
            return Err(Refusal::new(
                Code::InvalidRequest,
                "The client_secret cannot be chosen, nor changed.",
            ));
        }
        let supported = self.metadata_members();
        let given = Given {
            id: &client.id,
            organisation: &client.organisation,
            purpose: &client.login_purpose,
            sandbox: self.sandbox,
            existing: Some(known),
            supported: Some(&supported),
        };
        let draft = &registration::draft(asked, &given)?;
        self.check_sector(asked, draft).await?;
        let db = &self.env.db;
        db.tx(|tx| Box::pin(async move { self.change_in(tx, draft, known, row).await })).await?
    }

    async fn change_in(
        &self,
        tx: &mut Tx<'_>,
        draft: &ClientDraft,
        known: &Registered,
        row: &store::Registration,
    ) -> Result<Result<Made, Refusal>> {
        let token = Token::new(&self.env.rng)?;
        if !store::rotate_registration(tx, &draft.id, [&row.token, &token.hash()]).await? {
            let why = "This registration access token was replaced meanwhile.";
            return Ok(Err(Refusal::new(Code::InvalidToken, why)));
        }
        self.note_registration(tx, &draft.id, &token.hash()).await?;
        let secret = match self.keep(tx, draft, Some(known)).await? {
            Ok(secret) => secret,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // What nobody has approved serves nobody.
        if !self.sandbox && *draft != ClientDraft::of(known) {
            self.hold(tx, draft, None).await?;
        }
        let registered = self.as_it_stands_in(tx, &draft.id).await?.ok_or_else(Error::not_found)?;
        Ok(Ok(Made { registered, secret, token }))
    }

    /// Ends a client by the protocol: it stays known by name, and may do nothing.
    pub(crate) async fn deregister(&self, id: &ClientId) -> Result<()> {
        let db = &self.env.db;
        db.tx(|tx| Box::pin(async move { self.deregister_in(tx, id).await })).await
    }

    async fn deregister_in(&self, tx: &mut Tx<'_>, id: &ClientId) -> Result<()> {
        store::stop(tx, id, StopReason::Retired, self.env.now()).await?;
        self.note_stopped(tx, id, StopReason::Retired).await?;
        store::forget_registration(tx, id).await
    }

    /// Ends the clients of a sandbox that nobody has used for thirty days.
    pub(crate) async fn end_idle_clients(&self) -> Result<()> {
        let now = self.env.now();
        for (client, used) in store::idle_registrations(&self.env.db, now).await? {
            let id = &client;
            let until = used.map(|used| used + IDLE).filter(|until| *until > now);
            self.env
                .db
                .tx(|tx| {
                    Box::pin(async move {
                        match until {
                            Some(until) => store::keep_registration(tx, id, until).await,
                            None => self.deregister_in(tx, id).await,
                        }
                    })
                })
                .await?;
        }
        Ok(())
    }
}
