//! From `/authorize` to the code.

use causeway_core::{Acr, RequestId};
use causeway_evidence::Event;
use causeway_http::Browser;
use causeway_http::testing;
use serde_json::json;

use super::samples::REDIRECT;
use super::world::{ELSEWHERE, HOME, ISSUER, World, param, request_of};
use crate::Config;
use crate::model::AccessClaims;

#[tokio::test(flavor = "multi_thread")]
async fn a_first_login_is_approved_and_the_second_goes_straight_in() {
    for world in World::all().await {
        let person = world.person().await;
        let answer = world.authorize(&[("scope", "openid card_number")], None).await;
        assert_eq!(answer.status, 303);
        let request = request_of(answer.header("location"));
        world.approve(request, HOME, &person).await;
        let answer = world.resume(request, HOME).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store");
        let location = answer.header("location");
        assert!(location.starts_with(REDIRECT), "{location}");
        assert_eq!(param(location, "state").as_deref(), Some("the state"));
        // RFC 9207 section 2.
        assert_eq!(param(location, "iss").as_deref(), Some(ISSUER));
        let first = world.redeem(&param(location, "code").unwrap()).await.json();

        let straight = world.authorize(&[("scope", "openid card_number")], Some(&person)).await;
        let code = param(straight.header("location"), "code").expect("no approval is needed again");
        let second = world.redeem(&code).await.json();
        let (one, two) = (
            world.verified(&first["id_token"], "JWT").await,
            world.verified(&second["id_token"], "JWT").await,
        );
        assert_eq!(one["sub"], two["sub"]);
        let granted = world.events(&person).await;
        assert_eq!(granted.iter().filter(|event| event.name() == "login.granted").count(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_2_the_id_token_says_who_for_whom_and_how_and_holds_no_profile() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid name card_number date_of_birth", &person).await;
        assert_eq!(tokens["token_type"], "Bearer");
        assert_eq!(tokens["expires_in"], 300);
        assert!(tokens.get("refresh_token").is_none(), "offline_access was not asked for");
        let id = world.verified(&tokens["id_token"], "JWT").await;
        let now = world.test.env.now().as_second();
        assert_eq!(
            (&id["iss"], &id["aud"], &id["nonce"]),
            (&json!(ISSUER), &json!("app"), &json!("the nonce"))
        );
        assert_eq!((&id["iat"], &id["exp"]), (&json!(now), &json!(now + 300)));
        assert_eq!(id["acr"], Acr::Passkey.urn());
        assert_eq!(id["auth_time"], person.session.authenticated_at.as_second());
        for field in ["name", "card_number", "date_of_birth"] {
            assert!(id.get(field).is_none(), "{field}");
        }
        // RFC 9068 section 2.2.
        let access: AccessClaims =
            serde_json::from_value(world.verified(&tokens["access_token"], "at+jwt").await).unwrap();
        assert_eq!(
            (access.iss.as_str(), access.aud.names(ISSUER), access.client_id.as_str()),
            (ISSUER, true, "app")
        );
        assert_eq!((json!(access.sub), access.grant.is_some()), (id["sub"].clone(), true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_8_1_subjects_are_pairwise_by_sector_and_stay() {
    for world in World::all().await {
        let (person, other) = (world.person().await, world.person().await);
        let subject = async |changes: &[(&str, &str)], person| {
            let code = world.code(changes, person).await;
            let bank = changes.iter().any(|(_, value)| *value == "bank");
            let mut pairs = super::world::redemption(&code);
            let answer = if bank {
                pairs[2].1 = "https://bank.example/cb";
                world.token_as_bank(&pairs).await
            } else {
                world.token(&pairs).await
            };
            world.verified(&answer.json()["id_token"], "JWT").await["sub"].as_str().unwrap().to_owned()
        };
        let bank = [("client_id", "bank"), ("redirect_uri", "https://bank.example/cb")];
        let (app, at_bank) = (subject(&[], &person).await, subject(&bank, &person).await);
        assert_ne!(app, at_bank);
        assert_ne!(app, subject(&[], &other).await);
        assert_eq!(app, subject(&[("prompt", "consent")], &person).await);
        assert_ne!(app, person.session.account.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_4_1_2_1_a_declined_or_forgotten_request_is_access_denied() {
    for world in World::all().await {
        let person = world.person().await;
        let request = request_of(world.authorize(&[], Some(&person)).await.header("location"));
        world.consents.decline(request, &person.session).await.unwrap();
        let location = world.resume(request, HOME).await.header("location").to_owned();
        assert_eq!(param(&location, "error").as_deref(), Some("access_denied"));
        assert_eq!(param(&location, "state").as_deref(), Some("the state"));
        assert_eq!(param(&location, "iss").as_deref(), Some(ISSUER));

        let late = request_of(world.authorize(&[], None).await.header("location"));
        world.pass(5 * 60);
        let location = world.resume(late, HOME).await.header("location").to_owned();
        assert_eq!(param(&location, "error").as_deref(), Some("access_denied"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_waits_sends_the_browser_back_to_it() {
    for world in World::all().await {
        let request = request_of(world.authorize(&[], None).await.header("location"));
        assert_eq!(world.resume(request, HOME).await.header("location"), format!("/requests/{request}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_browser_can_neither_resume_nor_learn_of_a_request() {
    for world in World::all().await {
        let person = world.person().await;
        let request = request_of(world.authorize(&[], None).await.header("location"));
        world.approve(request, HOME, &person).await;
        let stolen = world.resume(request, ELSEWHERE).await;
        let unknown = world.resume(RequestId::from(uuid::Uuid::nil()), ELSEWHERE).await;
        assert_eq!((stolen.status.as_u16(), unknown.status.as_u16()), (404, 404));
        assert_eq!(stolen.header("location"), "");
        // And it has cost the rightful one nothing; a second time there is nothing left.
        assert!(param(world.resume(request, HOME).await.header("location"), "code").is_some());
        assert_eq!(world.resume(request, HOME).await.status, 409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_resumes_give_one_code() {
    for world in World::all().await {
        let person = world.person().await;
        let request = request_of(world.authorize(&[], None).await.header("location"));
        world.approve(request, HOME, &person).await;
        let oidc = &world;
        let answers = futures_of(10, async || oidc.resume(request, HOME).await).await;
        let codes =
            answers.iter().filter(|answer| param(answer.header("location"), "code").is_some()).count();
        assert_eq!(codes, 1, "{}", world.test.engine);
    }
}

/// Runs `act` so many times at once.
pub(crate) async fn futures_of<T>(times: usize, act: impl AsyncFn() -> T) -> Vec<T> {
    let mut running: Vec<_> = (0..times).map(|_| (Box::pin(act()), None)).collect();
    std::future::poll_fn(|context| {
        let mut all = true;
        for (future, done) in &mut running {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *done = Some(value),
                    std::task::Poll::Pending => all = false,
                }
            }
        }
        if all { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_3_1_2_1_prompt_none_never_shows_a_page() {
    for world in World::all().await {
        let person = world.person().await;
        let error = async |person| {
            let answer = world.authorize(&[("prompt", "none")], person).await;
            param(answer.header("location"), "error")
        };
        assert_eq!(error(None).await.as_deref(), Some("login_required"));
        assert_eq!(error(Some(&person)).await.as_deref(), Some("consent_required"));
        world.log_in("openid", &person).await;
        assert_eq!(error(Some(&person)).await, None, "it stands now");
        world.pass(61);
        let aged = world.authorize(&[("prompt", "none"), ("max_age", "60")], Some(&person)).await;
        assert_eq!(param(aged.header("location"), "error").as_deref(), Some("login_required"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_3_1_2_1_prompt_login_and_max_age_want_a_login_after_the_request() {
    for world in World::all().await {
        let mut person = world.person().await;
        world.log_in("openid", &person).await;
        world.pass(100);
        for change in [("prompt", "login"), ("max_age", "60")] {
            let answer = world.authorize(&[change], Some(&person)).await;
            let request = request_of(answer.header("location"));
            let viewer = causeway_consent::Viewer {
                browser: Browser::of(HOME).hash,
                session: Some(person.session.clone()),
            };
            let step = world.consents.settle(request, &viewer).await.unwrap();
            assert_eq!(step, causeway_consent::Step::LogIn, "{change:?}");
            world.pass(1);
            world.log_in_again(&mut person).await;
            let viewer = causeway_consent::Viewer { session: Some(person.session.clone()), ..viewer };
            assert_eq!(world.consents.settle(request, &viewer).await.unwrap(), causeway_consent::Step::Done);
            let location = world.resume(request, HOME).await.header("location").to_owned();
            let tokens = world.redeem(&param(&location, "code").unwrap()).await.json();
            let id = world.verified(&tokens["id_token"], "JWT").await;
            assert_eq!(id["auth_time"], person.session.authenticated_at.as_second());
            world.pass(100);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_3_1_2_1_prompt_consent_asks_again() {
    for world in World::all().await {
        let person = world.person().await;
        world.log_in("openid", &person).await;
        let answer = world.authorize(&[("prompt", "consent")], Some(&person)).await;
        request_of(answer.header("location"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_5_5_1_1_an_essential_acr_is_met_or_refused() {
    for world in World::all().await {
        let mut person = world.person().await;
        world.log_in("openid", &person).await;
        let passkey = r#"{"id_token":{"acr":{"essential":true,"values":["urn:causeway:acr:passkey"]}}}"#;
        let straight = world.authorize(&[("claims", passkey)], Some(&person)).await;
        assert!(param(straight.header("location"), "code").is_some());
        person.session.acr = Acr::CrossDevice;
        request_of(world.authorize(&[("claims", passkey)], Some(&person)).await.header("location"));
        let gold = r#"{"id_token":{"acr":{"essential":true,"values":["gold"]}}}"#;
        let refused = world.authorize(&[("claims", gold)], Some(&person)).await;
        assert_eq!(
            param(refused.header("location"), "error").as_deref(),
            Some("unmet_authentication_requirements")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9396_7_granted_exchanges_come_back_with_their_consents() {
    for world in World::all().await {
        let person = world.person().await;
        let details = json!([{
            "type": "urn:causeway:exchange", "dataset": "water.address", "provider": "water",
            "fields": ["address"], "purpose": "licence-renewal", "once": true,
        }]);
        let code = world.code(&[("authorization_details", &details.to_string())], &person).await;
        let tokens = world.redeem(&code).await.json();
        let granted = &tokens["authorization_details"][0];
        assert_eq!(granted["dataset"], "water.address");
        let consent = granted["consent"].as_str().unwrap().parse().unwrap();
        let stands = world.consents.consent(person.session.account, consent).await.unwrap();
        assert_eq!(stands.client.as_str(), "app");
        assert_eq!(
            tokens["authorization_details"].as_array().unwrap().len(),
            1,
            "the login is not among them"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn login_granted_is_put_in_evidence_with_the_code() {
    for world in World::all().await {
        let person = world.person().await;
        world.code(&[], &person).await;
        let newest = world.events(&person).await.remove(0);
        let Event::LoginGranted { client, acr, .. } = newest else { panic!("{newest:?}") };
        assert_eq!((client.as_str(), acr), ("app", Acr::Passkey));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_an_authorization_request_too() {
    for world in World::all().await {
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(super::world::query(&[]).as_bytes()).into_owned().collect();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = world.post("/authorize", &pairs, None).await;
        request_of(answer.header("location"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_comes_too_often_is_turned_away_before_anything_is_stored() {
    for mut world in World::all().await {
        world.oidc.door =
            Config { authorizations_per_minute: 2, ..Config::default() }.door(&world.test.env.clock);
        let stored = async |world: &World| -> i64 {
            let sql = "select count(*) from oidc_authorization";
            world.test.env.db.one(sql, &[]).await.unwrap().read().unwrap()
        };
        for _ in 0..2 {
            assert_eq!(world.authorize(&[], None).await.status, 303);
        }
        let turned_away = world.authorize(&[], None).await;
        assert_eq!(turned_away.status, 429, "{}", turned_away.text);
        assert_eq!(stored(&world).await, 2);
        let posted = world.post("/authorize", &[("client_id", "app")], None).await;
        assert_eq!((posted.status.as_u16(), &posted.json()["code"]), (429, &json!("too_many_attempts")));
        world.pass(60);
        assert_eq!(world.authorize(&[], None).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_3_1_2_1_a_form_of_another_site_is_sent_around_by_get() {
    for world in World::all().await {
        let query = super::world::query(&[]);
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let foreign = |path: &str| {
            let mut request = testing::post_form(path, &pairs);
            request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
            request
        };
        let router = world.router(None);
        let answer = testing::send(&router, foreign("/authorize")).await;
        assert_eq!(answer.header("location"), format!("/authorize?{query}"));
        assert_eq!((answer.status.as_u16(), answer.cookies().as_str()), (303, ""));
        let answer = world.open(answer.header("location"), HOME, None).await;
        request_of(answer.header("location"));
        assert_eq!(testing::send(&router, foreign("/token")).await.status, 403);
    }
}
