//! `causeway log`: the evidence log's name.

use causeway_core::Result;

use super::backup::House;
use crate::cli::{LogArgs, LogCommand, LogRename};

/// Gives the log a new name.
pub(crate) async fn run(args: LogArgs) -> Result<()> {
    let LogCommand::Rename(LogRename { yes, file }) = args.command;
    let house = House::open(&file.config).await?;
    let state = house.evidence.log_state().await?;
    if !yes {
        match state {
            None => println!("The log was not begun yet: there is nothing to rename."),
            Some(state) => println!(
                "The log {} with {} entries would go on under a new name. Whoever verifies receipts would have to be told.",
                state.origin, state.size
            ),
        }
        println!("Nothing was done. To do it: causeway log rename --yes --config {}", file.config.display());
        return Ok(());
    }
    let evidence = &house.evidence;
    let (origin, former) = house.env.db.tx(|tx| Box::pin(evidence.rename_log(tx))).await?;
    println!("The log is called {origin} from now on; it was {former}.");
    println!(
        "Tell whoever verifies receipts to add the first line at /log/key to their trust file. /log/history tells the rest."
    );
    Ok(())
}
