//! What goes before what when not everything can be done at once.

use std::fmt;

use crate::Access;

/// How a route ranks when the server has more to do than it can: see [`crate::Routes::priority`].
///
/// Declared from the highest to the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Never waits and is never refused: what operators watch the server by. For what is cheap alone.
    Always,
    /// Finishes what somebody has begun: an approval, a token for a code, a read under a consent.
    Finish,
    /// A step in between, or a thing of its own.
    Normal,
    /// Begins something, or can be put off: who is refused here has lost nothing.
    Begin,
}

impl Priority {
    /// From the highest to the lowest.
    pub const ALL: [Self; 4] = [Self::Always, Self::Finish, Self::Normal, Self::Begin];

    /// The name in tables and figures.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Finish => "finish",
            Self::Normal => "normal",
            Self::Begin => "begin",
        }
    }

    /// What a route has unless it says otherwise. Who is known and sends something has begun before; the few who run the platform
    /// are not kept out of it by the many who use it.
    pub(crate) fn of(access: Access, method: &str) -> Self {
        let sends = method != "GET";
        match access {
            Access::Staff(_) => Self::Finish,
            Access::Citizen | Access::Client | Access::Connector if sends => Self::Finish,
            _ => Self::Normal,
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use causeway_core::Permission;

    use super::*;

    #[test]
    fn who_is_known_and_sends_something_finishes_what_they_began() {
        for (access, method, expected) in [
            (Access::Citizen, "POST", Priority::Finish),
            (Access::Citizen, "GET", Priority::Normal),
            (Access::Client, "POST", Priority::Finish),
            (Access::Connector, "PUT", Priority::Finish),
            (Access::Public, "POST", Priority::Normal),
            (Access::Public, "GET", Priority::Normal),
            (Access::Sandbox, "POST", Priority::Normal),
            (Access::Staff(Permission::Desk), "GET", Priority::Finish),
        ] {
            assert_eq!(Priority::of(access, method), expected, "{access} {method}");
        }
    }

    #[test]
    fn they_are_listed_from_the_highest_to_the_lowest() {
        assert!(Priority::ALL.is_sorted());
        assert_eq!(Priority::ALL.map(Priority::as_str), ["always", "finish", "normal", "begin"]);
    }
}
