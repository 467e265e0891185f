//! CIBA section 7.1: exactly one hint says who is to be asked. Only what this client was told of a person itself is understood: a name, a
//! number or an address would make the endpoint a way to find out who is here.

use crate::model::IdClaims;
use crate::params::Params;
use crate::refusal::{Code, Refusal};

/// Longer than any pseudonym.
const LONGEST: usize = 256;

/// Who is to be asked, as the client says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint<'a> {
    /// The pseudonym by which the client knows the person.
    Subject(&'a str),
    /// An ID token of ours about them.
    IdToken(&'a str),
}

pub(crate) fn check(params: &Params) -> Result<Hint<'_>, Refusal> {
    let [login, token, other] =
        ["login_hint", "id_token_hint", "login_hint_token"].map(|name| params.get(name));
    match (login, token, other) {
        (Some(subject), None, None) if subject.len() <= LONGEST => Ok(Hint::Subject(subject)),
        (Some(_), None, None) => Err(unknown()),
        (None, Some(token), None) => Ok(Hint::IdToken(token)),
        (None, None, Some(_)) => {
            Err(refuse("The login_hint_token is not supported. Send login_hint or id_token_hint."))
        }
        _ => Err(refuse("Send exactly one hint: login_hint or id_token_hint.")),
    }
}

/// Whom an ID token is about: it was signed by us, and is for this client. Its time may be over (OpenID Connect Core section 3.1.2.1).
pub(crate) fn of_id_token<'a>(claims: &'a IdClaims, issuer: &str, client: &str) -> Result<&'a str, Refusal> {
    if claims.iss == issuer && claims.aud == client { Ok(&claims.sub) } else { Err(no_id_token()) }
}

/// It is no ID token of ours for this client.
pub(crate) fn no_id_token() -> Refusal {
    refuse("The id_token_hint is no ID token of this issuer for this client.")
}

/// One answer for whoever never was here and whoever is here no more.
pub(crate) fn unknown() -> Refusal {
    Refusal::new(Code::UnknownUserId, "The hint names nobody who is known to this client.")
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidRequest, why)
}

#[cfg(test)]
mod tests {
    use causeway_core::Acr;

    use super::*;

    #[test]
    fn ciba_7_1_there_is_exactly_one_hint() {
        assert_eq!(check(&Params::of(&[("login_hint", "s")])).unwrap(), Hint::Subject("s"));
        assert_eq!(check(&Params::of(&[("id_token_hint", "t")])).unwrap(), Hint::IdToken("t"));
        for bad in [
            &[][..],
            &[("login_hint", "s"), ("id_token_hint", "t")],
            &[("login_hint", "s"), ("login_hint_token", "t")],
            &[("login_hint_token", "t")],
        ] {
            assert_eq!(check(&Params::of(bad)).unwrap_err().code(), Code::InvalidRequest, "{bad:?}");
        }
        let long = "s".repeat(LONGEST + 1);
        assert_eq!(check(&Params::of(&[("login_hint", &long)])).unwrap_err().code(), Code::UnknownUserId);
    }

    #[test]
    fn ciba_7_1_an_id_token_for_another_client_names_nobody() {
        let claims = IdClaims {
            iss: "https://id.example".to_owned(),
            sub: "s".to_owned(),
            aud: "app".to_owned(),
            exp: 0,
            iat: 0,
            auth_time: 0,
            nonce: None,
            acr: Acr::Passkey,
            amr: Vec::new(),
            at_hash: String::new(),
            sid: None,
        };
        assert_eq!(of_id_token(&claims, "https://id.example", "app").unwrap(), "s");
        assert!(of_id_token(&claims, "https://id.example", "bank").is_err());
        assert!(of_id_token(&claims, "https://other.example", "app").is_err());
    }
}
