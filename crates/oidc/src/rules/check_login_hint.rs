//! OpenID Connect Core section 3.1.2.1, `login_hint`: understood is what the client knows a person by, its own pseudonym. Whatever else
//! stands there, be it a name or a card number, is nobody's business here, and goes no further than this.

use causeway_crypto::b64;

use crate::params::Params;

/// The length of a pseudonym: 24 random bytes.
const BYTES: usize = 24;

/// A hint that has the form of a pseudonym. Whether there is such a person is not asked: the answer to a client must not say it.
pub(crate) fn check(params: &Params) -> Option<&str> {
    let has_form = |hint: &&str| b64::decode(hint).is_ok_and(|bytes| bytes.len() == BYTES);
    params.get("login_hint").filter(has_form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_core_3_1_2_1_a_hint_that_is_no_pseudonym_is_as_good_as_none() {
        let pseudonym = b64::encode(&[7; BYTES]);
        assert_eq!(check(&Params::of(&[("login_hint", &pseudonym)])), Some(pseudonym.as_str()));
        for other in ["", "tai.man@example.com", "A123456(3)", &b64::encode(&[7; 23]), &"x".repeat(2048)] {
            assert_eq!(check(&Params::of(&[("login_hint", other)])), None, "{other}");
        }
    }
}
