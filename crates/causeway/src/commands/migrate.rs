//! `causeway migrate`: the one command that changes the schema.

use causeway_core::setting::open_as;
use causeway_core::{Clock, Env, Result, Rng, db};

use crate::cli::ConfigArgs;
use crate::config::Config;

/// Applies what is pending and says so.
pub(crate) async fn run(args: ConfigArgs) -> Result<()> {
    let config = Config::read(&args.config)?.checked()?;
    let env = Env { db: config.database.open()?, clock: Clock::system(), rng: Rng::system() };
    // Refuses a database of a newer release before touching it.
    db::pending(&env.db).await?;
    let applied = db::migrate(&env).await?;
    open_as(&env, config.mode.into()).await?;
    for migration in &applied {
        println!("applied {}", migration.name);
    }
    println!("The schema is that of this release ({} applied now).", applied.len());
    Ok(())
}
