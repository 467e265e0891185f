//! The guard: each access against each kind of caller, and what a refusal looks like.

use axum::body::Body;
use causeway_core::{AccountId, Acr, ClientId, MemberId, OrganisationId, Session, SessionId, Staff};
use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::testing::{get, post_form, router, send, site};
use crate::{Citizen, Routes};

fn session() -> Session {
    Session {
        id: SessionId::from(Uuid::from_u128(1)),
        account: AccountId::from(Uuid::from_u128(2)),
        acr: Acr::Passkey,
        authenticated_at: Timestamp::UNIX_EPOCH,
    }
}

fn person() -> Actor {
    Actor::Person(session())
}

fn staff(permission: Permission) -> Actor {
    Actor::Staff(Box::new(Staff {
        session: session(),
        member: MemberId::from(Uuid::from_u128(3)),
        organisation: "health".parse().unwrap(),
        platform: false,
        permissions: [permission].into(),
    }))
}

fn client() -> Actor {
    Actor::Client("bank".parse::<ClientId>().unwrap())
}

fn connector() -> Actor {
    Actor::Connector("water".parse::<OrganisationId>().unwrap())
}

fn integrator() -> Actor {
    Actor::Sandbox("tester".to_owned())
}

fn routes() -> Routes {
    async fn ok() -> &'static str {
        "ok"
    }
    Routes::new()
        .get("/public", Access::Public, ok)
        .get("/citizen", Access::Citizen, ok)
        .post("/citizen", Access::Citizen, ok)
        .get("/staff", Access::Staff(Permission::EvidenceRead), ok)
        .get("/client", Access::Client, ok)
        .get("/connector", Access::Connector, ok)
        .get("/sandbox", Access::Sandbox, ok)
}

#[tokio::test]
async fn each_access_admits_its_own_caller_and_nobody_else() {
    let callers = [
        Actor::Nobody,
        person(),
        client(),
        connector(),
        integrator(),
        staff(Permission::EvidenceRead),
        staff(Permission::Desk),
    ];
    let cases = [
        ("/public", [200; 7]),
        ("/citizen", [401, 200, 401, 401, 401, 401, 401]),
        ("/staff", [401, 401, 401, 401, 401, 200, 404]),
        ("/client", [401, 401, 200, 401, 401, 401, 401]),
        ("/connector", [401, 401, 401, 200, 401, 401, 401]),
        ("/sandbox", [401, 401, 401, 401, 200, 401, 401]),
    ];
    for (path, expected) in cases {
        for (actor, expected) in callers.iter().zip(expected) {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = send(&router(routes(), actor.clone()), request).await;
            assert_eq!(answer.status.as_u16(), expected, "{path} as {actor:?}");
        }
    }
}

#[tokio::test]
async fn a_browser_is_sent_to_log_in_and_back() {
    let answer = send(&router(routes(), Actor::Nobody), get("/citizen?before=a%20b&x=1")).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "/login?next=%2Fcitizen%3Fbefore%3Da%2520b%26x%3D1");
}

#[tokio::test]
async fn a_form_sent_without_a_session_is_not_redirected_but_told() {
    let answer = send(&router(routes(), Actor::Nobody), post_form("/citizen", &[])).await;
    assert_eq!(answer.status, 401);
    assert!(answer.text.contains("Log in first"), "{}", answer.text);
}

/// The challenges on `path` of whoever is known as `known`, with this `Authorization`.
async fn challenged(path: &str, authorization: &str, known: fn() -> Result<Actor>) -> Vec<String> {
    let identify: Identify = Arc::new(move |_| Box::pin(async move { known() }));
    let guarded = routes().into_router(Guard::new(site(), identify));
    let request = Request::get(path).header("authorization", authorization).body(Body::empty()).unwrap();
    let answer = send(&guarded, request).await;
    assert_eq!(answer.status, 401);
    let lines = answer.headers.get_all("www-authenticate").iter();
    lines.map(|line| line.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn rfc6750_3_a_401_names_the_scheme_and_a_wrong_token() {
    let wrong = || Err(Error::unauthenticated());
    assert_eq!(challenged("/sandbox", "", || Ok(Actor::Nobody)).await, ["Bearer"]);
    assert_eq!(challenged("/sandbox", "Bearer x", wrong).await, ["Bearer error=\"invalid_token\""]);
    let [bearer, dpop]: [String; 2] = challenged("/client", "bearer x", wrong).await.try_into().unwrap();
    assert_eq!((bearer.as_str(), dpop.contains("error")), ("Bearer error=\"invalid_token\"", false));
}

#[tokio::test]
async fn rfc9449_7_1_a_401_names_both_schemes_of_a_client_and_the_algorithms() {
    const ALGS: &str = "algs=\"ES256 EdDSA PS256\"";
    let nobody = challenged("/client", "", || Ok(Actor::Nobody)).await;
    assert_eq!(nobody, ["Bearer".to_owned(), format!("DPoP {ALGS}")]);
    let wrong = challenged("/client", "dpop x", || Err(Error::unauthenticated())).await;
    assert_eq!(wrong, ["Bearer".to_owned(), format!("DPoP error=\"invalid_token\", {ALGS}")]);
    let bad =
        || Err(Error::new(Kind::Unauthenticated, "invalid_dpop_proof", "The proof is another request's."));
    let proof = challenged("/client", "DPoP x", bad).await;
    assert_eq!(proof, ["Bearer".to_owned(), format!("DPoP error=\"invalid_dpop_proof\", {ALGS}")]);
    // Where no proof is taken, nothing is said of one.
    assert_eq!(challenged("/sandbox", "DPoP x", bad).await, ["Bearer error=\"invalid_token\""]);
}

#[tokio::test]
async fn only_routes_that_say_so_are_read_by_scripts_of_other_sites() {
    let routes = || {
        Routes::new().get("/jwks", Access::Public, async || "keys").any_origin().get(
            "/other",
            Access::Public,
            async || "other",
        )
    };
    let allowed = async |path: &str| {
        let answer = send(&router(routes(), person()), get(path)).await;
        assert!(!answer.headers.contains_key("access-control-allow-credentials"));
        answer.header("access-control-allow-origin").to_owned()
    };
    assert_eq!(allowed("/jwks").await, "*");
    assert_eq!(allowed("/other").await, "");
}

#[tokio::test]
async fn wrong_credentials_do_not_shut_public_pages_and_a_broken_check_shuts_the_others() {
    let identify: Identify = Arc::new(|_| Box::pin(async { Err(Error::internal("no database")) }));
    let guarded = routes().into_router(Guard::new(site(), identify));
    assert_eq!(send(&guarded, get("/public")).await.status, 200);
    assert_eq!(send(&guarded, get("/citizen")).await.status, 500);
}

#[tokio::test]
async fn a_wrong_method_is_405_for_everybody_with_the_right_ones_named() {
    let request = Request::delete("/citizen").body(Body::empty()).unwrap();
    let answer = send(&router(routes(), Actor::Nobody), request).await;
    assert_eq!(answer.status, 405);
    assert!(answer.header("allow").contains("GET") && answer.header("allow").contains("POST"));
    assert_eq!(answer.json()["code"], "method_not_allowed");
}

#[tokio::test]
async fn the_handler_gets_the_person_the_guard_found() {
    let routes = Routes::new()
        .get("/me", Access::Citizen, async |Citizen(session): Citizen| session.account.to_string())
        .get("/open", Access::Public, async |Citizen(session): Citizen| session.account.to_string());
    let known = router(routes, person());
    assert_eq!(send(&known, get("/me")).await.text, Uuid::from_u128(2).to_string());
    assert_eq!(send(&known, get("/open")).await.status, 200);
}

#[test]
fn only_a_path_of_this_host_may_be_returned_to() {
    for good in ["/", "/activity?before=x", "/requests/1"] {
        assert!(is_local_path(good), "{good}");
    }
    let long = format!("/{}", "x".repeat(3000));
    for bad in [
        "",
        "activity",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a\r\nb",
        "/\t/evil",
        long.as_str(),
    ] {
        assert!(!is_local_path(bad), "{bad:?}");
    }
}

#[test]
fn routes_are_listed_as_they_were_added() {
    let routes = routes();
    let table = routes.table();
    assert_eq!(table.len(), 7);
    assert_eq!(table[2].method, "POST");
    assert_eq!(table[3].access.to_string(), "staff (evidence.read)");
}

#[tokio::test]
async fn rfc9110_15_5_20_a_node_that_serves_a_part_misdirects_the_rest() {
    let routes = || {
        Routes::new().get("/mine", Access::Public, async || "mine").get(
            "/theirs",
            Access::Citizen,
            async || "theirs",
        )
    };
    let elsewhere: Elsewhere =
        Arc::new(|path| (path != "/mine").then(|| Error::invalid("wrong_role", "Another node serves that.")));
    let part = routes().into_router(Guard::of(site(), person()).serving_part(elsewhere));
    assert_eq!(send(&part, get("/mine")).await.text, "mine");
    for path in ["/theirs", "/nothing"] {
        let answer = send(&part, get(path)).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{path}");
        assert!(answer.headers.contains_key("content-security-policy"), "{path}");
    }
    let mut program = get("/theirs");
    program.headers_mut().insert("accept", "application/json".parse().unwrap());
    assert_eq!(send(&part, program).await.json()["code"], "wrong_role");
}

#[test]
fn the_console_is_what_stands_under_its_own_path() {
    for path in ["/console", "/console/", "/console/login", "/console/acts/1"] {
        assert!(is_console(path), "{path}");
    }
    for path in ["/", "/consoles", "/console-x", "/x/console", "//console", "/CONSOLE", ""] {
        assert!(!is_console(path), "{path}");
    }
}
