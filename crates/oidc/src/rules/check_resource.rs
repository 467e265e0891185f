//! RFC 8707: for which resources access tokens are wanted, among those that the client is registered for.

use url::Url;

use crate::client::Client;
use crate::params::Params;
use crate::refusal::{Code, Refusal};

/// More than any honest request names.
const MOST: usize = 4;

/// The resources of an authorization request, or of a client's token for itself (section 2.1): registered for it, character by character.
pub(crate) fn at_authorization(params: &Params, client: &Client) -> Result<Vec<String>, Refusal> {
    among(params, &client.settings.resources)
}

/// The resources of a token (section 2.2): all that were granted, or those of them that are named.
pub(crate) fn at_token(params: &Params, granted: &[String]) -> Result<Vec<String>, Refusal> {
    let named = among(params, granted)?;
    Ok(if named.is_empty() { granted.to_vec() } else { named })
}

fn among(params: &Params, allowed: &[String]) -> Result<Vec<String>, Refusal> {
    let mut named = params.all("resource").to_vec();
    if named.len() > MOST {
        return Err(refuse("A request names at most four resources."));
    }
    named.sort_unstable();
    named.dedup();
    if named.iter().any(|uri| !is_resource_name(uri)) {
        return Err(refuse("A resource is an absolute URI without a fragment."));
    }
    if named.iter().any(|uri| !allowed.contains(uri)) {
        return Err(refuse("A resource is unknown, or not for this client or this grant."));
    }
    Ok(named)
}

/// Section 2: an absolute URI without a fragment; what else tells tenants apart or hides a name has no place in it.
pub(crate) fn is_resource_name(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '#' | '?' | '@' | '\\');
    let url = Url::parse(text).ok().filter(Url::has_host);
    let same = url.is_some_and(|url| url.as_str() == text || url.as_str() == format!("{text}/"));
    same && text.len() <= 500 && text.is_ascii() && !text.chars().any(odd)
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidTarget, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    const ONE: &str = "https://api.example/one";
    const TWO: &str = "https://api.example/two";

    fn client() -> Client {
        let mut client = samples::client();
        client.settings.resources = vec![ONE.to_owned(), TWO.to_owned()];
        client
    }

    #[test]
    fn rfc8707_2_1_a_client_names_what_it_is_registered_for_and_nothing_else() {
        let at = |uris: &[&str]| {
            let pairs: Vec<_> = uris.iter().map(|uri| ("resource", *uri)).collect();
            at_authorization(&Params::of(&pairs), &client())
        };
        assert_eq!(at(&[]).unwrap(), Vec::<String>::new());
        assert_eq!(at(&[TWO, ONE, ONE]).unwrap(), [ONE, TWO]);
        for bad in [
            "/one",
            "https://api.example/one#f",
            "https://api.example/one/",
            "https://api.example/three",
            "one",
        ] {
            assert_eq!(at(&[bad]).unwrap_err().code(), Code::InvalidTarget, "{bad}");
        }
        assert_eq!(at(&[ONE; 5]).unwrap_err().code(), Code::InvalidTarget);
    }

    #[test]
    fn rfc8707_2_2_a_token_is_for_no_more_than_was_granted() {
        let granted = [ONE.to_owned()];
        let at = |pairs: &[(&str, &str)]| at_token(&Params::of(pairs), &granted);
        assert_eq!(at(&[]).unwrap(), granted);
        assert_eq!(at(&[("resource", ONE)]).unwrap(), granted);
        assert_eq!(at(&[("resource", TWO)]).unwrap_err().code(), Code::InvalidTarget);
        assert_eq!(at_token(&Params::of(&[("resource", ONE)]), &[]).unwrap_err().code(), Code::InvalidTarget);
    }
}
