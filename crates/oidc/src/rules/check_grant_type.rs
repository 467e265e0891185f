//! RFC 6749 section 5.2: a client uses only the grants that it is registered for.

use crate::client::Client;
use crate::grant_type::GrantType;
use crate::refusal::{Code, Refusal};

/// Whether a client may use a grant that has to be registered by name.
pub(crate) fn check(client: &Client, grant: GrantType) -> Result<(), Refusal> {
    if client.settings.has_grant(grant) {
        return Ok(());
    }
    Err(Refusal::new(Code::UnauthorizedClient, "This client is not registered for this grant."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    #[test]
    fn rfc6749_5_2_a_client_uses_no_grant_that_it_is_not_registered_for() {
        let mut client = samples::client();
        client.settings.grants = vec![GrantType::Ciba];
        assert!(check(&client, GrantType::Ciba).is_ok());
        assert_eq!(check(&client, GrantType::DeviceCode).unwrap_err().code(), Code::UnauthorizedClient);
    }
}
