//! `causeway check`: each fault of a configuration file, with its mend.

use std::process::ExitCode;

use causeway_core::Result;
use causeway_core::db::pending;

use crate::cli::ConfigArgs;
use crate::config::Config;

/// Prints what is wrong, or that nothing is.
pub(crate) async fn run(args: ConfigArgs) -> Result<ExitCode> {
    let config = Config::read(&args.config)?;
    let faults = config.faults();
    for fault in &faults {
        println!("{}: {}", fault.key, fault.mend);
    }
    if !faults.is_empty() {
        println!("{} fault(s) in {}", faults.len(), args.config.display());
        return Ok(ExitCode::FAILURE);
    }
    let waiting = pending(&config.database.open()?).await?;
    if !waiting.is_empty() {
        println!(
            "The database misses {} migration(s). Run: causeway migrate --config {}",
            waiting.len(),
            args.config.display()
        );
        return Ok(ExitCode::FAILURE);
    }
    println!("{} is good.", args.config.display());
    Ok(ExitCode::SUCCESS)
}
