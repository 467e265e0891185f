//! The folder of a drill's scratch database: a full copy of the platform, so it goes with the drill, however that ends.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use causeway_core::{Error, Result};

/// How the folder's name begins; the process's id follows.
const PREFIX: &str = "causeway-drill-";
/// So many names are tried.
const NAMES: u32 = 100;
/// The file in it that is locked for as long as the drill lives.
const LOCK: &str = "lock";

/// Readable by this user alone, and deleted in the end.
pub(super) struct Scratch {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Locked until the process ends: who can lock it knows that its drill died.
    _lock: File,
}

impl Scratch {
    /// Makes it in `within`, or in the system's folder for temporary files.
    ///
    /// # Errors
    /// `backup_unwritable`.
    pub(super) fn new(within: Option<&Path>) -> Result<Self> {
        let within = within.map_or_else(std::env::temp_dir, Path::to_owned);
        Self::made(&within).map_err(|e| {
            Error::conflict(
                "backup_unwritable",
                format!("A scratch folder in {} cannot be made: {e}.", within.display()),
            )
        })
    }

    fn made(within: &Path) -> std::io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        // In a container one process has the id of the one before it, whose folder may still be there.
        let process = std::process::id();
        let mut names = (0..NAMES).map(|n| within.join(format!("{PREFIX}{process}-{n}")));
        let path = loop {
            let path = names.next().ok_or(std::io::ErrorKind::AlreadyExists)?;
            match builder.create(&path) {
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                made => break made.map(|()| path)?,
            }
        };
        let lock = File::create_new(path.join(LOCK))?;
        lock.lock()?;
        Ok(Self { path, _lock: lock })
    }

    /// Deletes what drills of this user left beside it that were killed. Returns what it deleted.
    pub(super) fn sweep(&self) -> Vec<PathBuf> {
        let beside = self.path.parent().and_then(|folder| fs::read_dir(folder).ok());
        let mut gone = Vec::new();
        for entry in beside.into_iter().flatten().flatten() {
            let path = entry.path();
            let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
            if ours && path != self.path && self.is_left_over(&path) && fs::remove_dir_all(&path).is_ok() {
                gone.push(path);
            }
        }
        gone
    }

    /// Whether it is a folder of this user's, with a lock that nobody holds.
    fn is_left_over(&self, path: &Path) -> bool {
        let lock = path.join(LOCK);
        let file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
        self.is_of_the_same_user(path)
            && file(&lock)
            && File::open(&lock).is_ok_and(|lock| lock.try_lock().is_ok())
    }

    #[cfg(unix)]
    fn is_of_the_same_user(&self, path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        let user =
            |path: &Path| fs::symlink_metadata(path).ok().filter(fs::Metadata::is_dir).map(|m| m.uid());
        user(path).is_some() && user(path) == user(&self.path)
    }

    #[cfg(not(unix))]
    fn is_of_the_same_user(&self, path: &Path) -> bool {
        path.is_dir() && self.path.is_dir()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_drill_left_goes_once_nobody_holds_it() {
        let within = tempfile::tempdir().unwrap();
        let left = |name: &str| {
            let path = within.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("drill.db"), "x").unwrap();
            path
        };
        let (died, alive, other) =
            (left("causeway-drill-1"), left("causeway-drill-2"), left("something-else"));
        fs::write(died.join(LOCK), "").unwrap();
        let held = File::create_new(alive.join(LOCK)).unwrap();
        held.lock().unwrap();
        let scratch = Scratch::new(Some(within.path())).unwrap();
        assert_eq!(scratch.sweep(), [died]);
        assert!(alive.exists() && other.exists() && scratch.path.exists());
        let path = scratch.path.clone();
        drop(scratch);
        assert!(!path.exists());
    }
}
