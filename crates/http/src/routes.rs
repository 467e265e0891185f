//! Routes, each with its access: there is no way to add one without.

use std::fmt;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{self, MethodRouter};

use crate::access::{Access, Guard};
use crate::load::{Priority, Table};
use crate::openapi::Operation;
use crate::server::Served;
use crate::{assets, problem};

/// One line of the route table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method, upper case.
    pub method: &'static str,
    /// The path as axum writes it, such as `/consents/{id}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Whether another site's form may begin it: see [`Routes::post_from_anywhere`].
    pub from_anywhere: bool,
    /// What goes before it when not everything can be done at once.
    pub priority: Priority,
    /// Whether it is there for browsers, and not for programs: see [`Routes::in_browser`].
    pub in_browser: bool,
    /// Whether scripts of other sites may read its answers: see [`Routes::any_origin`].
    pub any_origin: bool,
}

/// Routes of a domain, and the table of them.
///
/// ```
/// use causeway_http::{Access, Routes};
/// let routes: Routes = Routes::new()
///     .get("/consents", Access::Citizen, async || "what stands")
///     .post("/consents/{id}/withdraw", Access::Citizen, async || "done");
/// assert_eq!(routes.table().len(), 2);
/// ```
pub struct Routes<S = ()> {
    table: Vec<Route>,
    /// What each does, as [`Routes::documented`] says it.
    texts: Vec<Option<Operation>>,
    handlers: Vec<MethodRouter<S>>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes.
    pub fn new() -> Self {
        Self { table: Vec::new(), texts: Vec::new(), handlers: Vec::new() }
    }

    /// Adds a GET route (axum answers HEAD by it too).
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add("GET", path, access, routing::get(handler))
    }

    /// Adds a POST route.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add("POST", path, access, routing::post(handler))
    }

    /// Adds a POST route to which forms of other sites may lead, as a protocol demands it of an entry point.
    ///
    /// Only for what a GET of the same path with the same parameters does as well: a form from elsewhere is answered by a redirect
    /// to that ([`crate::csrf`]), and the handler sees only what our own pages and programs send.
    #[must_use]
    pub fn post_from_anywhere<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let mut routes = self.post(path, access, handler);
        if let Some(route) = routes.table.last_mut() {
            route.from_anywhere = true;
        }
        routes
    }

    /// Gives the route that was added last another priority than its access and method suggest (see [`Priority`]).
    ///
    /// ```
    /// # use causeway_http::{Access, Priority, Routes};
    /// let routes: Routes = Routes::new().get("/login", Access::Public, async || "log in").priority(Priority::Begin);
    /// assert_eq!(routes.table()[0].priority, Priority::Begin);
    /// ```
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        if let Some(route) = self.table.last_mut() {
            route.priority = priority;
        }
        self
    }

    /// Says of the route that was added last that it is there for people with browsers: a page, a form of one, what its script asks for,
    /// or a way to one. Everything else is an interface for programs.
    #[must_use]
    pub fn in_browser(mut self) -> Self {
        if let Some(route) = self.table.last_mut() {
            route.in_browser = true;
        }
        self
    }

    /// Says so of all routes so far.
    ///
    /// ```
    /// # use causeway_http::{Access, Routes};
    /// let routes: Routes = Routes::new().get("/about", Access::Public, async || "a page").all_in_browser();
    /// assert!(routes.table()[0].in_browser && routes.for_programs().table().is_empty());
    /// ```
    #[must_use]
    pub fn all_in_browser(mut self) -> Self {
        for route in &mut self.table {
            route.in_browser = true;
        }
        self
    }

    /// Says what the route that was added last does for programs. Each that is not for browsers has to say it.
    ///
    /// ```
    /// # use causeway_http::openapi::{Operation, Tag};
    /// # use causeway_http::{Access, Routes};
    /// const TAG: Tag = Tag { name: "Keys", description: "What the platform signs with." };
    /// let text = Operation::new(TAG, "keys", "Get the keys").answers_nothing(204, "There are none.");
    /// let routes: Routes = Routes::new().get("/keys", Access::Public, async || ()).documented(text);
    /// assert!(routes.operations().all(|(_, text)| text.is_some()));
    /// ```
    #[must_use]
    pub fn documented(mut self, text: Operation) -> Self {
        if let Some(place) = self.texts.last_mut() {
            *place = Some(text);
        }
        self
    }

    /// The route table with what each route does.
    pub fn operations(&self) -> impl Iterator<Item = (&Route, Option<&Operation>)> {
        self.table.iter().zip(self.texts.iter().map(Option::as_ref))
    }

    /// Lets scripts of every site read what the route that was added last answers (Fetch, section 3.3). Never with anybody's cookies, so
    /// only for what says the same to everybody: metadata, public keys.
    #[must_use]
    pub fn any_origin(mut self) -> Self {
        if let Some(route) = self.table.last_mut() {
            route.any_origin = true;
        }
        self
    }

    /// Those for programs alone.
    #[must_use]
    pub fn for_programs(self) -> Self {
        let mut kept = Self::new();
        for ((route, text), handler) in self.table.into_iter().zip(self.texts).zip(self.handlers) {
            if !route.in_browser {
                kept.table.push(route);
                kept.texts.push(text);
                kept.handlers.push(handler);
            }
        }
        kept
    }

    /// Adds a PUT route.
    #[must_use]
    pub fn put<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add("PUT", path, access, routing::put(handler))
    }

    /// Adds a DELETE route.
    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add("DELETE", path, access, routing::delete(handler))
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        access: Access,
        handler: MethodRouter<S>,
    ) -> Self {
        let priority = Priority::of(access, method);
        self.table.push(Route {
            method,
            path,
            access,
            from_anywhere: false,
            priority,
            in_browser: false,
            any_origin: false,
        });
        self.texts.push(None);
        self.handlers.push(handler);
        self
    }

    /// Gives the handlers their state.
    #[must_use]
    pub fn with_state(self, state: S) -> Routes<()> {
        Routes {
            table: self.table,
            texts: self.texts,
            handlers: self.handlers.into_iter().map(|h| h.with_state(state.clone())).collect(),
        }
    }

    /// These and those.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.table.extend(other.table);
        self.texts.extend(other.texts);
        self.handlers.extend(other.handlers);
        self
    }

    /// The route table, in the order of addition.
    pub fn table(&self) -> &[Route] {
        &self.table
    }
}

impl Routes<()> {
    /// Everything a host serves: each route behind its access check, the assets, and all of it behind the layers of
    /// [`Guard`].
    ///
    /// # Panics
    /// At start-up, when two routes have the same method and path (axum).
    pub fn into_router(self, guard: Guard) -> Router {
        self.into_site(guard).into_router()
    }

    /// As [`Self::into_router`], for a server: with the priorities, which it has to know before anything else is done.
    ///
    /// # Panics
    /// As [`Self::into_router`].
    pub fn into_site(self, guard: Guard) -> Served {
        let (all, https) = (self.merge(assets::routes()), guard.site().is_https());
        let table = Table::of(all.table());
        let mut router = Router::new();
        for (route, handler) in all.table.into_iter().zip(all.handlers) {
            router = router.route(route.path, guard.protect(route, handler));
        }
        let nothing = guard.elsewhere(routing::any(problem::nothing_here));
        let router = guard
            .dress(router.fallback_service(nothing).method_not_allowed_fallback(problem::method_not_allowed));
        Served::new(router, table, https)
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for Routes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.table).finish()
    }
}
