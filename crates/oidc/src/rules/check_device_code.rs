//! RFC 8628 section 6.1: the code that a device shows and a person types: eight letters of twenty, which make no words and are not taken for
//! one another.

use causeway_core::{Result, Rng};

/// No vowels, so no words, and no Y.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const LENGTH: usize = 8;
/// More than anybody types.
const LONGEST: usize = 64;

/// A fresh one: 20^8, about 34 bits.
pub(crate) fn draw(rng: &Rng) -> Result<String> {
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        for byte in rng.bytes::<32>()? {
            // 240 is the largest multiple of 20 in a byte: each letter is as likely.
            if byte < 240 && code.len() < LENGTH {
                code.push(char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
            }
        }
    }
    Ok(code)
}

/// As it is shown: `XXXX-XXXX`.
pub(crate) fn shown(code: &str) -> String {
    let (first, second) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{second}")
}

/// What was typed, without case, hyphens and spaces; none if it can be no code.
pub(crate) fn normal(typed: &str) -> Option<String> {
    if typed.len() > LONGEST {
        return None;
    }
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase());
    let code: String = letters.collect();
    let fits = code.len() == LENGTH && code.bytes().all(|b| LETTERS.contains(&b));
    fits.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc8628_6_1_a_code_is_eight_letters_of_twenty() {
        let rng = Rng::seeded(1);
        for _ in 0..1000 {
            let code = draw(&rng).unwrap();
            assert_eq!(normal(&shown(&code)), Some(code.clone()), "{code}");
        }
        assert_ne!(draw(&rng).unwrap(), draw(&rng).unwrap());
    }

    #[test]
    fn rfc8628_6_1_case_and_hyphens_are_the_typists_own() {
        for typed in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "B-C-D-F-G-H-J-K"] {
            assert_eq!(normal(typed).as_deref(), Some("BCDFGHJK"), "{typed}");
        }
        for bad in
            ["", "BCDF-GHJ", "BCDF-GHJKL", "ACDF-GHJK", "BCDF-GHJ1", "ＢＣＤＦＧＨＪＫ", &"B".repeat(65)]
        {
            assert_eq!(normal(bad), None, "{bad}");
        }
    }
}
