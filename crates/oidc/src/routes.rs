//! The route table.

use causeway_http::Routes;

use crate::Oidc;
use crate::endpoints::{
    authorize, ciba, device, end_session, grants, introspect, metadata, par, registration, resume, revoke, token, userinfo,
};

impl Oidc {
    /// The provider's routes. All are public: each proves by itself what it needs to (a client, a token, a browser).
    pub fn routes(&self) -> Routes {
        Routes::new()
            .merge(metadata::routes())
            .merge(par::routes())
            .merge(authorize::routes().all_in_browser())
            .merge(ciba::routes())
            .merge(device::routes())
            .merge(resume::routes().all_in_browser())
            .merge(token::routes())
            .merge(userinfo::routes())
            .merge(revoke::routes())
            .merge(registration::routes())
            .merge(introspect::routes())
            .merge(end_session::routes())
            .merge(grants::routes())
            .with_state(self.clone())
    }
}
