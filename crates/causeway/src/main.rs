//! The `causeway` binary: configuration, wiring, command line.
//!
//! One row below everything else: here the domains are given their functions and become a platform ([`wiring`]). No rule lives here.

mod cli;
mod commands;
mod config;
mod operations;
mod telemetry;
mod wiring;

use std::process::ExitCode;

use causeway_core::Result;
use clap::Parser as _;

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let _telemetry = telemetry::start(&cli);
    #[cfg(feature = "crash-points")]
    if let Some(point) = cli.crash_point.clone() {
        causeway_core::crash::arm(point);
    }
    match run(cli.command) {
        Ok(code) => code,
        Err(error) => {
            tracing::debug!(?error, "command failed");
            eprintln!("causeway: {}", error.public());
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    // Two commands need no runtime and no network.
    match command {
        Command::Verify(args) => return commands::verify::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Keys(args) => return commands::keys::run(args.command).map(|()| ExitCode::SUCCESS),
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(causeway_core::Error::internal)?;
    runtime.block_on(async move {
        match command {
            #[cfg(feature = "demo")]
            Command::Demo(args) => commands::demo::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Serve(args) => commands::serve::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate(args) => commands::migrate::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Check(args) => commands::check::run(args).await,
            Command::Connector(args) => commands::connector::run(args.command).await,
            Command::Generated(args) => {
                commands::generated::run(args.document).await.map(|()| ExitCode::SUCCESS)
            }
            Command::Verify(_) | Command::Keys(_) => Ok(ExitCode::SUCCESS),
        }
    })
}
