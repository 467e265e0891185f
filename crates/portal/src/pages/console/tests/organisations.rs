//! What becomes of an organisation, through the pages: shut out at once and everywhere, and only as it was shown.

use axum::http::StatusCode;

use super::world::{approve_all, confirm, hire, officer, to_decide};
use crate::testing::{Tab, houses};

/// The form of the Department of Health, changed.
fn health(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields = vec![
        ("kind", "department"),
        ("status", "active"),
        ("name-en", "Department of Health"),
        ("name-zh-Hant", "衞生署"),
        ("name-zh-Hans", "卫生署"),
    ];
    for (name, value) in changes {
        fields.retain(|(own, _)| own != name);
        fields.push((name, value));
    }
    fields
}

async fn propose(by: &mut Tab<'_>, changes: &[(&'static str, &'static str)]) {
    let begun = by.post("/console/organisations/health/change", &health(changes)).await;
    confirm(by, &begun).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_it_was_shown_is_shown_again_and_not_done() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "causeway", &["registrar"]).await;
        let mut bob = hire(&house, (&mut one, &mut other), ("bob", 3), "causeway", &["approver"]).await;
        propose(&mut ann, &[("name-en", "Health")]).await;
        let proposal = to_decide(&mut bob).await.pop().unwrap();
        let begun = bob.post(&format!("{proposal}/approve"), &[]).await;
        let path = begun.header("location").to_owned();
        let page = bob.get(&path).await;
        assert!(!page.text.contains("takes part again"), "{}", page.text);

        propose(&mut ann, &[("status", "suspended")]).await;
        let suspension = to_decide(&mut bob).await.into_iter().find(|waiting| *waiting != proposal).unwrap();
        let begun = bob.post(&format!("{suspension}/approve"), &[]).await;
        confirm(&mut bob, &begun).await;

        let refused = bob.submit_passkey(&page, &path).await;
        assert_eq!(refused.header("location"), format!("{path}?failed=changed"), "{}", refused.text);
        let again = bob.get(refused.header("location")).await;
        assert!(again.text.contains("has changed since it was shown"), "{}", again.text);
        assert!(again.text.contains("takes part again"), "{}", again.text);
        assert!(ann.get("/console/organisations/health").await.text.contains("Suspended"));
        let done = bob.submit_passkey(&again, &path).await;
        assert!(done.header("location").contains("outcome=applied"), "{}", done.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_services_of_a_suspended_organisation_are_offered_and_reached_no_more() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "causeway", &["registrar"]).await;
        let mut bob = hire(&house, (&mut one, &mut other), ("bob", 3), "causeway", &["approver"]).await;
        let mut ivy = hire(&house, (&mut one, &mut other), ("ivy", 4), "causeway", &["integrator"]).await;
        let mut stranger = house.tab("stranger");
        assert!(stranger.get("/").await.text.contains("Vaccination Record"));

        propose(&mut ann, &[("status", "suspended")]).await;
        let proposal = to_decide(&mut bob).await.pop().unwrap();
        let begun = bob.post(&format!("{proposal}/approve"), &[]).await;
        let page = bob.get(begun.header("location")).await;
        assert!(page.text.contains("None of its clients is served from now on (1)"), "{}", page.text);
        confirm(&mut bob, &begun).await;

        assert!(!stranger.get("/").await.text.contains("Vaccination Record"));
        let refused = stranger.get("/authorize?client_id=vaccination").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
        let page = ivy.get("/console/clients/vaccination").await;
        assert!(page.text.contains("Its organisation is suspended or closed"), "{}", page.text);
        assert!(page.text.contains("Stopped") && !page.text.contains("/resume"), "{}", page.text);

        propose(&mut ann, &[]).await;
        approve_all(&mut bob).await;
        assert!(stranger.get("/").await.text.contains("Vaccination Record"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_without_a_status_changes_nothing() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "causeway", &["registrar"]).await;
        let path = "/console/organisations/health/change";
        let refused = ann.post(path, &health(&[("status", "")])).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.text.contains("Choose how the organisation stands"), "{}", refused.text);
        assert!(refused.text.contains("href=\"#status\""), "{}", refused.text);
    }
}
