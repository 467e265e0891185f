//! What an act does, in sentences; and the words of roles, permissions, kinds and states that stand in them.

use causeway_core::{OrganisationId, Permission, Result, Staff};
use causeway_http::Words;
use causeway_http::components::{Content, Tag};
use causeway_identity::{ActFor, Effect, ProposalKind, ProposalState, Role};

use super::Console;
use super::sheet::{bullets, together};
use crate::names::Names;

/// The key of a word that is made of a stable name: `data_steward` and `clients.read` have dashes there.
pub(crate) fn key(start: &str, name: &str) -> String {
    format!("{start}-{}", name.replace(['_', '.'], "-"))
}

/// What a role is called.
pub(crate) fn role(words: Words, role: Role) -> String {
    words.t(&key("role", role.as_str()))
}

/// Several roles, as one text.
pub(crate) fn roles(words: Words, roles: impl IntoIterator<Item = Role>) -> String {
    let told: Vec<String> = roles.into_iter().map(|one| role(words, one)).collect();
    told.join(&words.t("portal-list-separator"))
}

/// What a permission allows.
pub(crate) fn permission(words: Words, permission: Permission) -> String {
    words.t(&key("permission", permission.as_str()))
}

/// What a role is for and, point by point, what it allows beyond the console's first page, which every role opens. The words under
/// `waits` say that somebody else has to agree; with an empty key nothing does.
pub(crate) fn role_in_full(words: Words, role: Role, platform: bool, waits: &str) -> Content {
    let allowed = role.allows(platform).filter(|one| *one != Permission::Desk);
    let points: Vec<String> = allowed.map(|one| permission(words, one)).collect();
    let mut parts = vec![Content::from(words.t(&key("role-text", role.as_str()))), bullets(&points)];
    if !waits.is_empty() {
        parts.push(words.t(waits).into());
    }
    together(&parts)
}

/// The words that a role to be given at `organisation` waits for a second person, if it does: where it weighs, and wherever it is not
/// the organisation of whoever gives it.
pub(crate) fn waits_hint(staff: &Staff, organisation: &OrganisationId, role: Role) -> &'static str {
    let own = staff.organisation == *organisation;
    if !own || role.weighty(staff.platform) { "console-role-weighty-hint" } else { "" }
}

/// What kind of proposal it is.
pub(crate) fn kind(words: Words, kind: ProposalKind) -> String {
    words.t(&key("kind", kind.as_str()))
}

/// What a mandate allows.
pub(crate) fn scope(words: Words, scope: ActFor) -> String {
    words.t(&key("mandate-scope", scope.as_str()))
}

/// How far a proposal is; the colour repeats the word.
pub(crate) fn state_colour(state: ProposalState) -> &'static str {
    match state {
        ProposalState::Waiting => "govuk-tag--yellow",
        ProposalState::Applied => "govuk-tag--green",
        ProposalState::Declined => "govuk-tag--red",
        ProposalState::Withdrawn | ProposalState::Expired => "govuk-tag--grey",
    }
}

/// How far a proposal is, in a word.
pub(crate) fn state_word(words: Words, state: ProposalState) -> String {
    words.t(&key("proposal-state", state.as_str()))
}

/// How far a proposal is, as a tag.
pub(crate) fn state(words: Words, state: ProposalState) -> Tag {
    Tag::new(state_word(words, state)).classes(state_colour(state))
}

/// What colleagues call somebody; those whose data is gone have no name any more.
pub(crate) fn who(words: Words, name: &str) -> String {
    if name.is_empty() { words.t("console-nobody") } else { name.to_owned() }
}

/// An amount in minor units: `123456` is `1,234.56`.
pub(crate) fn amount(minor: i64) -> String {
    let (whole, cents) = (minor / 100, (minor % 100).abs());
    let digits = whole.abs().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{grouped}.{cents:02}")
}

/// Effects as sentences.
pub(crate) async fn sentences(console: &Console, effects: &[Effect]) -> Result<Vec<String>> {
    let (words, mut names) = (console.words(), console.names());
    let mut sentences = Vec::with_capacity(effects.len());
    for effect in effects {
        let mut args = Vec::with_capacity(effect.args.len());
        let setting = effect.args.iter().find(|(name, _)| *name == "setting").map(|(_, setting)| setting);
        for (name, value) in &effect.args {
            let told = match setting {
                Some(_) if *name == "setting" => words.t(&key("clients-setting", value)),
                Some(setting) => settings(words, setting, value),
                None => told(console, &mut names, name, value).await?,
            };
            args.push((*name, told));
        }
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sentences.push(words.with(&format!("effect-{}", effect.key), &args));
    }
    Ok(sentences)
}

/// A value of a client's setting: words for a stable name; anything else as it is.
pub(crate) fn setting(words: Words, setting: &str, value: &str) -> String {
    let own = key(&key("clients-setting", setting), value);
    let known = words.find(&own).or_else(|| (value == "yes").then(|| words.t("yes")));
    known.unwrap_or_else(|| value.to_owned())
}

/// Several values of a setting, one to a line.
fn settings(words: Words, name: &str, values: &str) -> String {
    let told: Vec<String> = values.lines().map(|value| setting(words, name, value)).collect();
    told.join(&words.t("portal-list-separator"))
}

/// What stands in an effect, for people: names for ids, words for stable names, times in words. What is none of these stays.
async fn told(console: &Console, names: &mut Names<'_>, name: &str, value: &str) -> Result<String> {
    let words = console.words();
    let found = match name {
        "organisation" | "provider" | "consumer" => match value.parse() {
            // One that is being registered by this very act has no name yet.
            Ok(id) => names.known_organisation(&id).await?,
            Err(_) => None,
        },
        "dataset" => match value.parse() {
            Ok(id) => names.known_dataset(&id).await?,
            Err(_) => None,
        },
        "client" => match value.parse() {
            Ok(id) => names.known_service(&id).await?,
            Err(_) => None,
        },
        "role" => words.find(&key("role", value)),
        "kind" => words.find(&key("kind", value)),
        "scope" => words.find(&key("mandate-scope", value)),
        "member" => Some(who(words, value)),
        "limit" => value.parse().ok().map(amount),
        "until" | "at" | "since" => value.parse().ok().map(|at| console.when().moment(at)),
        _ => None,
    };
    Ok(found.unwrap_or_else(|| value.to_owned()))
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;

    use super::*;

    #[test]
    fn every_role_permission_kind_state_and_effect_has_words_in_every_language() {
        for lang in Lang::ALL {
            let words = Words::of(lang);
            let roles =
                Role::ALL.iter().flat_map(|r| [key("role", r.as_str()), key("role-text", r.as_str())]);
            let permissions = Permission::ALL.iter().map(|p| key("permission", p.as_str()));
            let kinds = ProposalKind::ALL.iter().map(|k| key("kind", k.as_str()));
            let states = ProposalState::ALL.iter().map(|s| key("proposal-state", s.as_str()));
            let scopes = ActFor::ALL.iter().map(|s| key("mandate-scope", s.as_str()));
            let all = roles.chain(permissions).chain(kinds).chain(states).chain(scopes);
            let missing: Vec<String> = all.filter(|key| words.find(key).is_none()).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", lang.tag());
            for (effect, args) in causeway_identity::staff::EFFECTS {
                let args: Vec<(&str, &str)> = args.iter().map(|name| (*name, "2")).collect();
                let sentence = words.with(&format!("effect-{effect}"), &args);
                assert!(!sentence.contains('⟦') && sentence.len() > 5, "{} {effect}: {sentence}", lang.tag());
            }
        }
    }

    #[test]
    fn amounts_are_read_in_groups_of_three() {
        let told = [0, 5, 1_050, 123_456_789, -250].map(amount);
        assert_eq!(told, ["0.00", "0.05", "10.50", "1,234,567.89", "-2.50"]);
    }
}
