//! What can go wrong between a service and Causeway, as far as a page has something different to say about it.

use std::fmt;

/// Why somebody is not logged in, or an exchange was not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The person declined: `access_denied` (RFC 6749 section 4.1.2.1). A normal outcome.
    Declined,
    /// Too much time passed, or the answer belongs to nothing that this browser began.
    Expired,
    /// The provider does not answer.
    Unreachable(String),
    /// The provider refused with an OAuth error of this code.
    Refused(String),
    /// The provider's answer does not hold: signature, nonce, audience, issuer, subject.
    Untrusted(String),
    /// Somebody else approved than the person who is logged in here.
    SomebodyElse,
    /// Our own fault.
    Broken(String),
}

impl Failure {
    /// The names of all.
    pub(crate) const NAMES: [&str; 7] =
        ["declined", "expired", "unreachable", "refused", "untrusted", "somebody-else", "broken"];

    /// Where its words stand: `demo-failure-<name>-title` and `-body`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Unreachable(_) => "unreachable",
            Self::Refused(_) => "refused",
            Self::Untrusted(_) => "untrusted",
            Self::SomebodyElse => "somebody-else",
            Self::Broken(_) => "broken",
        }
    }
}

/// For logs.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declined | Self::Expired | Self::SomebodyElse => f.write_str(self.name()),
            Self::Unreachable(why) | Self::Refused(why) | Self::Untrusted(why) | Self::Broken(why) => {
                write!(f, "{}: {why}", self.name())
            }
        }
    }
}
