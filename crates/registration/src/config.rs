//! The `[registration]` section.

use causeway_core::config::Fault;
use causeway_core::setting::Mode;
use causeway_core::{DatasetId, Error, PurposeId, Result};
use serde::Deserialize;

/// How an applicant who registers by themself is established.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// By what stands on the card, compared with the identity register. Whoever holds the card, or knows all that is on it, passes:
    /// choose it only where services take that into account.
    RegisterMatch,
}

/// Who may register, and how often they may try.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How people who register by themselves are established: `"register-match"`. Without it a production platform keeps
    /// self-registration shut; a sandbox takes `register-match`.
    pub policy: Option<Policy>,
    /// The dataset of the identity register. Default `immigration.identity-card`, with the fields `name`, `date_of_birth`,
    /// `date_of_issue` and `status` (`valid` or `lost`; any other status is refused).
    pub dataset: Option<DatasetId>,
    /// The registered purpose under which the register is read. Default `registration`.
    pub purpose: Option<PurposeId>,
    /// How often one card number may be tried in an hour. Default 5.
    pub attempts_per_card: u32,
    /// How often one address (an IPv4 address, an IPv6 /64) may try in an hour. Default 20; raise it where a counter or kiosk hall
    /// shares one address.
    pub attempts_per_address: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { policy: None, dataset: None, purpose: None, attempts_per_card: 5, attempts_per_address: 20 }
    }
}

impl Config {
    /// What is wrong with it, for `causeway check`.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (key, value) in [
            ("registration.attempts_per_card", self.attempts_per_card),
            ("registration.attempts_per_address", self.attempts_per_address),
        ] {
            if !(1..=100_000).contains(&value) {
                faults.push(Fault::new(key, "Write 1 to 100000 attempts an hour."));
            }
        }
        faults
    }

    /// The register's dataset and the purpose of reading it.
    pub(crate) fn read(&self) -> Result<(DatasetId, PurposeId)> {
        let dataset = self.dataset.clone().map_or_else(|| "immigration.identity-card".parse(), Ok)?;
        let purpose = self.purpose.clone().map_or_else(|| "registration".parse(), Ok)?;
        Ok((dataset, purpose))
    }

    /// The policy in force.
    pub(crate) fn policy_in(&self, mode: Mode) -> Option<Policy> {
        match mode {
            Mode::Sandbox => self.policy.or(Some(Policy::RegisterMatch)),
            Mode::Production => self.policy,
        }
    }

    /// The policy in force, or the answer to an applicant where there is none.
    ///
    /// # Errors
    /// `registration_closed`.
    pub(crate) fn open_policy(&self, mode: Mode) -> Result<Policy> {
        self.policy_in(mode).ok_or_else(|| {
            Error::forbidden(
                "registration_closed",
                "You cannot register by yourself here yet. Go to a registration counter with your identity card.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_documented_ones_and_have_no_fault() {
        let config = Config::default();
        let (dataset, purpose) = config.read().unwrap();
        assert_eq!((dataset.as_str(), purpose.as_str()), ("immigration.identity-card", "registration"));
        assert_eq!((config.attempts_per_card, config.attempts_per_address), (5, 20));
        assert_eq!(config.faults(), []);
    }

    #[test]
    fn production_is_shut_until_a_policy_is_configured_and_a_sandbox_is_open() {
        let silent = Config::default();
        assert_eq!(silent.open_policy(Mode::Production).unwrap_err().code(), "registration_closed");
        assert_eq!(silent.open_policy(Mode::Sandbox).unwrap(), Policy::RegisterMatch);
        let decided = Config { policy: Some(Policy::RegisterMatch), ..Config::default() };
        assert_eq!(decided.open_policy(Mode::Production).unwrap(), Policy::RegisterMatch);
    }

    #[test]
    fn a_section_is_read_and_unknown_keys_are_fatal() {
        let read = |text: &str| serde_json::from_str::<Config>(text);
        assert_eq!(read(r#"{"policy": "register-match"}"#).unwrap().policy, Some(Policy::RegisterMatch));
        assert_eq!(read("{}").unwrap().policy, None);
        assert!(read(r#"{"policy": "anybody"}"#).is_err());
        assert!(read(r#"{"polisy": "register-match"}"#).is_err());
    }

    #[test]
    fn no_attempts_at_all_is_a_fault() {
        let config = Config { attempts_per_card: 0, attempts_per_address: 0, ..Config::default() };
        let keys: Vec<_> = config.faults().into_iter().map(|f| f.key).collect();
        assert_eq!(keys, ["registration.attempts_per_card", "registration.attempts_per_address"]);
    }
}
