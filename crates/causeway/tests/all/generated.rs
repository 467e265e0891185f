//! Generated documents are committed and equal to what the program generates. `CAUSEWAY_UPDATE=1 cargo test -p causeway generated` writes them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use quote::ToTokens as _;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/generated")
}

fn check(name: &str, text: &str) {
    let path = folder().join(name);
    #[expect(clippy::disallowed_methods, reason = "the one setting of this test")]
    if std::env::var("CAUSEWAY_UPDATE").is_ok() {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "docs/generated/{name} is stale. Run: CAUSEWAY_UPDATE=1 cargo test -p causeway generated"
    );
}

fn from_binary(document: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_causeway")).args(["generated", document]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn routes_are_documented() {
    check("routes.md", &from_binary("routes"));
}

/// Fails, too, when a route for programs does not say what it does (`Routes::documented`).
#[test]
fn the_interface_is_documented() {
    check("openapi.json", &from_binary("openapi"));
}

#[test]
fn nodes_are_documented() {
    check("nodes.md", &from_binary("nodes"));
}

#[test]
fn metrics_are_documented() {
    check("metrics.md", &from_binary("metrics"));
}

#[test]
fn audit_events_are_documented() {
    check("audit-events.md", &from_binary("audit-events"));
}

#[test]
fn roles_are_documented() {
    check("../ROLES.md", &from_binary("roles"));
}

#[test]
fn retention_is_documented() {
    check("../RETENTION.md", &from_binary("retention"));
}

#[test]
fn the_schema_is_the_sum_of_the_migrations() {
    check("schema.sql", &from_binary("schema"));
}

/// The doc comment of an item, as one paragraph.
fn words(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter(|a| a.path().is_ident("doc")).filter_map(|a| match &a.meta {
        syn::Meta::NameValue(pair) => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => {
                Some(text.value().trim().to_owned())
            }
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn structs(path: &str) -> Vec<syn::ItemStruct> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let parsed = syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap();
    parsed
        .items
        .into_iter()
        .filter_map(|item| if let syn::Item::Struct(found) = item { Some(found) } else { None })
        .collect()
}

fn section(text: &mut String, heading: &str, from: &syn::ItemStruct) {
    let _ =
        write!(text, "\n## {heading}\n{}\n\n| key | type | meaning |\n|---|---|---|\n", words(&from.attrs));
    for field in &from.fields {
        let name = field.ident.as_ref().unwrap();
        let kind = field.ty.to_token_stream().to_string().replace(' ', "");
        let _ = writeln!(text, "| `{name}` | `{kind}` | {} |", words(&field.attrs));
    }
}

#[test]
fn the_configuration_is_documented() {
    let mut text = String::from(
        "# Configuration\n\nOne TOML file, `causeway.toml`.\nUnknown keys are fatal; secrets are given by the name of a file that holds them.\n\
         `causeway check` explains each fault and its mend.\n",
    );
    for found in structs("causeway/src/config.rs") {
        match found.ident.to_string().as_str() {
            "Config" => {
                let mode = found.fields.iter().next().unwrap();
                let _ = writeln!(text, "\n`mode`: {}", words(&mode.attrs));
            }
            "Database" => section(&mut text, "[database]", &found),
            _ => {}
        }
    }
    for (found, heading) in
        structs("causeway/src/config/keys.rs").iter().zip(["keys", "keys.pkcs11", "keys.rotate_after_days"])
    {
        section(&mut text, &format!("[{heading}]"), found);
    }
    for name in ["http", "identity", "registration", "oidc", "exchange", "backup"] {
        for found in structs(&format!("{name}/src/config.rs")) {
            if found.ident == "Config" {
                section(&mut text, &format!("[{name}]"), &found);
            }
            if found.ident == "Registration" {
                section(&mut text, "[oidc.registration]", &found);
            }
        }
    }
    for found in structs("http/src/outbound.rs") {
        if found.ident == "Config" {
            section(&mut text, "[outbound]", &found);
        }
    }
    for found in structs("causeway/src/retention.rs") {
        if found.ident == "Config" {
            section(&mut text, "[retention]", &found);
        }
    }
    check("config.md", &text);
}
