//! The route table.

use causeway_http::{Access, Routes};

use crate::Oidc;
use crate::endpoints::{authorize, metadata, resume, revoke, token, userinfo};

impl Oidc {
    /// The provider's routes. All are public: each proves by itself what it needs to (a client, a token, a browser).
    pub fn routes(&self) -> Routes {
        Routes::new()
            .get("/.well-known/openid-configuration", Access::Public, metadata::discovery)
            .get("/jwks", Access::Public, metadata::jwks)
            .get("/authorize", Access::Public, authorize::get)
            // OpenID Connect Core section 3.1.2.1: a service may send its user here by a form, too.
            .post_from_anywhere("/authorize", Access::Public, authorize::post)
            .get("/authorize/resume", Access::Public, resume::get)
            .post("/token", Access::Public, token::post)
            .get("/userinfo", Access::Public, userinfo::answer)
            .post("/userinfo", Access::Public, userinfo::answer)
            .post("/revoke", Access::Public, revoke::post)
            .with_state(self.clone())
    }
}
