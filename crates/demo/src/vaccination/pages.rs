//! The pages: home, and the record.

use askama::Template;

use causeway_http::components::{Button, Content, Details, Table};
use causeway_http::{Shell, Words};

use super::history::{self, Dose};
use crate::card::CardNumber;
use crate::platform::Platform;
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
    activity: String,
}

/// The vaccine's cell: its name; dose, lot and place below, so that the table fits a phone.
#[derive(Template)]
#[template(path = "dose.html")]
struct Vaccine {
    name: String,
    dose: String,
    place: String,
}

impl Record {
    pub(super) fn new(shell: Shell, platform: &Platform, card: &CardNumber, sub: &str) -> Self {
        let shell = shell.titled("demo-record-title");
        let words = shell.words();
        let doses = history::of(card);
        let written = card.written();
        let count = [("count", doses.len().to_string()), ("card", written.clone())];
        let count =
            words.with("demo-record-count", &count.each_ref().map(|(name, value)| (*name, value.as_str())));
        let head = ["demo-record-date", "demo-record-vaccine"].map(|key| words.t(key));
        let doses = Table::new(head, doses.iter().map(|dose| row(words, dose)))
            .caption(words.t("demo-record-caption"));
        Self {
            count,
            doses,
            known: known::details(&shell, sub, Some(&written)),
            activity: platform.activity(shell.lang),
            shell,
        }
    }
}

fn row(words: Words, dose: &Dose) -> Vec<Content> {
    let number = dose.number.to_string();
    let vaccine = Vaccine {
        name: words.t(dose.vaccine),
        dose: words.with("demo-record-dose", &[("number", &number), ("lot", &dose.lot)]),
        place: words.t(dose.place),
    };
    vec![dates::day_in_one_piece(words, dose.on).into(), Content::template(&vaccine).unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;

    use super::*;

    fn platform() -> Platform {
        Platform::new("http://localhost:8080").unwrap()
    }

    #[test]
    fn every_page_has_all_its_words_in_every_language() {
        let card = CardNumber::parse("ZZ100001(1)").unwrap();
        for lang in Lang::ALL {
            let mut visitor = Shell::sample(lang);
            visitor.signed_in = false;
            for html in [
                Home::new(visitor).render().unwrap(),
                Home::new(Shell::sample(lang)).render().unwrap(),
                Record::new(Shell::sample(lang), &platform(), &card, "pseudonym-1").render().unwrap(),
            ] {
                assert!(!html.contains('⟦'), "{lang:?}: {html}");
                assert!(!html.contains(" style=") && !html.contains("<script>"), "{lang:?}: inline");
            }
        }
    }

    #[test]
    fn the_record_shows_every_dose_and_what_is_known() {
        let card = CardNumber::parse("ZZ100001(1)").unwrap();
        let html = Record::new(Shell::sample(Lang::En), &platform(), &card, "pseudonym-1").render().unwrap();
        for dose in history::of(&card) {
            assert!(html.contains(&dose.lot), "{}", dose.lot);
        }
        assert!(html.contains("pseudonym-1") && html.contains("ZZ100001(1)"));
    }
}
