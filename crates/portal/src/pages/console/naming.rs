//! What the forms of staff about people have in common: a card's number, the reference of a case, and what is wrong with them.

use causeway_evidence::check_case;
use causeway_http::Shell;
use causeway_http::components::{ErrorMessage, ErrorSummary, Input};
use causeway_registration::CardNumber;

use super::Fields;

/// What is wrong with a form, field by field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    at: Vec<(&'static str, String)>,
    said: Vec<String>,
}

impl Faults {
    /// One more: the id of the field, and the key of the words.
    pub(crate) fn add(&mut self, field: &'static str, key: impl Into<String>) {
        self.at.push((field, key.into()));
    }

    /// Something that no one field mends, in words.
    pub(crate) fn say(&mut self, words: String) {
        self.said.push(words);
    }

    /// What is wrong with a field.
    pub(crate) fn error(&self, shell: &Shell, field: &str) -> Option<ErrorMessage> {
        let (_, key) = self.at.iter().find(|(own, _)| *own == field)?;
        Some(shell.error(shell.t(key)))
    }

    /// All of it, for the top of the page.
    pub(crate) fn summary(&self, shell: &Shell) -> ErrorSummary {
        let mut errors = shell.error_summary();
        for (field, key) in &self.at {
            errors = errors.add(shell.t(key), format!("#{field}"));
        }
        for said in &self.said {
            errors = errors.add(said.clone(), "#main-content");
        }
        errors
    }

    /// The fields that are wrong.
    #[cfg(test)]
    pub(crate) fn fields(&self) -> Vec<&'static str> {
        self.at.iter().map(|(field, _)| *field).collect()
    }
}

/// The card's number, if it can be one.
pub(crate) fn card(fields: &Fields, faults: &mut Faults) -> Option<CardNumber> {
    match CardNumber::parse(fields.text("card")) {
        Ok(card) => Some(card),
        Err(fault) => {
            faults.add("card", format!("registration-field-{}", fault.code().replace('_', "-")));
            None
        }
    }
}

/// The reference of a case, if it can be one.
pub(crate) fn case(fields: &Fields, faults: &mut Faults) -> Option<String> {
    let case = fields.text("case");
    if check_case(case).is_err() {
        faults.add("case", "office-case-bad");
        return None;
    }
    Some(case.to_owned())
}

/// Where a card's number is typed. It is never filled in again: not by us, not by the browser.
pub(crate) fn card_input(shell: &Shell, faults: &Faults) -> Input {
    Input::new("card", shell.t("office-card"))
        .hint(shell.t("office-card-hint"))
        .width(20)
        .autocomplete("off")
        .autocapitalize("characters")
        .spellcheck(Some(false))
        .error(faults.error(shell, "card"))
}

/// Where the reference of a case is typed.
pub(crate) fn case_input(shell: &Shell, fields: &Fields, faults: &Faults) -> Input {
    Input::new("case", shell.t("office-case"))
        .hint(shell.t("office-case-hint"))
        .value(fields.text("case"))
        .width(20)
        .spellcheck(Some(false))
        .error(faults.error(shell, "case"))
}
