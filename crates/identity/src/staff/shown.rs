//! What the page of an act shows, as a digest: a confirmation binds to it.

use causeway_core::Result;
use causeway_crypto::{canonical, digest};
use serde_json::{Map, Value, json};

use super::acts::Outcome;
use super::model::Effect;

/// Numbers that others change at any moment without knowing of the act: how many people have consented or are logged in. A
/// confirmation would never come through if it waited for them to stand still.
const COUNTS: [&str; 2] = ["consents", "sessions"];
/// Times that are reckoned from the moment at which the act is tried, or done.
const RECKONED: [(&str, &str); 3] =
    [("proposal-waits", "until"), ("role-review-by", "until"), ("role-confirmed", "until")];

/// The digest of what an outcome does on confirming. What waits for a second person happens then, and is shown to that person.
pub(super) fn digest_of(outcome: &Outcome) -> Result<[u8; 32]> {
    let now = |effect: &&Effect| !outcome.waits || effect.key.starts_with("proposal-");
    let effects: Vec<Value> = outcome.effects.iter().filter(now).map(form).collect();
    let before = outcome.before.as_ref().filter(|_| !outcome.waits);
    let form = json!({"version": 1, "waits": outcome.waits, "effects": effects, "before": before});
    Ok(digest::sha256(&canonical::to_vec(&form)?))
}

fn form(effect: &Effect) -> Value {
    let lasting = effect
        .args
        .iter()
        .filter(|(name, _)| !COUNTS.contains(name) && !RECKONED.contains(&(effect.key, *name)))
        .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())));
    json!({"key": effect.key, "args": lasting.collect::<Map<_, _>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(waits: bool, effects: &[(&'static str, &'static str, &str)]) -> Outcome {
        let effect = |(key, name, value): &(&'static str, &'static str, &str)| {
            Effect::new(key, [(*name, (*value).to_owned())])
        };
        Outcome { waits, effects: effects.iter().map(effect).collect(), ..Outcome::default() }
    }

    fn same(one: &Outcome, other: &Outcome) -> bool {
        digest_of(one).unwrap() == digest_of(other).unwrap()
    }

    #[test]
    fn another_effect_another_value_or_another_state_before_is_another_digest() {
        let one = outcome(false, &[("organisation-changed", "organisation", "fire")]);
        assert!(same(&one, &one));
        let more = [("organisation-changed", "organisation", "fire"), ("x", "organisation", "fire")];
        assert!(!same(&one, &outcome(false, &more)));
        assert!(!same(&one, &outcome(false, &[("organisation-changed", "organisation", "water")])));
        let before = |status: &str| Outcome {
            before: Some(json!({"status": status})),
            ..outcome(false, &[("organisation-changed", "organisation", "fire")])
        };
        assert!(!same(&before("active"), &before("suspended")) && !same(&one, &before("active")));
    }

    #[test]
    fn counts_of_people_and_times_from_now_do_not_matter() {
        for (key, name) in [
            ("client-consents", "consents"),
            ("member-sessions-ended", "sessions"),
            ("role-review-by", "until"),
        ] {
            assert!(same(&outcome(false, &[(key, name, "1")]), &outcome(false, &[(key, name, "2")])));
        }
        let given = |until: &str| outcome(false, &[("mandate-given", "until", until)]);
        assert!(!same(&given("1"), &given("2")), "that is what is given");
    }

    #[test]
    fn what_waits_for_somebody_else_is_shown_to_them() {
        let effects = [("proposal-waits", "needed", "1"), ("role-given", "role", "auditor")];
        let tried = outcome(true, &effects);
        assert!(same(&tried, &outcome(true, &effects[..1])));
        assert!(!same(&tried, &outcome(false, &effects)));
    }
}
