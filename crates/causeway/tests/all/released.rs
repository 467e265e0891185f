//! What was released must live with the schema of this tree (migrations/README.md): the previous release's every statement still has what
//! it names, its schema was only added to, and what was added disturbs nobody.
//!
//! `scripts/release VERSION` writes the snapshot of a release into `docs/releases/` by the functions here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use causeway_core::db::testing;
use causeway_core::{Clock, Db, Env, Rng, db};
use syn::visit::{self, Visit};

use crate::cluster::unique;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A line of migrations/RELEASED.
struct Release {
    version: String,
    last: String,
}

fn releases() -> Vec<Release> {
    let text = fs::read_to_string(root().join("migrations/RELEASED")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let words = lines.map(|line| line.split(' ').collect::<Vec<_>>());
    words.map(|w| Release { version: w[0].to_owned(), last: w[2].to_owned() }).collect()
}

fn snapshot(release: &Release, file: &str) -> String {
    let path = root().join("docs/releases").join(&release.version).join(file);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}: see scripts/release", path.display()))
}

// --- every SQL text of a tree ------------------------------------------------------------------------------------------------

/// Collects what looks like a statement among the string literals of production code.
#[derive(Default)]
struct Statements(BTreeSet<String>);

impl<'ast> Visit<'ast> for Statements {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let tests = module.attrs.iter().any(|a| {
            a.path().is_ident("cfg")
                && matches!(&a.meta, syn::Meta::List(l) if l.tokens.to_string().contains("test"))
        });
        if !tests {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        let sql = text.value().split_whitespace().collect::<Vec<_>>().join(" ");
        let statement = match sql.split(' ').next() {
            Some("select") => sql.contains(" from "),
            Some("insert") => sql.starts_with("insert into "),
            Some("update") => sql.contains(" set "),
            Some("delete") => sql.starts_with("delete from "),
            _ => false,
        };
        if statement {
            self.0.insert(sql);
        }
    }
}

/// Every statement of the crates of a source tree.
fn statements(tree: &Path) -> BTreeSet<String> {
    let mut found = Statements::default();
    let mut folders = vec![tree.join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let tests =
                name == "tests" || name == "examples" || name.ends_with("tests.rs") || name == "testing.rs";
            // The engine room speaks to each engine in its own words.
            if path.is_dir() && !tests && !path.ends_with("core/src/db") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !tests {
                found.visit_file(&syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap());
            }
        }
    }
    found.0
}

/// Prepares each statement on both engines, on a schema that this tree's migrations made; what cannot be prepared, and why.
async fn unprepared(statements: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    let sqlite = testing::sqlite().await.unwrap();
    let embedded = rusqlite::Connection::open(sqlite.folder.join("causeway.db")).unwrap();
    for sql in statements {
        if let Err(error) = embedded.prepare(sql) {
            faults.push(format!("sqlite: {error}\n    {sql}"));
        }
    }
    if let Some(url) = testing::postgres_url() {
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let schema = unique("released");
        client
            .batch_execute(&format!(
                "drop schema if exists {schema} cascade; create schema {schema}; set search_path to {schema}"
            ))
            .await
            .unwrap();
        let db = Db::connect_postgres(&format!("{url}?options=-csearch_path%3D{schema}"), 2).unwrap();
        db::migrate(&Env { db, clock: Clock::system(), rng: Rng::system() }).await.unwrap();
        for sql in statements {
            if let Err(error) = client.prepare(sql).await {
                faults.push(format!("postgres: {error:?}\n    {sql}"));
            }
        }
        client.batch_execute(&format!("drop schema {schema} cascade")).await.unwrap();
    }
    faults
}

// --- what is asked -----------------------------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_of_what_was_released_is_understood_by_the_new_schema() {
    for release in releases() {
        let statements: BTreeSet<_> = snapshot(&release, "statements.sql")
            .lines()
            .map(|line| line.trim_end_matches(';').to_owned())
            .collect();
        assert!(statements.len() > 100, "{}: {} statements", release.version, statements.len());
        let faults = unprepared(&statements).await;
        assert!(faults.is_empty(), "release {} would fail:\n{}", release.version, faults.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_of_this_tree_is_understood_by_both_engines() {
    let statements = statements(&root());
    assert!(statements.len() > 150, "{} statements", statements.len());
    let faults = unprepared(&statements).await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_was_released_is_never_edited() {
    for release in releases() {
        let now = fs::read_to_string(root().join("docs/generated/schema.sql")).unwrap();
        let then = snapshot(&release, "schema.sql");
        assert!(
            now.starts_with(then.trim_end()),
            "the schema does not begin with that of release {}",
            release.version
        );
        assert!(then.contains(&format!("-- {}\n", release.last)), "{} is not in its snapshot", release.last);
    }
}

/// The statements of a migration file, without comments, in one line each.
fn script(sql: &str) -> Vec<String> {
    let plain: String =
        sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    let statements = plain.split(';').map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "));
    statements.filter(|s| !s.is_empty()).collect()
}

/// Why a statement is no expansion, if it is none. `ours` are the tables and columns that the same file made.
fn takes_away(statement: &str, ours: &mut BTreeMap<String, BTreeSet<String>>) -> Option<&'static str> {
    let words: Vec<_> = statement.split([' ', '(']).filter(|word| !word.is_empty()).collect();
    let table = |at: usize| words.get(at).copied().unwrap_or_default().to_owned();
    match words.as_slice() {
        ["create", "table", ..] => {
            ours.insert(table(2), BTreeSet::new());
            None
        }
        ["alter", "table", name, "add", "column", column, rest @ ..] => {
            ours.entry((*name).to_owned()).or_default().insert((*column).to_owned());
            let rest = rest.join(" ");
            (rest.contains("not null") && !rest.contains("default"))
                .then_some("a new column is nullable or has a default: old code does not fill it")
        }
        ["create", "index", ..] => None,
        ["create", "unique", "index", _, "on", name, column, ..] => {
            let column = column.trim_end_matches([',', ')']);
            let new = ours.get(*name).is_some_and(|columns| columns.is_empty() || columns.contains(column));
            (!new).then_some("a unique index over what was there refuses what old code writes")
        }
        ["insert", "into", name, ..] => {
            (!ours.contains_key(*name)).then_some("rows that old code does not expect")
        }
        ["update", name, "set", column, ..] => {
            let new = ours.get(*name).is_some_and(|columns| columns.contains(*column));
            (!new).then_some("it changes values that old code reads")
        }
        _ => Some("it does not only add"),
    }
}

#[test]
fn what_came_after_a_release_only_adds() {
    let previous = releases().pop().unwrap();
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("migrations")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|e| e != "sql") || name <= previous.last {
            continue;
        }
        let sql = fs::read_to_string(&path).unwrap();
        // A file that says which release lives with it takes away what that release no longer reads.
        if sql.starts_with("-- contracts: ") {
            continue;
        }
        let mut ours = BTreeMap::new();
        for statement in script(&sql) {
            if let Some(why) = takes_away(&statement, &mut ours) {
                faults.push(format!("{name}: {why}:\n    {statement}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_no_expansion_is_known() {
    let fault = |sql: &str| {
        let mut ours = BTreeMap::new();
        script(sql).iter().find_map(|statement| takes_away(statement, &mut ours))
    };
    for good in [
        "create table x (a uuid primary key); create unique index x_a on x (a); insert into x (a) values (1)",
        "alter table y add column b text; create index y_b on y (b); update y set b = 'c'",
        "alter table y add column b text not null default 'c'; create unique index y_b on y (b)",
        "-- drop table y;\ncreate table z (a text)",
    ] {
        assert_eq!(fault(good), None, "{good}");
    }
    for bad in [
        "drop table y",
        "alter table y add column b text not null",
        "alter table y drop column b",
        "alter table y rename column b to c",
        "create unique index y_a on y (a)",
        "insert into core_setting (name) values ('x')",
        "update y set a = 1",
        "delete from y",
    ] {
        assert!(fault(bad).is_some(), "{bad}");
    }
}

/// `scripts/release` calls this: it writes the statements of the tree it names.
#[test]
#[ignore = "writes the snapshot of a release: scripts/release"]
fn write_the_statements() {
    #[expect(clippy::disallowed_methods, reason = "the two settings of scripts/release")]
    let [tree, to] =
        ["CAUSEWAY_RELEASE_TREE", "CAUSEWAY_RELEASE_TO"].map(|name| std::env::var(name).unwrap());
    let statements = statements(Path::new(&tree));
    let text = statements.into_iter().map(|sql| sql + ";\n").collect::<String>();
    fs::write(Path::new(&to).join("statements.sql"), text).unwrap();
}
