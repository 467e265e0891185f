//! Acts: begun, tried dry, confirmed with a passkey, done once.
//!
//! An act belongs to the session that began it. What it will do is found by really doing it in a transaction that is rolled back.
//! Confirming takes, where it matters, an assertion of the member's passkey over a challenge that nothing else has: the act's digest,
//! the session and fresh random bytes. The digest covers the act, the member, and the content of the proposal it decides.
//!
//! Things move on between the page and its answer. So the page carries a digest of the effects it shows (`shown.rs`), the passkey signs
//! that too, and what is really done is held against it: where the effects have become others, nothing is done. What was confirmed is
//! what was shown.

use std::sync::{Arc, Mutex, PoisonError};

use causeway_core::{Error, MemberId, Permission, Result, Staff, Tx, crash};
use causeway_crypto::token::Token;
use causeway_crypto::{canonical, digest};
use causeway_http::Browser;
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::mandates::Named;
use super::model::{Act, Done, Effect, PendingAct};
use super::shown;
use super::store::acts::{self as store, ActRow};
use super::store::{members, proposals};
use crate::Identity;
use crate::model::Ceremony;
use crate::rules::passkey_refused;

/// How long an act waits to be confirmed.
const ACT: SignedDuration = SignedDuration::from_mins(30);
/// How long the passkey may take.
const CEREMONY: SignedDuration = SignedDuration::from_mins(5);
const KIND: &str = "act";
/// The code of the error that ends a trial, so that nothing of it stays. No caller sees it.
const TRIED: &str = "tried_dry";

/// Whether an act is tried or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    Trying,
    Doing,
}

/// What came of carrying out an act.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) effects: Vec<Effect>,
    /// Whether a second person has to approve before any of it happens.
    pub(super) waits: bool,
    pub(super) proposal: Option<Uuid>,
    pub(super) link: Option<Token>,
    pub(super) secret: Option<Token>,
    pub(super) result: Option<Value>,
    /// What was there before, where the effects do not tell it.
    pub(super) before: Option<Value>,
    /// By which permission it was done: its role has been used.
    pub(super) by: Option<Permission>,
}

impl Outcome {
    /// Something that is done, and leaves nothing to show.
    pub(super) fn done(by: Option<Permission>, effects: Vec<Effect>) -> Self {
        Self { effects, by, ..Self::default() }
    }
}

impl Act {
    /// Whether confirming it takes a passkey: it gives, keeps or takes power, applies at once, or cannot be undone. What only leads to a
    /// second person's decision, or takes back one's own, does not.
    pub fn takes_passkey(&self) -> bool {
        match self {
            Self::Propose { proposal } => proposal.kind.rule().passkey,
            Self::Approve { .. }
            | Self::Invite { .. }
            | Self::EndGrant { .. }
            | Self::EndMember { .. }
            | Self::ConfirmGrant { .. }
            | Self::GiveMandate { .. }
            | Self::EndMandate { .. } => true,
            Self::Decline { .. } | Self::Withdraw { .. } | Self::RevokeInvitation { .. } => false,
        }
    }

    /// The proposal that it decides.
    fn decides(&self) -> Option<Uuid> {
        match self {
            Self::Approve { proposal } | Self::Decline { proposal } | Self::Withdraw { proposal } => {
                Some(*proposal)
            }
            _ => None,
        }
    }
}

impl Identity {
    /// Begins an act: checks permission and rules, tries it dry, and keeps it for its confirmation page. What is wrong with it is an
    /// error for the form that began it.
    ///
    /// # Errors
    /// `not_found` without the permission; those of the rule, or the applier, in question.
    pub async fn begin_act(&self, staff: &Staff, act: Act) -> Result<Uuid> {
        self.try_dry(staff, &act).await?;
        let decides = self.content_decided(&act).await?;
        let row = &ActRow { digest: digest_of(&act, staff.member, decides.as_ref())?, act };
        let (id, session, expires_at) = (self.env.new_uuid()?, staff.session.id, self.env.now() + ACT);
        self.env
            .db
            .tx(|tx| Box::pin(async move { store::insert(tx, id, session, row, expires_at).await }))
            .await?;
        Ok(id)
    }

    /// An act of this session that waits to be confirmed, with what it will do now.
    ///
    /// # Errors
    /// `not_found`; and, since things move on, all those of [`Identity::begin_act`].
    pub async fn act(&self, staff: &Staff, id: Uuid) -> Result<PendingAct> {
        let ActRow { act, .. } = self.pending(staff, id).await?;
        let tried = self.try_dry(staff, &act).await?;
        let proposal = match act.decides() {
            Some(proposal) => Some(self.shown_proposal(proposal).await?),
            None => None,
        };
        let passkey = act.takes_passkey();
        let shown = hex(&shown::digest_of(&tried)?);
        Ok(PendingAct { id, act, effects: tried.effects, passkey, proposal, waits: tried.waits, shown })
    }

    /// WebAuthn options for the passkey that confirms an act, as it is shown ([`PendingAct::shown`]).
    ///
    /// # Errors
    /// `not_found`.
    pub async fn act_options(
        &self,
        browser: &Browser,
        staff: &Staff,
        id: Uuid,
        shown: &str,
    ) -> Result<Ceremony> {
        let row = self.pending(staff, id).await?;
        let nonce = self.env.rng.bytes()?;
        let challenge = challenge_of(id, &row.digest, staff, &nonce, shown)?;
        let options = self.assertion_options(staff.session.account, &challenge).await?;
        self.begin_about(KIND, browser, (staff.session.account, id), challenge, nonce, options).await
    }

    /// Does an act that was begun in this session, if it does what was `shown` ([`PendingAct::shown`]). `answer` is the ceremony and the
    /// browser's response, where a passkey is needed.
    ///
    /// Once, however often it is sent: the second time there is nothing left to confirm.
    ///
    /// # Errors
    /// `act_over` when it is done already, or too old; `act_changed` when it would do something else than was shown: it still waits, to
    /// be looked at again; `passkey_refused`; and, since things move on, all those of [`Identity::begin_act`].
    pub async fn perform(
        &self,
        browser: &Browser,
        staff: &Staff,
        (id, shown): (Uuid, &str),
        answer: Option<(Uuid, &Value)>,
    ) -> Result<Done> {
        let row = self.pending(staff, id).await.map_err(|_| act_over())?;
        let proved = match answer {
            Some((ceremony, response)) => {
                Some((self.spent_for(browser, staff, (id, shown), &row, ceremony).await?, response))
            }
            None if row.act.takes_passkey() => return Err(passkey_refused()),
            None => None,
        };
        let named = self.asked_register(&row.act).await?;
        let (proved, named) = (&proved, named.as_ref());
        if matches!(row.act, Act::Approve { .. }) {
            crash::point("staff.before_approve");
        }
        let outcome = self
            .env
            .db
            .tx(|tx| {
                Box::pin(async move { self.perform_in(tx, staff, (id, shown), proved.as_ref(), named).await })
            })
            .await?;
        if matches!(row.act, Act::Approve { .. }) {
            crash::point("staff.after_approve");
        }
        let Outcome { waits, proposal, link, secret, result, .. } = outcome;
        Ok(Done { applied: !waits, proposal, link, secret, result })
    }

    async fn perform_in(
        &self,
        tx: &mut Tx<'_>,
        staff: &Staff,
        (id, shown): (Uuid, &str),
        proved: Option<&([u8; 32], &Value)>,
        named: Option<&Named>,
    ) -> Result<Outcome> {
        let taken = store::take(tx, id, staff.session.id, self.env.now()).await?;
        let ActRow { act, digest } = taken.ok_or_else(act_over)?;
        let who = &self.standing(tx, staff.session.id).await?;
        if let Some((challenge, response)) = proved {
            self.verify_assertion(tx, who.session.account, challenge, response).await?;
        }
        let decides = match act.decides() {
            Some(proposal) => proposals::find_in(tx, proposal).await?.map(|row| row.digest),
            None => None,
        };
        // Somebody who turned to another organisation meanwhile, or was shown something else, confirms anew.
        if digest_of(&act, who.member, decides.as_ref())? != digest {
            return Err(act_over());
        }
        let outcome = self.carry_out(tx, who, &act, named, Run::Doing).await?;
        if hex(&shown::digest_of(&outcome)?) != shown {
            return Err(act_changed());
        }
        if let Some(permission) = outcome.by {
            self.note_use(tx, who, permission).await?;
        }
        Ok(outcome)
    }

    /// Carries an act out in a transaction: each arm checks its own rules against who is acting now.
    async fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        who: &Staff,
        act: &Act,
        named: Option<&Named>,
        run: Run,
    ) -> Result<Outcome> {
        match act {
            Act::Propose { proposal } => self.propose(tx, who, proposal, run).await,
            Act::Approve { proposal } => self.approve(tx, who, *proposal, run).await,
            Act::Decline { proposal } => self.decline(tx, who, *proposal).await,
            Act::Withdraw { proposal } => self.withdraw(tx, who, *proposal).await,
            Act::Invite { organisation, roles, unit, name } => {
                self.invite(tx, who, organisation, roles, unit.as_deref(), name).await
            }
            Act::RevokeInvitation { invitation } => self.revoke_invitation(tx, who, *invitation).await,
            Act::EndGrant { grant } => self.end_grant(tx, who, *grant).await,
            Act::EndMember { member } => self.end_member(tx, who, *member).await,
            Act::ConfirmGrant { grant } => self.confirm_grant(tx, who, *grant).await,
            Act::GiveMandate { mandate } => self.give_mandate(tx, who, mandate, named).await,
            Act::EndMandate { mandate } => self.end_mandate(tx, who, *mandate).await,
        }
    }

    /// Really does it, looks at what happened, and takes it all back.
    async fn try_dry(&self, staff: &Staff, act: &Act) -> Result<Outcome> {
        let named = self.asked_register(act).await?;
        let (named, seen) = (named.as_ref(), Arc::new(Mutex::new(None)));
        let looking = &seen;
        let ended: Result<()> = self
            .env
            .db
            .tx(|tx| {
                let looking = Arc::clone(looking);
                Box::pin(async move {
                    let who = &self.standing(tx, staff.session.id).await?;
                    let outcome = self.carry_out(tx, who, act, named, Run::Trying).await?;
                    *looking.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
                    Err(Error::conflict(TRIED, "This was only tried."))
                })
            })
            .await;
        match ended {
            Err(error) if error.code() == TRIED => {}
            Err(error) => return Err(error),
            Ok(()) => return Err(Error::internal("a trial was committed")),
        }
        let outcome = seen.lock().unwrap_or_else(PoisonError::into_inner).take();
        outcome.ok_or_else(|| Error::internal("a trial left nothing to see"))
    }

    async fn pending(&self, staff: &Staff, id: Uuid) -> Result<ActRow> {
        let found = store::find(&self.env.db, id, staff.session.id, self.env.now()).await?;
        found.ok_or_else(Error::not_found)
    }

    async fn content_decided(&self, act: &Act) -> Result<Option<[u8; 32]>> {
        let Some(proposal) = act.decides() else { return Ok(None) };
        Ok(proposals::find(&self.env.db, proposal).await?.map(|row| row.digest))
    }

    /// Takes a ceremony for good; its challenge, if it was begun by this browser for exactly this act in this session.
    async fn spent_for(
        &self,
        browser: &Browser,
        staff: &Staff,
        (id, shown): (Uuid, &str),
        row: &ActRow,
        ceremony: Uuid,
    ) -> Result<[u8; 32]> {
        let taken = self.spend_about(KIND, browser, ceremony).await?;
        let expected = challenge_of(id, &row.digest, staff, &taken.nonce, shown)?;
        let fits = taken.what == id && taken.account == staff.session.account && taken.challenge == expected;
        if fits { Ok(expected) } else { Err(passkey_refused()) }
    }

    /// Begins a ceremony that is about something.
    pub(super) async fn begin_about(
        &self,
        kind: &str,
        browser: &Browser,
        (account, about): (causeway_core::AccountId, Uuid),
        challenge: [u8; 32],
        nonce: [u8; 32],
        options: Value,
    ) -> Result<Ceremony> {
        let id = self.env.new_uuid()?;
        let new = &store::About {
            kind,
            challenge: &challenge,
            browser: &browser.hash,
            account,
            what: about,
            nonce: &nonce,
            expires_at: self.env.now() + CEREMONY,
        };
        self.env.db.tx(|tx| Box::pin(async move { store::insert_ceremony(tx, id, new).await })).await?;
        Ok(Ceremony { id, options })
    }

    /// Takes a ceremony that is about something for good, whatever comes of its response.
    pub(super) async fn spend_about(
        &self,
        kind: &str,
        browser: &Browser,
        ceremony: Uuid,
    ) -> Result<store::Taken> {
        let (hash, now) = (&browser.hash, self.env.now());
        let taken = self
            .env
            .db
            .tx(|tx| Box::pin(async move { store::take_ceremony(tx, ceremony, kind, hash, now).await }))
            .await?;
        taken.ok_or_else(passkey_refused)
    }

    /// Notes which of a member's roles was used, at most once a minute.
    pub(super) async fn note_use(&self, tx: &mut Tx<'_>, who: &Staff, by: Permission) -> Result<()> {
        let now = self.env.now();
        let stale = now - SignedDuration::from_mins(1);
        let Some(member) = members::member_in(tx, who.member).await? else { return Ok(()) };
        for grant in member.grants.iter().filter(|g| g.role.allows(who.platform).any(|p| p == by)) {
            members::used(tx, grant.id, now, stale).await?;
        }
        Ok(())
    }
}

/// What a confirmation binds to: the act, who acts, and the content of the proposal that is decided.
fn digest_of(act: &Act, member: MemberId, decides: Option<&[u8; 32]>) -> Result<[u8; 32]> {
    let form = json!({"version": 1, "act": act, "member": member, "decides": decides.map(|d| hex(d))});
    Ok(digest::sha256(&canonical::to_vec(&form)?))
}

fn challenge_of(
    id: Uuid,
    digest: &[u8; 32],
    staff: &Staff,
    nonce: &[u8; 32],
    shown: &str,
) -> Result<[u8; 32]> {
    let form = json!({
        "version": 1,
        "for": "staff act",
        "act": id,
        "digest": hex(digest),
        "shown": shown,
        "session": staff.session.id,
        "nonce": hex(nonce),
    });
    Ok(digest::sha256(&canonical::to_vec(&form)?))
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, byte| text + &format!("{byte:02x}"))
}

fn act_over() -> Error {
    Error::gone(
        "act_over",
        "This has been confirmed already, or waited too long. Look whether it is done; if not, begin again.",
    )
}

fn act_changed() -> Error {
    Error::conflict(
        "act_changed",
        "What this does has changed since it was shown, so nothing was done. Look at it again, then decide.",
    )
}
