//! The pages of the catalogue, with sample data, in every language; and that everything they may say has words.

use std::collections::BTreeSet;

use askama::Template as _;
use causeway_core::db::testing::sqlite;
use causeway_core::draft::Fault;
use causeway_core::{Lang, Localised};
use causeway_crypto::jose::{Alg, DecryptionKey, JwkSet, SigningKey};
use causeway_exchange::{Classification, Dataset, Field, LifeCycle, Provider, Purpose, PurposeUse};
use causeway_http::Words;
use causeway_http::components::SelectItem;
use causeway_oidc::{Client, ClientAuth, Listing, Registered, Scopes, Status, StopReason};

use super::super::{Console, Fields, clients, datasets, providers, purposes};
use super::drawn::console;
use crate::pages::tests::drawn::is_whole;
use crate::pages::tests::samples::now;
use crate::testing::house;

fn client(stopped: bool) -> Registered {
    Registered {
        client: Client {
            id: "library-card".parse().unwrap(),
            organisation: "health".parse().unwrap(),
            name: Localised::new("Library <Card>", "圖書證", "图书证"),
            home_url: "https://library.example/".to_owned(),
            redirect_uris: if stopped { Vec::new() } else { vec!["https://library.example/cb".to_owned()] },
            native: stopped,
            sector: "library.example".to_owned(),
            auth: if stopped { ClientAuth::PrivateKeyJwt } else { ClientAuth::SecretBasic { hash: [1; 32] } },
            keys: JwkSet { keys: vec![SigningKey::generate(Alg::EdDsa).unwrap().jwk().clone()] },
            scopes: Scopes::parse("openid card_number name date_of_birth offline_access exchange"),
            login_purpose: "vaccination-record".parse().unwrap(),
            settings: causeway_oidc::Settings::default(),
        },
        listing: Listing {
            description: (!stopped).then(|| Localised::new("See it", "查閱", "查看")),
            listed: !stopped,
        },
        status: status(stopped),
    }
}

fn status(stopped: bool) -> Status {
    let mut status = Status::default();
    status.secret_made_at = (!stopped).then(now);
    status.old_secret_until = (!stopped).then(|| now() + jiff::SignedDuration::from_hours(1));
    status.stopped = stopped.then(|| (now(), StopReason::Misuse));
    status
}

fn dataset(life_cycle: LifeCycle) -> Dataset {
    let field = |name: &str, classification| Field {
        name: name.to_owned(),
        label: Localised::new("Address & more", "住址", "住址"),
        classification,
    };
    Dataset {
        id: "water.meter".parse().unwrap(),
        provider: "water".parse().unwrap(),
        name: Localised::new("Water meter", "水錶", "水表"),
        description: Localised::new("Which is yours", "你的水錶", "你的水表"),
        fields: vec![field("number", Classification::Personal), field("reading", Classification::Sensitive)],
        identifier: "card_number".to_owned(),
        life_cycle,
    }
}

fn provider() -> Provider {
    Provider {
        organisation: "water".parse().unwrap(),
        base_url: "https://connector.water.example".to_owned(),
        signing_keys: JwkSet { keys: vec![SigningKey::generate(Alg::Es256).unwrap().jwk().clone()] },
        encryption_key: DecryptionKey::generate().unwrap().jwk().clone(),
    }
}

fn purpose(uses: bool) -> causeway_exchange::Registered {
    let one = PurposeUse {
        client: "vaccination".parse().unwrap(),
        dataset: "water.address".parse().unwrap(),
        fields: vec!["address".to_owned(), "gone".to_owned()],
    };
    causeway_exchange::Registered {
        purpose: Purpose {
            id: "water-bill".parse().unwrap(),
            text: Localised::new("To send you the bill", "寄送帳單", "寄送账单"),
            uses: if uses { vec![one] } else { Vec::new() },
        },
        organisation: uses.then(|| "water".parse().unwrap()),
    }
}

/// A fault at each of the fields.
fn faults(fields: &[&str]) -> Vec<Fault> {
    fields.iter().map(|field| Fault::new(*field, "words_missing", "x").about("<odd>")).collect()
}

fn choices() -> Vec<SelectItem> {
    vec![SelectItem::new("", "…"), SelectItem::new("water.meter", "Water <meter>")]
}

fn forms(console: &Console) -> Vec<(&'static str, String)> {
    let shell = &console.shell;
    let (empty, known) = (Fields::default(), client(false));
    let wrong =
        faults(&["id", "name-en", "home_url", "scopes", "login_purpose", "redirect_uris", "keys", "auth"]);
    let own = clients::form::Choices { organisations: choices(), purposes: choices() };
    let rows =
        faults(&["fields", "fields-1-name", "fields-0-label-zh-Hant", "fields-1-class", "life_cycle", "id"]);
    let uses =
        faults(&["uses", "uses-0-client", "uses-0-dataset", "uses-0-fields", "text-zh-Hans", "organisation"]);
    let of = purposes::form::Choices { organisations: choices(), datasets: choices() };
    let (data, why, where_) = (dataset(LifeCycle::Draft), purpose(true).purpose, provider());
    let draw = |sheet: super::super::Sheet| sheet.render().unwrap();
    vec![
        ("client, new", draw(clients::form::page(shell, None, (&empty, &[]), &own, ""))),
        ("client, faults", draw(clients::form::page(shell, None, (&empty, &wrong), &own, "wrong <all>"))),
        (
            "client, change",
            draw(clients::form::page(shell, Some(&known), (&clients::form::of(&known), &[]), &own, "")),
        ),
        (
            "client, registration",
            draw(clients::tokens::page(shell, (&empty, &faults(&["clients", "days"])), "x")),
        ),
        (
            "client, stop",
            draw(clients::act::stop_page(shell, &known.client.id, (&empty, &faults(&["reason"])), "x")),
        ),
        ("client, secret", draw(clients::act::secret_page(shell, &known, (&empty, &faults(&["old"])), ""))),
        ("client, first secret", draw(clients::act::secret_page(shell, &client(true), (&empty, &[]), ""))),
        (
            "dataset, new",
            draw(datasets::form::page(shell, None, (&datasets::form::empty("water"), &rows), choices(), "x")),
        ),
        (
            "dataset, change",
            draw(datasets::form::page(
                shell,
                Some(&data),
                (&datasets::form::of(&data), &rows),
                Vec::new(),
                "",
            )),
        ),
        (
            "provider, new",
            draw(providers::form::page(
                shell,
                None,
                (&empty, &faults(&["base_url", "signing_keys", "encryption_key"])),
                choices(),
                "",
            )),
        ),
        (
            "provider, change",
            draw(providers::form::page(
                shell,
                Some(&where_),
                (&providers::form::of(&where_), &[]),
                Vec::new(),
                "x",
            )),
        ),
        ("purpose, new", draw(purposes::form::page(shell, None, (&empty, &faults(&["id"])), &of, ""))),
        (
            "purpose, change",
            draw(purposes::form::page(shell, Some(&why), (&purposes::form::of(&why), &uses), &of, "x")),
        ),
    ]
}

async fn sheets(console: &Console) -> Vec<(&'static str, String)> {
    let mut pages = Vec::new();
    for stopped in [false, true] {
        let known = client(stopped);
        let facts = clients::facts(console, &known, i64::from(stopped)).await.unwrap();
        pages.push(("client", clients::sheet(console, &known, facts).render().unwrap()));
    }
    for life_cycle in LifeCycle::ALL {
        pages.push((
            "dataset",
            datasets::sheet(console, &dataset(life_cycle)).await.unwrap().render().unwrap(),
        ));
    }
    pages.push(("provider", providers::sheet(console, &provider(), "Water & more").render().unwrap()));
    for uses in [false, true] {
        pages.push(("purpose", purposes::sheet(console, &purpose(uses)).await.unwrap().render().unwrap()));
    }
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_catalogue_is_whole_in_every_language() {
    let house = house(sqlite().await.unwrap()).await;
    for lang in Lang::ALL {
        let console = console(&house, lang);
        let mut pages = forms(&console);
        pages.extend(sheets(&console).await);
        for (name, html) in &pages {
            is_whole(name, html, lang);
            assert!(!html.contains("<odd>") && !html.contains("<all>") && !html.contains("<Card>"), "{name}");
        }
        assert_eq!(pages.len(), 22, "a page was forgotten here");
    }
}

#[test]
fn every_effect_has_words_in_every_language_whatever_stands_in_it() {
    for lang in Lang::ALL {
        let words = Words::of(lang);
        for (effect, args) in causeway_oidc::EFFECTS.iter().chain(causeway_exchange::EFFECTS) {
            for value in ["0", "1", "7", "leaked_key", "openid", "draft", "home_url", "sensitive"] {
                let args: Vec<(&str, &str)> = args.iter().map(|name| (*name, value)).collect();
                let sentence = words.with(&format!("effect-{effect}"), &args);
                assert!(!sentence.contains('⟦') && sentence.len() > 3, "{} {effect}: {sentence}", lang.tag());
            }
        }
    }
}

/// What looks like a code in the files where drafts are checked and is the name of a field.
const FIELDS: [&str; 13] = [
    "home_url",
    "redirect_uris",
    "login_purpose",
    "base_url",
    "signing_keys",
    "encryption_key",
    "life_cycle",
    "card_number",
    "private_key_jwt",
    "client_secret_basic",
    "field_name",
    "date_of_birth",
    "offline_access",
];

/// The codes of faults in a file: every literal with a low line in it, before the tests.
fn codes(path: &str) -> BTreeSet<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    let text = std::fs::read_to_string(root).unwrap();
    let production = text.split("#[cfg(test)]").next().unwrap();
    let literals = production.split('"').skip(1).step_by(2);
    let is_code =
        |text: &&str| text.contains('_') && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    literals
        .filter(is_code)
        .filter(|text| !FIELDS.contains(text) || *text == "field_name")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_fault_has_words_in_every_language() {
    let files = [
        "crates/core/src/draft.rs",
        "crates/crypto/src/jose/paste.rs",
        "crates/oidc/src/rules/draft/mod.rs",
        "crates/oidc/src/rules/draft/check_home.rs",
        "crates/oidc/src/rules/draft/check_redirects.rs",
        "crates/oidc/src/rules/draft/check_keys.rs",
        "crates/oidc/src/rules/draft/check_scopes.rs",
        "crates/oidc/src/rules/draft/check_facts.rs",
        "crates/exchange/src/rules/draft/dataset.rs",
        "crates/exchange/src/rules/draft/provider.rs",
        "crates/exchange/src/rules/draft/purpose.rs",
        "crates/portal/src/pages/console/providers/form.rs",
    ];
    let all: BTreeSet<String> = files.iter().flat_map(|path| codes(path)).collect();
    assert!(all.len() > 50, "the codes were not found: {all:?}");
    for lang in Lang::ALL {
        let words = Words::of(lang);
        let missing: Vec<_> = all
            .iter()
            .filter(|code| words.find(&format!("fault-{}", code.replace('_', "-"))).is_none())
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", lang.tag());
    }
}
