//! The pages about people, officers' acts, evidence and the system, with sample data, in every language.

use askama::Template;
use axum::response::Response;
use causeway_core::db::testing::sqlite;
use causeway_core::jobs::{Queue, SetAside};
use causeway_core::{Found, Lang};
use causeway_crypto::keystore::KeyStore as _;
use causeway_evidence::{Chain, Event, Listed, LogState, LookReason};
use causeway_identity::{Level, LookedAt, ProposalKind, ProposalState};

use super::super::naming::Faults;
use super::super::{Asked, Console, Fields, effects, evidence, officers, people, system};
use super::drawn::{console, proposal};
use crate::office::Trouble;
use crate::pages::tests::drawn::is_whole;
use crate::pages::tests::samples::{self, id, now};
use crate::testing::{House, house};

type Drawn = Vec<(&'static str, String)>;

fn draw(page: &impl Template) -> String {
    page.render().unwrap()
}

async fn body(answer: Response) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_office_is_whole_in_every_language() {
    let house = house(sqlite().await.unwrap()).await;
    for lang in Lang::ALL {
        let console = console(&house, lang);
        let mut pages = people_pages(&console);
        pages.extend(officers_pages(&console));
        pages.extend(evidence_pages(&house, &console).await);
        pages.extend(system_pages(&console).await);
        assert_eq!(pages.len(), 22, "a page was forgotten here");
        for (name, html) in &pages {
            is_whole(name, html, lang);
        }
    }
}

fn faults() -> Faults {
    let mut faults = Faults::default();
    faults.add("card", "office-card-unknown");
    faults.add("case", "office-case-bad");
    faults.say("<something>".to_owned());
    faults
}

fn people_pages(console: &Console) -> Drawn {
    let (mut account, passkeys) = samples::account();
    let typed = Fields::default().with("case", "<x>").with("reason", "complaint");
    let found = LookedAt { account: account.clone(), passkeys, sessions: 2, memberships: 0 };
    account.level = Level::Invited;
    let bare = LookedAt { account, passkeys: Vec::new(), sessions: 0, memberships: 3 };
    let record =
        |found, until| draw(&people::record_page(console, found, LookReason::Complaint, "HD-1/26", until));
    vec![
        ("people", draw(&people::form_page(console.shell.clone(), &Fields::default(), &Faults::default()))),
        ("people, faults", draw(&people::form_page(console.shell.clone(), &typed, &faults()))),
        ("record", record(&found, None)),
        ("record, withheld", record(&bare, Some(now()))),
    ]
}

fn officers_pages(console: &Console) -> Drawn {
    let shell = || console.shell.clone();
    let waiting = [ProposalKind::PersonErasure, ProposalKind::ReceiptOpening, ProposalKind::NoticeSuspension]
        .map(|kind| proposal(kind, ProposalState::Waiting));
    let mut pages = vec![
        ("officers", draw(&officers::overview_page(console, &waiting))),
        ("officers, nothing waits", draw(&officers::overview_page(console, &[]))),
        ("check", draw(&officers::check_page(shell(), id(1), &Fields::default(), &faults()))),
        ("check fits", draw(&officers::checked_page(shell(), id(1), true))),
        ("check differs", draw(&officers::checked_page(shell(), id(1), false))),
    ];
    for deed in officers::forms::Deed::ALL {
        let form = |faults: &Faults| draw(&officers::forms::page(shell(), deed, &Fields::default(), faults));
        pages.push(("officers' form", form(&Faults::default())));
        pages.push(("officers' form, faults", form(&faults())));
    }
    pages
}

async fn evidence_pages(house: &House, console: &Console) -> Drawn {
    let listed = |n: u128, chain: Chain, logged: bool| Listed {
        id: id(n).into(),
        chain,
        at: now(),
        event: "staff.joined".to_owned(),
        logged,
    };
    let organisation = Chain::Organisation("health".parse().unwrap());
    let found = [listed(1, organisation, true), listed(2, Chain::Platform, false)];
    let rows = evidence::rows(console, &found).await.unwrap();
    let state = LogState {
        origin: "localhost/log".to_owned(),
        size: 12,
        signed_at: now(),
        waiting: 2,
        oldest_waiting: Some(now()),
    };
    let quiet = LogState { waiting: 0, oldest_waiting: None, ..state.clone() };
    let asked = Asked::default();
    let list = async |rows, total, state: Option<&LogState>| {
        body(evidence::list_page(console, &asked, rows, total, state).answer().unwrap()).await
    };
    let evidence = &house.portal.parts().evidence;
    let chain = Chain::Organisation("causeway".parse().unwrap());
    let event = Event::NoticeSuspended {
        organisation: "causeway".parse().unwrap(),
        case: "<C>".to_owned(),
        until: now(),
    };
    let (chain_of, said) = (&chain, &event);
    let recorded =
        house.test.env.db.tx(|tx| Box::pin(async move { evidence.record(tx, chain_of.clone(), said).await }));
    let receipt = evidence.receipt_in(&chain, recorded.await.unwrap()).await.unwrap();
    vec![
        ("evidence", list(rows, 2, Some(&state)).await),
        ("evidence, nothing", list(Vec::new(), 0, Some(&quiet)).await),
        ("receipt", draw(&evidence::receipt_page(console, "A & B".to_owned(), &receipt))),
    ]
}

async fn system_pages(console: &Console) -> Drawn {
    let keys = causeway_crypto::keystore::MemoryKeyStore::new().unwrap().inventory().unwrap();
    let queue = |kind: &str, waiting: i64, due: bool| Queue {
        kind: kind.to_owned(),
        waiting,
        set_aside: 1,
        due_at: due.then(now),
    };
    let trouble = |what: &str, since: bool| Trouble { what: what.to_owned(), since: since.then(now) };
    let well = system::State {
        troubles: Vec::new(),
        migration: "0017_consent_ended".to_owned(),
        queues: Vec::new(),
        keys: None,
        backed_up: None,
    };
    let ill = system::State {
        troubles: vec![trouble("database", true), trouble("jobs", true), trouble("nobody_knows", false)],
        queues: vec![queue("a.b", 3, true), queue("c.d", 0, false)],
        keys: Some(keys),
        backed_up: Some(now()),
        ..system::State {
            troubles: Vec::new(),
            migration: String::new(),
            queues: Vec::new(),
            keys: None,
            backed_up: None,
        }
    };
    let job = SetAside {
        id: id(1),
        kind: "consent.withdrawn".to_owned(),
        attempts: 15,
        failed_at: now(),
        code: "internal".to_owned(),
    };
    let found = Found { rows: vec![job.clone()], total: 1 };
    let list = system::list_page(console, &Asked::default(), found).answer().unwrap();
    vec![
        ("system", draw(&system::system_page(console, &well))),
        ("system, ill", draw(&system::system_page(console, &ill))),
        ("job", draw(&system::job_page(console, &job))),
        ("jobs", body(list).await),
    ]
}

#[test]
fn every_effect_and_every_reason_of_ours_has_words_in_every_language() {
    for lang in Lang::ALL {
        let words = causeway_http::Words::of(lang);
        let known =
            causeway_registration::officers::EFFECTS.iter().copied().chain([("job-retried", &["job"][..])]);
        for (effect, args) in known {
            let args: Vec<(&str, &str)> = args.iter().map(|name| (*name, "2")).collect();
            let sentence = words.with(&format!("effect-{effect}"), &args);
            assert!(!sentence.contains('⟦'), "{} {sentence}", lang.tag());
        }
        let looks = LookReason::ALL.iter().map(|r| effects::key("look-reason", r.as_str()));
        let erasures = causeway_evidence::ErasureReason::ALL;
        let erasures = erasures.iter().flat_map(|r| {
            [effects::key("erasure-reason", r.as_str()), effects::key("content-value-reason", r.as_str())]
        });
        for key in looks.chain(erasures) {
            assert!(words.find(&key).is_some(), "{} {key}", lang.tag());
        }
        for code in ["bad-case", "suspension-end", "receipt-not-logged", "bad-proposal"] {
            assert!(words.find(&format!("error-code-{code}")).is_some(), "{} {code}", lang.tag());
        }
    }
}
