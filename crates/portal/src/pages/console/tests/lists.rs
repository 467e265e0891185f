//! The console's lists, through the router: searched, paged, exported, within one's own horizon.

use axum::http::StatusCode;
use causeway_core::Localised;
use causeway_identity::{Organisation, OrganisationKind};

use super::world::{links, officer};
use crate::testing::{House, houses};

/// Sixty more organisations.
async fn many(house: &House) {
    let identity = &house.portal.parts().identity;
    let all: Vec<Organisation> = (0..60)
        .map(|n| Organisation {
            id: format!("bureau-{n:02}").parse().unwrap(),
            kind: OrganisationKind::Department,
            name: Localised::new(
                format!("=Bureau, No. {n:02}"),
                format!("第{n:02}局"),
                format!("第{n:02}局"),
            ),
        })
        .collect();
    let all = &all;
    house
        .portal
        .parts()
        .env
        .db
        .tx(|tx| {
            Box::pin(async move {
                for one in all {
                    identity.put_organisation(tx, one).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
}

fn rows(html: &str) -> Vec<String> {
    links(html, "/console/organisations/").into_iter().filter(|link| !link.ends_with("/new")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_paged_searched_and_says_when_nothing_is_found() {
    for house in houses().await {
        many(&house).await;
        let mut one = officer(&house, "one").await;
        let first = one.get("/console/organisations").await;
        assert_eq!(rows(&first.text).len(), 25);
        assert!(first.text.contains("63 results, page 1 of 3"), "{}", first.text);
        let last = one.get("/console/organisations?page=3").await;
        assert_eq!(rows(&last.text).len(), 13);
        assert!(last.text.contains("rel=\"prev\"") && !last.text.contains("rel=\"next\""));
        let mut all = rows(&first.text);
        all.extend(rows(&one.get("/console/organisations?page=2").await.text));
        all.extend(rows(&last.text));
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 63, "every row once");
        let found = one.get("/console/organisations?q=%E7%AC%AC07").await;
        assert_eq!(rows(&found.text), ["/console/organisations/bureau-07"]);
        let nothing = one.get("/console/organisations?q=%25").await;
        assert!(
            rows(&nothing.text).is_empty() && nothing.text.contains("Nothing matches"),
            "{}",
            nothing.text
        );
        let beyond = one.get("/console/organisations?page=99").await;
        assert!(beyond.status.is_success() && beyond.text.contains("Show the whole list"), "{}", beyond.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_all_rows_and_no_formula() {
    for house in houses().await {
        many(&house).await;
        let mut one = officer(&house, "one").await;
        let answer = one.get("/console/organisations?format=csv&page=2").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.header("content-disposition"),
            "attachment; filename=\"causeway-organisations.csv\""
        );
        assert_eq!(answer.text.lines().count(), 64, "a heading and every row");
        assert!(
            answer.text.contains("\"'=Bureau, No. 00\",bureau-00,Government department,"),
            "{}",
            answer.text
        );
        let some = one.get("/console/organisations?format=csv&q=bureau-1").await;
        assert_eq!(some.text.lines().count(), 11);
        let staff = one.get("/console/staff?format=csv").await;
        assert!(staff.text.contains("one,Causeway,"), "{}", staff.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn proposals_are_filtered_by_their_state() {
    for house in houses().await {
        let mut one = officer(&house, "one").await;
        for state in ["", "waiting", "applied", "declined", "withdrawn", "expired", "nonsense"] {
            let answer = one.get(&format!("/console/proposals?state={state}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{state}");
            assert_eq!(answer.text.matches(" checked").count(), 1, "{state}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_are_found_by_name_and_the_name_is_in_no_address() {
    for house in houses().await {
        let mut one = officer(&house, "Ann Chan").await;
        officer(&house, "Bob Lee").await;
        let found = one.post("/console/staff", &[("q", "ann c")]).await;
        assert!(found.text.contains("Ann Chan") && !found.text.contains("Bob Lee"), "{}", found.text);
        let all = one.get("/console/staff?q=ann").await;
        assert!(all.text.contains("Bob Lee") && !all.text.contains("value=\"ann\""), "{}", all.text);
        let export = one.post("/console/staff", &[("q", "ann"), ("format", "csv")]).await;
        assert_eq!(export.text.lines().count(), 2, "{}", export.text);
    }
}
