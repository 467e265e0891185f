//! Whom a client expects: by a token that it was given before, or by its own pseudonym for the person.

use causeway_core::Result;
use causeway_crypto::jose::{self, Alg};

use crate::client::Client;
use crate::endpoints::arrive::Source;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::check_id_token_hint::{self, Hint};
use crate::rules::check_login_hint;
use crate::settings::TokenAlg;
use crate::{Oidc, store};

/// Under this name a push keeps the pseudonym that an ID token named: the token itself is not kept.
pub(crate) const NAMED: &str = "id_token_hint";
const WISHED: &str = "login_hint";
/// What is kept of a pseudonym that nobody has (any more): whoever comes is somebody else. No pseudonym has this form.
const NOBODY: &str = "-";

/// The person that a client expects, by its pseudonym.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    /// Nobody else may be answered for (OpenID Connect Core section 3.1.2.2).
    pub(crate) named: Option<String>,
    /// Somebody else may; but a session of somebody else's is not taken up without a word.
    pub(crate) wished: Option<String>,
}

impl Expected {
    /// Whether a person is not the one, or not the ones, that are expected.
    pub(crate) fn is_another_than(&self, subject: Option<&str>) -> bool {
        [&self.named, &self.wished].into_iter().flatten().any(|expected| Some(expected.as_str()) != subject)
    }

    pub(crate) fn anybody(&self) -> bool {
        self.named.is_none() && self.wished.is_none()
    }
}

impl Oidc {
    /// Whom an authorization request expects.
    pub(crate) fn expected(
        &self,
        params: &Params,
        client: &Client,
        source: &Source,
    ) -> Result<Expected, Refusal> {
        // What was pushed was resolved then.
        if source.pushed.is_some() {
            let kept = |name| params.get(name).map(str::to_owned);
            return Ok(Expected { named: kept(NAMED), wished: kept(WISHED) });
        }
        let named = match params.get(NAMED) {
            None => None,
            Some(token) => Some(self.named_by(token, client)?),
        };
        Ok(Expected { named, wished: check_login_hint::check(params).map(str::to_owned) })
    }

    /// The parameters of a push as they are kept: hints resolved, so that nothing is kept of one that means nothing here.
    pub(crate) async fn resolved(&self, params: Params, client: &Client) -> Result<Params, Refusal> {
        let Expected { named, wished } = self.expected(&params, client, &Source::default())?;
        let wished = match wished {
            Some(subject) if store::is_subject(&self.env.db, &client.sector, &subject).await? => {
                Some(subject)
            }
            Some(_) => Some(NOBODY.to_owned()),
            None => None,
        };
        Ok(params.with(NAMED, named).with(WISHED, wished))
    }

    fn named_by(&self, token: &str, client: &Client) -> Result<String, Refusal> {
        let algs: [Alg; 4] = TokenAlg::ALL.map(TokenAlg::alg);
        let hint: Hint = jose::verify_with(token, &self.token_keys()?, "JWT", &algs)
            .map_err(|_| check_id_token_hint::refuse())?;
        check_id_token_hint::check(hint, client, &self.issuer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_expected_is_another_and_so_is_one_who_was_never_here() {
        let of = |named: Option<&str>, wished: Option<&str>| Expected {
            named: named.map(str::to_owned),
            wished: wished.map(str::to_owned),
        };
        assert!(!of(None, None).is_another_than(None) && of(None, None).anybody());
        assert!(!of(Some("a"), None).is_another_than(Some("a")));
        assert!(!of(Some("a"), Some("a")).is_another_than(Some("a")));
        assert!(of(Some("a"), Some("b")).is_another_than(Some("a")));
        assert!(of(None, Some("b")).is_another_than(Some("a")));
        assert!(
            of(None, Some("b")).is_another_than(None) && of(None, Some(NOBODY)).is_another_than(Some("a"))
        );
    }
}
