//! What an act does to a client, field by field, as sentences for people.

use std::collections::BTreeSet;

use causeway_core::Localised;
use causeway_identity::Effect;

use super::settings::{Fact, facts};
use crate::draft::ClientDraft;
use crate::settings::Settings;
use crate::status::Registered;

/// Every effect of this crate's acts, with the names of what stands in it: the words `effect-<key>`.
///
/// `id` is the client's own, `organisation` a short name, `field` a field of a draft, `scope` a scope, `reason` a reason of a stop,
/// `setting` a setting by its stable name, its values one to a line; `consents`, `clients`, `days` and `hours` whole numbers; the others are texts as registered, words in three languages one after another.
pub const EFFECTS: &[(&str, &[&str])] = &[
    ("client-new", &["id", "name", "organisation"]),
    ("client-changes", &["id", "name"]),
    ("client-same", &[]),
    ("field-is", &["field", "value"]),
    ("field-changes", &["field", "old", "new"]),
    ("setting-is", &["setting", "value"]),
    ("setting-changes", &["setting", "old", "new"]),
    ("setting-ends", &["setting", "old"]),
    ("client-redirect-added", &["uri"]),
    ("client-redirect-removed", &["uri"]),
    ("client-key-added", &["key"]),
    ("client-key-removed", &["key"]),
    ("client-scope-added", &["scope"]),
    ("client-scope-removed", &["scope"]),
    ("client-listed", &[]),
    ("client-unlisted", &[]),
    ("client-consents", &["consents"]),
    ("client-secret-now", &[]),
    ("client-secret-later", &[]),
    ("client-secret-new", &["id", "name"]),
    ("client-secret-first", &[]),
    ("client-secret-old-works", &["hours"]),
    ("client-secret-old-ends", &[]),
    ("client-secret-older-ends", &[]),
    ("client-stops", &["id", "name"]),
    ("client-stop-reason", &["reason"]),
    ("client-stop-logins", &[]),
    ("client-stop-tokens", &[]),
    ("client-resumes", &["id", "name"]),
    ("client-resume-tokens", &[]),
    ("client-initial-token", &["clients", "days"]),
    ("organisation-clients-stop", &["clients"]),
];

/// Words in their three languages: who approves sees what everybody will see.
fn all(words: &Localised) -> String {
    [&words.en, &words.zh_hant, &words.zh_hans].map(String::as_str).join(" · ")
}

/// An effect that names a client.
pub(super) fn about(key: &'static str, known: &Registered) -> Effect {
    let client = &known.client;
    Effect::new(key, [("id", client.id.to_string()), ("name", all(&client.name))])
}

/// What registering a client, or changing it, does.
pub(super) fn of_client(old: Option<&Registered>, new: &ClientDraft) -> Vec<Effect> {
    let old = old.map(ClientDraft::of);
    let mut effects = vec![match &old {
        None => Effect::new(
            "client-new",
            [
                ("id", new.id.to_string()),
                ("name", all(&new.name)),
                ("organisation", new.organisation.to_string()),
            ],
        ),
        Some(old) => Effect::new("client-changes", [("id", old.id.to_string()), ("name", all(&old.name))]),
    }];
    effects.extend(fields(old.as_ref(), new));
    effects.extend(settings(old.as_ref(), new));
    effects.extend(sets(old.as_ref(), new));
    effects.extend(listing(old.as_ref(), new));
    if effects.len() == 1 {
        effects.push(Effect::new("client-same", []));
    }
    effects
}

type Field = (&'static str, fn(&ClientDraft) -> String);

/// The fields that have one value.
const FIELDS: [Field; 7] = [
    ("name", |draft| all(&draft.name)),
    ("description", |draft| all(&draft.description)),
    ("home_url", |draft| draft.home_url.clone()),
    ("native", |draft| if draft.native { "app" } else { "web" }.to_owned()),
    ("sector", |draft| draft.sector.clone()),
    ("auth", |draft| draft.auth.as_str().to_owned()),
    ("login_purpose", |draft| draft.login_purpose.to_string()),
];

fn fields(old: Option<&ClientDraft>, new: &ClientDraft) -> Vec<Effect> {
    let told = |(field, value): Field| {
        let (before, after) = (old.map(value), value(new));
        match before {
            // What a new client is called stands in the first sentence already.
            None if field == "name" => None,
            None => Some(Effect::new("field-is", [("field", field.to_owned()), ("value", after)])),
            Some(before) if before == after => None,
            Some(before) => {
                let args = [("field", field.to_owned()), ("old", before), ("new", after)];
                Some(Effect::new("field-changes", args))
            }
        }
    };
    FIELDS.into_iter().filter_map(told).collect()
}

fn settings(old: Option<&ClientDraft>, new: &ClientDraft) -> Vec<Effect> {
    let usual = Settings::default();
    let before = facts(old.map_or(&usual, |old| &old.settings));
    let told = |((name, old), (_, new)): (Fact, Fact)| {
        let (setting, old, new) = (("setting", name.to_owned()), old.join("\n"), new.join("\n"));
        match (old.is_empty(), new.is_empty()) {
            _ if old == new => None,
            (true, _) => Some(Effect::new("setting-is", [setting, ("value", new)])),
            (_, true) => Some(Effect::new("setting-ends", [setting, ("old", old)])),
            _ => Some(Effect::new("setting-changes", [setting, ("old", old), ("new", new)])),
        }
    };
    before.into_iter().zip(facts(&new.settings)).filter_map(told).collect()
}

/// What is added to a set and what is taken away.
type Set = (&'static str, &'static str, &'static str, fn(&ClientDraft) -> BTreeSet<String>);

const SETS: [Set; 3] = [
    ("client-redirect-added", "client-redirect-removed", "uri", |draft| {
        draft.redirect_uris.iter().cloned().collect()
    }),
    ("client-scope-added", "client-scope-removed", "scope", |draft| {
        draft.scopes.iter().map(|scope| scope.as_str().to_owned()).collect()
    }),
    ("client-key-added", "client-key-removed", "key", |draft| {
        draft.keys.keys.iter().filter_map(|key| key.thumbprint().ok()).collect()
    }),
];

fn sets(old: Option<&ClientDraft>, new: &ClientDraft) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (added, removed, name, set) in SETS {
        let (before, after) = (old.map(set).unwrap_or_default(), set(new));
        let effect = |key, value: &String| Effect::new(key, [(name, value.clone())]);
        effects.extend(after.difference(&before).map(|value| effect(added, value)));
        effects.extend(before.difference(&after).map(|value| effect(removed, value)));
    }
    effects
}

fn listing(old: Option<&ClientDraft>, new: &ClientDraft) -> Option<Effect> {
    let key = if new.listed { "client-listed" } else { "client-unlisted" };
    let changes = old.map_or(new.listed, |old| old.listed != new.listed);
    changes.then(|| Effect::new(key, []))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scopes;
    use crate::tests::samples;

    fn keys(old: Option<&Registered>, new: &ClientDraft) -> Vec<&'static str> {
        of_client(old, new).into_iter().map(|effect| effect.key).collect()
    }

    #[test]
    fn a_new_client_is_told_whole() {
        let mut draft = samples::draft();
        draft.listed = true;
        let told = keys(None, &draft);
        assert_eq!(told.first(), Some(&"client-new"));
        assert_eq!(told.iter().filter(|key| **key == "field-is").count(), FIELDS.len() - 1);
        assert_eq!(told.iter().filter(|key| **key == "client-scope-added").count(), 9);
        assert!(told.contains(&"client-redirect-added") && told.contains(&"client-key-added"));
        assert!(told.contains(&"client-listed"));
    }

    #[test]
    fn a_change_is_told_field_by_field_old_and_new() {
        let old = Registered {
            listing: crate::Listing { description: Some(samples::draft().description), listed: false },
            ..samples::registered()
        };
        let same = ClientDraft::of(&old);
        assert_eq!(keys(Some(&old), &same), ["client-changes", "client-same"]);
        let new = ClientDraft {
            home_url: "https://app.example/new".to_owned(),
            redirect_uris: vec!["https://app.example/other".to_owned()],
            scopes: Scopes::parse("openid"),
            ..same
        };
        let effects = of_client(Some(&old), &new);
        let change = effects.iter().find(|effect| effect.key == "field-changes").unwrap();
        let args: Vec<_> = change.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(
            args,
            [("field", "home_url"), ("old", "https://app.example/"), ("new", "https://app.example/new")]
        );
        let told: Vec<_> = effects.iter().map(|effect| effect.key).collect();
        assert_eq!(told.iter().filter(|key| **key == "client-scope-removed").count(), 8);
        assert!(told.contains(&"client-redirect-added") && told.contains(&"client-redirect-removed"));
    }

    #[test]
    fn a_change_of_settings_is_told_setting_by_setting() {
        let old = samples::registered();
        let mut new = ClientDraft::of(&old);
        new.description = samples::draft().description;
        new.settings.binding = crate::Binding::Dpop;
        new.settings.post_logout_redirect_uris = vec!["https://app.example/a".to_owned()];
        let effects = of_client(Some(&old), &new);
        let told: Vec<_> = effects.iter().filter(|effect| effect.key.starts_with("setting")).collect();
        let keys: Vec<_> = told.iter().map(|effect| (effect.key, effect.args[0].1.as_str())).collect();
        assert_eq!(keys, [("setting-changes", "binding"), ("setting-is", "post_logout_redirect_uris")]);
        let mut before = samples::registered();
        before.client.settings = new.settings;
        let ends = of_client(Some(&before), &ClientDraft::of(&old));
        assert!(ends.iter().any(|effect| effect.key == "setting-ends"));
    }

    #[test]
    fn every_effect_is_in_the_table_with_its_arguments() {
        let draft = ClientDraft { listed: true, ..samples::draft() };
        for effect in of_client(None, &draft) {
            let (_, args) = EFFECTS.iter().find(|(key, _)| *key == effect.key).unwrap();
            let own: Vec<_> = effect.args.iter().map(|(name, _)| *name).collect();
            assert_eq!(own, **args, "{}", effect.key);
        }
    }
}
