//! Who may give a mandate, and what a mandate allows: pure functions of facts and the time.
//!
//! A mandate stands on one of two grounds.
//! - *The register names somebody.* Whoever the register names for the organisation, in a capacity that lets them bind it, gives
//!   mandates in its name, and may hold one themself. Where it is the representative whom the register names, the organisation's
//!   registrar, or the platform's, may enter it.
//! - *The organisation decided it.* Then its own registrar acts on the decision, and gives nothing to themself.

use causeway_core::{Error, Permission, Result, Staff};
use causeway_evidence::check_case;
use jiff::{SignedDuration, Timestamp};

use super::model::{ActFor, Mandate, MandateBasis, NewMandate};
use super::register::Named;
use crate::model::{CardHash, Level};

/// The longest that a mandate may run: two years.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(731 * 24);
/// The highest limit of one payment, in minor units: far below what JSON numbers hold exactly.
const HIGHEST: i64 = 1_000_000_000_000;

/// What decides whether a mandate may be given.
#[derive(Clone, Copy, Debug)]
pub struct Giving<'a> {
    /// Who wants to give it.
    pub giver: &'a Staff,
    /// Under which card the giver is known.
    pub giver_card: Option<&'a CardHash>,
    /// How well the representative is established; nothing if there is no such account.
    pub representative: Option<(Level, &'a CardHash)>,
    /// What the register says of the organisation; nothing if it does not know it.
    pub named: Option<&'a Named>,
}

/// Whether a mandate may be given.
///
/// # Errors
/// `not_found` for those who may not give any there; `bad_mandate`, `bad_case`, `not_in_register`, `own_mandate`,
/// `representative_unknown`.
pub fn may_give(new: &NewMandate, facts: &Giving<'_>, now: Timestamp) -> Result<()> {
    let own = facts.giver.organisation == new.organisation;
    let manages = facts.giver.may(Permission::MandatesManage) && facts.giver.sees(&new.organisation);
    match &new.basis {
        MandateBasis::Decision { reference } => {
            if !(own && manages) {
                return Err(Error::not_found());
            }
            check_case(reference)?;
            if new.representative == facts.giver.session.account {
                return Err(Error::forbidden(
                    "own_mandate",
                    "Nobody gives themself a mandate on the organisation's decision. Ask another registrar to.",
                ));
            }
        }
        MandateBasis::Register { entry } => {
            let names = |card| named_as(facts.named, entry, card);
            let by_giver = facts.giver_card.is_some_and(names);
            if !by_giver && !manages {
                return Err(Error::not_found());
            }
            let by_representative = facts.representative.is_some_and(|(_, card)| names(card));
            if !by_giver && !by_representative {
                return Err(Error::conflict(
                    "not_in_register",
                    "The register names neither of you for this organisation under that entry. Check the entry, or use the organisation's own decision.",
                ));
            }
        }
    }
    check_terms(new, now)?;
    match facts.representative {
        Some((Level::Basic | Level::Plus, _)) => Ok(()),
        _ => Err(Error::invalid(
            "representative_unknown",
            "There is no registered person like that. Whoever acts for an organisation registers first.",
        )),
    }
}

/// Whether the register names the holder of a card for an organisation that stands, under this entry, in a capacity that binds it.
pub fn named_as(named: Option<&Named>, entry: &str, card: &CardHash) -> bool {
    named.is_some_and(|named| {
        named.standing
            && named
                .officers
                .iter()
                .any(|officer| officer.entry == entry && officer.person == *card && officer.capacity.binds())
    })
}

/// Scope, limit and end, whoever gives it.
fn check_terms(new: &NewMandate, now: Timestamp) -> Result<()> {
    let bad = |what: &'static str| Err(Error::invalid("bad_mandate", what));
    let mut scope = new.scope.clone();
    scope.sort_unstable();
    scope.dedup();
    if scope.is_empty() || scope.len() != new.scope.len() {
        return bad("Choose what the mandate is for: one thing at least, each once.");
    }
    if new.limit.is_some() && !new.scope.contains(&ActFor::Pay) {
        return bad("A limit goes with payments. Add payments, or leave the limit out.");
    }
    if new.limit.is_some_and(|limit| !(1..=HIGHEST).contains(&limit)) {
        return bad("The limit has to be more than nothing, and ten thousand million at most.");
    }
    if new.until <= now || new.until > now + LONGEST {
        return bad("A mandate ends on a day to come, in two years at most.");
    }
    Ok(())
}

/// Whether a mandate allows an act now. `amount` is that of a payment, in minor units.
///
/// # Errors
/// `mandate_over`, `beyond_mandate`.
pub fn may_act(mandate: &Mandate, act: ActFor, amount: Option<i64>, now: Timestamp) -> Result<()> {
    if mandate.ended_at.is_some() || mandate.until <= now {
        return Err(Error::gone("mandate_over", "This mandate is over."));
    }
    let within = match (act, amount) {
        (ActFor::Pay, Some(amount)) => amount > 0 && mandate.limit.is_none_or(|limit| amount <= limit),
        (ActFor::Pay, None) => false,
        (_, amount) => amount.is_none(),
    };
    if mandate.scope.contains(&act) && within {
        return Ok(());
    }
    Err(Error::forbidden("beyond_mandate", "This goes beyond what the mandate allows."))
}
