//! What the pages say of the system itself: given at wiring, since only the binary knows it.

use std::fmt;
use std::sync::Arc;

use causeway_core::retention::{Class, Told};
use causeway_core::setting::Mode;
use causeway_core::{Clock, Error, jobs};
use causeway_crypto::keystore::KeyStore;
use causeway_http::access::BoxFuture;
use causeway_identity::{Applied, Apply, Effect, apply};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

/// Something that does not work for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Its short name, such as `database`.
    pub what: String,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
}

/// Tells, at each call, what does not work. Empty: everything does.
pub type Troubles = Arc<dyn Fn() -> BoxFuture<'static, Vec<Trouble>> + Send + Sync>;

/// What the pages say of the system itself.
#[derive(Clone)]
pub struct Office {
    /// Real people, or synthetic ones.
    pub mode: Mode,
    /// The release that runs.
    pub version: &'static str,
    /// What does not work.
    pub troubles: Troubles,
    /// The platform's own keys; of these the pages tell names and times.
    pub keys: Arc<dyn KeyStore>,
    /// What people are told of how long things are kept.
    pub kept: Vec<Told>,
    /// What is kept for a number of days, and for how many here.
    pub classes: Vec<(Class, u32)>,
}

impl fmt::Debug for Office {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Office")
            .field("mode", &self.mode)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// The content of a proposal to put a job back to work.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Retried {
    job: Uuid,
}

/// Puts a job that was set aside back to work: what a proposal of the kind `JobRetry` does. For the wiring.
pub fn job_retry(clock: &Clock) -> Apply {
    let clock = clock.clone();
    apply(move |tx, proposal| {
        let now = clock.now();
        Box::pin(async move {
            let content = serde_json::from_value(proposal.content.clone());
            let Retried { job } = content.map_err(|cause| unreadable().with_cause(cause))?;
            let kind = jobs::retry(tx, job, now).await?;
            let effects = vec![Effect::new("job-retried", [("job", kind)])];
            Ok(Applied { effects, ..Applied::default() })
        })
    })
}

fn unreadable() -> Error {
    Error::invalid("bad_proposal", "This proposal cannot be read. Make it anew.")
}
