//! How a client proves itself by a certificate: what has to be registered for it (RFC 8705 section 2).

use causeway_core::draft::Fault;
use causeway_crypto::certificate::DistinguishedName;
use url::{Host, Url};

use crate::draft::{AuthMethod, ClientDraft};
use crate::settings::CertificateName;

/// The longest name, in bytes.
const LONGEST: usize = 500;

pub(super) fn check(draft: &ClientDraft) -> Option<Fault> {
    let name = draft.settings.certificate.as_ref();
    match (draft.auth, name) {
        (AuthMethod::TlsClientAuth, None) => {
            let mend =
                "Write the name that the client's certificate bears: the CA vouches for that name alone.";
            Some(Fault::new("certificate", "certificate_missing", mend))
        }
        (_, Some(name)) => check_name(name),
        (AuthMethod::SelfSignedTlsClientAuth, None)
            if draft.keys.keys.is_empty() && draft.settings.jwks_uri.is_none() =>
        {
            let mend = "Paste the public key of the client's certificate: it is known by that key.";
            Some(Fault::new("keys", "keys_missing", mend))
        }
        _ => None,
    }
}

/// Section 2.1.2: each kind of name in its own form.
fn check_name(name: &CertificateName) -> Option<Fault> {
    let (text, good, mend) = match name {
        CertificateName::SubjectDn(text) => (
            text,
            text.parse::<DistinguishedName>().is_ok(),
            "Write the subject as RFC 4514 does, the most special part first, such as CN=client,O=Bank,C=HK.",
        ),
        CertificateName::SanDns(text) => (
            text,
            !text.contains('*')
                && Host::parse(text).is_ok_and(|host| host == Host::Domain(text.to_lowercase())),
            "Write one host name, without a wildcard, such as client.bank.example.",
        ),
        CertificateName::SanUri(text) => {
            (text, Url::parse(text).is_ok(), "Write the address as it stands in the certificate, whole.")
        }
    };
    let fits = good && text.len() <= LONGEST;
    (!fits).then(|| Fault::new("certificate", "certificate_name", mend).about(text))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{facts, faults};
    use super::*;
    use crate::settings::Settings;
    use crate::tests::samples;

    fn codes(auth: AuthMethod, certificate: Option<CertificateName>) -> Vec<(String, &'static str)> {
        let settings = Settings { certificate, ..Settings::default() };
        faults(&ClientDraft { auth, settings, ..samples::draft() }, &facts())
    }

    #[test]
    fn rfc8705_2_1_2_a_client_of_a_ca_has_one_name_in_its_own_form() {
        let with = |name| codes(AuthMethod::TlsClientAuth, Some(name));
        for good in [
            CertificateName::SubjectDn("CN=client,O=Bank,C=HK".to_owned()),
            CertificateName::SanDns("client.bank.example".to_owned()),
            CertificateName::SanUri("https://bank.example/x".to_owned()),
        ] {
            assert_eq!(with(good.clone()), [], "{good:?}");
        }
        for bad in [
            CertificateName::SubjectDn("client".to_owned()),
            CertificateName::SanDns("*.bank.example".to_owned()),
            CertificateName::SanDns("https://bank.example".to_owned()),
            CertificateName::SanDns("127.0.0.1".to_owned()),
            CertificateName::SanUri("bank".to_owned()),
            CertificateName::SubjectDn(format!("CN={}", "a".repeat(600))),
        ] {
            assert_eq!(with(bad.clone()), [("certificate".to_owned(), "certificate_name")], "{bad:?}");
        }
        assert_eq!(
            codes(AuthMethod::TlsClientAuth, None),
            [("certificate".to_owned(), "certificate_missing")]
        );
    }

    #[test]
    fn rfc8705_2_2_2_a_client_with_a_certificate_of_its_own_making_has_a_key() {
        assert_eq!(codes(AuthMethod::SelfSignedTlsClientAuth, None), []);
        let none = ClientDraft {
            auth: AuthMethod::SelfSignedTlsClientAuth,
            keys: causeway_crypto::jose::JwkSet::default(),
            scopes: crate::Scopes::parse("openid"),
            ..samples::draft()
        };
        assert_eq!(faults(&none, &facts()), [("keys".to_owned(), "keys_missing")]);
    }
}
