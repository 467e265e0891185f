//! Named crash points: places where a test ends the process, to see that nothing accepted is lost and nothing happens twice.
//!
//! Compiled in only under the feature `crash-points`, which no package switches on.

/// Every crash point there is. [`point`] accepts only these, and the crash test walks this list, so none is forgotten.
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

/// Ends the process here, without unwinding or flushing, if the crash point `name` is armed.
#[cfg(feature = "crash-points")]
pub fn point(name: &'static str) {
    debug_assert!(POINTS.contains(&name), "crash point {name} is not in POINTS");
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
