//! The sandbox's own API: an integrator's test makes synthetic people and has them decide, without a browser.
//!
//! Wired only where the database is a sandbox. What holds here:
//! - a key reaches its own people; everybody else's do not exist for it (404);
//! - a synthetic person's account, passkey, login, approval and refusal come about by the very code that serves real people;
//! - card numbers are of the synthetic range, prefix [`PREFIX`].
//!
//! Problem codes: `sandbox_quota` (429), `card_not_synthetic`, `card_taken`, `bad_name`, `bad_date`, those of [`crate::CardFault`],
//! `not_found`, `request_over`, and those of the approval itself. How to use it: `docs/guides/drive-the-sandbox.md`.

mod decisions;
mod keys;
mod openapi;
mod people;
mod routes;

use std::fmt;
use std::sync::Arc;

use causeway_consent::Presented;
use causeway_core::{Lang, RequestId, Result, Session};
use causeway_http::access::BoxFuture;

use crate::Parts;
use crate::phone::SoftPhone;

pub use decisions::{Decided, Decision, Waiting};
pub use keys::SECRET_PREFIX;
pub use people::{NewPerson, PERSON_DELETED, PREFIX};

/// Shows a request to the person of a session, in a language, as the approval page does: what is shown is composed by the crate
/// that draws the pages, so it is given at wiring.
pub type Present =
    Arc<dyn Fn(RequestId, Session, Lang) -> BoxFuture<'static, Result<Presented>> + Send + Sync>;

/// The sandbox. Cheap to clone.
#[derive(Clone)]
pub struct Sandbox {
    parts: Parts,
    phone: SoftPhone,
    present: Present,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("phone", &self.phone).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// The sandbox over `parts`. A [`SoftPhone`] exists only in a sandbox database, so this does too.
    pub fn new(parts: Parts, phone: SoftPhone, present: Present) -> Self {
        Self { parts, phone, present }
    }

    /// The simulated phone behind it.
    pub fn phone(&self) -> &SoftPhone {
        &self.phone
    }
}
