//! The header by which a proxy hands on the certificate that its client showed: `Client-Cert` (RFC 9440).
//!
//! It is taken out of every request; it counts on the listener for mutual TLS alone, and there only from a trusted proxy.

use axum::http::HeaderMap;
use causeway_crypto::b64;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// RFC 9440 section 2.2.
const OWN: &str = "client-cert";
/// RFC 9440 section 2.3.
const ABOVE: &str = "client-cert-chain";
/// More certificates than any chain needs are not looked at.
const MOST: usize = 8;

/// Takes the headers out: the client's certificate, then those above it. Empty where there is none, or nothing that is one.
pub(super) fn take(headers: &mut HeaderMap) -> Vec<CertificateDer<'static>> {
    let own = only(headers, OWN).and_then(|line| binary(&line).or_else(|| escaped_pem(&line)));
    // RFC 9440 section 2.3: a list may be spread over several lines.
    let lines: Vec<&str> = headers.get_all(ABOVE).iter().filter_map(|line| line.to_str().ok()).collect();
    let list = lines.join(",");
    let mut shown: Vec<_> = own.into_iter().map(CertificateDer::from).collect();
    if !shown.is_empty() {
        shown.extend(list.split(',').take(MOST).map_while(binary).map(CertificateDer::from));
    }
    drop_from(headers);
    shown
}

/// Takes the headers out where nobody is believed.
pub(super) fn drop_from(headers: &mut HeaderMap) {
    headers.remove(OWN);
    headers.remove(ABOVE);
}

/// The header's one line: RFC 9440 section 2.2 allows no more, and of two nobody knows which the proxy wrote.
fn only(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut lines = headers.get_all(name).iter();
    let line = lines.next().filter(|_| lines.next().is_none())?;
    line.to_str().ok().map(str::to_owned)
}

/// A byte sequence (RFC 9651 section 3.3.5): Base64 between colons.
fn binary(text: &str) -> Option<Vec<u8>> {
    let inner = text.trim_matches([' ', '\t']).strip_prefix(':')?.strip_suffix(':')?;
    b64::decode_standard(inner).ok().filter(|der| !der.is_empty())
}

/// PEM, percent-encoded (RFC 3986 section 2.1): what nginx writes for `$ssl_client_escaped_cert`, since it cannot write the standard's
/// form.
fn escaped_pem(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix("-----BEGIN%20CERTIFICATE-----")?;
    let mut pem = b"-----BEGIN CERTIFICATE-----".to_vec();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || bytes.next().and_then(|b| char::from(b).to_digit(16));
            let (high, low) = (digit()?, digit()?);
            pem.push(u8::try_from(high << 4 | low).ok()?);
        } else {
            pem.push(byte);
        }
    }
    let mut found = CertificateDer::pem_slice_iter(&pem);
    let only = found.next()?.ok()?;
    found.next().is_none().then(|| only.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(lines: &[(&'static str, &str)]) -> Vec<Vec<u8>> {
        let mut headers = HeaderMap::new();
        for (name, line) in lines {
            headers.append(*name, line.parse().unwrap());
        }
        let shown = take(&mut headers);
        assert!(headers.is_empty(), "{headers:?}");
        shown.into_iter().map(|der| der.to_vec()).collect()
    }

    #[test]
    fn rfc9440_2_2_the_certificate_is_one_byte_sequence() {
        assert_eq!(taken(&[(OWN, ":AQID:")]), [[1, 2, 3]]);
        for bad in
            ["", ":", "::", "AQID", ":AQID", ":AQI:", ":AQID:;x", ":AQID:, :AQID:", "\"AQID\"", ":A Q I D:"]
        {
            assert!(taken(&[(OWN, bad)]).is_empty(), "{bad:?}");
        }
    }

    #[test]
    fn rfc9440_2_2_two_certificates_are_none() {
        assert!(taken(&[(OWN, ":AQID:"), (OWN, ":BAUG:")]).is_empty());
    }

    #[test]
    fn rfc9440_2_3_the_chain_is_a_list_and_may_have_several_lines() {
        let lines = [(OWN, ":AQID:"), (ABOVE, ":BA==:, :BQ==:"), (ABOVE, ":Bg==:")];
        assert_eq!(taken(&lines), [vec![1, 2, 3], vec![4], vec![5], vec![6]]);
        assert_eq!(taken(&[(OWN, ":AQID:"), (ABOVE, ":BA==:, x, :BQ==:")]), [vec![1, 2, 3], vec![4]]);
        let many = vec![":BA==:"; 100].join(",");
        assert_eq!(taken(&[(OWN, ":AQID:"), (ABOVE, &many)]).len(), 1 + MOST);
    }

    #[test]
    fn rfc9440_2_3_a_chain_without_a_certificate_is_nothing() {
        assert!(taken(&[(ABOVE, ":AQID:")]).is_empty());
    }

    #[test]
    fn nginx_writes_escaped_pem() {
        let pem = "-----BEGIN%20CERTIFICATE-----%0AAQID%0A-----END%20CERTIFICATE-----%0A";
        assert_eq!(taken(&[(OWN, pem)]), [[1, 2, 3]]);
        let two = format!("{pem}{pem}");
        let key = pem.replace("CERTIFICATE", "PRIVATE%20KEY");
        for bad in [
            two.as_str(),
            &key,
            "-----BEGIN%20CERTIFICATE-----",
            &pem.replace("%0A", "%"),
            &pem.replace("%0A", "%+A"),
        ] {
            assert!(taken(&[(OWN, bad)]).is_empty(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics_whatever_stands_there(line in "[ -~]{0,200}", escaped in "[%0-9A-Fa-f+/=-]{0,200}") {
            taken(&[(OWN, &line)]);
            taken(&[(OWN, &format!("-----BEGIN%20CERTIFICATE-----{escaped}")), (ABOVE, &line)]);
        }
    }
}
