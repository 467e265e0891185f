//! Looking at a person's record: with a reason, counted, and in that person's own activity before anything is shown.

use causeway_core::{AccountId, Error, MemberId, Permission, Result, Staff, Tx};
use causeway_evidence::{Event, LookReason, check_case};
use jiff::SignedDuration;

use super::model::{LookFor, LookedAt};
use super::rules;
use super::store::{members, people as store};
use crate::Identity;
use crate::model::Account;

/// For so long a look counts.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

impl Identity {
    /// Whether a place in an organisation's staff is, or was, this person's. Whoever looked at a record has the event in their own
    /// list, too, and is to read there that it was they.
    pub async fn has_place(&self, account: AccountId, member: MemberId) -> Result<bool> {
        Ok(members::member(&self.env.db, member).await?.is_some_and(|place| place.account == account))
    }

    /// A person's record as far as staff see it: account, passkeys, how many sessions and places; no profile. The receipt is in the
    /// person's chain, and in the organisation's without saying who was looked at. A look that finds nobody counts like any other.
    ///
    /// # Errors
    /// `not_found` without the permission, and when there is no such person; `own_record`, `bad_case`; `too_many_attempts`.
    pub async fn look_at(
        &self,
        staff: &Staff,
        who: LookFor,
        reason: LookReason,
        case: &str,
    ) -> Result<LookedAt> {
        check_case(case)?;
        let who = &who;
        let looked = self
            .env
            .db
            .tx(|tx| Box::pin(async move { self.look_in(tx, staff, who, reason, case).await }))
            .await?;
        looked.ok_or_else(Error::not_found)
    }

    async fn look_in(
        &self,
        tx: &mut Tx<'_>,
        staff: &Staff,
        who: &LookFor,
        reason: LookReason,
        case: &str,
    ) -> Result<Option<LookedAt>> {
        let acting = self.standing(tx, staff.session.id).await?;
        if !acting.platform {
            return Err(Error::not_found());
        }
        rules::may(&acting, Permission::PeopleLook, &acting.organisation)?;
        let now = self.env.now();
        if store::looks(tx, acting.member, now).await? >= i64::from(self.config.looks_per_hour) {
            return Err(Error::too_many(3600));
        }
        let found = match who {
            LookFor::Card(card) => store::by_card(tx, card).await?,
            LookFor::Account(account) => store::by_id(tx, *account).await?,
        };
        if found.as_ref().is_some_and(|account| account.id == acting.session.account) {
            return Err(rules::own_record());
        }
        store::insert_look(tx, self.env.new_uuid()?, acting.member, now + WINDOW).await?;
        self.note_use(tx, &acting, Permission::PeopleLook).await?;
        let looked = Event::StaffLooked {
            organisation: acting.organisation.clone(),
            member: acting.member,
            reason,
            case: case.to_owned(),
            found: found.is_some(),
        };
        let people: Vec<_> = found.iter().map(|account| account.id).chain([acting.session.account]).collect();
        self.tell(tx, &acting.organisation, &people, &looked).await?;
        match found {
            Some(account) => Ok(Some(self.seen(tx, account).await?)),
            None => Ok(None),
        }
    }

    async fn seen(&self, tx: &mut Tx<'_>, account: Account) -> Result<LookedAt> {
        let id = account.id;
        Ok(LookedAt {
            account,
            passkeys: store::passkeys(tx, id).await?,
            sessions: store::sessions(tx, id, self.env.now()).await?,
            memberships: members::of_account_in(tx, id).await?.len(),
        })
    }
}
