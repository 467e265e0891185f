//! Builds the assets with npm and embeds them; embeds the words of a release build.
//!
//! The build of the assets runs in one locked folder under cargo's target directory, keyed by the hash of the lock file, and never
//! writes into the source tree. `CAUSEWAY_ASSETS` names a folder built before (an `out` folder of `build.mjs`) instead.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

/// What the assets are made of, beside the folder `src`.
const MADE_OF: [&str; 5] = ["package.json", "package-lock.json", ".npmrc", "build.mjs", "tsconfig.json"];

fn main() {
    if let Err(error) = locales().and_then(|()| assets()) {
        // The only way to speak to the person who runs cargo.
        println!("cargo::error={}", error.to_string().replace('\n', " "));
        std::process::exit(1);
    }
}

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn folder(name: &str) -> io::Result<PathBuf> {
    variable(name).ok_or_else(|| io::Error::other(format!("cargo gave no {name}")))
}

/// Embeds `locales/<tag>/*.ftl` into release builds; development builds read them from the source tree.
fn locales() -> io::Result<()> {
    println!("cargo::rustc-check-cfg=cfg(embedded_words)");
    let mut code = String::from("[\n");
    if variable("PROFILE").is_some_and(|profile| profile == Path::new("release")) {
        let root = folder("CARGO_MANIFEST_DIR")?.join("../../locales").canonicalize()?;
        println!("cargo::rustc-cfg=embedded_words");
        println!("cargo::rerun-if-changed={}", root.display());
        for language in sorted(&root)?.iter().filter(|path| path.is_dir()) {
            for file in sorted(language)?.iter().filter(|path| path.extension().is_some_and(|e| e == "ftl")) {
                let _ = writeln!(
                    code,
                    "({:?}, {:?}, include_str!({})),",
                    name(language),
                    name(file),
                    literal(file)
                );
            }
        }
    }
    code.push(']');
    fs::write(folder("OUT_DIR")?.join("locales.rs"), code)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A path as a string literal of Rust.
fn literal(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn assets() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=CAUSEWAY_ASSETS");
    let source = folder("CARGO_MANIFEST_DIR")?.join("assets");
    println!("cargo::rerun-if-changed={}", source.display());
    let out = folder("OUT_DIR")?;
    let copy = out.join("assets");
    if let Some(ready) = variable("CAUSEWAY_ASSETS") {
        copy_folder(&ready, &copy)?;
        println!("cargo::rerun-if-changed={}", ready.display());
    } else {
        build_in_cache(&source, &out, &copy)?;
    }
    embed(&copy, &out.join("assets.rs"))
}

/// Installs (once for a lock file) and builds (once for a source), then copies the result to `copy`.
fn build_in_cache(source: &Path, out: &Path, copy: &Path) -> io::Result<()> {
    let root = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists()).unwrap_or(out);
    let all = root.join("causeway-assets");
    let cache = all
        .join(format!("{:016x}", hash_of(&[source.join("package-lock.json"), source.join("package.json")])?));
    fs::create_dir_all(&cache)?;
    // Two cargo commands may come here at once. The lock ends with the file's handle.
    let lock = File::create(all.join("lock"))?;
    lock.lock()?;
    let parts: Vec<PathBuf> = MADE_OF.iter().map(|file| source.join(file)).collect();
    for part in &parts {
        fs::copy(part, cache.join(name(part)))?;
    }
    copy_folder(&source.join("src"), &cache.join("src"))?;
    if !cache.join("installed").exists() {
        run(&cache, "npm", &["ci", "--ignore-scripts", "--omit=dev"])?;
        fs::write(cache.join("installed"), "")?;
    }
    let everything: Vec<PathBuf> = parts.into_iter().chain(sorted(&source.join("src"))?).collect();
    let state = format!("{:016x}", hash_of(&everything)?);
    if fs::read_to_string(cache.join("built")).ok().as_ref() != Some(&state) {
        run(&cache, "node", &["build.mjs"])?;
        fs::write(cache.join("built"), state)?;
    }
    println!("cargo::rustc-env=CAUSEWAY_ASSETS_CACHE={}", cache.display());
    copy_folder(&cache.join("out"), copy)
}

fn hash_of(files: &[PathBuf]) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        (name(file), fs::read(file)?).hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Makes `to` a copy of the flat folder `from`.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for file in sorted(from)?.iter().filter(|path| path.is_file()) {
        fs::copy(file, to.join(name(file)))?;
    }
    Ok(())
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> io::Result<()> {
    let said = Command::new(program).args(arguments).current_dir(folder).output().map_err(|error| {
        io::Error::other(format!(
            "{program} cannot be run ({error}). The pages' style sheet and scripts are built with Node.js 20 or newer and npm: \
             install them (Debian: apt-get install nodejs npm), or set CAUSEWAY_ASSETS to a folder built before."
        ))
    })?;
    if said.status.success() {
        return Ok(());
    }
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    Err(io::Error::other(format!(
        "`{program} {}` failed in {}: {err} {out}",
        arguments.join(" "),
        folder.display()
    )))
}

/// Writes the table of assets, from `manifest.tsv`: name, file, media type, whether there is a brotli form.
fn embed(folder: &Path, code_file: &Path) -> io::Result<()> {
    let manifest = fs::read_to_string(folder.join("manifest.tsv"))
        .map_err(|e| io::Error::other(format!("{}/manifest.tsv cannot be read: {e}", folder.display())))?;
    let mut code = String::from("static ASSETS: &[Asset] = &[\n");
    for line in manifest.lines() {
        let mut columns = line.split('\t');
        let (Some(asset), Some(file), Some(kind), Some(small)) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            return Err(io::Error::other(format!("manifest.tsv has a line of another form: {line}")));
        };
        let brotli = if small == "1" {
            format!("Some(include_bytes!({}))", literal(&folder.join(format!("{file}.br"))))
        } else {
            "None".to_owned()
        };
        let plain = literal(&folder.join(file));
        let _ = writeln!(
            code,
            "Asset {{ name: {asset:?}, file: {file:?}, media_type: {kind:?}, plain: include_bytes!({plain}), brotli: {brotli} }},"
        );
    }
    code.push_str("];\n");
    fs::write(code_file, code)
}
