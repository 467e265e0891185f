//! What staff register for the public, from the form to a person who uses it, through the pages and the protocol as browsers and
//! services use them.

use axum::http::{StatusCode, header};
use causeway_core::db::testing::sqlite;
use causeway_core::setting::Mode;
use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, DecryptionKey, JwkSet, SigningKey};
use causeway_exchange::LifeCycle;
use causeway_http::testing::{self as web, Answer};
use serde_json::Value;

use super::world::{confirm, hire, links, officer, to_decide};
use crate::testing::{House, Tab, house_of, houses};

/// RFC 7636 appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CALLBACK: &str = "https://library.example/callback";

type Pairs = Vec<(&'static str, String)>;

/// The form of a good client.
fn library() -> Pairs {
    let pairs = [
        ("id", "library-card"),
        ("name-en", "Library Card"),
        ("name-zh-Hant", "圖書證"),
        ("name-zh-Hans", "图书证"),
        ("description-en", "See what you have borrowed."),
        ("description-zh-Hant", "查閱你借了甚麼。"),
        ("description-zh-Hans", "查看你借了什么。"),
        ("listed", "yes"),
        ("home_url", "https://library.example/"),
        ("scopes", "openid"),
        ("scopes", "offline_access"),
        ("login_purpose", "vaccination-record"),
        ("native", "web"),
        ("redirect_uris", "https://library.example/callback\r\n\r\nhttps://library.example/other\r\n"),
        ("auth", "client_secret_basic"),
        ("keys", ""),
    ];
    pairs.map(|(name, value)| (name, value.to_owned())).to_vec()
}

/// The same with other values of some fields.
fn with(mut form: Pairs, changes: &[(&'static str, &str)]) -> Pairs {
    for (name, value) in changes {
        form.retain(|(own, _)| own != name);
        form.push((name, (*value).to_owned()));
    }
    form
}

fn sent(form: &Pairs) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Two officers, an approver of the platform, and somebody on the staff of another organisation.
struct Staffed<'a> {
    officer: Tab<'a>,
    other: Tab<'a>,
    approver: Tab<'a>,
    maker: Tab<'a>,
}

async fn staffed<'a>(house: &'a House, organisation: &str, role: &str) -> Staffed<'a> {
    let (mut one, mut other) = (officer(house, "one").await, officer(house, "other").await);
    let approver = hire(house, (&mut one, &mut other), ("bob", 2001), "causeway", &["approver"]).await;
    let maker = hire(house, (&mut one, &mut other), ("ann", 2002), organisation, &[role]).await;
    Staffed { officer: one, other, approver, maker }
}

/// Sends a form that begins an act, and confirms it.
async fn propose(tab: &mut Tab<'_>, path: &str, form: &Pairs) -> Answer {
    let begun = tab.post(path, &sent(form)).await;
    confirm(tab, &begun).await
}

/// Approves the one thing that waits; the page that says what will happen.
async fn approve(tab: &mut Tab<'_>) -> String {
    let waiting = to_decide(tab).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    let begun = tab.post(&format!("{}/approve", waiting[0]), &[]).await;
    let act = tab.get(begun.header("location")).await.text;
    let done = confirm(tab, &begun).await;
    assert!(done.header("location").contains("outcome=applied"), "{} {}", done.status, done.text);
    act
}

/// The secret on the one page that shows it.
fn shown_secret(page: &Answer) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let at = page.text.find("id=\"secret\"").unwrap_or_else(|| panic!("no secret in {}", page.text));
    let rest = page.text[at..].split('>').nth(1).unwrap();
    rest.split('<').next().unwrap().trim().to_owned()
}

fn authorization() -> String {
    let query = [
        ("client_id", "library-card"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid offline_access"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let query = query.map(|(name, value)| format!("{name}={value}").replace(' ', "+")).join("&");
    format!("/authorize?{query}")
}

/// `/token` as the library, with a secret.
async fn token(house: &House, secret: &str, pairs: &[(&str, &str)]) -> (u16, Value) {
    let mut request = web::post_form("/token", pairs);
    let basic = format!("Basic {}", b64::encode_standard(format!("library-card:{secret}").as_bytes()));
    request.headers_mut().insert(header::AUTHORIZATION, basic.parse().unwrap());
    let answer = web::send(&house.router, request).await;
    (answer.status.as_u16(), answer.json())
}

/// A person logs in to the library and approves what is asked; the code that the service gets.
async fn log_in(tab: &mut Tab<'_>) -> String {
    let mut answer = tab.get(&authorization()).await;
    let request = answer.header("location").to_owned();
    if request.starts_with("/requests/") {
        let page = tab.get(&request).await;
        assert!(page.text.contains("Library Card"), "{}", page.text);
        answer = tab.submit_passkey(&page, &format!("{request}/approve")).await;
        answer = tab.follow(answer).await;
        let resume = answer.header("location").to_owned();
        answer = tab.get(&resume).await;
    }
    let location = url::Url::parse(answer.header("location")).unwrap();
    assert_eq!(location.as_str().split('?').next(), Some(CALLBACK));
    location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
}

async fn redeem(house: &House, secret: &str, code: &str) -> (u16, Value) {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    token(house, secret, &pairs).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_departments_client_is_registered_by_two_people_and_then_logs_people_in() {
    for house in houses().await {
        let Staffed { mut approver, mut maker, .. } = staffed(&house, "health", "integrator").await;
        let (mut person, _) = house.person("cat", 3).await;
        assert_eq!(person.get(&authorization()).await.status, StatusCode::BAD_REQUEST, "not there yet");

        let done = propose(&mut maker, "/console/clients/new", &library()).await;
        assert!(done.header("location").contains("outcome=waits"), "{}", done.text);
        assert_eq!(maker.get("/console/clients/library-card").await.status, StatusCode::NOT_FOUND);
        assert_eq!(person.get(&authorization()).await.status, StatusCode::BAD_REQUEST, "not approved yet");
        let mine = to_decide(&mut maker).await;
        let own = maker.post(&format!("{}/approve", mine[0]), &[]).await;
        assert!(!own.header("location").starts_with("/console/acts/"), "whoever made it cannot approve it");

        let act = approve(&mut approver).await;
        for said in [
            "is registered for Department of Health",
            "圖書證",
            CALLBACK,
            "logging people in",
            "shown on the home page",
        ] {
            assert!(act.contains(said), "{said}: {act}");
        }
        let page = maker.get("/console/clients/library-card").await.text;
        assert!(page.contains("Library Card") && page.contains("Nobody has been given one yet"), "{page}");
        assert!(page.contains("/console/proposals/"), "its history: {page}");

        let begun = maker.post("/console/clients/library-card/secret", &[("old", "")]).await;
        let secret = shown_secret(&confirm(&mut maker, &begun).await);
        let code = log_in(&mut person).await;
        let (status, tokens) = redeem(&house, &secret, &code).await;
        assert_eq!(status, 200, "{tokens}");
        assert!(tokens["id_token"].is_string() && tokens["refresh_token"].is_string());
        let home = house.tab("anybody").get("/").await.text;
        assert!(home.contains("Library Card") && home.contains("See what you have borrowed."), "{home}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_secret_works_beside_the_old_one_for_a_day() {
    for house in houses().await {
        let Staffed { mut approver, mut maker, .. } = staffed(&house, "health", "integrator").await;
        propose(&mut maker, "/console/clients/new", &library()).await;
        approve(&mut approver).await;
        let path = "/console/clients/library-card/secret";
        let begun = maker.post(path, &[]).await;
        let one = shown_secret(&confirm(&mut maker, &begun).await);
        // From the second one on it is asked what becomes of the first.
        let unsaid = maker.post(path, &[]).await;
        assert_eq!(unsaid.status, StatusCode::BAD_REQUEST);
        assert!(unsaid.text.contains("href=\"#old\""), "{}", unsaid.text);
        let begun = maker.post(path, &[("old", "keep")]).await;
        let act = maker.get(begun.header("location")).await.text;
        assert!(act.contains("works for 24 hours more"), "{act}");
        let two = shown_secret(&confirm(&mut maker, &begun).await);
        assert_ne!(one, two);
        let (mut person, _) = house.person("cat", 3).await;
        for secret in [&one, &two] {
            let code = log_in(&mut person).await;
            assert_eq!(redeem(&house, secret, &code).await.0, 200);
        }
        assert!(maker.get("/console/clients/library-card").await.text.contains("The one before works until"));
        house.test.env.clock.advance(jiff::SignedDuration::from_hours(24));
        let wrong = token(&house, &one, &[("grant_type", "client_credentials")]).await;
        assert_eq!((wrong.0, &wrong.1["error"]), (401, &"invalid_client".into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_client_logs_nobody_in_and_people_are_told() {
    for house in houses().await {
        let Staffed { mut officer, mut approver, mut maker, .. } =
            staffed(&house, "health", "integrator").await;
        propose(&mut maker, "/console/clients/new", &library()).await;
        approve(&mut approver).await;
        let begun = maker.post("/console/clients/library-card/secret", &[]).await;
        let secret = shown_secret(&confirm(&mut maker, &begun).await);
        let (mut person, _) = house.person("cat", 3).await;
        let code = log_in(&mut person).await;
        let refresh = redeem(&house, &secret, &code).await.1["refresh_token"].as_str().unwrap().to_owned();
        let (mut late, _) = house.person("dan", 4).await;
        let waiting = late.get(&authorization()).await.header("location").to_owned();

        // Who registers clients does not stop them; who stops them is asked why.
        assert_eq!(maker.get("/console/clients/library-card/stop").await.status, StatusCode::NOT_FOUND);
        let unsaid = officer.post("/console/clients/library-card/stop", &[]).await;
        assert_eq!(unsaid.status, StatusCode::BAD_REQUEST);
        let begun = officer.post("/console/clients/library-card/stop", &[("reason", "leaked_key")]).await;
        let act = officer.get(begun.header("location")).await.text;
        assert!(act.contains("is stopped at once") && act.contains("1 consent that stands"), "{act}");
        confirm(&mut officer, &begun).await;

        let page = person.get(&authorization()).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::FORBIDDEN, ""));
        assert!(page.text.contains("was stopped for the time being"), "{}", page.text);
        let page = late.get(&waiting).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(
            page.text.contains("Library Card was stopped") && !page.text.contains("/approve\""),
            "{}",
            page.text
        );
        assert!(person.get("/consents").await.text.contains("Service stopped"));
        assert!(!house.tab("anybody").get("/").await.text.contains("Library Card"));
        let refreshed = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        assert_eq!(token(&house, &secret, &refreshed).await.1["error"], "unauthorized_client");
        assert!(maker.get("/console/clients/library-card").await.text.contains("Stopped since"));

        // Letting it go on takes a second person; what was granted before stays void.
        house.test.env.clock.advance(jiff::SignedDuration::from_secs(1));
        let begun = maker.post("/console/clients/library-card/resume", &[]).await;
        confirm(&mut maker, &begun).await;
        assert_eq!(person.get(&authorization()).await.status, StatusCode::FORBIDDEN, "not approved yet");
        approve(&mut approver).await;
        assert_eq!(token(&house, &secret, &refreshed).await.1["error"], "invalid_grant");
        house.test.env.clock.advance(jiff::SignedDuration::from_secs(1));
        let code = log_in(&mut person).await;
        assert_eq!(redeem(&house, &secret, &code).await.0, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_sandbox_an_integrator_is_served_at_once() {
    let house = house_of(sqlite().await.unwrap(), Mode::Sandbox).await;
    let Staffed { mut maker, .. } = staffed(&house, "health", "integrator").await;
    let local = with(
        library(),
        &[("home_url", "http://localhost:3000/"), ("redirect_uris", "http://localhost:3000/callback")],
    );
    let begun = maker.post("/console/clients/new", &sent(&local)).await;
    let secret = shown_secret(&confirm(&mut maker, &begun).await);
    let (status, answer) = token(&house, &secret, &[("grant_type", "client_credentials")]).await;
    assert_eq!(
        (status, &answer["error"]),
        (400, &"unauthorized_client".into()),
        "it is known, and has no exchange"
    );
    assert_eq!(maker.get("/console/clients/library-card").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    for house in houses().await {
        let Staffed { mut maker, .. } = staffed(&house, "health", "integrator").await;
        let private =
            r#"{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA", "kid": "k1"}]}"#;
        for (field, value, link, said) in [
            (
                "redirect_uris",
                "https://library.example@evil.example/cb",
                "redirect_uris",
                "user name before the host",
            ),
            ("redirect_uris", "https://*.library.example/cb", "redirect_uris", "has a *"),
            ("redirect_uris", "https://library.example/cb#x", "redirect_uris", "has a #"),
            ("redirect_uris", "http://library.example/cb", "redirect_uris", "must begin with https://"),
            ("redirect_uris", "http://localhost/cb", "redirect_uris", "this very machine"),
            ("redirect_uris", "javascript:alert(1)", "redirect_uris", "must begin with https://"),
            ("redirect_uris", "https://a.example/cb\nhttps://b.example/cb", "redirect_uris", "one host"),
            ("redirect_uris", "", "redirect_uris", "at least one address"),
            ("keys", private, "keys", "This is a private key (k1)"),
            (
                "keys",
                r#"{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}"#,
                "keys",
                "The key RSA is not sound",
            ),
            ("keys", "not json <b>", "keys", "This is no JWK Set"),
            ("id", "Library Card", "id", "Write 1 to 64 characters"),
            ("id", "new", "id", "Write 1 to 64 characters"),
            ("id", "causeway", "id", "the platform’s own"),
            ("name-en", "Library\u{202e}Card", "name-en", "cannot be seen"),
            ("name-zh-Hans", "", "name-zh-Hans", "简体中文 too"),
            ("home_url", "http://library.example/", "home_url", "Begin the address with https://"),
            ("login_purpose", "no-such-purpose", "login_purpose", "no purpose no-such-purpose"),
            ("scopes", "name", "scopes", "at least one"),
        ] {
            let form = with(library(), &[(field, value)]);
            let page = maker.post("/console/clients/new", &sent(&form)).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{field} {value}");
            assert!(page.text.contains(&format!("href=\"#{link}\"")), "{field} {value}: {}", page.text);
            assert!(page.text.contains(said), "{field} {value}: {said}: {}", page.text);
            assert!(page.text.contains("See what you have borrowed."), "what was typed stays");
            assert!(!page.text.contains("<b>"));
        }
        let endless = with(library(), &[("keys", &"k".repeat(3 * 1024 * 1024))]);
        assert_eq!(
            maker.post("/console/clients/new", &sent(&endless)).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
        let long = with(library(), &[("keys", &"k".repeat(33 * 1024))]);
        let page = maker.post("/console/clients/new", &sent(&long)).await;
        assert!(page.text.contains("at most 32 KiB"), "{}", page.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisations_client_is_not_there_and_cannot_be_taken() {
    for house in houses().await {
        let Staffed { mut maker, .. } = staffed(&house, "water", "integrator").await;
        let list = maker.get("/console/clients").await.text;
        assert!(!list.contains("Vaccination Record"), "{list}");
        let export = maker.get("/console/clients?format=csv").await.text;
        assert!(!export.contains("vaccination"), "{export}");
        assert!(!maker.get("/console/clients?organisation=health").await.text.contains("Vaccination Record"));
        for path in ["", "/change", "/secret"] {
            let answer = maker.get(&format!("/console/clients/vaccination{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/change", "/secret", "/resume"] {
            let answer = maker.post(&format!("/console/clients/vaccination{path}"), &sent(&library())).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let taken = with(library(), &[("id", "vaccination"), ("organisation", "health")]);
        let page = maker.post("/console/clients/new", &sent(&taken)).await;
        assert!(page.text.contains("taken by another organisation"), "{}", page.text);
        // Whatever organisation the form says, it is one's own that proposes.
        let other = with(library(), &[("organisation", "health")]);
        let begun = maker.post("/console/clients/new", &sent(&other)).await;
        let act = maker.get(begun.header("location")).await.text;
        assert!(act.contains("is registered for Water Supplies Department"), "{act}");
    }
}

/// The form of a good dataset, two fields.
fn meter() -> Pairs {
    let pairs = [
        ("id", "water.meter"),
        ("name-en", "Water meter"),
        ("name-zh-Hant", "水錶"),
        ("name-zh-Hans", "水表"),
        ("description-en", "Which meter is yours"),
        ("description-zh-Hant", "你的水錶"),
        ("description-zh-Hans", "你的水表"),
        ("life_cycle", "draft"),
        ("field-name", "number"),
        ("field-label-en", "Number of the meter"),
        ("field-label-zh-Hant", "水錶號碼"),
        ("field-label-zh-Hans", "水表号码"),
        ("field-class", "personal"),
        ("field-name", "reading"),
        ("field-label-en", "Last reading"),
        ("field-label-zh-Hant", "上次讀數"),
        ("field-label-zh-Hans", "上次读数"),
        ("field-class", "sensitive"),
    ];
    pairs.map(|(name, value)| (name, value.to_owned())).to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_publishes_a_dataset_behind_its_connector() {
    for house in houses().await {
        let Staffed { mut approver, mut maker, .. } = staffed(&house, "water", "data_steward").await;
        // A row more, by the button, and nothing typed is lost.
        let mut grown = meter();
        grown.push(("add", "fields".to_owned()));
        let page = maker.post("/console/datasets/new", &sent(&grown)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text.contains("id=\"fields-2-name\"") && page.text.contains("value=\"reading\""),
            "{}",
            page.text
        );
        // Published without a connector, nobody would get an answer.
        let early = with(meter(), &[("life_cycle", "published")]);
        let page = maker.post("/console/datasets/new", &sent(&early)).await;
        assert!(page.text.contains("Register the organisation’s connector first"), "{}", page.text);

        let (signing, opening) =
            (SigningKey::generate(Alg::Es256).unwrap(), DecryptionKey::generate().unwrap());
        let keys = JwkSet { keys: vec![signing.jwk().clone(), opening.jwk().clone()] };
        let pasted = serde_json::to_string(&keys).unwrap();
        let connector = |address: &str| -> Pairs {
            vec![
                ("base_url", address.to_owned()),
                ("signing_keys", pasted.clone()),
                ("encryption_key", pasted.clone()),
            ]
        };
        let plain =
            maker.post("/console/providers/new", &sent(&connector("http://connector.water.example"))).await;
        assert!(plain.text.contains("href=\"#base_url\""), "{}", plain.text);
        propose(&mut maker, "/console/providers/new", &connector("https://connector.water.example")).await;
        approve(&mut approver).await;
        let again = maker.post("/console/providers/new", &sent(&connector("https://x.water.example"))).await;
        assert!(again.text.contains("has a connector already"), "{}", again.text);

        propose(&mut maker, "/console/datasets/new", &early).await;
        let act = approve(&mut approver).await;
        assert!(act.contains("New field reading") && act.contains("published, can be asked for"), "{act}");
        let exchange = &house.portal.parts().exchange;
        let dataset = exchange.dataset(&"water.meter".parse().unwrap()).await.unwrap();
        assert_eq!((dataset.life_cycle, dataset.fields.len()), (LifeCycle::Published, 2));
        let page = maker.get("/console/datasets/water.meter").await.text;
        assert!(page.contains("Last reading") && page.contains("Sensitive"), "{page}");

        // Emptying a row takes the field away; the approver is told so.
        let mut less = with(early, &[]);
        less.retain(|(name, value)| {
            !(name.starts_with("field-")
                && ["reading", "Last reading", "上次讀數", "上次读数", "sensitive"].contains(&value.as_str()))
        });
        propose(&mut maker, "/console/datasets/water.meter/change", &less).await;
        let act = approve(&mut approver).await;
        assert!(act.contains("The field reading") && act.contains("is taken away"), "{act}");
        let wrong = with(less, &[("life_cycle", "draft")]);
        let page = maker.post("/console/datasets/water.meter/change", &sent(&wrong)).await;
        assert!(page.text.contains("it does not come back"), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_holder_of_data_lets_a_client_ask_for_it_and_nobody_else_does() {
    for house in houses().await {
        let Staffed { mut approver, mut maker, .. } = staffed(&house, "water", "data_steward").await;
        // The client that is to ask has to be registered to exchange.
        let parts = house.portal.parts();
        let mut client = parts.oidc.client(&"vaccination".parse().unwrap()).await.unwrap();
        client.scopes = causeway_oidc::Scopes::parse("openid card_number exchange");
        client.keys.keys.push(SigningKey::generate(Alg::Es256).unwrap().jwk().clone());
        let client = &client;
        parts.env.db.tx(|tx| Box::pin(async move { parts.oidc.put_client(tx, client).await })).await.unwrap();
        let purpose = |client: &str, fields: &str| -> Pairs {
            [
                ("id", "water-bill"),
                ("text-en", "To send you the bill"),
                ("text-zh-Hant", "寄送帳單"),
                ("text-zh-Hans", "寄送账单"),
                ("use-client", client),
                ("use-dataset", "water.address"),
                ("use-fields", fields),
            ]
            .map(|(name, value)| (name, value.to_owned()))
            .to_vec()
        };
        for (client, fields, link) in [
            ("nobody", "address", "uses-0-client"),
            ("vaccination", "phone", "uses-0-fields"),
            ("vaccination", "", "uses-0-fields"),
            ("Not An Id", "address", "uses-0-client"),
        ] {
            let page = maker.post("/console/purposes/new", &sent(&purpose(client, fields))).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST);
            assert!(page.text.contains(&format!("href=\"#{link}\"")), "{client} {fields}: {}", page.text);
        }
        propose(&mut maker, "/console/purposes/new", &purpose("vaccination", "address")).await;
        let act = approve(&mut approver).await;
        assert!(act.contains("Vaccination Record may ask for Water account address: address"), "{act}");
        let page = maker.get("/console/purposes/water-bill").await.text;
        assert!(page.contains("To send you the bill") && page.contains("Residential address"), "{page}");
        assert!(page.contains("Water Supplies Department"), "who answers for it: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_for_all_staff_and_drafts_for_their_own_organisation() {
    for house in houses().await {
        let Staffed { mut officer, mut other, mut maker, .. } =
            staffed(&house, "water", "data_steward").await;
        let mut reader =
            hire(&house, (&mut officer, &mut other), ("eve", 2003), "health", &["integrator"]).await;
        let parts = house.portal.parts();
        let mut draft = parts.exchange.dataset(&"water.address".parse().unwrap()).await.unwrap();
        draft.id = "water.draft".parse().unwrap();
        draft.name.en = "Not public yet".to_owned();
        draft.life_cycle = LifeCycle::Draft;
        parts.exchange.put_dataset(&draft).await.unwrap();
        assert!(maker.get("/console/datasets").await.text.contains("Not public yet"));
        let seen = reader.get("/console/datasets").await.text;
        assert!(seen.contains("Water account address") && !seen.contains("Not public yet"), "{seen}");
        assert_eq!(reader.get("/console/datasets/water.draft").await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.get("/console/datasets/water.address").await.status, StatusCode::OK);
        assert_eq!(reader.get("/console/datasets/water.address/change").await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.get("/console/providers/water").await.status, StatusCode::NOT_FOUND);
        let own = reader.get("/console/datasets?whose=own").await.text;
        assert!(!own.contains("Water account address"), "{own}");
        assert!(reader.get("/console/purposes").await.text.contains("To show your own records"));
        assert!(reader.get("/console/purposes?q=no+such+words").await.text.contains("Nothing matches"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_lead_to_one_another_and_offer_only_what_one_may_do() {
    let house = house_of(sqlite().await.unwrap(), Mode::Production).await;
    let Staffed { mut officer, mut other, mut approver, mut maker } =
        staffed(&house, "health", "integrator").await;
    let both = (&mut officer, &mut other);
    let mut platform = hire(&house, both, ("eve", 2003), "causeway", &["integrator"]).await;
    let hrefs = |page: &str| -> Vec<String> {
        let own = links(page, "/console/clients/").into_iter();
        own.filter(|href| !href.contains("?lang=")).collect()
    };
    let page = maker.get("/console/clients").await.text;
    assert_eq!(hrefs(&page), ["/console/clients/new", "/console/clients/vaccination"]);
    let page = maker.get("/console/clients/vaccination").await.text;
    assert_eq!(hrefs(&page), ["/console/clients/vaccination/change", "/console/clients/vaccination/secret"]);
    let page = officer.get("/console/clients/vaccination").await.text;
    assert_eq!(hrefs(&page), ["/console/clients/vaccination/stop"]);
    // The platform's own staff propose a change to another organisation's client, and never get its secret.
    let page = platform.get("/console/clients/vaccination").await.text;
    assert_eq!(hrefs(&page), ["/console/clients/vaccination/change"]);
    let secret = "/console/clients/vaccination/secret";
    assert_eq!(platform.get(secret).await.status, StatusCode::NOT_FOUND);
    assert_eq!(platform.post(secret, &[("old", "keep")]).await.status, StatusCode::NOT_FOUND);
    let page = approver.get("/console/clients/vaccination").await.text;
    assert_eq!(hrefs(&page), Vec::<String>::new());
    let form = maker.get("/console/clients/vaccination/change").await.text;
    assert!(
        form.contains("http://vaccination.localhost:8080/callback") && form.contains("Vaccination Record")
    );
}
