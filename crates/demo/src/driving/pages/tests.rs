//! Every page with sample data, in every language.

use causeway_core::Lang;
use jiff::Timestamp;

use super::*;

fn address() -> Address {
    let text = |t: &str| t.to_owned();
    Address {
        line1: text("Flat <1>"),
        line2: text("Sample House"),
        line3: text(""),
        district: text("Tai Po"),
    }
}

fn platform() -> Platform {
    Platform::new("http://localhost:8080").unwrap()
}

fn file(standing: Option<Timestamp>) -> File {
    let application = Application {
        reference: "DL-2222-BBBB".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        address: address(),
        source: Source::Exchanged,
        refreshed: Some(Timestamp::UNIX_EPOCH),
    };
    File {
        applications: vec![application],
        standing: Some(Standing { consent: "c".to_owned(), until: standing }),
    }
}

fn pages(lang: Lang) -> Vec<String> {
    let shell = || Shell::sample(lang);
    let mut visitor = shell();
    visitor.signed_in = false;
    let faults = Address::default().check();
    let refusal = |code: &str| Refusal(code.to_owned());
    let mut pages = vec![
        Home::new(visitor).render(),
        Home::new(shell()).render(),
        Choose::new(shell(), false).render(),
        Choose::new(shell(), true).render(),
        AddressPage::new(shell(), &address(), Source::Exchanged, &[]).render(),
        AddressPage::new(shell(), &Address::default(), Source::Typed, &faults).render(),
        Check::new(shell(), &address(), Source::Typed).render(),
        Check::new(shell(), &address(), Source::Exchanged).render(),
        Done::new(shell(), &platform(), "DL-2222-BBBB".to_owned()).render(),
        Applications::new(shell(), &platform(), "sub", &File::default(), false).render(),
        Applications::new(shell(), &platform(), "sub", &file(None), true).render(),
        Applications::new(shell(), &platform(), "sub", &file(Some(Timestamp::UNIX_EPOCH)), false).render(),
    ];
    for code in CODES {
        pages.push(Unavailable::in_renewal(shell(), &platform(), &refusal(code), true).render());
        pages.push(Unavailable::in_applications(shell(), &platform(), &refusal(code)).render());
    }
    pages.into_iter().map(Result::unwrap).collect()
}

/// The refusals that have words of their own, and one that has none.
const CODES: &[&str] = &[
    "consent_withdrawn",
    "consent_ended",
    "consent_expired",
    "consent_used",
    "consent_unknown",
    "provider_unavailable",
    "provider_answer_refused",
    "no_record",
    "connector_unreachable",
    "answer_unreadable",
    "something_new",
];

#[test]
fn every_page_has_all_its_words_in_every_language() {
    for lang in Lang::ALL {
        for html in pages(lang) {
            assert!(!html.contains('⟦'), "{lang:?}: {html}");
            assert!(!html.contains(" style=") && !html.contains("<script>"), "{lang:?}: inline");
        }
    }
}

#[test]
fn what_a_person_typed_is_escaped() {
    for html in pages(Lang::En) {
        assert!(!html.contains("Flat <1>"));
    }
}

#[test]
fn every_known_refusal_has_words_of_its_own() {
    let title = |code: &str| {
        Unavailable::in_renewal(Shell::sample(Lang::En), &platform(), &Refusal(code.to_owned()), true)
            .shell
            .title
    };
    let other = title("something_new");
    for code in CODES.iter().filter(|code| **code != "something_new") {
        assert_ne!(title(code), other, "{code}");
    }
}

#[test]
fn a_consent_that_is_over_is_not_offered_again() {
    let retry = |code: &str, unused| {
        Unavailable::in_renewal(Shell::sample(Lang::En), &platform(), &Refusal(code.to_owned()), unused).retry
    };
    assert!(retry("provider_unavailable", true));
    assert!(!retry("provider_unavailable", false));
    assert!(!retry("consent_withdrawn", true));
    assert!(!retry("no_record", true));
}
