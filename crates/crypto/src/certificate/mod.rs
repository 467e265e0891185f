//! X.509 certificates (RFC 5280): what an operator has to know of one before it fails, and by what a client is known that shows one
//! (RFC 8705).
//!
//! Nothing is verified here: that is the TLS library's business. The few fields are read from DER by hand, and whatever does not fit is no
//! certificate.

mod alternative;
mod key;
mod name;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

pub use self::alternative::AlternativeNames;
pub use self::name::DistinguishedName;
use crate::der::{OBJECT, OCTETS, SEQUENCE, read, skip, value, whole};
use crate::digest::sha256;
use crate::jose::{Jwk, JwkSet};
use crate::{b64, digest};

/// The tags of DER that occur on the way besides.
const UTC_TIME: u8 = 0x17;
const GENERALISED_TIME: u8 = 0x18;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
/// `id-ce-subjectAltName`, 2.5.29.17.
const SUBJECT_ALT_NAME: [u8; 3] = [0x55, 0x1d, 0x11];
/// No certificate is longer, in bytes.
const LONGEST: usize = 64 * 1024;

/// A certificate's time, names and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// From when it is good.
    pub not_before: Timestamp,
    /// Until when it is good.
    pub not_after: Timestamp,
    /// Whose it is; `None` when that is empty, or nothing that can be written.
    pub subject: Option<DistinguishedName>,
    /// The names it is for (RFC 5280 section 4.2.1.6).
    pub names: AlternativeNames,
    /// The SHA-256 hash of the whole certificate: `x5t#S256` of tokens that are bound to it (RFC 8705 section 3.1).
    pub sha256: [u8; 32],
    /// The SHA-256 hash of its `SubjectPublicKeyInfo`: the same for all certificates of one key.
    pub spki_sha256: [u8; 32],
    /// Its public key, if it is of a kind that we know.
    pub key: Option<Jwk>,
}

impl Certificate {
    /// Reads a certificate in DER, and nothing after it; `None` when it is none.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        let (certificate, after) = read(der, SEQUENCE).filter(|_| der.len() <= LONGEST)?;
        if !after.is_empty() {
            return None;
        }
        let (fields, _) = read(certificate, SEQUENCE)?;
        let fields = read(fields, VERSION).map_or(fields, |(_, rest)| rest);
        // Serial number, signature algorithm, issuer.
        let rest = skip(skip(skip(fields)?)?)?;
        let (validity, rest) = read(rest, SEQUENCE)?;
        let (not_before, after) = time(validity)?;
        let (not_after, _) = time(after)?;
        let (subject, rest) = read(rest, SEQUENCE)?;
        let (spki, mut rest) = whole(rest)?;
        let mut names = None;
        // What may stand before the extensions, and they.
        while !rest.is_empty() {
            if let Some((extensions, _)) = read(rest, EXTENSIONS) {
                names = names_in(extensions)?;
            }
            rest = skip(rest)?;
        }
        Some(Self {
            not_before,
            not_after,
            subject: DistinguishedName::from_der(subject),
            names: names.unwrap_or_default(),
            sha256: sha256(der),
            spki_sha256: sha256(spki),
            key: key::read_spki(spki),
        })
    }

    /// Whether it is for `host` (RFC 9525 section 6.3): the very name, or `*.` for exactly one label in front.
    pub fn covers(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.names.dns.iter().any(|name| match name.strip_prefix("*.") {
            Some(parent) => {
                host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == parent)
            }
            None => *name == host,
        })
    }

    /// Whether its time has come and is not over.
    pub fn is_current(&self, now: Timestamp) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }

    /// Whether it is one of those that a client registered (RFC 8705 section 2.2): as `x5c`, by its hash as `x5t#S256`, or by a public
    /// key alone. A key that was registered with its certificate stands for that one and no other.
    pub fn is_registered(&self, keys: &JwkSet) -> bool {
        keys.keys.iter().filter(|key| key.use_.as_deref().is_none_or(|u| u == "sig")).any(|key| {
            match &key.x5t_s256 {
                Some(hash) => digest::equal(hash.as_bytes(), self.thumbprint().as_bytes()),
                None => self.key.as_ref().is_some_and(|own| own.key == key.key),
            }
        })
    }

    /// [`Self::sha256`] as tokens and keys write it: in Base64url.
    pub fn thumbprint(&self) -> String {
        b64::encode(&self.sha256)
    }
}

/// RFC 5280 section 4.1.2.5: two digits of the year until 2049, four from 2050 on.
fn time(input: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (tag, content, rest) = value(input)?;
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let (year, digits) = match tag {
        UTC_TIME => {
            let year: i16 = text.get(..2)?.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, text.get(2..)?)
        }
        GENERALISED_TIME => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        _ => return None,
    };
    let at = |from: usize| digits.get(from..from + 2)?.parse::<i8>().ok();
    let when = DateTime::new(year, at(0)?, at(2)?, at(4)?, at(6)?, at(8)?, 0).ok()?;
    Some((when.to_zoned(TimeZone::UTC).ok()?.timestamp(), rest))
}

/// The alternative names; more than one list of them is no certificate.
#[expect(clippy::option_option, reason = "none at all, and nothing that can be read")]
fn names_in(extensions: &[u8]) -> Option<Option<AlternativeNames>> {
    let (mut list, _) = read(extensions, SEQUENCE)?;
    let mut names = None;
    while !list.is_empty() {
        let (extension, rest) = read(list, SEQUENCE)?;
        list = rest;
        let (id, after) = read(extension, OBJECT)?;
        if id != SUBJECT_ALT_NAME {
            continue;
        }
        // Whether it is critical may stand between.
        let content = read(after, OCTETS).or_else(|| read(skip(after)?, OCTETS))?.0;
        let (general, _) = read(content, SEQUENCE)?;
        if names.replace(AlternativeNames::from_der(general)?).is_some() {
            return None;
        }
    }
    Some(names)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
