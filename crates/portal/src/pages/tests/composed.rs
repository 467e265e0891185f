//! What the approval screen says, and what binds it.

use causeway_consent::{Detail, PORTAL, Request, Shown, Viewer};
use causeway_core::db::testing::sqlite;
use causeway_core::{Error, Lang, Session};

use super::samples::now;
use crate::testing::{House, RELYING_PARTY, Tab, address_once, card, house, houses, login};

/// A request of the vaccination service, bound to the person in `tab`.
async fn bound(house: &House, tab: &Tab<'_>, session: &Session, details: Vec<Detail>) -> Request {
    let id = house.ask(tab, details).await;
    let viewer = Viewer { browser: tab.browser().hash, session: Some(session.clone()) };
    let consents = &house.portal.parts().consents;
    consents.settle(id, &viewer).await.unwrap();
    consents.request(id, &viewer).await.unwrap()
}

async fn shown(house: &House, request: &Request, session: &Session, lang: Lang) -> Shown {
    house.portal.present_request(request, session, lang).await.unwrap().shown
}

#[tokio::test(flavor = "multi_thread")]
async fn names_purposes_and_labels_are_the_registered_ones_in_the_persons_language() {
    let house = house(sqlite().await.unwrap()).await;
    let (tab, session) = house.person("ann", 1).await;
    let request = bound(&house, &tab, &session, vec![login(), address_once()]).await;
    for (lang, service, organisation, label) in [
        (Lang::En, "Vaccination Record", "Department of Health", "Residential address"),
        (Lang::ZhHant, "疫苗接種紀錄", "衞生署", "住址"),
        (Lang::ZhHans, "疫苗接种记录", "卫生署", "住址"),
    ] {
        let shown = shown(&house, &request, &session, lang).await;
        assert_eq!(
            (shown.lang, shown.service.as_str(), shown.organisation.as_str()),
            (lang, service, organisation)
        );
        assert_eq!(shown.website, RELYING_PARTY);
        assert_eq!(shown.match_code, None);
        let [login, exchange] = shown.parts.try_into().unwrap();
        assert_eq!((login.kind.as_str(), login.from.as_deref()), ("login", None));
        assert_eq!(login.rows[0].value.as_deref(), Some(card(1).as_str()), "the exact value");
        assert_eq!((exchange.kind.as_str(), exchange.rows[0].label.as_str()), ("exchange", label));
        assert_eq!(exchange.rows[0].value, None, "which the platform does not know");
        assert!(exchange.from.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_it_lasts_is_told_for_each_kind() {
    let house = house(sqlite().await.unwrap()).await;
    let (tab, session) = house.person("ann", 1).await;
    let Detail::Exchange { dataset, provider, fields, purpose, .. } = address_once() else { unreachable!() };
    let until = Some(now() + jiff::SignedDuration::from_hours(24 * 30));
    let standing = Detail::Exchange { dataset, provider, fields, purpose, once: false, until };
    let nothing = Detail::Login { fields: Vec::new() };
    let details = vec![nothing, login(), address_once(), standing];
    let request = bound(&house, &tab, &session, details).await;
    let lasts: Vec<_> =
        shown(&house, &request, &session, Lang::En).await.parts.into_iter().map(|part| part.lasts).collect();
    assert_eq!(
        lasts,
        [
            "Until you withdraw",
            "Each time you log in, until you withdraw",
            "Once: for one reading, then it is over",
            "As often as needed until 21 December 2026, 08:00, or until you withdraw",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_login_names_us_and_no_data() {
    let house = house(sqlite().await.unwrap()).await;
    let (tab, session) = house.person("ann", 1).await;
    let mut request = bound(&house, &tab, &session, vec![Detail::Login { fields: Vec::new() }]).await;
    request.client = PORTAL.parse().unwrap();
    let shown = shown(&house, &request, &session, Lang::En).await;
    assert_eq!((shown.service.as_str(), shown.website.as_str()), ("Causeway", crate::testing::ORIGIN));
    assert!(shown.parts[0].rows.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_redirect_the_website_is_the_registered_home() {
    let house = house(sqlite().await.unwrap()).await;
    let (tab, session) = house.person("ann", 1).await;
    let mut request = bound(&house, &tab, &session, vec![login()]).await;
    request.redirect_origin = None;
    assert_eq!(shown(&house, &request, &session, Lang::En).await.website, RELYING_PARTY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_altered_after_it_was_shown_cannot_be_approved() {
    for house in houses().await {
        let (tab, session) = house.person("ann", 1).await;
        let consents = &house.portal.parts().consents;
        let request = bound(&house, &tab, &session, vec![login()]).await;
        let presented = house.portal.present_request(&request, &session, Lang::En).await.unwrap();
        let signed = tab.sign(&presented.options).await;
        let mut altered = presented.shown.clone();
        altered.parts[0].purpose = "To sell it".to_owned();
        consents.present(request.id, &session, altered).await.unwrap();
        let refused: Error = consents.approve(request.id, &session, &signed).await.unwrap_err();
        assert_eq!(refused.code(), "passkey_refused");
        assert!(consents.standing(session.account).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_presents_only_what_its_person_has_taken_over() {
    for house in houses().await {
        let (_, session) = house.person("ann", 1).await;
        let screen = house.tab("screen");
        let id = house.ask(&screen, vec![login()]).await;
        let unclaimed = house.portal.present(id, &session, Lang::En).await.unwrap_err();
        assert_eq!(unclaimed.code(), "not_found");
        house.portal.parts().consents.adopt(id, &session).await.unwrap();
        let presented = house.portal.present(id, &session, Lang::ZhHans).await.unwrap();
        assert_eq!(presented.shown.service, "疫苗接种记录");
        let (_, other) = house.person("bob", 3).await;
        assert_eq!(house.portal.present(id, &other, Lang::En).await.unwrap_err().code(), "not_found");
    }
}
