//! The one error type.
//!
//! Which constructor to use where:
//! - the caller sent something wrong: [`Error::invalid`], with a code a program can act on and a sentence that says what to do;
//! - the caller may not know of it, or it is not there: [`Error::not_found`], for both;
//! - the state forbids it now: [`Error::conflict`]; it was there and is over: [`Error::gone`];
//! - an outside party failed: [`Error::upstream`]; we are too busy: [`Error::unavailable`];
//! - it is our own fault: [`Error::internal`], whose cause is logged and never told.
//!
//! Where a specification closes the set of errors (OAuth, for one) the domain has an enum of its own and converts at its edge.

use std::borrow::Cow;
use std::fmt;

/// `Result` with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What kind of failure it is: a closed set, each with one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 400: the input is wrong.
    Invalid,
    /// 401: nobody is logged in, or the credentials are wrong.
    Unauthenticated,
    /// 403: known, and not allowed.
    Forbidden,
    /// 404: not there, or not for you to know of.
    NotFound,
    /// 409: the present state forbids it.
    Conflict,
    /// 410: it was there and is over.
    Gone,
    /// 413: too large.
    TooLarge,
    /// 429: too many attempts.
    TooMany,
    /// 502: an outside party answered wrongly.
    Upstream,
    /// 503: try later.
    Unavailable,
    /// 500: our fault.
    Internal,
}

impl Kind {
    /// The HTTP status code (RFC 9110 section 15).
    pub fn status(self) -> u16 {
        match self {
            Self::Invalid => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Upstream => 502,
            Self::Unavailable => 503,
        }
    }
}

/// A failure: a kind, a stable code for programs, a sentence for people, and a cause that stays private.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    code: &'static str,
    public: Cow<'static, str>,
    cause: Option<Cause>,
    retry_after: Option<u32>,
    transient: bool,
}

impl Error {
    /// Any error. `code` is stable, `snake_case`, and documented where it is thrown; `public` says what happened and what to do.
    pub fn new(kind: Kind, code: &'static str, public: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            code,
            public: public.into(),
            cause: None,
            retry_after: None,
            transient: false,
        }))
    }

    /// The input is wrong.
    pub fn invalid(code: &'static str, public: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Invalid, code, public)
    }

    /// Nobody is logged in, or the credentials are wrong.
    pub fn unauthenticated() -> Self {
        Self::new(Kind::Unauthenticated, "unauthenticated", "Log in first, then try again.")
    }

    /// Known, and not allowed.
    pub fn forbidden(code: &'static str, public: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Forbidden, code, public)
    }

    /// Not there, or not for the caller to know of: one answer for both.
    pub fn not_found() -> Self {
        Self::new(
            Kind::NotFound,
            "not_found",
            "There is nothing here for you. Check the address, or go back and start again.",
        )
    }

    /// The present state forbids it.
    pub fn conflict(code: &'static str, public: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Conflict, code, public)
    }

    /// It was there and is over.
    pub fn gone(code: &'static str, public: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Gone, code, public)
    }

    /// Too many attempts: the caller may come back after `seconds`.
    pub fn too_many(seconds: u32) -> Self {
        Self::new(Kind::TooMany, "too_many_attempts", "Too many attempts. Wait a while, then try again.")
            .retry_after(seconds)
    }

    /// An outside party answered wrongly or not at all.
    pub fn upstream(code: &'static str, public: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Upstream, code, public)
    }

    /// Not now; the caller may come back after `seconds`.
    pub fn unavailable(code: &'static str, public: impl Into<Cow<'static, str>>, seconds: u32) -> Self {
        Self::new(Kind::Unavailable, code, public).retry_after(seconds)
    }

    /// Our own fault. The cause is logged; people are told to try again.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::new(Kind::Internal, "internal", "Something went wrong on our side. Try again in a moment.")
            .with_cause(cause)
    }

    /// A failure that running the transaction again may heal: serialisation conflict, deadlock, a lost compare-and-set.
    pub fn transient(cause: impl Into<Cause>) -> Self {
        let mut error = Self::internal(cause);
        error.0.transient = true;
        error
    }

    pub(crate) fn is_transient(&self) -> bool {
        self.0.transient
    }

    /// Adds the private cause.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<Cause>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Adds when to come back, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The sentence for people.
    pub fn public(&self) -> &str {
        &self.0.public
    }

    /// Seconds after which to come back, if that helps.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        self.0.retry_after
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code, self.0.public)
    }
}

/// With the cause: for logs, never for an answer.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}/{self}", self.0.kind)?;
        if let Some(cause) = &self.0.cause {
            write!(f, " (cause: {cause})")?;
            let mut next = cause.source();
            while let Some(deeper) = next {
                write!(f, ": {deeper}")?;
                next = deeper.source();
            }
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_deref().map(|c| c as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_in_the_log_form_and_not_in_the_public_one() {
        let error = Error::internal("secret path");
        assert!(format!("{error:?}").contains("secret path"));
        assert!(!format!("{error}").contains("secret path"));
        assert!(!error.public().contains("secret path"));
    }
}
