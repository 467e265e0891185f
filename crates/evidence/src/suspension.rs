//! Suspending notice: what is done in one case is not told to the person for a while, and told afterwards, with that it was withheld.
//!
//! Nothing is left unrecorded. The receipt is in the person's chain from the beginning, in its place and counted; it is the list and the
//! download that leave it out. So whoever compares the numbers of their receipts finds a gap (docs/SECURITY.md, docs/adr/0014).

use causeway_core::journal::{self, Entry};
use causeway_core::{AccountId, Error, OrganisationId, Result, Tx};
use causeway_crypto::person::PersonKey;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::receipt::Body;
use crate::store::{self, SuspensionRow};
use crate::{Chain, Event, Evidence};

/// The longest that notice may be suspended by one decision: 180 days.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 180);
/// The end of a suspension was moved: the kind of entry in the journal.
const MOVED: &str = "evidence.suspension_moved";
/// The longest reference of a case.
const LONGEST_CASE: usize = 40;

/// What the journal holds of a moved end.
#[derive(Deserialize)]
struct Moved {
    suspension: Uuid,
    until: Timestamp,
}

/// What two officers decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Its id: that of the decision.
    pub id: Uuid,
    /// Whom it keeps from being told.
    pub account: AccountId,
    /// The officers' organisation.
    pub organisation: OrganisationId,
    /// Of which case nothing is told.
    pub case: String,
    /// Until when.
    pub until: Timestamp,
}

/// Whether a text can be the reference of a case: 1 to 40 of `A-Z`, `a-z`, `0-9`, `-` and `/`. No room for a name or a sentence.
///
/// # Errors
/// `bad_case`.
pub fn check_case(case: &str) -> Result<()> {
    let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'/';
    if (1..=LONGEST_CASE).contains(&case.len()) && case.bytes().all(fits) {
        return Ok(());
    }
    Err(Error::invalid(
        "bad_case",
        "A case reference has 1 to 40 letters, digits, hyphens and slashes, and no names.",
    ))
}

/// Whether the person is told of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Yes.
    Given,
    /// Not for now.
    Withheld,
    /// Yes; it was withheld until then.
    WasWithheld(Timestamp),
}

/// What is, or was, withheld from one person.
pub(crate) struct Suspensions(Vec<Opened>);

struct Opened {
    id: Uuid,
    case: String,
    since: Timestamp,
    until: Timestamp,
}

impl Opened {
    fn of(row: &SuspensionRow, key: &PersonKey) -> Result<Self> {
        let case = key.open(&context(row.id), &row.reference)?;
        let case = std::str::from_utf8(&case).map_err(Error::internal)?.to_owned();
        Ok(Self { id: row.id, case, since: row.since, until: row.until })
    }
}

impl Suspensions {
    fn open(rows: &[SuspensionRow], key: &PersonKey) -> Result<Self> {
        rows.iter().map(|row| Opened::of(row, key)).collect::<Result<_>>().map(Self)
    }

    /// What was told before notice was suspended stays told: only what is recorded while it is suspended is withheld.
    pub(crate) fn notice_of(&self, body: &Body, at: Timestamp, now: Timestamp) -> Notice {
        let Some(case) = body.case() else { return Notice::Given };
        let covering = self.0.iter().filter(|s| s.case == case && s.since <= at && at < s.until);
        match covering.map(|s| s.until).max() {
            Some(until) if now < until => Notice::Withheld,
            Some(until) => Notice::WasWithheld(until),
            None => Notice::Given,
        }
    }

    fn standing(&self, case: &str, now: Timestamp) -> Option<&Opened> {
        self.0.iter().find(|s| s.case == case && now < s.until)
    }
}

impl Evidence {
    /// Suspends notice, with its receipts: in the person's chain, withheld like what follows, and in the organisation's. Where it is
    /// suspended already for the same case, the new end takes the place of the old.
    ///
    /// # Errors
    /// `bad_case`; `suspension_end` when the end is past or more than [`LONGEST`] away; `not_found` when there is no such person.
    pub async fn suspend_notice(&self, tx: &mut Tx<'_>, suspension: &Suspension) -> Result<()> {
        let Suspension { id, account, organisation, case, until } = suspension;
        let now = self.env.now();
        check_case(case)?;
        if *until <= now || *until > now + LONGEST {
            return Err(Error::invalid(
                "suspension_end",
                "Notice may be suspended for 180 days at most. Give a day within that time.",
            ));
        }
        let key = self.keys.load(tx, account.uuid()).await?;
        let known = Suspensions::open(&store::suspensions_within(tx, *account).await?, &key)?;
        if let Some(standing) = known.standing(case, now) {
            store::set_suspension_end(tx, standing.id, *until).await?;
            let entry = json!({"suspension": standing.id, "until": until});
            journal::note(&self.env, tx, MOVED, entry).await?;
        } else {
            let reference = key.seal(&context(*id), case.as_bytes())?;
            let row = SuspensionRow { id: *id, reference, since: now, until: *until };
            store::insert_suspension(tx, *account, &row).await?;
        }
        let (organisation, case, until) = (organisation.clone(), case.clone(), *until);
        let event = Event::NoticeSuspended { organisation: organisation.clone(), case, until };
        self.record(tx, Chain::Person(*account), &event).await?;
        self.record(tx, Chain::Organisation(organisation), &event).await?;
        Ok(())
    }

    /// Does again what an entry of the journal says was done here. Idempotent; entries of other kinds are passed over.
    pub async fn replay(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
        if entry.kind != MOVED {
            return Ok(());
        }
        let Moved { suspension, until } =
            serde_json::from_value(entry.entry.clone()).map_err(Error::internal)?;
        store::set_suspension_end(tx, suspension, until).await
    }

    /// Until when a person is not told what is done in a case; `None` when they are told.
    ///
    /// # Errors
    /// `not_found` when there is no such person.
    pub async fn suspended_until(&self, account: AccountId, case: &str) -> Result<Option<Timestamp>> {
        let key = self.keys.read(account.uuid()).await?;
        let suspensions = self.suspensions(account, &key).await?;
        Ok(suspensions.standing(case, self.env.now()).map(|s| s.until))
    }

    /// As [`Evidence::suspended_until`], within a transaction.
    pub async fn suspended_within(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        case: &str,
    ) -> Result<Option<Timestamp>> {
        let key = self.keys.load(tx, account.uuid()).await?;
        let suspensions = Suspensions::open(&store::suspensions_within(tx, account).await?, &key)?;
        Ok(suspensions.standing(case, self.env.now()).map(|s| s.until))
    }

    /// Forgets what was withheld from a person who is removed. Their receipts stay, as commitments.
    pub async fn forget(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        store::forget_suspensions(tx, account).await
    }

    pub(crate) async fn suspensions(&self, account: AccountId, key: &PersonKey) -> Result<Suspensions> {
        Suspensions::open(&store::suspensions(&self.env.db, account).await?, key)
    }
}

/// Binds a sealed reference to its place.
fn context(id: Uuid) -> String {
    format!("evidence.suspension:{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_has_no_room_for_a_name() {
        for good in ["HCMP-12/2026", "a", "0", &"9".repeat(40)] {
            assert!(check_case(good).is_ok(), "{good}");
        }
        for bad in ["", "CHAN Tai Man", "陳", "a\n", "a_b", "a.b", &"9".repeat(41)] {
            assert_eq!(check_case(bad).unwrap_err().code(), "bad_case", "{bad}");
        }
    }
}
