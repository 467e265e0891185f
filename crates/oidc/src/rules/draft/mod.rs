//! What a proposed client has to look like: an ordered list of small checks, each of which says which field is wrong and what to do.

mod check_certificate;
mod check_facts;
mod check_home;
mod check_keys;
mod check_redirects;
mod check_scopes;
mod check_settings;

use causeway_consent::PORTAL;
use causeway_core::draft::{Fault, check_words};

use crate::draft::ClientDraft;
use crate::settings::TokenAlg;
use crate::status::Registered;

/// The longest name of a service, in characters: it stands in sentences on the approval screen.
const NAME: usize = 60;
/// The longest description of a service, in characters.
const DESCRIPTION: usize = 200;

/// What the register says when the checks are made.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Facts {
    /// Whether real people use this platform.
    pub(crate) production: bool,
    /// What is registered under that id.
    pub(crate) existing: Option<Registered>,
    /// Whether the organisation is registered and in good standing.
    pub(crate) organisation_stands: bool,
    /// Whether the purpose of logging in is registered.
    pub(crate) purpose_known: bool,
    /// Whether a client of another organisation has the sector.
    pub(crate) sector_of_others: bool,
    /// The algorithms by which this platform cannot sign.
    pub(crate) missing_algs: Vec<TokenAlg>,
}

/// Everything that is wrong with a draft.
pub(crate) fn check(draft: &ClientDraft, facts: &Facts) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(check_id(draft));
    faults.extend(check_words("name", &draft.name, NAME));
    faults.extend(check_words("description", &draft.description, DESCRIPTION));
    faults.extend(check_home::check(draft, facts.production));
    faults.extend(check_scopes::check(draft));
    faults.extend(check_redirects::check(draft, facts.production));
    faults.extend(check_keys::check(draft));
    faults.extend(check_certificate::check(draft));
    faults.extend(check_settings::check(draft, facts));
    faults.extend(check_facts::check(draft, facts));
    faults
}

/// The platform's own name cannot be taken.
fn check_id(draft: &ClientDraft) -> Option<Fault> {
    let own = draft.id.as_str() == PORTAL;
    own.then(|| Fault::new("id", "client_id_reserved", "This name is the platform's own. Choose another."))
}

#[cfg(test)]
pub(crate) mod tests {
    use causeway_core::Localised;

    use super::*;
    use crate::tests::samples;

    /// Facts under which [`samples::draft`] is good.
    pub(crate) fn facts() -> Facts {
        Facts { production: true, organisation_stands: true, purpose_known: true, ..Facts::default() }
    }

    /// Codes of what is wrong, with the field of each.
    pub(crate) fn faults(draft: &ClientDraft, facts: &Facts) -> Vec<(String, &'static str)> {
        check(draft, facts).into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn a_good_draft_has_no_fault() {
        assert_eq!(faults(&samples::draft(), &facts()), []);
    }

    #[test]
    fn the_platforms_own_name_cannot_be_taken() {
        let draft = ClientDraft { id: PORTAL.parse().unwrap(), ..samples::draft() };
        assert_eq!(faults(&draft, &facts()), [("id".to_owned(), "client_id_reserved")]);
    }

    #[test]
    fn every_fault_is_found_at_once_each_at_its_field() {
        let draft = ClientDraft {
            name: Localised::new("x".repeat(61), "名", ""),
            home_url: "http://app.example/".to_owned(),
            redirect_uris: vec!["https://app.example/cb#f".to_owned()],
            ..samples::draft()
        };
        let expected = [
            ("name-en", "words_too_long"),
            ("name-zh-Hans", "words_missing"),
            ("home_url", "url_not_https"),
            ("redirect_uris", "redirect_fragment"),
        ];
        assert_eq!(faults(&draft, &facts()), expected.map(|(field, code)| (field.to_owned(), code)));
    }
}
