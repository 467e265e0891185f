//! A proposed dataset.

use std::collections::BTreeSet;

use causeway_consent::Reach;
use causeway_core::draft::{Fault, check_words};

use crate::model::{Dataset, LifeCycle};
use crate::rules::catalogue::{MOST_FIELDS, is_field_name};

const NAME: usize = 80;
const DESCRIPTION: usize = 300;
const LABEL: usize = 60;
/// By what a provider can find a person: the one identifier that everybody has.
const IDENTIFIERS: [&str; 1] = ["card_number"];

/// What the register says when the checks are made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// What is registered under that id.
    pub(crate) existing: Option<Dataset>,
    /// Whether the organisation is registered and in good standing.
    pub(crate) organisation_stands: bool,
    /// Whether the organisation's connector is registered.
    pub(crate) connected: bool,
    /// The consents to it that stand.
    pub(crate) standing: Vec<Reach>,
}

/// Everything that is wrong with a draft.
pub(crate) fn check(draft: &Dataset, facts: &Facts) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(check_id(draft, facts));
    faults.extend(check_organisation(draft, facts));
    faults.extend(check_words("name", &draft.name, NAME));
    faults.extend(check_words("description", &draft.description, DESCRIPTION));
    faults.extend(check_fields(draft));
    faults.extend(check_identifier(draft));
    faults.extend(check_life_cycle(draft, facts));
    faults.extend(check_revived(draft, facts));
    faults
}

/// A dataset's name begins with its holder's, so that nobody takes a name that sounds like another's; and it stays with its holder.
fn check_id(draft: &Dataset, facts: &Facts) -> Option<Fault> {
    let fault = |code, mend| Some(Fault::new("id", code, mend).about(draft.id.as_str()));
    match &facts.existing {
        Some(old) if old.provider != draft.provider => {
            fault("dataset_id_taken", "A dataset stays with its organisation. Choose another id.")
        }
        Some(_) => None,
        None => {
            let own = draft.id.as_str().strip_prefix(draft.provider.as_str());
            let fits = own.and_then(|rest| rest.strip_prefix('.')).is_some_and(|rest| !rest.is_empty());
            if fits {
                return None;
            }
            fault(
                "dataset_id_prefix",
                "Begin it with the organisation's id and a full stop, such as water.address.",
            )
        }
    }
}

fn check_organisation(draft: &Dataset, facts: &Facts) -> Option<Fault> {
    (!facts.organisation_stands).then(|| {
        let mend = "The organisation is not registered, or is suspended. Have it registered first.";
        Fault::new("organisation", "organisation_unknown", mend).about(draft.provider.as_str())
    })
}

fn check_fields(draft: &Dataset) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !(1..=MOST_FIELDS).contains(&draft.fields.len()) {
        faults.push(Fault::new("fields", "dataset_fields", "Describe at least one field, and at most 64."));
    }
    let mut seen = BTreeSet::new();
    for (at, field) in draft.fields.iter().enumerate() {
        let name = format!("fields-{at}-name");
        if !is_field_name(&field.name) {
            let mend = "Write 1 to 64 characters of a-z, 0-9 and _, such as date_of_birth.";
            faults.push(Fault::new(name, "field_name", mend).about(&field.name));
        } else if !seen.insert(field.name.as_str()) {
            faults.push(
                Fault::new(name, "field_twice", "Give each field a name of its own.").about(&field.name),
            );
        }
        faults.extend(check_words(&format!("fields-{at}-label"), &field.label, LABEL));
    }
    faults
}

fn check_identifier(draft: &Dataset) -> Option<Fault> {
    (!IDENTIFIERS.contains(&draft.identifier.as_str())).then(|| {
        let mend = "People can be found by card_number alone.";
        Fault::new("identifier", "dataset_identifier", mend).about(&draft.identifier)
    })
}

/// A dataset's life goes forward: what was withdrawn does not come back, and what was published is no draft again. What is published
/// has a connector that answers.
fn check_life_cycle(draft: &Dataset, facts: &Facts) -> Option<Fault> {
    use LifeCycle::{Deprecated, Draft, Published, Withdrawn};
    let fault = |code, mend| Some(Fault::new("life_cycle", code, mend));
    let before = facts.existing.as_ref().map(|old| old.life_cycle);
    let may = match (before, draft.life_cycle) {
        (None, next) => matches!(next, Draft | Published),
        (Some(Draft), next) => next != Deprecated,
        (Some(Published | Deprecated), next) => next != Draft,
        (Some(Withdrawn), next) => next == Withdrawn,
    };
    if !may {
        return fault(
            "life_cycle_back",
            "From draft to published, from there to deprecated and withdrawn; a withdrawn dataset does not come back.",
        );
    }
    let published = draft.life_cycle == Published && before != Some(Published);
    if published && !facts.connected {
        return fault(
            "life_cycle_unconnected",
            "Register the organisation's connector first: without it nobody gets an answer.",
        );
    }
    None
}

/// Consents name exact fields. A field that was removed and comes back under its old name with another meaning would be read under
/// consents that were given for the old one.
fn check_revived(draft: &Dataset, facts: &Facts) -> Vec<Fault> {
    let Some(old) = &facts.existing else { return Vec::new() };
    let named: BTreeSet<&str> =
        facts.standing.iter().flat_map(|reach| &reach.fields).map(String::as_str).collect();
    let new = draft.fields.iter().enumerate().filter(|(_, field)| old.field(&field.name).is_none());
    new.filter(|(_, field)| named.contains(field.name.as_str()))
        .map(|(at, field)| {
            let mend =
                "Consents that stand name a field that was once called so. Give the new field another name.";
            Fault::new(format!("fields-{at}-name"), "field_revived", mend).about(&field.name)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use causeway_core::Localised;

    use super::super::{at, codes};
    use super::*;
    use crate::model::Field;
    use crate::testing::dataset;

    fn facts() -> Facts {
        Facts { organisation_stands: true, connected: true, ..Facts::default() }
    }

    fn with(change: impl FnOnce(&mut Dataset)) -> Vec<(String, &'static str)> {
        let mut draft = dataset();
        change(&mut draft);
        codes(check(&draft, &facts()))
    }

    #[test]
    fn a_good_dataset_has_no_fault() {
        assert_eq!(with(|_| ()), []);
    }

    #[test]
    fn an_id_begins_with_its_holders() {
        for id in ["address", "waters.address", "water.", "tax.water"] {
            assert_eq!(with(|d| d.id = id.parse().unwrap()), at("id", "dataset_id_prefix"), "{id}");
        }
    }

    #[test]
    fn a_dataset_stays_with_its_holder() {
        let existing = Some(Dataset { provider: "tax".parse().unwrap(), ..dataset() });
        assert_eq!(codes(check(&dataset(), &Facts { existing, ..facts() })), at("id", "dataset_id_taken"));
        let unknown = Facts { organisation_stands: false, ..facts() };
        assert_eq!(codes(check(&dataset(), &unknown)), at("organisation", "organisation_unknown"));
    }

    #[test]
    fn fields_have_names_of_their_own_and_labels_in_three_languages() {
        assert_eq!(with(|d| d.fields.clear()), at("fields", "dataset_fields"));
        assert_eq!(with(|d| d.fields[1].name = "Since".to_owned()), at("fields-1-name", "field_name"));
        assert_eq!(with(|d| d.fields[2].name = "address".to_owned()), at("fields-2-name", "field_twice"));
        let mute = |d: &mut Dataset| d.fields[0].label.zh_hant = String::new();
        assert_eq!(with(mute), at("fields-0-label-zh-Hant", "words_missing"));
        let many = |d: &mut Dataset| {
            let one = d.fields[0].clone();
            d.fields = (0..65).map(|n| Field { name: format!("f{n}"), ..one.clone() }).collect();
        };
        assert_eq!(with(many), at("fields", "dataset_fields"));
    }

    #[test]
    fn words_and_identifier_are_checked() {
        assert_eq!(with(|d| d.name = Localised::new("x\u{202e}", "x", "x")), at("name-en", "words_hidden"));
        assert_eq!(with(|d| d.description.en = "x".repeat(301)), at("description-en", "words_too_long"));
        assert_eq!(with(|d| d.identifier = "phone".to_owned()), at("identifier", "dataset_identifier"));
    }

    #[test]
    fn a_life_goes_forward() {
        use LifeCycle::{Deprecated, Draft, Published, Withdrawn};
        let all = [Draft, Published, Deprecated, Withdrawn];
        for (before, may) in [
            (None, &[Draft, Published][..]),
            (Some(Draft), &[Draft, Published, Withdrawn]),
            (Some(Published), &[Published, Deprecated, Withdrawn]),
            (Some(Deprecated), &[Published, Deprecated, Withdrawn]),
            (Some(Withdrawn), &[Withdrawn]),
        ] {
            let existing = before.map(|life_cycle| Dataset { life_cycle, ..dataset() });
            let facts = Facts { existing, ..facts() };
            for life_cycle in all {
                let good = check(&Dataset { life_cycle, ..dataset() }, &facts).is_empty();
                assert_eq!(good, may.contains(&life_cycle), "{before:?} to {life_cycle:?}");
            }
        }
    }

    #[test]
    fn what_is_published_has_a_connector() {
        let alone = Facts { connected: false, ..facts() };
        assert_eq!(codes(check(&dataset(), &alone)), at("life_cycle", "life_cycle_unconnected"));
        let draft = Dataset { life_cycle: LifeCycle::Draft, ..dataset() };
        assert_eq!(codes(check(&draft, &alone)), []);
    }

    #[test]
    fn a_field_that_consents_still_name_does_not_come_back_as_another() {
        let mut old = dataset();
        old.fields.remove(0);
        let reach = Reach { client: "x".parse().unwrap(), fields: vec!["address".to_owned()], consents: 3 };
        let facts = Facts { existing: Some(old), standing: vec![reach], ..facts() };
        assert_eq!(codes(check(&dataset(), &facts)), at("fields-0-name", "field_revived"));
        let none = Facts { standing: Vec::new(), ..facts };
        assert_eq!(codes(check(&dataset(), &none)), []);
    }
}
