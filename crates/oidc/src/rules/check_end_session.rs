//! OpenID Connect RP-Initiated Logout 1.0: who asks, and where the person may be sent afterwards.

use causeway_core::{ClientId, Error, Result};

use crate::model::IdClaims;
use crate::params::Params;
use crate::settings::Settings;

/// The client (section 2): by the hint, by `client_id`, or by both, which then agree.
pub(crate) fn client(params: &Params, hint: Option<&IdClaims>) -> Result<Option<ClientId>> {
    match (params.get("client_id"), hint) {
        (Some(named), Some(hint)) if named != hint.aud => {
            Err(refuse("The ID token was not made for this service."))
        }
        (Some(named), _) => named.parse().map(Some).map_err(|_| unknown_client()),
        (None, Some(hint)) => hint.aud.parse().map(Some).map_err(|_| unknown_client()),
        (None, None) => Ok(None),
    }
}

/// Where the person goes afterwards (section 3): registered by the client, character by character. Of nobody it is passed over.
pub(crate) fn uri(params: &Params, client: Option<&Settings>) -> Result<Option<String>> {
    let (Some(uri), Some(client)) = (params.get("post_logout_redirect_uri"), client) else { return Ok(None) };
    if client.post_logout_redirect_uris.iter().any(|registered| registered == uri) {
        return Ok(Some(uri.to_owned()));
    }
    Err(refuse("The service asked to have you sent to an address that is not registered for it."))
}

pub(crate) fn bad_hint() -> Error {
    refuse("The service sent an ID token that is none of ours.")
}

pub(crate) fn unknown_client() -> Error {
    refuse("The service that sent you here is not registered.")
}

fn refuse(why: &'static str) -> Error {
    Error::invalid(
        "bad_logout_request",
        format!("{why} You are still logged in. Go back to it and tell its operator."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_rp_logout_3_the_address_is_registered_character_by_character_or_there_is_none() {
        let settings = Settings {
            post_logout_redirect_uris: vec!["https://app.example/out".to_owned()],
            ..Settings::default()
        };
        let at = |sent: &str| uri(&Params::of(&[("post_logout_redirect_uri", sent)]), Some(&settings));
        assert_eq!(at("https://app.example/out").unwrap().as_deref(), Some("https://app.example/out"));
        assert_eq!(at("").unwrap(), None);
        for bad in ["https://app.example/out?x=1", "https://app.example/out/", "https://evil.example/", "x"] {
            assert_eq!(at(bad).unwrap_err().code(), "bad_logout_request", "{bad}");
        }
        let of_nobody = Params::of(&[("post_logout_redirect_uri", "https://app.example/out")]);
        assert_eq!(uri(&of_nobody, None).unwrap(), None);
    }
}
