//! How an authorization request has to come: pushed, signed, or in any way, by what the client is registered for (RFC 9126 section 5,
//! RFC 9101 section 10.5).

use crate::client::Client;
use crate::endpoints::arrive::Source;
use crate::refusal::{Code, Refusal};

pub(crate) fn check(client: &Client, source: &Source) -> Result<(), Refusal> {
    if client.settings.pushes() && source.pushed.is_none() {
        let why = "This client pushes its requests: send them to the pushed_authorization_request_endpoint first (RFC 9126).";
        return Err(Refusal::new(Code::InvalidRequest, why));
    }
    if client.settings.signs() && !source.signed {
        let why = "This client signs its requests: send them in the parameter request (RFC 9101).";
        return Err(Refusal::new(Code::InvalidRequest, why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;
    use crate::settings::Settings;
    use crate::tests::samples;

    fn fits(profile: Profile, signed: bool, pushed: bool) -> bool {
        let settings = Settings { profile, ..Settings::default() };
        let source = Source { signed, pushed: pushed.then_some([1; 32]), jkt: None };
        check(&Client { settings, ..samples::client() }, &source).is_ok()
    }

    #[test]
    fn fapi2_5_3_2_2_1_requests_are_pushed() {
        assert!(fits(Profile::Standard, false, false));
        assert!(!fits(Profile::Fapi2, false, false));
        assert!(fits(Profile::Fapi2, false, true));
    }

    #[test]
    fn fapi2_message_signing_5_3_1_requests_are_signed_and_pushed() {
        assert!(!fits(Profile::Fapi2Signed, false, true));
        assert!(!fits(Profile::Fapi2Signed, true, false));
        assert!(fits(Profile::Fapi2Signed, true, true));
    }

    #[test]
    fn rfc9126_5_and_rfc9101_10_5_a_client_may_demand_it_of_itself() {
        let pushed = Settings { pushed_requests_only: true, ..Settings::default() };
        let client = Client { settings: pushed, ..samples::client() };
        assert!(check(&client, &Source::default()).is_err());
        let signed = Settings { signed_requests_only: true, ..Settings::default() };
        let client = Client { settings: signed, ..samples::client() };
        assert!(check(&client, &Source::default()).is_err());
    }
}
