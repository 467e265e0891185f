//! Which node serves which part of the host: `causeway serve --role`.
//!
//! All nodes share one host name, one database and one set of keys; a proxy in front sends each path to the nodes of its role by the
//! table here. The cut is by what must not drag the rest down: on a launch day logins (`identity`) are not slowed by people who browse
//! (`portal`), nor exchanges between organisations (`gateway`) by either, and background work (`worker`) has a process of its own.

use std::fmt::Write as _;
use std::sync::Arc;

use causeway_core::Error;
use causeway_http::access::Elsewhere;
use clap::ValueEnum;

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Everything, in one process: the default, and the only one with the embedded database.
    All,
    /// Pages, registration, the console, the sandbox's API, the evidence log.
    Portal,
    /// OpenID Connect, and every page that a login or an approval needs.
    Identity,
    /// The data exchange between organisations.
    Gateway,
    /// Background jobs; serves health and figures alone.
    Worker,
}

/// The table: the longest prefix of whole segments decides. [`Role::All`] stands for every role.
const PARTS: &[(&str, Role)] = &[
    ("/", Role::Portal),
    ("/health", Role::All),
    ("/metrics", Role::All),
    ("/assets", Role::All),
    ("/.well-known", Role::Identity),
    ("/authorize", Role::Identity),
    ("/token", Role::Identity),
    ("/userinfo", Role::Identity),
    ("/revoke", Role::Identity),
    ("/jwks", Role::Identity),
    ("/par", Role::Identity),
    ("/introspect", Role::Identity),
    ("/grants", Role::Identity),
    ("/end_session", Role::Identity),
    ("/bc-authorize", Role::Identity),
    ("/device_authorization", Role::Identity),
    ("/device", Role::Identity),
    ("/connect", Role::Identity),
    ("/login", Role::Identity),
    ("/logout", Role::Identity),
    ("/requests", Role::Identity),
    ("/orders", Role::Identity),
    ("/x", Role::Identity),
    ("/scan", Role::Identity),
    ("/phone", Role::Identity),
    ("/exchange", Role::Gateway),
];

impl Role {
    /// As it is written on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Portal => "portal",
            Self::Identity => "identity",
            Self::Gateway => "gateway",
            Self::Worker => "worker",
        }
    }

    /// Whether nodes of this role run jobs and periodic tasks.
    pub(crate) fn works(self) -> bool {
        matches!(self, Self::All | Self::Worker)
    }

    /// Whether nodes of this role serve `path`.
    fn serves(self, path: &str) -> bool {
        let owner = part(path).1;
        self == Self::All || owner == Self::All || owner == self
    }

    /// What to say of the paths that nodes of this role do not serve; `None` when they serve them all.
    pub(crate) fn elsewhere(self) -> Option<Elsewhere> {
        if self == Self::All {
            return None;
        }
        Some(Arc::new(move |path| (!self.serves(path)).then(|| self.misdirected(path))))
    }

    fn misdirected(self, path: &str) -> Error {
        let (prefix, owner) = part(path);
        Error::invalid(
            "wrong_role",
            format!(
                "This node has the role {}; what is under {prefix} is served by nodes of the role {}. The proxy in front has to send it there: docs/generated/nodes.md has the table.",
                self.name(),
                owner.name()
            ),
        )
    }
}

/// The row that decides for `path`.
fn part(path: &str) -> (&'static str, Role) {
    let covers = |prefix: &str| {
        prefix == "/"
            || path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let found = PARTS.iter().filter(|(prefix, _)| covers(prefix)).max_by_key(|(prefix, _)| prefix.len());
    found.copied().unwrap_or(("/", Role::Portal))
}

/// Which role serves a route, as the route table tells it.
pub(crate) fn of(path: &str) -> &'static str {
    part(path).1.name()
}

/// `docs/generated/nodes.md`: what whoever configures a proxy needs to know.
pub(crate) fn document() -> String {
    let mut text = String::from(
        "# Nodes and the paths they serve\n\n\
         Every node runs the same program: `causeway serve --role <role>`.\n\
         One host name, one PostgreSQL database and the same keys for all; a proxy in front sends each path to the nodes of its role.\n\
         The longest prefix of whole path segments decides: `/login` covers `/login` and `/login/qr`, and not `/logins`.\n\
         Nodes of the role `all` serve everything.\n\
         A node that is asked for a path of another role answers 421 with the code `wrong_role`, and does nothing else.\n\n\
         | prefix | role |\n|---|---|\n",
    );
    let mut rows = PARTS.to_vec();
    rows.sort_by_key(|(prefix, role)| (*prefix == "/", role.name(), *prefix));
    for (prefix, role) in rows {
        let what = match (prefix, role) {
            ("/", role) => format!("{}, for everything else", role.name()),
            (_, Role::All) => "every role".to_owned(),
            (_, role) => role.name().to_owned(),
        };
        let _ = writeln!(text, "| `{prefix}` | {what} |");
    }
    text.push_str(
        "\n`/health/live`, `/health/ready` and `/metrics` are each node's own: ask the node, not the proxy.\n\
         They answer under any host name, so that probes and scrapers need not know the public one.\n\
         The role `worker` serves these alone: no proxy sends it anything.\n\n\
         `deploy/nginx.conf` is this table as a configuration, and is tested (`crates/causeway/tests/all/nodes.rs`).\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_of_whole_segments_decides() {
        for (path, role) in [
            ("/", "portal"),
            ("/login", "identity"),
            ("/login/qr", "identity"),
            ("/logins", "portal"),
            ("/console/login", "portal"),
            ("/requests/0192/approve", "identity"),
            ("/.well-known/openid-configuration", "identity"),
            ("/exchange/v1/reads", "gateway"),
            ("/log/checkpoint", "portal"),
            ("/health/ready", "all"),
            ("/assets/app-1.css", "all"),
            ("//login", "portal"),
            ("", "portal"),
        ] {
            assert_eq!(of(path), role, "{path}");
        }
    }

    #[test]
    fn each_role_serves_its_own_and_what_everybody_serves() {
        for role in Role::value_variants() {
            assert!(role.serves("/health/live") && role.serves("/metrics"), "{role:?}");
            assert_eq!(
                role.serves("/exchange/v1/reads"),
                matches!(role, Role::All | Role::Gateway),
                "{role:?}"
            );
        }
        assert!(!Role::Worker.serves("/") && !Role::Worker.serves("/token"));
    }

    #[test]
    fn a_misdirected_request_is_told_where_it_belongs_and_not_what_it_named() {
        let elsewhere = Role::Gateway.elsewhere().unwrap();
        let error = elsewhere("/requests/0192-secret").unwrap();
        assert_eq!(error.code(), "wrong_role");
        assert!(error.public().contains("role identity") && error.public().contains("under /requests is"));
        assert!(!error.public().contains("secret"));
        assert!(elsewhere("/exchange/v1/datasets").is_none());
        assert!(Role::All.elsewhere().is_none());
    }

    #[test]
    fn jobs_run_where_they_are_meant_to() {
        assert_eq!(Role::value_variants().iter().filter(|role| role.works()).count(), 2);
    }

    #[test]
    fn no_prefix_is_there_twice_and_each_begins_with_a_slash() {
        for (at, (prefix, _)) in PARTS.iter().enumerate() {
            assert!(prefix.starts_with('/') && (*prefix == "/" || !prefix.ends_with('/')), "{prefix}");
            assert!(PARTS.iter().skip(at + 1).all(|(other, _)| other != prefix), "{prefix}");
        }
    }
}
