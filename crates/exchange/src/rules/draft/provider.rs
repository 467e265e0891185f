//! A proposed provider: where its connector is, and what it signs and opens with.

use causeway_core::draft::Fault;
use causeway_crypto::jose::{KeyUse, check_key, check_keys};
use url::{Host, Url};

use crate::model::Provider;

const LONGEST: usize = 500;

/// What the register says when the checks are made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// Whether real people use this platform.
    pub(crate) production: bool,
    /// Whether the organisation is registered and in good standing.
    pub(crate) organisation_stands: bool,
}

/// Everything that is wrong with a draft.
pub(crate) fn check(draft: &Provider, facts: Facts) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !facts.organisation_stands {
        let mend = "The organisation is not registered, or is suspended. Have it registered first.";
        faults.push(
            Fault::new("organisation", "organisation_unknown", mend).about(draft.organisation.as_str()),
        );
    }
    faults.extend(check_address(&draft.base_url, facts.production));
    faults.extend(check_signing(draft));
    faults.extend(check_key("encryption_key", &draft.encryption_key, KeyUse::Encryption));
    faults.extend(check_apart(draft));
    faults
}

/// An address to which a path is appended: nothing in it that the appending would bury, and nothing that reads in two ways.
fn check_address(text: &str, production: bool) -> Option<Fault> {
    let fault = |code, mend| Some(Fault::new("base_url", code, mend).about(text));
    let Ok(url) = Url::parse(text) else {
        return fault("url_not_absolute", "Write the whole address, such as https://connector.example.gov.");
    };
    if text.len() > LONGEST || text.chars().any(|c| !c.is_ascii_graphic() || c == '\\') {
        return fault("url_characters", "Write at most 500 characters, without spaces.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return fault("url_userinfo", "Remove the user name and the @ before the host.");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return fault("url_query", "Remove what follows the ? or the #.");
    }
    let secure = url.scheme() == "https" || (!production && url.scheme() == "http");
    if !secure || !url.has_host() {
        return fault("url_not_https", "Begin it with https://.");
    }
    let local = match url.host() {
        Some(Host::Ipv4(address)) => {
            address.is_loopback() || address.is_link_local() || address.is_unspecified()
        }
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => true,
    };
    if production && local {
        return fault(
            "url_own_machine",
            "Write the connector's address as the platform reaches it, not that of this very machine.",
        );
    }
    None
}

fn check_signing(draft: &Provider) -> Vec<Fault> {
    if draft.signing_keys.keys.is_empty() {
        let mend = "Paste the keys that `causeway connector keys` prints: answers are signed.";
        return vec![Fault::new("signing_keys", "keys_missing", mend)];
    }
    check_keys("signing_keys", &draft.signing_keys, KeyUse::Signing)
}

/// RFC 8725 section 3.8 in spirit, NIST SP 800-57 part 1 section 5.2: one key, one use.
fn check_apart(draft: &Provider) -> Option<Fault> {
    let opening = draft.encryption_key.thumbprint().ok()?;
    let both = draft.signing_keys.keys.iter().any(|key| key.thumbprint().is_ok_and(|name| name == opening));
    both.then(|| {
        let mend = "Use one key to sign and another one to be encrypted to.";
        Fault::new("encryption_key", "key_twice", mend).about(&opening)
    })
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::JwkSet;

    use super::super::{at, codes};
    use super::*;
    use crate::testing::provider_at;
    use crate::wire::testing::Parties;

    fn good() -> Facts {
        Facts { production: true, organisation_stands: true }
    }

    fn draft() -> Provider {
        provider_at("https://connector.water.example/base", &Parties::new())
    }

    fn address(url: &str, production: bool) -> &'static str {
        check_address(url, production).map_or("", |fault| fault.code)
    }

    #[test]
    fn a_good_provider_has_no_fault() {
        assert_eq!(codes(check(&draft(), good())), []);
        let unknown = Facts { organisation_stands: false, ..good() };
        assert_eq!(codes(check(&draft(), unknown)), at("organisation", "organisation_unknown"));
    }

    #[test]
    fn the_address_can_be_appended_to_and_reads_in_one_way() {
        for (bad, expected) in [
            ("connector.example", "url_not_absolute"),
            ("ftp://connector.example", "url_not_https"),
            ("http://connector.example", "url_not_https"),
            ("https://me:pw@connector.example", "url_userinfo"),
            ("https://connector.example/?a=b", "url_query"),
            ("https://connector.example/#x", "url_query"),
            ("https://connector.example/a b", "url_characters"),
            ("https://127.0.0.1:8443", "url_own_machine"),
            ("https://169.254.169.254", "url_own_machine"),
            ("https://[::1]", "url_own_machine"),
            ("https://x.localhost", "url_own_machine"),
        ] {
            assert_eq!(address(bad, true), expected, "{bad}");
        }
        assert_eq!(address("http://127.0.0.1:9000", false), "", "in a sandbox");
    }

    #[test]
    fn keys_sign_or_open_and_no_key_does_both() {
        let with = |change: fn(&mut Provider)| {
            let mut draft = draft();
            change(&mut draft);
            codes(check(&draft, good()))
        };
        assert_eq!(with(|d| d.signing_keys = JwkSet::default()), at("signing_keys", "keys_missing"));
        let signs = |d: &mut Provider| d.encryption_key = d.signing_keys.keys[0].clone();
        assert!(!with(signs).is_empty());
        let twice = |d: &mut Provider| {
            let mut key = d.encryption_key.clone();
            (key.use_, key.alg) = (Some("sig".to_owned()), Some("ES256".to_owned()));
            d.signing_keys.keys.push(key);
        };
        assert_eq!(with(twice), at("encryption_key", "key_twice"));
    }
}
