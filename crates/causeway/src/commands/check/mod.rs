//! `causeway check`: everything that would keep the platform from serving, or soon will, each with its mend.
//!
//! It changes nothing: no key is made, no table, no setting. Run it as the user that runs the platform, on the node itself.

mod backups;
mod door;
mod machine;
mod report;
mod storage;

use std::process::ExitCode;

use causeway_core::Result;

use crate::cli::CheckArgs;
use crate::config::Config;
use crate::roles::Role;
use report::{Finding, Report};

/// Prints what is wrong, or that nothing is. Fails when something is; what only wants attention soon does not fail.
pub(crate) async fn run(args: CheckArgs) -> Result<ExitCode> {
    let path = args.file.config.display().to_string();
    let mut report = Report::default();
    match Config::read(&args.file.config) {
        Err(error) => report.add(Finding::fault("configuration", "it cannot be read", error.public())),
        Ok(config) => look(&config, args.role, &path, &mut report).await,
    }
    print!("{}", if args.json { report.json()? } else { report.table(&path) });
    Ok(report.exit())
}

async fn look(config: &Config, role: Role, path: &str, report: &mut Report) {
    let faults = config.faults();
    for fault in &faults {
        report.add(Finding::fault("configuration", &fault.key, &fault.mend));
    }
    if faults.is_empty() {
        report.add(Finding::good("configuration", "every key is known and in range"));
    }
    door::look(config, report).await;
    machine::look(config, report);
    storage::look(config, role, path, report).await;
}

#[cfg(test)]
mod tests;
