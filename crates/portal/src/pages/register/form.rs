//! The form of an application: what was submitted, and the page with its faults.

use askama::Template;
use causeway_core::Lang;
use causeway_http::Shell;
use causeway_http::components::{Button, Checkboxes, Choice, DateInput, Details, ErrorSummary, Input};
use causeway_registration::{Application, Field, FieldFault};
use serde::Deserialize;

use crate::SamplePerson;
use crate::next::local;

/// What an applicant submitted. Printing it shows nothing.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Submitted {
    #[serde(default)]
    agree: Option<String>,
    #[serde(default)]
    card_number: String,
    #[serde(default)]
    name: String,
    #[serde(default, rename = "date_of_issue-day")]
    issue_day: String,
    #[serde(default, rename = "date_of_issue-month")]
    issue_month: String,
    #[serde(default, rename = "date_of_issue-year")]
    issue_year: String,
    #[serde(default, rename = "date_of_birth-day")]
    birth_day: String,
    #[serde(default, rename = "date_of_birth-month")]
    birth_month: String,
    #[serde(default, rename = "date_of_birth-year")]
    birth_year: String,
    #[serde(default)]
    next: String,
}

/// What is wrong with a field: its name, and the key of the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    pub(crate) key: String,
}

/// The words for what registration found.
pub(crate) fn told(faults: &[FieldFault]) -> Vec<Fault> {
    let told = |fault: &FieldFault| Fault {
        field: fault.field.name(),
        key: format!("registration-field-{}", fault.code.replace('_', "-")),
    };
    faults.iter().map(told).collect()
}

impl Submitted {
    /// The details of a sample person, filled in.
    pub(crate) fn of_sample(sample: &SamplePerson) -> Self {
        let [issue_year, issue_month, issue_day] = parts_of(&sample.date_of_issue);
        let [birth_year, birth_month, birth_day] = parts_of(&sample.date_of_birth);
        Self {
            card_number: sample.card_number.clone(),
            name: sample.name.clone(),
            issue_day,
            issue_month,
            issue_year,
            birth_day,
            birth_month,
            birth_year,
            ..Self::default()
        }
    }

    /// Where to go on afterwards.
    pub(crate) fn next(&self) -> &str {
        local(&self.next)
    }

    /// What only this page asks: that the applicant agrees. The rest is registration's to judge.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        match self.agree {
            Some(_) => Vec::new(),
            None => vec![Fault { field: "agree", key: "register-agree-missing".to_owned() }],
        }
    }

    /// The application, in the language of the page.
    pub(crate) fn application(&self, lang: Lang) -> Application {
        Application {
            card_number: self.card_number.clone(),
            date_of_issue: self.date(Field::DateOfIssue.name()),
            name: self.name.clone(),
            date_of_birth: self.date(Field::DateOfBirth.name()),
            lang,
        }
    }

    fn date(&self, field: &str) -> String {
        let [day, month, year] = self.values(field);
        format!("{year}-{month}-{day}")
    }

    /// Day, month and year of a date.
    fn values(&self, field: &str) -> [String; 3] {
        if field == Field::DateOfIssue.name() {
            [&self.issue_day, &self.issue_month, &self.issue_year].map(|part| part.trim().to_owned())
        } else {
            [&self.birth_day, &self.birth_month, &self.birth_year].map(|part| part.trim().to_owned())
        }
    }
}

/// Year, month and day, without leading zeros, as people write them.
fn parts_of(date: &str) -> [String; 3] {
    let mut parts = date.split('-').map(|part| part.trim_start_matches('0').to_owned());
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// A sample person's link.
#[derive(Clone, Debug)]
struct Sample {
    words: String,
    href: String,
}

/// The form.
#[derive(Clone, Template)]
#[template(path = "register/form.html")]
pub(crate) struct FormPage {
    shell: Shell,
    errors: ErrorSummary,
    samples: Option<Details>,
    next: String,
    agree: Checkboxes,
    card_number: Input,
    date_of_issue: DateInput,
    name: Input,
    date_of_birth: DateInput,
}

#[derive(Clone, Template)]
#[template(path = "register/samples.html")]
struct Samples {
    text: String,
    people: Vec<Sample>,
}

impl FormPage {
    pub(crate) fn new(
        shell: Shell,
        filled: &Submitted,
        samples: &[SamplePerson],
        next: &str,
        faults: &[Fault],
    ) -> Self {
        let shell = shell.titled("register-title").with_errors(!faults.is_empty());
        let wrong = |field: &str| {
            let fault = faults.iter().find(|fault| fault.field == field);
            fault.map(|fault| shell.error(shell.t(&fault.key)))
        };
        let date = |field: Field, legend: &str, hint: &str| {
            shell
                .date_input(field.name(), shell.t(legend))
                .legend_classes("govuk-fieldset__legend--s")
                .hint(shell.t(hint))
                .error(wrong(field.name()))
                .values(filled.values(field.name()))
        };
        let agree = Checkboxes::new("agree", "")
            .items(vec![Choice::new("yes", shell.t("register-agree")).checked(filled.agree.is_some())])
            .error(wrong("agree"));
        let card_number = Input::new("card_number", shell.t("register-card-number"))
            .label_classes("govuk-label--s")
            .hint(shell.t("register-card-number-hint"))
            .width(20)
            .autocomplete("off")
            .autocapitalize("characters")
            .spellcheck(Some(false))
            .value(filled.card_number.clone())
            .error(wrong("card_number"));
        let date_of_issue = date(Field::DateOfIssue, "register-date-of-issue", "register-date-of-issue-hint");
        let name = Input::new("name", shell.t("register-name"))
            .label_classes("govuk-label--s")
            .hint(shell.t("register-name-hint"))
            .autocomplete("name")
            .spellcheck(Some(false))
            .value(filled.name.clone())
            .error(wrong("name"));
        let date_of_birth = date(Field::DateOfBirth, "register-date-of-birth", "register-date-of-birth-hint")
            .autocomplete(["bday-day", "bday-month", "bday-year"].map(str::to_owned));
        let errors =
            shell.error_summary().of(&card_number).of(&date_of_issue).of(&name).of(&date_of_birth).of(&agree);
        let samples = sample_details(&shell, samples, next);
        Self {
            shell,
            errors,
            samples,
            next: next.to_owned(),
            agree,
            card_number,
            date_of_issue,
            name,
            date_of_birth,
        }
    }
}

/// In a sandbox: whose details fill in the form.
fn sample_details(shell: &Shell, samples: &[SamplePerson], next: &str) -> Option<Details> {
    let link = |(index, person): (usize, &SamplePerson)| Sample {
        words: shell.words().with("register-sample-use", &[("name", &person.name)]),
        href: crate::next::with_query(
            "/register",
            &[("sample", &index.to_string()), ("next", if next == "/" { "" } else { next })],
        ),
    };
    let people = samples.iter().enumerate().map(link).collect();
    let content = Samples { text: shell.t("register-sample-text"), people };
    let content = causeway_http::components::Content::template(&content).ok()?;
    (!samples.is_empty()).then(|| Details::new(shell.t("register-sample-heading"), content).open(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_person_fills_in_the_form_as_people_write_dates() {
        let sample = SamplePerson {
            name: "CHAN Tai Man".to_owned(),
            card_number: "ZZ000001(8)".to_owned(),
            date_of_issue: "2019-03-07".to_owned(),
            date_of_birth: "1990-10-31".to_owned(),
        };
        let filled = Submitted::of_sample(&sample);
        assert_eq!(filled.values("date_of_issue"), ["7", "3", "2019"]);
        assert_eq!(filled.application(Lang::En).date_of_birth, "1990-10-31");
        assert!(filled.agree.is_none(), "agreeing is the person's own act");
    }

    #[test]
    fn without_agreement_nothing_is_asked_of_the_register() {
        assert_eq!(Submitted::default().faults()[0].field, "agree");
        assert!(Submitted { agree: Some("yes".to_owned()), ..Submitted::default() }.faults().is_empty());
    }

    #[test]
    fn an_empty_date_is_a_missing_one() {
        assert_eq!(Submitted::default().application(Lang::En).date_of_issue, "--");
    }
}
