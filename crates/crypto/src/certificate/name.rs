//! Distinguished names, to compare the subject of a certificate with one that was registered (RFC 8705 section 2.1.2).

use std::fmt::{self, Write as _};
use std::str::{Chars, FromStr};

use causeway_core::{Error, Result};

use crate::der::{OBJECT, SEQUENCE, SET, read, value};

/// The types that RFC 4514 section 3 has names for.
const NAMED: [(&str, &str); 9] = [
    ("CN", "2.5.4.3"),
    ("L", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("C", "2.5.4.6"),
    ("STREET", "2.5.4.9"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("UID", "0.9.2342.19200300.100.1.1"),
];
/// Further names that other programs write; we never do.
const UNDERSTOOD: [(&str, &str); 9] = [
    ("E", "1.2.840.113549.1.9.1"),
    ("emailAddress", "1.2.840.113549.1.9.1"),
    ("serialNumber", "2.5.4.5"),
    ("SN", "2.5.4.4"),
    ("GN", "2.5.4.42"),
    ("title", "2.5.4.12"),
    ("businessCategory", "2.5.4.15"),
    ("postalCode", "2.5.4.17"),
    ("organizationIdentifier", "2.5.4.97"),
];
/// No registered name is longer, in bytes.
const LONGEST: usize = 1024;
const UTF8_STRING: u8 = 0x0c;
const PRINTABLE_STRING: u8 = 0x13;
const IA5_STRING: u8 = 0x16;

/// A distinguished name with at least one part.
///
/// Two are equal when their parts are, in their order, character by character, whichever kind of string a certificate writes them in.
/// That is stricter than X.520, which passes over case and spaces: a name is registered as the certificate writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName(
    /// From the root of the directory on, as in a certificate; the pairs of one part in order.
    Vec<Vec<Pair>>,
);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    /// The object identifier, in dots.
    of: String,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Text(String),
    /// Of any other kind: the whole value in DER.
    Other(Vec<u8>),
}

impl DistinguishedName {
    /// Reads the content of a `Name` (RFC 5280 section 4.1.2.4). `None` when it is none, or has no part.
    pub(super) fn from_der(mut parts: &[u8]) -> Option<Self> {
        let mut all = Vec::new();
        while !parts.is_empty() {
            let (mut set, rest) = read(parts, SET)?;
            parts = rest;
            let mut pairs = Vec::new();
            while !set.is_empty() {
                let (pair, rest) = read(set, SEQUENCE)?;
                set = rest;
                let (id, after) = read(pair, OBJECT)?;
                pairs.push(Pair { of: dotted(id)?, value: Value::from_der(after)? });
            }
            all.push(pairs);
        }
        Self::of(all)
    }

    fn of(mut parts: Vec<Vec<Pair>>) -> Option<Self> {
        for pairs in &mut parts {
            pairs.sort();
        }
        (!parts.is_empty() && parts.iter().all(|pairs| !pairs.is_empty())).then_some(Self(parts))
    }
}

impl FromStr for DistinguishedName {
    type Err = Error;

    /// Reads a name as RFC 4514 section 3 writes it, the part nearest to the subject first; names of types in any case, and those that
    /// are common besides.
    ///
    /// # Errors
    /// `bad_name`.
    fn from_str(text: &str) -> Result<Self> {
        let parse = || {
            let mut parts = vec![Vec::new()];
            let mut rest = Some(text).filter(|text| text.len() <= LONGEST)?;
            loop {
                let (of, after) = rest.split_once('=')?;
                let (value, end, after) = Value::from_text(after)?;
                parts.last_mut()?.push(Pair { of: identifier(of)?, value });
                rest = after;
                match end {
                    Some(',') => parts.push(Vec::new()),
                    Some(_) => {}
                    None => break,
                }
            }
            parts.reverse();
            Self::of(parts)
        };
        parse().ok_or_else(|| {
            Error::invalid(
                "bad_name",
                "This is no distinguished name. Write it as RFC 4514 does, such as CN=client,O=Example,C=TW: \
                 openssl x509 -in cert.pem -noout -subject -nameopt RFC2253",
            )
        })
    }
}

impl fmt::Display for DistinguishedName {
    /// As RFC 4514 section 2 writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, pairs) in self.0.iter().rev().enumerate() {
            f.write_str(if n == 0 { "" } else { "," })?;
            for (m, Pair { of, value }) in pairs.iter().enumerate() {
                f.write_str(if m == 0 { "" } else { "+" })?;
                let named = NAMED.iter().find(|(_, id)| id == of).map(|(name, _)| *name);
                write!(f, "{}=", named.unwrap_or(of))?;
                match value {
                    Value::Text(text) if named.is_some() => escape(f, text)?,
                    value => {
                        f.write_char('#')?;
                        value.der().iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Value {
    fn from_der(der: &[u8]) -> Option<Self> {
        let (tag, content, rest) = value(der)?;
        if !rest.is_empty() {
            return None;
        }
        let is_text = match tag {
            UTF8_STRING => true,
            PRINTABLE_STRING | IA5_STRING => content.is_ascii(),
            _ => false,
        };
        let text = std::str::from_utf8(content).ok().filter(|_| is_text);
        Some(text.map_or_else(|| Self::Other(der.to_vec()), |text| Self::Text(text.to_owned())))
    }

    /// What stands before the next part or the end, that end, and what follows it. Spaces around it are no part of it, unless escaped.
    fn from_text(text: &str) -> Option<(Self, Option<char>, &str)> {
        let text = text.trim_start_matches(' ');
        let (mut bytes, mut kept, mut chars) = (Vec::new(), 0, text.chars());
        let end = loop {
            match chars.next() {
                end @ (None | Some(',' | '+')) => break end,
                Some('\\') => {
                    unescape(&mut chars, &mut bytes)?;
                    kept = bytes.len();
                }
                Some('"' | ';' | '<' | '>' | '\0') => return None,
                Some(char) => {
                    bytes.extend(char.encode_utf8(&mut [0; 4]).as_bytes());
                    kept = if char == ' ' { kept } else { bytes.len() };
                }
            }
        };
        bytes.truncate(kept);
        let value = String::from_utf8(bytes).ok()?;
        let value = match value.strip_prefix('#').filter(|_| text.starts_with('#')) {
            Some(hex) => Self::from_der(&from_hex(hex)?)?,
            None => Self::Text(value),
        };
        Some((value, end, chars.as_str()))
    }

    /// The whole value in DER; of a text as a `UTF8String`.
    fn der(&self) -> Vec<u8> {
        match self {
            Self::Other(der) => der.clone(),
            Self::Text(text) => {
                let bytes: Vec<u8> = text.len().to_be_bytes().into_iter().skip_while(|b| *b == 0).collect();
                let header = match bytes.as_slice() {
                    [] => vec![UTF8_STRING, 0],
                    [short @ ..=0x7f] => vec![UTF8_STRING, *short],
                    long => {
                        let count = u8::try_from(long.len()).unwrap_or_default();
                        [&[UTF8_STRING, 0x80 | count], long].concat()
                    }
                };
                [&header, text.as_bytes()].concat()
            }
        }
    }
}

/// What stands after a backslash: two hexadecimal digits, or a character that has a meaning.
fn unescape(chars: &mut Chars<'_>, bytes: &mut Vec<u8>) -> Option<()> {
    match chars.next()? {
        special @ (' ' | '"' | '#' | '+' | ',' | ';' | '<' | '=' | '>' | '\\') => {
            bytes.push(u8::try_from(special).ok()?);
        }
        first => bytes.extend(from_hex(&format!("{first}{}", chars.next()?))?),
    }
    Some(())
}

fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let last = text.len().saturating_sub(1);
    for (at, char) in text.char_indices() {
        match char {
            '\0' => f.write_str("\\00")?,
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{char}")?,
            ' ' if at == 0 || at == last => f.write_str("\\ ")?,
            '#' if at == 0 => f.write_str("\\#")?,
            char => f.write_char(char)?,
        }
    }
    Ok(())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

/// The object identifier of a type, by name or in dots.
fn identifier(of: &str) -> Option<String> {
    let of = of.trim_matches(' ');
    let named = NAMED.iter().chain(&UNDERSTOOD).find(|(name, _)| name.eq_ignore_ascii_case(of));
    let is_number = |arc: &str| {
        !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit()) && (arc == "0" || !arc.starts_with('0'))
    };
    let in_dots = || of.contains('.') && of.split('.').all(is_number);
    named.map(|(_, id)| (*id).to_owned()).or_else(|| in_dots().then(|| of.to_owned()))
}

/// An object identifier in dots (ITU-T X.690 section 8.19).
fn dotted(id: &[u8]) -> Option<String> {
    if id.last()? & 0x80 != 0 {
        return None;
    }
    let (mut text, mut arc) = (String::new(), 0u64);
    for byte in id {
        arc = arc.checked_mul(128)? | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let first = (arc / 40).min(2);
            write!(text, "{first}.{}", arc - first * 40).ok()?;
        } else {
            write!(text, ".{arc}").ok()?;
        }
        arc = 0;
    }
    Some(text)
}

#[cfg(test)]
#[path = "name_tests.rs"]
mod tests;
