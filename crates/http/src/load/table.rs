//! The priority of a request, known by its method and path alone: before any layer has seen it, at the cost of one look-up.

use std::collections::BTreeMap;

use axum::http::Method;

use super::Priority;
use crate::Route;

/// What is known of a request beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// Its priority.
    pub(crate) priority: Priority,
    /// The number of its route in the table; requests of one route resemble each other. `None` where there is no route.
    pub(crate) route: Option<usize>,
}

/// What is said where no table was given.
const UNKNOWN: Known = Known { priority: Priority::Normal, route: None };
/// Where there is no route, the answer is "nothing here", and can wait longest.
const NOWHERE: Known = Known { priority: Priority::Begin, route: None };

/// By path, as axum matches paths (the same library), then by method.
#[derive(Clone, Default)]
pub(crate) struct Table {
    paths: Option<matchit::Router<Vec<(&'static str, Known)>>>,
    routes: usize,
}

impl Table {
    /// The table of these routes. A path that the matcher does not take is left out: axum has refused it already.
    pub(crate) fn of(routes: &[Route]) -> Self {
        let mut by_path: BTreeMap<&str, Vec<(&'static str, Known)>> = BTreeMap::new();
        for (number, route) in routes.iter().enumerate() {
            let known = Known { priority: route.priority, route: Some(number) };
            by_path.entry(route.path).or_default().push((route.method, known));
        }
        let mut paths = matchit::Router::new();
        for (path, methods) in by_path {
            let _ = paths.insert(path, methods);
        }
        Self { paths: Some(paths), routes: routes.len() }
    }

    /// How many routes it has.
    pub(crate) fn len(&self) -> usize {
        self.routes
    }

    /// What is known of a request.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Known {
        let Some(paths) = &self.paths else { return UNKNOWN };
        let Ok(found) = paths.at(path) else { return NOWHERE };
        let method = if method == Method::HEAD { "GET" } else { method.as_str() };
        let known = found.value.iter().find(|(name, _)| *name == method).map(|(_, known)| *known);
        known.unwrap_or(NOWHERE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, Routes};

    fn table() -> Table {
        async fn ok() {}
        let routes: Routes = Routes::new()
            .get("/", Access::Public, ok)
            .priority(Priority::Begin)
            .get("/requests/{id}", Access::Public, ok)
            .post("/requests/{id}", Access::Citizen, ok)
            .get("/log/tile/{*name}", Access::Public, ok)
            .get("/health/live", Access::Public, ok)
            .priority(Priority::Always);
        Table::of(routes.table())
    }

    #[test]
    fn a_request_is_known_by_method_and_path() {
        let table = table();
        for (method, path, priority, route) in [
            (Method::GET, "/", Priority::Begin, Some(0)),
            (Method::GET, "/requests/1", Priority::Normal, Some(1)),
            (Method::HEAD, "/requests/1", Priority::Normal, Some(1)),
            (Method::POST, "/requests/1", Priority::Finish, Some(2)),
            (Method::GET, "/log/tile/0/x001/067", Priority::Normal, Some(3)),
            (Method::GET, "/health/live", Priority::Always, Some(4)),
            (Method::DELETE, "/requests/1", Priority::Begin, None),
            (Method::GET, "/requests/1/2", Priority::Begin, None),
            (Method::GET, "/health/live/x", Priority::Begin, None),
            (Method::POST, "/health/live", Priority::Begin, None),
            (Method::GET, "//health/live", Priority::Begin, None),
            (Method::GET, "", Priority::Begin, None),
        ] {
            assert_eq!(table.find(&method, path), Known { priority, route }, "{method} {path}");
        }
    }

    #[test]
    fn without_a_table_everything_is_alike() {
        assert_eq!(Table::default().find(&Method::GET, "/x"), UNKNOWN);
    }
}
