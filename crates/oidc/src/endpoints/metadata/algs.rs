//! By which algorithms ID tokens and the answers of `/userinfo` can be signed and encrypted (OpenID Connect Discovery section 3): those
//! that there are keys for.

use serde_json::{Map, Value};

use super::add;
use crate::Oidc;
use crate::settings::{Encryption, TokenAlg};

/// The only content encryption.
const ENC: &str = "A256GCM";

pub(super) fn say(oidc: &Oidc, members: &mut Map<String, Value>) {
    let algs: Vec<_> = oidc.token_algs().into_iter().map(TokenAlg::as_str).collect();
    for what in ["id_token", "userinfo"] {
        add(members, &format!("{what}_signing_alg_values_supported"), &algs);
        encryption(members, what);
    }
}

/// How something for a client can be encrypted, by a key of the client's.
pub(super) fn encryption(members: &mut Map<String, Value>, what: &str) {
    let algs = Encryption::ALL.map(Encryption::as_str);
    add(members, &format!("{what}_encryption_alg_values_supported"), &algs);
    add(members, &format!("{what}_encryption_enc_values_supported"), &[ENC]);
}

/// How something for us can be encrypted.
pub(super) fn encryption_to_us(members: &mut Map<String, Value>, what: &str) {
    add(members, &format!("{what}_encryption_alg_values_supported"), &[Encryption::EcdhEs.as_str()]);
    add(members, &format!("{what}_encryption_enc_values_supported"), &[ENC]);
}
