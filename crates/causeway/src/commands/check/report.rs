//! What was found, as a table for people and as JSON for programs.

use std::fmt::Write as _;
use std::process::ExitCode;

use causeway_core::{Error, Result};
use serde::Serialize;

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// As it should be.
    Good,
    /// It serves, and wants attention.
    Warning,
    /// It does not serve, or must not.
    Fault,
    /// It could not be looked at, because of something above it, or does not apply.
    Skipped,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// What was looked at, such as `certificate`.
    pub(super) check: &'static str,
    /// How it stands.
    pub(super) state: State,
    /// What was found.
    pub(super) found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mend: Option<String>,
}

impl Finding {
    pub(super) fn good(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, state: State::Good, found: found.into(), mend: None }
    }

    pub(super) fn skipped(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, state: State::Skipped, found: found.into(), mend: None }
    }

    pub(super) fn warning(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, state: State::Warning, found: found.into(), mend: Some(mend.into()) }
    }

    pub(super) fn fault(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, state: State::Fault, found: found.into(), mend: Some(mend.into()) }
    }

    /// What an error says, whose public sentence tells what to do.
    pub(super) fn of(check: &'static str, found: impl Into<String>, error: &Error) -> Self {
        Self::fault(check, found, error.public())
    }
}

/// Everything that was found, in the order of looking.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Finding>);

impl Report {
    pub(super) fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    #[cfg(test)]
    pub(super) fn findings(&self) -> &[Finding] {
        &self.0
    }

    fn count(&self, state: State) -> usize {
        self.0.iter().filter(|finding| finding.state == state).count()
    }

    pub(super) fn exit(&self) -> ExitCode {
        if self.count(State::Fault) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// One line for each thing, its mend below it, and the sum at the end.
    pub(super) fn table(&self, path: &str) -> String {
        let wide = self.0.iter().map(|finding| finding.check.len()).max().unwrap_or(0);
        let mut text = String::new();
        for Finding { check, state, found, mend } in &self.0 {
            let mark = match state {
                State::Good => "good",
                State::Warning => "WARNING",
                State::Fault => "FAULT",
                State::Skipped => "-",
            };
            let _ = writeln!(text, "{mark:<8} {check:<wide$}  {found}");
            if let Some(mend) = mend {
                let _ = writeln!(text, "{:<8} {:<wide$}  → {mend}", "", "");
            }
        }
        let (faults, warnings) = (self.count(State::Fault), self.count(State::Warning));
        let _ = match (faults, warnings) {
            (0, 0) => writeln!(text, "{path} is good."),
            _ => writeln!(text, "{faults} fault(s), {warnings} warning(s) in {path}"),
        };
        text
    }

    pub(super) fn json(&self) -> Result<String> {
        serde_json::to_string_pretty(&self.0).map(|text| text + "\n").map_err(Error::internal)
    }
}
