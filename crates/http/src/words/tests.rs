//! The three languages say the same things.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Each key of a language with the variables it names.
fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in sources(lang) {
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                key = line.split_once('=').map(|(key, _)| key.trim().to_owned()).unwrap_or_default();
                assert!(found.insert(key.clone(), BTreeSet::new()).is_none(), "{file}: {key} is given twice");
            }
            let names = line
                .split('$')
                .skip(1)
                .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next());
            found.entry(key.clone()).or_default().extend(names.flatten().map(str::to_owned));
        }
    }
    found.retain(|key, _| !key.is_empty());
    found
}

#[test]
fn the_three_languages_have_the_same_keys_and_variables() {
    let english = keys(Lang::En);
    assert!(english.len() > 80);
    for lang in [Lang::ZhHant, Lang::ZhHans] {
        let other = keys(lang);
        let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{}: missing {missing:?}, surplus {surplus:?}",
            lang.tag()
        );
        for (key, variables) in &english {
            assert_eq!(&other[key], variables, "{} of {}", key, lang.tag());
        }
    }
}

#[test]
fn every_file_is_well_formed() {
    for lang in Lang::ALL {
        for (file, text) in sources(lang) {
            if let Err((_, errors)) = FluentResource::try_new(text) {
                panic!("{}/{file}: {errors:?}", lang.tag());
            }
        }
    }
}

#[test]
fn no_key_is_empty_and_every_one_can_be_said() {
    for lang in Lang::ALL {
        for (key, variables) in keys(lang) {
            let args: Vec<(&str, &str)> = variables.iter().map(|name| (name.as_str(), "3")).collect();
            let text = Words::of(lang).with(&key, &args);
            assert!(!text.trim().is_empty() && !text.contains('⟦'), "{}/{key}: {text:?}", lang.tag());
        }
    }
}

#[test]
fn a_missing_key_or_variable_shows_itself() {
    let words = Words::of(Lang::En);
    assert_eq!(words.t("no-such-key"), "⟦no-such-key⟧");
    assert!(words.t("counted").starts_with("⟦counted⟧"));
    assert_eq!(words.find("no-such-key"), None);
}

#[test]
fn codes_and_long_numbers_stay_as_they_are() {
    let words = Words::of(Lang::En);
    for text in ["007", "12345678901234567890", "A123456(3)", "0", "1234"] {
        assert_eq!(words.with("counted", &[("text", text), ("count", "2")]), format!("{text} (2)"));
    }
}

/// Characters that only the other script has, as a check that a file was not left in the wrong one.
#[test]
fn each_script_keeps_to_itself() {
    let traditional = ['這', '個', '們', '請', '時', '關', '錯', '誤', '選', '據', '啟'];
    let simplified = ['这', '个', '们', '请', '时', '关', '错', '误', '选', '据', '启'];
    for (lang, foreign) in [(Lang::ZhHant, simplified), (Lang::ZhHans, traditional)] {
        for (file, text) in sources(lang) {
            let found: Vec<char> = foreign.into_iter().filter(|c| text.contains(*c)).collect();
            assert!(found.is_empty(), "{}/{file}: {found:?}", lang.tag());
        }
    }
}
