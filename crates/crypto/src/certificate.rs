//! What an operator has to know of an X.509 certificate (RFC 5280) before it fails: from when, until when, and for which names it serves.
//!
//! Nothing is verified here: that is the TLS library's business. The few fields are read from DER by hand, and whatever does not fit is no
//! certificate.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::der::{OBJECT, OCTETS, SEQUENCE, read, skip, value};

/// The tags of DER that occur on the way besides.
const UTC_TIME: u8 = 0x17;
const GENERALISED_TIME: u8 = 0x18;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const DNS_NAME: u8 = 0x82;
/// `id-ce-subjectAltName`, 2.5.29.17.
const SUBJECT_ALT_NAME: [u8; 3] = [0x55, 0x1d, 0x11];

/// A certificate's time and names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// From when it is good.
    pub not_before: Timestamp,
    /// Until when it is good.
    pub not_after: Timestamp,
    /// The host names it is for (RFC 5280 section 4.2.1.6, `dNSName`), in lower case.
    pub names: Vec<String>,
}

impl Certificate {
    /// Reads a certificate in DER; `None` when it is none.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        let (certificate, _) = read(der, SEQUENCE)?;
        let (fields, _) = read(certificate, SEQUENCE)?;
        let fields = read(fields, VERSION).map_or(fields, |(_, rest)| rest);
        // Serial number, signature algorithm, issuer.
        let rest = skip(skip(skip(fields)?)?)?;
        let (validity, rest) = read(rest, SEQUENCE)?;
        let (not_before, after) = time(validity)?;
        let (not_after, _) = time(after)?;
        // Subject, public key, and what may stand before the extensions.
        let mut rest = skip(skip(rest)?)?;
        let mut names = Vec::new();
        while !rest.is_empty() {
            if let Some((extensions, _)) = read(rest, EXTENSIONS) {
                names = names_in(extensions)?;
            }
            rest = skip(rest)?;
        }
        Some(Self { not_before, not_after, names })
    }

    /// Whether it is for `host` (RFC 9525 section 6.3): the very name, or `*.` for exactly one label in front.
    pub fn covers(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.names.iter().any(|name| match name.strip_prefix("*.") {
            Some(parent) => {
                host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == parent)
            }
            None => *name == host,
        })
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

fn names_in(extensions: &[u8]) -> Option<Vec<String>> {
    let (mut list, _) = read(extensions, SEQUENCE)?;
    let mut names = Vec::new();
    while !list.is_empty() {
        let (extension, rest) = read(list, SEQUENCE)?;
        list = rest;
        let (id, after) = read(extension, OBJECT)?;
        if id != SUBJECT_ALT_NAME {
            continue;
        }
        // Whether it is critical may stand between.
        let content = read(after, OCTETS).or_else(|| read(skip(after)?, OCTETS))?.0;
        let (mut general, _) = read(content, SEQUENCE)?;
        while !general.is_empty() {
            let (tag, name, rest) = value(general)?;
            general = rest;
            if tag == DNS_NAME {
                names.push(std::str::from_utf8(name).ok()?.to_ascii_lowercase());
            }
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    /// Made by another implementation.
    fn made(subject_alt_name: &str, more: &[&str]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let said = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
            .args(["-subj", "/CN=test", "-addext", subject_alt_name, "-outform", "DER"])
            .args(more)
            .args(["-keyout", "key.pem", "-out", "cert.der"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        std::fs::read(folder.path().join("cert.der")).unwrap()
    }

    #[test]
    fn times_and_names_are_read() {
        let der =
            made("subjectAltName=DNS:ID.example.gov,DNS:*.sandbox.example.gov,IP:10.0.0.1", &["-days", "30"]);
        let certificate = Certificate::from_der(&der).unwrap();
        assert_eq!(certificate.names, ["id.example.gov", "*.sandbox.example.gov"]);
        let days =
            certificate.not_before.until(certificate.not_after).unwrap().total(jiff::Unit::Hour).unwrap();
        assert!((days - 720.0).abs() < 0.01, "{days}");
        // Beyond 2049 the time is written in the longer form.
        let der = made("subjectAltName=critical,DNS:a.example", &["-days", "20000"]);
        let later = Certificate::from_der(&der).unwrap();
        assert!(later.not_after > "2070-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(later.names, ["a.example"]);
    }

    #[test]
    fn rfc9525_6_3_a_wildcard_stands_for_one_label() {
        let certificate = Certificate {
            not_before: Timestamp::UNIX_EPOCH,
            not_after: Timestamp::MAX,
            names: vec!["id.example.gov".to_owned(), "*.sandbox.example.gov".to_owned()],
        };
        for covered in ["id.example.gov", "ID.EXAMPLE.GOV.", "a.sandbox.example.gov"] {
            assert!(certificate.covers(covered), "{covered}");
        }
        for other in [
            "example.gov",
            "x.id.example.gov",
            "sandbox.example.gov",
            "a.b.sandbox.example.gov",
            ".sandbox.example.gov",
            "",
        ] {
            assert!(!certificate.covers(other), "{other}");
        }
    }

    #[test]
    fn a_certificate_cut_short_is_none() {
        let der = made("subjectAltName=DNS:a.example", &[]);
        assert!((0..der.len()).all(|end| Certificate::from_der(&der[..end]).is_none()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..400, with: u8) {
            let _ = Certificate::from_der(&bytes);
            let mut bent = SAMPLE.with(Clone::clone);
            let at = at % bent.len();
            bent[at] = with;
            let _ = Certificate::from_der(&bent);
        }
    }

    thread_local! {
        static SAMPLE: Vec<u8> = made("subjectAltName=DNS:a.example", &[]);
    }
}
