//! The alternative names of a certificate's subject (RFC 5280 section 4.2.1.6).

use std::net::IpAddr;

use crate::der::value;

const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const URI: u8 = 0x86;
const IP: u8 = 0x87;

/// Names of the kinds by which a client is known (RFC 8705 section 2.1.2); others are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlternativeNames {
    /// Host names, in lower case.
    pub dns: Vec<String>,
    /// Addresses of resources, as they are written.
    pub uris: Vec<String>,
    /// Addresses of machines.
    pub ips: Vec<IpAddr>,
    /// Mail addresses, as they are written.
    pub emails: Vec<String>,
}

impl AlternativeNames {
    /// From the content of `GeneralNames`. `None` when they are none; a text with other characters than those of ASCII is left out, but
    /// for a host name, without which a certificate is not what it seems.
    pub(super) fn from_der(mut general: &[u8]) -> Option<Self> {
        let mut names = Self::default();
        while !general.is_empty() {
            let (tag, content, rest) = value(general)?;
            general = rest;
            let text = || std::str::from_utf8(content).ok().filter(|text| text.is_ascii());
            match tag {
                DNS => names.dns.push(text()?.to_ascii_lowercase()),
                URI => names.uris.extend(text().map(str::to_owned)),
                EMAIL => names.emails.extend(text().map(str::to_owned)),
                IP => names.ips.extend(address(content)),
                _ => {}
            }
        }
        Some(names)
    }

    /// Whether `name` is among the host names; case is of no matter, and `*` is no wildcard.
    pub fn has_dns(&self, name: &str) -> bool {
        self.dns.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Whether `uri` is among the addresses of resources, character by character.
    pub fn has_uri(&self, uri: &str) -> bool {
        self.uris.iter().any(|own| own == uri)
    }

    /// Whether the address of a machine is there, however it is written.
    pub fn has_ip(&self, address: &str) -> bool {
        address.parse().is_ok_and(|address: IpAddr| self.ips.contains(&address))
    }

    /// Whether a mail address is there: what stands before the `@` character by character, the host in any case (RFC 5280 section 7.5).
    pub fn has_email(&self, email: &str) -> bool {
        let Some((local, host)) = email.rsplit_once('@') else { return false };
        let same = |own: &String| {
            own.rsplit_once('@').is_some_and(|(l, h)| l == local && h.eq_ignore_ascii_case(host))
        };
        self.emails.iter().any(same)
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = || <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from);
    four().or_else(|| <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from))
}
