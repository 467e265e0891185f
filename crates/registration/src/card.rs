//! The Hong Kong identity card number and its check digit.
//!
//! One or two letters, six digits, a check character `0`–`9` or `A` in brackets: `A123456(3)`. The prefix is padded on the left to
//! two characters with a space; values are space 36, A 10 … Z 35, digits as they are; weights 9, 8, 7, 6, 5, 4, 3, 2; the sum and
//! the check character (`A` is 10) together are a multiple of 11 (research/iam-smart-and-kin.md section 5).
//!
//! A right check digit is never evidence that a card exists. It catches every single wrong digit and every swap of two
//! neighbouring digits; it does not catch a letter taken for the one eleven places on (A for L).

use std::fmt;
use std::str::FromStr;

use causeway_core::{Error, Result};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Digits after the prefix.
const DIGITS: usize = 6;
/// The value of the space that pads a one-letter prefix.
const PAD: u32 = 36;
/// The weight of the first of the eight characters; each next one weighs one less.
const FIRST_WEIGHT: u32 = 9;

/// A well-formed identity card number with the right check digit, normalised: `A1234563`.
///
/// Its `Debug` and error messages never show it.
#[derive(Clone, PartialEq, Eq)]
pub struct CardNumber(Zeroizing<String>);

/// Why a text is no card number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardFault {
    /// Nothing was typed.
    Missing,
    /// It is not of the form letter(s), six digits, check character.
    Malformed,
    /// The form is right, the check digit does not fit: something was mistyped.
    WrongCheckDigit,
}

impl CardFault {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "card_missing",
            Self::Malformed => "card_malformed",
            Self::WrongCheckDigit => "card_check_digit",
        }
    }

    /// What happened and what to do.
    pub fn public(self) -> &'static str {
        match self {
            Self::Missing => "Enter the number on the identity card.",
            Self::Malformed => {
                "This is not an identity card number. Enter one or two letters, six digits and the character in brackets, such as A123456(3)."
            }
            Self::WrongCheckDigit => {
                "The character in brackets does not belong to this number. Compare every character with the card."
            }
        }
    }
}

impl From<CardFault> for Error {
    fn from(fault: CardFault) -> Self {
        Self::invalid(fault.code(), fault.public())
    }
}

impl CardNumber {
    /// Reads a card number as people type it: with or without brackets and spaces, in lower case, in full-width characters.
    pub fn parse(text: &str) -> Result<Self, CardFault> {
        let plain = Zeroizing::new(plain(text)?);
        if plain.is_empty() {
            return Err(CardFault::Missing);
        }
        let (body, check) = plain.split_at_checked(plain.len() - 1).ok_or(CardFault::Malformed)?;
        let wanted = check_character(body).ok_or(CardFault::Malformed)?;
        match check.chars().next() {
            Some(check) if check == wanted => Ok(Self(plain)),
            Some('0'..='9' | 'A') => Err(CardFault::WrongCheckDigit),
            _ => Err(CardFault::Malformed),
        }
    }

    /// The number that `prefix` and `digits` make with their check character.
    ///
    /// # Errors
    /// [`CardFault::Malformed`] when the prefix is not one or two capital letters, or `digits` has more than six places.
    pub fn compose(prefix: &str, digits: u32) -> Result<Self, CardFault> {
        let body = Zeroizing::new(format!("{prefix}{digits:06}"));
        let check = check_character(&body).ok_or(CardFault::Malformed)?;
        Ok(Self(Zeroizing::new(format!("{}{check}", body.as_str()))))
    }

    /// The normalised form, without brackets: `A1234563`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands on the card: `A123456(3)`.
    pub fn printed(&self) -> String {
        let (body, check) = self.0.split_at_checked(self.0.len() - 1).unwrap_or((&self.0, ""));
        format!("{body}({check})")
    }

    /// The letters before the digits.
    pub fn prefix(&self) -> &str {
        self.0.split(|c: char| c.is_ascii_digit()).next().unwrap_or("")
    }
}

impl FromStr for CardNumber {
    type Err = CardFault;

    fn from_str(text: &str) -> Result<Self, CardFault> {
        Self::parse(text)
    }
}

/// Without the number.
impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardNumber(..)")
    }
}

/// Compatibility forms folded (full-width letters, digits, brackets, spaces), upper case, one pair of brackets and all spaces taken out.
fn plain(text: &str) -> Result<String, CardFault> {
    if text.len() > 200 {
        return Err(CardFault::Malformed);
    }
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    let folded = Zeroizing::new(folded);
    match folded.split_once('(') {
        None => Ok(folded.as_str().to_owned()),
        Some((body, check)) => {
            let check = check.strip_suffix(')').filter(|c| c.chars().count() == 1);
            check.map(|check| format!("{body}{check}")).ok_or(CardFault::Malformed)
        }
    }
}

/// The check character of a body such as `A123456`; `None` when the body is not of that form.
fn check_character(body: &str) -> Option<char> {
    let split = body.len().checked_sub(DIGITS)?;
    let (prefix, digits) = body.split_at_checked(split)?;
    let letters = prefix.bytes().all(|b| b.is_ascii_uppercase());
    if !matches!(prefix.len(), 1 | 2) || !letters || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let pad = (prefix.len() == 1).then_some(PAD);
    let values = pad.into_iter().chain(body.chars().filter_map(|c| c.to_digit(36)));
    let sum: u32 = values.zip((2..=FIRST_WEIGHT).rev()).map(|(value, weight)| value * weight).sum();
    match (11 - sum % 11) % 11 {
        10 => Some('A'),
        digit => char::from_digit(digit, 10),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_vectors_of_the_research_file_hold() {
        for (body, check) in [
            ("A123456", '3'),
            ("WX987654", '3'),
            ("G123456", 'A'),
            ("L555555", '0'),
            ("AB123456", '9'),
            ("Z000000", '1'),
            ("Y112233", '7'),
            ("AB987654", '3'),
            ("E364912", '5'),
        ] {
            assert_eq!(check_character(body), Some(check), "{body}");
            assert!(CardNumber::parse(&format!("{body}({check})")).is_ok(), "{body}");
        }
    }

    #[test]
    fn every_way_of_typing_it_is_the_same_number() {
        for text in [
            "A123456(3)",
            "A1234563",
            "a123456(3)",
            "  A 123 456 (3) ",
            "\u{ff21}\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}\u{ff08}\u{ff13}\u{ff09}",
            "ａ１２３４５６　（３）",
        ] {
            let number = CardNumber::parse(text).unwrap();
            assert_eq!(number.as_str(), "A1234563", "{text:?}");
            assert_eq!(number.printed(), "A123456(3)");
        }
        assert_eq!(CardNumber::parse("g123456(a)").unwrap().printed(), "G123456(A)");
    }

    #[test]
    fn a_wrong_form_and_a_wrong_check_digit_are_told_apart() {
        for text in ["", "   ", "\u{3000}"] {
            assert_eq!(CardNumber::parse(text).unwrap_err(), CardFault::Missing, "{text:?}");
        }
        for text in [
            "A123456",
            "123456(3)",
            "A12345(3)",
            "ABC123456(3)",
            "A123456(33)",
            "A123456(3",
            "A123456)3(",
            "A123456((3))",
            "A123456()",
            "A123456(X)",
            "A123456(B)",
            "A12345 6",
            "A1234567890",
            "(3)",
            "水123456(3)",
            "É123456(3)",
            "A-123456(3)",
            "A123456(3)(3)",
            &"A".repeat(500),
        ] {
            assert_eq!(CardNumber::parse(text).unwrap_err(), CardFault::Malformed, "{text:?}");
        }
        for text in ["A123456(4)", "A123456(A)", "A1234560", "G123456(0)"] {
            assert_eq!(CardNumber::parse(text).unwrap_err(), CardFault::WrongCheckDigit, "{text:?}");
        }
    }

    #[test]
    fn a_letter_eleven_places_on_is_not_caught_and_that_is_known() {
        for prefix in ["A", "L", "W"] {
            assert!(CardNumber::parse(&format!("{prefix}123456(3)")).is_ok(), "{prefix}");
        }
    }

    #[test]
    fn the_prefix_is_the_letters_before_the_digits() {
        for (text, prefix) in
            [("A123456(3)", "A"), ("G123456(A)", "G"), ("AB123456(9)", "AB"), ("ZZ000001(8)", "ZZ")]
        {
            assert_eq!(CardNumber::parse(text).unwrap().prefix(), prefix);
        }
        assert_eq!(CardNumber::compose("ZZ", 1).unwrap().prefix(), "ZZ");
        assert_eq!(CardNumber::compose("AA", 0).unwrap().prefix(), "AA");
    }

    #[test]
    fn a_number_is_composed_with_its_check_digit() {
        assert_eq!(CardNumber::compose("A", 123_456).unwrap().printed(), "A123456(3)");
        assert_eq!(CardNumber::compose("Z", 0).unwrap().printed(), "Z000000(1)");
        assert!(CardNumber::compose("A", 1_000_000).is_err());
        assert!(CardNumber::compose("zz", 1).is_err());
        assert!(CardNumber::compose("", 1).is_err());
    }

    #[test]
    fn printing_never_shows_the_number() {
        let number = CardNumber::parse("A123456(3)").unwrap();
        assert_eq!(format!("{number:?}"), "CardNumber(..)");
        let error = Error::from(CardNumber::parse("A123456(4)").unwrap_err());
        assert_eq!(error.code(), "card_check_digit");
        assert!(!format!("{error:?}").contains("(4)"));
    }

    proptest! {
        #[test]
        fn the_sum_and_the_check_character_are_a_multiple_of_eleven(body in "[A-Z]{1,2}[0-9]{6}") {
            let check = check_character(&body).unwrap();
            let padded = format!("{body:>8}");
            let sum: u32 = padded.chars().zip((2..=9).rev())
                .map(|(c, weight)| weight * if c == ' ' { 36 } else { c.to_digit(36).unwrap() })
                .sum();
            prop_assert_eq!((sum + check.to_digit(36).unwrap()) % 11, 0);
            let printed = format!("{body}({check})");
            let number = CardNumber::parse(&printed).unwrap();
            prop_assert_eq!(number.printed(), printed);
            prop_assert_eq!(number.prefix(), body.trim_end_matches(|c: char| c.is_ascii_digit()));
            prop_assert_eq!(CardNumber::parse(number.as_str()).unwrap(), number);
        }

        #[test]
        fn one_wrong_digit_is_always_caught(body in "[A-Z]{1,2}[0-9]{6}", place in 0usize..6, other in 1u32..10) {
            let check = check_character(&body).unwrap();
            let at = body.len() - 6 + place;
            let mut wrong: Vec<char> = body.chars().collect();
            wrong[at] = char::from_digit((wrong[at].to_digit(10).unwrap() + other) % 10, 10).unwrap();
            let wrong: String = wrong.into_iter().collect();
            prop_assert_ne!(check_character(&wrong), Some(check));
        }

        #[test]
        fn two_neighbouring_digits_swapped_are_always_caught(body in "[A-Z]{1,2}[0-9]{6}", place in 0usize..5) {
            let check = check_character(&body).unwrap();
            let at = body.len() - 6 + place;
            let mut swapped: Vec<char> = body.chars().collect();
            swapped.swap(at, at + 1);
            let swapped: String = swapped.into_iter().collect();
            prop_assume!(swapped != body);
            prop_assert_ne!(check_character(&swapped), Some(check));
        }

        #[test]
        fn no_text_makes_it_fail_otherwise_than_by_saying_no(text in any::<String>()) {
            let _ = CardNumber::parse(&text);
        }
    }
}
