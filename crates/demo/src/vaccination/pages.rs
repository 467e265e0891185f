//! The pages: home, and the record.

use askama::Template;

use causeway_http::components::{Button, Content, Details, Table};
use causeway_http::{Shell, Words};

use super::history::{self, Dose};
use crate::card::CardNumber;
use crate::{dates, known};

#[derive(Template)]
#[template(path = "vaccination/home.html")]
pub(super) struct Home {
    shell: Shell,
}

impl Home {
    pub(super) fn new(shell: Shell) -> Self {
        Self { shell }
    }
}

#[derive(Template)]
#[template(path = "vaccination/record.html")]
pub(super) struct Record {
    shell: Shell,
    count: String,
    doses: Table,
    known: Details,
}

/// The vaccine's cell: its name, and dose and lot below, so that the table fits a phone.
#[derive(Template)]
#[template(path = "dose.html")]
struct Vaccine {
    vaccine: String,
    dose: String,
}

impl Record {
    pub(super) fn new(shell: Shell, card: &CardNumber, sub: &str) -> Self {
        let shell = shell.titled("demo-record-title");
        let words = shell.words();
        let doses = history::of(card);
        let written = card.written();
        let count = [("count", doses.len().to_string()), ("card", written.clone())];
        let count = words.with("demo-record-count", &count.each_ref().map(|(name, value)| (*name, value.as_str())));
        let head = ["demo-record-date", "demo-record-vaccine", "demo-record-place"].map(|key| words.t(key).into());
        let rows = doses.iter().map(|dose| row(words, dose)).collect();
        let doses = Table::new(head.into(), rows).caption(words.t("demo-record-caption"));
        Self { count, doses, known: known::details(&shell, sub, Some(&written)), shell }
    }
}

fn row(words: Words, dose: &Dose) -> Vec<Content> {
    let number = dose.number.to_string();
    let vaccine = Vaccine {
        vaccine: words.t(dose.vaccine),
        dose: words.with("demo-record-dose", &[("number", &number), ("lot", &dose.lot)]),
    };
    vec![
        dates::day(words, dose.on).into(),
        Content::template(&vaccine).unwrap_or_default(),
        words.t(dose.place).into(),
    ]
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;

    use super::*;

    #[test]
    fn every_page_has_all_its_words_in_every_language() {
        let card = CardNumber::parse("ZZ100001(1)").unwrap();
        for lang in Lang::ALL {
            let mut visitor = Shell::sample(lang);
            visitor.signed_in = false;
            for html in [
                Home::new(visitor).render().unwrap(),
                Home::new(Shell::sample(lang)).render().unwrap(),
                Record::new(Shell::sample(lang), &card, "pseudonym-1").render().unwrap(),
            ] {
                assert!(!html.contains('⟦'), "{lang:?}: {html}");
                assert!(!html.contains(" style=") && !html.contains("<script>"), "{lang:?}: inline");
            }
        }
    }

    #[test]
    fn the_record_shows_every_dose_and_what_is_known() {
        let card = CardNumber::parse("ZZ100001(1)").unwrap();
        let html = Record::new(Shell::sample(Lang::En), &card, "pseudonym-1").render().unwrap();
        for dose in history::of(&card) {
            assert!(html.contains(&dose.lot), "{}", dose.lot);
        }
        assert!(html.contains("pseudonym-1") && html.contains("ZZ100001(1)"));
    }
}
