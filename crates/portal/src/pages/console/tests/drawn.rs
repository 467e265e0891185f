//! Every page of the console, with sample data, in every language.

use askama::Template;
use causeway_core::db::testing::sqlite;
use causeway_core::{Acr, Lang, Localised, MemberId, Permission, Staff};
use causeway_crypto::token::Token;
use causeway_http::Shell;
use causeway_identity::{
    Act, ActFor, Contact, Desk, Done, Effect, Grant, Invitation, JoinWay, Joining, MandateBasis, Member,
    NewMandate, NewProposal, OrganisationRecord, OrganisationStatus, PendingAct, Proposal, ProposalKind,
    ProposalState, Role, SealedName, Unit,
};
use serde_json::json;
use uuid::Uuid;

use super::super::{
    Console, Fields, acts, desk, invitations, join, login, me, organisations, proposals, reviews, staff,
};
use super::world::operator;
use crate::pages::tests::drawn::{is_whole, read_all};
use crate::pages::tests::samples::{ceremony, id, now};
use crate::testing::{House, house};

pub(super) fn console(house: &House, lang: Lang) -> Console {
    let staff = Staff {
        session: causeway_core::Session {
            id: id(1).into(),
            account: id(2).into(),
            acr: Acr::Passkey,
            authenticated_at: now(),
        },
        member: MemberId::from(id(3)),
        organisation: "causeway".parse().unwrap(),
        platform: true,
        permissions: Permission::ALL.iter().copied().collect(),
    };
    let shell = Shell::console_sample(lang);
    let shell = shell.clone().with_strip(super::super::strip(&shell, "A & B <c>"));
    Console { portal: house.portal.clone(), staff: Box::new(staff), shell }
}

fn member(name: &str) -> Member {
    let grant = |role: Role| Grant {
        id: id(5),
        role,
        since: now(),
        last_used_at: (role == Role::Auditor).then(now),
        review_due_at: now(),
    };
    Member {
        id: id(4).into(),
        organisation: "health".parse().unwrap(),
        account: id(6).into(),
        name: name.to_owned(),
        invited_as: (!name.is_empty()).then(|| "Ann <b> Chan".to_owned()),
        unit: None,
        proofed: name.is_empty(),
        active: true,
        since: now(),
        grants: if name.is_empty() { Vec::new() } else { vec![grant(Role::Auditor), grant(Role::Registrar)] },
    }
}

fn invitation(bootstrap: bool) -> Invitation {
    Invitation {
        id: id(7),
        organisation: "health".parse().unwrap(),
        name: if bootstrap { String::new() } else { "Ann <b>".to_owned() },
        roles: Role::ALL.to_vec(),
        unit: Some("it".to_owned()),
        bootstrap,
        expires_at: now(),
        invited_by: None,
    }
}

pub(super) fn proposal(kind: ProposalKind, state: ProposalState) -> Proposal {
    Proposal {
        id: id(8),
        kind,
        organisation: "health".parse().unwrap(),
        subject: "health".to_owned(),
        content: json!({"organisation": {"id": "health", "kind": "company", "name": {"en": "<x>", "zh-Hant": "甲", "zh-Hans": "甲"}}, "units": []}),
        digest: "ab".repeat(32),
        state,
        maker: id(4).into(),
        maker_name: String::new(),
        made_at: now(),
        expires_at: now(),
        approvals: vec![(id(9).into(), "Bob & Co".to_owned(), now())],
        needed: 1,
        decided_at: (state != ProposalState::Waiting).then(now),
    }
}

fn record(whole: bool) -> OrganisationRecord {
    OrganisationRecord {
        organisation: operator(),
        status: if whole { OrganisationStatus::Suspended } else { OrganisationStatus::Active },
        identifiers: if whole { vec![("br".to_owned(), "1".to_owned())] } else { Vec::new() },
        units: vec![Unit { id: "it".to_owned(), name: Localised::new("IT", "資訊", "信息") }],
        contacts: vec![Contact {
            purpose: "support".to_owned(),
            email: "a@b.example".to_owned(),
            phone: "1".to_owned(),
        }],
    }
}

/// One act of each kind.
fn every_act() -> Vec<Act> {
    let any = Uuid::from_u128(1);
    let new = |kind: ProposalKind| Act::Propose {
        proposal: NewProposal {
            kind,
            organisation: "health".parse().unwrap(),
            subject: "x".to_owned(),
            content: json!({"name": "y", "nothing": null, "flag": true}),
        },
    };
    let mandate = NewMandate {
        organisation: "health".parse().unwrap(),
        representative: id(1).into(),
        scope: ActFor::ALL.to_vec(),
        limit: Some(100),
        until: now(),
        basis: MandateBasis::Decision { reference: "A-1".to_owned() },
    };
    let mut acts: Vec<Act> = ProposalKind::ALL.iter().map(|kind| new(*kind)).collect();
    acts.extend([
        Act::Approve { proposal: any },
        Act::Decline { proposal: any },
        Act::Withdraw { proposal: any },
        Act::Invite {
            organisation: "health".parse().unwrap(),
            roles: vec![Role::Auditor],
            unit: None,
            name: SealedName::default(),
        },
        Act::RevokeInvitation { invitation: any },
        Act::EndGrant { grant: any },
        Act::EndMember { member: any.into() },
        Act::ConfirmGrant { grant: any },
        Act::GiveMandate { mandate },
        Act::EndMandate { mandate: any },
    ]);
    acts
}

async fn act_pages(house: &House, lang: Lang) -> Vec<String> {
    let console = console(house, lang);
    let effects: Vec<Effect> = causeway_identity::staff::EFFECTS
        .iter()
        .map(|(key, args)| Effect::new(key, args.iter().map(|name| (*name, "2".to_owned()))))
        .collect();
    let mut pages = Vec::new();
    for (nth, act) in every_act().into_iter().enumerate() {
        let decided = matches!(act, Act::Approve { .. } | Act::Decline { .. } | Act::Withdraw { .. });
        let passkey = nth % 2 == 0;
        let pending = PendingAct {
            id: id(1),
            act,
            effects: effects.clone(),
            passkey,
            proposal: decided.then(|| proposal(ProposalKind::Organisation, ProposalState::Waiting)),
            waits: true,
            shown: "5e".repeat(32),
        };
        let drawn = acts::Drawn {
            effects: super::super::effects::sentences(&console, &pending.effects).await.unwrap(),
            later: vec!["later".to_owned()],
            pending,
            organisation: "Health".to_owned(),
            subject: "x".to_owned(),
            before: None,
            ceremony: passkey.then(ceremony),
            failed: ["console-act-failed", "console-act-changed", ""][nth.min(2)],
            made_at: "today".to_owned(),
        };
        pages.push(acts::ActPage::new(console.shell.clone(), &drawn).render().unwrap());
    }
    let token = || Token::new(&house.portal.parts().env.rng).unwrap();
    let done = Done {
        applied: false,
        proposal: None,
        link: Some(token()),
        secret: Some(token()),
        result: Some(json!({"a": "<b>"})),
    };
    pages.push(acts::once_page(&console, &done).unwrap().render().unwrap());
    pages.push(acts::done_page(console.shell.clone(), true, Some(id(1))).render().unwrap());
    pages.push(acts::done_page(console.shell.clone(), false, None).render().unwrap());
    pages
}

async fn desk_pages(house: &House, lang: Lang) -> Vec<String> {
    let console = console(house, lang);
    let full = Desk {
        to_decide: ProposalKind::ALL.iter().map(|kind| proposal(*kind, ProposalState::Waiting)).collect(),
        mine: ProposalState::ALL.iter().map(|state| proposal(ProposalKind::Role, *state)).collect(),
        to_review: vec![(member("Ann <b>"), member("Ann").grants.remove(0))],
        invitations: vec![invitation(false)],
    };
    let mut pages = vec![
        desk::page(&console, &full).await.unwrap().succeeded("console-joined").render().unwrap(),
        desk::page(&console, &Desk::default()).await.unwrap().render().unwrap(),
        me::page(&console, &[member("Ann"), member("")]).await.unwrap().render().unwrap(),
        reviews::page(&console, &full.to_review).await.unwrap().render().unwrap(),
        reviews::page(&console, &[]).await.unwrap().render().unwrap(),
        invitations::page(&console, &full.invitations).await.unwrap().render().unwrap(),
        invitations::page(&console, &[]).await.unwrap().render().unwrap(),
    ];
    for part in [proposals::Part::Maker, proposals::Part::Decider, proposals::Part::Onlooker] {
        for state in ProposalState::ALL {
            let one = proposal(ProposalKind::Organisation, *state);
            pages.push(proposals::page(&console, &one, part).await.unwrap().render().unwrap());
        }
    }
    pages
}

async fn staff_pages(house: &House, lang: Lang) -> Vec<String> {
    let console = console(house, lang);
    let fields = Fields::default().with("role", "auditor").with("unit", "it");
    let invite = |wrong| staff::invite_page(&console, &record(true), &fields, wrong).render().unwrap();
    let all_held = Member {
        grants: Role::ALL.iter().map(|role| Grant { role: *role, ..member("A").grants.remove(0) }).collect(),
        ..member("A")
    };
    vec![
        staff::page(&console, &member("Ann <b>")).await.unwrap().render().unwrap(),
        staff::page(&console, &Member { active: false, ..member("") }).await.unwrap().render().unwrap(),
        invite(staff::Wrong::Nothing),
        invite(staff::Wrong::NoRole),
        invite(staff::Wrong::Name("<no>")),
        invite(staff::Wrong::Said("<no>")),
        staff::role_page(&console, &member("Ann"), &fields, Some("no")).render().unwrap(),
        staff::role_page(&console, &all_held, &fields, None).render().unwrap(),
        organisations::page(&console, &record(true)).render().unwrap(),
        organisations::page(&console, &record(false)).render().unwrap(),
    ]
}

fn doors(house: &House, lang: Lang) -> Vec<String> {
    let shell = || Shell::console_sample(lang);
    let lasts = house.portal.parts().identity.config();
    let ways = || {
        [JoinWay::WithAccount(ceremony()), JoinWay::NewPasskey(ceremony(), id(1).into()), JoinWay::LogInFirst]
    };
    let mut pages = vec![
        login::LoginPage::new(shell(), &ceremony(), lasts, "/console", false).render().unwrap(),
        login::LoginPage::new(shell(), &ceremony(), lasts, "/console", true).render().unwrap(),
        login::logged_out_page(shell()).render().unwrap(),
    ];
    for (nth, way) in ways().into_iter().enumerate() {
        let waiting = if nth == 1 { Vec::new() } else { vec![Role::Registrar] };
        let joining = Joining { invitation: invitation(nth == 1), waiting, way };
        let invited = join::Invited {
            joining: &joining,
            token: "x",
            organisation: "A & B",
            until: "today",
            platform: nth == 1,
            name: "<me>",
        };
        for wrong in
            [join::Wrong::Nothing, join::Wrong::Name("no".to_owned()), join::Wrong::Said("no".to_owned())]
        {
            pages.push(join::JoinPage::new(shell(), invited, &wrong).render().unwrap());
        }
    }
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_console_is_whole_in_every_language() {
    let house = house(sqlite().await.unwrap()).await;
    for lang in Lang::ALL {
        let mut pages = act_pages(&house, lang).await;
        pages.extend(desk_pages(&house, lang).await);
        pages.extend(staff_pages(&house, lang).await);
        pages.extend(doors(&house, lang));
        for html in &pages {
            is_whole("console", html, lang);
            assert!(html.contains(&Shell::sample(lang).t("console-name")), "says that it is the console");
            assert!(!html.contains("<b>") && !html.contains("<x>"), "{html}");
        }
    }
}

/// Keys that are put together at run time.
const COMPOSED: [&str; 12] = [
    "effect-",
    "role-",
    "permission-",
    "kind-",
    "proposal-",
    "mandate-",
    "organisation-status-",
    "console-organisation-",
    "content-",
    "staff-ended-",
    "error-code-",
    "console-nav-",
];

#[test]
fn no_word_of_the_console_is_kept_that_no_page_says() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = std::fs::read_to_string(here.join("../../locales/en/console.ftl")).unwrap();
    let said = read_all(&here.join("src")) + &read_all(&here.join("../http/src"));
    let keys = words.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
    let keys =
        keys.filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    for key in keys {
        let is_used =
            COMPOSED.iter().any(|start| key.starts_with(start)) || said.contains(&format!("\"{key}\""));
        assert!(is_used, "{key} is said nowhere");
    }
}
