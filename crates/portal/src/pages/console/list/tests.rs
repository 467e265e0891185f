//! Lists: searched, paged, empty, exported, in every language.

use causeway_core::{Acr, Lang, MemberId};
use jiff::Timestamp;

use super::*;

fn asked(query: &str) -> Asked {
    let uri: axum::http::Uri = format!("/list?{query}").parse().unwrap();
    axum::extract::Query::try_from_uri(&uri).unwrap().0
}

fn staff(platform: bool) -> Staff {
    let id = uuid::Uuid::from_u128(1);
    Staff {
        session: causeway_core::Session {
            id: id.into(),
            account: id.into(),
            acr: Acr::Passkey,
            authenticated_at: Timestamp::UNIX_EPOCH,
        },
        member: MemberId::from(id),
        organisation: "health".parse().unwrap(),
        platform,
        permissions: std::collections::BTreeSet::new(),
    }
}

fn list(lang: Lang, query: &str, names: &[&str], total: i64) -> List {
    let found = Found { rows: names.iter().map(|name| (*name).to_owned()).collect(), total };
    List::new(Shell::console_sample(lang), "console-name", "/console/things", &asked(query))
        .lead("console-name")
        .column("list-search")
        .column("list-export")
        .number("list-search")
        .filter("state", "list-filter-all", &[("open", "yes"), ("shut", "no")])
        .empty("list-empty")
        .rows(found, |name: String| {
            Row::link(name, "/console/things/1").tag("A & B", "govuk-tag--green").number(3)
        })
}

#[test]
fn a_list_is_whole_in_every_language() {
    for lang in Lang::ALL {
        for (query, names, total) in [
            ("", vec![], 0),
            ("q=x", vec![], 0),
            ("page=9", vec![], 60),
            ("q=x&state=open&page=2", vec!["one", "two <b>"], 60),
        ] {
            let html = list(lang, query, &names, total).render().unwrap();
            assert!(!html.contains('⟦'), "{html}");
            assert!(!html.contains("<b>"), "{html}");
            assert_eq!(html.matches("<h1").count(), 1);
        }
    }
}

#[test]
fn pages_keep_what_was_looked_for() {
    let html = list(Lang::En, "q=a%26b&state=open&page=2&evil=1&lang=en", &["one"], 60).render().unwrap();
    assert!(html.contains("href=\"/console/things?q=a%26b&#38;state=open\" rel=\"prev\""), "{html}");
    assert!(
        html.contains("href=\"/console/things?q=a%26b&#38;state=open&#38;page=3\" rel=\"next\""),
        "{html}"
    );
    assert!(html.contains("href=\"/console/things?q=a%26b&#38;state=open&#38;format=csv\""), "{html}");
    assert!(!html.contains("evil"), "{html}");
    let last = list(Lang::En, "page=3", &["one"], 60).render().unwrap();
    assert!(!last.contains("rel=\"next\"") && last.contains("rel=\"prev\""), "{last}");
}

#[test]
fn an_empty_list_says_what_to_do() {
    let nothing = list(Lang::En, "", &[], 0).render().unwrap();
    assert!(nothing.contains(&Shell::sample(Lang::En).t("list-empty")) && !nothing.contains("format=csv"));
    let narrowed = list(Lang::En, "q=zzz", &[], 0).render().unwrap();
    assert!(narrowed.contains("href=\"/console/things\">"), "{narrowed}");
}

#[tokio::test]
async fn an_export_is_what_the_list_shows_and_no_more() {
    let answer = list(Lang::En, "format=csv", &["=1+1", "two, three"], 2).answer().unwrap();
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"causeway-things.csv\"");
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[1..], ["'=1+1,A & B,3", "\"two, three\",A & B,3", ""]);
}

#[test]
fn what_is_asked_never_reaches_beyond_the_callers_own() {
    let own = asked("organisation=water&q=%20x%0A%20").search(&staff(false));
    assert_eq!(own.organisation.unwrap().as_str(), "health");
    assert_eq!(own.text, "x");
    let all = asked("organisation=water").search(&staff(true));
    assert_eq!(all.organisation.unwrap().as_str(), "water");
    assert_eq!(asked("organisation=%2F..").search(&staff(true)).organisation, None);
}

#[test]
fn nonsense_in_an_address_is_as_good_as_nothing() {
    for query in ["page=0", "page=-1", "page=abc", "page=99999999999999999999", "page=", "x=y"] {
        let search = asked(query).search(&staff(true));
        assert_eq!((search.page, search.size), (1, PAGE), "{query}");
    }
    let export = asked("format=csv&page=7").search(&staff(true));
    assert_eq!((export.page, export.size), (1, EXPORT));
    assert_eq!(asked(&format!("q={}", "a".repeat(500))).search(&staff(true)).text.len(), LONGEST);
}

#[test]
fn a_name_that_is_looked_for_stands_in_no_address() {
    let html = list(Lang::En, "q=Ann+Chan&state=open&organisation=health&page=2", &["one"], 60)
        .private()
        .render()
        .unwrap();
    for address in html
        .split("href=\"")
        .chain(html.split("action=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
    {
        assert!(!address.contains("Ann"), "{address}");
    }
    assert!(html.contains("<form method=\"post\" action=\"/console/things\" role=\"search\""), "{html}");
    for field in ["name=\"page\" value=\"1\"", "name=\"page\" value=\"3\"", "name=\"format\" value=\"csv\""] {
        assert!(html.contains(field), "{field} in {html}");
    }
    assert_eq!(html.matches("name=\"q\" value=\"Ann Chan\"").count(), 3, "{html}");
    let all = list(Lang::En, "page=2", &["one"], 60).private().render().unwrap();
    assert!(all.contains("rel=\"next\"") && all.contains("format=csv"), "{all}");
}
