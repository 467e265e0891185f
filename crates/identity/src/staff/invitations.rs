//! Invitations: links by which people join an organisation's staff, each used once.

use causeway_core::{
    AccountId, Error, Lang, MemberId, OrganisationId, Permission, Result, Session, Staff, Tx, crash,
};
use causeway_crypto::token::{Token, hash_of};
use causeway_crypto::webauthn::Credential;
use causeway_evidence::Event;
use causeway_http::Browser;
use jiff::SignedDuration;
use serde_json::Value;
use uuid::Uuid;

use super::acts::Outcome;
use super::invited::SealedName;
use super::members::name_context;
use super::model::{Effect, Invitation, JoinWay, Joining};
use super::organisations::OrganisationStatus;
use super::proposals::{Maker, role_proposal};
use super::roles::Role;
use super::store::invitations::{self as store, InvitationRow};
use super::store::members::{self, MemberRow, NewMember};
use super::store::organisations;
use super::{members as places, rules};
use crate::Identity;
use crate::model::{CardHash, Level, NewAccount, Organisation};
use crate::rules::passkey_refused;
use crate::store as accounts;

/// How long a link made at the command line lives.
const BOOTSTRAP: SignedDuration = SignedDuration::from_hours(1);
/// How long any other does.
const INVITATION: SignedDuration = SignedDuration::from_hours(72);
const JOIN: &str = "join";
const JOIN_NEW: &str = "join_new";
/// What the passkey of an account for the console alone is called.
const LABEL: &str = "Console";

/// By what somebody who joins proves who they are.
enum Proof<'a> {
    /// A passkey of the account they are logged in with.
    Known(AccountId, [u8; 32], &'a Value),
    /// A new passkey, for an account that is made now.
    New(AccountId, Box<Credential>),
}

impl Proof<'_> {
    fn account(&self) -> AccountId {
        match self {
            Self::Known(account, ..) | Self::New(account, _) => *account,
        }
    }
}

/// A link that is being taken, with whoever made it; nobody for one of the command line.
struct TakenLink {
    invitation: Invitation,
    inviter: Option<MemberRow>,
}

/// How somebody who joins wants to be known.
struct Joiner<'a> {
    name: &'a str,
    lang: Lang,
}

impl Identity {
    /// Makes a link for a first security officer, while the platform has fewer than two: one alone could never get anything approved.
    /// Makes the platform's own organisation too, if it is not there yet.
    ///
    /// # Errors
    /// `officers_enough`.
    pub async fn bootstrap(&self, operator: &Organisation) -> Result<(Invitation, Token)> {
        let token = Token::new(&self.env.rng)?;
        let (hash, invitation) = (
            &token.hash(),
            &Invitation {
                id: self.env.new_uuid()?,
                organisation: self.operator().clone(),
                name: String::new(),
                roles: vec![Role::SecurityOfficer],
                unit: None,
                bootstrap: true,
                expires_at: self.env.now() + BOOTSTRAP,
                invited_by: None,
            },
        );
        if operator.id != *self.operator {
            return Err(Error::internal("the first officers are the platform's own"));
        }
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    self.wants_officers(tx).await?;
                    organisations::insert_if_new(tx, operator).await?;
                    store::insert(tx, hash, invitation, None).await?;
                    self.tell(tx, &self.operator, &[], &invited(invitation)).await
                })
            })
            .await?;
        Ok((invitation.clone(), token))
    }

    /// Whether the platform has fewer security officers than it needs.
    async fn wants_officers(&self, tx: &mut Tx<'_>) -> Result<()> {
        if members::officers(tx, &self.operator, self.env.now()).await?.len() < rules::OFFICERS {
            return Ok(());
        }
        Err(Error::conflict(
            "officers_enough",
            "There are two security officers already. One of them invites further staff in the console.",
        ))
    }

    /// The invitations that nobody has taken yet, of the organisations that one may know of; the next to end first.
    ///
    /// # Errors
    /// `not_found` without the permission to see staff.
    pub async fn invitations(&self, staff: &Staff) -> Result<Vec<Invitation>> {
        super::require(staff, Permission::StaffRead)?;
        let rows = store::list(&self.env.db, staff.horizon(), self.env.now()).await?;
        self.with_invited_names(rows).await
    }

    pub(super) async fn invite(
        &self,
        tx: &mut Tx<'_>,
        who: &Staff,
        organisation: &OrganisationId,
        roles: &[Role],
        unit: Option<&str>,
        name: &SealedName,
    ) -> Result<Outcome> {
        rules::may(who, Permission::StaffManage, organisation)?;
        let sealed = name.bytes()?;
        let name = self.written_by(tx, who.session.account, &sealed).await?;
        let record = organisations::find_in(tx, organisation).await?;
        places::takes_part(record.as_ref())?;
        let units = record.map(|record| record.units).unwrap_or_default();
        if unit.is_some_and(|unit| !units.iter().any(|known| known.id == unit)) {
            return Err(Error::invalid("bad_unit", "The organisation has no such unit."));
        }
        let mut roles = roles.to_vec();
        roles.sort_unstable();
        roles.dedup();
        if roles.is_empty() {
            return Err(Error::invalid("no_roles", "Choose one role at least."));
        }
        let token = Token::new(&self.env.rng)?;
        let invitation = Invitation {
            id: self.env.new_uuid()?,
            organisation: organisation.clone(),
            name,
            roles,
            unit: unit.map(str::to_owned),
            bootstrap: false,
            expires_at: self.env.now() + INVITATION,
            invited_by: Some(who.member),
        };
        store::insert(tx, &token.hash(), &invitation, Some(sealed)).await?;
        self.tell(tx, organisation, &[who.session.account], &invited(&invitation)).await?;
        let effects = self.effects_of(&invitation, &who.organisation);
        Ok(Outcome { link: Some(token), ..Outcome::done(Some(Permission::StaffManage), effects) })
    }

    fn effects_of(&self, invitation: &Invitation, by: &OrganisationId) -> Vec<Effect> {
        let args = [
            ("member", invitation.name.clone()),
            ("organisation", invitation.organisation.to_string()),
            ("hours", INVITATION.as_hours().to_string()),
        ];
        let role = |role: &Role| {
            let waits = self.role_waits(*role, &invitation.organisation, by);
            let key = if waits { "invitation-role-waits" } else { "invitation-role" };
            Effect::new(key, [("role", role.as_str().to_owned())])
        };
        [Effect::new("invitation-made", args)].into_iter().chain(invitation.roles.iter().map(role)).collect()
    }

    pub(super) async fn revoke_invitation(&self, tx: &mut Tx<'_>, who: &Staff, id: Uuid) -> Result<Outcome> {
        let found = store::by_id(tx, id, self.env.now()).await?.ok_or_else(Error::not_found)?.invitation;
        rules::may(who, Permission::StaffManage, &found.organisation)?;
        store::delete(tx, id).await?;
        let revoked = Event::StaffInvitationRevoked {
            organisation: found.organisation.clone(),
            invitation: id,
            by: Some(who.member),
        };
        self.tell(tx, &found.organisation, &[who.session.account], &revoked).await?;
        let effect = Effect::new("invitation-revoked", [("organisation", found.organisation.to_string())]);
        Ok(Outcome::done(Some(Permission::StaffManage), vec![effect]))
    }

    /// Takes back every invitation to an organisation; returns how many.
    pub(super) async fn revoke_invitations_of(
        &self,
        tx: &mut Tx<'_>,
        organisation: &OrganisationId,
    ) -> Result<usize> {
        let gone = store::delete_of_organisation(tx, organisation).await?;
        self.tell_revoked(tx, organisation, &gone).await?;
        Ok(gone.len())
    }

    pub(super) async fn tell_revoked(
        &self,
        tx: &mut Tx<'_>,
        organisation: &OrganisationId,
        invitations: &[Uuid],
    ) -> Result<()> {
        for invitation in invitations {
            let revoked = Event::StaffInvitationRevoked {
                organisation: organisation.clone(),
                invitation: *invitation,
                by: None,
            };
            self.tell(tx, organisation, &[], &revoked).await?;
        }
        Ok(())
    }

    /// Begins taking an invitation. `session` is that of a person who is logged in, as a citizen or in the console: they join with that
    /// account.
    ///
    /// # Errors
    /// `invitation_over`, for a link that never was, too.
    pub async fn begin_join(
        &self,
        browser: &Browser,
        token: &str,
        session: Option<&Session>,
    ) -> Result<Joining> {
        let found = store::by_token(&self.env.db, &hash_of(token), self.env.now()).await?;
        let invitation = found.ok_or_else(invitation_over)?.invitation;
        let inviter = match invitation.invited_by {
            Some(inviter) => members::member(&self.env.db, inviter).await?,
            None => None,
        };
        let waiting = inviter.map(|inviter| {
            let waits =
                |role: &&Role| self.role_waits(**role, &invitation.organisation, &inviter.organisation);
            invitation.roles.iter().filter(waits).copied().collect()
        });
        let challenge = self.env.rng.bytes()?;
        let way = if let Some(session) = session {
            let options = self.assertion_options(session.account, &challenge).await?;
            let about = (session.account, invitation.id);
            JoinWay::WithAccount(self.begin_about(JOIN, browser, about, challenge, [0; 32], options).await?)
        } else if invitation.bootstrap || self.config.staff_without_proofing {
            let account: AccountId = self.env.new_id()?;
            let shown = format!("Console, {}", invitation.organisation);
            let handle = account.uuid();
            let options = self.relying_party.creation_options(&challenge, handle.as_bytes(), &shown, &[]);
            let about = (account, invitation.id);
            let ceremony = self.begin_about(JOIN_NEW, browser, about, challenge, [0; 32], options).await?;
            JoinWay::NewPasskey(ceremony, account)
        } else {
            JoinWay::LogInFirst
        };
        Ok(Joining { invitation, waiting: waiting.unwrap_or_default(), way })
    }

    /// Takes an invitation: a place in the organisation's staff, the roles that need nobody else, proposals for those that do, and a
    /// session of the console. All in one transaction; of two who take one link, one joins.
    ///
    /// # Errors
    /// `passkey_refused`, `bad_work_name`, `invitation_over`, `officers_enough`, `organisation_inactive`; `own_role` for one's own link.
    #[expect(clippy::too_many_arguments, reason = "what a join is made of; each comes from another place")]
    pub async fn join(
        &self,
        browser: &Browser,
        token: &str,
        session: Option<&Session>,
        ceremony: Uuid,
        response: &Value,
        work_name: &str,
        lang: Lang,
    ) -> Result<(Staff, Token)> {
        let joiner = &Joiner { name: rules::work_name(work_name)?, lang };
        let kind = if session.is_some() { JOIN } else { JOIN_NEW };
        let taken = self.spend_about(kind, browser, ceremony).await?;
        let proof = &match session {
            Some(session) if session.account == taken.account => {
                Proof::Known(taken.account, taken.challenge, response)
            }
            Some(_) => return Err(passkey_refused()),
            None => {
                let verified = self.relying_party.verify_registration(&taken.challenge, response);
                Proof::New(taken.account, Box::new(verified.map_err(crate::passkeys::refused)?))
            }
        };
        let hash = &hash_of(token);
        crash::point("staff.before_join");
        let joined = self
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let link = self.taken(tx, hash, taken.what).await?;
                    let member = self.placed(tx, &link, proof, joiner).await?;
                    self.begin_roles(tx, &link, &member).await?;
                    self.start_staff_session(tx, proof.account(), &[member]).await
                })
            })
            .await?;
        crash::point("staff.after_join");
        Ok(joined)
    }

    /// Takes the invitation that a ceremony was about, if it still holds: whoever invited may still invite there.
    async fn taken(&self, tx: &mut Tx<'_>, hash: &[u8; 32], about: Uuid) -> Result<TakenLink> {
        let row = store::take(tx, hash, self.env.now()).await?.ok_or_else(invitation_over)?;
        let InvitationRow { mut invitation, name, .. } = row;
        if invitation.id != about {
            return Err(passkey_refused());
        }
        let record = organisations::find_in(tx, &invitation.organisation).await?;
        places::takes_part(record.as_ref())?;
        let Some(inviter) = invitation.invited_by else {
            self.wants_officers(tx).await?;
            return Ok(TakenLink { invitation, inviter: None });
        };
        let row = members::member_in(tx, inviter).await?.ok_or_else(invitation_over)?;
        let home = organisations::find_in(tx, &row.organisation).await?;
        let takes_part = home.is_some_and(|home| home.status == OrganisationStatus::Active);
        if !takes_part || !self.invites_to(&row, &invitation.organisation) {
            return Err(invitation_over());
        }
        if let Some(sealed) = name {
            invitation.name = self.written_by(tx, row.account, &sealed).await?;
        }
        Ok(TakenLink { invitation, inviter: Some(row) })
    }

    fn invites_to(&self, inviter: &MemberRow, organisation: &OrganisationId) -> bool {
        let platform = inviter.organisation == *self.operator;
        inviter.ended_at.is_none()
            && (platform || inviter.organisation == *organisation)
            && inviter
                .grants
                .iter()
                .any(|grant| grant.role.allows(platform).any(|p| p == Permission::StaffManage))
    }

    /// The place of somebody who joins: the one they have there already, or a new one. Whoever invited is told that the link was taken.
    async fn placed(
        &self,
        tx: &mut Tx<'_>,
        TakenLink { invitation, inviter }: &TakenLink,
        proof: &Proof<'_>,
        joiner: &Joiner<'_>,
    ) -> Result<MemberRow> {
        let account = proof.account();
        match proof {
            Proof::Known(account, challenge, response) => {
                self.verify_assertion(tx, *account, challenge, response).await?;
            }
            Proof::New(account, credential) => {
                self.create_invited(tx, *account, credential, joiner.lang).await?;
            }
        }
        let own = members::of_account_in(tx, account).await?;
        let there = own.into_iter().find(|row| row.organisation == invitation.organisation);
        let id = match there {
            Some(row) => row.id,
            None => self.new_place(tx, invitation, account, joiner).await?,
        };
        let joined = Event::StaffJoined {
            organisation: invitation.organisation.clone(),
            member: id,
            invitation: invitation.id,
        };
        let people: Vec<_> = [account].into_iter().chain(inviter.as_ref().map(|row| row.account)).collect();
        self.tell(tx, &invitation.organisation, &people, &joined).await?;
        if !invitation.name.is_empty() {
            self.keep_invited_as(tx, id, account, &invitation.name).await?;
        }
        members::member_in(tx, id).await?.ok_or_else(|| Error::internal("a new member is not there"))
    }

    async fn new_place(
        &self,
        tx: &mut Tx<'_>,
        invitation: &Invitation,
        account: AccountId,
        joiner: &Joiner<'_>,
    ) -> Result<MemberId> {
        let id: MemberId = self.env.new_id()?;
        let key = self.evidence.person_keys().load(tx, account.uuid()).await?;
        let new = NewMember {
            id,
            organisation: &invitation.organisation,
            account,
            name: key.seal(&name_context(id), joiner.name.as_bytes())?,
            unit: invitation.unit.as_deref(),
        };
        members::insert(tx, new, self.env.now()).await?;
        Ok(id)
    }

    /// An account for the console alone, with a key of its own; its card is nobody's.
    async fn create_invited(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        credential: &Credential,
        lang: Lang,
    ) -> Result<()> {
        let now = self.env.now();
        self.evidence.person_keys().create(tx, account.uuid()).await?;
        let new = NewAccount {
            id: account,
            card: CardHash(self.env.rng.bytes()?),
            lang,
            credential: credential.clone(),
            label: LABEL.to_owned(),
        };
        if !accounts::insert_account(tx, &new, Level::Invited, now).await? {
            return Err(passkey_refused());
        }
        let id = self.env.new_uuid()?;
        accounts::insert_authenticator(tx, id, account, credential, LABEL, now).await
    }

    /// Gives what needs nobody else, and proposes the rest in the inviter's name.
    async fn begin_roles(
        &self,
        tx: &mut Tx<'_>,
        TakenLink { invitation, inviter }: &TakenLink,
        member: &MemberRow,
    ) -> Result<()> {
        if let Some(inviter) = inviter {
            rules::may_give_to(inviter.account, member.account)?;
        }
        for role in invitation.roles.iter().filter(|role| !member.holds(**role)) {
            match inviter {
                Some(inviter) if self.role_waits(*role, &member.organisation, &inviter.organisation) => {
                    let organisation = &inviter.organisation;
                    let maker = Maker { member: inviter.id, account: inviter.account, organisation };
                    let new = role_proposal(&member.organisation, member.id, *role);
                    match self.make(tx, maker, &new).await {
                        // Asked for before: it waits already.
                        Err(error) if error.code() == "already_proposed" => {}
                        made => drop(made?),
                    }
                }
                _ => drop(self.give(tx, member, *role, None).await?),
            }
        }
        Ok(())
    }
}

fn invited(invitation: &Invitation) -> Event {
    Event::StaffInvited {
        organisation: invitation.organisation.clone(),
        invitation: invitation.id,
        roles: invitation.roles.iter().map(|role| role.as_str().to_owned()).collect(),
        by: invitation.invited_by,
    }
}

/// One answer for a link that was used, taken back, is too old, or never was.
fn invitation_over() -> Error {
    Error::gone(
        "invitation_over",
        "This link is over: it was used, taken back, or is too old. Ask whoever invited you for a new one.",
    )
}
