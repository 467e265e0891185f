//! Logout (OpenID Connect RP-Initiated Logout section 2.1, Back-Channel Logout section 2.1, Front-Channel Logout section 3).

use serde_json::{Map, Value};

use crate::Oidc;
use crate::endpoints::end_session;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    let own = [
        ("end_session_endpoint", oidc.at(end_session::PATH)),
        ("backchannel_logout_supported", true.into()),
        ("backchannel_logout_session_supported", true.into()),
        ("frontchannel_logout_supported", false.into()),
    ];
    members.extend(own.map(|(name, value)| (name.to_owned(), value)));
}
