//! What staff do with clients: each function here applies one kind of proposal, in the transaction that approves it or in one that is
//! rolled back, to see what it would do.

mod effects;
pub(crate) mod settings;

use causeway_core::draft::{Fault, accept, check_new, draft_of};
use causeway_core::{ClientId, Error, Result, Tx};
use causeway_crypto::token::Token;
use causeway_identity::{Applied, Apply, Effect, Proposal, ProposalKind, ShutOut, apply, shut_out};
use serde::de::DeserializeOwned;

use crate::client::ClientAuth;
use crate::draft::{AuthMethod, ClientDraft, SecretDraft, StopDraft};
use crate::rules::draft::{Facts, check};
use crate::status::{OVERLAP, Registered, StopReason};
use crate::{Oidc, store};

pub use effects::EFFECTS;

impl Oidc {
    /// The appliers of this domain, each for its kind: for `Identity::register_applier`.
    pub fn appliers(&self) -> [(ProposalKind, Apply); 5] {
        let [client, secret, stop, resume, initial] = [(); 5].map(|()| self.clone());
        [
            (
                ProposalKind::Client,
                apply(move |tx, proposal| {
                    let oidc = client.clone();
                    Box::pin(async move { oidc.apply_client(tx, proposal).await })
                }),
            ),
            (
                ProposalKind::ClientSecret,
                apply(move |tx, proposal| {
                    let oidc = secret.clone();
                    Box::pin(async move { oidc.apply_secret(tx, proposal).await })
                }),
            ),
            (
                ProposalKind::ClientStop,
                apply(move |tx, proposal| {
                    let oidc = stop.clone();
                    Box::pin(async move { oidc.apply_stop(tx, proposal).await })
                }),
            ),
            (
                ProposalKind::ClientResume,
                apply(move |tx, proposal| {
                    let oidc = resume.clone();
                    Box::pin(async move { oidc.apply_resume(tx, proposal).await })
                }),
            ),
            (
                ProposalKind::ClientRegistration,
                apply(move |tx, proposal| {
                    let oidc = initial.clone();
                    Box::pin(async move { oidc.apply_initial_token(tx, proposal).await })
                }),
            ),
        ]
    }

    /// What becomes of an organisation's clients when it is suspended or closed: for `Identity::register_shut_out`. They are refused
    /// for as long as it takes no part ([`Oidc::registered`]); what was granted to them is void for good, as after a stop.
    pub fn shut_out(&self) -> ShutOut {
        let oidc = self.clone();
        shut_out(move |tx, organisation| {
            let oidc = oidc.clone();
            Box::pin(async move {
                let clients = store::running_of(tx, organisation).await?;
                oidc.void_all_of(tx, organisation).await?;
                let told = Effect::new("organisation-clients-stop", [("clients", clients.to_string())]);
                Ok((clients > 0).then_some(told).into_iter().collect())
            })
        })
    }

    /// What is wrong with a draft, held against the register as it is now: for the form in which it is written.
    pub async fn faults_of(&self, draft: &ClientDraft) -> Result<Vec<Fault>> {
        let look = |facts: Facts| check(draft, &facts);
        let db = &self.env.db;
        db.tx(|tx| Box::pin(async move { self.facts(tx, draft).await })).await.map(look)
    }

    /// Registers a client, or changes what is registered of it. A change keeps the secret. A client that is to have a secret and has
    /// none gets one that nobody knows, until its staff make one; in a sandbox it is made, and told, at once.
    ///
    /// # Errors
    /// `proposal_mismatch` when the content is about something else than the proposal; `already_there` for a new one under an id that was
    /// taken meanwhile; the first fault of the draft.
    pub async fn apply_client(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let (draft, new) = draft_of(&proposal.content);
        let draft: ClientDraft = read(&draft)?;
        if draft.organisation != proposal.organisation || draft.id.as_str() != proposal.subject {
            return Err(mismatch());
        }
        let facts = self.facts(tx, &draft).await?;
        accept(check(&draft, &facts))?;
        check_new(new, facts.existing.is_some())?;
        let existing = facts.existing;
        let kept = existing.as_ref().and_then(|known| known.client.auth.secret().copied());
        let fresh = Token::new(&self.env.rng)?;
        let auth = match draft.auth {
            AuthMethod::PrivateKeyJwt => ClientAuth::PrivateKeyJwt,
            AuthMethod::TlsClientAuth => ClientAuth::TlsClientAuth,
            AuthMethod::SelfSignedTlsClientAuth => ClientAuth::SelfSignedTlsClientAuth,
            AuthMethod::ClientSecretBasic => {
                ClientAuth::SecretBasic { hash: kept.unwrap_or_else(|| fresh.hash()) }
            }
        };
        let makes_secret = draft.auth == AuthMethod::ClientSecretBasic && kept.is_none();
        let now = self.env.now();
        let client = draft.client(auth);
        store::put_client(tx, &client, now).await?;
        self.note_client(tx, &client).await?;
        store::put_listing(tx, &draft.id, &draft.listing()).await?;
        let secret = (makes_secret && self.sandbox).then(|| fresh.clone());
        match &secret {
            Some(secret) => {
                store::put_secret(tx, &draft.id, &secret.hash(), None, now).await?;
                self.note_secret(tx, &draft.id, &secret.hash()).await?;
            }
            None if makes_secret || draft.auth != AuthMethod::ClientSecretBasic => {
                store::forget_secrets(tx, &draft.id).await?;
            }
            None => (),
        }
        let mut effects = effects::of_client(existing.as_ref(), &draft);
        if makes_secret {
            let key = if secret.is_some() { "client-secret-now" } else { "client-secret-later" };
            effects.push(Effect::new(key, []));
        }
        if existing.is_some() {
            effects.push(self.reach(tx, &draft.id).await?);
        }
        Ok(Applied { effects, secret, ..Applied::default() })
    }

    /// Makes a client's secret anew. Unless it has leaked, the one before goes on working for [`OVERLAP`], so that no request fails while
    /// the new one is brought to its place.
    ///
    /// # Errors
    /// `not_found` for a client that is not the organisation's; `client_without_secret` for one that proves itself by its keys.
    pub async fn apply_secret(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let SecretDraft { keep_old } = content(proposal)?;
        let known = self.own_client(tx, proposal).await?;
        if known.client.auth.secret().is_none() {
            let why = "This client proves itself by its keys and has no secret. Change its keys instead.";
            return Err(Error::conflict("client_without_secret", why));
        }
        let (secret, now) = (Token::new(&self.env.rng)?, self.env.now());
        let first = known.status.secret_made_at.is_none();
        let until = (keep_old && !first).then(|| now + OVERLAP);
        store::put_secret(tx, &known.client.id, &secret.hash(), until, now).await?;
        self.note_secret(tx, &known.client.id, &secret.hash()).await?;
        let mut effects = vec![effects::about("client-secret-new", &known)];
        effects.push(match until {
            Some(_) => {
                let hours = OVERLAP.as_hours().to_string();
                Effect::new("client-secret-old-works", [("hours", hours)])
            }
            None if first => Effect::new("client-secret-first", []),
            None => Effect::new("client-secret-old-ends", []),
        });
        if known.status.old_secret(now).is_some() {
            effects.push(Effect::new("client-secret-older-ends", []));
        }
        Ok(Applied { effects, secret: Some(secret), ..Applied::default() })
    }

    /// Stops a client at once: nobody is sent to it any more, and whatever was granted to it is void.
    ///
    /// # Errors
    /// `not_found` for a client that is not the organisation's; `client_stopped` for one that is stopped already.
    pub async fn apply_stop(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let StopDraft { reason } = content(proposal)?;
        if !StopReason::GIVEN.contains(&reason) {
            return Err(Error::invalid(
                "proposal_malformed",
                "Staff do not give this reason. Choose another.",
            ));
        }
        let known = self.own_client(tx, proposal).await?;
        if known.status.stopped.is_some() {
            return Err(Error::conflict("client_stopped", "This client is stopped already."));
        }
        store::stop(tx, &known.client.id, reason, self.env.now()).await?;
        self.note_stopped(tx, &known.client.id, reason).await?;
        let mut effects = vec![
            effects::about("client-stops", &known),
            Effect::new("client-stop-reason", [("reason", reason.as_str().to_owned())]),
            Effect::new("client-stop-logins", []),
            Effect::new("client-stop-tokens", []),
        ];
        // Last, and so for the shortest time: who is counted could be logging in at this moment, and conflicts with the count.
        effects.push(self.reach(tx, &known.client.id).await?);
        Ok(Applied { effects, ..Applied::default() })
    }

    /// Lets a stopped client go on. Tokens from before the stop stay void.
    ///
    /// # Errors
    /// `not_found` for a client that is not the organisation's; `client_not_stopped`; `organisation_unknown` when its organisation is not
    /// in good standing.
    pub async fn apply_resume(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let known = self.own_client(tx, proposal).await?;
        if known.status.stopped.is_none() {
            return Err(Error::conflict("client_not_stopped", "This client is not stopped."));
        }
        if !(self.ports.organisation_stands)(tx, &known.client.organisation).await? {
            let mend = "The organisation is suspended or closed. Have that changed first.";
            return Err(Fault::new("organisation", "organisation_unknown", mend).into());
        }
        store::resume(tx, &known.client.id).await?;
        self.note_resumed(tx, &known.client.id).await?;
        let mut effects = vec![
            effects::about("client-resumes", &known),
            Effect::new("client-resume-tokens", []),
            self.reach(tx, &known.client.id).await?,
        ];
        // One that came by the protocol is seen here for the first time: whoever approves it sees it whole.
        if known.status.stopped.is_some_and(|(_, reason)| reason == StopReason::Pending) {
            effects.extend(effects::of_client(None, &ClientDraft::of(&known)));
        }
        Ok(Applied { effects, ..Applied::default() })
    }

    pub(crate) async fn facts(&self, tx: &mut Tx<'_>, draft: &ClientDraft) -> Result<Facts> {
        Ok(Facts {
            production: !self.sandbox,
            existing: store::client_in(tx, &draft.id).await?,
            organisation_stands: (self.ports.organisation_stands)(tx, &draft.organisation).await?,
            purpose_known: (self.ports.purpose_known)(tx, &draft.login_purpose).await?,
            sector_of_others: store::sector_of_others(tx, &draft.sector, &draft.organisation).await?,
            missing_algs: self.missing_algs(),
        })
    }

    /// The client that a proposal is about, if it is of the organisation whose matter the proposal is.
    async fn own_client(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Registered> {
        let id: ClientId = proposal.subject.parse().map_err(|_| Error::not_found())?;
        let known = store::client_in(tx, &id).await?;
        known.filter(|known| known.client.organisation == proposal.organisation).ok_or_else(Error::not_found)
    }

    async fn reach(&self, tx: &mut Tx<'_>, client: &ClientId) -> Result<Effect> {
        let consents = self.consents.standing_for(tx, client).await?;
        Ok(Effect::new("client-consents", [("consents", consents.to_string())]))
    }
}

pub(crate) fn content<T: DeserializeOwned>(proposal: &Proposal) -> Result<T> {
    read(&proposal.content)
}

fn read<T: DeserializeOwned>(content: &serde_json::Value) -> Result<T> {
    T::deserialize(content).map_err(|error| {
        Error::invalid("proposal_malformed", "The proposal cannot be read. Make it anew.").with_cause(error)
    })
}

fn mismatch() -> Error {
    let why = "The proposal is about something else than its content. Make it anew from the console.";
    Error::invalid("proposal_mismatch", why)
}
