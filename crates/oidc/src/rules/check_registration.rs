//! What a client's registration has to look like, so that the checks at run time can be simple comparisons.

use std::collections::BTreeSet;

use causeway_consent::PORTAL;
use causeway_core::{Error, Result};
use url::{Host, Url};

use crate::client::Client;
use crate::rules::check_settings;
use crate::scope::Scope;
use crate::settings::TokenAlg;

/// Checks a client before it is stored.
///
/// # Errors
/// `bad_client`, saying what to mend.
pub(crate) fn check(client: &Client, missing: &[TokenAlg]) -> Result<()> {
    if client.id.as_str() == PORTAL {
        return Err(refuse("The client id causeway is the platform's own. Choose another."));
    }
    if client.sector.is_empty() || client.sector.len() > 253 {
        return Err(refuse("Give the sector: 1 to 253 characters, such as the host name of the service."));
    }
    home(client)?;
    if client.scopes.has(Scope::Openid) == client.redirect_uris.is_empty() {
        return Err(refuse("A client with the scope openid has redirect URIs, and one without has none."));
    }
    for uri in &client.redirect_uris {
        redirect_uri(uri, client.native)?;
    }
    keys(client)?;
    match check_settings::check(client.into(), missing).first() {
        None => Ok(()),
        Some((_, _, why)) => Err(refuse(why)),
    }
}

fn home(client: &Client) -> Result<()> {
    let url = Url::parse(&client.home_url).map_err(|_| refuse("The home URL is not an absolute URL."))?;
    if url.scheme() == "https" || is_own_machine(&url) {
        Ok(())
    } else {
        Err(refuse("The home URL is not https."))
    }
}

fn redirect_uri(text: &str, native: bool) -> Result<()> {
    // RFC 6749 section 3.1.2 forbids fragments; user information, wildcards and control characters serve attackers alone.
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '#' | '@' | '*' | '\\');
    let url = Url::parse(text).map_err(|_| refuse("A redirect URI is not an absolute URI."))?;
    if text.len() > 2000 || text.chars().any(odd) || !text.is_ascii() {
        return Err(refuse(
            "A redirect URI has a fragment, user information, a wildcard, or characters that a URI has not.",
        ));
    }
    // What the browser will understand is what was registered: nothing is normalised away.
    let same = url.as_str() == text || url.as_str() == format!("{text}/");
    // RFC 8252 section 7.1: a private-use scheme is a reversed domain name, and so has a dot.
    let own_scheme = native && url.scheme().contains('.');
    let allowed = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_own_machine(&url),
        _ => own_scheme,
    };
    if allowed && same {
        return Ok(());
    }
    Err(refuse(
        "A redirect URI is https; http only on localhost; a private-use scheme, with a dot, only for native clients.",
    ))
}

/// Names that never leave the machine (RFC 6761 section 6.3).
pub(crate) fn is_own_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn keys(client: &Client) -> Result<()> {
    let keys = &client.keys.keys;
    let names: BTreeSet<_> = keys.iter().filter_map(|key| key.kid.as_deref()).collect();
    if keys.len() > 1 && names.len() != keys.len() {
        return Err(refuse("Where there are several keys, each has a kid of its own."));
    }
    keys.iter().try_for_each(|key| key.thumbprint().map(|_| ()))
}

fn refuse(why: &'static str) -> Error {
    Error::invalid("bad_client", why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::ClientAuth;
    use crate::tests::samples;

    fn with_uri(uri: &str, native: bool) -> bool {
        check(&Client { redirect_uris: vec![uri.to_owned()], native, ..samples::client() }, &[]).is_ok()
    }

    #[test]
    fn rfc6749_3_1_2_a_registered_redirect_uri_is_absolute_and_has_no_fragment() {
        for good in [
            "https://app.example/cb",
            "https://app.example/cb?x=1",
            "https://app.example",
            "http://a.localhost:8080/cb",
        ] {
            assert!(with_uri(good, false), "{good}");
        }
        for bad in [
            "/cb",
            "https://app.example/cb#f",
            "https://app.example/cb#",
            "https://user@app.example/cb",
            "https://*.app.example/cb",
            "https://app.example/a/../cb",
            "https://APP.example/cb",
            "https://app.example:443/cb",
            "https://app.example/c b",
            "https://app.example\\cb",
            "http://app.example/cb",
            "http://localhost.evil.example/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "com.example.app:/cb",
        ] {
            assert!(!with_uri(bad, false), "{bad}");
        }
    }

    #[test]
    fn rfc8252_7_1_a_private_use_scheme_is_for_native_clients_and_has_a_dot() {
        assert!(with_uri("com.example.app:/cb", true));
        assert!(!with_uri("myapp:/cb", true));
        assert!(!with_uri("javascript:/cb", true));
        assert!(with_uri("http://127.0.0.1/cb", true));
    }

    #[test]
    fn a_client_that_signs_has_keys_and_each_has_a_name() {
        let mut client = samples::client();
        client.auth = ClientAuth::PrivateKeyJwt;
        assert!(check(&client, &[]).is_ok());
        let mut twice = client.clone();
        twice.keys.keys.extend(client.keys.keys.clone());
        assert!(check(&twice, &[]).is_err());
        client.keys.keys.clear();
        assert!(check(&client, &[]).is_err());
    }

    #[test]
    fn the_platforms_own_name_cannot_be_taken() {
        let client = Client { id: PORTAL.parse().unwrap(), ..samples::client() };
        assert_eq!(check(&client, &[]).unwrap_err().code(), "bad_client");
    }
}
