//! Signed authorization responses (JARM section 4).

use serde_json::{Map, Value};

use super::{add, algs};
use crate::Oidc;
use crate::settings::TokenAlg;

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    add(members, "response_modes_supported", &["jwt", "query.jwt", "form_post.jwt"]);
    // RSASSA-PKCS1-v1_5 is for ID tokens alone, of clients that know nothing else.
    let signs = oidc.token_algs().into_iter().filter(|alg| *alg != TokenAlg::Rs256);
    let names: Vec<_> = signs.map(TokenAlg::as_str).collect();
    add(members, "authorization_signing_alg_values_supported", &names);
    algs::encryption(members, "authorization");
}
