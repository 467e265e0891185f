//! Names of backup files, writing them so that none is half there, and deleting those with keys once they are too old.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use causeway_core::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::KEYS_KEPT;
use crate::format::Part;

const PREFIX: &str = "causeway-";
const ENDING: &str = ".age";
/// What a file is called until it is whole.
const PARTIAL: &str = ".partial";
/// What a backup that died left behind is deleted after so long.
const LEFTOVER: SignedDuration = SignedDuration::from_hours(24);
/// As in `20261121T080000Z`.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// `causeway-20261121T080000Z-1a2b3c4d-data.age`
pub(crate) fn name(at: Timestamp, backup: Uuid, part: Part) -> String {
    let id = backup.simple().to_string();
    let short = id.get(24..).unwrap_or_default();
    format!("{PREFIX}{}-{short}-{}{ENDING}", at.strftime(STAMP), part.name())
}

/// When the backup was made that a file's name names, and whether the file is whole.
fn made_at(name: &str) -> Option<(Timestamp, &str)> {
    let (stamp, rest) = name.strip_prefix('.').unwrap_or(name).strip_prefix(PREFIX)?.split_once('-')?;
    let at = jiff::civil::DateTime::strptime(STAMP, stamp).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some((at.timestamp(), rest))
}

/// A file under a name that nobody takes for a backup, until it is finished. Dropped before, it is deleted.
#[derive(Debug)]
pub(crate) struct Partial {
    path: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Partial {
    /// Creates it in `folder`, readable by this user alone.
    pub(crate) fn create(folder: &Path, name: &str) -> Result<(Self, File)> {
        let path = folder.join(format!(".{name}{PARTIAL}"));
        let target = folder.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(|e| unwritable(&path, &e))?;
        Ok((Self { path, target, kept: false }, file))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its final name. It must have been synced to disk.
    pub(crate) fn rename(mut self) -> Result<PathBuf> {
        fs::rename(&self.path, &self.target).map_err(|e| unwritable(&self.target, &e))?;
        self.kept = true;
        Ok(self.target.clone())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Makes what was renamed in a folder last.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|e| unwritable(folder, &e))
}

/// A file or folder that cannot be written.
pub(crate) fn unwritable(path: &Path, cause: &std::io::Error) -> Error {
    Error::conflict(
        "backup_unwritable",
        format!(
            "{} cannot be written: {cause}. See that the folder is there, is writable and has room.",
            path.display()
        ),
    )
}

/// A file that cannot be read.
pub(crate) fn unreadable(path: &Path, cause: &std::io::Error) -> Error {
    Error::invalid("backup_unreadable", format!("{} cannot be read: {cause}.", path.display()))
}

/// Deletes files with the keys of people's data that are older than [`KEYS_KEPT`], and what died half-way. Returns what it deleted.
///
/// # Errors
/// `backup_unreadable`, `backup_unwritable`.
pub fn prune(folder: &Path, now: Timestamp) -> Result<Vec<PathBuf>> {
    let mut gone = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        let path = entry.map_err(|e| unreadable(folder, &e))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((at, rest)) = made_at(name) else { continue };
        let keys = rest.ends_with(&format!("-{}{ENDING}", Part::Keys.name())) && now - KEYS_KEPT > at;
        let leftover = rest.ends_with(PARTIAL) && now - LEFTOVER > at;
        if keys || leftover {
            fs::remove_file(&path).map_err(|e| unwritable(&path, &e))?;
            gone.push(path);
        }
    }
    sync_folder(folder)?;
    gone.sort();
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_says_when_and_which() {
        let name = name(at("2026-11-21T08:00:01.5Z"), Uuid::from_u128(0xfeed_beef), Part::Keys);
        assert_eq!(name, "causeway-20261121T080001Z-feedbeef-keys.age");
        assert_eq!(made_at(&name).unwrap().0, at("2026-11-21T08:00:01Z"));
        for other in ["", "x", "causeway-", "causeway-20261399T080001Z-a-keys.age", "notes.txt"] {
            assert!(made_at(other).is_none(), "{other}");
        }
    }

    #[test]
    fn keys_go_after_thirty_days_and_data_stays() {
        let folder = tempfile::tempdir().unwrap();
        let now = at("2026-11-21T08:00:00Z");
        for (name, _) in [
            ("causeway-20261022T075900Z-aaaaaaaa-keys.age", true),
            ("causeway-20261022T080100Z-bbbbbbbb-keys.age", false),
            ("causeway-20201022T080100Z-cccccccc-data.age", false),
            (".causeway-20261119T080000Z-dddddddd-data.age.partial", true),
            (".causeway-20261121T070000Z-eeeeeeee-keys.age.partial", false),
            ("unrelated-keys.age", false),
        ] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let gone = prune(folder.path(), now).unwrap();
        let names: Vec<_> = gone.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                ".causeway-20261119T080000Z-dddddddd-data.age.partial",
                "causeway-20261022T075900Z-aaaaaaaa-keys.age"
            ]
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
        assert_eq!(prune(&folder.path().join("none"), now).unwrap_err().code(), "backup_unreadable");
    }

    #[test]
    fn a_file_that_is_not_finished_goes_and_one_that_is_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (partial, _file) = Partial::create(folder.path(), "causeway-x.age").unwrap();
        assert!(Partial::create(folder.path(), "causeway-x.age").is_err(), "two do not write one file");
        drop(partial);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let (partial, _file) = Partial::create(folder.path(), "causeway-x.age").unwrap();
        assert_eq!(partial.rename().unwrap(), folder.path().join("causeway-x.age"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join("causeway-x.age")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
