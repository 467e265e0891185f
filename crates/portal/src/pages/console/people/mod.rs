//! Looking at a person's record: found by the number on their card, for a reason and a case, both of which the person sees.
//!
//! The number comes in the body of a form and stands in no address; the record stands in the answer to that form and nowhere else.
//! What is shown is what helping somebody takes: how well they are known, and whether they can still come in. No value of theirs.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Kind, Permission, Result};
use causeway_evidence::LookReason;
use causeway_http::components::{Button, Choice, Content, InsetText, Radios, SummaryRow};
use causeway_http::{Access, Form, Page, Reply, Routes, Shell};
use causeway_identity::{Level, LookFor, LookedAt};
use causeway_registration::CardNumber;
use jiff::Timestamp;

use super::naming::{self, Faults};
use super::sheet::{Sending, Sheet, lines};
use super::{Console, Fields, effects};
use crate::Portal;

const PATH: &str = "/console/people";

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get(PATH, Access::Staff(Permission::PeopleLook), ask).post(
        PATH,
        Access::Staff(Permission::PeopleLook),
        look,
    )
}

async fn ask(console: Console) -> Page<Sheet> {
    Page(form_page(console.shell, &Fields::default(), &Faults::default()))
}

/// What somebody wants to look at, and why.
struct Wanted {
    card: CardNumber,
    reason: LookReason,
    case: String,
}

impl Wanted {
    fn read(fields: &Fields) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let card = naming::card(fields, &mut faults);
        let reason = fields.text("reason").parse().ok();
        if reason.is_none() {
            faults.add("reason", "office-reason-missing");
        }
        let case = naming::case(fields, &mut faults);
        match (card, reason, case) {
            (Some(card), Some(reason), Some(case)) => Ok(Self { card, reason, case }),
            _ => Err(faults),
        }
    }
}

async fn look(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    let fields = Fields::new(pairs);
    let wanted = match Wanted::read(&fields) {
        Ok(wanted) => wanted,
        Err(faults) => return Ok(again(&console, &fields, &faults)),
    };
    let identity = &console.portal.parts().identity;
    let who = LookFor::Card(identity.card_hash(wanted.card.as_str()));
    match identity.look_at(&console.staff, who, wanted.reason, &wanted.case).await {
        Ok(found) => Ok(Page(record(&console, &found, &wanted).await?).into_response()),
        Err(error) if error.kind() == Kind::NotFound => {
            let mut faults = Faults::default();
            faults.add("card", "office-card-unknown");
            Ok(again(&console, &fields, &faults))
        }
        Err(error) => {
            let mut faults = Faults::default();
            faults.say(console.mendable(error)?);
            Ok(again(&console, &fields, &faults))
        }
    }
}

fn again(console: &Console, fields: &Fields, faults: &Faults) -> Response {
    let page = form_page(console.shell.clone(), fields, faults);
    (StatusCode::BAD_REQUEST, Page(page)).into_response()
}

/// The form. Whose card it is does not stand in it again: a number is typed anew.
pub(in super::super) fn form_page(shell: Shell, fields: &Fields, faults: &Faults) -> Sheet {
    let shell = shell.titled("people-title");
    let reason = Radios::new("reason", shell.t("people-reason"))
        .legend_classes("govuk-fieldset__legend--s")
        .items(reasons(&shell, fields))
        .error(faults.error(&shell, "reason"));
    let sending = Sending::to(PATH)
        .field(naming::card_input(&shell, faults))
        .field(reason)
        .field(naming::case_input(&shell, fields, faults))
        .button(Button::new(shell.t("people-look")));
    Sheet::new(shell.clone())
        .errors(faults.summary(&shell))
        .say("people-lead")
        .put(InsetText::new(shell.t("people-seen")))
        .put(sending)
}

fn reasons(shell: &Shell, fields: &Fields) -> Vec<Choice> {
    let choice = |reason: &LookReason| {
        let words = shell.t(&effects::key("look-reason", reason.as_str()));
        Choice::new(reason.as_str(), words).checked(fields.text("reason") == reason.as_str())
    };
    LookReason::ALL.iter().map(choice).collect()
}

async fn record(console: &Console, found: &LookedAt, wanted: &Wanted) -> Result<Sheet> {
    let evidence = &console.portal.parts().evidence;
    let told = match evidence.suspended_until(found.account.id, &wanted.case).await {
        Err(error) if error.kind() == Kind::NotFound => Ok(None),
        told => told,
    }?;
    Ok(record_page(console, found, wanted.reason, &wanted.case, told))
}

/// What is shown of a person.
pub(in super::super) fn record_page(
    console: &Console,
    found: &LookedAt,
    reason: LookReason,
    case: &str,
    withheld_until: Option<Timestamp>,
) -> Sheet {
    let (words, when) = (console.words(), console.when());
    let shell = console.shell.clone().titled("people-record-title");
    let level = words.t(match found.account.level {
        Level::Invited => "level-invited",
        Level::Basic => "level-basic",
        Level::Plus => "level-plus",
    });
    let used: Vec<String> = found
        .passkeys
        .iter()
        .map(|passkey| match passkey.last_used_at {
            Some(at) => words.with("people-passkey-used", &[("at", &when.moment(at))]),
            None => words.t("people-passkey-never"),
        })
        .collect();
    let passkeys =
        if used.is_empty() { Content::from(words.t("people-passkeys-none")) } else { lines(&used) };
    let rows = vec![
        SummaryRow::new(words.t("account-level"), level),
        SummaryRow::new(words.t("account-since"), when.moment(found.account.created_at)),
        SummaryRow::new(words.t("people-passkeys"), passkeys),
        SummaryRow::new(words.t("people-sessions"), found.sessions.to_string()),
        SummaryRow::new(words.t("people-memberships"), found.memberships.to_string()),
        SummaryRow::new(words.t("people-account"), found.account.id.to_string()),
    ];
    let reason = words.t(&effects::key("look-reason", reason.as_str()));
    let told = match withheld_until {
        Some(until) => words.with("people-told-later", &[("until", &when.moment(until))]),
        None => words.t("people-told"),
    };
    Sheet::new(shell)
        .back("people-another", PATH)
        .facts(rows)
        .section("people-told-heading")
        .put(InsetText::new(told))
        .facts(vec![
            SummaryRow::new(words.t("people-reason"), reason),
            SummaryRow::new(words.t("office-case"), case),
        ])
        .say("people-leave")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_look_takes_a_card_a_reason_and_a_case() {
        let good = [("card", "ZZ000001(8)"), ("reason", "lost_device"), ("case", "HD-7/26")];
        let wanted = Wanted::read(&fields(&good)).ok().unwrap();
        assert_eq!((wanted.card.as_str(), wanted.reason), ("ZZ0000018", LookReason::LostDevice));
        let faults = Wanted::read(&Fields::default()).err().unwrap();
        assert_eq!(faults.fields(), ["card", "reason", "case"]);
        let bad = [("card", "ZZ000001(7)"), ("reason", "curious"), ("case", "the neighbour")];
        assert_eq!(Wanted::read(&fields(&bad)).err().unwrap().fields(), ["card", "reason", "case"]);
    }

    #[test]
    fn the_card_is_not_written_back_into_the_page() {
        let sent = fields(&[("card", "ZZ000001(8)"), ("case", "HD-7/26")]);
        let html = askama::Template::render(&form_page(
            Shell::console_sample(causeway_core::Lang::En),
            &sent,
            &Faults::default(),
        ));
        let html = html.unwrap();
        assert!(!html.contains("ZZ000001") && html.contains("value=\"HD-7/26\""), "{html}");
    }
}
