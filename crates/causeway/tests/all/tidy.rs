//! The rules of the house, as tests: rows, file headers, budgets, table ownership (docs/ARCHITECTURE.md, docs/STYLE.md).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::Visit;

/// Production lines in one file.
const FILE_CEILING: usize = 500;
/// What the median file should stay under.
const FILE_MEDIAN: usize = 120;
/// Lines of one function.
const FUNCTION_CEILING: usize = 80;
/// What the median function should stay under.
const FUNCTION_MEDIAN: usize = 10;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | "node_modules" | ".git" | "output") {
                walk(&path, found);
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root().join("crates"), &mut found);
    found.sort();
    found
}

fn is_test_file(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.contains("/tests/")
        || text.ends_with("/tests.rs")
        || text.ends_with("_tests.rs")
        || text.ends_with("/testing.rs")
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

fn is_test_item(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|a| {
        a.path().is_ident("test")
            || (a.path().is_ident("cfg")
                && matches!(&a.meta, syn::Meta::List(list) if list.tokens.to_string().contains("test")))
    })
}

/// Lines of `text` outside `#[cfg(test)]` items.
fn production_lines(file: &syn::File, text: &str) -> usize {
    let in_tests: usize = file
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Mod(module) if is_test_item(&module.attrs) => Some(module.span()),
            syn::Item::Fn(function) if is_test_item(&function.attrs) => Some(function.span()),
            _ => None,
        })
        .map(|span| span.end().line - span.start().line + 1)
        .sum();
    text.lines().count().saturating_sub(in_tests)
}

#[derive(Default)]
struct Functions(Vec<(String, usize)>);

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test_item(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_test_item(&function.attrs) {
            self.note(&function.sig, &function.block);
            syn::visit::visit_item_fn(self, function);
        }
    }
    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.note(&function.sig, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }
}

impl Functions {
    fn note(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let lines = block.span().end().line - signature.span().start().line + 1;
        self.0.push((signature.ident.to_string(), lines));
    }
}

fn median(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|path| !fs::read_to_string(path).unwrap().trim_start().starts_with("//!"))
        .map(|path| relative(&path))
        .collect();
    assert!(silent.is_empty(), "no `//!` line at the top of: {silent:#?}");
}

#[test]
fn files_and_functions_stay_small() {
    let (mut files, mut functions, mut too_long) = (Vec::new(), Vec::new(), Vec::new());
    for path in sources().into_iter().filter(|p| !is_test_file(p)) {
        let text = fs::read_to_string(&path).unwrap();
        let parsed = syn::parse_file(&text).unwrap();
        let lines = production_lines(&parsed, &text);
        files.push(lines);
        if lines > FILE_CEILING {
            too_long.push(format!("{}: {lines} lines", relative(&path)));
        }
        let mut found = Functions::default();
        found.visit_file(&parsed);
        for (name, lines) in found.0 {
            functions.push(lines);
            if lines > FUNCTION_CEILING {
                too_long.push(format!("{}: fn {name}: {lines} lines", relative(&path)));
            }
        }
    }
    assert!(too_long.is_empty(), "over the ceiling: {too_long:#?}");
    let (file, function) = (median(files), median(functions));
    assert!(file <= FILE_MEDIAN, "the median file has {file} lines");
    assert!(function <= FUNCTION_MEDIAN, "the median function has {function} lines");
}

/// The rows of docs/ARCHITECTURE.md: `| 3 | `evidence` | …`.
fn rows() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let mut rows = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, row, crates, ..] = cells.as_slice() else { continue };
        let Ok(row) = row.parse::<u32>() else { continue };
        for name in crates.split_whitespace() {
            let name = name.trim_matches('`').to_owned();
            assert!(rows.insert(name.clone(), row).is_none(), "{name} stands on two rows");
        }
    }
    rows
}

#[test]
fn crates_import_only_from_rows_above_their_own() {
    let rows = rows();
    let metadata = cargo_metadata::MetadataCommand::new().current_dir(root()).no_deps().exec().unwrap();
    let short = |name: &str| name.strip_prefix("causeway-").unwrap_or(name).to_owned();
    let known: BTreeSet<_> = metadata.packages.iter().map(|p| short(&p.name)).collect();
    let listed: BTreeSet<_> = rows.keys().cloned().collect();
    assert_eq!(known, listed, "the table in docs/ARCHITECTURE.md and the workspace differ");
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let own = short(&package.name);
        for dependency in
            package.dependencies.iter().filter(|d| d.kind == cargo_metadata::DependencyKind::Normal)
        {
            let other = short(&dependency.name);
            if rows.get(&other).is_some_and(|row| *row >= rows[&own]) {
                wrong.push(format!("{own} (row {}) imports {other} (row {})", rows[&own], rows[&other]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every table with the crate whose prefix it bears.
fn tables() -> BTreeMap<String, String> {
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(root().join("migrations")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "sql") {
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines() {
            if let Some(rest) = line.strip_prefix("create table ") {
                let name = rest.split([' ', '(']).next().unwrap().to_owned();
                let owner = name.split('_').next().unwrap().to_owned();
                tables.insert(name, owner);
            }
        }
    }
    tables
}

#[test]
fn a_table_is_named_in_its_own_crate_alone() {
    let tables = tables();
    assert!(tables.len() > 10, "the migrations were not found");
    let mut wrong = Vec::new();
    for path in sources().into_iter().filter(|p| !is_test_file(p)) {
        let file = relative(&path);
        let own = file.split('/').nth(1).unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let words: BTreeSet<_> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        for (table, owner) in &tables {
            if *owner != own && words.contains(table.as_str()) {
                wrong.push(format!("{file} names {table}, which belongs to {owner}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sql_stands_in_store_files_alone() {
    let mut wrong = Vec::new();
    for path in sources().into_iter().filter(|p| !is_test_file(p)) {
        let file = relative(&path);
        // `core` owns the mechanism and its two tables.
        if file.starts_with("crates/core/") || file.contains("/store") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let production = text.split("#[cfg(test)]").next().unwrap_or_default();
        for call in [
            ".execute(\"",
            ".query(\"",
            ".optional(\"",
            ".one(\"",
            "\"insert into",
            "\"delete from",
            "\"select ",
        ] {
            if production.contains(call) {
                wrong.push(format!("{file}: {call}"));
            }
        }
    }
    assert!(wrong.is_empty(), "SQL outside store.rs: {wrong:#?}");
}

#[test]
fn no_lint_is_silenced_without_a_reason() {
    let mut wrong = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("#[allow(") || line.trim_start().starts_with("#![allow(") {
                wrong.push(format!("{}:{}", relative(&path), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "use #[expect(…, reason = …)]: {wrong:#?}");
}

#[test]
fn tests_do_not_fall_behind() {
    let (mut production, mut tests) = (0, 0);
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if is_test_file(&path) {
            tests += lines;
        } else {
            let own = production_lines(&syn::parse_file(&text).unwrap(), &text);
            production += own;
            tests += lines - own;
        }
    }
    println!("production {production} lines, tests {tests} lines");
    // The aim is as many as of production; the floor is raised as they grow, and never lowered.
    assert!(tests * 100 >= production * 60, "{tests} lines of tests for {production} of production");
}
