//! Named crash points: places where a test ends the process, to see that nothing accepted is lost and nothing happens twice.
//!
//! Compiled in only under the feature `crash-points`, which no package switches on.

/// The crash points of the citizen's journey. [`point`] accepts only what is listed, and a crash test walks each list, so none is forgotten.
pub const POINTS: &[&str] = &[
    "registration.after_register_read",
    "registration.before_account",
    "registration.after_account",
    "consent.before_approval",
    "consent.after_approval",
    "oidc.before_code_redeemed",
    "oidc.after_code_redeemed",
    "exchange.before_intent",
    "exchange.after_intent",
    "exchange.after_answer",
    "exchange.after_outcome",
    "consent.after_withdrawal",
    "evidence.before_sequencing",
    "evidence.after_sequencing",
    "jobs.after_handler",
];

/// Those of the operator's `causeway keys rotate`.
pub const KEYS: &[&str] = &["keys.before_rotate", "keys.after_rotate"];

/// Those of the operator's `causeway backup` and `causeway restore`.
pub const BACKUP: &[&str] =
    &["backup.before_rename", "backup.after_rename", "restore.after_load", "restore.before_commit"];

/// Those of the staff's console: joining, and approving what somebody else proposed.
pub const STAFF: &[&str] =
    &["staff.before_join", "staff.after_join", "staff.before_approve", "staff.after_approve"];

/// Every list there is.
#[cfg(feature = "crash-points")]
const LISTS: &[&[&str]] = &[POINTS, KEYS, BACKUP, STAFF];

/// Ends the process here, without unwinding or flushing, if the crash point `name` is armed.
#[cfg(feature = "crash-points")]
pub fn point(name: &'static str) {
    debug_assert!(LISTS.iter().any(|list| list.contains(&name)), "crash point {name} is in no list");
    if armed::is(name) {
        std::process::abort();
    }
}

/// Does nothing: crash points are not compiled in.
#[cfg(not(feature = "crash-points"))]
#[inline]
pub fn point(_name: &'static str) {}

#[cfg(feature = "crash-points")]
pub use armed::arm;

#[cfg(feature = "crash-points")]
mod armed {
    use std::sync::OnceLock;

    static ARMED: OnceLock<String> = OnceLock::new();

    /// Arms one crash point for the life of the process.
    pub fn arm(name: String) {
        let _ = ARMED.set(name);
    }

    pub(super) fn is(name: &str) -> bool {
        ARMED.get().is_some_and(|armed| armed == name)
    }
}
