//! `causeway connector`: the program that a provider or consumer runs beside its own system.

use std::process::ExitCode;

use causeway_connector::{Config, Keys, check};
use causeway_core::{Error, Result};
use tokio::sync::watch;

use crate::cli::ConnectorCommand;
use crate::commands::serve::until_told_to_stop;

/// Runs, checks or tells the keys of a connector.
pub(crate) async fn run(command: ConnectorCommand) -> Result<ExitCode> {
    match command {
        ConnectorCommand::Run(args) => serve(&Config::read(&args.config)?).await,
        ConnectorCommand::Check(args) => {
            let faults = check(&Config::read(&args.config)?).await;
            for fault in &faults {
                println!("{}: {}", fault.key, fault.mend);
            }
            if faults.is_empty() {
                println!("{} is good.", args.config.display());
                return Ok(ExitCode::SUCCESS);
            }
            println!("{} fault(s) in {}", faults.len(), args.config.display());
            Ok(ExitCode::FAILURE)
        }
        ConnectorCommand::Keys(args) => {
            let public = Keys::open(&Config::read(&args.config)?.keys)?.public();
            println!("{}", serde_json::to_string_pretty(&public).map_err(Error::internal)?);
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn serve(config: &Config) -> Result<ExitCode> {
    let (stopper, stop) = watch::channel(false);
    let told = tokio::spawn(async move {
        until_told_to_stop().await;
        let _ = stopper.send(true);
    });
    causeway_connector::run(config, stop).await?;
    told.abort();
    Ok(ExitCode::SUCCESS)
}
