//! Sample data for every page, in one language.

use causeway_consent::{
    Channel, Consent, ConsentState, Detail, Order, OrderState, Presented, Request, RequestState, Shown,
    ShownPart, ShownRow,
};
use causeway_core::{AccountId, Acr, Lang, ReceiptId, Session};
use causeway_evidence::{Basis, Entry, ErasureReason, Event, Kind, Level, Refusal as Reason, Removal};
use causeway_http::Shell;
use causeway_identity::{Account, Authenticator, Ceremony};
use causeway_notify::{Message, Notice};
use causeway_registration::Refusal;
use causeway_registration::phone::SoftPerson;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::next::Next;
use crate::testing::{House, address_once, login};

pub(in crate::pages) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(in crate::pages) fn now() -> Timestamp {
    causeway_core::db::testing::start_of_time()
}

pub(super) fn shell(lang: Lang) -> Shell {
    Shell::sample(lang)
}

pub(super) fn next(query: &str) -> Next {
    serde_json::from_value(match query {
        "failed" => json!({"next": "/scan", "failed": "1"}),
        other => json!({"next": other}),
    })
    .unwrap()
}

pub(in crate::pages) fn ceremony() -> Ceremony {
    Ceremony { id: id(1), options: json!({"challenge": "<\"&'>"}) }
}

pub(super) fn people() -> Vec<SoftPerson> {
    let person = |n: u128, name: &str| SoftPerson {
        account: id(n).into(),
        name: name.to_owned(),
        card_number: None,
        date_of_birth: None,
        created_at: now(),
    };
    vec![person(10, "CHAN Tai Man"), person(11, "陳小文")]
}

pub(super) fn session() -> Session {
    Session { id: id(2).into(), account: AccountId::from(id(10)), acr: Acr::Passkey, authenticated_at: now() }
}

pub(in crate::pages) fn account() -> (Account, Vec<Authenticator>) {
    let account = Account {
        id: session().account,
        level: causeway_identity::Level::Basic,
        lang: Lang::En,
        created_at: now(),
    };
    let passkey = |n: u128, used: Option<Timestamp>, backed_up: bool| Authenticator {
        id: id(n),
        label: format!("Passkey {n}"),
        created_at: now(),
        last_used_at: used,
        backed_up,
    };
    (account, vec![passkey(1, Some(now()), false), passkey(2, None, true)])
}

pub(super) fn order(state: OrderState) -> Order {
    Order { id: id(3), request: id(4).into(), state, match_code: "07".to_owned(), expires_at: now() }
}

/// A request of the vaccination service, or of the platform itself, as a browser has begun it.
pub(super) async fn request(house: &House, own: bool) -> Request {
    let tab = house.tab("samples");
    let id = house.ask(&tab, vec![login(), address_once()]).await;
    let viewer = causeway_consent::Viewer { browser: tab.browser().hash, session: None };
    let mut request = house.portal.parts().consents.request(id, &viewer).await.unwrap();
    if own {
        request.client = causeway_consent::PORTAL.parse().unwrap();
    }
    request.state = RequestState::Open;
    request
}

/// The same as if the service had addressed it to the person, or as if they had entered a device's code.
pub(super) async fn addressed(house: &House, channel: Channel) -> (Request, Presented) {
    let mut request = request(house, false).await;
    request.channel = channel;
    let mut presented = presented(Lang::En, None);
    presented.shown.code = Some("WXYZ-12".to_owned());
    (request, presented)
}

pub(super) fn presented(lang: Lang, match_code: Option<&str>) -> Presented {
    let row = |label: &str, value: Option<&str>| ShownRow {
        label: label.to_owned(),
        value: value.map(str::to_owned),
    };
    let part = |kind: &str, heading: &str, from: Option<&str>, rows: Vec<ShownRow>| ShownPart {
        kind: kind.to_owned(),
        heading: heading.to_owned(),
        from: from.map(str::to_owned),
        purpose: "To show your own records".to_owned(),
        rows,
        lasts: "Until you withdraw".to_owned(),
    };
    let shown = Shown {
        lang,
        service: "Vaccination Record".to_owned(),
        organisation: "Department of Health".to_owned(),
        website: "https://vaccination.example".to_owned(),
        parts: vec![
            part("login", "Log in and share", None, vec![row("Identity card number", Some("ZZ000001(8)"))]),
            part(
                "exchange",
                "Fetch an address",
                Some("Water Supplies"),
                vec![row("Residential address", None)],
            ),
        ],
        match_code: match_code.map(str::to_owned),
        code: None,
    };
    Presented { options: json!({"challenge": "x"}), shown, expires_at: now() }
}

/// One of each event, and each of its kinds.
pub(super) fn events() -> Vec<Event> {
    let client = || "vaccination".parse().unwrap();
    let gone = || "no-longer-there".parse().unwrap();
    let consent = id(5).into();
    let fields = || vec!["card_number".to_owned(), "name".to_owned()];
    let purpose = || "vaccination-record".parse().unwrap();
    vec![
        Event::AccountRegistered { level: Level::Basic },
        Event::AccountRegistered { level: Level::Plus },
        Event::RegistrationRefused { reason: Reason::LostCard },
        Event::RegistrationRefused { reason: Reason::AlreadyRegistered },
        Event::AuthenticatorAdded { authenticator: id(6) },
        Event::SessionStarted { acr: Acr::Passkey },
        Event::SessionStarted { acr: Acr::CrossDevice },
        Event::SessionEnded,
        Event::LoginGranted { client: client(), consent, acr: Acr::CrossDevice },
        Event::RequestDeclined {
            request: id(7).into(),
            client: gone(),
            kinds: vec![Kind::Login, Kind::Exchange],
        },
        given(Kind::Login, None),
        given(Kind::Exchange, Some(now())),
        Event::ConsentWithdrawn { consent, client: client() },
        Event::ConsentExpired { consent, client: client() },
        Event::ConsentReturned { consent, client: client() },
        Event::TokenExchanged {
            client: client(),
            from: gone(),
            consent: Some(consent),
            resources: vec!["https://api.example/records".to_owned()],
            scopes: vec!["openid".to_owned()],
        },
        Event::ClaimsReleased { client: client(), consent, fields: fields(), purpose: purpose() },
        read("read.intended", Basis::Consent),
        read("read.delivered", Basis::Registration),
        read("read.unknown", Basis::Law),
        refused(true, "consent_withdrawn"),
        refused(false, "something_new"),
        Event::ReadFailed {
            read: id(8).into(),
            consumer: client(),
            provider: "water".parse().unwrap(),
            dataset: "water.address".parse().unwrap(),
            fields: vec!["address".to_owned()],
            purpose: purpose(),
            code: "provider_timeout".to_owned(),
        },
        Event::IncidentReported {
            read: id(8).into(),
            consumer: client(),
            provider: "water".parse().unwrap(),
            code: "too_many_fields".to_owned(),
        },
        Event::SandboxPersonCreated,
        Event::Unknown,
    ]
}

fn given(kind: Kind, until: Option<Timestamp>) -> Event {
    let exchange = kind == Kind::Exchange;
    Event::ConsentGiven {
        consent: id(5).into(),
        client: "vaccination".parse().unwrap(),
        organisation: "health".parse().unwrap(),
        kind,
        dataset: exchange.then(|| "water.address".parse().unwrap()),
        provider: exchange.then(|| "water".parse().unwrap()),
        fields: vec![if exchange { "address" } else { "card_number" }.to_owned()],
        purpose: "licence-renewal".parse().unwrap(),
        once: false,
        until,
        shown_sha256: [9; 32].into(),
    }
}

/// The three events about reads have the same fields.
fn read(name: &str, basis: Basis) -> Event {
    serde_json::from_value(json!({
        "event": name,
        "read": id(8),
        "basis": basis,
        "consent": id(5),
        "consumer": "causeway",
        "consumer_organisation": "causeway",
        "provider": "water",
        "dataset": "water.address",
        "fields": ["address", "a_field_no_longer_there"],
        "purpose": "no-longer-there",
    }))
    .unwrap()
}

fn refused(dataset: bool, code: &str) -> Event {
    Event::ReadRefused {
        consent: Some(id(5).into()),
        consumer: "vaccination".parse().unwrap(),
        provider: None,
        dataset: dataset.then(|| "water.address".parse().unwrap()),
        fields: Vec::new(),
        purpose: Some("licence-renewal".parse().unwrap()),
        code: code.to_owned(),
    }
}

/// What staff did, as their events stand on the wire.
pub(in crate::pages) fn staff_events() -> Vec<Event> {
    let at = |event: &str, more: serde_json::Value| {
        let mut all = json!({
            "event": event,
            "organisation": "health",
            "member": id(20),
            "invitation": id(21),
            "proposal": id(22),
            "mandate": id(23),
            "kind": "client_secret",
            "shown_sha256": digest(),
            "by": id(24),
            "until": now(),
            "code": "ended",
        });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value::<Event>(all).unwrap()
    };
    let none = || json!({});
    let role = || json!({"role": "data_steward"});
    vec![
        at("staff.invited", json!({"roles": ["auditor", "no_longer_there"]})),
        at("staff.invitation_revoked", none()),
        at("staff.joined", none()),
        at("staff.entered", none()),
        at("staff.left", none()),
        at("staff.role_given", role()),
        at("staff.role_confirmed", role()),
        at("staff.role_ended", role()),
        at("staff.role_ended", json!({"role": "auditor", "code": "not_confirmed"})),
        at("staff.ended", json!({"code": "organisation_closed"})),
        at("staff.ended", json!({"code": "account_deleted"})),
        at("staff.looked", json!({"reason": "lost_device", "case": "A-1", "found": true})),
        at("proposal.made", json!({"subject": "vaccination"})),
        at("proposal.made", none()),
        at("proposal.decided", json!({"code": "approved"})),
        at("proposal.decided", json!({"code": "declined", "kind": "no_longer_there"})),
        at("proposal.decided", json!({"code": "withdrawn"})),
        at("proposal.decided", json!({"code": "expired"})),
        at("proposal.applied", none()),
        at("mandate.given", none()),
        at("mandate.ended", json!({"code": "register"})),
    ]
}

/// What officers did, and how an account ended.
pub(in crate::pages) fn office_events() -> Vec<Event> {
    let (case, organisation) = (|| "HD-1/26".to_owned(), || "causeway".parse().unwrap());
    let deleted = |cause, reason: Option<ErasureReason>| Event::AccountDeleted {
        cause,
        reason,
        case: reason.map(|_| case()),
    };
    vec![
        Event::ReceiptOpened { receipt: id(1).into(), organisation: organisation(), case: case() },
        Event::NoticeSuspended { organisation: organisation(), case: case(), until: now() },
        deleted(Removal::Asked, None),
        deleted(Removal::Officers, Some(ErasureReason::Duplicate)),
        deleted(Removal::Sandbox, None),
        Event::OfficerNamedPerson {
            member: id(2).into(),
            act: "person_erasure".to_owned(),
            case: case(),
            found: true,
        },
    ]
}

/// A digest on the wire.
fn digest() -> serde_json::Value {
    serde_json::to_value(causeway_evidence::Digest::from([9; 32])).unwrap()
}

pub(super) fn entries() -> Vec<Entry> {
    let entry = |(n, event): (usize, Event)| Entry {
        id: ReceiptId::from(id(n as u128)),
        at: now() + jiff::SignedDuration::from_hours(9 * i64::try_from(n).unwrap()),
        event,
        logged: n % 2 == 0,
        withheld_until: (n % 7 == 0).then(now),
    };
    events().into_iter().chain(staff_events()).chain(office_events()).enumerate().map(entry).collect()
}

pub(super) fn consents() -> Vec<Consent> {
    let states = [
        ConsentState::Active,
        ConsentState::Used,
        ConsentState::Withdrawn,
        ConsentState::Expired,
        ConsentState::Replaced,
    ];
    let details = [
        login(),
        address_once(),
        Detail::Login { fields: Vec::new() },
        standing(now() + jiff::SignedDuration::from_hours(24)),
        standing(now() - jiff::SignedDuration::from_hours(24)),
    ];
    let consent = |(detail, state): (Detail, ConsentState)| Consent {
        id: id(5).into(),
        account: session().account,
        client: "vaccination".parse().unwrap(),
        organisation: "health".parse().unwrap(),
        purpose: "vaccination-record".parse().unwrap(),
        state,
        given_at: now(),
        until: match &detail {
            Detail::Exchange { until, .. } => *until,
            Detail::Login { .. } => None,
        },
        ended_at: (state != ConsentState::Active).then(now),
        used_by: None,
        shown_sha256: [0; 32],
        detail,
    };
    details.into_iter().zip(states).map(consent).collect()
}

fn standing(until: Timestamp) -> Detail {
    let Detail::Exchange { dataset, provider, fields, purpose, .. } = address_once() else { unreachable!() };
    Detail::Exchange { dataset, provider, fields, purpose, once: false, until: Some(until) }
}

pub(super) fn messages() -> Vec<Message> {
    let client = || "vaccination".parse().unwrap();
    let notices = [
        Notice::Welcome,
        Notice::RegistrationAttempt,
        Notice::LostCard,
        Notice::LoginElsewhere { client: client() },
        Notice::Asked { client: client(), request: id(4).into() },
        Notice::ConsentExpired { consent: id(5).into(), client: client() },
        Notice::Incident {
            read: id(8).into(),
            provider: "water".parse().unwrap(),
            dataset: "water.address".parse().unwrap(),
        },
    ];
    let message = |(n, notice): (usize, Notice)| Message {
        id: id(n as u128 + 100),
        notice,
        sent_at: now(),
        read_at: (n % 2 == 0).then(now),
    };
    notices.into_iter().enumerate().map(message).collect()
}

pub(super) fn refusals() -> [Refusal; 3] {
    [Refusal::NotVerified, Refusal::CardReportedLost, Refusal::AlreadyRegistered]
}

/// Somebody's sessions in three browsers, of which one says nothing of itself.
pub(super) async fn sessions(
    house: &House,
    words: causeway_http::Words,
) -> Vec<super::super::account::Shown> {
    let (_, session) = house.person("samples", 40 + words.lang() as u32).await;
    let parts = house.portal.parts();
    for agent in [Some("firefox/android"), Some("other/other")] {
        let agent = agent.map(|agent| agent.parse().unwrap());
        let browser = &causeway_http::Browser { hash: [3; 32], agent };
        let (identity, account) = (&parts.identity, session.account);
        let started = parts.env.db.tx(|tx| {
            Box::pin(async move {
                identity.start_session_in(tx, browser, account, Acr::DeviceBound, parts.env.now()).await
            })
        });
        started.await.unwrap();
    }
    house.portal.own_sessions(&session, words).await.unwrap()
}
