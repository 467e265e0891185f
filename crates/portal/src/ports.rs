//! What pages ask of the protocol: given at wiring, so that pages and protocol can grow each by itself.

use std::fmt;
use std::sync::Arc;

use causeway_core::{AccountId, ClientId, Error, RequestId, Result, Session, SessionId};
use causeway_http::access::BoxFuture;
use causeway_http::{Browser, ClientAddress};
use jiff::Timestamp;

/// The services in which a session is in use, and since when.
pub type ServicesOf =
    Arc<dyn Fn(SessionId) -> BoxFuture<'static, Result<Vec<(ClientId, Timestamp)>>> + Send + Sync>;

/// Who enters the code of a device, and what they typed. It does not print itself.
#[derive(Clone)]
pub struct EnteredCode {
    /// As it was typed, 64 characters at most.
    pub code: String,
    /// In which browser.
    pub browser: Browser,
    /// By whom.
    pub session: Session,
    /// From where, to count the tries.
    pub address: ClientAddress,
}

/// Finds out which device shows a code (RFC 8628 section 3.3) and what its service asks: the request, for the person to decide.
/// `code_refused` for every code that is not good, for whatever reason; `too_many_attempts` after too many tries.
pub type EnterCode = Arc<dyn Fn(EnteredCode) -> BoxFuture<'static, Result<RequestId>> + Send + Sync>;

/// Whether a person has set a code that services must know before they ask them (CIBA section 7.1, `user_code`).
pub type HasUserCode = Arc<dyn Fn(AccountId) -> BoxFuture<'static, Result<bool>> + Send + Sync>;

/// Sets that code, eight digits, or removes it.
pub type SetUserCode = Arc<dyn Fn(AccountId, Option<String>) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// What the protocol does for the pages.
#[derive(Clone)]
pub struct Ports {
    /// Where a session is in use.
    pub services_of: ServicesOf,
    /// Which device shows a code.
    pub enter_code: EnterCode,
    /// Whether a person has a code of their own.
    pub has_user_code: HasUserCode,
    /// Sets or removes it.
    pub set_user_code: SetUserCode,
}

impl Ports {
    /// Of a platform whose protocol speaks to no devices and asks nobody without a browser: no code is good there.
    pub fn none() -> Self {
        Self {
            services_of: Arc::new(|_| Box::pin(async { Ok(Vec::new()) })),
            enter_code: Arc::new(|_| Box::pin(async { Err(code_refused()) })),
            has_user_code: Arc::new(|_| Box::pin(async { Ok(false) })),
            set_user_code: Arc::new(|_, _| Box::pin(async { Err(Error::not_found()) })),
        }
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// The one answer for a code that is unknown, over, or used.
pub fn code_refused() -> Error {
    Error::invalid(
        "code_refused",
        "This code is not good, or no longer. Look at the device and type what it shows now.",
    )
}
