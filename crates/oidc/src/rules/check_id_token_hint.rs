//! OpenID Connect Core section 3.1.2.1, `id_token_hint`: an ID token that we gave this client. It may have expired; that it is ours, the
//! signature has said before this.

use serde::Deserialize;

use crate::client::Client;
use crate::refusal::{Code, Refusal};

/// The claims that count.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Hint {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) aud: String,
    /// Every ID token has one, and no other token of ours.
    pub(crate) at_hash: String,
}

/// The pseudonym of the person that it names.
pub(crate) fn check(hint: Hint, client: &Client, issuer: &str) -> Result<String, Refusal> {
    if hint.iss == issuer && hint.aud == client.id.as_str() {
        return Ok(hint.sub);
    }
    Err(refuse())
}

/// One answer to a token of somebody else's, one for somebody else, and nonsense.
pub(crate) fn refuse() -> Refusal {
    Refusal::new(
        Code::InvalidRequest,
        "The id_token_hint is no ID token that this client received here. Send it decrypted, or leave it out.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    #[test]
    fn oidc_core_3_1_2_1_an_id_token_of_another_client_or_issuer_names_nobody() {
        let issuer = "https://id.example";
        let hint = |iss: &str, aud: &str| {
            let [iss, sub, aud, at_hash] = [iss, "pseudonym", aud, "x"].map(str::to_owned);
            check(Hint { iss, sub, aud, at_hash }, &samples::client(), issuer)
        };
        assert_eq!(hint(issuer, "app").unwrap(), "pseudonym");
        for bad in [hint(issuer, "bank"), hint("https://other.example", "app")] {
            assert_eq!(bad.unwrap_err().code(), Code::InvalidRequest);
        }
    }
}
