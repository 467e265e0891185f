//! RFC 9700 section 2.1: the redirect URI is compared with those registered character by character; a native app's loopback
//! address may name any port (RFC 8252 section 7.3).

use crate::client::Client;

const LOOPBACK: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

/// Whether an answer may be sent to `sent`. Nothing is parsed or normalised: where two parsers differ, an attacker lives.
pub(crate) fn is_registered(client: &Client, sent: &str) -> bool {
    client
        .redirect_uris
        .iter()
        .any(|known| known == sent || (client.native && is_same_but_for_port(known, sent)))
}

fn is_same_but_for_port(known: &str, sent: &str) -> bool {
    LOOPBACK.iter().any(|host| match (after_port(known, host), after_port(sent, host)) {
        (Some(known), Some(sent)) => known == sent,
        _ => false,
    })
}

/// What follows the loopback host and its port, if there is one: a path from its slash on, or nothing.
fn after_port<'a>(uri: &'a str, host: &str) -> Option<&'a str> {
    let rest = uri.strip_prefix(host)?;
    let path = match rest.strip_prefix(':') {
        None => rest,
        Some(port) => {
            let path = port.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = port.len() - path.len();
            if !(1..=5).contains(&digits) {
                return None;
            }
            path
        }
    };
    (path.is_empty() || path.starts_with('/')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    fn web(known: &str, sent: &str) -> bool {
        is_registered(&Client { redirect_uris: vec![known.to_owned()], ..samples::client() }, sent)
    }

    fn native(known: &str, sent: &str) -> bool {
        is_registered(
            &Client { redirect_uris: vec![known.to_owned()], native: true, ..samples::client() },
            sent,
        )
    }

    #[test]
    fn rfc9700_2_1_only_the_very_same_string_matches() {
        let known = "https://app.example/cb";
        assert!(web(known, known));
        for trick in [
            "https://app.example/cb/",
            "https://app.example/cb?",
            "https://app.example/cb?x=1",
            "https://app.example/cb#",
            "https://app.example/cb#fragment",
            "https://app.example:443/cb",
            "https://app.example:8443/cb",
            "https://user@app.example/cb",
            "https://app.example@evil.example/cb",
            "https://evil.example\\@app.example/cb",
            "https://app.example/%63b",
            "https://app.example/./cb",
            "https://app.example/x/../cb",
            "https://APP.example/cb",
            "HTTPS://app.example/cb",
            "http://app.example/cb",
            "https://app.example./cb",
            "https://app.example/cb\n",
            " https://app.example/cb",
            "//app.example/cb",
            "https://app.example.evil.example/cb",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!web(known, trick), "{trick:?}");
        }
    }

    #[test]
    fn rfc8252_7_3_a_native_client_may_use_any_loopback_port() {
        for (known, sent) in [
            ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb"),
            ("http://127.0.0.1:9/cb", "http://127.0.0.1/cb"),
            ("http://[::1]/cb", "http://[::1]:65535/cb"),
        ] {
            assert!(native(known, sent), "{sent}");
        }
    }

    #[test]
    fn rfc8252_7_3_the_port_exception_is_for_native_clients_alone() {
        assert!(!web("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb"));
    }

    #[test]
    fn rfc8252_8_3_the_name_localhost_has_no_exception() {
        assert!(!native("http://localhost/cb", "http://localhost:51004/cb"));
    }

    #[test]
    fn rfc8252_7_3_nothing_but_the_port_may_differ() {
        for trick in [
            "http://127.0.0.1:80/cb/",
            "http://127.0.0.1:80@evil.example/cb",
            "http://127.0.0.1:@evil.example/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:123456/cb",
            "http://127.0.0.1:+80/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.0.0.1:80.evil.example/cb",
            "http://user@127.0.0.1/cb",
            "http://127.1:80/cb",
            "http://[::1]:80/cb",
            "https://127.0.0.1:80/cb",
            "http://127.0.0.1:80/cb#f",
            "http://127.0.0.1:80/cb?x",
        ] {
            assert!(!native("http://127.0.0.1/cb", trick), "{trick}");
        }
    }
}
