//! Where answers may be sent. A code that goes astray is somebody's login: so each address is registered whole, in the form in which
//! browsers will see it, and cannot be read in two ways.

use causeway_core::draft::Fault;
use url::Url;

use crate::draft::ClientDraft;
use crate::rules::check_registration::is_own_machine;
use crate::scope::Scope;

/// More than any service needs.
const MOST: usize = 20;
const LONGEST: usize = 2000;

/// A check of one address.
type Check = fn(&Address<'_>) -> Option<(&'static str, &'static str)>;

/// An address with what decides about it.
struct Address<'a> {
    text: &'a str,
    url: Url,
    native: bool,
    production: bool,
}

/// In this order: the first that fails is told.
const CHECKS: [Check; 8] =
    [characters, fragment, userinfo, wildcard, normal_form, scheme, own_machine, native_path];

pub(super) fn check(draft: &ClientDraft, production: bool) -> Vec<Fault> {
    let mut faults: Vec<Fault> = check_number(draft).into_iter().collect();
    for (at, text) in draft.redirect_uris.iter().enumerate() {
        let found = check_one(text, draft.native, production);
        faults.extend(found.map(|(code, mend)| Fault::new("redirect_uris", code, mend).about(text)));
        if draft.redirect_uris.iter().take(at).any(|other| other == text) {
            let twice = Fault::new("redirect_uris", "redirect_twice", "Write each address once.");
            faults.push(twice.about(text));
        }
    }
    faults
}

fn check_number(draft: &ClientDraft) -> Option<Fault> {
    let fault = |code, mend| Some(Fault::new("redirect_uris", code, mend));
    match (draft.scopes.has(Scope::Openid), draft.redirect_uris.len()) {
        (true, 0) => fault("redirects_missing", "Write at least one address to which people come back."),
        (false, 1..) => fault("redirects_unwanted", "Leave it empty: this client logs nobody in."),
        (true, number) if number > MOST => fault("redirects_too_many", "Write at most 20 addresses."),
        _ => None,
    }
}

fn check_one(text: &str, native: bool, production: bool) -> Option<(&'static str, &'static str)> {
    // RFC 6749 section 3.1.2: an absolute URI.
    let Ok(url) = Url::parse(text) else {
        return Some((
            "redirect_not_absolute",
            "Write the whole address, such as https://service.example.gov/callback.",
        ));
    };
    let address = Address { text, url, native, production };
    CHECKS.iter().find_map(|check| check(&address))
}

/// RFC 3986 section 2: what a URI consists of; and not without end.
fn characters(address: &Address<'_>) -> Option<(&'static str, &'static str)> {
    let odd =
        |c: char| !c.is_ascii_graphic() || matches!(c, '\\' | '"' | '<' | '>' | '`' | '{' | '}' | '|' | '^');
    (address.text.len() > LONGEST || address.text.chars().any(odd)).then_some((
        "redirect_characters",
        "Write at most 2000 characters that a URI may have; encode others with %.",
    ))
}

/// RFC 6749 section 3.1.2: "The endpoint URI MUST NOT include a fragment component."
fn fragment(address: &Address<'_>) -> Option<(&'static str, &'static str)> {
    address.text.contains('#').then_some(("redirect_fragment", "Remove the # and what follows it."))
}

/// RFC 3986 section 7.6: user information makes an address read as another; RFC 9700 section 4.1 on what follows.
fn userinfo(address: &Address<'_>) -> Option<(&'static str, &'static str)> {
    let authority = address.text.split(['/', '?']).nth(2).unwrap_or_default();
    let named = !address.url.username().is_empty() || address.url.password().is_some();
    (named || authority.contains('@'))
        .then_some(("redirect_userinfo", "Remove the user name and the @ before the host."))
}

/// RFC 9700 section 4.1.1: no pattern matching of redirect URIs.
fn wildcard(address: &Address<'_>) -> Option<(&'static str, &'static str)> {
    address.text.contains('*').then_some(("redirect_wildcard", "Write each address in full, without *."))
}

/// RFC 9700 section 2.1: compared as strings, so registered as browsers write it.
fn normal_form(address: &Address<'_>) -> Option<(&'static str, &'static str)> {
    let same = address.url.as_str() == address.text || address.url.as_str() == format!("{}/", address.text);
    (!same).then_some((
        "redirect_not_normal",
        "Write it as browsers do: host in small letters, no default port, no . or .. in the path.",
    ))
}

/// RFC 9700 section 2.6 and RFC 8252 section 7.1: https; an app's own scheme is a reversed domain name, and so has a dot.
fn scheme(address: &Address<'_>) -> Option<(&'static str, &'static str)> {
    let allowed = match address.url.scheme() {
        "https" => address.url.has_host(),
        "http" => is_own_machine(&address.url),
        own => address.native && own.contains('.'),
    };
    (!allowed).then_some((
        "redirect_scheme",
        "Begin it with https://. An app may have a scheme of its own with a dot in it, such as gov.example.app:/callback.",
    ))
}

/// RFC 8252 sections 7.3 and 8.3: in production plain http is for apps alone, to a loopback address by its number.
fn own_machine(address: &Address<'_>) -> Option<(&'static str, &'static str)> {
    if !address.production || !is_own_machine(&address.url) {
        return None;
    }
    if !address.native {
        return Some(("redirect_not_https", "Use the service's public address, with https://."));
    }
    matches!(address.url.host(), Some(url::Host::Domain(_)))
        .then_some(("redirect_localhost", "Write http://127.0.0.1 or http://[::1] in place of localhost."))
}

/// RFC 8252 sections 7.1 and 8.4: an app registers the whole address, path included; its own scheme has no host.
fn native_path(address: &Address<'_>) -> Option<(&'static str, &'static str)> {
    let own_scheme = !matches!(address.url.scheme(), "http" | "https");
    let bare = address.url.path().len() < 2 && (own_scheme || is_own_machine(&address.url));
    (address.native && (bare || (own_scheme && address.url.has_authority()))).then_some((
        "redirect_native_path",
        "Add a path, such as gov.example.app:/callback or http://127.0.0.1/callback.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scopes;
    use crate::tests::samples;

    fn web(uri: &str) -> &'static str {
        check_one(uri, false, true).map_or("", |(code, _)| code)
    }

    fn native(uri: &str) -> &'static str {
        check_one(uri, true, true).map_or("", |(code, _)| code)
    }

    fn codes(draft: &ClientDraft) -> Vec<&'static str> {
        check(draft, true).into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn rfc6749_3_1_2_a_redirect_uri_is_absolute_and_has_no_fragment() {
        for good in [
            "https://app.example/cb",
            "https://app.example/cb?x=1",
            "https://app.example",
            "https://app.example:8443/",
        ] {
            assert_eq!(web(good), "", "{good}");
        }
        for bad in ["/cb", "app.example/cb", "//app.example/cb", ""] {
            assert_eq!(web(bad), "redirect_not_absolute", "{bad}");
        }
        for bad in ["https://app.example/cb#f", "https://app.example/cb#"] {
            assert_eq!(web(bad), "redirect_fragment", "{bad}");
        }
    }

    #[test]
    fn rfc3986_7_6_user_information_is_refused_however_it_is_written() {
        for bad in [
            "https://user@app.example/cb",
            "https://app.example@evil.example/cb",
            "https://:pw@app.example/cb",
            "https://@app.example/",
        ] {
            assert_eq!(web(bad), "redirect_userinfo", "{bad}");
        }
        assert_eq!(web("https://app.example/cb?mail=a@b"), "");
    }

    #[test]
    fn rfc9700_4_1_1_there_are_no_wildcards() {
        for bad in ["https://*.app.example/cb", "https://app.example/*"] {
            assert_eq!(web(bad), "redirect_wildcard", "{bad}");
        }
    }

    #[test]
    fn rfc9700_2_1_it_is_registered_as_browsers_will_write_it() {
        for bad in [
            "https://APP.example/cb",
            "HTTPS://app.example/cb",
            "https://app.example:443/cb",
            "https://app.example/a/../cb",
            "https://app.example/./cb",
            "https:app.example/cb",
            "https:///app.example/cb",
            "https://0x7f.1/cb",
        ] {
            assert_eq!(web(bad), "redirect_not_normal", "{bad}");
        }
    }

    #[test]
    fn rfc3986_2_odd_characters_are_refused() {
        for bad in [
            "https://app.example\\@evil.example/cb",
            "https://app.example/c b",
            "https://app.example/水",
            "https://app.example/cb\n",
            "https://app.example/{id}",
        ] {
            assert_eq!(web(bad), "redirect_characters", "{bad:?}");
        }
        assert_eq!(web(&format!("https://app.example/{}", "x".repeat(2000))), "redirect_characters");
    }

    #[test]
    fn rfc9700_2_6_the_scheme_is_https() {
        for bad in [
            "http://app.example/cb",
            "http://localhost.evil.example/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "com.example.app:/cb",
            "ftp://app.example/",
        ] {
            assert_eq!(web(bad), "redirect_scheme", "{bad}");
        }
    }

    #[test]
    fn production_sends_no_code_to_plain_http_of_a_web_service() {
        for local in [
            "http://localhost/cb",
            "http://app.localhost:8080/cb",
            "http://127.0.0.1/cb",
            "http://[::1]:9/cb",
        ] {
            assert_eq!(web(local), "redirect_not_https", "{local}");
            assert_eq!(check_one(local, false, false), None, "{local} in a sandbox");
        }
        assert!(check_one("http://app.example/cb", false, false).is_some());
    }

    #[test]
    fn rfc8252_7_3_an_app_listens_at_the_loopback_address_by_number() {
        assert_eq!(native("http://127.0.0.1/cb"), "");
        assert_eq!(native("http://[::1]/cb"), "");
        assert_eq!(native("http://127.0.0.1:51004/cb"), "");
    }

    #[test]
    fn rfc8252_8_3_the_name_localhost_is_not_the_loopback_address() {
        assert_eq!(native("http://localhost/cb"), "redirect_localhost");
        assert_eq!(native("http://app.localhost/cb"), "redirect_localhost");
    }

    #[test]
    fn rfc8252_7_1_an_apps_own_scheme_has_a_dot_and_no_host() {
        assert_eq!(native("gov.example.app:/cb"), "");
        assert_eq!(native("gov.example.app://cb/x"), "redirect_native_path");
        for bad in ["myapp:/cb", "javascript:/cb", "data:/cb"] {
            assert_eq!(native(bad), "redirect_scheme", "{bad}");
        }
    }

    #[test]
    fn rfc8252_8_4_an_app_registers_the_whole_address() {
        for bad in ["http://127.0.0.1", "http://127.0.0.1/", "http://[::1]:5000", "gov.example.app:/"] {
            assert_eq!(native(bad), "redirect_native_path", "{bad}");
        }
    }

    #[test]
    fn a_client_that_logs_people_in_has_addresses_each_once_and_not_too_many() {
        let draft = |uris: &[&str], scopes: &str| ClientDraft {
            redirect_uris: uris.iter().map(|uri| (*uri).to_owned()).collect(),
            scopes: Scopes::parse(scopes),
            ..samples::draft()
        };
        assert_eq!(codes(&draft(&[], "openid")), ["redirects_missing"]);
        assert_eq!(codes(&draft(&["https://a.example/cb"], "exchange")), ["redirects_unwanted"]);
        assert_eq!(codes(&draft(&[], "exchange")), Vec::<&str>::new());
        assert_eq!(codes(&draft(&["https://a.example/cb"; 2], "openid")), ["redirect_twice"]);
        let many: Vec<_> = (0..21).map(|n| format!("https://a.example/{n}")).collect();
        let many = ClientDraft { redirect_uris: many, ..draft(&[], "openid") };
        assert_eq!(codes(&many), ["redirects_too_many"]);
    }
}
