//! Which site a host serves: its address, its name, its navigation, whether it is a sandbox.

use std::fmt;
use std::sync::Arc;

use causeway_core::{Error, Localised, Result, Rng};
use url::Url;

use crate::cookie::Jar;
use crate::shell::Link;

/// A site: what the layers and the shell need to know of it. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    origin: String,
    authority: String,
    https: bool,
    name: Localised,
    sandbox: bool,
    navigation: Vec<Link>,
    rng: Rng,
}

impl Inner {
    fn nameless(rng: Rng) -> Self {
        Self {
            origin: "http://localhost".to_owned(),
            authority: "localhost".to_owned(),
            https: false,
            name: Localised::new("Causeway", "Causeway", "Causeway"),
            sandbox: false,
            navigation: Vec::new(),
            rng,
        }
    }
}

impl Site {
    /// A site at `public_url`: scheme, host and port, without a path.
    ///
    /// # Errors
    /// `bad_public_url`.
    pub fn new(public_url: &str, name: Localised, rng: Rng) -> Result<Self> {
        let bad = || {
            Error::invalid(
                "bad_public_url",
                format!(
                    "{public_url:?} is not a public address. Write scheme, host and port, such as https://id.example.gov."
                ),
            )
        };
        let url = Url::parse(public_url).map_err(|_| bad())?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !matches!(url.scheme(), "http" | "https")
            || !plain
            || url.host_str().is_none()
            || !url.username().is_empty()
        {
            return Err(bad());
        }
        let host = url.host_str().unwrap_or_default();
        let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let mut inner = Inner::nameless(rng);
        inner.origin = url.origin().ascii_serialization();
        inner.authority = authority;
        inner.https = url.scheme() == "https";
        inner.name = name;
        Ok(Self(Arc::new(inner)))
    }

    /// What a shell falls back on outside a host: never served.
    pub(crate) fn nameless() -> Self {
        Self(Arc::new(Inner::nameless(Rng::system())))
    }

    /// Says whether every page tells that this is a sandbox.
    #[must_use]
    pub fn sandbox(mut self, sandbox: bool) -> Self {
        Arc::make_mut(&mut self.0).sandbox = sandbox;
        self
    }

    /// Gives the links of the navigation bar.
    #[must_use]
    pub fn navigation(mut self, links: Vec<Link>) -> Self {
        Arc::make_mut(&mut self.0).navigation = links;
        self
    }

    /// Whether it is a sandbox.
    pub fn is_sandbox(&self) -> bool {
        self.0.sandbox
    }

    /// Whether people reach it by https.
    pub fn is_https(&self) -> bool {
        self.0.https
    }

    /// Its name.
    pub fn name(&self) -> &Localised {
        &self.0.name
    }

    /// The links of its navigation bar.
    pub fn links(&self) -> &[Link] {
        &self.0.navigation
    }

    /// Its origin (RFC 6454), such as `https://id.example.gov`.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// Host and port, as browsers write them into the `Host` header.
    pub fn authority(&self) -> &str {
        &self.0.authority
    }

    /// The absolute address of a path that begins with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// How its cookies are written.
    pub fn cookies(&self) -> Jar {
        Jar::new(self.is_https())
    }

    pub(crate) fn rng(&self) -> &Rng {
        &self.0.rng
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site")
            .field("origin", &self.origin())
            .field("sandbox", &self.0.sandbox)
            .finish_non_exhaustive()
    }
}
