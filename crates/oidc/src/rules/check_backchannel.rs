//! CIBA section 7.1: what else a request says by which a person is asked without a browser.

use causeway_consent::rules::is_plain_code;
use jiff::SignedDuration;

use crate::client::Client;
use crate::params::Params;
use crate::profile::Profile;
use crate::refusal::{Code, Refusal};
use crate::settings::Ciba;

/// How long a request waits if its client does not say: long enough to find the phone.
const DEFAULT: i64 = 120;
/// The shortest and the longest wait, in seconds: what a client asks for beyond them is cut to them (section 7.1 leaves it to us).
const SHORTEST: i64 = 10;
const LONGEST: i64 = 300;
/// Section 7.1: a notification token is 1024 characters at most.
const LONGEST_TOKEN: usize = 1024;

/// The code that the service shows as well (`binding_message`). Words of the asking party are never drawn on the approval screen; a code
/// says nothing by itself and reads in one direction.
pub(crate) fn code(params: &Params) -> Result<Option<String>, Refusal> {
    let Some(sent) = params.get("binding_message") else { return Ok(None) };
    let code = sent.to_ascii_uppercase();
    if is_plain_code(&code) {
        return Ok(Some(code));
    }
    Err(Refusal::new(
        Code::InvalidBindingMessage,
        "The binding_message is a code of 1 to 20 letters, digits, spaces and hyphens, such as WXYZ-12, and begins with a letter or digit.",
    ))
}

/// FAPI-CIBA 5.2.2 clause 2: what is asked is bound to what its user sees, by a code or by the details themselves.
pub(crate) fn bound(client: &Client, code: Option<&str>, details: usize) -> Result<(), Refusal> {
    if client.settings.profile == Profile::FapiCiba && code.is_none() && details == 0 {
        return Err(refuse("This client has to send a binding_message that its user sees as well."));
    }
    Ok(())
}

/// How long the person has.
pub(crate) fn lifetime(params: &Params) -> Result<SignedDuration, Refusal> {
    let seconds = match params.get("requested_expiry") {
        None => DEFAULT,
        Some(text) if text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()) && text != "0" => {
            text.parse::<i64>().unwrap_or(LONGEST).clamp(SHORTEST, LONGEST)
        }
        Some(_) => return Err(refuse("The requested_expiry is a positive number of seconds.")),
    };
    Ok(SignedDuration::from_secs(seconds))
}

/// The token by which the client knows that it is us who tell it (section 7.1): of RFC 6750 section 2.1's characters.
pub(crate) fn notification_token<'a>(params: &'a Params, ciba: &Ciba) -> Result<Option<&'a str>, Refusal> {
    if ciba.notification_endpoint.is_none() {
        return Ok(None);
    }
    let fits = |token: &&str| {
        let body = token.trim_end_matches('=');
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b);
        token.len() <= LONGEST_TOKEN && !body.is_empty() && body.bytes().all(plain)
    };
    let token = params.require("client_notification_token")?;
    Some(token)
        .filter(fits)
        .map(Some)
        .ok_or_else(|| refuse("The client_notification_token is a bearer token of 1024 characters at most."))
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidRequest, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::tests::samples;

    #[test]
    fn ciba_7_1_a_binding_message_is_a_code_and_no_words() {
        let of = |text: &str| code(&Params::of(&[("binding_message", text)]));
        assert_eq!(of("1234").unwrap().as_deref(), Some("1234"));
        assert_eq!(of("wxyz-12").unwrap().as_deref(), Some("WXYZ-12"));
        assert_eq!(code(&Params::default()).unwrap(), None);
        for bad in [
            "-1",
            " 1",
            "HTTPS://EVIL.EXAMPLE",
            "EVIL.EXAMPLE",
            "\u{202e}21-ZYXW",
            "WXYZ\u{200b}",
            "\u{1f600}",
            "ＷＸＹＺ",
            "A\nB",
            "水",
            "ABCDEFGHIJKLMNOPQRSTU",
            "1234 & \u{5b57}",
            "A'B",
        ] {
            assert_eq!(of(bad).unwrap_err().code(), Code::InvalidBindingMessage, "{bad:?}");
        }
    }

    #[test]
    fn fapi_ciba_5_2_2_2_a_client_of_that_profile_binds_what_it_asks() {
        let settings = Settings { profile: Profile::FapiCiba, ..Settings::default() };
        let fapi = Client { settings, ..samples::client() };
        assert!(bound(&fapi, None, 0).is_err());
        assert!(bound(&fapi, Some("1234"), 0).is_ok());
        assert!(bound(&fapi, None, 1).is_ok());
        assert!(bound(&samples::client(), None, 0).is_ok());
    }

    #[test]
    fn ciba_7_1_requested_expiry_is_a_positive_number_within_our_bounds() {
        let of = |text: &str| lifetime(&Params::of(&[("requested_expiry", text)])).map(|life| life.as_secs());
        for (text, seconds) in [("30", 30), ("1", 10), ("86400", 300), ("999999999", 300), ("", 120)] {
            assert_eq!(of(text).unwrap(), seconds, "{text}");
        }
        for bad in ["0", "-30", "30.5", "1e3", "soon", "+30", "9999999999999999999999"] {
            assert_eq!(of(bad).unwrap_err().code(), Code::InvalidRequest, "{bad}");
        }
    }

    #[test]
    fn ciba_7_1_who_is_to_be_told_sends_a_bearer_token() {
        let ping =
            Ciba { notification_endpoint: Some("https://app.example/told".to_owned()), user_code: false };
        let of = |token: &str| {
            notification_token(&Params::of(&[("client_notification_token", token)]), &ping).is_ok()
        };
        assert!(of("8d67dc78-7faa-4d41-aabd-67707b374255") && of("abc=="));
        assert!(!of("") && !of("a b") && !of("a\r\nX: y") && !of("==") && !of(&"a".repeat(1025)));
        let poll = Ciba { notification_endpoint: None, user_code: false };
        assert_eq!(notification_token(&Params::default(), &poll).unwrap(), None);
    }
}
