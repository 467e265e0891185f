//! The three languages, and names that exist in each.

use serde::{Deserialize, Serialize};

use crate::{Error, FromValue, Result, Value};

/// A language of the platform (BCP 47 tags `en`, `zh-Hant`, `zh-Hans`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// 繁體中文.
    #[serde(rename = "zh-Hant")]
    ZhHant,
    /// 简体中文.
    #[serde(rename = "zh-Hans")]
    ZhHans,
}

impl Lang {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::En, Self::ZhHant, Self::ZhHans];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHant => "zh-Hant",
            Self::ZhHans => "zh-Hans",
        }
    }

    /// What speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhHant => "繁體中文",
            Self::ZhHans => "简体中文",
        }
    }

    /// The language of a BCP 47 tag, as browsers and clients (`ui_locales`) send it; script wins over region.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let wanted = tag.trim().to_ascii_lowercase();
        let mut parts = wanted.split(['-', '_']);
        match parts.next()? {
            "en" => Some(Self::En),
            "zh" => {
                let rest: Vec<_> = parts.collect();
                if rest.contains(&"hant") {
                    Some(Self::ZhHant)
                } else if rest.contains(&"hans") {
                    Some(Self::ZhHans)
                } else if rest.iter().any(|r| matches!(*r, "hk" | "mo" | "tw")) {
                    Some(Self::ZhHant)
                } else {
                    Some(Self::ZhHans)
                }
            }
            _ => None,
        }
    }
}

impl From<Lang> for Value {
    fn from(lang: Lang) -> Self {
        Self::Text(lang.tag().to_owned())
    }
}

impl FromValue for Lang {
    fn from_value(value: Value) -> Result<Self> {
        let tag = String::from_value(value)?;
        Self::from_tag(&tag).ok_or_else(|| Error::internal(format!("unknown language {tag}")))
    }
}

/// The same words in the three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localised {
    /// English.
    pub en: String,
    /// 繁體中文.
    #[serde(rename = "zh-Hant")]
    pub zh_hant: String,
    /// 简体中文.
    #[serde(rename = "zh-Hans")]
    pub zh_hans: String,
}

impl Localised {
    /// The words in three languages.
    pub fn new(en: impl Into<String>, zh_hant: impl Into<String>, zh_hans: impl Into<String>) -> Self {
        Self { en: en.into(), zh_hant: zh_hant.into(), zh_hans: zh_hans.into() }
    }

    /// The words in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::ZhHant => &self.zh_hant,
            Lang::ZhHans => &self.zh_hans,
        }
    }
}

impl From<&Localised> for Value {
    fn from(words: &Localised) -> Self {
        Self::Json(serde_json::json!({"en": words.en, "zh-Hant": words.zh_hant, "zh-Hans": words.zh_hans}))
    }
}

impl FromValue for Localised {
    fn from_value(value: Value) -> Result<Self> {
        serde_json::from_value(serde_json::Value::from_value(value)?).map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_tags_find_their_language() {
        for (tag, expected) in [
            ("en-GB", Some(Lang::En)),
            ("zh-HK", Some(Lang::ZhHant)),
            ("zh-Hans-HK", Some(Lang::ZhHans)),
            ("zh_TW", Some(Lang::ZhHant)),
            ("zh", Some(Lang::ZhHans)),
            ("fr", None),
        ] {
            assert_eq!(Lang::from_tag(tag), expected, "{tag}");
        }
    }
}
