//! Where a request comes from. A proxy's word counts only if the proxy's own address is configured.

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use causeway_core::Error;
use serde::{Deserialize, Serialize};

/// The client's address, as the connection or a trusted proxy tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What rate limits count: an IPv4 address, or the /64 network of an IPv6 address, which one household has to itself.
    pub fn key(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).to_string(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    /// In a test without a connection: the unspecified address.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

/// A range of addresses in CIDR form: `10.0.0.0/8`, `::1`, `2001:db8::/32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Range {
    base: IpAddr,
    bits: u8,
}

impl Range {
    /// Whether `address` is in it. An IPv4 address mapped into IPv6 counts as what it is.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let drop = 32 - u32::from(self.bits.min(32));
                u32::from(base).checked_shr(drop) == u32::from(address).checked_shr(drop)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let drop = 128 - u32::from(self.bits.min(128));
                u128::from(base).checked_shr(drop) == u128::from(address).checked_shr(drop)
            }
            _ => false,
        }
    }
}

impl FromStr for Range {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = || {
            Error::invalid(
                "bad_address_range",
                format!("{text:?} is not an address or a range. Write it like 10.0.0.0/8 or ::1."),
            )
        };
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.parse().map_err(|_| bad())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| bad())?;
        if bits > most { Err(bad()) } else { Ok(Self { base, bits }) }
    }
}

impl TryFrom<String> for Range {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Range> for String {
    fn from(range: Range) -> Self {
        range.to_string()
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.bits)
    }
}

/// The client behind `peer`: the last address in `X-Forwarded-For` that is not itself a trusted proxy's, if `peer` is one.
///
/// Whatever stands further left was written by the client and is worth nothing.
pub fn client(peer: SocketAddr, headers: &HeaderMap, trusted: &[Range]) -> ClientAddress {
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.contains(address));
    let mut client = peer.ip();
    if is_trusted(client) {
        let lines: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Ok(address) = hop.trim().parse() else { break };
            client = address;
            if !is_trusted(client) {
                break;
            }
        }
    }
    ClientAddress(client.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<Range> = trusted.iter().map(|t| t.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).0.to_string()
    }

    #[test]
    fn only_a_configured_proxy_is_believed() {
        assert_eq!(seen("9.9.9.9:1", &["1.2.3.4"], &[]), "9.9.9.9");
        assert_eq!(seen("9.9.9.9:1", &["1.2.3.4"], &["10.0.0.0/8"]), "9.9.9.9");
        assert_eq!(seen("10.1.1.1:1", &["1.2.3.4"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(seen("[::ffff:10.1.1.1]:1", &["1.2.3.4"], &["10.0.0.0/8"]), "1.2.3.4");
    }

    #[test]
    fn what_the_client_wrote_itself_is_worth_nothing() {
        assert_eq!(seen("10.1.1.1:1", &["6.6.6.6, 1.2.3.4"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(seen("10.1.1.1:1", &["6.6.6.6", "1.2.3.4, 10.2.2.2"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(seen("10.1.1.1:1", &["nonsense"], &["10.0.0.0/8"]), "10.1.1.1");
        assert_eq!(seen("10.1.1.1:1", &["1.2.3.4, nonsense"], &["10.0.0.0/8"]), "10.1.1.1");
    }

    #[test]
    fn ranges_hold_what_they_say() {
        let range = |text: &str| text.parse::<Range>();
        assert!(range("0.0.0.0/0").unwrap().contains("8.8.8.8".parse().unwrap()));
        assert!(range("2001:db8::/32").unwrap().contains("2001:db8:1::1".parse().unwrap()));
        assert!(!range("2001:db8::/32").unwrap().contains("2001:db9::1".parse().unwrap()));
        assert!(!range("10.0.0.1").unwrap().contains("10.0.0.2".parse().unwrap()));
        for bad in ["", "10.0.0.0/33", "::/129", "localhost", "10.0.0.0/x"] {
            assert!(range(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn limits_count_an_ipv6_household_once() {
        let key = |text: &str| ClientAddress(text.parse().unwrap()).key();
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), key("2001:db8:1:2::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:1.2.3.4"), "1.2.3.4");
    }
}
