//! RFC 8705 section 2: a client's certificate, held against what is registered of it.
//!
//! That the caller has the certificate's key, the TLS handshake has shown; whether a CA we trust issued it, [`ClientCertificate::chains`]
//! says.

use causeway_crypto::certificate::{Certificate, DistinguishedName};
use causeway_crypto::jose::JwkSet;
use causeway_http::ClientCertificate;
use jiff::Timestamp;

use crate::settings::CertificateName;

/// A certificate, read once; so an unknown client is answered no sooner than a known one.
#[derive(Debug)]
pub(crate) struct Shown {
    chains: bool,
    certificate: Certificate,
}

/// Reads it; `None` when it is none.
pub(crate) fn read(shown: &ClientCertificate) -> Option<Shown> {
    Some(Shown { chains: shown.chains, certificate: Certificate::from_der(&shown.der)? })
}

impl Shown {
    /// Section 2.1: a CA that is trusted here has issued it, for the one name that is registered.
    pub(crate) fn is_issued_to(&self, name: Option<&CertificateName>) -> bool {
        let names = &self.certificate.names;
        self.chains
            && match name {
                Some(CertificateName::SubjectDn(text)) => {
                    let registered: Option<DistinguishedName> = text.parse().ok();
                    registered.is_some() && registered == self.certificate.subject
                }
                // A wildcard names nobody.
                Some(CertificateName::SanDns(host)) => !host.contains('*') && names.has_dns(host),
                Some(CertificateName::SanUri(uri)) => names.has_uri(uri),
                None => false,
            }
    }

    /// Section 2.2: it is good at this time, and registered by itself or by its key, whoever signed it.
    pub(crate) fn has_key_of(&self, keys: &JwkSet, now: Timestamp) -> bool {
        self.certificate.is_current(now) && self.certificate.is_registered(keys)
    }
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::{Alg, SigningKey};
    use jiff::SignedDuration;

    use super::*;
    use crate::tests::certificate::Draft;

    fn now() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn key() -> SigningKey {
        SigningKey::generate(Alg::Es256).unwrap()
    }

    fn shown(key: &SigningKey, chains: bool) -> Shown {
        read(&Draft::at(key, now(), chains).made()).unwrap()
    }

    #[test]
    fn rfc8705_2_1_the_registered_name_counts_and_only_below_a_trusted_ca() {
        let key = key();
        let named = |chains, name: &CertificateName| shown(&key, chains).is_issued_to(Some(name));
        let subject = |text: &str| CertificateName::SubjectDn(text.to_owned());
        for good in [
            subject("CN=client,O=Bank,C=HK"),
            subject("cn=client, o=Bank, c=HK"),
            CertificateName::SanDns("client.bank.example".to_owned()),
            CertificateName::SanUri("https://bank.example/x".to_owned()),
        ] {
            assert!(named(true, &good), "{good:?}");
            assert!(!named(false, &good), "of another CA: {good:?}");
        }
        for bad in [
            subject("CN=client,O=Bank"),
            subject("CN=other,O=Bank,C=HK"),
            subject("C=HK,O=Bank,CN=client"),
            subject("nonsense"),
            CertificateName::SanDns("bank.example".to_owned()),
            CertificateName::SanDns("evil.bank.example".to_owned()),
            CertificateName::SanDns("*.bank.example".to_owned()),
            CertificateName::SanUri("https://bank.example/".to_owned()),
            CertificateName::SanUri("client.bank.example".to_owned()),
        ] {
            assert!(!named(true, &bad), "{bad:?}");
        }
        assert!(!shown(&key, true).is_issued_to(None), "no name is registered");
        let wild = Draft { dns: "*.bank.example", ..Draft::at(&key, now(), true) }.made();
        let registered = CertificateName::SanDns("*.bank.example".to_owned());
        assert!(!read(&wild).unwrap().is_issued_to(Some(&registered)));
    }

    #[test]
    fn rfc8705_2_2_the_key_counts_and_the_time() {
        let (own, other) = (key(), key());
        let keys = JwkSet { keys: vec![own.jwk().clone()] };
        assert!(shown(&own, false).has_key_of(&keys, now()));
        assert!(!shown(&own, true).has_key_of(&JwkSet::default(), now()));
        assert!(!shown(&other, true).has_key_of(&keys, now()), "renewed with another key");
        for off in [-1, 3601] {
            let then = now() + SignedDuration::from_secs(off);
            assert!(!shown(&own, false).has_key_of(&keys, then), "{off}");
        }
        let mut opening = keys.clone();
        opening.keys[0].use_ = Some("enc".to_owned());
        assert!(!shown(&own, false).has_key_of(&opening, now()), "for encryption alone");
    }

    #[test]
    fn what_is_no_certificate_is_nobodys() {
        let bytes = ClientCertificate { der: vec![0x30, 0x80].into(), chains: true };
        assert!(read(&bytes).is_none());
    }
}
