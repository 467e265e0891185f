//! All components and scripts on one page, for eyes and for browser tests: `cargo run -p causeway-http --example gallery`.

use std::sync::atomic::{AtomicU32, Ordering};

use askama::Template;
use causeway_core::{Localised, Result, Rng};
use causeway_http::components::{
    BackLink, Breadcrumbs, Button, Cell, Checkboxes, Choice, Content, Crumb, Details, ErrorSummary, Input,
    InsetText, NotificationBanner, PageLink, Pagination, Panel, Radios, Select, SelectItem, SummaryAction,
    SummaryList, SummaryRow, Table, Tag, Task, TaskList, Textarea,
};
use causeway_http::config::Config;
use causeway_http::server::{Hosts, Server};
use causeway_http::shell::Link;
use causeway_http::{Access, Form, Guard, Handoff, Json, Language, Page, Reply, Routes, Shell, Site, qr};
use tokio::sync::watch;

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery {
    shell: Shell,
    back: BackLink,
    errors: ErrorSummary,
    banner: NotificationBanner,
    parts: Vec<Content>,
    fields: Vec<Content>,
    create: String,
    get: String,
    code: String,
}

fn parts(shell: &Shell) -> Vec<Content> {
    let t = |key: &str| shell.t(key);
    let row = |key: &str| {
        SummaryRow::new(t(key), t("footer")).action(SummaryAction::new(t("change"), "/").hidden(t(key)))
    };
    vec![
        Breadcrumbs::default()
            .items(vec![Crumb::new(t("back"), "/"), Crumb::new(t("done"), "/x")])
            .label(t("breadcrumb-label"))
            .into(),
        Panel::new(t("success"), t("done")).heading_level(2).into(),
        InsetText::new(t("footer")).into(),
        shell.warning(t("sandbox-banner")).into(),
        Details::new(t("show-more"), t("footer")).into(),
        Tag::new(t("done")).classes("govuk-tag--green").into(),
        SummaryList::new(vec![row("yes"), row("no")]).card(t("important")).into(),
        SummaryList::new(vec![
            row("yes"),
            SummaryRow::new(t("no"), "0b4f4a7fd1c70b4f4a7fd1c70b4f4a7fd1c70b4f4a7fd1c7"),
        ])
        .into(),
        Table::new([t("date-day"), t("date-year")], vec![vec![Cell::from(t("yes")), Cell::from("1985")]])
            .caption(t("important"))
            .into(),
        TaskList::default()
            .items(vec![Task {
                title: t("continue").into(),
                href: "/x".into(),
                status: t("done").into(),
                ..Task::default()
            }])
            .into(),
        Pagination::new(Some(PageLink::new(t("newer"), "/n")), Some(PageLink::new(t("older"), "/o")))
            .landmark_label(t("pages-label"))
            .into(),
        Button::link(t("continue"), "/").start(true).into(),
        Button::secondary(t("cancel")).into(),
    ]
}

async fn show(shell: Shell) -> Reply<Page<Gallery>> {
    let shell = shell.titled("important").with_errors(true).with_unread(2);
    let error = shell.error(shell.t("error-code-bad-form"));
    let name = Input::new("name", shell.t("yes")).hint(shell.t("date-hint")).width(20).error(error.clone());
    let born = shell.date_input("born", shell.t("date-day")).hint(shell.t("date-hint")).error(error.clone());
    let pick = Radios::new("pick", shell.t("menu"))
        .items(vec![
            Choice::new("a", shell.t("yes")).hint(shell.t("date-hint")),
            Choice::divider(shell.t("no")),
            Choice::new("b", shell.t("no")),
        ])
        .error(error);
    let tick = Checkboxes::new("tick", shell.t("menu"))
        .items(vec![Choice::new("a", shell.t("yes")), Choice::new("b", shell.t("no"))]);
    let area = Textarea::new("area", shell.t("no"))
        .hint(shell.t("date-hint"))
        .error(shell.error(shell.t("error-code-bad-form")));
    let choose = Select::new("choose", shell.t("menu"))
        .items(vec![SelectItem::new("", shell.t("no")), SelectItem::new("a", shell.t("yes"))]);
    let user = serde_json::json!({"id": "AAAA", "name": "sample", "displayName": "sample"});
    let create = serde_json::json!({
        "rp": {"id": "localhost", "name": "Causeway"}, "user": user, "challenge": "AAECAwQFBgcICQoLDA0ODw",
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}], "attestation": "none",
        "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
    });
    let get = serde_json::json!({"rpId": "localhost", "challenge": "AAECAwQFBgcICQoLDA0ODw", "userVerification": "required"});
    Ok(Page(Gallery {
        back: BackLink::new(shell.t("back"), "/"),
        errors: shell.error_summary().of(&name).of(&born).of(&pick),
        banner: NotificationBanner::new(shell.t("important"), shell.t("error-unavailable-body")),
        parts: parts(&shell),
        fields: vec![name.into(), born.into(), pick.into(), tick.into(), area.into(), choose.into()],
        create: create.to_string(),
        get: get.to_string(),
        code: qr::data_url("http://localhost:8080/x/1.sample.0.mac")?,
        shell,
    }))
}

static COUNT: AtomicU32 = AtomicU32::new(0);

async fn frame() -> Reply<Json<serde_json::Value>> {
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let image = qr::data_url(&format!("http://localhost:8080/x/1.sample.{count}.mac"))?;
    Ok(Json(serde_json::json!({"state": "open", "image": image, "words": ""})))
}

async fn live() -> String {
    format!("<p class=\"govuk-body\">{}</p>", COUNT.load(Ordering::Relaxed))
}

async fn sent(Form(fields): Form<Vec<(String, String)>>) -> Json<Vec<(String, String)>> {
    Json(fields)
}

async fn hand_on(Language(lang): Language) -> Handoff {
    let fields = vec![("code", "a code".to_owned()), ("state", "\"><b>state</b>".to_owned())];
    Handoff { action: "http://localhost:8090/sent".to_owned(), fields, lang }
}

#[tokio::main]
async fn main() -> Result<()> {
    let name = Localised::new("Causeway", "Causeway", "Causeway");
    let site = Site::new("http://localhost:8090", name, Rng::system())?.sandbox(true).navigation(vec![
        Link::new("done", "/"),
        Link::new("important", "/gallery").counted(),
        Link::new("menu", "/missing"),
    ]);
    let routes = Routes::new()
        .get("/gallery", Access::Public, show)
        .get("/frame", Access::Public, frame)
        .get("/live", Access::Public, live)
        .get("/handoff", Access::Public, hand_on)
        .post("/sent", Access::Public, sent);
    let server = Server::bind(Config { listen: ([127, 0, 0, 1], 8090).into(), ..Config::default() }).await?;
    println!("http://localhost:8090/gallery");
    let (_stop, stopped) = watch::channel(false);
    server
        .serve(Hosts::new().host("localhost", routes.into_router(Guard::knowing_nobody(site))), stopped)
        .await;
    Ok(())
}
