//! The document out of a route table.

use causeway_core::Actor;

use super::schema::{formatted, one_of, text};
use super::*;
use crate::testing::{get, router, send};

const THINGS: Tag = Tag { name: "Things", description: "What there is." };

fn thing() -> Schema {
    Schema::Named(
        "Thing",
        Members::new().with("id", formatted("uuid", "Its id.")).maybe("name", text("Its name.")).open(),
    )
}

fn routes() -> Routes {
    let show = Operation::new(THINGS, "thing", "Show a thing")
        .described("One of them.")
        .path("id", &formatted("uuid", "Which."), "0190163d-8694-739b-aea5-966c26f8ad91")
        .in_query("form", &one_of(&["short", "long"], "How much of it."))
        .answers(200, "It.", thing(), json!({ "id": "0190163d-8694-739b-aea5-966c26f8ad91" }))
        .problem(404, "not_found", "There is none.");
    let make = Operation::new(THINGS, "makeThing", "Make a thing")
        .form(Members::new().with("name", text("Its name.")), json!({ "name": "x" }))
        .answers(201, "It.", thing(), json!({}))
        .answer_header(201, "Location", &formatted("uri", "Where it is."))
        .secured(&[Security::ClientSecret, Security::ClientAssertion]);
    Routes::new()
        .get("/things/{id}", Access::Sandbox, async || "")
        .documented(show)
        .post("/things", Access::Public, async || "")
        .documented(make)
        .get("/tiles/{*name}", Access::Client, async || "")
        .documented(Operation::new(THINGS, "tile", "Get a tile").answers_as(200, "It.", "text/plain", None))
        .get("/about", Access::Public, async || "a page")
        .in_browser()
}

fn about() -> About {
    About {
        title: "Causeway".to_owned(),
        description: "All of it.".to_owned(),
        version: "1.2.3".to_owned(),
        server: "https://id.example.gov".to_owned(),
        contact: "https://id.example.gov/about".to_owned(),
    }
}

#[test]
fn every_route_for_programs_is_in_it_and_no_page_is() {
    let document = Document::of(&routes(), &about());
    assert!(document.missing().is_empty());
    let value = document.value();
    let paths: Vec<_> = value["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/openapi.json", "/things", "/things/{id}", "/tiles/{name}"]);
    assert_eq!(value["openapi"], "3.1.0");
    assert_eq!(value["info"]["version"], "1.2.3");
    assert_eq!(value["tags"][0]["name"], "Things");
}

#[test]
fn a_route_for_programs_without_its_text_is_missed() {
    let routes = routes().get("/new", Access::Public, async || "");
    let missing = Document::of(&routes, &about()).missing().to_vec();
    assert_eq!(missing.iter().map(|route| route.path).collect::<Vec<_>>(), ["/new"]);
}

#[test]
fn the_same_routes_are_the_same_document() {
    let text = || Document::of(&routes(), &about()).value().to_string();
    assert_eq!(text(), text());
    let references = text().matches("#/components/schemas/Thing").count();
    assert_eq!(references, 2);
    assert!(text().contains("\"schemas\":{\"Problem\":"), "{}", text());
}

#[test]
fn who_may_call_is_what_the_route_says_or_the_text_in_its_place() {
    let document = Document::of(&routes(), &about());
    let operation = |path: &str, method: &str| document.value()["paths"][path][method].clone();
    assert_eq!(operation("/things/{id}", "get")["security"], json!([{ "sandboxKey": [] }]));
    assert_eq!(operation("/tiles/{name}", "get")["security"], json!([{ "bearer": [] }, { "dpop": [] }]));
    assert_eq!(operation("/things", "post")["security"], json!([{ "clientSecret": [] }, {}]));
    assert_eq!(operation("/openapi.json", "get")["security"], json!([]));
    let told = |path: &str, method: &str| operation(path, method)["responses"].get("401").is_some();
    assert!(told("/things/{id}", "get") && !told("/things", "post"));
    for (path, method) in [("/things/{id}", "get"), ("/things", "post"), ("/openapi.json", "get")] {
        let others = &operation(path, method)["responses"]["default"]["$ref"];
        assert_eq!(others, "#/components/responses/Problem", "{path}");
    }
}

#[test]
fn parameters_bodies_and_answers_stand_where_openapi_looks_for_them() {
    let document = Document::of(&routes(), &about());
    let paths = &document.value()["paths"];
    assert_eq!(
        paths["/things/{id}"]["get"]["parameters"],
        json!([
            {
                "in": "path", "name": "id", "required": true, "description": "Which.",
                "schema": { "type": "string", "format": "uuid" }, "example": "0190163d-8694-739b-aea5-966c26f8ad91",
            },
            {
                "in": "query", "name": "form", "description": "How much of it.",
                "schema": { "type": "string", "enum": ["short", "long"] },
            },
        ])
    );
    let body = &paths["/things"]["post"]["requestBody"];
    assert_eq!(body["required"], true);
    assert_eq!(body["content"]["application/x-www-form-urlencoded"]["schema"]["required"], json!(["name"]));
    let made = &paths["/things"]["post"]["responses"]["201"];
    assert_eq!(made["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Thing");
    assert_eq!(made["headers"]["Location"]["description"], "Where it is.");
    let gone = &paths["/things/{id}"]["get"]["responses"]["404"]["content"]["application/problem+json"];
    assert_eq!(gone["example"]["code"], "not_found");
}

#[tokio::test]
async fn it_is_served_as_it_is() {
    let document = Document::of(&routes(), &about());
    let router = router(routes().merge(document.routes()), Actor::Nobody);
    let answer = send(&router, get("/openapi.json")).await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(&answer.json(), document.value());
}
