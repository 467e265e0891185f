//! A client is told that there is an answer (CIBA section 10.2), wherever its endpoint leads.

use causeway_consent::jobs as consent_jobs;
use causeway_core::{Kind, RequestId};
use serde_json::json;

use super::world::{HOME, Person, World};
use crate::settings::Ciba;

/// A notification endpoint: what it was sent, and what it says.
mod told {
    use std::sync::{Arc, Mutex};

    use axum::Router;
    use axum::body::Bytes;
    use axum::http::{HeaderMap, StatusCode, header};
    use axum::response::IntoResponse;
    use axum::routing::post;

    pub(super) type Heard = Arc<Mutex<Vec<(String, String)>>>;

    /// Answers `/STATUS` with that status; `/301` moves to `/200`.
    pub(super) async fn server() -> (String, Heard) {
        let heard = Heard::default();
        let hears = heard.clone();
        let answer = move |path: axum::extract::Path<u16>, headers: HeaderMap, body: Bytes| {
            let bearer = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
            hears.lock().unwrap().push((bearer, String::from_utf8(body.to_vec()).unwrap()));
            let status = StatusCode::from_u16(path.0).unwrap();
            async move { (status, [(header::LOCATION, "/200")], "a body that nobody reads").into_response() }
        };
        let router = Router::new().route("/{status}", post(answer));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        (format!("http://{address}"), heard)
    }
}

impl World {
    /// Asks with a notification endpoint, and has the person approve: the id, and the request of the job that tells.
    async fn approved_by_ping(&self, person: &Person, endpoint: &str) -> (String, RequestId) {
        let sub = self.sub(person).await;
        self.asking(Ciba { notification_endpoint: Some(endpoint.to_owned()), user_code: false }).await;
        let pairs = [("login_hint", sub.as_str()), ("client_notification_token", "the-token")];
        let answer = self.ask_directly(&pairs).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let request = self.waits(person).await[0];
        self.approve(request, HOME, person).await;
        (answer.json()["auth_req_id"].as_str().unwrap().to_owned(), request)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_10_2_a_client_is_told_by_its_own_token_and_then_asks() {
    let (url, heard) = told::server().await;
    for world in World::all().await {
        let person = world.person().await;
        let (id, request) = world.approved_by_ping(&person, &format!("{url}/204")).await;
        let written = world.count("select count(*) from core_job where kind = 'consent.decided'").await;
        assert_eq!((written, consent_jobs::DECIDED), (1, "consent.decided"));
        world.oidc.decided(request).await.unwrap();
        let (bearer, body) = heard.lock().unwrap().pop().unwrap();
        assert_eq!((bearer.as_str(), body), ("Bearer the-token", json!({"auth_req_id": id}).to_string()));
        let kept: Vec<u8> =
            world.test.env.db.one("select ping from oidc_backchannel", &[]).await.unwrap().read().unwrap();
        assert!(!kept.windows(9).any(|window| window == b"the-token"), "kept sealed");
        assert_eq!(world.poll(&id).await.status, 200);
        world.oidc.decided(request).await.unwrap();
        assert!(heard.lock().unwrap().is_empty(), "who has come is not told again");
        assert_eq!(world.count("select count(*) from oidc_backchannel where ping is not null").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_10_2_an_endpoint_that_fails_is_told_again_and_one_that_refuses_is_not() {
    let (url, heard) = told::server().await;
    let world = World::all().await.remove(0);
    for (status, again) in [
        (200, false),
        (301, false),
        (307, false),
        (400, false),
        (401, false),
        (403, false),
        (500, true),
        (503, true),
    ] {
        let person = world.person().await;
        let (_, request) = world.approved_by_ping(&person, &format!("{url}/{status}")).await;
        let told = world.oidc.decided(request).await;
        assert_eq!(told.as_ref().is_err_and(|error| error.kind() == Kind::Upstream), again, "{status}");
        assert_eq!(heard.lock().unwrap().drain(..).count(), 1, "a redirect is not followed: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_endpoint_in_a_private_network_is_never_called() {
    let (url, heard) = told::server().await;
    let mut world = World::all().await.remove(0);
    let config = causeway_http::outbound::Config::default();
    world.oidc.ports.http = causeway_http::outbound::client(&config).unwrap();
    let port = url.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"] {
        let person = world.person().await;
        let (_, request) = world.approved_by_ping(&person, &format!("http://{host}:{port}/200")).await;
        world.oidc.decided(request).await.unwrap();
    }
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_7_1_who_is_to_be_told_has_to_send_a_token() {
    let world = World::all().await.remove(0);
    let person = world.person().await;
    let sub = world.sub(&person).await;
    world
        .asking(Ciba { notification_endpoint: Some("https://app.example/told".to_owned()), user_code: false })
        .await;
    for pairs in [vec![], vec![("client_notification_token", "two words")]] {
        let pairs: Vec<_> = [("login_hint", sub.as_str())].into_iter().chain(pairs).collect();
        assert_eq!(world.ask_directly(&pairs).await.json()["error"], "invalid_request");
    }
}
