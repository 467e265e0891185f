//! The machine: room on its disks, files it may open, secrets that others can read.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::Access;
use rustix::process::{Resource, getrlimit};

use super::report::{Finding, Report};
use crate::config::Config;

/// Less room than this is a fault: databases stop in the middle of a write.
const LEAST: u64 = 512 * 1024 * 1024;
/// Less wants attention.
const LITTLE: u64 = 5 * 1024 * 1024 * 1024;

pub(super) fn look(config: &Config, report: &mut Report) {
    for (what, folder) in config.folders() {
        report.add(room(what, &folder));
    }
    report.add(open_files(config.http.connections));
    for (key, path) in config.secrets() {
        report.add(secret(key, path));
    }
}

/// The nearest folder that is there already.
fn there(folder: &Path) -> PathBuf {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    whole.ancestors().find(|path| path.is_dir()).map_or_else(|| PathBuf::from("/"), Path::to_owned)
}

fn room(what: &'static str, folder: &Path) -> Finding {
    const CHECK: &str = "disk";
    let at = there(folder);
    let free = match rustix::fs::statvfs(&at) {
        Ok(told) => told.f_bavail.saturating_mul(told.f_frsize),
        Err(error) => {
            return Finding::fault(
                CHECK,
                format!("{} ({what}): {error}", at.display()),
                "Give a folder that is there.",
            );
        }
    };
    if let Err(error) = rustix::fs::access(&at, Access::WRITE_OK) {
        let mend = "Let it belong to the user that runs the platform, and mount it for writing.";
        return Finding::fault(
            CHECK,
            format!("{} ({what}) cannot be written to: {error}", at.display()),
            mend,
        );
    }
    judge(free, &format!("{} free for {what} ({})", size(free), at.display()))
}

fn judge(free: u64, found: &str) -> Finding {
    const MEND: &str = "Make room, or move it to a larger disk: docs/runbooks/database-full.md.";
    match free {
        0..LEAST => Finding::fault("disk", found, MEND),
        LEAST..LITTLE => Finding::warning("disk", found, MEND),
        _ => Finding::good("disk", found),
    }
}

fn size(bytes: u64) -> String {
    const GIB: u64 = 1024 * 1024 * 1024;
    if bytes >= GIB { format!("{} GiB", bytes / GIB) } else { format!("{} MiB", bytes / 1024 / 1024) }
}

/// Each connection is a file to the system, and so is each connection to the database.
fn open_files(connections: usize) -> Finding {
    const CHECK: &str = "open files";
    let wanted = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(256);
    // `serve` takes all that it is allowed; no limit is told as none.
    let limit = getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX);
    if limit >= wanted {
        return Finding::good(CHECK, format!("{connections} connections fit into the limit here"));
    }
    let mend = format!(
        "Raise it (systemd: LimitNOFILE={}), or lower http.connections.",
        wanted.checked_next_power_of_two().unwrap_or(wanted)
    );
    Finding::warning(CHECK, format!("the limit here is {limit}, and http.connections is {connections}"), mend)
}

/// A file that holds a secret is this program's alone.
fn secret(key: &'static str, path: &Path) -> Finding {
    const CHECK: &str = "secrets";
    let shown = path.display();
    match std::fs::metadata(path) {
        Err(error) => Finding::fault(
            CHECK,
            format!("{key} = {shown}: {error}"),
            "Make it readable to the user that runs the platform.",
        ),
        Ok(told) if told.permissions().mode() & 0o007 != 0 => Finding::warning(
            CHECK,
            format!("{shown} ({key}) can be read by everybody here"),
            format!("chmod 600 '{shown}'"),
        ),
        Ok(_) => Finding::good(CHECK, format!("{shown} ({key}) is not for everybody")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::State;
    use super::*;

    #[test]
    fn little_room_is_told_before_it_is_gone() {
        assert_eq!(judge(LITTLE, "").state, State::Good);
        assert_eq!(judge(LITTLE - 1, "").state, State::Warning);
        assert_eq!(judge(LEAST - 1, "").state, State::Fault);
        assert_eq!((size(3 << 30), size(700 << 20)), ("3 GiB".to_owned(), "700 MiB".to_owned()));
    }

    #[test]
    fn a_folder_that_is_yet_to_be_made_is_judged_by_where_it_will_be() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(there(&folder.path().join("a/b/c")), folder.path());
        assert!(room("x", &folder.path().join("a")).found.contains("free for x"));
    }

    #[test]
    fn a_secret_that_everybody_reads_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("url");
        assert_eq!(secret("k", &path).state, State::Fault);
        std::fs::write(&path, "x").unwrap();
        for (mode, state) in [(0o644, State::Warning), (0o640, State::Good), (0o600, State::Good)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(secret("k", &path).state, state, "{mode:o}");
        }
    }

    #[test]
    fn more_connections_than_files_are_told() {
        assert_eq!(open_files(1).state, State::Good);
        assert_eq!(open_files(usize::MAX).state, State::Warning);
    }
}
