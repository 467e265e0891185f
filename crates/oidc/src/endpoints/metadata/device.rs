//! Devices without a keyboard (RFC 8628 section 4).

use serde_json::{Map, Value};

use super::add;
use crate::Oidc;
use crate::endpoints::authenticate::Endpoint;
use crate::grant_type::GrantType;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    members.insert("device_authorization_endpoint".to_owned(), oidc.at(Endpoint::Device.path()));
    add(members, "grant_types_supported", &[GrantType::DeviceCode.as_str()]);
}
