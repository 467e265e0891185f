//! Words in three languages: all of `locales/<tag>/*.ftl` (Fluent). No word stands in a template or in code.
//!
//! A release build embeds the files; a development build reads them from the source tree at its first word, so that a changed
//! sentence does not compile every crate anew.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use causeway_core::Lang;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The words of one language.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Words(Lang);

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 3]> = LazyLock::new(|| Lang::ALL.map(bundle));

impl Words {
    /// The words of `lang`.
    pub fn of(lang: Lang) -> Self {
        Self(lang)
    }

    /// Their language.
    pub fn lang(self) -> Lang {
        self.0
    }

    /// The words under `key`. A missing key shows itself as `⟦key⟧`, and page tests look for that.
    pub fn t(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The words under `key` with variables put in: `words.with("expires", &[("minutes", "5")])`. A value that is an integer
    /// also selects plural forms.
    pub fn with(self, key: &str, args: &[(&str, &str)]) -> String {
        self.look_up(key, args).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// The words under `key`, if there are any: for a key put together at run time that has a general form to fall back on.
    pub fn find(self, key: &str) -> Option<String> {
        self.look_up(key, &[])
    }

    fn look_up(self, key: &str, args: &[(&str, &str)]) -> Option<String> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(Cow::Borrowed(*name), value_of(value));
        }
        let mut errors: Vec<FluentError> = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        if errors.is_empty() { Some(text) } else { Some(format!("⟦{key}⟧ {text}")) }
    }

    fn bundle(self) -> &'static Bundle {
        let [en, zh_hant, zh_hans] = &*BUNDLES;
        match self.0 {
            Lang::En => en,
            Lang::ZhHant => zh_hant,
            Lang::ZhHans => zh_hans,
        }
    }
}

/// Small integers take part in plural rules; everything else, long digit strings and codes above all, stays text as it is.
fn value_of(text: &str) -> FluentValue<'_> {
    let plain = text == "0" || !text.starts_with('0');
    match text.parse::<u32>() {
        Ok(number) if plain && text.len() <= 6 => FluentValue::from(number),
        _ => FluentValue::from(text),
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.0.tag())
    }
}

fn bundle(lang: Lang) -> Bundle {
    let id: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // The marks of isolation around variables are for mixed writing directions, which these three languages do not have.
    bundle.set_use_isolating(false);
    for (name, text) in sources(lang) {
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
            tracing::error!(file = name, ?errors, "faulty words");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(file = name, ?errors, "words given twice");
        }
    }
    bundle
}

/// The files of a language: name and text.
#[cfg(embedded_words)]
fn sources(lang: Lang) -> Vec<(String, String)> {
    include!(concat!(env!("OUT_DIR"), "/locales.rs"))
        .iter()
        .filter(|(tag, _, _)| *tag == lang.tag())
        .map(|(_, name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// The files of a language: name and text.
#[cfg(not(embedded_words))]
fn sources(lang: Lang) -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales").join(lang.tag());
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let fluent = path.extension().is_some_and(|e| e == "ftl");
            fluent.then(|| {
                Some((path.file_name()?.to_str()?.to_owned(), std::fs::read_to_string(&path).ok()?))
            })?
        })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests;
