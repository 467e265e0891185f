//! Every rule of [`super`], one by one.

use causeway_core::{Acr, ConsentId, Lang, RequestId};
use jiff::SignedDuration;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::{ShownPart, ShownRow};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn account(n: u128) -> AccountId {
    Uuid::from_u128(n).into()
}

fn session(n: u128, authenticated_at: Timestamp) -> Session {
    Session { id: Uuid::from_u128(100 + n).into(), account: account(n), acr: Acr::Passkey, authenticated_at }
}

fn exchange(fields: &[&str], once: bool, until: Option<Timestamp>) -> Detail {
    Detail::Exchange {
        dataset: "water.address".parse().unwrap(),
        provider: "water".parse().unwrap(),
        fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        purpose: "licence-renewal".parse().unwrap(),
        once,
        until,
    }
}

fn login(fields: &[&str]) -> Detail {
    Detail::Login { fields: fields.iter().map(|f| (*f).to_owned()).collect() }
}

fn consent(detail: Detail) -> Consent {
    Consent {
        id: ConsentId::from(Uuid::from_u128(7)),
        account: account(1),
        client: "driving".parse().unwrap(),
        organisation: "transport".parse().unwrap(),
        until: detail.until(),
        detail,
        purpose: "licence-renewal".parse().unwrap(),
        state: ConsentState::Active,
        given_at: NOW,
        ended_at: None,
        used_by: None,
        shown_sha256: [0; 32],
    }
}

fn use_of(fields: &[&str]) -> Use {
    Use {
        consent: ConsentId::from(Uuid::from_u128(7)),
        client: "driving".parse().unwrap(),
        dataset: Some("water.address".parse().unwrap()),
        provider: Some("water".parse().unwrap()),
        fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        purpose: "licence-renewal".parse().unwrap(),
        read: Uuid::from_u128(9).into(),
    }
}

fn code(consent: &Consent, wanted: &Use, now: Timestamp) -> &'static str {
    permits(consent, wanted, now).err().map_or("permitted", |e| e.code())
}

fn request() -> Request {
    Request {
        id: Uuid::from_u128(3).into(),
        client: "driving".parse().unwrap(),
        organisation: "transport".parse().unwrap(),
        details: vec![login(&[])],
        login_purpose: "login".parse().unwrap(),
        resume: "/authorize/resume".to_owned(),
        redirect_origin: None,
        lang: None,
        account: None,
        claimed: false,
        channel: crate::Channel::Browser,
        code: None,
        state: RequestState::Open,
        created_at: NOW,
        expires_at: NOW + REQUEST,
        always_ask: false,
        fresh_login: false,
        browser: [1; 32],
    }
}

fn shown() -> Shown {
    Shown {
        lang: Lang::En,
        service: "Driving Licence Renewal".to_owned(),
        organisation: "Transport".to_owned(),
        website: "https://driving.example".to_owned(),
        parts: vec![ShownPart {
            kind: "exchange".to_owned(),
            heading: "Your residential address".to_owned(),
            from: Some("Water Supplies".to_owned()),
            purpose: "To renew your licence".to_owned(),
            rows: vec![ShownRow { label: "Residential address".to_owned(), value: None }],
            lasts: "Once".to_owned(),
        }],
        match_code: None,
        code: None,
    }
}

#[test]
fn a_use_within_its_consent_is_permitted() {
    assert_eq!(code(&consent(exchange(&["a", "b"], true, None)), &use_of(&["a"]), NOW), "permitted");
}

#[test]
fn each_way_to_exceed_a_consent_has_its_own_reason() {
    let given = consent(exchange(&["a", "b"], false, Some(NOW + SignedDuration::from_secs(10))));
    let mut foreign = use_of(&["a"]);
    foreign.client = "other".parse().unwrap();
    let mut purpose = use_of(&["a"]);
    purpose.purpose = "marketing".parse().unwrap();
    let mut dataset = use_of(&["a"]);
    dataset.dataset = Some("tax.income".parse().unwrap());
    let mut profile = use_of(&["a"]);
    profile.dataset = None;
    let mut provider = use_of(&["a"]);
    provider.provider = Some("tax".parse().unwrap());
    for (wanted, now, expected) in [
        (&use_of(&["a"]), NOW + SignedDuration::from_secs(9), "permitted"),
        (&use_of(&["a"]), NOW + SignedDuration::from_secs(10), "consent_expired"),
        (&use_of(&["a", "c"]), NOW, "fields_exceed_consent"),
        (&use_of(&[]), NOW, "fields_exceed_consent"),
        (&foreign, NOW, "consent_unknown"),
        (&purpose, NOW, "purpose_mismatch"),
        (&dataset, NOW, "dataset_mismatch"),
        (&profile, NOW, "dataset_mismatch"),
        (&provider, NOW, "provider_changed"),
    ] {
        assert_eq!(code(&given, wanted, now), expected, "{wanted:?}");
    }
    for (state, expected) in [
        (ConsentState::Used, "consent_used"),
        (ConsentState::Withdrawn, "consent_withdrawn"),
        (ConsentState::Expired, "consent_expired"),
        (ConsentState::Replaced, "consent_replaced"),
    ] {
        let ended = Consent { state, ..given.clone() };
        assert_eq!(code(&ended, &use_of(&["a"]), NOW), expected);
    }
}

#[test]
fn a_stranger_learns_nothing_of_a_consent_s_state() {
    let mut withdrawn = consent(exchange(&["a"], false, None));
    withdrawn.state = ConsentState::Withdrawn;
    let mut foreign = use_of(&["a"]);
    foreign.client = "other".parse().unwrap();
    assert_eq!(permits(&withdrawn, &foreign, NOW).unwrap_err().to_string(), unknown().to_string());
}

#[test]
fn a_request_exists_for_its_browser_and_for_the_phone_that_took_it_over() {
    let viewer =
        |browser, who: Option<u128>| Viewer { browser: [browser; 32], session: who.map(|n| session(n, NOW)) };
    let mut asked = request();
    assert!(may_see(&asked, &viewer(1, None)));
    assert!(!may_see(&asked, &viewer(2, None)));
    assert!(!may_see(&asked, &viewer(2, Some(1))));
    asked.account = Some(account(1));
    assert!(!may_see(&asked, &viewer(2, Some(1))), "bound by the first browser's login, not taken over");
    asked.claimed = true;
    assert!(may_see(&asked, &viewer(2, Some(1))));
    assert!(!may_see(&asked, &viewer(2, Some(2))));
}

#[test]
fn openid_core_3_1_2_1_prompt_login_wants_a_login_after_the_request() {
    let mut asked = request();
    let old = session(1, NOW - SignedDuration::from_secs(1));
    assert!(login_suffices(&asked, &old));
    asked.fresh_login = true;
    assert!(!login_suffices(&asked, &old));
    assert!(login_suffices(&asked, &session(1, NOW)));
}

#[test]
fn only_a_plain_login_that_stands_goes_straight_in() {
    let standing = consent(login(&["card_number"]));
    assert!(stands_already(&[login(&["card_number"])], Some(&standing)));
    assert!(stands_already(&[login(&[])], Some(&standing)));
    assert!(!stands_already(&[login(&["card_number", "name"])], Some(&standing)), "more than stands");
    assert!(!stands_already(&[login(&[])], None));
    assert!(
        !stands_already(&[login(&[]), exchange(&["a"], true, None)], Some(&standing)),
        "an exchange is always asked"
    );
}

#[test]
fn a_request_waits_until_its_end_and_only_while_open() {
    let asked = request();
    assert!(is_open(&asked, asked.expires_at - SignedDuration::from_micros(1)));
    assert!(!is_open(&asked, asked.expires_at));
    for state in [RequestState::Granted, RequestState::Declined, RequestState::Cancelled, RequestState::Used]
    {
        assert!(!is_open(&Request { state, ..request() }, NOW));
    }
}

#[test]
fn the_challenge_changes_with_everything_that_was_shown() {
    let id: RequestId = Uuid::from_u128(3).into();
    let base = challenge(id, &[1; 32], NOW, account(1), &shown()).unwrap();
    assert_eq!(base, challenge(id, &[1; 32], NOW, account(1), &shown()).unwrap());
    let mut others = vec![
        challenge(Uuid::from_u128(4).into(), &[1; 32], NOW, account(1), &shown()),
        challenge(id, &[2; 32], NOW, account(1), &shown()),
        challenge(id, &[1; 32], NOW + SignedDuration::from_secs(1), account(1), &shown()),
        challenge(id, &[1; 32], NOW, account(2), &shown()),
    ];
    let edits: [fn(&mut Shown); 7] = [
        |s| s.lang = Lang::ZhHant,
        |s| s.service.push('.'),
        |s| s.website.push('x'),
        |s| s.parts[0].purpose = "Marketing".to_owned(),
        |s| s.parts[0].rows[0].value = Some("x".to_owned()),
        |s| s.parts[0].lasts = "For ever".to_owned(),
        |s| s.match_code = Some("42".to_owned()),
    ];
    for edit in edits {
        let mut changed = shown();
        edit(&mut changed);
        others.push(challenge(id, &[1; 32], NOW, account(1), &changed));
    }
    for other in others {
        assert_ne!(base, other.unwrap());
    }
}

#[test]
fn the_challenge_is_sha256_over_the_rfc_8785_form() {
    let canonical = concat!(
        r#"{"expires":0,"nonce":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE","person":"00000000-0000-0000-0000-000000000001","#,
        r#""request":"00000000-0000-0000-0000-000000000003","shown":{"lang":"en","organisation":"Transport","parts":[{"#,
        r#""from":"Water Supplies","heading":"Your residential address","kind":"exchange","lasts":"Once","purpose":"To renew your licence","#,
        r#""rows":[{"label":"Residential address"}]}],"service":"Driving Licence Renewal","website":"https://driving.example"},"version":1}"#,
    );
    let expected = digest::sha256(canonical.as_bytes());
    assert_eq!(challenge(Uuid::from_u128(3).into(), &[1; 32], NOW, account(1), &shown()).unwrap(), expected);
}

proptest! {
    /// Whatever is asked, a permit never goes beyond the consent, and every refusal is one of the documented reasons.
    #[test]
    fn no_use_beyond_the_consent_is_permitted(
        allowed in proptest::collection::btree_set("[a-e]", 1..4),
        asked in proptest::collection::vec("[a-e]", 0..4),
        same_client: bool, same_purpose: bool, same_dataset: bool, state in 0usize..5, after in -5i64..5,
    ) {
        let states = [ConsentState::Active, ConsentState::Used, ConsentState::Withdrawn, ConsentState::Expired, ConsentState::Replaced];
        let names: Vec<&str> = allowed.iter().map(String::as_str).collect();
        let given = Consent { state: states[state], ..consent(exchange(&names, false, Some(NOW))) };
        let mut wanted = use_of(&[]);
        wanted.fields.clone_from(&asked);
        if !same_client { wanted.client = "other".parse().unwrap(); }
        if !same_purpose { wanted.purpose = "other".parse().unwrap(); }
        if !same_dataset { wanted.dataset = Some("other".parse().unwrap()); }
        let within = same_client && same_purpose && same_dataset && state == 0 && after < 0
            && !asked.is_empty() && asked.iter().all(|f| allowed.contains(f));
        prop_assert_eq!(permits(&given, &wanted, NOW + SignedDuration::from_secs(after)).is_ok(), within);
    }
}

#[test]
fn a_grant_is_as_strong_as_the_login_in_which_it_was_decided_and_no_other_makes_it_stronger() {
    let grant = |acr| crate::Grant { account: account(1), acr, authenticated_at: NOW, consents: Vec::new() };
    let bound = |session: Session| Session { acr: Acr::DeviceBound, ..session };
    let raised = |acr, session: Option<Session>| grant(acr).raised_by(session.as_ref()).acr;
    assert_eq!(raised(Acr::Passkey, Some(bound(session(1, NOW)))), Acr::DeviceBound);
    assert_eq!(raised(Acr::Passkey, None), Acr::Passkey);
    let later = NOW + SignedDuration::from_secs(1);
    assert_eq!(raised(Acr::Passkey, Some(bound(session(1, later)))), Acr::Passkey, "another login");
    assert_eq!(raised(Acr::Passkey, Some(bound(session(2, NOW)))), Acr::Passkey, "another person");
    for weaker in [Acr::CrossDevice, Acr::Decoupled] {
        assert_eq!(raised(weaker, Some(bound(session(1, NOW)))), weaker);
    }
}
