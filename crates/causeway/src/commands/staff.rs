//! `causeway staff`: the first security officers, and who may do what.

use std::fmt::Write as _;

use causeway_core::setting::open_as;
use causeway_core::{Clock, Env, Error, Result, Rng, db};
use causeway_crypto::token::Token;
use causeway_identity::{Identity, Member, Organisation, OrganisationKind};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::cli::{ConfigArgs, StaffCommand, StaffList};
use crate::config::Config;
use crate::keyring;
use crate::wiring::{self, Platform};

use super::serve;

/// Runs one of the staff commands.
pub(crate) async fn run(command: StaffCommand) -> Result<()> {
    match command {
        StaffCommand::Bootstrap(args) => {
            let (config, identity) = open(&args).await?;
            let link = officer_link(&identity, &config.http.public_url).await?;
            println!(
                "A security officer joins by this link, once, within one hour:\n\n  {link}\n\n\
                 Give it to that person alone, and open it on the device that is to hold their passkey.\n\
                 The platform needs two security officers: run this again for the other."
            );
        }
        StaffCommand::List(StaffList { names, file }) => {
            let (_, identity) = open(&file).await?;
            print!("{}", listed(&identity.all_staff().await?, names));
        }
    }
    Ok(())
}

/// A one-time link for a security officer. Its secret is in its path, and nowhere else.
///
/// # Errors
/// `officers_enough`.
pub(crate) async fn officer_link(identity: &Identity, public_url: &str) -> Result<String> {
    let operator =
        Organisation { id: wiring::operator()?, kind: OrganisationKind::PublicBody, name: wiring::name() };
    let (_, token) = identity.bootstrap(&operator).await?;
    Ok(join_link(public_url, &token))
}

fn join_link(public_url: &str, token: &Token) -> String {
    format!("{}/console/join/{}", public_url.trim_end_matches('/'), token.reveal())
}

async fn open(args: &ConfigArgs) -> Result<(Config, Identity)> {
    let config = Config::read(&args.config)?.checked()?;
    let env = Env { db: config.database.open()?, clock: Clock::system(), rng: Rng::system() };
    if !db::pending(&env.db).await?.is_empty() {
        return Err(Error::invalid(
            "schema_too_old",
            "The database misses migrations. Run: causeway migrate",
        ));
    }
    open_as(&env, config.mode.into()).await?;
    let store = config.keys.open(&env.clock, &env.rng)?;
    keyring::check(&env, &store).await?;
    let settings = serve::settings(&config, watch::channel(false).1);
    let platform = Platform::assemble(&env, &store, settings)?;
    platform.person_keys.check().await?;
    Ok((config, platform.identity))
}

/// One line for each role that somebody holds; a member without any has a line too.
fn listed(members: &[Member], names: bool) -> String {
    let mut out = format!(
        "{:<24} {:<36} {:<17} {:<10} {:<10} {}\n",
        "organisation", "member", "role", "last used", "confirm by", "proofed"
    );
    for member in members {
        let roles = member.grants.iter().map(|grant| {
            let used = grant.last_used_at.map_or_else(|| "never".to_owned(), day);
            (grant.role.as_str(), used, day(grant.review_due_at))
        });
        let none = member.grants.is_empty().then(|| ("none", "-".to_owned(), "-".to_owned()));
        for (role, used, due) in roles.chain(none) {
            let (organisation, id) = (member.organisation.as_str(), member.id.to_string());
            let proofed = if member.proofed { "yes" } else { "no" };
            let name = if names { member.name.as_str() } else { "" };
            let line =
                format!("{organisation:<24} {id:<36} {role:<17} {used:<10} {due:<10} {proofed:<8} {name}");
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    let _ = writeln!(out, "{} member(s)", members.len());
    out
}

/// The day of a moment, in UTC.
fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use causeway_identity::{Grant, Role};

    use super::*;

    fn member(grants: Vec<Grant>) -> Member {
        Member {
            id: uuid::Uuid::from_u128(1).into(),
            organisation: "transport".parse().unwrap(),
            account: uuid::Uuid::from_u128(2).into(),
            name: "陳大文".to_owned(),
            invited_as: None,
            unit: None,
            proofed: true,
            active: true,
            since: Timestamp::UNIX_EPOCH,
            grants,
        }
    }

    #[test]
    fn the_list_names_roles_and_dates_and_nobody_unless_asked() {
        let grant = Grant {
            id: uuid::Uuid::from_u128(3),
            role: Role::DataSteward,
            since: Timestamp::UNIX_EPOCH,
            last_used_at: None,
            review_due_at: Timestamp::UNIX_EPOCH,
        };
        let members = [member(vec![grant]), member(Vec::new())];
        let text = listed(&members, false);
        assert!(text.contains("data_steward      never      1970-01-01 yes"), "{text}");
        assert!(text.contains(" none ") && text.ends_with("2 member(s)\n"));
        assert!(!text.contains("陳大文"));
        assert_eq!(listed(&members, true).matches("陳大文").count(), 2);
    }

    #[test]
    fn the_link_is_below_the_public_address() {
        let token = Token::new(&Rng::seeded(1)).unwrap();
        let link = join_link("https://id.example.gov/", &token);
        assert_eq!(link, format!("https://id.example.gov/console/join/{}", token.reveal()));
    }
}
