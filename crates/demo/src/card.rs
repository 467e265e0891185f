//! Identity card numbers: their shape and their check character.
//!
//! The sample services and registers check numbers as any integrator would have to, with code of their own.
//! A right check character says that a number was typed without a slip; it is never evidence that a card exists.

use std::fmt;

/// The prefix that marks a number as synthetic in this sandbox.
const SYNTHETIC: &str = "ZZ";

/// An identity card number whose check character is right, such as `ZZ100001(2)`.
///
/// Personal data in a real system: no `Debug` of its content, and it is never logged.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CardNumber {
    /// One or two letters and six digits.
    body: String,
    check: char,
}

impl CardNumber {
    /// Reads a number as people write it: brackets, spaces and lower case are forgiven, a wrong check character is not.
    pub fn parse(text: &str) -> Option<Self> {
        let mut body: String = text.chars().filter(|c| !is_decoration(*c)).collect::<String>().to_uppercase();
        let check = body.pop()?;
        (check_character(&body)? == check).then_some(Self { body, check })
    }

    /// Whether the number is one of those that this sandbox invents people for.
    pub fn is_synthetic(&self) -> bool {
        self.body.len() == 8 && self.body.starts_with(SYNTHETIC)
    }

    /// The six digits as a number: what the sample-data generator starts from.
    pub(crate) fn digits(&self) -> u64 {
        self.body.chars().filter_map(|c| c.to_digit(10)).fold(0, |sum, digit| sum * 10 + u64::from(digit))
    }

    /// The usual way of writing it, with the check character in brackets.
    pub fn written(&self) -> String {
        format!("{}({})", self.body, self.check)
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardNumber(..)")
    }
}

/// Brackets and spaces, also in their full-width forms.
fn is_decoration(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '（' | '）' | '-')
}

/// The check character of a body such as `ZZ100001`; `None` if the body is malformed.
///
/// The prefix is padded on the left to two characters with a space worth 36; letters are worth 10 to 35; the weights are
/// 9 to 2; the sum and the check character together are divisible by 11, with `A` for 10.
pub(crate) fn check_character(body: &str) -> Option<char> {
    let letters = body.chars().take_while(char::is_ascii_uppercase).count();
    let digits = body.chars().skip(letters);
    if !(1..=2).contains(&letters)
        || body.chars().count() != letters + 6
        || !digits.clone().all(|c| c.is_ascii_digit())
    {
        return None;
    }
    let padding = std::iter::repeat_n(36, 2 - letters);
    let values = padding.chain(body.chars().filter_map(|c| c.to_digit(36)));
    let sum: u32 = values.zip((2..=9).rev()).map(|(value, weight)| value * weight).sum();
    match (11 - sum % 11) % 11 {
        10 => Some('A'),
        check => char::from_digit(check, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_have_their_check_characters() {
        for written in [
            "A123456(3)",
            "WX987654(3)",
            "G123456(A)",
            "L555555(0)",
            "AB123456(9)",
            "Z000000(1)",
            "Y112233(7)",
            "AB987654(3)",
            "E364912(5)",
        ] {
            assert_eq!(CardNumber::parse(written).expect(written).written(), written);
        }
    }

    #[test]
    fn the_ways_people_write_a_number_are_one_number() {
        let number = CardNumber::parse("AB123456(9)").unwrap();
        for other in ["ab1234569", " AB 123456 (9) ", "AB123456（9）", "AB123456-9"] {
            assert_eq!(CardNumber::parse(other), Some(number.clone()), "{other}");
        }
    }

    #[test]
    fn a_slip_is_noticed() {
        for wrong in
            ["", "A", "A123456(4)", "A123465(3)", "A12345(3)", "ABC12345(3)", "1234567(3)", "陳123456(3)"]
        {
            assert_eq!(CardNumber::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_wrong_digit_is_caught() {
        for place in 2..8 {
            for digit in '0'..='9' {
                let mut body: Vec<char> = "ZZ424242".chars().collect();
                let same = body[place] == digit;
                body[place] = digit;
                let body: String = body.into_iter().collect();
                assert_eq!(check_character(&body) == check_character("ZZ424242"), same, "{body}");
            }
        }
    }

    #[test]
    fn only_the_sandboxs_prefix_is_synthetic() {
        let synthetic = format!("ZZ424242{}", check_character("ZZ424242").unwrap());
        assert!(CardNumber::parse(&synthetic).unwrap().is_synthetic());
        assert!(!CardNumber::parse("Z000000(1)").unwrap().is_synthetic());
        assert!(!CardNumber::parse("AB123456(9)").unwrap().is_synthetic());
    }

    #[test]
    fn a_number_does_not_show_in_debug_output() {
        let number = CardNumber::parse("A123456(3)").unwrap();
        assert!(!format!("{number:?}").contains("123"));
    }
}
