//! `causeway staff` on the command line.

use clap::{Args, Subcommand};

use super::ConfigArgs;

#[derive(Debug, Args)]
pub(crate) struct StaffArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: StaffCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Print a one-time link by which a first security officer joins. Only while the platform has fewer than two.
    #[command(
        after_help = "The link is good for one use within one hour, and leaves a receipt. Make one for each of the two officers: one alone can get nothing \
                      approved. From then on staff invite staff, in the console. An officer whose role is overdue for review does not count, so that a \
                      platform whose officers are all gone can be given new ones."
    )]
    Bootstrap(ConfigArgs),
    /// List everybody on any organisation's staff: roles, when each was last used, and by when it has to be confirmed.
    List(StaffList),
}

#[derive(Debug, Args)]
pub(crate) struct StaffList {
    /// Print the names that colleagues know them by, too. They are personal data: mind where the output goes.
    #[arg(long)]
    pub(crate) names: bool,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}
