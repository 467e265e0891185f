//! The keys of clients.

use causeway_core::Result;
use causeway_crypto::jose::JwkSet;

use crate::Oidc;
use crate::client::Client;

impl Oidc {
    /// The keys by which a client signs.
    pub(crate) async fn keys_of(&self, client: &Client, _kid: Option<&str>) -> Result<JwkSet> {
        Ok(signing(&client.keys))
    }
}

/// Those that are not for encryption: a token that names no key is by the one that signs.
fn signing(keys: &JwkSet) -> JwkSet {
    let signs = |key: &&causeway_crypto::jose::Jwk| key.use_.as_deref() != Some("enc");
    JwkSet { keys: keys.keys.iter().filter(signs).cloned().collect() }
}
