//! What an act does to the catalogue, field by field, as sentences for people.

use std::collections::BTreeSet;

use causeway_consent::Reach;
use causeway_core::{ClientId, DatasetId, Localised};
use causeway_crypto::jose::Jwk;
use causeway_identity::Effect;

use crate::draft::PurposeDraft;
use crate::model::{Classification, Dataset, Field, LifeCycle, Provider, Purpose, PurposeUse};

/// Every effect of this crate's acts, with the names of what stands in it: the words `effect-<key>`.
///
/// `id` is the thing's own, `client`, `dataset` and `organisation` are ids of others. `field` is a field of a draft in `field-is` and
/// `field-changes`, and a field's name everywhere else; `state` is a life cycle, `class` a classification, `before` the one or the other
/// as it was; `consents` a whole number; the others are texts as registered, words in three languages one after another.
pub const EFFECTS: &[(&str, &[&str])] = &[
    ("dataset-new", &["id", "name", "organisation"]),
    ("dataset-changes", &["id", "name"]),
    ("field-is", &["field", "value"]),
    ("field-changes", &["field", "old", "new"]),
    ("nothing-changes", &[]),
    ("life-cycle-is", &["state"]),
    ("life-cycle-changes", &["before", "state"]),
    ("dataset-field-added", &["field", "label", "class"]),
    ("dataset-field-removed", &["field", "label", "consents"]),
    ("dataset-field-label", &["field", "old", "new", "consents"]),
    ("dataset-field-class", &["field", "before", "class"]),
    ("dataset-purpose-loses", &["purpose", "field"]),
    ("dataset-consents", &["client", "consents"]),
    ("dataset-consents-none", &[]),
    ("provider-new", &["organisation"]),
    ("provider-changes", &["organisation"]),
    ("provider-key-added", &["key"]),
    ("provider-key-removed", &["key"]),
    ("provider-serves", &["dataset", "consents"]),
    ("purpose-new", &["id", "text", "organisation"]),
    ("purpose-changes", &["id", "text"]),
    ("purpose-use-added", &["client", "dataset", "fields"]),
    ("purpose-use-removed", &["client", "dataset", "fields"]),
    ("purpose-use-changes", &["client", "dataset", "old", "new"]),
    ("purpose-use-loses", &["client", "dataset", "consents"]),
    ("organisation-datasets-stop", &["datasets"]),
];

/// Words in their three languages: who approves sees what everybody will see.
fn all(words: &Localised) -> String {
    [&words.en, &words.zh_hant, &words.zh_hans].map(String::as_str).join(" · ")
}

fn is(field: &'static str, value: String) -> Effect {
    Effect::new("field-is", [("field", field.to_owned()), ("value", value)])
}

/// One field, old and new, if it changes.
fn changes(field: &'static str, old: &str, new: &str) -> Option<Effect> {
    let args = [("field", field.to_owned()), ("old", old.to_owned()), ("new", new.to_owned())];
    (old != new).then(|| Effect::new("field-changes", args))
}

fn class(class: Classification) -> String {
    match class {
        Classification::Personal => "personal",
        Classification::Sensitive => "sensitive",
    }
    .to_owned()
}

/// How many consents name a field.
fn naming(standing: &[Reach], field: &str) -> String {
    let naming = standing.iter().filter(|reach| reach.fields.iter().any(|name| name == field));
    naming.map(|reach| reach.consents).sum::<i64>().to_string()
}

/// What registering a dataset, or changing it, does.
pub(super) fn of_dataset(
    old: Option<&Dataset>,
    new: &Dataset,
    standing: &[Reach],
    purposes: &[Purpose],
) -> Vec<Effect> {
    let Some(old) = old else { return new_dataset(new) };
    let mut effects =
        vec![Effect::new("dataset-changes", [("id", old.id.to_string()), ("name", all(&old.name))])];
    effects.extend(changes("name", &all(&old.name), &all(&new.name)));
    effects.extend(changes("description", &all(&old.description), &all(&new.description)));
    if old.life_cycle != new.life_cycle {
        effects.push(Effect::new(
            "life-cycle-changes",
            [("before", state(old.life_cycle)), ("state", state(new.life_cycle))],
        ));
    }
    effects.extend(new.fields.iter().filter(|field| old.field(&field.name).is_none()).map(added));
    for field in &old.fields {
        effects.extend(field_changes(field, new.field(&field.name), standing));
    }
    effects.extend(purposes.iter().flat_map(|purpose| losing(purpose, old, new)));
    if effects.len() == 1 {
        effects.push(Effect::new("nothing-changes", []));
    }
    effects
}

fn new_dataset(new: &Dataset) -> Vec<Effect> {
    let mut effects = vec![
        Effect::new(
            "dataset-new",
            [
                ("id", new.id.to_string()),
                ("name", all(&new.name)),
                ("organisation", new.provider.to_string()),
            ],
        ),
        is("description", all(&new.description)),
        Effect::new("life-cycle-is", [("state", state(new.life_cycle))]),
    ];
    effects.extend(new.fields.iter().map(added));
    effects
}

fn state(life_cycle: LifeCycle) -> String {
    life_cycle.as_str().to_owned()
}

fn added(field: &Field) -> Effect {
    let args =
        [("field", field.name.clone()), ("label", all(&field.label)), ("class", class(field.classification))];
    Effect::new("dataset-field-added", args)
}

fn field_changes(old: &Field, new: Option<&Field>, standing: &[Reach]) -> Vec<Effect> {
    let (name, consents) = (old.name.clone(), naming(standing, &old.name));
    let Some(new) = new else {
        let args = [("field", name), ("label", all(&old.label)), ("consents", consents)];
        return vec![Effect::new("dataset-field-removed", args)];
    };
    let mut effects = Vec::new();
    if old.label != new.label {
        let args = [
            ("field", name.clone()),
            ("old", all(&old.label)),
            ("new", all(&new.label)),
            ("consents", consents),
        ];
        effects.push(Effect::new("dataset-field-label", args));
    }
    if old.classification != new.classification {
        let args =
            [("field", name), ("before", class(old.classification)), ("class", class(new.classification))];
        effects.push(Effect::new("dataset-field-class", args));
    }
    effects
}

/// The fields that a purpose covers and that are there no more.
fn losing(purpose: &Purpose, old: &Dataset, new: &Dataset) -> Vec<Effect> {
    let covered = purpose.uses.iter().filter(|one| one.dataset == old.id).flat_map(|one| &one.fields);
    let gone: BTreeSet<&String> =
        covered.filter(|name| old.field(name).is_some() && new.field(name).is_none()).collect();
    let effect = |field: &String| {
        Effect::new("dataset-purpose-loses", [("purpose", purpose.id.to_string()), ("field", field.clone())])
    };
    gone.into_iter().map(effect).collect()
}

/// Whose consents stand, client by client.
pub(super) fn reach(key: &'static str, standing: &[Reach]) -> Vec<Effect> {
    let clients: BTreeSet<_> = standing.iter().map(|reach| &reach.client).collect();
    if clients.is_empty() {
        return vec![Effect::new("dataset-consents-none", [])];
    }
    let effect = |client: &ClientId| {
        let own = standing.iter().filter(|reach| reach.client == *client);
        let consents = own.map(|reach| reach.consents).sum::<i64>().to_string();
        Effect::new(key, [("client", client.to_string()), ("consents", consents)])
    };
    clients.into_iter().map(effect).collect()
}

/// What registering a connector, or changing it, does.
pub(super) fn of_provider(old: Option<&Provider>, new: &Provider) -> Vec<Effect> {
    let key = if old.is_some() { "provider-changes" } else { "provider-new" };
    let mut effects = vec![Effect::new(key, [("organisation", new.organisation.to_string())])];
    let opening = |provider: &Provider| provider.encryption_key.thumbprint().unwrap_or_default();
    match old {
        None => effects.extend([is("base_url", new.base_url.clone()), is("encryption_key", opening(new))]),
        Some(old) => {
            effects.extend(changes("base_url", &old.base_url, &new.base_url));
            effects.extend(changes("encryption_key", &opening(old), &opening(new)));
        }
    }
    let names = |keys: &[Jwk]| keys.iter().filter_map(|key| key.thumbprint().ok()).collect::<BTreeSet<_>>();
    let before = old.map(|old| names(&old.signing_keys.keys)).unwrap_or_default();
    let after = names(&new.signing_keys.keys);
    let effect = |key, name: &String| Effect::new(key, [("key", name.clone())]);
    effects.extend(after.difference(&before).map(|name| effect("provider-key-added", name)));
    effects.extend(before.difference(&after).map(|name| effect("provider-key-removed", name)));
    if effects.len() == 1 {
        effects.push(Effect::new("nothing-changes", []));
    }
    effects
}

/// A dataset whose reads go to the connector.
pub(super) fn serves(dataset: &DatasetId, standing: &[Reach]) -> Effect {
    let consents = standing.iter().map(|reach| reach.consents).sum::<i64>().to_string();
    Effect::new("provider-serves", [("dataset", dataset.to_string()), ("consents", consents)])
}

/// What registering a purpose, or changing it, does.
pub(super) fn of_purpose(old: Option<&Purpose>, draft: &PurposeDraft) -> Vec<Effect> {
    let new = &draft.purpose;
    let mut effects = Vec::new();
    match old {
        None => effects.push(Effect::new(
            "purpose-new",
            [
                ("id", new.id.to_string()),
                ("text", all(&new.text)),
                ("organisation", draft.organisation.to_string()),
            ],
        )),
        Some(old) => {
            let args = [("id", old.id.to_string()), ("text", all(&old.text))];
            effects.push(Effect::new("purpose-changes", args));
            effects.extend(changes("text", &all(&old.text), &all(&new.text)));
        }
    }
    effects.extend(uses(old.map(|old| old.uses.as_slice()).unwrap_or_default(), &new.uses));
    if effects.len() == 1 && old.is_some() {
        effects.push(Effect::new("nothing-changes", []));
    }
    effects
}

fn same<'a>(uses: &'a [PurposeUse], one: &PurposeUse) -> Option<&'a PurposeUse> {
    uses.iter().find(|other| other.client == one.client && other.dataset == one.dataset)
}

fn uses(old: &[PurposeUse], new: &[PurposeUse]) -> Vec<Effect> {
    let named = |one: &PurposeUse| [("client", one.client.to_string()), ("dataset", one.dataset.to_string())];
    let fields = |one: &PurposeUse| one.fields.join(", ");
    let whole =
        |key, one: &PurposeUse| Effect::new(key, named(one).into_iter().chain([("fields", fields(one))]));
    let mut effects = Vec::new();
    for one in new {
        match same(old, one) {
            None => effects.push(whole("purpose-use-added", one)),
            Some(before) if before.fields == one.fields => (),
            Some(before) => effects.push(Effect::new(
                "purpose-use-changes",
                named(one).into_iter().chain([("old", fields(before)), ("new", fields(one))]),
            )),
        }
    }
    effects.extend(
        old.iter().filter(|one| same(new, one).is_none()).map(|one| whole("purpose-use-removed", one)),
    );
    effects
}

/// Uses of which something is taken away, each with the fields that go.
pub(super) fn narrowed(old: &[PurposeUse], new: &[PurposeUse]) -> Vec<PurposeUse> {
    let gone = |one: &PurposeUse| {
        let kept = same(new, one).map(|now| now.fields.as_slice()).unwrap_or_default();
        let fields: Vec<_> = one.fields.iter().filter(|name| !kept.contains(name)).cloned().collect();
        PurposeUse { fields, ..one.clone() }
    };
    old.iter().map(gone).filter(|one| !one.fields.is_empty()).collect()
}

/// How many consents of a client name a field that its purpose covers no more: nothing is read under them until they are asked anew.
pub(super) fn loses(gone: &PurposeUse, standing: &[Reach]) -> Effect {
    let hit = |reach: &&Reach| {
        reach.client == gone.client && reach.fields.iter().any(|name| gone.fields.contains(name))
    };
    let consents = standing.iter().filter(hit).map(|reach| reach.consents).sum::<i64>().to_string();
    let args =
        [("client", gone.client.to_string()), ("dataset", gone.dataset.to_string()), ("consents", consents)];
    Effect::new("purpose-use-loses", args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{dataset, provider_at, purpose};
    use crate::wire::testing::Parties;

    fn keys(effects: &[Effect]) -> Vec<&'static str> {
        effects.iter().map(|effect| effect.key).collect()
    }

    fn are_known(effects: &[Effect]) {
        for effect in effects {
            let (_, args) = EFFECTS.iter().find(|(key, _)| *key == effect.key).unwrap();
            let own: Vec<_> = effect.args.iter().map(|(name, _)| *name).collect();
            assert_eq!(own, **args, "{}", effect.key);
        }
    }

    fn standing() -> Vec<Reach> {
        let reach = |client: &str, fields: &[&str], consents| Reach {
            client: client.parse().unwrap(),
            fields: fields.iter().map(|name| (*name).to_owned()).collect(),
            consents,
        };
        vec![
            reach("driving-licence", &["address"], 3),
            reach("driving-licence", &["address", "since"], 2),
            reach("tax", &["since"], 1),
        ]
    }

    fn arg<'a>(effect: &'a Effect, name: &str) -> &'a str {
        &effect.args.iter().find(|(key, _)| *key == name).unwrap().1
    }

    #[test]
    fn a_new_dataset_is_told_whole() {
        let effects = of_dataset(None, &dataset(), &[], &[]);
        let expected = [
            "dataset-new",
            "field-is",
            "life-cycle-is",
            "dataset-field-added",
            "dataset-field-added",
            "dataset-field-added",
        ];
        assert_eq!(keys(&effects), expected);
        are_known(&effects);
    }

    #[test]
    fn a_change_says_which_fields_and_how_many_consents_name_them() {
        let (old, mut new) = (dataset(), dataset());
        assert_eq!(
            keys(&of_dataset(Some(&old), &new, &standing(), &[])),
            ["dataset-changes", "nothing-changes"]
        );
        new.fields.retain(|field| field.name != "address");
        new.fields[0].label.en = "Supplied since".to_owned();
        new.fields[1].classification = Classification::Sensitive;
        new.life_cycle = LifeCycle::Deprecated;
        let effects = of_dataset(Some(&old), &new, &standing(), &[purpose()]);
        let expected = [
            "dataset-changes",
            "life-cycle-changes",
            "dataset-field-removed",
            "dataset-field-label",
            "dataset-field-class",
            "dataset-purpose-loses",
        ];
        assert_eq!(keys(&effects), expected);
        assert_eq!((arg(&effects[2], "consents"), arg(&effects[3], "consents")), ("5", "3"));
        are_known(&effects);
        let reached = reach("dataset-consents", &standing());
        assert_eq!(reached.iter().map(|one| arg(one, "consents")).collect::<Vec<_>>(), ["5", "1"]);
        assert_eq!(keys(&reach("dataset-consents", &[])), ["dataset-consents-none"]);
    }

    #[test]
    fn a_provider_tells_its_address_and_each_key() {
        let (old, new) = (
            provider_at("https://a.example", &Parties::new()),
            provider_at("https://b.example", &Parties::new()),
        );
        let effects = of_provider(Some(&old), &new);
        let expected = [
            "provider-changes",
            "field-changes",
            "field-changes",
            "provider-key-added",
            "provider-key-removed",
        ];
        assert_eq!(keys(&effects), expected);
        assert_eq!(keys(&of_provider(Some(&old), &old)), ["provider-changes", "nothing-changes"]);
        assert_eq!(
            keys(&of_provider(None, &old)),
            ["provider-new", "field-is", "field-is", "provider-key-added"]
        );
        are_known(&effects);
    }

    #[test]
    fn a_purpose_tells_each_use_and_whose_reads_it_ends() {
        let draft = PurposeDraft { organisation: "water".parse().unwrap(), purpose: purpose() };
        are_known(&of_purpose(None, &draft));
        let mut old = purpose();
        old.uses[0].fields.push("meter".to_owned());
        old.uses.push(PurposeUse { client: "tax".parse().unwrap(), ..old.uses[0].clone() });
        let effects = of_purpose(Some(&old), &draft);
        assert_eq!(keys(&effects), ["purpose-changes", "purpose-use-changes", "purpose-use-removed"]);
        are_known(&effects);
        let gone = narrowed(&old.uses, &draft.purpose.uses);
        let lost: Vec<_> = gone.iter().map(|one| loses(one, &standing())).collect();
        assert_eq!(lost.iter().map(|one| arg(one, "consents")).collect::<Vec<_>>(), ["0", "1"]);
        are_known(&lost);
    }
}
