//! A proposed purpose: its words, and who may ask for which fields of what with it.

use std::collections::{BTreeMap, BTreeSet};

use causeway_core::draft::{Fault, check_words};
use causeway_core::{ClientId, DatasetId, OrganisationId};

use crate::draft::{PurposeDraft, Registered};
use crate::model::{Dataset, LifeCycle, PurposeUse};

const TEXT: usize = 120;
const MOST_USES: usize = 200;

/// What the register says when the checks are made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// What is registered under that id.
    pub(crate) existing: Option<Registered>,
    /// Whether the organisation is registered and in good standing.
    pub(crate) organisation_stands: bool,
    /// Whether it is the one that runs the platform.
    pub(crate) platform: bool,
    /// The datasets that its uses name, as far as they are registered.
    pub(crate) datasets: BTreeMap<DatasetId, Dataset>,
    /// The clients that its uses name, as far as they are registered to exchange data.
    pub(crate) clients: BTreeSet<ClientId>,
}

impl Facts {
    fn holds(&self, organisation: &OrganisationId, dataset: &DatasetId) -> bool {
        self.platform || self.datasets.get(dataset).is_some_and(|known| known.provider == *organisation)
    }

    fn answers(&self, organisation: &OrganisationId) -> bool {
        let own = |known: &Registered| known.organisation.as_ref() == Some(organisation);
        self.platform || self.existing.as_ref().is_none_or(own)
    }

    /// The uses as they are registered.
    pub(crate) fn uses(&self) -> &[PurposeUse] {
        self.existing.as_ref().map(|known| known.purpose.uses.as_slice()).unwrap_or_default()
    }
}

/// Everything that is wrong with a draft.
pub(crate) fn check(draft: &PurposeDraft, facts: &Facts) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !facts.organisation_stands {
        let mend = "The organisation is not registered, or is suspended. Have it registered first.";
        faults.push(
            Fault::new("organisation", "organisation_unknown", mend).about(draft.organisation.as_str()),
        );
    }
    faults.extend(check_words("text", &draft.purpose.text, TEXT));
    faults.extend(check_owner(draft, facts));
    faults.extend(check_uses(draft, facts));
    faults.extend(check_taken_away(draft, facts));
    faults
}

/// Only who answers for a purpose changes what people are told.
fn check_owner(draft: &PurposeDraft, facts: &Facts) -> Option<Fault> {
    let old = facts.existing.as_ref()?;
    let changes = old.purpose.text != draft.purpose.text;
    (changes && !facts.answers(&draft.organisation)).then(|| {
        let mend =
            "Another organisation answers for this purpose. Register one of your own under another id.";
        Fault::new("id", "purpose_id_taken", mend).about(draft.purpose.id.as_str())
    })
}

fn check_uses(draft: &PurposeDraft, facts: &Facts) -> Vec<Fault> {
    let uses = &draft.purpose.uses;
    let mut faults = Vec::new();
    if uses.len() > MOST_USES {
        faults.push(Fault::new("uses", "uses_too_many", "Keep at most 200 uses; register another purpose."));
    }
    for (at, one) in uses.iter().enumerate() {
        let twice =
            uses.iter().take(at).any(|other| other.client == one.client && other.dataset == one.dataset);
        if twice {
            let mend = "Write each client and dataset once, with all fields together.";
            faults
                .push(Fault::new(format!("uses-{at}-client"), "use_twice", mend).about(one.client.as_str()));
        }
        // What stands is not held against a catalogue that has moved on.
        if !facts.uses().contains(one) {
            faults.extend(check_use(at, one, draft, facts));
        }
    }
    faults
}

/// A use that is new or changed: what it names exists, and the holder of the data proposes it.
fn check_use(at: usize, one: &PurposeUse, draft: &PurposeDraft, facts: &Facts) -> Vec<Fault> {
    let fault = |part: &str, code, mend| Fault::new(format!("uses-{at}-{part}"), code, mend);
    let mut faults = Vec::new();
    let Some(dataset) =
        facts.datasets.get(&one.dataset).filter(|known| known.life_cycle != LifeCycle::Withdrawn)
    else {
        let mend = "There is no such dataset, or it was withdrawn. Look in the catalogue.";
        return vec![fault("dataset", "use_dataset", mend).about(one.dataset.as_str())];
    };
    if !facts.holds(&draft.organisation, &one.dataset) {
        let mend = "The organisation that holds the data proposes its use. Ask its data steward.";
        faults.push(fault("dataset", "use_not_yours", mend).about(one.dataset.as_str()));
    }
    let own_read = facts.platform && one.client.as_str() == crate::wire::PLATFORM;
    if !own_read && !facts.clients.contains(&one.client) {
        let mend = "There is no such client with the scope exchange. Have it registered first.";
        faults.push(fault("client", "use_client", mend).about(one.client.as_str()));
    }
    let distinct: BTreeSet<_> = one.fields.iter().collect();
    if one.fields.is_empty() || distinct.len() != one.fields.len() {
        faults.push(fault("fields", "use_fields", "Choose at least one field, each once."));
    }
    let unknown = one.fields.iter().find(|name| dataset.field(name).is_none());
    faults.extend(unknown.map(|name| {
        fault("fields", "use_field_unknown", "The dataset has no field of that name.").about(name)
    }));
    faults
}

/// A use is taken away by who holds the data, or by who answers for the purpose.
fn check_taken_away(draft: &PurposeDraft, facts: &Facts) -> Vec<Fault> {
    let gone = facts.uses().iter().filter(|old| {
        !draft.purpose.uses.iter().any(|new| new.client == old.client && new.dataset == old.dataset)
    });
    gone.filter(|old| !facts.answers(&draft.organisation) && !facts.holds(&draft.organisation, &old.dataset))
        .map(|old| {
            let mend = "This use is neither of your data nor of your purpose. Put it back.";
            Fault::new("uses", "use_not_yours", mend).about(old.dataset.as_str())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{at, codes};
    use super::*;
    use crate::testing::{dataset, purpose};

    fn draft(organisation: &str) -> PurposeDraft {
        PurposeDraft { organisation: organisation.parse().unwrap(), purpose: purpose() }
    }

    fn facts() -> Facts {
        Facts {
            organisation_stands: true,
            datasets: [(dataset().id, dataset())].into(),
            clients: ["driving-licence".parse().unwrap()].into(),
            ..Facts::default()
        }
    }

    fn registered(owner: Option<&str>) -> Registered {
        Registered { purpose: purpose(), organisation: owner.map(|name| name.parse().unwrap()) }
    }

    fn with(change: impl FnOnce(&mut PurposeDraft)) -> Vec<(String, &'static str)> {
        let mut draft = draft("water");
        change(&mut draft);
        codes(check(&draft, &facts()))
    }

    #[test]
    fn the_holder_of_the_data_proposes_its_use() {
        assert_eq!(with(|_| ()), []);
        assert_eq!(codes(check(&draft("transport"), &facts())), at("uses-0-dataset", "use_not_yours"));
        let platform = Facts { platform: true, ..facts() };
        assert_eq!(codes(check(&draft("causeway"), &platform)), []);
        let unknown = Facts { organisation_stands: false, ..facts() };
        assert_eq!(codes(check(&draft("water"), &unknown)), at("organisation", "organisation_unknown"));
    }

    #[test]
    fn client_dataset_and_fields_of_a_use_exist() {
        assert_eq!(
            with(|d| d.purpose.uses[0].client = "nobody".parse().unwrap()),
            at("uses-0-client", "use_client")
        );
        assert_eq!(
            with(|d| d.purpose.uses[0].dataset = "none".parse().unwrap()),
            at("uses-0-dataset", "use_dataset")
        );
        assert_eq!(with(|d| d.purpose.uses[0].fields.clear()), at("uses-0-fields", "use_fields"));
        let twice = |d: &mut PurposeDraft| d.purpose.uses[0].fields = vec!["address".to_owned(); 2];
        assert_eq!(with(twice), at("uses-0-fields", "use_fields"));
        let unknown = |d: &mut PurposeDraft| d.purpose.uses[0].fields.push("phone".to_owned());
        assert_eq!(with(unknown), at("uses-0-fields", "use_field_unknown"));
        let again = |d: &mut PurposeDraft| d.purpose.uses.push(d.purpose.uses[0].clone());
        assert_eq!(with(again), at("uses-1-client", "use_twice"));
        assert_eq!(with(|d| d.purpose.text.en = String::new()), at("text-en", "words_missing"));
        let many = |d: &mut PurposeDraft| d.purpose.uses = vec![d.purpose.uses[0].clone(); 201];
        assert!(with(many).contains(&("uses".to_owned(), "uses_too_many")));
    }

    #[test]
    fn a_withdrawn_dataset_gets_no_new_use_and_old_ones_are_left_alone() {
        let mut gone = facts();
        gone.datasets.get_mut(&dataset().id).unwrap().life_cycle = LifeCycle::Withdrawn;
        assert_eq!(codes(check(&draft("water"), &gone)), at("uses-0-dataset", "use_dataset"));
        let standing = Facts { existing: Some(registered(Some("transport"))), ..gone };
        assert_eq!(codes(check(&draft("transport"), &standing)), []);
    }

    #[test]
    fn only_who_answers_for_a_purpose_changes_its_words() {
        let facts = Facts { existing: Some(registered(Some("transport"))), ..facts() };
        let mut other = draft("water");
        other.purpose.text.en = "To sell you a yacht".to_owned();
        assert_eq!(codes(check(&other, &facts)), at("id", "purpose_id_taken"));
        let own = PurposeDraft { organisation: "transport".parse().unwrap(), ..other.clone() };
        assert_eq!(codes(check(&own, &facts)), []);
        let nobodys = Facts { existing: Some(registered(None)), ..facts };
        assert_eq!(codes(check(&own, &nobodys)), at("id", "purpose_id_taken"));
        assert_eq!(codes(check(&own, &Facts { platform: true, ..nobodys })), []);
    }

    #[test]
    fn a_use_is_taken_away_by_the_holder_or_by_who_answers_and_by_nobody_else() {
        let facts = Facts { existing: Some(registered(Some("transport"))), ..facts() };
        for (who, expected) in [("transport", ""), ("water", ""), ("tax", "use_not_yours")] {
            let mut less = draft(who);
            less.purpose.uses.clear();
            let code = check(&less, &facts).first().map_or("", |fault| fault.code);
            assert_eq!(code, expected, "{who}");
        }
        let mut more = draft("transport");
        more.purpose.uses[0].fields.push("meter".to_owned());
        assert_eq!(
            codes(check(&more, &facts)),
            at("uses-0-dataset", "use_not_yours"),
            "widening is the holder's"
        );
    }

    #[test]
    fn only_the_platform_lets_the_platform_read() {
        let own = |organisation: &str| {
            let mut draft = draft(organisation);
            draft.purpose.uses[0].client = crate::wire::PLATFORM.parse().unwrap();
            draft
        };
        assert_eq!(codes(check(&own("water"), &facts())), at("uses-0-client", "use_client"));
        assert_eq!(codes(check(&own("causeway"), &Facts { platform: true, ..facts() })), []);
    }
}
