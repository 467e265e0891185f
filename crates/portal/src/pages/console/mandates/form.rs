//! The form that gives a mandate.

use causeway_http::components::{Button, Checkboxes, Choice, Input, Radios, SummaryRow};
use causeway_identity::{ActFor, MandateBasis, Member, NewMandate, Organisation};

use super::super::sheet::{Sending, Sheet};
use super::super::{Console, Fields, effects};
use crate::when::When;

/// For which organisation a mandate is given, and who can be chosen.
#[derive(Clone)]
pub(in super::super) struct Giving {
    pub(in super::super) organisation: Organisation,
    pub(in super::super) people: Vec<Member>,
}

/// What is wrong with a field: the field, the key of the words.
pub(in super::super) type Fault = (&'static str, &'static str);

/// The form, filled in with `fields`.
pub(in super::super) fn page(
    console: &Console,
    giving: &Giving,
    fields: &Fields,
    faults: &[Fault],
    said: &str,
) -> Sheet {
    let shell = console.shell.clone().titled("console-mandate-title");
    let sheet =
        Sheet::new(shell.clone()).back("console-mandates-title", super::PATH).say("console-mandate-lead");
    let name = giving.organisation.name.get(shell.lang);
    let sheet = sheet.facts(vec![SummaryRow::new(shell.t("console-organisation"), name)]);
    if giving.people.is_empty() {
        return sheet.say("console-mandate-nobody");
    }
    let error = |field: &str| {
        let (_, key) = faults.iter().find(|(own, _)| *own == field)?;
        Some(shell.error(shell.t(key)))
    };
    let radios = |name: &str, legend: &str, items: Vec<Choice>| {
        let radios = Radios::new(name, shell.t(legend)).legend_classes("govuk-fieldset__legend--m");
        radios.items(items).error(error(name))
    };
    let person = radios("representative", "console-mandate-representative", people(console, giving, fields));
    let scope = Checkboxes::new("scope", shell.t("console-mandate-scope"))
        .legend_classes("govuk-fieldset__legend--m")
        .items(scopes(console, fields))
        .error(error("scope"));
    let limit = Input::new("limit", shell.t("console-mandate-limit"))
        .hint(shell.t("console-mandate-limit-hint"))
        .value(fields.text("limit"))
        .inputmode("decimal")
        .width(10)
        .error(error("limit"));
    let until = shell
        .date_input("until", shell.t("console-mandate-until"))
        .legend_classes("govuk-fieldset__legend--m")
        .hint(shell.t("console-mandate-until-hint"))
        .values(["day", "month", "year"].map(|part| fields.text(&format!("until-{part}")).to_owned()))
        .error(error("until"));
    let basis = radios("basis", "console-mandate-basis", bases(console, fields));
    let reference = Input::new("reference", shell.t("console-mandate-reference"))
        .hint(shell.t("console-mandate-reference-hint"))
        .value(fields.text("reference"))
        .spellcheck(Some(false))
        .width(20)
        .error(error("reference"));
    let mut errors =
        shell.error_summary().of(&person).of(&scope).of(&limit).of(&until).of(&basis).of(&reference);
    if !said.is_empty() {
        errors = errors.add(said, "#main-content");
    }
    let form = Sending::to(format!("{}/new", super::PATH))
        .hidden("organisation", giving.organisation.id.as_str())
        .field(person)
        .field(scope)
        .field(limit)
        .field(until)
        .field(basis)
        .field(reference)
        .button(Button::new(shell.t("continue")))
        .cancel(&shell.t("cancel"), super::PATH);
    sheet.errors(errors).put(form)
}

fn people(console: &Console, giving: &Giving, fields: &Fields) -> Vec<Choice> {
    let choice = |member: &Member| {
        let id = member.id.to_string();
        let chosen = fields.has("representative", &id);
        Choice::new(id, effects::who(console.words(), &member.name)).checked(chosen)
    };
    giving.people.iter().map(choice).collect()
}

fn scopes(console: &Console, fields: &Fields) -> Vec<Choice> {
    let choice = |scope: &ActFor| {
        Choice::new(scope.as_str(), effects::scope(console.words(), *scope))
            .checked(fields.has("scope", scope.as_str()))
    };
    ActFor::ALL.iter().map(choice).collect()
}

fn bases(console: &Console, fields: &Fields) -> Vec<Choice> {
    let choice =
        |value: &str, key: &str| Choice::new(value, console.shell.t(key)).checked(fields.has("basis", value));
    vec![
        choice("register", "console-mandate-basis-register"),
        choice("decision", "console-mandate-basis-decision"),
    ]
}

/// The mandate that the form describes. What the domain's rules say of it comes later.
pub(in super::super) fn read(
    giving: &Giving,
    fields: &Fields,
    when: &When,
) -> Result<NewMandate, Vec<Fault>> {
    let mut faults: Vec<Fault> = Vec::new();
    let chosen = giving.people.iter().find(|member| fields.has("representative", &member.id.to_string()));
    if chosen.is_none() {
        faults.push(("representative", "console-mandate-representative-missing"));
    }
    let scope: Vec<ActFor> =
        ActFor::ALL.iter().copied().filter(|scope| fields.has("scope", scope.as_str())).collect();
    if scope.is_empty() {
        faults.push(("scope", "console-mandate-scope-missing"));
    }
    let limit = match fields.text("limit") {
        "" => None,
        typed => minor(typed).or_else(|| {
            faults.push(("limit", "console-mandate-limit-bad"));
            None
        }),
    };
    let [day, month, year] =
        ["day", "month", "year"].map(|part| fields.text(&format!("until-{part}")).to_owned());
    let until = when.end_of_day(&year, &month, &day);
    if until.is_none() {
        faults.push(("until", "console-mandate-until-bad"));
    }
    let reference = fields.text("reference").to_owned();
    if reference.is_empty() {
        faults.push(("reference", "console-mandate-reference-missing"));
    }
    let basis = match fields.text("basis") {
        "register" => Some(MandateBasis::Register { entry: reference }),
        "decision" => Some(MandateBasis::Decision { reference }),
        _ => {
            faults.push(("basis", "console-mandate-basis-missing"));
            None
        }
    };
    match (chosen, until, basis, faults.is_empty()) {
        (Some(member), Some(until), Some(basis), true) => Ok(NewMandate {
            organisation: giving.organisation.id.clone(),
            representative: member.account,
            scope,
            limit,
            until,
            basis,
        }),
        _ => Err(faults),
    }
}

/// An amount as people write it, in minor units: `1,234.5` is 123450.
fn minor(typed: &str) -> Option<i64> {
    let plain: String = typed.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(cents) || cents.len() > 2 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(cents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (typed, expected) in [
            ("0", Some(0)),
            ("12", Some(1200)),
            ("1,234.5", Some(123_450)),
            ("1 000.05", Some(100_005)),
            ("", None),
            ("-1", None),
            ("1.234", None),
            (".5", None),
            ("1e3", None),
            ("99999999999999999999", None),
            ("9223372036854775807", None),
        ] {
            assert_eq!(minor(typed), expected, "{typed}");
        }
    }
}
