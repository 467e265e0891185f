//! Files that hold keys: written so that they are whole or not there, read only when nobody else can read them.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use causeway_core::{Error, Result};
use jiff::Timestamp;
use zeroize::Zeroizing;

/// No key file is longer.
const LONGEST: u64 = 16 * 1024;

/// A folder of key files, locked against other writers while this lives.
pub(super) struct Locked<'a> {
    folder: &'a Path,
    _lock: File,
}

/// Creates the folder if it is not there, readable by this user alone, and refuses one that others can enter.
pub(super) fn prepare(folder: &Path) -> Result<()> {
    let made = !folder.exists();
    if let Err(e) = DirBuilder::new().recursive(true).mode(0o700).create(folder) {
        return Err(unreadable(folder, &e));
    }
    // A folder that was just made is lost with its keys if the machine stops before its name is on the disk.
    if made && let Some(parent) = folder.parent().filter(|parent| parent.is_dir()) {
        File::open(parent).and_then(|parent| parent.sync_all()).map_err(|e| unreadable(parent, &e))?;
    }
    check(folder)
}

/// Refuses a folder that is not there or that others can enter.
pub(super) fn check(folder: &Path) -> Result<()> {
    check_mode(folder, "700")
}

/// Waits until no other process writes here. Leftovers of a write that was cut short are removed.
pub(super) fn lock(folder: &Path) -> Result<Locked<'_>> {
    let path = folder.join(".lock");
    let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let lock = lock.map_err(|e| unreadable(&path, &e))?;
    lock.lock().map_err(|e| unreadable(&path, &e))?;
    let locked = Locked { folder, _lock: lock };
    for name in names(folder)?.iter().filter(|name| is_temporary(name)) {
        std::fs::remove_file(folder.join(name)).map_err(|e| unreadable(folder, &e))?;
    }
    Ok(locked)
}

impl Locked<'_> {
    /// Writes a new file: to a temporary name, synced, renamed, and the folder synced. Never replaces one that is there.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        if path.exists() {
            return Err(damaged(&path, "it is there already, and keys are never replaced"));
        }
        let temporary = self.folder.join(format!(".{name}.tmp"));
        let write = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
            // The process's umask may have taken bits away that we need, and cannot have added any.
            file.set_permissions(Permissions::from_mode(0o600))?;
            file.write_all(content)?;
            file.sync_all()?;
            std::fs::rename(&temporary, &path)?;
            File::open(self.folder)?.sync_all()
        };
        write().map_err(|e| unreadable(&path, &e))
    }

    /// Removes a file for good, and syncs the folder.
    pub(super) fn remove(&self, name: &str) -> Result<()> {
        let path = self.folder.join(name);
        let remove = || std::fs::remove_file(&path).and_then(|()| File::open(self.folder)?.sync_all());
        remove().map_err(|e| unreadable(&path, &e))
    }
}

/// When a file was written last, to the second.
pub(super) fn modified(folder: &Path, name: &str) -> Result<Timestamp> {
    let path = folder.join(name);
    let modified = std::fs::metadata(&path).and_then(|facts| facts.modified());
    let seconds = modified.map_err(|e| unreadable(&path, &e))?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(seconds.as_secs()).ok().and_then(|s| Timestamp::from_second(s).ok()).unwrap_or_default())
}

/// The names of the files in the folder, in order.
pub(super) fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        let entry = entry.map_err(|e| unreadable(folder, &e))?;
        names.extend(entry.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

fn is_temporary(name: &str) -> bool {
    name.starts_with('.') && Path::new(name).extension().is_some_and(|e| e == "tmp")
}

/// Reads a key file.
///
/// # Errors
/// `keystore_permissions` when anyone but its owner may read or write it; `keystore_unreadable`.
pub(super) fn read(folder: &Path, name: &str) -> Result<Zeroizing<Vec<u8>>> {
    let path = folder.join(name);
    check_mode(&path, "600")?;
    let mut content = Zeroizing::new(Vec::new());
    File::open(&path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut content))
        .map_err(|e| unreadable(&path, &e))?;
    Ok(content)
}

fn check_mode(path: &Path, wanted: &str) -> Result<()> {
    let mode = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?.permissions().mode();
    let others = mode & 0o077;
    if others != 0 {
        return Err(Error::invalid(
            "keystore_permissions",
            format!("{0} holds keys and others can reach it. Run: chmod {wanted} '{0}'", path.display()),
        ));
    }
    Ok(())
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let what = match error.kind() {
        ErrorKind::NotFound => "is not there".to_owned(),
        ErrorKind::PermissionDenied => "is not this program's to use".to_owned(),
        _ => format!("cannot be used: {error}"),
    };
    Error::invalid(
        "keystore_unreadable",
        format!("{} {what}. Give a folder that this program owns.", path.display()),
    )
}

/// A key file that does not hold what its name says. The content is never quoted.
pub(super) fn damaged(path: &Path, why: &str) -> Error {
    let path: PathBuf = path.to_owned();
    Error::invalid(
        "keystore_damaged",
        format!("{}: {why}. Restore the key folder from its backup.", path.display()),
    )
}
