//! The forms of the three acts, and what is read out of them.

use causeway_core::{AccountId, OrganisationId, ReceiptId, Result};
use causeway_evidence::{ErasureReason, LONGEST};
use causeway_http::Shell;
use causeway_http::components::{Button, Choice, Input, Radios};
use causeway_identity::{NewProposal, ProposalKind};
use causeway_registration::CardNumber;
use causeway_registration::officers::{Erasure, Opening, Withholding};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::naming::{self, Faults};
use super::super::sheet::{Sending, Sheet};
use super::super::{Console, Fields, effects};

/// Which act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super::super) enum Deed {
    /// Erasing a person.
    Erasure,
    /// Opening a receipt.
    Opening,
    /// Withholding notice.
    Suspension,
}

impl Deed {
    pub(in super::super::super) const ALL: [Self; 3] = [Self::Erasure, Self::Opening, Self::Suspension];

    /// The act behind a kind of proposal, if it is one of these.
    pub(super) fn of(kind: ProposalKind) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.kind() == kind)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Erasure => "erasure",
            Self::Opening => "opening",
            Self::Suspension => "suspension",
        }
    }

    pub(super) fn path(self) -> String {
        format!("{}/{}", super::PATH, self.name())
    }

    pub(super) fn kind(self) -> ProposalKind {
        match self {
            Self::Erasure => ProposalKind::PersonErasure,
            Self::Opening => ProposalKind::ReceiptOpening,
            Self::Suspension => ProposalKind::NoticeSuspension,
        }
    }
}

/// What an officer wants to begin.
pub(super) struct Begun {
    pub(super) card: CardNumber,
    pub(super) case: String,
    what: What,
}

enum What {
    Erase(ErasureReason),
    Open(ReceiptId),
    Withhold(Timestamp),
}

impl Begun {
    pub(super) fn read(console: &Console, deed: Deed, fields: &Fields) -> Result<Self, Faults> {
        let parts = console.portal.parts();
        Self::of(deed, fields, parts.env.now(), &parts.time_zone)
    }

    fn of(deed: Deed, fields: &Fields, now: Timestamp, zone: &TimeZone) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let card = naming::card(fields, &mut faults);
        let what = match deed {
            Deed::Erasure => reason(fields, &mut faults).map(What::Erase),
            Deed::Opening => receipt(fields, &mut faults).map(What::Open),
            Deed::Suspension => until(fields, now, zone, &mut faults).map(What::Withhold),
        };
        let case = naming::case(fields, &mut faults);
        match (card, what, case) {
            (Some(card), Some(what), Some(case)) => Ok(Self { card, case, what }),
            _ => Err(faults),
        }
    }

    pub(super) fn proposal(self, account: AccountId, organisation: &OrganisationId) -> Result<NewProposal> {
        let case = self.case;
        match self.what {
            What::Erase(reason) => Erasure { account, reason, case }.proposal(organisation),
            What::Open(receipt) => Opening { account, receipt, case }.proposal(organisation),
            What::Withhold(until) => Withholding { account, case, until }.proposal(organisation),
        }
    }
}

fn reason(fields: &Fields, faults: &mut Faults) -> Option<ErasureReason> {
    let found = ErasureReason::ALL.into_iter().find(|reason| reason.as_str() == fields.text("reason"));
    if found.is_none() {
        faults.add("reason", "office-reason-missing");
    }
    found
}

fn receipt(fields: &Fields, faults: &mut Faults) -> Option<ReceiptId> {
    let found = fields.text("receipt").parse().ok();
    if found.is_none() {
        faults.add("receipt", "officers-receipt-bad");
    }
    found
}

/// The end of the day that was named, where people live.
fn until(fields: &Fields, now: Timestamp, zone: &TimeZone, faults: &mut Faults) -> Option<Timestamp> {
    let part = |name: &str| fields.text(&format!("until-{name}")).parse().ok();
    let day = || {
        Date::new(part("year")?, i8::try_from(part("month")?).ok()?, i8::try_from(part("day")?).ok()?).ok()
    };
    let Some(day) = day() else {
        faults.add("until-day", "officers-until-bad");
        return None;
    };
    let end = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp();
    if end <= now || end > now + LONGEST {
        faults.add("until-day", "officers-until-far");
        return None;
    }
    Some(end)
}

/// The form of an act.
pub(in super::super::super) fn page(shell: Shell, deed: Deed, fields: &Fields, faults: &Faults) -> Sheet {
    let name = deed.name();
    let shell = shell.titled(&format!("officers-{name}-title"));
    let sending = Sending::to(deed.path()).field(naming::card_input(&shell, faults));
    let sending = match deed {
        Deed::Erasure => sending.field(reasons(&shell, fields, faults)),
        Deed::Opening => sending.field(
            Input::new("receipt", shell.t("officers-receipt"))
                .hint(shell.t("officers-receipt-hint"))
                .value(fields.text("receipt"))
                .spellcheck(Some(false))
                .error(faults.error(&shell, "receipt")),
        ),
        Deed::Suspension => sending.field(
            shell
                .date_input("until", shell.t("officers-until"))
                .hint(shell.t("officers-until-hint"))
                .values(["day", "month", "year"].map(|part| fields.text(&format!("until-{part}")).to_owned()))
                .error(faults.error(&shell, "until-day")),
        ),
    };
    let sending = sending
        .field(naming::case_input(&shell, fields, faults))
        .button(Button::new(shell.t("continue")))
        .cancel(&shell.t("cancel"), super::PATH);
    Sheet::new(shell.clone())
        .back("officers-title", super::PATH)
        .errors(faults.summary(&shell))
        .say(&format!("officers-{name}-lead"))
        .put(sending)
}

fn reasons(shell: &Shell, fields: &Fields, faults: &Faults) -> Radios {
    let choice = |reason: ErasureReason| {
        let words = shell.t(&effects::key("erasure-reason", reason.as_str()));
        Choice::new(reason.as_str(), words).checked(fields.text("reason") == reason.as_str())
    };
    Radios::new("reason", shell.t("officers-reason"))
        .legend_classes("govuk-fieldset__legend--s")
        .items(ErasureReason::ALL.map(choice).to_vec())
        .error(faults.error(shell, "reason"))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const RECEIPT: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let both = [("card", "ZZ000001(8)"), ("case", "HCMP-7/26")];
        let all = both.iter().chain(pairs);
        Fields::new(all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn now() -> Timestamp {
        causeway_core::db::testing::start_of_time()
    }

    fn read(deed: Deed, fields: &Fields) -> Result<Begun, Faults> {
        Begun::of(deed, fields, now(), &TimeZone::UTC)
    }

    #[test]
    fn each_act_reads_what_it_takes_and_nothing_else() {
        let officers: OrganisationId = "causeway".parse().unwrap();
        let account = AccountId::from(uuid::Uuid::from_u128(1));
        let until = [("until-day", "31"), ("until-month", "12"), ("until-year", "2026")];
        let all = [("reason", "deceased"), ("receipt", RECEIPT)].into_iter().chain(until).collect::<Vec<_>>();
        for deed in Deed::ALL {
            let begun = read(deed, &fields(&all)).ok().unwrap();
            let proposal = begun.proposal(account, &officers).unwrap();
            assert_eq!((proposal.kind, proposal.subject), (deed.kind(), account.to_string()));
            assert_eq!(proposal.content["case"], "HCMP-7/26");
            assert!(!proposal.content.to_string().contains("ZZ000001"), "ids alone: {}", proposal.content);
        }
    }

    #[test]
    fn notice_is_withheld_until_the_end_of_a_day_within_180_days() {
        let on = |day: &str, month: &str, year: &str| {
            let until = [("until-day", day), ("until-month", month), ("until-year", year)];
            read(Deed::Suspension, &fields(&until)).map(|begun| begun.what)
        };
        let Ok(What::Withhold(until)) = on("21", "11", "2026") else { unreachable!() };
        assert_eq!(until.to_string(), "2026-11-22T00:00:00Z", "today, to its end");
        assert!(until > now() && until < now() + SignedDuration::from_hours(24));
        assert!(on("19", "5", "2027").is_ok() && on("21", "5", "2027").is_err());
        for (day, month, year) in
            [("20", "11", "2026"), ("31", "2", "2027"), ("", "", ""), ("x", "1", "2027")]
        {
            assert_eq!(on(day, month, year).err().unwrap().fields(), ["until-day"], "{day} {month} {year}");
        }
    }

    #[test]
    fn what_is_missing_is_told_at_its_field() {
        let nothing = Fields::default();
        let missing = |deed| read(deed, &nothing).err().unwrap().fields();
        assert_eq!(missing(Deed::Erasure), ["card", "reason", "case"]);
        assert_eq!(missing(Deed::Opening), ["card", "receipt", "case"]);
        assert_eq!(missing(Deed::Suspension), ["card", "until-day", "case"]);
        let wrong = fields(&[("reason", "because"), ("receipt", "7")]);
        assert_eq!(read(Deed::Erasure, &wrong).err().unwrap().fields(), ["reason"]);
        assert_eq!(read(Deed::Opening, &wrong).err().unwrap().fields(), ["receipt"]);
    }
}
