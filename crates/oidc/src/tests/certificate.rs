//! Certificates as a TLS library would hand them on. Nobody verifies their signature here, so there is none in them.

use causeway_crypto::b64;
use causeway_crypto::jose::SigningKey;
use causeway_http::ClientCertificate;
use jiff::Timestamp;

/// What to write into a certificate.
#[derive(Clone)]
pub(crate) struct Draft<'a> {
    pub(crate) key: &'a SigningKey,
    /// `CN` below `O=Bank, C=HK`.
    pub(crate) common_name: &'a str,
    pub(crate) dns: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) chains: bool,
}

impl Draft<'_> {
    /// Good from now on, for an hour.
    pub(crate) fn at(key: &SigningKey, now: Timestamp, chains: bool) -> Draft<'_> {
        Draft {
            key,
            common_name: "client",
            dns: "Client.bank.example",
            uri: "https://bank.example/x",
            not_before: now,
            not_after: now + jiff::SignedDuration::from_hours(1),
            chains,
        }
    }

    pub(crate) fn made(&self) -> ClientCertificate {
        let body = [
            tlv(0xa0, &tlv(2, &[2])),
            tlv(2, &[1]),
            tlv(0x30, &tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])),
            name(&[(3, "a CA")]),
            tlv(0x30, &[time(self.not_before), time(self.not_after)].concat()),
            name(&[(6, "HK"), (10, "Bank"), (3, self.common_name)]),
            public_key(self.key),
            tlv(0xa3, &tlv(0x30, &self.names())),
        ];
        let signature = [tlv(0x30, &tlv(6, &[0x2a, 3])), tlv(3, &[0, 0])].concat();
        let der = tlv(0x30, &[tlv(0x30, &body.concat()), signature].concat());
        ClientCertificate { der: der.into(), chains: self.chains }
    }

    fn names(&self) -> Vec<u8> {
        let names = [tlv(0x82, self.dns.as_bytes()), tlv(0x86, self.uri.as_bytes())].concat();
        tlv(0x30, &[tlv(6, &[0x55, 0x1d, 0x11]), tlv(4, &tlv(0x30, &names))].concat())
    }
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let length = match (high, low) {
        (0, 0..=0x7f) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag], length.as_slice(), content].concat()
}

fn time(at: Timestamp) -> Vec<u8> {
    tlv(0x18, at.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes())
}

fn name(parts: &[(u8, &str)]) -> Vec<u8> {
    let part = |(kind, text): &(u8, &str)| {
        let attribute = [tlv(6, &[0x55, 4, *kind]), tlv(0x0c, text.as_bytes())].concat();
        tlv(0x31, &tlv(0x30, &attribute))
    };
    tlv(0x30, &parts.iter().map(part).collect::<Vec<_>>().concat())
}

fn public_key(key: &SigningKey) -> Vec<u8> {
    let members = serde_json::to_value(key.jwk()).unwrap();
    let axis = |name: &str| b64::decode(members[name].as_str().unwrap()).unwrap();
    let curve = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    let algorithm = [tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]), tlv(6, &curve)].concat();
    let point = [vec![0, 4], axis("x"), axis("y")].concat();
    tlv(0x30, &[tlv(0x30, &algorithm), tlv(3, &point)].concat())
}
