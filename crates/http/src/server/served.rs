//! A site as a server has it: its router, and what is known of its requests before the router sees them.

use std::fmt;

use axum::Router;
use axum::http::Method;

use crate::load::{Known, Table};

/// What answers for a host. [`crate::Routes::into_site`] makes one; a bare [`Router`] is one whose requests are all alike.
#[derive(Clone)]
pub struct Served {
    router: Router,
    table: Table,
    https: bool,
    /// The number of its first route among those of all hosts.
    first: usize,
}

impl Served {
    pub(crate) fn new(router: Router, table: Table, https: bool) -> Self {
        Self { router, table, https, first: 0 }
    }

    /// Its router alone.
    pub fn into_router(self) -> Router {
        self.router
    }

    /// Takes its routes' numbers from `first` on; the number after its last.
    pub(super) fn numbered(&mut self, first: usize) -> usize {
        self.first = first;
        first + self.table.len()
    }

    /// What is known of a request.
    pub(super) fn known(&self, method: &Method, path: &str) -> Known {
        let known = self.table.find(method, path);
        Known { route: known.route.map(|route| self.first + route), ..known }
    }

    /// Whether people reach it by https.
    pub(super) fn is_https(&self) -> bool {
        self.https
    }

    pub(super) fn router(&self) -> Router {
        self.router.clone()
    }
}

impl From<Router> for Served {
    fn from(router: Router) -> Self {
        Self::new(router, Table::default(), false)
    }
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").field("routes", &self.table.len()).finish_non_exhaustive()
    }
}
