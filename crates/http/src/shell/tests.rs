//! The shell in three languages, and what changes in it.

use askama::Template;
use causeway_core::Actor;

use super::*;
use crate::testing::{get, send};
use crate::{Access, Guard, Page, Routes};

#[derive(Template)]
#[template(
    source = "{% extends \"shell/layout.html\" %}{% block content %}<h1>{{ shell.title }}</h1>{% endblock %}",
    ext = "html"
)]
struct Sample {
    shell: Shell,
}

fn render(shell: Shell) -> String {
    Sample { shell }.render().unwrap()
}

async fn show(shell: Shell) -> Page<Sample> {
    Page(Sample { shell: shell.titled("done").with_unread(4) })
}

async fn ask(path: &str, actor: Actor) -> String {
    let site = crate::testing::site().navigation(vec![
        Link::new("back", "/"),
        Link::new("continue", "/activity").logged_in().counted(),
        Link::new("cancel", "/login").logged_out(),
    ]);
    let routes =
        Routes::new().get("/activity/{id}", Access::Public, show).get("/activity", Access::Public, show);
    send(&routes.into_router(Guard::of(site, actor)), get(path)).await.text
}

fn person() -> Actor {
    let id = uuid::Uuid::from_u128(1);
    Actor::Person(causeway_core::Session {
        id: id.into(),
        account: id.into(),
        acr: causeway_core::Acr::Passkey,
        authenticated_at: jiff::Timestamp::UNIX_EPOCH,
    })
}

#[test]
fn every_language_has_its_shell_and_no_word_is_missing() {
    for lang in Lang::ALL {
        let html = render(Shell::sample(lang).titled("done"));
        assert!(html.contains(&format!("<html lang=\"{}\"", lang.tag())));
        assert!(!html.contains('⟦'), "{html}");
        assert!(html.contains(&Words::of(lang).t("sandbox-banner")));
        assert!(html.contains("id=\"main-content\"") && html.contains("href=\"#main-content\""));
    }
}

#[test]
fn nothing_is_inline() {
    let html = render(Shell::sample(Lang::En));
    assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains("onclick"));
    assert_eq!(html.matches("<script").count(), 1);
    assert!(html.contains("<script type=\"module\" src=\"/assets/app-"));
}

#[test]
fn a_production_site_has_no_sandbox_banner() {
    let shell = Shell { site: Site::nameless(), ..Shell::sample(Lang::En) };
    assert!(!render(shell).contains("govuk-phase-banner"));
}

#[tokio::test]
async fn each_language_links_to_the_same_page() {
    let html = ask("/activity?before=x&lang=en", Actor::Nobody).await;
    assert!(html.contains(
        "href=\"/activity?before=x&#38;lang=zh-Hant\" rel=\"alternate\" lang=\"zh-Hant\" hreflang=\"zh-Hant\""
    ));
    assert!(html.contains(
        "<span class=\"govuk-language-navigation__text\" aria-current=\"true\" lang=\"en\">English</span>"
    ));
}

#[tokio::test]
async fn links_are_for_those_they_concern_and_the_current_one_is_marked() {
    let logged_in = ask("/activity", person()).await;
    assert!(logged_in.contains("href=\"/activity\" aria-current=\"page\""), "{logged_in}");
    assert!(logged_in.contains("Continue (4)"));
    assert!(!logged_in.contains("href=\"/login\""));
    assert!(ask("/activity/1", person()).await.contains("href=\"/activity\" aria-current=\"true\""));
    let logged_out = ask("/activity", Actor::Nobody).await;
    assert!(logged_out.contains("href=\"/login\"") && !logged_out.contains("href=\"/activity\""));
}

#[tokio::test]
async fn where_there_is_nothing_a_person_is_still_known() {
    let html = ask("/nothing", person()).await;
    assert!(html.contains("Page not found") && html.contains("href=\"/activity\""), "{html}");
}

#[test]
fn a_page_with_errors_says_so_in_its_title() {
    let shell = Shell::sample(Lang::En).with_title("Your name");
    assert_eq!(shell.full_title(), "Your name – Causeway");
    assert_eq!(shell.with_errors(true).full_title(), "Error: Your name – Causeway");
}

#[test]
fn titles_and_names_are_escaped() {
    let html = render(Shell::sample(Lang::En).with_title("<script>alert(1)</script>"));
    assert!(!html.contains("<script>alert"));
}

#[test]
fn field_errors_are_in_the_pages_language() {
    let shell = Shell::sample(Lang::ZhHant);
    let error = shell.error(shell.t("error-code-bad-form")).to_string();
    assert!(error.contains("錯誤:") && !error.contains("Error"));
    let date = shell.date_input("born", "x").to_string();
    assert!(date.contains('年') && !date.contains("Year"));
    assert_eq!(shell.error_summary().to_string(), "");
}

async fn in_console(path: &str, actor: Actor) -> String {
    let site = crate::testing::site().navigation(vec![
        Link::new("back", "/"),
        Link::new("continue", "/activity").logged_in(),
        Link::new("change", "/console").staff(Permission::Desk),
        Link::new("done", "/console/staff").staff(Permission::StaffRead),
        Link::new("close", "/console/system").staff(Permission::SystemRead),
    ]);
    let routes = Routes::new()
        .get("/console", Access::Public, show)
        .get("/console/staff", Access::Staff(Permission::StaffRead), show)
        .get("/console/system", Access::Staff(Permission::SystemRead), show)
        .get("/activity", Access::Public, show);
    send(&routes.into_router(Guard::of(site, actor)), get(path)).await.text
}

fn clerk() -> Actor {
    let Actor::Person(session) = person() else { unreachable!() };
    Actor::Staff(Box::new(causeway_core::Staff {
        member: session.account.uuid().into(),
        session,
        organisation: "causeway".parse().unwrap(),
        platform: true,
        permissions: [Permission::Desk, Permission::StaffRead].into(),
    }))
}

#[tokio::test]
async fn the_console_has_a_bar_of_its_own_with_what_the_caller_may_open() {
    let html = in_console("/console/staff", clerk()).await;
    assert!(html.contains("Staff console") && html.contains("cw-console"), "{html}");
    assert!(html.contains("href=\"/console/staff\" aria-current=\"page\""), "{html}");
    assert!(!html.contains("/console/system") && !html.contains("href=\"/activity\""), "{html}");
    let nobody = in_console("/console", Actor::Nobody).await;
    assert!(nobody.contains("Staff console") && !nobody.contains("href=\"/console/staff\""), "{nobody}");
    assert!(
        !in_console("/activity", person()).await.contains("/console"),
        "people's pages do not mention it"
    );
}

#[tokio::test]
async fn what_staff_may_not_open_is_told_within_the_console() {
    let html = in_console("/console/system", clerk()).await;
    assert!(html.contains("Page not found") && html.contains("href=\"/console/staff\""), "{html}");
    assert!(html.contains("<a class=\"govuk-link\" href=\"/console\">"), "{html}");
}

#[test]
fn a_strip_stands_under_the_bar_only_where_there_is_one() {
    for lang in Lang::ALL {
        let with = render(Shell::console_sample(lang).titled("done").with_strip("For A & B"));
        assert!(with.contains("For A &#38; B") && with.contains("cw-strip") && !with.contains('⟦'), "{with}");
    }
    assert!(!render(Shell::sample(Lang::En)).contains("cw-strip"));
}
