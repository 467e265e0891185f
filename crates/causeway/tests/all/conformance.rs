//! docs/CONFORMANCE.md names a test of ours for each module of the conformance suite, or says why there is none: what it names is there.

use std::collections::BTreeSet;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn document() -> String {
    read("docs/CONFORMANCE.md")
}

/// What stands between backquotes.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_test_that_is_named_is_there() {
    let document = document();
    let (mut named, mut gone) = (BTreeSet::new(), Vec::new());
    for span in spans(&document) {
        let there = if let Some((file, name)) = span.split_once(".rs::") {
            let source = read(&format!("crates/oidc/src/tests/{file}.rs"));
            source.contains(&format!("fn {name}("))
        } else if let Some((file, title)) = span.split_once(".mjs \"") {
            let title = title.trim_end_matches('"');
            read(&format!("tests/clients/{file}.mjs")).contains(&format!("test('{title}'"))
        } else {
            continue;
        };
        named.insert(span);
        if !there {
            gone.push(span);
        }
    }
    assert!(gone.is_empty(), "docs/CONFORMANCE.md names tests that are not there: {gone:#?}");
    assert!(named.len() > 100, "only {} tests were found in the document", named.len());
}

#[test]
fn every_module_has_a_test_or_a_reason_and_stands_once() {
    let reasons = ["**Missing**", "Does not apply", "Refused by decision", "Fails by decision", "Skipped by"];
    let document = document();
    let (mut plan, mut seen) = ("", BTreeSet::new());
    for line in document.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            plan = heading;
        }
        let Some(row) = line.strip_prefix("| `") else { continue };
        let (module, answer) = row.split_once("` | ").unwrap_or_else(|| panic!("no second cell: {line}"));
        assert!(seen.insert((plan, module)), "{plan} has {module} twice");
        let tested = spans(answer).any(|span| span.contains(".rs::") || span.contains(".mjs \""));
        let reason = reasons.iter().any(|reason| answer.starts_with(reason));
        assert!(tested || reason, "{plan}: {module} has neither a test nor a reason");
    }
}
