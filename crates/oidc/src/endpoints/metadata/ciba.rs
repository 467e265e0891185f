//! Asking a person directly (OpenID Connect Client-Initiated Backchannel Authentication section 4).

use serde_json::{Map, Value, json};

use super::add;
use crate::Oidc;
use crate::endpoints::authenticate::Endpoint;
use crate::grant_type::GrantType;
use crate::profile::Profile;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    let algs: Vec<_> = Profile::FapiCiba.demands().algs.iter().map(|alg| alg.name()).collect();
    let own = [
        ("backchannel_authentication_endpoint", oidc.at(Endpoint::Backchannel.path())),
        ("backchannel_token_delivery_modes_supported", json!(["poll", "ping"])),
        ("backchannel_authentication_request_signing_alg_values_supported", json!(algs)),
        ("backchannel_user_code_parameter_supported", true.into()),
    ];
    members.extend(own.map(|(name, value)| (name.to_owned(), value)));
    add(members, "grant_types_supported", &[GrantType::Ciba.as_str()]);
}
