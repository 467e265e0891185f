//! The file as operators write it.

use super::*;

const WHOLE: &str = r#"
organisation = "water"
keys = "keys"

[gateway]
issuer = "https://id.example.gov"
jwks = { url = "https://id.example.gov/exchange/v1/keys/gateway" }

[provider]
listen = "0.0.0.0:9443"
tls_cert = "cert.pem"
tls_key = "/etc/key.pem"
journal = "journal.jsonl"

[provider.consumers]
driving-licence = { file = "driving-licence.jwks.json" }
causeway = { keys = [{ kty = "EC", crv = "P-256", x = "eA", y = "eQ" }] }

[provider.datasets."water.address"]
http = { url = "http://legacy:8000/lookup", fields = { address = "/account/address" } }

[provider.datasets."water.meter"]
identifier = "account"
csv = { file = "meters.csv", key = "Card number", fields = { meter = "Meter" } }

[consumer]
listen = "127.0.0.1:9480"
client = "driving-licence"
sealing = "kept"

[consumer.providers.water]
datasets = ["water.address"]
jwks = { file = "water.jwks.json" }
"#;

#[test]
fn the_whole_file_is_understood_and_paths_are_taken_from_its_folder() {
    let config = Config::parse(WHOLE).unwrap().relative_to(Path::new("/srv"));
    assert_eq!(config.keys, Path::new("/srv/keys"));
    assert_eq!(config.gateway.base(), "https://id.example.gov");
    let provider = config.provider.unwrap();
    assert_eq!(provider.journal, Path::new("/srv/journal.jsonl"));
    assert_eq!(provider.tls_cert.as_deref(), Some(Path::new("/srv/cert.pem")));
    assert_eq!(provider.tls_key.as_deref(), Some(Path::new("/etc/key.pem")));
    let address = &provider.datasets[&"water.address".parse().unwrap()];
    assert_eq!((address.identifier.as_str(), address.fields()), ("card_number", vec!["address"]));
    assert_eq!(address.http.as_ref().unwrap().deadline_ms, 3000);
    let meter = &provider.datasets[&"water.meter".parse().unwrap()];
    assert_eq!(meter.csv.as_ref().unwrap().file, Path::new("/srv/meters.csv"));
    let consumer = config.consumer.unwrap();
    assert_eq!(consumer.sealing, Sealing::Kept);
    let water = &consumer.providers[&"water".parse().unwrap()];
    assert_eq!(water.jwks.file.as_deref(), Some(Path::new("/srv/water.jwks.json")));
}

#[test]
fn unknown_keys_are_fatal_wherever_they_stand() {
    for (after, stray) in [
        ("organisation = \"water\"", "colour = 1"),
        ("issuer = \"https://id.example.gov\"", "isuer = 1"),
        ("journal = \"journal.jsonl\"", "jornal = 1"),
        ("identifier = \"account\"", "sql = 1"),
        ("client = \"driving-licence\"", "secret = 1"),
    ] {
        let text = WHOLE.replace(after, &format!("{after}\n{stray}"));
        let error = Config::parse(&text).unwrap_err();
        assert_eq!(error.code(), "connector_config");
        assert!(error.public().contains("unknown field"), "{error}");
    }
}

#[test]
fn a_private_key_in_the_configuration_is_refused() {
    let text = WHOLE.replace("y = \"eQ\"", "y = \"eQ\", d = \"eg\"");
    assert_eq!(Config::parse(&text).unwrap_err().code(), "connector_config");
}

#[test]
fn the_example_in_the_documentation_is_understood() {
    let documented: Vec<_> = include_str!("../config.rs")
        .lines()
        .skip_while(|line| *line != "//! ```toml")
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| line.trim_start_matches("//!").trim_start())
        .collect();
    let config = Config::parse(&documented.join("\n")).unwrap();
    assert!(config.provider.is_some() && config.consumer.is_some());
}

#[test]
fn a_file_that_is_not_there_is_told_by_its_name() {
    let error = Config::read(Path::new("/nowhere/connector.toml")).unwrap_err();
    assert!(error.public().contains("/nowhere/connector.toml"));
}
