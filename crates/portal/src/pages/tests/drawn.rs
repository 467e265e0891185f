//! Every page, with sample data, in every language.

use askama::Template;
use causeway_consent::{Channel, OrderState, RequestState};
use causeway_core::db::testing::sqlite;
use causeway_core::{Lang, ReceiptId};
use causeway_http::openapi::{About, Document};

use super::super::{
    about, account, activity, consents, developers, device, home, login, messages, order, parts, phone,
    register, request, scan,
};
use super::samples::{self, id, now, shell};
use crate::testing::{House, house};

/// Keys that are put together at run time.
const COMPOSED: [&str; 4] = ["month-", "refusal-", "field-", "error-code-"];

#[test]
fn no_word_is_kept_that_no_page_says() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = std::fs::read_to_string(here.join("../../locales/en/portal.ftl")).unwrap();
    let said = read_all(&here.join("src"));
    for key in words.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key) {
        let is_key = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let is_used =
            COMPOSED.iter().any(|start| key.starts_with(start)) || said.contains(&format!("\"{key}\""));
        assert!(!is_key || is_used, "{key} is said nowhere");
    }
}

/// All sources and templates under a folder, but for the tests.
pub(in crate::pages) fn read_all(folder: &std::path::Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| match path.is_dir() {
        true if path.ends_with("tests") => String::new(),
        true => read_all(&path),
        false => std::fs::read_to_string(path).unwrap(),
    };
    entries.map(read).collect()
}

type Drawn = Vec<(&'static str, String)>;

fn draw(page: &impl Template) -> String {
    page.render().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_whole_in_every_language() {
    let house = house(sqlite().await.unwrap()).await;
    for lang in Lang::ALL {
        let mut pages = plain_pages(&house, lang).await;
        pages.extend(register_pages(&house, lang));
        pages.extend(request_pages(&house, lang).await);
        pages.extend(person_pages(&house, lang).await);
        for (name, html) in &pages {
            is_whole(name, html, lang);
        }
        assert_eq!(pages.len(), 74, "a page was forgotten here");
    }
}

/// The interface of what stands beside the portal here.
fn interface(house: &House) -> developers::Interface {
    let routes = house.portal.parts().oidc.routes().merge(house.portal.parts().exchange.routes());
    let about = About {
        title: "Causeway".to_owned(),
        description: String::new(),
        version: "0".to_owned(),
        server: "http://localhost:8080".to_owned(),
        contact: "http://localhost:8080/about".to_owned(),
    };
    developers::Interface::of(&Document::of(&routes, &about))
}

/// What holds for every page.
pub(in crate::pages) fn is_whole(name: &str, html: &str, lang: Lang) {
    let tag = lang.tag();
    assert!(!html.contains('⟦'), "{name} {tag}: missing words: {}", around(html, "⟦"));
    assert!(html.contains(&format!("<html lang=\"{tag}\"")), "{name} {tag}: language");
    assert_eq!(html.matches("<h1").count(), 1, "{name} {tag}: exactly one h1");
    assert_eq!(html.matches("<main").count(), 1, "{name} {tag}: exactly one main");
    let title = html.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().trim();
    assert!(title.contains(" – ") && !title.starts_with('–'), "{name} {tag}: title {title:?}");
    for bad in [" style=", " onclick=", "javascript:", "href=\"\"", "action=\"\"", "None", "Some("] {
        assert!(!html.contains(bad), "{name} {tag}: {bad}: {}", around(html, bad));
    }
    for script in html.split("<script").skip(1) {
        assert!(script.split('>').next().unwrap().contains(" src="), "{name} {tag}: inline script");
    }
    ids_are_unique(name, html);
    headings_descend(name, html);
    assert!(html.contains("govuk-phase-banner"), "{name} {tag}: says that it is a sandbox");
}

fn around(html: &str, needle: &str) -> String {
    let at = html.find(needle).unwrap();
    html[at..].chars().take(80).collect()
}

fn ids_are_unique(name: &str, html: &str) {
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{name}: an id is repeated");
    for label in html.split(" for=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(&label), "{name}: a label for {label}, which is not there");
    }
}

/// No level of heading is skipped on the way down (WCAG 1.3.1).
fn headings_descend(name: &str, html: &str) {
    let main = html.split("<main").nth(1).unwrap();
    let mut last = 1;
    for heading in main.split("<h").skip(1) {
        let Some(level) = heading.chars().next().and_then(|c| c.to_digit(10)) else { continue };
        assert!(level <= last + 1, "{name}: from h{last} to h{level}");
        last = level;
    }
}

async fn plain_pages(house: &House, lang: Lang) -> Drawn {
    let asked = samples::request(house, false).await;
    let listed = house.portal.services(lang).await.unwrap();
    let services = || listed.clone();
    let asked_of = || vec![home::Asked { text: "A & B".to_owned(), href: "/requests/x".to_owned() }];
    let ways = |people: Option<&[causeway_registration::phone::SoftPerson]>| {
        parts::LoginWays::new(&shell(lang), &samples::ceremony(), people, "/scan", "/login/qr")
    };
    let people = samples::people();
    vec![
        ("home", draw(&home::HomePage::new(shell(lang), services()))),
        ("home without services", draw(&home::HomePage::new(shell(lang), Vec::new()))),
        ("home of a person", draw(&home::PersonPage::new(shell(lang), services(), asked_of()))),
        (
            "home, nothing waiting",
            draw(&home::PersonPage::new(shell(lang).with_unread(0), services(), Vec::new())),
        ),
        ("about", draw(&about::AboutPage::new(shell(lang)))),
        ("developers", draw(&developers::InterfacePage::new(shell(lang), &interface(house)))),
        ("retention", draw(&about::RetentionPage::new(shell(lang), &house.portal.parts().office.kept))),
        ("login", draw(&login::LoginPage::new(shell(lang), ways(None), false))),
        ("login, failed", draw(&login::LoginPage::new(shell(lang), ways(Some(&people)), true))),
        (
            "login for a service",
            draw(&login::LoginPage::for_service(shell(lang), "A & B", ways(Some(&[])), false)),
        ),
        ("logged out", draw(&login::logged_out_page(shell(lang)))),
        ("asked to log out", draw(&login::leave_page(shell(lang), id(9), Some("Vaccination Record")))),
        ("asked to log out by nobody", draw(&login::leave_page(shell(lang), id(9), None))),
        ("scan", draw(&scan::ScanPage::new(shell(lang), "/scan", None))),
        ("scan, refused", draw(&scan::ScanPage::new(shell(lang), "/scan", Some("scan-refused")))),
        ("scan, nothing given", draw(&scan::ScanPage::new(shell(lang), "/scan", Some("scan-text-missing")))),
        ("device", draw(&device::DevicePage::new(shell(lang), "BCDF-GHJK", None))),
        ("device, refused", draw(&device::DevicePage::new(shell(lang), "", Some("device-refused")))),
        ("device, nothing given", draw(&device::DevicePage::new(shell(lang), "", Some("device-missing")))),
        ("opened by a camera", draw(&scan::camera_page(shell(lang)))),
        ("phone", draw(&phone::HomePage::new(shell(lang), &people, Some(&samples::session()), false))),
        ("phone of nobody", draw(&phone::HomePage::new(shell(lang), &[], None, true))),
        ("phone, scanning", draw(&phone::scan_page(shell(lang), Some("scan-refused")))),
        ("phone, decided elsewhere", draw(&phone::decided_page(shell(lang), &asked, false))),
        ("phone, decided", draw(&phone::decided_page(shell(lang), &asked, true))),
    ]
}

fn register_pages(house: &House, lang: Lang) -> Drawn {
    use register::form::{Fault, FormPage, Submitted};
    let faults = ["card_number", "date_of_issue", "name", "date_of_birth", "agree"].map(|field| Fault {
        field,
        key: if field == "agree" {
            "register-agree-missing".to_owned()
        } else {
            "registration-field-name-missing".to_owned()
        },
    });
    let samples_given = &house.portal.parts().samples;
    let empty = Submitted::default();
    let filled = Submitted::of_sample(&samples_given[0]);
    let passkey = |simulated: bool, query: &str| {
        draw(&register::PasskeyPage::new(
            shell(lang),
            id(1),
            &samples::ceremony(),
            simulated,
            &samples::next(query),
        ))
    };
    let mut pages = vec![
        ("register", draw(&FormPage::new(shell(lang), &empty, &[], "/", &[]))),
        ("register, a sample", draw(&FormPage::new(shell(lang), &filled, samples_given, "/scan", &[]))),
        ("register, faults", draw(&FormPage::new(shell(lang), &empty, samples_given, "/", &faults))),
        ("register, passkey", passkey(false, "/")),
        ("register, passkey failed", passkey(true, "failed")),
        ("register, timed out", draw(&register::over_page(shell(lang), "/"))),
        ("register, done", draw(&register::DonePage::new(shell(lang), "/"))),
        ("register, done on the way", draw(&register::DonePage::new(shell(lang), "/requests/x"))),
    ];
    for refusal in samples::refusals() {
        pages.push(("register, refused", draw(&register::refusal_page(shell(lang), refusal, "/"))));
    }
    pages
}

async fn request_pages(house: &House, lang: Lang) -> Drawn {
    let when = house.portal.when(shell(lang).words());
    let approve = |request, presented, base: &str, by, failed| {
        let screen = request::Screen { request, presented, base: base.to_owned(), by, failed };
        draw(&request::ApprovePage::new(shell(lang), &when, &screen))
    };
    let (asked, own) = (samples::request(house, false).await, samples::request(house, true).await);
    let (here, elsewhere) = (samples::presented(lang, None), samples::presented(lang, Some("07")));
    let direct = samples::addressed(house, Channel::Person).await;
    let device = samples::addressed(house, Channel::Device).await;
    let (mut granted, mut declined) = (direct.0.clone(), direct.0.clone());
    (granted.state, declined.state) = (RequestState::Granted, RequestState::Declined);
    let purpose = || order::Purpose { lead: "Vaccination".to_owned(), here: "/login".to_owned() };
    let code = |simulated: bool| {
        let order = samples::order(OrderState::Waiting);
        draw(
            &order::CodePage::new(shell(lang), &order, "http://x/x/1.a.5.b", "10:00", purpose(), simulated)
                .unwrap(),
        )
    };
    vec![
        ("approve", approve(&asked, &here, "/requests/x", request::By::Passkey, false)),
        ("approve again", approve(&asked, &here, "/requests/x", request::By::SimulatedPhone, true)),
        (
            "approve elsewhere",
            approve(&asked, &elsewhere, "/phone/requests/x", request::By::SimulatedPhone, false),
        ),
        ("approve our own", approve(&own, &elsewhere, "/requests/x", request::By::Passkey, false)),
        ("decided", draw(&request::decided_page(shell(lang), RequestState::Granted))),
        ("declined", draw(&request::decided_page(shell(lang), RequestState::Declined))),
        ("declined elsewhere", draw(&request::declined_elsewhere_page(shell(lang)))),
        ("over", draw(&request::over_page(shell(lang), Some(("Vaccination", "https://x.example/"))))),
        ("over, no service", draw(&request::over_page(shell(lang), None))),
        ("unknown", draw(&request::unknown_page(shell(lang)))),
        ("unknown to nobody", draw(&request::log_in_page(shell(lang), "/requests/x"))),
        ("asked directly", approve(&direct.0, &direct.1, "/requests/x", request::By::Passkey, false)),
        (
            "asked on the phone",
            approve(&direct.0, &direct.1, "/phone/requests/x", request::By::SimulatedPhone, false),
        ),
        ("asked by a device", approve(&device.0, &device.1, "/requests/x", request::By::Passkey, true)),
        (
            "answered",
            draw(&request::answered_page(
                shell(lang),
                &granted,
                ("A & B", Some("https://x.example/")),
                false,
            )),
        ),
        ("answered a device", draw(&request::answered_page(shell(lang), &device.0, ("A & B", None), false))),
        ("declined for good", draw(&request::answered_page(shell(lang), &declined, ("A & B", None), true))),
        ("code", code(true)),
        ("code without a simulated phone", code(false)),
        ("scanned", draw(&order::ScannedPage::new(shell(lang), &samples::order(OrderState::Scanned)))),
        ("code expired", draw(&order::expired_page(shell(lang), id(4).into()))),
        ("code scanned twice", draw(&order::cancelled_page(shell(lang)))),
    ]
}

async fn person_pages(house: &House, lang: Lang) -> Drawn {
    let (portal, words) = (&house.portal, shell(lang).words());
    let days = portal.days(samples::session().account, &samples::entries(), words).await.unwrap();
    let told = portal.told(&samples::consents(), words).await.unwrap();
    let inbox = portal.told_messages(&samples::messages(), words).await.unwrap();
    let (account, passkeys) = samples::account();
    let when = portal.when(words);
    let sessions = samples::sessions(house, words).await;
    let delete = |by, failed| draw(&account::DeletePage::new(shell(lang), &samples::ceremony(), by, failed));
    let muted = || {
        let button = causeway_http::components::Button::secondary("Again");
        let unmute = parts::PostForm::new("/consents/unmute", button).with_hidden("client", "x");
        vec![consents::Muted { service: "A & B".to_owned(), since: "Since".to_owned(), unmute }]
    };
    let pages = vec![
        (
            "activity",
            draw(&activity::ListPage::new(shell(lang), days.clone(), true, Some(ReceiptId::from(id(1))))),
        ),
        ("activity, older", draw(&activity::ListPage::new(shell(lang), Vec::new(), false, None))),
        ("consents", draw(&consents::ListPage::new(shell(lang), &told, muted()))),
        ("no consents", draw(&consents::ListPage::new(shell(lang), &[], Vec::new()))),
        ("consent withdrawn", draw(&consents::withdrawn_page(shell(lang), "Vaccination"))),
        ("delete, passkey", delete(account::By::Passkey, false)),
        ("delete, simulated phone", delete(account::By::SimulatedPhone, true)),
        ("delete, elsewhere", delete(account::By::Nothing, false)),
        ("deleted", draw(&account::deleted_page(shell(lang)))),
        (
            "account",
            draw(&account::AccountPage::new(shell(lang), &when, &account, &samples::session(), &passkeys)),
        ),
        ("sessions", draw(&account::SessionsPage::new(shell(lang), sessions))),
        ("code", draw(&account::CodePage::new(shell(lang), true, None))),
        ("no code", draw(&account::CodePage::new(shell(lang), false, Some("user-code-malformed")))),
        ("no code, too easy", draw(&account::CodePage::new(shell(lang), false, Some("user-code-guessable")))),
        ("messages", draw(&messages::ListPage::new(shell(lang), inbox, false, Some(id(1))))),
        ("no messages", draw(&messages::ListPage::new(shell(lang), Vec::new(), true, None))),
    ];
    for one in &told {
        is_whole("consent", &draw(&consents::DetailsPage::new(shell(lang), one)), lang);
        is_whole("withdraw", &draw(&consents::WithdrawPage::new(shell(lang), one)), lang);
    }
    for entry in samples::entries() {
        let told = portal.tell_to(samples::session().account, &entry.event, words).await.unwrap();
        let page = activity::DetailsPage::new(shell(lang), entry.id, when.moment(now()), told, entry.logged);
        is_whole(entry.event.name(), &draw(&page), lang);
    }
    let fragment = draw(&activity::Entries::new(shell(lang), days));
    assert!(!fragment.contains("<html") && !fragment.contains('⟦'));
    pages
}
