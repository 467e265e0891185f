//! The `causeway` binary: configuration, wiring, command line.
//!
//! One row below everything else: here the domains are given their functions and become a platform ([`wiring`]). No rule lives here.

mod cli;
mod commands;
mod condition;
mod config;
mod figures;
mod interface;
mod keyring;
mod operations;
mod recovery;
mod retention;
mod roles;
mod telemetry;
mod wiring;

use std::process::ExitCode;

use causeway_core::{Kind, Result};
use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::telemetry::Logs;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (_telemetry, logs) = telemetry::start(&cli);
    #[cfg(feature = "crash-points")]
    if let Some(point) = cli.crash_point.clone() {
        causeway_core::crash::arm(point);
    }
    match run(cli.command, logs) {
        Ok(code) => code,
        Err(error) => {
            // Whoever runs a command owns the machine: our own fault is told to them with its cause.
            match error.kind() {
                Kind::Internal => eprintln!("causeway: {error:?}"),
                _ => eprintln!("causeway: {}", error.public()),
            }
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, logs: Logs) -> Result<ExitCode> {
    // One command needs no runtime and no network.
    if let Command::Verify(args) = command {
        return commands::verify::run(&args).map(|()| ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(causeway_core::Error::internal)?;
    runtime.block_on(async move {
        match command {
            #[cfg(feature = "demo")]
            Command::Demo(args) => commands::demo::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Serve(args) => commands::serve::run(args, logs).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate(args) => commands::migrate::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Check(args) => Box::pin(commands::check::run(args)).await,
            Command::Connector(args) => commands::connector::run(args.command).await,
            Command::Generated(args) => {
                commands::generated::run(args.document).await.map(|()| ExitCode::SUCCESS)
            }
            Command::Backup(args) => commands::backup::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Restore(args) => commands::restore::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Drill(args) => commands::restore::drill(args).await.map(|()| ExitCode::SUCCESS),
            Command::Log(args) => commands::log::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Keys(args) => commands::keys::run(args.command).await.map(|()| ExitCode::SUCCESS),
            Command::Staff(args) => commands::staff::run(args.command).await.map(|()| ExitCode::SUCCESS),
            Command::Verify(_) => Ok(ExitCode::SUCCESS),
        }
    })
}
