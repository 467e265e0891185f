//! The code flow alone: `response_type` (RFC 6749 section 3.1.1); and how it is answered, `response_mode` (OAuth 2.0 Multiple Response Type
//! Encoding Practices section 2.1, OAuth 2.0 Form Post Response Mode, JARM section 2.3).

use crate::client::Client;
use crate::model::ResponseMode;
use crate::params::Params;
use crate::refusal::{Code, Refusal};

pub(crate) fn check(params: &Params, client: &Client, redirect_uri: &str) -> Result<ResponseMode, Refusal> {
    if params.require("response_type")? != "code" {
        return Err(Refusal::new(Code::UnsupportedResponseType, "The only response_type here is code."));
    }
    mode(params, client, redirect_uri)
}

/// The mode that is asked for.
fn mode(params: &Params, client: &Client, redirect_uri: &str) -> Result<ResponseMode, Refusal> {
    let mode = match params.get("response_mode") {
        None => ResponseMode::Query,
        Some(named) => named_mode(named).ok_or_else(|| {
            refuse("The values of response_mode here are query, form_post, jwt, query.jwt and form_post.jwt.")
        })?,
    };
    // JARM section 2.3: `jwt` has to be asked for, and the default of a code is the plain query. So a client of a profile that wants it
    // signed and asks for nothing is refused, in a signed answer: what it did not ask for it might not know how to read.
    if client.demands().signed_response && !mode.is_signed() {
        return Err(refuse("The answers to this client are signed: ask for response_mode=jwt (JARM)."));
    }
    if mode.is_form() && !takes_forms(redirect_uri) {
        return Err(refuse("A browser posts no form to an app: ask for response_mode=query or jwt."));
    }
    Ok(mode)
}

/// Nothing is answered in a fragment: it outlives a redirect, and scripts of the page read it.
fn named_mode(name: &str) -> Option<ResponseMode> {
    match name {
        "query" => Some(ResponseMode::Query),
        "form_post" => Some(ResponseMode::FormPost),
        "jwt" | "query.jwt" => Some(ResponseMode::QueryJwt),
        "form_post.jwt" => Some(ResponseMode::FormPostJwt),
        _ => None,
    }
}

fn takes_forms(redirect_uri: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| redirect_uri.starts_with(scheme))
}

/// How a refusal is answered, whatever else is wrong with the request: as was asked, if that can be; signed, if it has to be.
pub(crate) fn mode_of_refusal(params: &Params, client: &Client, redirect_uri: &str) -> ResponseMode {
    let otherwise = || {
        let form = params.get("response_mode").is_some_and(|named| named.starts_with("form_post"));
        match (client.demands().signed_response, form && takes_forms(redirect_uri)) {
            (true, true) => ResponseMode::FormPostJwt,
            (true, false) => ResponseMode::QueryJwt,
            (false, _) => ResponseMode::Query,
        }
    };
    mode(params, client, redirect_uri).unwrap_or_else(|_| otherwise())
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidRequest, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;
    use crate::tests::samples::{REDIRECT, client};

    fn of(profile: Profile, pairs: &[(&str, &str)], uri: &str) -> (Result<ResponseMode, Code>, ResponseMode) {
        let mut client = client();
        client.settings.profile = profile;
        let params = Params::of(pairs);
        let checked = check(&params, &client, uri).map_err(|refusal| refusal.code());
        (checked, mode_of_refusal(&params, &client, uri))
    }

    fn asked(profile: Profile, mode: &str) -> (Result<ResponseMode, Code>, ResponseMode) {
        of(profile, &[("response_type", "code"), ("response_mode", mode)], REDIRECT)
    }

    #[test]
    fn rfc6749_3_1_1_code_is_the_only_response_type_and_none_is_an_error() {
        let with = |kind| of(Profile::Standard, &[("response_type", kind)], REDIRECT).0;
        assert_eq!(with("code"), Ok(ResponseMode::Query));
        for other in ["token", "id_token", "code id_token", "none", "CODE", "code "] {
            assert_eq!(with(other), Err(Code::UnsupportedResponseType), "{other}");
        }
        assert_eq!(with(""), Err(Code::InvalidRequest));
    }

    #[test]
    fn jarm_2_3_and_form_post_2_every_mode_but_the_fragment() {
        for (name, mode) in [
            ("", ResponseMode::Query),
            ("query", ResponseMode::Query),
            ("form_post", ResponseMode::FormPost),
            ("jwt", ResponseMode::QueryJwt),
            ("query.jwt", ResponseMode::QueryJwt),
            ("form_post.jwt", ResponseMode::FormPostJwt),
        ] {
            assert_eq!(asked(Profile::Standard, name), (Ok(mode), mode), "{name}");
        }
        for other in ["fragment", "fragment.jwt", "web_message", "Query", "form_post.JWT", "query jwt"] {
            assert_eq!(asked(Profile::Standard, other).0, Err(Code::InvalidRequest), "{other}");
        }
    }

    #[test]
    fn fapi2_message_signing_5_4_1_an_answer_that_has_to_be_signed_is_never_plain() {
        let signed = Profile::Fapi2Signed;
        for (plain, answered) in [
            ("", ResponseMode::QueryJwt),
            ("query", ResponseMode::QueryJwt),
            ("fragment", ResponseMode::QueryJwt),
            ("form_post", ResponseMode::FormPostJwt),
        ] {
            assert_eq!(asked(signed, plain), (Err(Code::InvalidRequest), answered), "{plain}");
        }
        assert_eq!(asked(signed, "jwt"), (Ok(ResponseMode::QueryJwt), ResponseMode::QueryJwt));
        assert_eq!(asked(signed, "form_post.jwt").0, Ok(ResponseMode::FormPostJwt));
        // Whatever else is wrong: its error is signed, too.
        let other = [("response_type", "token"), ("response_mode", "form_post.jwt")];
        assert_eq!(of(signed, &other, REDIRECT).1, ResponseMode::FormPostJwt);
    }

    #[test]
    fn no_form_is_posted_to_an_app() {
        let app = "com.example.app:/cb";
        let form = [("response_type", "code"), ("response_mode", "form_post")];
        assert_eq!(of(Profile::Standard, &form, app), (Err(Code::InvalidRequest), ResponseMode::Query));
    }
}
