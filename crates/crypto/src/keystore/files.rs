//! Files that hold keys: written so that they are whole or not there, read only when nobody else can read them.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use causeway_core::{Error, Result};
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
    if let Err(e) = DirBuilder::new().recursive(true).mode(0o700).create(folder) {
        return Err(unreadable(folder, &e));
    }
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
