//! Clients that register by the protocol (RFC 7591, RFC 7592): who may, and what becomes of what registers.
//!
//! Where real people log in, nothing that registers by itself serves anybody: it is stopped from the first moment, as
//! [`StopReason::Pending`], until a second member of staff lets it go on; and a change by the protocol stops it anew.

mod manage;

use std::sync::Arc;

use causeway_core::db::Act;
use causeway_core::{ClientId, Error, MemberId, OrganisationId, PurposeId, Result, Tx};
use causeway_crypto::digest;
use causeway_crypto::jose::{self, JwkSet};
use causeway_crypto::token::{Token, hash_of};
use causeway_http::access::BoxFuture;
use causeway_identity::{Applied, Effect, NewProposal, Proposal, ProposalKind};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::client::ClientAuth;
use crate::draft::{AuthMethod, ClientDraft};
use crate::refusal::{Code, Refusal};
use crate::rules::check_assertion::Spent;
use crate::rules::draft::check;
use crate::rules::registration::{self, Given, Metadata, refusal_of};
use crate::status::{Registered, StopReason};
use crate::{Oidc, store};

/// Makes a proposal in the name of a member of staff who is still one, in the caller's transaction.
pub type Propose =
    Arc<dyn for<'a, 'f> Fn(&'a mut Tx<'f>, MemberId, NewProposal) -> Act<'a, ()> + Send + Sync>;

/// Helps the compiler to see a closure as a [`Propose`].
pub fn propose<F>(propose: F) -> Propose
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>, MemberId, NewProposal) -> Act<'a, ()> + Send + Sync + 'static,
{
    Arc::new(propose)
}

/// Fetches the list of redirect URIs at an address (OpenID Connect Registration section 5): never from a private network, without
/// following redirects.
pub type FetchSector = Arc<dyn Fn(String) -> BoxFuture<'static, Result<Vec<String>>> + Send + Sync>;

/// What the wiring gives to registration.
#[derive(Clone, Default)]
pub(crate) struct Outside {
    pub(crate) propose: Option<Propose>,
    pub(crate) fetch: Option<FetchSector>,
}

/// Whether clients may register by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// No.
    #[default]
    Off,
    /// With an initial access token that staff of an organisation made, or a software statement of somebody who is believed.
    Token,
    /// Anybody: in a sandbox alone. Elsewhere as `token`.
    Open,
}

/// The content of a proposal by which staff make an initial access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InitialTokenDraft {
    /// How many clients may register by it: 1 to 100.
    pub uses: i64,
    /// For how many days it is good: 1 to 90.
    pub days: i64,
}

/// How long a client that anybody registered in a sandbox stays without being used.
const IDLE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The longest life of a software statement.
const STATEMENT: SignedDuration = SignedDuration::from_hours(24);

/// Who answers for a client that registers.
pub(crate) struct Sponsor {
    pub(crate) organisation: OrganisationId,
    /// The member of staff who made the initial access token, and its hash.
    token: Option<(MemberId, [u8; 32], i64)>,
    statement: Option<Spent>,
    /// What the statement says.
    pub(crate) said: Map<String, Value>,
}

/// What became of a registration, told once.
pub(crate) struct Made {
    pub(crate) registered: Registered,
    pub(crate) secret: Option<Token>,
    /// The registration access token.
    pub(crate) token: Token,
}

/// What of a software statement counts beside the metadata (RFC 7591 section 2.3).
#[derive(Deserialize)]
struct Statement {
    iss: String,
    exp: i64,
    jti: String,
    #[serde(flatten)]
    said: Map<String, Value>,
}

impl Oidc {
    /// Lets registration make proposals in the name of staff.
    #[must_use]
    pub fn proposing(mut self, propose: Propose) -> Self {
        self.outside.propose = Some(propose);
        self
    }

    /// Lets registration fetch the redirect URIs of a sector.
    #[must_use]
    pub fn fetching(mut self, fetch: FetchSector) -> Self {
        self.outside.fetch = Some(fetch);
        self
    }

    /// Whether staff may hand out tokens by which clients register.
    pub fn takes_registrations(&self) -> bool {
        self.registration_mode() != RegistrationMode::Off
    }

    /// Whether clients may register by themselves here.
    pub(crate) fn registration_mode(&self) -> RegistrationMode {
        match self.config.registration.mode {
            RegistrationMode::Open if !self.sandbox => RegistrationMode::Token,
            mode => mode,
        }
    }

    /// Says whose software statements are believed for the clients of an organisation.
    pub async fn put_statement_issuer(
        &self,
        tx: &mut Tx<'_>,
        issuer: &str,
        organisation: &OrganisationId,
        keys: &JwkSet,
    ) -> Result<()> {
        store::put_statement_issuer(tx, issuer, organisation, keys, self.env.now()).await
    }

    /// Makes an initial access token: shown once, to the member of staff who confirmed it.
    ///
    /// # Errors
    /// `proposal_malformed`; `bad_initial_token` when it would be good for too many clients or for too long.
    pub async fn apply_initial_token(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let InitialTokenDraft { uses, days } = crate::acts::content(proposal)?;
        if !(1..=100).contains(&uses) || !(1..=90).contains(&days) {
            let mend = "An initial access token is good for 1 to 100 clients, and for 1 to 90 days.";
            return Err(Error::invalid("bad_initial_token", mend));
        }
        let (token, now) = (Token::new(&self.env.rng)?, self.env.now());
        let new = store::InitialToken {
            hash: token.hash(),
            organisation: proposal.organisation.clone(),
            member: proposal.maker,
            remaining: uses,
            expires_at: now + SignedDuration::from_hours(24 * days),
        };
        store::put_initial_token(tx, &new, now).await?;
        let args = [("clients", uses.to_string()), ("days", days.to_string())];
        let effects = vec![Effect::new("client-initial-token", args)];
        Ok(Applied { effects, secret: Some(token), ..Applied::default() })
    }

    /// Registers a client under a name, and with a secret, that are known beforehand: for a sandbox that others test against. `metadata`
    /// is as at the registration endpoint, with `client_id` and, of a client with a secret, `client_secret`.
    ///
    /// # Errors
    /// `bad_client`, saying what to mend.
    pub async fn put_metadata(
        &self,
        tx: &mut Tx<'_>,
        organisation: &OrganisationId,
        metadata: Map<String, Value>,
    ) -> Result<ClientId> {
        let bad = |why: &str| Error::invalid("bad_client", why.to_owned());
        if !self.sandbox {
            return Err(bad("Clients come from a file in a sandbox alone."));
        }
        let asked = registration::read(metadata, Map::new()).map_err(|refusal| bad(refusal.description()))?;
        let id: ClientId = asked.client_id.as_deref().unwrap_or_default().parse()?;
        let purpose: PurposeId = self.config.registration.login_purpose.parse()?;
        let given = Given {
            id: &id,
            organisation,
            purpose: &purpose,
            sandbox: true,
            existing: None,
            supported: None,
        };
        let draft = registration::draft(&asked, &given).map_err(|refusal| bad(refusal.description()))?;
        self.keep(tx, &draft, None).await?.map_err(|refusal| bad(refusal.description()))?;
        match (draft.auth, &asked.client_secret) {
            (AuthMethod::ClientSecretBasic, Some(secret)) => {
                store::put_secret(tx, &id, &hash_of(secret), None, self.env.now()).await?;
            }
            (AuthMethod::ClientSecretBasic, None) => {
                return Err(bad("A client with a secret needs a client_secret."));
            }
            _ => {}
        }
        Ok(id)
    }

    /// Who answers for a client: by an initial access token, by a software statement, or (in an open sandbox) nobody in particular.
    pub(crate) async fn sponsor(
        &self,
        bearer: Option<&str>,
        statement: Option<&str>,
    ) -> Result<Sponsor, Refusal> {
        let now = self.env.now();
        let token = match bearer {
            Some(bearer) => {
                let found = store::initial_token(&self.env.db, &hash_of(bearer), now).await?;
                Some(found.ok_or_else(no_initial_token)?)
            }
            None => None,
        };
        let stated = match statement {
            Some(statement) => Some(self.stated(statement, now).await?),
            None => None,
        };
        let (statement, said, by_statement) = match stated {
            Some((organisation, spent, said)) => (Some(spent), said, Some(organisation)),
            None => (None, Map::new(), None),
        };
        let organisation = match (&token, by_statement) {
            (Some(token), Some(other)) if token.organisation != other => {
                return Err(unapproved());
            }
            (Some(token), _) => token.organisation.clone(),
            (None, Some(organisation)) => organisation,
            (None, None) if self.registration_mode() == RegistrationMode::Open => {
                self.config.registration.organisation.parse()?
            }
            (None, None) => return Err(Refusal::no_token()),
        };
        let token = token.map(|token| (token.member, token.hash, token.remaining));
        Ok(Sponsor { organisation, token, statement, said })
    }

    async fn stated(
        &self,
        statement: &str,
        now: Timestamp,
    ) -> Result<(OrganisationId, Spent, Map<String, Value>), Refusal> {
        // Not believed yet: this only says whose keys to take.
        let named: Statement =
            jose::peek(statement).map_err(|_| bad_statement("It is no JWT of that kind."))?;
        let known = store::statement_issuer(&self.env.db, &named.iss).await?;
        let (organisation, keys) = known.ok_or_else(unapproved)?;
        let Statement { iss, exp, jti, mut said } = jose::verify(statement, &keys, "")
            .map_err(|_| bad_statement("It is not signed by a key of its issuer."))?;
        let at = now.as_second();
        if exp <= at || exp > at + STATEMENT.as_secs() || jti.is_empty() || jti.len() > 256 {
            return Err(bad_statement("It has expired, lives longer than a day, or has no jti."));
        }
        for claim in ["iat", "nbf", "aud", "sub"] {
            said.remove(claim);
        }
        let hash = digest::sha256(format!("statement\n{iss}\n{jti}").as_bytes());
        let expires_at = Timestamp::from_second(exp + 1).unwrap_or(Timestamp::MAX);
        Ok((organisation, Spent { hash, expires_at }, said))
    }

    /// OpenID Connect Registration section 5: the sector's list has every redirect URI.
    pub(crate) async fn check_sector(&self, asked: &Metadata, draft: &ClientDraft) -> Result<(), Refusal> {
        let Some(uri) = &asked.sector_identifier_uri else { return Ok(()) };
        let bad = |why| Refusal::new(Code::InvalidClientMetadata, why);
        let (Some(fetch), Some(_)) = (&self.outside.fetch, registration::sector_host(uri)) else {
            return Err(bad("The sector_identifier_uri is not an https address that can be fetched here."));
        };
        let listed = fetch(uri.clone()).await.map_err(|_| {
            bad("The sector_identifier_uri did not answer with a JSON list of redirect URIs.")
        })?;
        if draft.redirect_uris.iter().all(|uri| listed.contains(uri)) {
            return Ok(());
        }
        Err(bad("The list at the sector_identifier_uri does not have every redirect URI."))
    }

    /// Registers a client.
    pub(crate) async fn register(&self, asked: &Metadata, sponsor: &Sponsor) -> Result<Made, Refusal> {
        let id: ClientId = format!("c-{}", self.env.new_uuid()?.simple()).parse()?;
        let purpose: PurposeId = self.config.registration.login_purpose.parse()?;
        let (supported, organisation) = (self.metadata_members(), &sponsor.organisation);
        let given = Given {
            id: &id,
            organisation,
            purpose: &purpose,
            sandbox: self.sandbox,
            existing: None,
            supported: Some(&supported),
        };
        let draft = &registration::draft(asked, &given)?;
        self.check_sector(asked, draft).await?;
        let software = asked.software_id.as_deref();
        let db = &self.env.db;
        db.tx(|tx| Box::pin(async move { self.register_in(tx, draft, sponsor, software).await })).await?
    }

    async fn register_in(
        &self,
        tx: &mut Tx<'_>,
        draft: &ClientDraft,
        sponsor: &Sponsor,
        software: Option<&str>,
    ) -> Result<Result<Made, Refusal>> {
        let now = self.env.now();
        if let Some((_, hash, remaining)) = &sponsor.token {
            if !store::use_initial_token(tx, hash, now).await? {
                return Ok(Err(no_initial_token()));
            }
            self.note_initial_token(tx, hash, remaining - 1).await?;
        }
        if let Some(statement) = &sponsor.statement
            && !store::spend(tx, statement).await?
        {
            return Ok(Err(bad_statement("It was used before.")));
        }
        let secret = match self.keep(tx, draft, None).await? {
            Ok(secret) => secret,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let token = Token::new(&self.env.rng)?;
        let until = self.sandbox.then(|| now + IDLE);
        store::put_registration(tx, &draft.id, &token.hash(), software, (now, until)).await?;
        if !self.sandbox {
            self.hold(tx, draft, sponsor.token.as_ref().map(|(member, ..)| *member)).await?;
        }
        let registered = self.as_it_stands_in(tx, &draft.id).await?.ok_or_else(Error::not_found)?;
        Ok(Ok(Made { registered, secret, token }))
    }

    /// Stops a client until a second person lets it go on, and asks for that in the name of the one who answers for it.
    async fn hold(&self, tx: &mut Tx<'_>, draft: &ClientDraft, member: Option<MemberId>) -> Result<()> {
        store::stop(tx, &draft.id, StopReason::Pending, self.env.now()).await?;
        self.note_stopped(tx, &draft.id, StopReason::Pending).await?;
        let (Some(propose), Some(member)) = (&self.outside.propose, member) else { return Ok(()) };
        let new = NewProposal {
            kind: ProposalKind::ClientResume,
            organisation: draft.organisation.clone(),
            subject: draft.id.to_string(),
            content: json!({}),
        };
        propose(tx, member, new).await
    }

    /// Checks a draft against the register and stores it. A secret is made where there has to be one and is none.
    async fn keep(
        &self,
        tx: &mut Tx<'_>,
        draft: &ClientDraft,
        existing: Option<&Registered>,
    ) -> Result<Result<Option<Token>, Refusal>> {
        let facts = self.facts(tx, draft).await?;
        if let Some(fault) = check(draft, &facts).first() {
            return Ok(Err(refusal_of(fault)));
        }
        let now = self.env.now();
        let kept = existing.and_then(|known| known.client.auth.secret().copied());
        let fresh = Token::new(&self.env.rng)?;
        let auth = match draft.auth {
            AuthMethod::PrivateKeyJwt => ClientAuth::PrivateKeyJwt,
            AuthMethod::TlsClientAuth => ClientAuth::TlsClientAuth,
            AuthMethod::SelfSignedTlsClientAuth => ClientAuth::SelfSignedTlsClientAuth,
            AuthMethod::ClientSecretBasic => {
                ClientAuth::SecretBasic { hash: kept.unwrap_or_else(|| fresh.hash()) }
            }
        };
        let client = draft.client(auth);
        store::put_client(tx, &client, now).await?;
        self.note_client(tx, &client).await?;
        store::put_listing(tx, &draft.id, &draft.listing()).await?;
        if draft.auth != AuthMethod::ClientSecretBasic {
            store::forget_secrets(tx, &draft.id).await?;
        }
        if draft.auth != AuthMethod::ClientSecretBasic || kept.is_some() {
            return Ok(Ok(None));
        }
        store::put_secret(tx, &draft.id, &fresh.hash(), None, now).await?;
        self.note_secret(tx, &draft.id, &fresh.hash()).await?;
        Ok(Ok(Some(fresh)))
    }
}

fn no_initial_token() -> Refusal {
    Refusal::new(Code::InvalidToken, "This initial access token is unknown, used up, or has expired.")
}

fn bad_statement(why: &str) -> Refusal {
    Refusal::new(Code::InvalidSoftwareStatement, format!("The software statement is not good. {why}"))
}

fn unapproved() -> Refusal {
    let why = "Software statements of this issuer are not believed here, or not for this organisation.";
    Refusal::new(Code::UnapprovedSoftwareStatement, why)
}
