//! Where a service begins: an address that people can be sent to from the home page.

use causeway_core::draft::Fault;
use url::Url;

use crate::draft::ClientDraft;
use crate::rules::check_registration::is_own_machine;

const LONGEST: usize = 500;

pub(super) fn check(draft: &ClientDraft, production: bool) -> Option<Fault> {
    let fault = |code, mend| Some(Fault::new("home_url", code, mend).about(&draft.home_url));
    let Ok(url) = Url::parse(&draft.home_url) else {
        return fault("url_not_absolute", "Write the whole address, such as https://service.example.gov/.");
    };
    if draft.home_url.len() > LONGEST || draft.home_url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return fault("url_characters", "Write at most 500 characters, without spaces.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return fault("url_userinfo", "Remove the user name and the @ before the host.");
    }
    let at_home = !production && url.scheme() == "http" && is_own_machine(&url);
    if url.scheme() != "https" && !at_home {
        return fault("url_not_https", "Begin it with https://.");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    fn code(home_url: &str, production: bool) -> &'static str {
        let draft = ClientDraft { home_url: home_url.to_owned(), ..samples::draft() };
        check(&draft, production).map_or("", |fault| fault.code)
    }

    #[test]
    fn a_service_begins_at_an_https_address() {
        assert_eq!(code("https://app.example/start?x=1", true), "");
        for (bad, expected) in [
            ("", "url_not_absolute"),
            ("/start", "url_not_absolute"),
            ("app.example", "url_not_absolute"),
            ("http://app.example/", "url_not_https"),
            ("javascript:alert(1)", "url_not_https"),
            ("data:text/html,x", "url_not_https"),
            ("https://me@app.example/", "url_userinfo"),
            ("https://app.example@evil.example/", "url_userinfo"),
            ("https://app.example/a b", "url_characters"),
            ("https://app.example/a\nb", "url_characters"),
        ] {
            assert_eq!(code(bad, true), expected, "{bad:?}");
        }
        assert_eq!(code(&format!("https://app.example/{}", "x".repeat(500)), true), "url_characters");
    }

    #[test]
    fn a_sandbox_may_send_people_to_this_very_machine() {
        for url in ["http://localhost:8080/", "http://app.localhost/", "http://127.0.0.1:3000/"] {
            assert_eq!((code(url, false), code(url, true)), ("", "url_not_https"), "{url}");
        }
        assert_eq!(code("http://app.example/", false), "url_not_https");
    }
}
