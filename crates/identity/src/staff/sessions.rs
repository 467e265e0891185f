//! The console's sessions: a cookie of its own, a passkey on this device, short, and over the moment the roles are.

use causeway_core::{AccountId, Acr, Error, MemberId, Permission, Result, Session, SessionId, Staff, Tx};
use causeway_crypto::token::{Token, hash_of};
use causeway_evidence::Event;
use causeway_http::Browser;
use serde_json::Value;
use uuid::Uuid;

use super::model::Member;
use super::store::members::{self, MemberRow};
use super::store::sessions::{self as store, StaffRow};
use crate::Identity;
use crate::model::Ceremony;
use crate::rules::{passkey_refused, session_holds, worth_touching};

const LOGIN: &str = "staff_login";

impl Identity {
    /// Begins a login to the console with any passkey the device knows for this site.
    pub async fn begin_staff_login(&self, browser: &Browser) -> Result<Ceremony> {
        let challenge = self.env.rng.bytes()?;
        let options = self.relying_party.request_options(&challenge, &[]);
        self.begin(LOGIN, challenge, browser, None, options).await
    }

    /// Ends a login to the console: whoever it is acts for the first of their organisations where they hold a role, and may turn to
    /// another ([`Identity::act_for`]). A failed attempt spends the ceremony too.
    ///
    /// # Errors
    /// `passkey_refused`, also for people who are no staff.
    pub async fn finish_staff_login(
        &self,
        browser: &Browser,
        ceremony: Uuid,
        response: &Value,
    ) -> Result<(Staff, Token)> {
        let challenge = &self.spend(LOGIN, browser, ceremony).await?.0;
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let account = self.asserted(tx, challenge, response).await?.account;
                    let places = members::of_account_in(tx, account).await?;
                    self.start_staff_session(tx, account, &places).await
                })
            })
            .await
    }

    /// Starts a session in the first of these places that is open, with its receipts.
    pub(super) async fn start_staff_session(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        places: &[MemberRow],
    ) -> Result<(Staff, Token)> {
        let now = self.env.now();
        let token = Token::new(&self.env.rng)?;
        let session = Session { id: self.env.new_id()?, account, acr: Acr::Passkey, authenticated_at: now };
        for (nth, place) in places.iter().enumerate() {
            if nth == 0 {
                let ends = now + self.config.staff_longest();
                store::insert(tx, &token.hash(), &session, place.id, ends).await?;
            } else {
                store::turn(tx, session.id, place.id).await?;
            }
            if let Some(staff) = self.found(tx, session.id).await? {
                self.entered(tx, &staff).await?;
                return Ok((staff, token));
            }
        }
        Err(passkey_refused())
    }

    async fn entered(&self, tx: &mut Tx<'_>, staff: &Staff) -> Result<()> {
        self.note_use(tx, staff, Permission::Desk).await?;
        let entered = Event::StaffEntered { organisation: staff.organisation.clone(), member: staff.member };
        self.tell(tx, &staff.organisation, &[staff.session.account], &entered).await
    }

    /// The member of staff whom the console's cookie names, with what their roles allow now. Notes that they were seen.
    pub async fn staff(&self, cookie: &str) -> Result<Option<Staff>> {
        let now = self.env.now();
        let Some(row) = self.holding_staff(cookie).await? else { return Ok(None) };
        if worth_touching(row.last_seen_at, now) {
            let id = row.session.id;
            self.env.db.tx(|tx| Box::pin(async move { store::touch(tx, id, now).await })).await?;
        }
        Ok(self.staff_of(row))
    }

    /// As [`Identity::staff`], for a request that a page makes by itself: an open page is nobody being there.
    pub async fn staff_unseen(&self, cookie: &str) -> Result<Option<Staff>> {
        Ok(self.holding_staff(cookie).await?.and_then(|row| self.staff_of(row)))
    }

    async fn holding_staff(&self, cookie: &str) -> Result<Option<StaffRow>> {
        let now = self.env.now();
        let row = store::by_token(&self.env.db, &hash_of(cookie), now).await?;
        Ok(row.filter(|row| session_holds(row.last_seen_at, row.expires_at, self.config.staff_idle(), now)))
    }

    /// Who is acting in a session, as the transaction finds them.
    ///
    /// # Errors
    /// `unauthenticated` when the session, the place or the last role has ended.
    pub(super) async fn standing(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<Staff> {
        self.found(tx, session).await?.ok_or_else(Error::unauthenticated)
    }

    async fn found(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<Option<Staff>> {
        let now = self.env.now();
        let row = store::by_id(tx, session, now).await?;
        let idle = self.config.staff_idle();
        let row = row.filter(|row| session_holds(row.last_seen_at, row.expires_at, idle, now));
        Ok(row.and_then(|row| self.staff_of(row)))
    }

    /// What a session's roles amount to. Whoever has none, and for whom none waits to be approved, has no business in the console.
    fn staff_of(&self, row: StaffRow) -> Option<Staff> {
        if row.roles.is_empty() && !row.awaited {
            return None;
        }
        let platform = row.organisation == *self.operator;
        let permissions = row.roles.iter().flat_map(|role| role.allows(platform));
        let permissions = permissions.chain([Permission::Desk]).collect();
        let StaffRow { session, member, organisation, .. } = row;
        Some(Staff { session, member, organisation, platform, permissions })
    }

    /// The places that this member of staff has, in whatever organisations.
    pub async fn memberships(&self, staff: &Staff) -> Result<Vec<Member>> {
        let rows = members::of_account(&self.env.db, staff.session.account).await?;
        self.named(rows).await
    }

    /// Turns to another of one's own places, in the same session. What was begun in the former place can be confirmed there alone.
    ///
    /// # Errors
    /// `not_found` for a place that is somebody else's, has ended, or gives no access.
    pub async fn act_for(&self, staff: &Staff, member: MemberId) -> Result<()> {
        let session = &staff.session;
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    self.standing(tx, session.id).await?;
                    let own = members::of_account_in(tx, session.account).await?;
                    if !own.iter().any(|place| place.id == member) {
                        return Err(Error::not_found());
                    }
                    store::turn(tx, session.id, member).await?;
                    let staff = self.found(tx, session.id).await?.ok_or_else(Error::not_found)?;
                    self.entered(tx, &staff).await
                })
            })
            .await
    }

    /// Logs out of the console.
    ///
    /// # Errors
    /// `not_found` for a session that is over.
    pub async fn end_staff_session(&self, staff: &Staff) -> Result<()> {
        let left = &Event::StaffLeft { organisation: staff.organisation.clone(), member: staff.member };
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    if !store::end(tx, staff.session.id).await? {
                        return Err(Error::not_found());
                    }
                    self.tell(tx, &staff.organisation, &[staff.session.account], left).await
                })
            })
            .await
    }
}
