//! Which site answers for which host.

use std::collections::HashMap;

use axum::http::{Request, header};

use super::Served;

/// Sites by host name, without port: cookies ignore ports, and so does a proxy in front.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    named: HashMap<String, Served>,
    mutual: HashMap<String, Served>,
    otherwise: Option<Served>,
    routes: usize,
}

impl Hosts {
    /// No hosts.
    pub fn new() -> Self {
        Self::default()
    }

    /// `site` answers for `host`, a name or an address, with or without a port.
    #[must_use]
    pub fn host(mut self, host: &str, site: impl Into<Served>) -> Self {
        let site = self.numbered(site.into());
        self.named.insert(name_of(host), site);
        self
    }

    /// `site` answers for `host` on the listener for mutual TLS, where no other site does.
    #[must_use]
    pub fn mutual(mut self, host: &str, site: impl Into<Served>) -> Self {
        let site = self.numbered(site.into());
        self.mutual.insert(name_of(host), site);
        self
    }

    /// `site` answers for every other host: for a server with one site on a network of its own.
    #[must_use]
    pub fn otherwise(mut self, site: impl Into<Served>) -> Self {
        let site = self.numbered(site.into());
        self.otherwise = Some(site);
        self
    }

    fn numbered(&mut self, mut site: Served) -> Served {
        self.routes = site.numbered(self.routes);
        site
    }

    /// How many routes all sites have.
    pub(super) fn routes(&self) -> usize {
        self.routes
    }

    /// The site for a request, by its target's authority or its `Host` (RFC 9112 section 3.2.2: the target wins); `mutual`: on the
    /// listener for mutual TLS.
    pub(super) fn find<B>(&self, request: &Request<B>, mutual: bool) -> Option<&Served> {
        let authority = request.uri().authority().map(axum::http::uri::Authority::as_str);
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let only = hosts.next().filter(|_| hosts.next().is_none()).and_then(|host| host.to_str().ok());
        let (sites, otherwise) =
            if mutual { (&self.mutual, None) } else { (&self.named, self.otherwise.as_ref()) };
        authority.or(only).and_then(|host| sites.get(&name_of(host))).or(otherwise)
    }
}

/// The name without the port, lower case, without the root's dot.
fn name_of(host: &str) -> String {
    let end = if host.starts_with('[') { host.find(']').map(|at| at + 1) } else { host.find(':') };
    let name = end.and_then(|end| host.get(..end)).unwrap_or(host);
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;

    use super::*;

    fn finds(target: &str, hosts: &[&str]) -> bool {
        let served = Hosts::new().host("id.localhost:8080", Router::new()).host("[::1]", Router::new());
        let mut request = Request::get(target).body(Body::empty()).unwrap();
        for host in hosts {
            request.headers_mut().append(header::HOST, host.parse().unwrap());
        }
        served.find(&request, false).is_some()
    }

    #[test]
    fn a_host_is_known_by_its_name_alone() {
        for host in ["id.localhost", "id.localhost:8080", "ID.localhost:9", "id.localhost.", "[::1]:80"] {
            assert!(finds("/", &[host]), "{host}");
        }
        for host in ["localhost", "x.id.localhost", "", "[::2]"] {
            assert!(!finds("/", &[host]), "{host}");
        }
    }

    #[test]
    fn rfc9112_3_2_two_host_headers_are_none_and_the_target_wins() {
        assert!(!finds("/", &[]));
        assert!(!finds("/", &["id.localhost", "id.localhost"]));
        assert!(finds("http://id.localhost/", &["other"]));
        assert!(!finds("http://other/", &["id.localhost"]));
    }
}
