//! Dynamic registration (OpenID Connect Discovery 1.0 section 3).

use serde_json::{Map, Value};

use crate::Oidc;
use crate::endpoints::registration::PATH;
use crate::registration::RegistrationMode;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    if oidc.registration_mode() != RegistrationMode::Off {
        members.insert("registration_endpoint".to_owned(), oidc.at(PATH));
    }
}
