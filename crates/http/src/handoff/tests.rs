//! What the page does, and what a hostile value cannot make it do.

use causeway_core::Actor;

use super::*;
use crate::testing::{Answer, get, router, send};
use crate::{Access, Routes};

async fn shown(action: &'static str, state: &'static str, lang: Lang) -> Answer {
    let fields = move || vec![("code", "a code".to_owned()), ("state", state.to_owned())];
    let routes = Routes::new().get("/authorize", Access::Public, async move || Handoff {
        action: action.to_owned(),
        fields: fields(),
        lang,
    });
    send(&router(routes, Actor::Nobody), get("/authorize?code_challenge=x")).await
}

fn directive<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let policy = answer.header("content-security-policy");
    let parts = policy.split(';').map(str::trim);
    parts.filter_map(|part| part.strip_prefix(name)).map(str::trim).next().unwrap_or_default()
}

/// The text of the page's script elements, as a parser sees it: up to the first end tag.
fn scripts(html: &str) -> Vec<&str> {
    html.split("<script")
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.1.split("</script").next())
        .collect()
}

#[tokio::test]
async fn form_post_2_the_fields_are_posted_to_the_action_and_nothing_is_stored() {
    let answer = shown("https://app.example/cb?x=1", "s", Lang::En).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text.contains("<form method=\"post\" action=\"https://app.example/cb?x=1\">"));
    assert!(answer.text.contains("<input type=\"hidden\" name=\"code\" value=\"a code\">"));
    assert!(answer.text.contains("<input type=\"hidden\" name=\"state\" value=\"s\">"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn the_only_script_is_the_one_that_the_policy_names() {
    let answer = shown("https://app.example/cb", "s", Lang::En).await;
    let found = scripts(&answer.text);
    assert_eq!(found, [SCRIPT]);
    let hash = b64::encode_standard(&digest::sha256(found[0].as_bytes()));
    assert_eq!(directive(&answer, "script-src"), format!("'sha256-{hash}'"));
    assert_eq!(directive(&answer, "default-src"), "'none'");
    assert!(!answer.header("content-security-policy").contains("unsafe"));
}

#[tokio::test]
async fn the_form_leads_to_the_actions_origin_alone() {
    let answer = shown("https://app.example:8443/a/b?c=d#e", "s", Lang::En).await;
    assert_eq!(directive(&answer, "form-action"), "https://app.example:8443");
    assert_eq!(directive(&answer, "frame-ancestors"), "'none'");
    assert_eq!(directive(&answer, "base-uri"), "'none'");
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert_eq!(answer.header("referrer-policy"), "strict-origin");
}

#[tokio::test]
async fn every_language_has_its_button_and_no_word_is_missing() {
    for lang in Lang::ALL {
        let answer = shown("https://app.example/cb", "s", lang).await;
        assert!(!answer.text.contains('⟦'), "{}", answer.text);
        assert!(answer.text.contains(&format!("<html lang=\"{}\"", lang.tag())));
        assert!(answer.text.contains(&Words::of(lang).t("continue")) && answer.text.contains("<button"));
        assert_eq!(answer.header("content-language"), lang.tag());
    }
}

#[tokio::test]
async fn html_in_the_state_stays_a_value() {
    for state in [
        "\"><script>alert(1)</script>",
        "</script><img src=x onerror=alert(1)>",
        "'\" autofocus onfocus=alert(1) x=\"",
        "<!--<script>",
        "</form><form action=https://evil.example>",
        "\u{0}\u{2028}\r\n&quot;&#34;",
    ] {
        let answer = shown("https://app.example/cb", state, Lang::En).await;
        assert_eq!(scripts(&answer.text), [SCRIPT], "{state:?}");
        assert_eq!(answer.text.matches("<form").count(), 1, "{state:?}");
        assert!(!answer.text.contains("<img") && !answer.text.contains("<!--"), "{state:?}");
        let field = answer.text.split("name=\"state\" value=\"").nth(1).unwrap();
        let value = field.split('"').next().unwrap();
        assert!(!value.contains(['<', '>', '\'']), "{value}");
        assert!(field[value.len()..].starts_with("\">"), "{field}");
    }
}

#[tokio::test]
async fn an_action_with_quotes_ends_neither_the_attribute_nor_the_policy() {
    for action in [
        "https://app.example/cb?\"><script>alert(1)</script>",
        "https://app.example/'onsubmit='x",
        "https://app.example/;script-src *",
        "https://app.example/cb, https://evil.example",
    ] {
        let answer = shown(action, "s", Lang::En).await;
        assert_eq!(scripts(&answer.text), [SCRIPT], "{action}");
        assert_eq!(directive(&answer, "form-action"), "https://app.example", "{action}");
        assert!(directive(&answer, "script-src").starts_with("'sha256-"), "{action}");
        let attribute = answer.text.split(" action=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(!attribute.contains(['<', '>', '\'']), "{attribute}");
    }
}

#[tokio::test]
async fn nothing_is_posted_to_what_is_no_web_address() {
    for action in [
        "javascript:alert(1)",
        "data:text/html,x",
        "com.example.app:/cb",
        "/cb",
        "",
        "//evil.example/cb",
        "https://",
        "https://*/cb",
        "https://a;b/cb",
        "https://me:secret@app.example/cb",
    ] {
        let answer = shown(action, "s", Lang::En).await;
        assert_eq!(answer.status, 500, "{action}");
        assert!(!answer.text.contains("<form") && !answer.text.contains("a code"), "{action}");
        assert!(directive(&answer, "script-src").contains("'self'"), "{action}");
    }
}

#[test]
fn a_code_is_not_in_debug() {
    let fields = vec![("code", "s3cret".to_owned())];
    let shown = format!("{:?}", Handoff { action: "https://a.example".to_owned(), fields, lang: Lang::En });
    assert!(shown.contains("code") && !shown.contains("s3cret"));
}
