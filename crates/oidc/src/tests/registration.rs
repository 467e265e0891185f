//! Clients that register by themselves (RFC 7591, RFC 7592), in a sandbox and where real people log in.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request, header};
use causeway_core::{Error, MemberId};
use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use causeway_http::testing::{Answer, get, send};
use causeway_identity::{NewProposal, ProposalKind};
use serde_json::{Value, json};

use super::world::{ISSUER, World};
use crate::{RegistrationMode, StopReason, propose};

const PATH: &str = "/connect/register";

/// Where nobody else is.
pub(crate) fn metadata() -> Value {
    json!({"redirect_uris": ["https://new.example/cb"], "client_name": "New Service"})
}

impl World {
    /// An open sandbox, on each engine.
    pub(crate) async fn sandboxes() -> Vec<Self> {
        let worlds = Self::all().await.into_iter();
        worlds.map(|world| world.registering(RegistrationMode::Open, true)).collect()
    }

    pub(crate) fn registering(mut self, mode: RegistrationMode, sandbox: bool) -> Self {
        self.oidc = self.oidc.sandbox(sandbox).mtls(Some("https://mtls.example".to_owned()));
        self.oidc.config.registration.mode = mode;
        self.oidc.outside.fetch = Some(Arc::new(|uri| {
            Box::pin(async move {
                match uri.as_str() {
                    "https://sector.example/good" => {
                        Ok(vec!["https://new.example/cb".to_owned(), "https://other.example/cb".to_owned()])
                    }
                    "https://sector.example/bad" | "https://app.example/sector" => {
                        Ok(vec!["https://new.example/other".to_owned()])
                    }
                    _ => Err(Error::not_found()),
                }
            })
        }));
        self
    }

    /// A request of a program with a bearer token.
    pub(crate) async fn program(&self, method: &str, path: &str, token: &str, body: &Value) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        send(&self.router(None), request.body(body).unwrap()).await
    }

    /// Registers with changes to good metadata; a null takes a member away.
    pub(crate) async fn register(&self, changes: &Value) -> Answer {
        let mut all = metadata();
        for (name, value) in changes.as_object().unwrap() {
            all[name] = value.clone();
        }
        self.program("POST", PATH, "", &all).await
    }

    async fn token_by_secret(&self, made: &Value) -> Answer {
        let pair = format!("{}:{}", text(made, "client_id"), text(made, "client_secret"));
        self.post("/token", &[("grant_type", "client_credentials")], Some(&pair)).await
    }

    /// An initial access token of `health`, made by staff.
    async fn initial_token(&self, uses: i64) -> String {
        let content = json!({"uses": uses, "days": 7});
        let made = self.act(ProposalKind::ClientRegistration, "health", "health", content).await.unwrap();
        assert_eq!(made.effects[0].key, "client-initial-token");
        made.secret.unwrap().reveal().to_owned()
    }
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7591_3_2_1_what_comes_back_is_what_holds() {
    for world in World::sandboxes().await {
        let answer = world
            .register(&json!({
                "client_name#zh-Hant": "新服務", "token_endpoint_auth_method": "client_secret_basic",
                "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                "post_logout_redirect_uris": ["https://new.example/bye"],
                "require_pushed_authorization_requests": true, "dpop_bound_access_tokens": true,
                "software_id": "made-by-us", "default_max_age": 100, "organisation": "bank", "something": {"else": 1},
            }))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let made = answer.json();
        for (name, value) in [
            ("redirect_uris", json!(["https://new.example/cb"])),
            ("client_name", json!("New Service")),
            ("client_name#zh-Hant", json!("新服務")),
            ("client_name#zh-Hans", json!("New Service")),
            ("grant_types", json!(["authorization_code", "refresh_token"])),
            ("subject_type", json!("pairwise")),
            ("require_pushed_authorization_requests", json!(true)),
            ("dpop_bound_access_tokens", json!(true)),
            ("software_id", json!("made-by-us")),
            ("client_secret_expires_at", json!(0)),
            ("client_id_issued_at", json!(world.test.env.now().as_second())),
        ] {
            assert_eq!(made[name], value, "{name}");
        }
        for unknown in ["default_max_age", "organisation", "something"] {
            assert!(made.get(unknown).is_none(), "{unknown}");
        }
        let uri = format!("{ISSUER}{PATH}/{}", text(&made, "client_id"));
        assert_eq!(made["registration_client_uri"], uri);
        let known = world.oidc.client(&text(&made, "client_id").parse().unwrap()).await.unwrap();
        assert_eq!((known.organisation.as_str(), known.sector.as_str()), ("causeway", "new.example"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7591_3_2_2_metadata_that_cannot_be_is_refused_by_its_code() {
    let world = World::sandboxes().await.remove(0);
    // The door counts those who are refused too: each comes by a door of its own.
    for uris in [
        json!([]),
        json!(["http://new.example/cb"]),
        json!(["https://new.example/cb#f"]),
        json!(["/cb"]),
        json!(["javascript:alert(1)"]),
        json!(["https://new.example/cb", "https://other.example/cb"]),
        // The host, and so the pseudonyms, of another organisation.
        json!(["https://app.example/mine"]),
    ] {
        let world = fresh(&world);
        let refused =
            world.register(&json!({"redirect_uris": uris, "client_uri": "https://new.example/"})).await;
        assert_eq!(refused.json()["error"], "invalid_redirect_uri", "{uris}: {}", refused.text);
    }
    let private = json!({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}]});
    for changes in [
        json!({"redirect_uris": "https://new.example/cb"}),
        json!({"response_types": ["code id_token"]}),
        json!({"grant_types": ["implicit"]}),
        json!({"grant_types": ["password"]}),
        json!({"token_endpoint_auth_method": "client_secret_post"}),
        json!({"token_endpoint_auth_method": "none"}),
        json!({"token_endpoint_auth_method": "private_key_jwt"}),
        json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": private}),
        json!({"jwks": {"keys": []}, "jwks_uri": "https://new.example/jwks"}),
        json!({"jwks_uri": "http://new.example/jwks"}),
        json!({"subject_type": "public"}),
        json!({"id_token_signed_response_alg": "none"}),
        json!({"id_token_signed_response_alg": "HS256"}),
        json!({"id_token_encrypted_response_enc": "A256GCM"}),
        json!({"id_token_encrypted_response_alg": "RSA1_5", "id_token_encrypted_response_enc": "A256GCM"}),
        json!({"request_object_signing_alg": "none"}),
        json!({"token_endpoint_auth_method": "tls_client_auth"}),
        json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "*.new.example"}),
        json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "a.new.example",
            "tls_client_auth_san_uri": "https://new.example"}),
        json!({"profile": "fapi2"}),
        json!({"profile": "fapi1"}),
        json!({"dpop_bound_access_tokens": true, "tls_client_certificate_bound_access_tokens": true}),
        json!({"logo_uri": "javascript:alert(1)"}),
        json!({"tos_uri": "http://new.example/terms"}),
        json!({"backchannel_logout_uri": "https://user@new.example/out"}),
        json!({"client_uri": "http://new.example/"}),
        json!({"client_name": "a\u{202e}b"}),
        json!({"login_purpose": "unknown"}),
        json!({"scope": "openid", "client_name": "x".repeat(3000)}),
    ] {
        assert_eq!(fresh(&world).refused(&changes).await, "invalid_client_metadata", "{changes}");
    }
    for ours in ["registration_access_token", "client_id_issued_at"] {
        assert_eq!(fresh(&world).refused(&json!({ours: "x"})).await, "invalid_request");
    }
    let form = world.post(PATH, &[("redirect_uris", "https://new.example/cb")], None).await;
    assert_eq!(form.json()["error"], "invalid_client_metadata");
}

/// The same world through another door, which has let nobody in yet.
fn fresh(world: &World) -> View<'_> {
    let mut oidc = world.oidc.clone();
    oidc.registering = crate::config::hourly(&world.test.env.clock, 10);
    View { world, oidc }
}

struct View<'a> {
    world: &'a World,
    oidc: crate::Oidc,
}

impl View<'_> {
    async fn register(&self, changes: &Value) -> Answer {
        let mut all = metadata();
        for (name, value) in changes.as_object().unwrap() {
            all[name] = value.clone();
        }
        let routes = causeway_http::testing::router(self.oidc.routes(), causeway_core::Actor::Nobody);
        let request = causeway_http::testing::post_json(PATH, &all);
        let answer = send(&routes, request).await;
        assert_eq!(self.world.oidc.clients().await.unwrap().len(), 2, "nothing is left behind");
        answer
    }

    async fn refused(&self, changes: &Value) -> String {
        let answer = self.register(changes).await;
        assert_eq!(answer.status, 400, "{changes}: {}", answer.text);
        text(&answer.json(), "error")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_takes_clients_whose_names_and_secrets_are_known_beforehand() {
    for world in World::sandboxes().await {
        let put = async |oidc: &crate::Oidc, changes: Value| {
            let mut all = metadata();
            for (name, value) in changes.as_object().unwrap() {
                all[name] = value.clone();
            }
            let (all, organisation) = (all.as_object().unwrap(), &"causeway".parse().unwrap());
            let put = world
                .test
                .env
                .db
                .tx(|tx| Box::pin(async move { oidc.put_metadata(tx, organisation, all.clone()).await }));
            put.await.map_err(|error| error.code())
        };
        let good = json!({"client_id": "suite", "client_secret": "worthless", "profile": "standard", "scope": "exchange", "redirect_uris": [],
            "client_uri": "https://new.example/", "jwks": {"keys": [world.bank_key.jwk()]}});
        // Twice, as when the demonstration starts anew on the same folder.
        for _ in 0..2 {
            assert_eq!(put(&world.oidc, good.clone()).await.unwrap().as_str(), "suite");
        }
        let token =
            world.post("/token", &[("grant_type", "client_credentials")], Some("suite:worthless")).await;
        assert_eq!(token.status, 200, "{}", token.text);
        assert_eq!(put(&world.oidc, json!({"client_id": "suite"})).await, Err("bad_client"), "no secret");
        assert_eq!(put(&world.oidc, json!({"client_secret": "x"})).await, Err("bad_name"), "no name");
        let earnest = world.oidc.clone().sandbox(false);
        assert_eq!(put(&earnest, good).await, Err("bad_client"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_registers_ten_clients_an_hour_and_no_more() {
    let world = World::sandboxes().await.remove(0);
    for _ in 0..10 {
        assert_eq!(world.register(&json!({})).await.status, 201);
    }
    let busy = world.register(&json!({})).await;
    assert_eq!((busy.status.as_u16(), &busy.json()["error"]), (503, &json!("temporarily_unavailable")));
    world.pass(3600);
    assert_eq!(world.register(&json!({})).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn registration_is_off_unless_it_is_on_and_open_in_a_sandbox_alone() {
    let world = World::all().await.remove(0);
    let configuration = "/.well-known/openid-configuration";
    let off = world.register(&json!({})).await;
    assert_eq!(off.json()["code"], "registration_off");
    assert!(
        send(&world.router(None), get(configuration)).await.json().get("registration_endpoint").is_none()
    );
    let world = world.registering(RegistrationMode::Open, false);
    let open = world.register(&json!({})).await;
    assert_eq!((open.status.as_u16(), open.header("www-authenticate").is_empty()), (401, false));
    let metadata = send(&world.router(None), get(configuration)).await.json();
    assert_eq!(metadata["registration_endpoint"], format!("{ISSUER}{PATH}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7592_2_a_client_reads_changes_and_ends_itself_by_its_own_token_alone() {
    for world in World::sandboxes().await {
        let made = world.register(&json!({"software_id": "ours"})).await.json();
        let other = world.register(&json!({})).await.json();
        let path = format!("{PATH}/{}", text(&made, "client_id"));
        let token = text(&made, "registration_access_token");
        let foreign = text(&other, "registration_access_token");
        for (path, token) in [
            (&path, foreign.as_str()),
            (&path, ""),
            (&path, text(&made, "client_secret").as_str()),
            (&format!("{PATH}/app"), token.as_str()),
            (&format!("{PATH}/nobody"), token.as_str()),
            (&format!("{PATH}/..%2Fx"), token.as_str()),
        ] {
            for method in ["GET", "PUT", "DELETE"] {
                let answer = world.program(method, path, token, &metadata()).await;
                assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text);
            }
        }
        let read = world.program("GET", &path, &token, &Value::Null).await.json();
        assert_eq!((&read["software_id"], &read["client_id"]), (&json!("ours"), &made["client_id"]));
        assert_eq!(text(&read, "registration_access_token"), token);
        assert!(read.get("client_secret").is_none(), "it is known nowhere");

        let mut change = metadata();
        change["client_id"] = made["client_id"].clone();
        change["client_name"] = json!("Newer Service");
        change["organisation"] = json!("bank");
        let answer = world.program("PUT", &path, &token, &change).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let changed = answer.json();
        assert_eq!(changed["client_name"], "Newer Service");
        let next = text(&changed, "registration_access_token");
        assert_ne!(next, token);
        assert_eq!(world.program("GET", &path, &token, &Value::Null).await.status, 401, "it was replaced");
        let known = world.oidc.client(&text(&made, "client_id").parse().unwrap()).await.unwrap();
        assert_eq!(known.organisation.as_str(), "causeway");

        change["client_secret"] = json!("chosen");
        assert_eq!(world.program("PUT", &path, &next, &change).await.json()["error"], "invalid_request");
        change["client_secret"] = made["client_secret"].clone();
        change["client_id"] = other["client_id"].clone();
        assert_eq!(world.program("PUT", &path, &next, &change).await.json()["error"], "invalid_request");

        assert_eq!(world.program("DELETE", &path, &next, &Value::Null).await.status, 204);
        assert_eq!(world.program("GET", &path, &next, &Value::Null).await.status, 401);
        let over = world.token_by_secret(&made).await;
        assert_eq!(over.json()["error"], "unauthorized_client");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_a_sandbox_ends_when_nobody_has_used_it_for_thirty_days() {
    for world in World::sandboxes().await {
        let idle = world.register(&json!({})).await.json();
        let used = world.register(&json!({})).await.json();
        world.pass(20 * 24 * 3600);
        let person = world.person().await;
        let id = text(&used, "client_id");
        let client = [("client_id", id.as_str()), ("redirect_uri", "https://new.example/cb")];
        world.code(&client, &person).await;
        world.pass(11 * 24 * 3600);
        world.oidc.purge().await.unwrap();
        let stopped = async |made: &Value| {
            let known = world.oidc.registered(&text(made, "client_id").parse().unwrap()).await.unwrap();
            known.status.stopped.map(|(_, reason)| reason)
        };
        assert_eq!((stopped(&idle).await, stopped(&used).await), (Some(StopReason::Retired), None));
        world.pass(30 * 24 * 3600);
        world.oidc.purge().await.unwrap();
        assert_eq!(stopped(&used).await, Some(StopReason::Retired));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_real_people_log_in_a_client_waits_for_a_second_person() {
    for world in World::all().await {
        let mut world = world.registering(RegistrationMode::Token, false);
        let asked = Arc::new(Mutex::new(Vec::<(MemberId, NewProposal)>::new()));
        let noted = Arc::clone(&asked);
        world.oidc = world.oidc.clone().proposing(propose(move |_, member, new| {
            noted.lock().unwrap().push((member, new));
            Box::pin(async { Ok(()) })
        }));
        let token = world.initial_token(1).await;
        let answer = world.program("POST", PATH, &token, &metadata()).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let made = answer.json();
        assert_eq!(made["causeway_status"], "pending");
        let again = world.program("POST", PATH, &token, &metadata()).await;
        assert_eq!((again.status.as_u16(), &again.json()["error"]), (401, &json!("invalid_token")));

        let waiting = world.token_by_secret(&made).await.json();
        assert_eq!(
            (&waiting["error"], &waiting["code"]),
            (&json!("unauthorized_client"), &json!("client_pending"))
        );
        let id = text(&made, "client_id");
        let (_, proposal) = asked.lock().unwrap().remove(0);
        assert_eq!((proposal.kind, proposal.subject.as_str()), (ProposalKind::ClientResume, id.as_str()));
        assert_eq!(proposal.organisation.as_str(), "health");
        let approved = world.act(ProposalKind::ClientResume, "health", &id, proposal.content).await.unwrap();
        let told: Vec<_> = approved.effects.iter().map(|effect| effect.key).collect();
        assert!(told.contains(&"client-new") && told.contains(&"client-redirect-added"), "{told:?}");
        world.pass(1);
        let person = world.person().await;
        let client = [("client_id", id.as_str()), ("redirect_uri", "https://new.example/cb")];
        world.code(&client, &person).await;

        // A change by the protocol is approved anew.
        let mut change = metadata();
        change["client_id"] = json!(id);
        change["redirect_uris"] = json!(["https://new.example/cb", "https://new.example/other"]);
        let path = format!("{PATH}/{id}");
        let changed = world.program("PUT", &path, &text(&made, "registration_access_token"), &change).await;
        assert_eq!(changed.json()["causeway_status"], "pending", "{}", changed.text);
        assert_eq!(world.authorize(&client, Some(&person)).await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_initial_token_is_bounded_and_made_for_ones_own_organisation() {
    for world in World::all().await {
        for content in [
            json!({"uses": 0, "days": 1}),
            json!({"uses": 101, "days": 1}),
            json!({"uses": 1, "days": 91}),
            json!({"uses": 1}),
        ] {
            let refused = world.act(ProposalKind::ClientRegistration, "health", "health", content).await;
            assert!(refused.is_err());
        }
        let world = world.registering(RegistrationMode::Token, false);
        let token = world.initial_token(100).await;
        world.pass(7 * 24 * 3600);
        assert_eq!(world.program("POST", PATH, &token, &metadata()).await.status, 401, "it has expired");
        let raced = &world.initial_token(3).await;
        let answers = super::authorization::futures_of(10, async || {
            world.program("POST", PATH, raced, &metadata()).await.status
        })
        .await;
        assert_eq!(answers.iter().filter(|status| **status == 201).count(), 3, "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7591_2_3_a_software_statement_speaks_for_its_issuers_clients_once() {
    for world in World::all().await {
        let world = world.registering(RegistrationMode::Token, false);
        let (key, other) =
            (SigningKey::generate(Alg::Es256).unwrap(), SigningKey::generate(Alg::Es256).unwrap());
        let keys = &JwkSet { keys: vec![key.jwk().clone()] };
        let (oidc, organisation) = (&world.oidc, &"health".parse().unwrap());
        let put = world.test.env.db.tx(|tx| {
            Box::pin(async move {
                oidc.put_statement_issuer(tx, "https://maker.example", organisation, keys).await
            })
        });
        put.await.unwrap();
        let now = world.test.env.now().as_second();
        let claims = |jti: &str| {
            json!({"iss": "https://maker.example", "iat": now, "exp": now + 600, "jti": jti,
                "client_name": "As the statement says", "software_id": "s-1"})
        };
        let register = async |statement: &str| {
            let mut all = metadata();
            all["software_statement"] = json!(statement);
            world.program("POST", PATH, "", &all).await
        };
        let good = key.sign("JWT", &claims("1")).unwrap();
        let made = register(&good).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(made.json()["client_name"], "As the statement says");
        assert_eq!(made.json()["causeway_status"], "pending");
        let error = async |statement: &str| text(&register(statement).await.json(), "error");
        assert_eq!(error(&good).await, "invalid_software_statement", "replayed");
        let mut expired = claims("2");
        expired["exp"] = json!(now);
        let mut long = claims("3");
        long["exp"] = json!(now + 90_000);
        let mut unknown = claims("4");
        unknown["iss"] = json!("https://nobody.example");
        let none = format!(
            "eyJhbGciOiJub25lIn0.{}.",
            causeway_crypto::b64::encode(claims("5").to_string().as_bytes())
        );
        for (statement, code) in [
            (key.sign("JWT", &expired).unwrap(), "invalid_software_statement"),
            (key.sign("JWT", &long).unwrap(), "invalid_software_statement"),
            (other.sign("JWT", &claims("6")).unwrap(), "invalid_software_statement"),
            (none, "invalid_software_statement"),
            ("x".to_owned(), "invalid_software_statement"),
            (other.sign("JWT", &unknown).unwrap(), "unapproved_software_statement"),
        ] {
            assert_eq!(error(&statement).await, code);
        }
    }
}
