//! Passkeys: creating one, logging in with one, proving an approval with one (W3C WebAuthn Level 3).

use causeway_core::{AccountId, Acr, Error, Kind, Result, Session, Tx};
use causeway_crypto::token::Token;
use causeway_crypto::webauthn::{Credential, credential_id};
use causeway_evidence::{Chain, Event};
use causeway_http::{Agent, Browser};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use uuid::Uuid;

use crate::model::{Ceremony, Level};
use crate::rules::passkey_refused;
use crate::{Identity, store};

/// How long a ceremony may take: finding the phone, the finger, the PIN.
const CEREMONY: SignedDuration = SignedDuration::from_mins(5);
const CREATE: &str = "create";
const LOGIN: &str = "login";

impl Identity {
    /// Begins creating a passkey for `account`, which need not exist yet. `user_name` is what the device will show; it is stored there.
    pub async fn begin_creation(
        &self,
        browser: &Browser,
        account: AccountId,
        user_name: &str,
    ) -> Result<Ceremony> {
        let exclude = store::credential_ids(&self.env.db, account).await?;
        let challenge = self.env.rng.bytes()?;
        let options =
            self.relying_party.creation_options(&challenge, account.uuid().as_bytes(), user_name, &exclude);
        self.begin(CREATE, challenge, browser, Some(account), options).await
    }

    /// Ends creating a passkey. The credential is verified, not yet anybody's.
    ///
    /// Single use: a refused response spends the ceremony too. It has a transaction of its own for that, so call it before the one
    /// that creates the account; what fails there needs new options.
    ///
    /// # Errors
    /// `passkey_refused`.
    pub async fn finish_creation(
        &self,
        browser: &Browser,
        account: AccountId,
        ceremony: Uuid,
        response: &Value,
    ) -> Result<Credential> {
        let (challenge, for_account) = self.spend(CREATE, browser, ceremony).await?;
        if for_account != Some(account) {
            return Err(passkey_refused());
        }
        self.relying_party.verify_registration(&challenge, response).map_err(refused)
    }

    /// Begins a login with any passkey the device knows for this site.
    pub async fn begin_login(&self, browser: &Browser) -> Result<Ceremony> {
        let challenge = self.env.rng.bytes()?;
        let options = self.relying_party.request_options(&challenge, &[]);
        self.begin(LOGIN, challenge, browser, None, options).await
    }

    /// Ends a login: a session, and the secret for its cookie. A failed attempt spends the ceremony too.
    ///
    /// # Errors
    /// `passkey_refused`.
    pub async fn finish_login(
        &self,
        browser: &Browser,
        ceremony: Uuid,
        response: &Value,
    ) -> Result<(Session, Token)> {
        let challenge = &self.spend(LOGIN, browser, ceremony).await?.0;
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let Asserted { account, acr, .. } = self.asserted(tx, challenge, response).await?;
                    self.start_session_in(tx, browser, account, acr, self.env.now()).await
                })
            })
            .await
    }

    /// WebAuthn options for one of `account`'s own passkeys over a challenge of the caller's making.
    pub async fn assertion_options(&self, account: AccountId, challenge: &[u8; 32]) -> Result<Value> {
        let allow = store::credential_ids(&self.env.db, account).await?;
        Ok(self.relying_party.request_options(challenge, &allow))
    }

    /// Verifies `account`'s passkey over a challenge of the caller's making; the caller sees to it that the challenge serves once.
    ///
    /// # Errors
    /// `passkey_refused`, also for a valid passkey of somebody else.
    pub async fn verify_assertion(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        challenge: &[u8; 32],
        response: &Value,
    ) -> Result<Uuid> {
        let asserted = self.asserted(tx, challenge, response).await?;
        if asserted.account == account { Ok(asserted.authenticator) } else { Err(passkey_refused()) }
    }

    /// Starts a session of nobody knows which browser, with its receipt, as the last act of the caller's transaction.
    ///
    /// # Errors
    /// `passkey_refused` for an account that may enter the staff's console alone.
    pub async fn start_session(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        acr: Acr,
    ) -> Result<(Session, Token)> {
        self.started(tx, None, account, acr, self.env.now()).await
    }

    /// As [`Identity::start_session`], in a browser, for a login that was proved at `authenticated_at`, here or elsewhere.
    pub async fn start_session_in(
        &self,
        tx: &mut Tx<'_>,
        browser: &Browser,
        account: AccountId,
        acr: Acr,
        authenticated_at: Timestamp,
    ) -> Result<(Session, Token)> {
        self.started(tx, browser.agent, account, acr, authenticated_at).await
    }

    async fn started(
        &self,
        tx: &mut Tx<'_>,
        agent: Option<Agent>,
        account: AccountId,
        acr: Acr,
        authenticated_at: Timestamp,
    ) -> Result<(Session, Token)> {
        // An account that only took a link opens the staff's console and nothing of a citizen's.
        if store::level(tx, account).await? == Some(Level::Invited) {
            return Err(passkey_refused());
        }
        let started = self.new_session(tx, account, acr, authenticated_at, agent).await?;
        self.evidence
            .record(tx, Chain::Person(account), &Event::SessionStarted { acr: acr.recorded() })
            .await?;
        Ok(started)
    }

    pub(crate) async fn begin(
        &self,
        kind: &str,
        challenge: [u8; 32],
        browser: &Browser,
        account: Option<AccountId>,
        options: Value,
    ) -> Result<Ceremony> {
        let id = self.env.new_uuid()?;
        let expires_at = self.env.now() + CEREMONY;
        let new = &store::NewCeremony {
            id,
            kind,
            challenge: &challenge,
            browser: &browser.hash,
            account,
            expires_at,
        };
        self.env.db.tx(|tx| Box::pin(async move { store::insert_ceremony(tx, new).await })).await?;
        Ok(Ceremony { id, options })
    }

    /// Takes a ceremony for good, whatever comes of its response: its challenge, and the account it was begun for.
    pub(crate) async fn spend(
        &self,
        kind: &str,
        browser: &Browser,
        ceremony: Uuid,
    ) -> Result<([u8; 32], Option<AccountId>)> {
        let (hash, now) = (&browser.hash, self.env.now());
        let taken =
            self.env.db.tx(|tx| Box::pin(store::take_ceremony(tx, ceremony, kind, hash, now))).await?;
        taken.ok_or_else(passkey_refused)
    }

    pub(crate) async fn asserted(
        &self,
        tx: &mut Tx<'_>,
        challenge: &[u8; 32],
        response: &Value,
    ) -> Result<Asserted> {
        let named = credential_id(response).map_err(refused)?;
        let known = store::authenticator_by_credential(tx, &named).await?.ok_or_else(passkey_refused)?;
        let asserted =
            self.relying_party.verify_assertion(challenge, &known.credential, response).map_err(refused)?;
        // WebAuthn section 7.2 step 6: where the authenticator names the user, it is the credential's owner.
        if asserted.user_handle.is_some_and(|handle| handle != known.account.uuid().as_bytes()) {
            return Err(passkey_refused());
        }
        store::authenticator_used(tx, known.id, asserted.sign_count, asserted.backed_up, self.env.now())
            .await?;
        let acr = strength(&known.credential);
        Ok(Asserted { authenticator: known.id, account: known.account, acr })
    }
}

/// What a passkey has proved.
pub(crate) struct Asserted {
    pub(crate) authenticator: Uuid,
    pub(crate) account: AccountId,
    pub(crate) acr: Acr,
}

/// How good a login with this passkey is: one that may be copied elsewhere is less than one that cannot (WebAuthn Level 3 section 6.1.3;
/// an assertion that says otherwise than the credential is refused, section 7.2).
pub fn strength(credential: &Credential) -> Acr {
    if credential.backup_eligible { Acr::Passkey } else { Acr::DeviceBound }
}

/// Why a passkey was refused goes to the log; the person gets the one answer.
pub(crate) fn refused(error: Error) -> Error {
    if error.kind() == Kind::Internal { error } else { passkey_refused().with_cause(error) }
}
