//! The `[exchange]` section of the configuration.

use std::time::Duration;

use causeway_core::config::Fault;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::retention::READS;

/// Limits of the exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How long a provider may take to answer, in milliseconds, its connection included. At most 30000.
    pub provider_deadline_ms: u64,
    /// After how many seconds a consumer is told to come back when a provider is down.
    pub retry_after_seconds: u32,
    /// How many days the record of a read (names only) is kept for incidents.
    pub keep_reads_days: u32,
    /// How many reads and reports of incidents one client may send a minute, on each node. Default 6000.
    pub reads_per_minute: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            provider_deadline_ms: 5_000,
            retry_after_seconds: 30,
            keep_reads_days: 30,
            reads_per_minute: 6_000,
        }
    }
}

impl Config {
    /// The provider's deadline.
    pub fn provider_deadline(&self) -> Duration {
        Duration::from_millis(self.provider_deadline_ms)
    }

    /// How long the record of a read is kept.
    pub fn keep_reads(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.keep_reads_days))
    }

    /// What is wrong with it, for `causeway check`.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        // An intent is given up after 60 s: a provider must have answered well before.
        if !(1..=30_000).contains(&self.provider_deadline_ms) {
            faults.push(Fault::new("exchange.provider_deadline_ms", "Write 1 to 30000 milliseconds."));
        }
        faults.extend(READS.fault(self.keep_reads_days));
        if self.reads_per_minute == 0 {
            faults.push(Fault::new("exchange.reads_per_minute", "Write at least 1 read a minute."));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_have_no_faults_and_each_limit_is_checked() {
        assert_eq!(Config::default().faults(), []);
        let bad = Config {
            provider_deadline_ms: 60_000,
            keep_reads_days: 0,
            reads_per_minute: 0,
            ..Config::default()
        };
        let keys: Vec<_> = bad.faults().into_iter().map(|fault| fault.key).collect();
        assert_eq!(
            keys,
            ["exchange.provider_deadline_ms", "exchange.keep_reads_days", "exchange.reads_per_minute"]
        );
    }

    #[test]
    fn an_unknown_key_is_fatal() {
        assert!(serde_json::from_value::<Config>(serde_json::json!({"deadline": 1})).is_err());
    }
}
