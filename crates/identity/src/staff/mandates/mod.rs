//! Mandates: a person acts for an organisation, within limits and until a date.

mod model;
mod register;
pub mod rules;

use causeway_core::{AccountId, Error, Found, OrganisationId, Permission, Result, Search, Staff, Tx, jobs};
use causeway_evidence::Event;
use serde_json::json;
use uuid::Uuid;

pub use model::{ActFor, Mandate, MandateBasis, MandateEnd, NewMandate};
pub use register::{Capacity, MemoryRegister, Named, Officer, OfficerRegister};

use super::acts::Outcome;
use super::model::{Act, Effect};
use super::organisations::OrganisationStatus;
use super::store::mandates::{self as store, MandateRow};
use super::store::{organisations, people};
use super::{require, within};
use crate::Identity;

/// A job of this kind with `{"organisation": …}` in its payload tells that the register has news of an organisation.
pub const REGISTER_NEWS: &str = "identity.register_news";

impl Identity {
    /// The mandates of the organisations that a member of staff may know of, newest first.
    ///
    /// # Errors
    /// `not_found` without the permission to see mandates.
    pub async fn mandates(&self, staff: &Staff, search: &Search) -> Result<Found<Mandate>> {
        require(staff, Permission::MandatesManage)?;
        let Some(only) = within(staff, search) else { return Ok(Found { rows: Vec::new(), total: 0 }) };
        let (rows, total) = store::page(&self.env.db, only.get(), search).await?;
        Ok(Found { rows, total }.map(|row| row.mandate))
    }

    /// The mandates that a person holds now. What one allows: [`rules::may_act`].
    pub async fn mandates_held(&self, account: AccountId) -> Result<Vec<Mandate>> {
        let rows = store::held_outside(&self.env.db, account, self.env.now()).await?;
        Ok(rows.into_iter().map(|row| row.mandate).collect())
    }

    /// What the register says of an organisation, for acts that need to know: asked before their transaction.
    pub(super) async fn asked_register(&self, act: &Act) -> Result<Option<Named>> {
        match act {
            Act::GiveMandate { mandate } if matches!(mandate.basis, MandateBasis::Register { .. }) => {
                self.register.named(&mandate.organisation).await
            }
            _ => Ok(None),
        }
    }

    pub(super) async fn give_mandate(
        &self,
        tx: &mut Tx<'_>,
        who: &Staff,
        new: &NewMandate,
        named: Option<&Named>,
    ) -> Result<Outcome> {
        let now = self.env.now();
        let giver_card = people::card_of(tx, who.session.account).await?;
        let representative = people::by_id(tx, new.representative).await?;
        let card = people::card_of(tx, new.representative).await?;
        let facts = rules::Giving {
            giver: who,
            giver_card: giver_card.as_ref(),
            representative: representative.map(|account| account.level).zip(card.as_ref()),
            named,
        };
        rules::may_give(new, &facts, now)?;
        let record = organisations::find_in(tx, &new.organisation).await?.ok_or_else(Error::not_found)?;
        if record.status != OrganisationStatus::Active {
            return Err(Error::conflict("organisation_inactive", "This organisation takes no part now."));
        }
        let mandate = Mandate {
            id: self.env.new_uuid()?,
            organisation: new.organisation.clone(),
            representative: new.representative,
            scope: new.scope.clone(),
            limit: new.limit,
            until: new.until,
            basis: new.basis.clone(),
            given_by: who.member,
            given_at: now,
            ended_at: None,
            ended_why: None,
        };
        let row = MandateRow { mandate, giver: who.session.account };
        store::insert(tx, &row).await?;
        if matches!(new.basis, MandateBasis::Register { .. }) {
            // The register was asked before this transaction. What changed there meanwhile, its news found no mandate to end.
            let (id, news) = (self.env.new_uuid()?, json!({"organisation": new.organisation}));
            jobs::enqueue(tx, id, REGISTER_NEWS, news, now).await?;
        }
        let given = Event::MandateGiven {
            organisation: new.organisation.clone(),
            mandate: row.mandate.id,
            by: who.member,
            until: new.until,
        };
        self.tell(tx, &new.organisation, &[new.representative, who.session.account], &given).await?;
        let member = self.called_at(tx, &new.organisation, new.representative).await?;
        Ok(Outcome::done(Some(Permission::MandatesManage), effects_of(new, member)))
    }

    pub(super) async fn end_mandate(&self, tx: &mut Tx<'_>, who: &Staff, id: Uuid) -> Result<Outcome> {
        let row = store::find_in(tx, id).await?.ok_or_else(Error::not_found)?;
        let own = &row.mandate;
        // Who gave it may take it back, and so may who holds it.
        let theirs = [row.giver, own.representative].contains(&who.session.account);
        if !theirs {
            super::rules::may(who, Permission::MandatesManage, &own.organisation)?;
        }
        if !self.finish_mandate(tx, &row, MandateEnd::Organisation, Some(who)).await? {
            return Err(Error::gone("mandate_over", "This mandate is over."));
        }
        let member = self.called_at(tx, &own.organisation, own.representative).await?;
        let args = [("member", member), ("organisation", own.organisation.to_string())];
        let effect = Effect::new("mandate-ended", args);
        Ok(Outcome::done(Some(Permission::MandatesManage), vec![effect]))
    }

    /// Ends every mandate of an organisation; returns how many.
    pub(super) async fn end_mandates_of(
        &self,
        tx: &mut Tx<'_>,
        organisation: &OrganisationId,
        why: MandateEnd,
    ) -> Result<usize> {
        let rows = store::standing(tx, organisation, self.env.now()).await?;
        for row in &rows {
            self.finish_mandate(tx, row, why, None).await?;
        }
        Ok(rows.len())
    }

    /// Ends the mandates that somebody holds for an organisation whose staff they leave; returns how many.
    pub(super) async fn end_mandates_with_place(
        &self,
        tx: &mut Tx<'_>,
        organisation: &OrganisationId,
        account: AccountId,
        who: Option<&Staff>,
    ) -> Result<usize> {
        let mut rows = store::held(tx, account, self.env.now()).await?;
        rows.retain(|row| row.mandate.organisation == *organisation);
        for row in &rows {
            self.finish_mandate(tx, row, MandateEnd::Place, who).await?;
        }
        Ok(rows.len())
    }

    /// Ends every mandate that a person holds, as the account goes: the receipts are the organisations'.
    pub(super) async fn end_mandates_held(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        let now = self.env.now();
        for row in store::held(tx, account, now).await? {
            store::end(tx, row.mandate.id, MandateEnd::Account, now).await?;
            let ended = ended(&row.mandate, MandateEnd::Account, None);
            self.tell(tx, &row.mandate.organisation, &[], &ended).await?;
        }
        Ok(())
    }

    async fn finish_mandate(
        &self,
        tx: &mut Tx<'_>,
        row: &MandateRow,
        why: MandateEnd,
        who: Option<&Staff>,
    ) -> Result<bool> {
        let own = &row.mandate;
        if own.until <= self.env.now() || !store::end(tx, own.id, why, self.env.now()).await? {
            return Ok(false);
        }
        self.note_mandate_ended(tx, own.id, why.as_str()).await?;
        let people: Vec<_> =
            [own.representative].into_iter().chain(who.map(|who| who.session.account)).collect();
        self.tell(tx, &own.organisation, &people, &ended(own, why, who)).await?;
        Ok(true)
    }

    /// The register has news of an organisation: mandates that rest on somebody whom it names no longer end now, and all of them if it
    /// says that the organisation is no more. Returns how many ended.
    pub async fn register_says(&self, organisation: &OrganisationId, named: Option<&Named>) -> Result<usize> {
        let now = self.env.now();
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let mut done = 0;
                    for row in store::standing(tx, organisation, now).await? {
                        if !self.still_stands(tx, &row, named).await?
                            && self.finish_mandate(tx, &row, MandateEnd::Register, None).await?
                        {
                            done += 1;
                        }
                    }
                    Ok(done)
                })
            })
            .await
    }

    async fn still_stands(&self, tx: &mut Tx<'_>, row: &MandateRow, named: Option<&Named>) -> Result<bool> {
        let MandateBasis::Register { entry } = &row.mandate.basis else {
            return Ok(named.is_none_or(|named| named.standing));
        };
        for person in [row.giver, row.mandate.representative] {
            if let Some(card) = people::card_of(tx, person).await?
                && rules::named_as(named, entry, &card)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Asks the register again: what a [`REGISTER_NEWS`] job does.
    pub async fn follow_register(&self, organisation: &OrganisationId) -> Result<usize> {
        let named = self.register.named(organisation).await?;
        self.register_says(organisation, named.as_ref()).await
    }
}

fn ended(mandate: &Mandate, why: MandateEnd, who: Option<&Staff>) -> Event {
    Event::MandateEnded {
        organisation: mandate.organisation.clone(),
        mandate: mandate.id,
        by: who.map(|who| who.member),
        code: why.as_str().to_owned(),
    }
}

fn effects_of(new: &NewMandate, member: String) -> Vec<Effect> {
    let (organisation, until) = (new.organisation.to_string(), new.until.to_string());
    let given =
        Effect::new("mandate-given", [("member", member), ("organisation", organisation), ("until", until)]);
    let allows =
        new.scope.iter().map(|act| Effect::new("mandate-allows", [("scope", act.as_str().to_owned())]));
    let limit = new.limit.map(|limit| Effect::new("mandate-limit", [("limit", limit.to_string())]));
    [given].into_iter().chain(allows).chain(limit).collect()
}
