//! `causeway verify`: a receipt, checked offline by anybody.

use std::path::Path;

use causeway_core::{Error, Result};
use causeway_evidence::{Receipt, Trust, verify};

use crate::cli::VerifyArgs;

/// A receipt is a page of text; anything larger is not one.
const LARGEST: u64 = 1024 * 1024;

/// Prints what the receipt proves, or fails saying what does not hold.
pub(crate) fn run(args: &VerifyArgs) -> Result<()> {
    let trust = Trust::parse(&read(&args.trust)?)?;
    let receipt = Receipt::parse(read(&args.receipt)?.as_bytes()).map_err(|e| refused(&args.receipt, &e))?;
    let report = verify(&receipt, &trust).map_err(|e| refused(&args.receipt, &e))?;
    let event = serde_json::to_string_pretty(&report.event).map_err(Error::internal)?;
    println!(
        "The receipt is proved: it stands in the log {} at place {} of {}.",
        report.origin, report.index, report.size
    );
    println!("receipt  {}\nat       {}\nevent    {event}", report.id, report.at);
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    let told =
        |e: std::io::Error| Error::invalid("unreadable", format!("{} cannot be read: {e}", path.display()));
    if std::fs::metadata(path).map_err(told)?.len() > LARGEST {
        return Err(Error::invalid(
            "too_large",
            format!("{} is too large to be what it should be.", path.display()),
        ));
    }
    std::fs::read_to_string(path).map_err(told)
}

fn refused(path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::invalid("not_proved", format!("{}: {why}", path.display()))
}
