//! What a disaster would find: a journal on another disk, a backup of yesterday, a database that is whole.

use std::path::Path;

use causeway_core::{Env, backup};
use jiff::{SignedDuration, Timestamp};

use super::report::{Finding, Report};
use crate::config::Config;
use crate::roles::Role;

/// Backups are made every day; one that failed is noticed the day after.
const FRESH: SignedDuration = SignedDuration::from_hours(36);

pub(super) async fn look(env: &Env, config: &Config, role: Role, report: &mut Report) {
    if let Err(error) = backup::refuse_unfinished(&env.db).await {
        return report.add(Finding::of("restore", "one did not finish", &error));
    }
    report.add(journal(config, role));
    report.add(match backup::last(&env.db).await {
        Ok(last) => age(last.map(|made| made.made_at), env.now()),
        Err(error) => Finding::of("backup", "it cannot be told when the last was made", &error),
    });
}

fn journal(config: &Config, role: Role) -> Finding {
    const CHECK: &str = "journal";
    let Some(folder) = &config.backup.journal else {
        let mend = "Set backup.journal to a folder on another disk or machine: without it a restore brings back what was withdrawn, used or deleted after the backup (docs/runbooks/backup.md).";
        return Finding::warning(CHECK, "there is none", mend);
    };
    if !role.works() {
        let found = format!("nodes of the role {} do not write it", role.name());
        return Finding::skipped(CHECK, found);
    }
    if !folder.is_dir() {
        let found = format!("the folder {} is not there", folder.display());
        let mend = "Create it, writable by this program alone, or mount it here: the same for every node that runs jobs (docs/runbooks/backup.md).";
        return Finding::fault(CHECK, found, mend);
    }
    let database = config.database.sqlite.as_deref().and_then(Path::parent);
    if database.is_some_and(|database| same_disk(database, folder)) {
        let found = format!("{} is on the database's own disk", folder.display());
        return Finding::warning(
            CHECK,
            found,
            "Move it to another disk or machine: what takes the one would take the other.",
        );
    }
    Finding::good(CHECK, format!("in {}", folder.display()))
}

fn same_disk(one: &Path, other: &Path) -> bool {
    let device = |path: &Path| rustix::fs::stat(path).map(|told| told.st_dev).ok();
    let one = if one.as_os_str().is_empty() { Path::new(".") } else { one };
    device(one).is_some() && device(one) == device(other)
}

fn age(last: Option<Timestamp>, now: Timestamp) -> Finding {
    const CHECK: &str = "backup";
    const MEND: &str = "Make one every day, and try it every week: docs/runbooks/backup.md.";
    match last {
        None => Finding::warning(CHECK, "none was made yet", MEND),
        Some(at) if now.duration_since(at) > FRESH => {
            Finding::warning(CHECK, format!("the last was made at {at}"), MEND)
        }
        Some(at) => Finding::good(CHECK, format!("the last was made at {at}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::State;
    use super::*;

    #[test]
    fn an_old_backup_and_none_want_attention() {
        let now = Timestamp::from_second(1_795_248_000).unwrap();
        let state = |hours: i64| age(Some(now - SignedDuration::from_hours(hours)), now).state;
        assert_eq!((state(1), state(36), state(37)), (State::Good, State::Good, State::Warning));
        assert_eq!(age(None, now).state, State::Warning);
    }

    #[test]
    fn a_journal_beside_the_database_protects_from_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let with = |more: &str| -> Config {
            let at = folder.path().display();
            toml::from_str(&format!("mode = \"sandbox\"\n[database]\nsqlite = \"{at}/x.db\"\n[keys]\nfolder = \"{at}/keys\"\n{more}")).unwrap()
        };
        let of = |config: &Config| journal(config, Role::All);
        assert!(of(&with("")).found.contains("none"));
        let beside = of(&with(&format!("[backup]\njournal = \"{}\"\n", folder.path().display())));
        assert!(beside.state == State::Warning && beside.found.contains("own disk"), "{}", beside.found);
        let elsewhere = of(&with("[backup]\njournal = \"/proc\"\n"));
        assert_eq!(elsewhere.state, State::Good, "another device");
    }

    #[test]
    fn a_journal_that_is_not_there_is_a_fault_where_jobs_run() {
        let text = "mode = \"sandbox\"\n[database]\nsqlite = \"x.db\"\n[keys]\nfolder = \"x\"\n[backup]\njournal = \"/nowhere/at/all\"\n";
        let config: Config = toml::from_str(text).unwrap();
        for (role, wanted) in
            [(Role::Worker, State::Fault), (Role::All, State::Fault), (Role::Gateway, State::Skipped)]
        {
            assert_eq!(journal(&config, role).state, wanted, "{role:?}");
        }
    }
}
