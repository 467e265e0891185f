//! The route table.

use causeway_http::{Access, Priority, Routes};

use crate::Oidc;
use crate::endpoints::{authorize, metadata, resume, revoke, token, userinfo};

impl Oidc {
    /// The provider's routes. All are public: each proves by itself what it needs to (a client, a token, a browser).
    pub fn routes(&self) -> Routes {
        Routes::new()
            .get("/.well-known/openid-configuration", Access::Public, metadata::discovery)
            .get("/jwks", Access::Public, metadata::jwks)
            .get("/authorize", Access::Public, authorize::get)
            .priority(Priority::Begin)
            // OpenID Connect Core section 3.1.2.1: a service may send its user here by a form, too.
            .post_from_anywhere("/authorize", Access::Public, authorize::post)
            .priority(Priority::Begin)
            .get("/authorize/resume", Access::Public, resume::get)
            .priority(Priority::Finish)
            .post("/token", Access::Public, token::post)
            .priority(Priority::Finish)
            .get("/userinfo", Access::Public, userinfo::answer)
            .post("/userinfo", Access::Public, userinfo::answer)
            .post("/revoke", Access::Public, revoke::post)
            .priority(Priority::Finish)
            .with_state(self.clone())
    }
}
