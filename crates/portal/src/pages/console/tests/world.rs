//! People who work in the console, for the tests: they come in by links and do everything through the pages.

use causeway_core::Localised;
use causeway_http::testing::Answer;
use causeway_identity::{Organisation, OrganisationKind};

use crate::testing::{House, PageForm, Tab, attribute};

pub(super) fn operator() -> Organisation {
    Organisation {
        id: "causeway".parse().unwrap(),
        kind: OrganisationKind::PublicBody,
        name: Localised::new("Causeway", "通道", "通道"),
    }
}

/// A link for one of the first two security officers, as the command line makes it.
pub(super) async fn bootstrap_link(house: &House) -> String {
    let (_, token) = house.portal.parts().identity.bootstrap(&operator()).await.unwrap();
    format!("/console/join/{}", token.reveal())
}

/// Takes a link on its page.
pub(super) async fn join(tab: &mut Tab<'_>, link: &str, name: &str) -> Answer {
    let page = tab.get(link).await;
    assert_eq!(page.status, 200, "{}", page.text);
    tab.submit_passkey_with(&page, link, &[("work_name", name)]).await
}

/// One of the first two security officers, whom nobody has proofed.
pub(super) async fn officer<'a>(house: &'a House, name: &str) -> Tab<'a> {
    let mut tab = house.tab(name);
    let link = bootstrap_link(house).await;
    let joined = join(&mut tab, &link, name).await;
    assert_eq!(joined.header("location"), "/console?joined=1", "{}", joined.text);
    tab
}

/// Confirms the act that a form has just begun; the answer of the confirmation.
pub(super) async fn confirm(tab: &mut Tab<'_>, begun: &Answer) -> Answer {
    let path = begun.header("location").to_owned();
    assert!(path.starts_with("/console/acts/"), "no act was begun: {} {}", begun.status, begun.text);
    let page = tab.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(!page.text.contains('⟦'), "{}", page.text);
    let form = PageForm::find(&page.text, &path);
    match form.options.as_str() {
        "" => {
            let fields: Vec<_> =
                form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            tab.post(&path, &fields).await
        }
        _ => tab.submit_passkey(&page, &path).await,
    }
}

/// The link of an invitation, from the one page that shows it.
pub(super) fn shown_link(page: &Answer) -> String {
    assert_eq!(page.status, 200, "{}", page.text);
    let at = page.text.find("/console/join/").unwrap_or_else(|| panic!("no link in {}", page.text));
    page.text[at..].chars().take_while(|c| !matches!(c, '<' | '"')).collect()
}

/// Invites somebody in roles; the link.
pub(super) async fn invite(by: &mut Tab<'_>, organisation: &str, roles: &[&str]) -> String {
    let mut fields = vec![("organisation", organisation), ("unit", ""), ("name", "Expected Person")];
    fields.extend(roles.iter().map(|role| ("role", *role)));
    let begun = by.post("/console/staff/invite", &fields).await;
    shown_link(&confirm(by, &begun).await)
}

/// The proposals that wait for somebody's decision.
pub(super) async fn to_decide(tab: &mut Tab<'_>) -> Vec<String> {
    let page = tab.get("/console/proposals?state=waiting").await;
    assert_eq!(page.status, 200, "{}", page.text);
    links(&page.text, "/console/proposals/")
}

/// The addresses of a page's links that begin in some way.
pub(super) fn links(html: &str, start: &str) -> Vec<String> {
    let anchors = html.split("<a ").skip(1).map(|anchor| attribute(&format!(" {anchor}"), "href"));
    anchors.filter(|href| href.starts_with(start) && href.len() > start.len()).collect()
}

/// Approves everything that waits for somebody's decision.
pub(super) async fn approve_all(tab: &mut Tab<'_>) {
    for proposal in to_decide(tab).await {
        let begun = tab.post(&format!("{proposal}/approve"), &[]).await;
        let done = confirm(tab, &begun).await;
        assert!(done.header("location").starts_with("/console/acts/done?outcome=applied"), "{}", done.text);
    }
}

/// Somebody with an account of their own whom one officer invites and the other lets have the roles.
pub(super) async fn hire<'a>(
    house: &'a House,
    (one, other): (&mut Tab<'_>, &mut Tab<'_>),
    (name, card): (&str, u32),
    organisation: &str,
    roles: &[&str],
) -> Tab<'a> {
    let link = invite(one, organisation, roles).await;
    let (mut tab, _) = house.person(name, card).await;
    let joined = join(&mut tab, &link, name).await;
    assert_eq!(joined.header("location"), "/console?joined=1", "{}", joined.text);
    approve_all(other).await;
    tab
}
