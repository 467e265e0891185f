//! What staff propose, and what is wrong with it: at which field, and what to do about it.
//!
//! A domain checks a proposal by an ordered list of small checks, each of which adds [`Fault`]s. A form shows all of them, each beside
//! its field; where the proposal takes effect the first one is an [`Error`].

use std::sync::Arc;

use crate::db::Act;
use crate::{Error, Lang, Localised, Result, Tx};

/// Whether something that a proposal names is registered with another domain and in good standing, asked in the caller's transaction:
/// what the wiring gives to domains that are strangers to one another.
pub type Known<T> = Arc<dyn for<'a, 'f> Fn(&'a mut Tx<'f>, &'a T) -> Act<'a, bool> + Send + Sync>;

/// Helps the compiler to see a closure as a [`Known`].
pub fn known<T, F>(known: F) -> Known<T>
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>, &'a T) -> Act<'a, bool> + Send + Sync + 'static,
{
    Arc::new(known)
}

/// As [`Known`], outside of any transaction: for what is refused at the door, at every request.
pub type KnownNow<T> = Arc<dyn Fn(T) -> Act<'static, bool> + Send + Sync>;

/// The member of a proposal's content by which it says that what it describes is new. It is no part of the draft itself.
pub const NEW: &str = "new";

/// A proposal's content that says that what it describes is new.
#[must_use]
pub fn as_new(mut content: serde_json::Value) -> serde_json::Value {
    if let Some(members) = content.as_object_mut() {
        members.insert(NEW.to_owned(), true.into());
    }
    content
}

/// The draft that a proposal's content holds, and whether the content says that what it describes is new.
#[must_use]
pub fn draft_of(content: &serde_json::Value) -> (serde_json::Value, bool) {
    let mut draft = content.clone();
    let said = draft.as_object_mut().and_then(|members| members.remove(NEW));
    (draft, said.is_some_and(|said| said == true))
}

/// What is proposed as new replaces nothing that came to be there meanwhile.
///
/// # Errors
/// `already_there`.
pub fn check_new(new: bool, is_there: bool) -> Result<()> {
    if new && is_there {
        let why = "Something of this id was registered meanwhile. Look at it, and propose a change, or take another id.";
        return Err(Error::conflict("already_there", why));
    }
    Ok(())
}

/// The longest piece of what was typed that a fault repeats.
const LONGEST_VALUE: usize = 200;

/// One thing that is wrong with a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, such as `redirect_uris`, `name-zh-Hant` or `fields-2-name` (the third of a list counts from nought).
    pub field: String,
    /// A stable code, `snake_case`. Its words stand under `fault-` and the code with dashes.
    pub code: &'static str,
    /// Which of what was typed is meant, if it is one of several; at most 200 characters.
    pub value: String,
    /// What to do, in English: for programs and logs.
    pub mend: &'static str,
}

impl Fault {
    /// A fault at `field`.
    pub fn new(field: impl Into<String>, code: &'static str, mend: &'static str) -> Self {
        Self { field: field.into(), code, value: String::new(), mend }
    }

    /// Says which value is meant.
    #[must_use]
    pub fn about(mut self, value: &str) -> Self {
        self.value = value.chars().filter(|c| !is_hidden(*c)).take(LONGEST_VALUE).collect();
        self
    }
}

/// The first fault, as what a program is told.
impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let about = if fault.value.is_empty() { String::new() } else { format!(" ({})", fault.value) };
        Self::invalid(fault.code, format!("{}{about}: {}", fault.field, fault.mend))
    }
}

/// Refuses what has a fault.
///
/// # Errors
/// The first fault, by its code.
pub fn accept(faults: Vec<Fault>) -> Result<()> {
    faults.into_iter().next().map_or(Ok(()), |fault| Err(fault.into()))
}

/// Words for the public stand in all three languages, are at most `longest` characters each, and show everything that they hold.
pub fn check_words(field: &str, words: &Localised, longest: usize) -> Vec<Fault> {
    Lang::ALL.into_iter().filter_map(|lang| check_text(field, lang, words.get(lang), longest)).collect()
}

fn check_text(field: &str, lang: Lang, text: &str, longest: usize) -> Option<Fault> {
    let at = |code, mend| Some(Fault::new(format!("{field}-{}", lang.tag()), code, mend));
    if text.trim().is_empty() {
        return at("words_missing", "Write it in all three languages.");
    }
    if text.chars().count() > longest {
        return at("words_too_long", "Write it shorter.");
    }
    // Names stand on the approval screen: what cannot be seen there could turn the sentence round.
    if text.chars().any(is_hidden) {
        return at("words_hidden", "Remove line breaks, control characters and marks of writing direction.");
    }
    (text.trim() != text).then(|| {
        Fault::new(format!("{field}-{}", lang.tag()), "words_spaces", "Remove spaces before and after.")
    })
}

/// Whether a character is not seen: a control character, or a mark that orders, joins or hides others (Unicode TR 36 section 2.5).
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(en: &str) -> Vec<&'static str> {
        let words = Localised::new(en, "名稱", "名称");
        check_words("name", &words, 20).into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn content_says_that_it_is_new_beside_the_draft_and_then_replaces_nothing() {
        let draft = serde_json::json!({"id": "app"});
        let content = as_new(draft.clone());
        assert_eq!(draft_of(&content), (draft.clone(), true));
        assert_eq!(draft_of(&draft), (draft, false));
        assert_eq!(check_new(true, true).unwrap_err().code(), "already_there");
        assert!(check_new(true, false).is_ok() && check_new(false, true).is_ok());
    }

    #[test]
    fn words_stand_in_all_three_languages() {
        let faults = check_words("name", &Localised::new("A", " ", ""), 20);
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["name-zh-Hant", "name-zh-Hans"]);
        assert_eq!(codes("Vaccination Record"), Vec::<&str>::new());
    }

    #[test]
    fn words_are_short_and_hide_nothing() {
        assert_eq!(codes("x".repeat(21).as_str()), ["words_too_long"]);
        assert_eq!(codes(" x"), ["words_spaces"]);
        for bad in ["a\nb", "a\u{202e}b", "a\u{200b}b", "a\u{0}b", "\u{feff}a", "a\u{2066}b"] {
            assert_eq!(codes(bad), ["words_hidden"], "{bad:?}");
        }
    }

    #[test]
    fn an_error_names_the_field_the_value_and_the_mend() {
        let fault = Fault::new("redirect_uris", "uri_fragment", "Remove it.").about("https://x/\u{202e}#y");
        let error = Error::from(fault.clone());
        assert_eq!(
            (error.code(), error.public()),
            ("uri_fragment", "redirect_uris (https://x/#y): Remove it.")
        );
        assert_eq!(accept(vec![fault]).unwrap_err().code(), "uri_fragment");
        assert!(accept(Vec::new()).is_ok());
        let long = Fault::new("x", "y", "z").about(&"a".repeat(5000));
        assert_eq!(long.value.len(), 200);
    }
}
