//! The modules of the OpenID Foundation's plan `fapi2-security-profile-final-test-plan` that concern a provider, each by its name, for a
//! client with `private_key_jwt` and DPoP; docs/CONFORMANCE.md lists them all. The prefix `fapi2-security-profile-final-` is left out.

use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use serde_json::{Value, json};

use super::fapi::{Fapi, REDIRECT};
use super::samples::{self, VERIFIER};
use super::world::{ISSUER, World, param, request_of};
use crate::Client;
use crate::profile::Profile;
use crate::settings::{Binding, Settings};

/// The error of a refused answer.
fn error(answer: &causeway_http::testing::Answer) -> Value {
    answer.json()["error"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn happy_flow() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let location = fapi.back(&fapi.pushed(&json!({})).await, &person).await;
        assert_eq!(param(&location, "state").as_deref(), Some("the state"));
        assert_eq!(param(&location, "iss").as_deref(), Some(ISSUER));
        let answer = fapi.redeem(&param(&location, "code").unwrap(), &json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let tokens = answer.json();
        assert_eq!(tokens["token_type"], "DPoP");
        let id = world.verified(&tokens["id_token"], "JWT").await;
        assert_eq!((&id["nonce"], &id["aud"]), (&json!("the nonce"), &json!("fapi")));
        let access = world.verified(&tokens["access_token"], "at+jwt").await;
        assert_eq!(access["cnf"], json!({"jkt": fapi.dpop.jwk().thumbprint().unwrap()}));
        let token = tokens["access_token"].as_str().unwrap();
        let claims = fapi.userinfo(token, "DPoP", Some(&fapi.proof_with(token, &json!({})))).await;
        assert_eq!((claims.status.as_u16(), &claims.json()["sub"]), (200, &id["sub"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_end_point_verification() {
    for world in World::all().await {
        let metadata = world.open("/.well-known/oauth-authorization-server", "", None).await.json();
        assert_eq!(metadata["issuer"], ISSUER);
        assert_eq!(metadata["pushed_authorization_request_endpoint"], format!("{ISSUER}/par"));
        assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
        assert_eq!(metadata["response_types_supported"], json!(["code"]));
        let has = |name: &str, value: &str| metadata[name].as_array().unwrap().contains(&json!(value));
        assert!(has("token_endpoint_auth_methods_supported", "private_key_jwt"));
        assert!(has("dpop_signing_alg_values_supported", "ES256"));
        assert!(!has("token_endpoint_auth_signing_alg_values_supported", "RS256"));
        assert!(!has("dpop_signing_alg_values_supported", "none"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn user_rejects_authentication() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let uri = fapi.pushed(&json!({})).await;
        let request = request_of(fapi.authorize(&uri, &[], &person).await.header("location"));
        world.consents.decline(request, &person.session).await.unwrap();
        let location = world.resume(request, super::world::HOME).await.header("location").to_owned();
        assert_eq!(param(&location, "error").as_deref(), Some("access_denied"));
        assert_eq!(param(&location, "iss").as_deref(), Some(ISSUER));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_authorization_request_without_state_without_nonce_and_with_long_ones_success() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let location = fapi.back(&fapi.pushed(&json!({"state": null})).await, &person).await;
        assert_eq!((param(&location, "state"), param(&location, "code").is_some()), (None, true));
        let code = fapi.code(&json!({"nonce": null}), &person).await;
        let tokens = fapi.redeem(&code, &json!({})).await.json();
        assert!(world.verified(&tokens["id_token"], "JWT").await.get("nonce").is_none());
        // …-with-64-char-nonce-success, …-with-long-nonce, …-with-long-state.
        for length in [64, 384, 1024] {
            let long = "n".repeat(length);
            let location =
                fapi.back(&fapi.pushed(&json!({"nonce": long, "state": long})).await, &person).await;
            assert_eq!(param(&location, "state").as_ref(), Some(&long));
            let tokens = fapi.redeem(&param(&location, "code").unwrap(), &json!({})).await.json();
            assert_eq!(world.verified(&tokens["id_token"], "JWT").await["nonce"], json!(long));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_other_scope_order_succeeds() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        assert!(!fapi.code(&json!({"scope": "name openid"}), &person).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn access_token_type_header_case_sensitivity() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let tokens = fapi.log_in("openid", &person).await;
        let token = tokens["access_token"].as_str().unwrap();
        for scheme in ["DPoP", "dpop", "DPOP"] {
            let proof = fapi.proof_with(token, &json!({}));
            assert_eq!(fapi.userinfo(token, scheme, Some(&proof)).await.status, 200, "{scheme}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_dpop_proof_nbf_exp_and_ensure_dpopproof_with_iat_10seconds_before_and_after_succeeds() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let now = world.test.env.now().as_second();
        for (changes, good) in [
            (json!({"iat": now - 10}), true),
            (json!({"iat": now + 10}), true),
            (json!({"iat": now - 120}), false),
            (json!({"iat": now + 120}), false),
            (json!({"nbf": now - 10, "exp": now + 60}), true),
            (json!({"exp": now - 60}), false),
            (json!({"nbf": now + 60}), false),
        ] {
            let code = fapi.code(&json!({}), &person).await;
            let proof = fapi.proof("POST", "/token", &changes);
            let answer = fapi.redeem_by(&code, &json!({}), Some(&proof)).await;
            assert_eq!(answer.status == 200, good, "{changes}: {}", answer.text);
            if !good {
                assert_eq!(error(&answer), "invalid_dpop_proof");
                // A refused proof has not cost the code.
                assert_eq!(fapi.redeem(&code, &json!({})).await.status, 200);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dpop_negative_tests() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let tokens = fapi.log_in("openid", &person).await;
        let token = tokens["access_token"].as_str().unwrap();
        let refused = async |proof: Option<&str>, scheme: &str| {
            let answer = fapi.userinfo(token, scheme, proof).await;
            assert_eq!(answer.status, 401, "{}", answer.text);
            let challenge = answer.header("www-authenticate").to_owned();
            (error(&answer), challenge)
        };
        for changes in [
            json!({"htm": "POST"}),
            json!({"htu": format!("{ISSUER}/token")}),
            json!({"ath": null}),
            json!({"ath": b64::encode(&[1; 32])}),
            json!({"jti": null}),
            json!({"htm": null}),
            json!({"htu": null}),
            json!({"iat": null}),
        ] {
            let (code, challenge) = refused(Some(&fapi.proof_with(token, &changes)), "DPoP").await;
            assert_eq!(code, "invalid_dpop_proof", "{changes}");
            assert!(challenge.starts_with("DPoP error=\"invalid_dpop_proof\""), "{challenge}");
        }
        // Without a proof, and as a mere Bearer.
        assert_eq!(refused(None, "DPoP").await.0, "invalid_dpop_proof");
        let (code, challenge) = refused(None, "Bearer").await;
        assert_eq!(code, "invalid_token");
        assert!(challenge.starts_with("Bearer"), "{challenge}");
        // By another key; signed by another key than the one within.
        let other =
            Fapi { dpop: SigningKey::generate(Alg::Es256).unwrap(), ..Fapi::new(&world, "fapi-2").await };
        assert_eq!(refused(Some(&other.proof_with(token, &json!({}))), "DPoP").await.0, "invalid_token");
        let good = fapi.proof_with(token, &json!({}));
        let (head, _) = good.rsplit_once('.').unwrap();
        let swapped = format!("{head}.{}", other.proof_with(token, &json!({})).rsplit_once('.').unwrap().1);
        assert_eq!(refused(Some(&swapped), "DPoP").await.0, "invalid_dpop_proof");
        // Once is once.
        assert_eq!(fapi.userinfo(token, "DPoP", Some(&good)).await.status, 200);
        assert_eq!(refused(Some(&good), "DPoP").await.0, "invalid_dpop_proof");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_mismatched_dpop_jkt_fails_and_dpop_at_par_binds_the_code() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let jkt = fapi.dpop.jwk().thumbprint().unwrap();
        let other = SigningKey::generate(Alg::Es256).unwrap();
        // ensure-mismatched-dpop-jkt-fails
        let proof = fapi.proof("POST", "/par", &json!({}));
        let mismatched =
            super::fapi::changed(fapi.request(), &json!({"dpop_jkt": other.jwk().thumbprint().unwrap()}));
        assert_eq!(error(&fapi.post("/par", &mismatched, Some(&proof)).await), "invalid_dpop_proof");
        // ensure-dpopproof-at-par-endpoint-binding-success, ensure-dpop-auth-code-binding-success
        for (form, with) in
            [(fapi.request(), true), (super::fapi::changed(fapi.request(), &json!({"dpop_jkt": jkt})), false)]
        {
            let proof = with.then(|| fapi.proof("POST", "/par", &json!({})));
            let pushed = fapi.post("/par", &form, proof.as_deref()).await;
            assert_eq!(pushed.status, 201, "{}", pushed.text);
            let location = fapi.back(pushed.json()["request_uri"].as_str().unwrap(), &person).await;
            let code = param(&location, "code").unwrap();
            // ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt, …-dpop-jkt
            let claims = json!({"jti": with.to_string(), "htm": "POST", "htu": format!("{ISSUER}/token"), "iat": world.test.env.now().as_second()});
            let theirs = samples::dpop(&other, &claims);
            let stolen = fapi.redeem_by(&code, &json!({}), Some(&theirs)).await;
            assert_eq!(error(&stolen), "invalid_grant");
            world.pass(1);
            assert_eq!(fapi.redeem(&code, &json!({})).await.status, 200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_different_nonce_and_state_outside_are_not_used() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        // state-only-outside-request-object-not-used, ensure-different-{nonce,state}-inside-and-outside-request-object
        let uri = fapi.pushed(&json!({"state": null})).await;
        let outside = [
            ("state", "outside"),
            ("nonce", "outside"),
            ("scope", "openid name"),
            ("redirect_uri", "https://evil.example/"),
        ];
        let first = fapi.authorize(&uri, &outside, &person).await;
        let request = request_of(first.header("location"));
        world.approve(request, super::world::HOME, &person).await;
        let location = world.resume(request, super::world::HOME).await.header("location").to_owned();
        assert!(location.starts_with(REDIRECT), "{location}");
        assert_eq!(param(&location, "state"), None);
        let tokens = fapi.redeem(&param(&location, "code").unwrap(), &json!({})).await.json();
        assert_eq!(world.verified(&tokens["id_token"], "JWT").await["nonce"], "the nonce");
        assert_eq!(tokens["scope"], "openid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_is_refused_at_par() {
    for world in World::all().await {
        let fapi = Fapi::new(&world, "fapi").await;
        for (module, changes, code) in [
            (
                "ensure-request-object-without-redirect-uri-fails",
                json!({"redirect_uri": null}),
                "invalid_request",
            ),
            (
                "ensure-registered-redirect-uri",
                json!({"redirect_uri": "https://fapi.example/other"}),
                "invalid_request",
            ),
            (
                "ensure-response-type-code-idtoken-fails",
                json!({"response_type": "code id_token"}),
                "unsupported_response_type",
            ),
            (
                "ensure-response-type-token-fails",
                json!({"response_type": "token"}),
                "unsupported_response_type",
            ),
            (
                "par-ensure-pkce-required",
                json!({"code_challenge": null, "code_challenge_method": null}),
                "invalid_request",
            ),
            (
                "par-plain-pkce-rejected",
                json!({"code_challenge": VERIFIER, "code_challenge_method": "plain"}),
                "invalid_request",
            ),
            (
                "par-authorization-request-containing-request_uri-form-param",
                json!({"request_uri": "urn:x"}),
                "invalid_request",
            ),
        ] {
            let answer = fapi.push(&changes).await;
            assert_eq!(
                (answer.status.as_u16() / 100, error(&answer)),
                (4, json!(code)),
                "{module}: {}",
                answer.text
            );
        }
        // par-attempt-invalid-http-method
        assert_eq!(world.open("/par", "", None).await.status, 405);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_invalid_client_assertions_fail() {
    for world in World::all().await {
        let fapi = Fapi::new(&world, "fapi").await;
        for (module, changes, code) in [
            (
                "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails",
                json!({"client_assertion":
                fapi.assertion(&json!({"exp": world.test.env.now().as_second() - 300}))}),
                "invalid_client",
            ),
            (
                "ensure-client-assertion-with-wrong-aud-fails",
                json!({"client_assertion":
                fapi.assertion(&json!({"aud": "https://other.example"}))}),
                "invalid_client",
            ),
            (
                "ensure-client-assertion-with-no-sub-fails",
                json!({"client_assertion":
                fapi.assertion(&json!({"sub": null}))}),
                "invalid_client",
            ),
            (
                "ensure-invalid-client-assertions-fail: aud is a list",
                json!({"client_assertion":
                fapi.assertion(&json!({"aud": [ISSUER]}))}),
                "invalid_client",
            ),
            (
                "ensure-invalid-client-assertions-fail: aud is the token endpoint",
                json!({"client_assertion":
                fapi.assertion(&json!({"aud": format!("{ISSUER}/token")}))}),
                "invalid_client",
            ),
            (
                "ensure-invalid-client-assertions-fail: aud is the PAR endpoint",
                json!({"client_assertion":
                fapi.assertion(&json!({"aud": format!("{ISSUER}/par")}))}),
                "invalid_client",
            ),
            (
                "ensure-invalid-client-assertions-fail: no jti",
                json!({"client_assertion":
                fapi.assertion(&json!({"jti": null}))}),
                "invalid_client",
            ),
        ] {
            let answer = fapi.push(&changes).await;
            assert_eq!(
                (answer.status.as_u16() / 100, error(&answer)),
                (4, json!(code)),
                "{module}: {}",
                answer.text
            );
        }
        // par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted
        let early = fapi.assertion(&json!({"nbf": world.test.env.now().as_second() + 8}));
        assert_eq!(fapi.push(&json!({"client_assertion": early})).await.status, 201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_unsigned_authorization_request_without_using_par_fails() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let request = fapi.request();
        let pairs = request.as_object().unwrap().iter().map(|(name, value)| (name, value.as_str().unwrap()));
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let answer = world.open(&format!("/authorize?{query}"), super::world::HOME, Some(&person)).await;
        assert_eq!(param(answer.header("location"), "error").as_deref(), Some("invalid_request"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_client_id_in_token_endpoint_and_ensure_client_assertion_in_token_endpoint() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let code = fapi.code(&json!({}), &person).await;
        assert_eq!(error(&fapi.redeem(&code, &json!({"client_id": "bank"})).await), "invalid_request");
        let none = json!({"client_assertion": null, "client_assertion_type": null, "client_id": "fapi"});
        let bare = fapi.redeem(&code, &none).await;
        assert_eq!((bare.status.as_u16(), error(&bare)), (401, json!("invalid_client")));
        assert_eq!(fapi.redeem(&code, &json!({"client_id": "fapi"})).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_holder_of_key_required() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let code = fapi.code(&json!({}), &person).await;
        assert_eq!(error(&fapi.redeem_by(&code, &json!({}), None).await), "invalid_dpop_proof");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_authorization_code_is_bound_to_client() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let other = Fapi::new(&world, "fapi-2").await;
        let code = fapi.code(&json!({}), &person).await;
        assert_eq!(error(&other.redeem(&code, &json!({})).await), "invalid_grant");
        assert_eq!(fapi.redeem(&code, &json!({})).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attempt_reuse_authorization_code_after_one_second() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let code = fapi.code(&json!({}), &person).await;
        let tokens = fapi.redeem(&code, &json!({})).await.json();
        world.pass(1);
        assert_eq!(error(&fapi.redeem(&code, &json!({})).await), "invalid_grant");
        let token = tokens["access_token"].as_str().unwrap();
        let proof = fapi.proof_with(token, &json!({}));
        assert_eq!(fapi.userinfo(token, "DPoP", Some(&proof)).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_token_endpoint_fails_with_expired_auth_code() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let code = fapi.code(&json!({}), &person).await;
        world.pass(61);
        assert_eq!(error(&fapi.redeem(&code, &json!({})).await), "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_pkce_code_verifier_required_and_incorrect_pkce_code_verifier_rejected() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let code = fapi.code(&json!({}), &person).await;
        assert_eq!(error(&fapi.redeem(&code, &json!({"code_verifier": null})).await), "invalid_request");
        let wrong = VERIFIER.replace('d', "e");
        assert_eq!(error(&fapi.redeem(&code, &json!({"code_verifier": wrong})).await), "invalid_grant");
        assert_eq!(fapi.redeem(&code, &json!({})).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_token() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let tokens = fapi.log_in("openid offline_access", &person).await;
        let refresh = json!({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]});
        // RFC 9449 section 5: a new access token is bound to the key at hand, the refresh token to the client.
        assert_eq!(error(&fapi.post("/token", &refresh, None).await), "invalid_dpop_proof");
        let proof = fapi.proof("POST", "/token", &json!({}));
        let answer = fapi.post("/token", &refresh, Some(&proof)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["token_type"], "DPoP");
        let other = Fapi::new(&world, "fapi-2").await;
        let proof = other.proof("POST", "/token", &json!({}));
        let stolen = json!({"grant_type": "refresh_token", "refresh_token": answer.json()["refresh_token"]});
        assert_eq!(error(&other.post("/token", &stolen, Some(&proof)).await), "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn par_ensure_reused_request_uri_prior_to_auth_completion_succeeds_and_par_attempt_reuse_request_uri() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let uri = fapi.pushed(&json!({})).await;
        for _ in 0..2 {
            request_of(fapi.authorize(&uri, &[], &person).await.header("location"));
        }
        let location = fapi.back(&uri, &person).await;
        assert!(param(&location, "code").is_some());
        let again = fapi.authorize(&uri, &[], &person).await;
        assert_eq!((again.status.as_u16(), again.header("location")), (400, ""), "{}", again.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_approvals_of_one_pushed_request_give_one_code() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let uri = fapi.pushed(&json!({"prompt": "consent"})).await;
        let mut requests = Vec::new();
        for _ in 0..2 {
            requests.push(request_of(fapi.authorize(&uri, &[], &person).await.header("location")));
        }
        let mut codes = 0;
        for request in requests {
            world.approve(request, super::world::HOME, &person).await;
            let answer = world.resume(request, super::world::HOME).await;
            codes += usize::from(param(answer.header("location"), "code").is_some());
        }
        assert_eq!(codes, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn par_attempt_to_use_expired_request_uri_and_request_uri_for_different_client() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let other = Fapi::new(&world, "fapi-2").await;
        let uri = fapi.pushed(&json!({})).await;
        let theirs = other.authorize(&uri, &[], &person).await;
        assert_eq!((theirs.status.as_u16(), theirs.header("location")), (400, ""));
        let unknown = format!("urn:ietf:params:oauth:request_uri:{}", "a".repeat(43));
        assert_eq!(fapi.authorize(&unknown, &[], &person).await.status, 400);
        world.pass(91);
        assert_eq!(fapi.authorize(&uri, &[], &person).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_signed_client_assertion_by_an_unregistered_key_fails() {
    for world in World::all().await {
        let fapi = Fapi::new(&world, "fapi").await;
        let stranger =
            Fapi { key: SigningKey::generate(Alg::Es256).unwrap(), ..Fapi::new(&world, "fapi").await };
        world
            .put(&Client { keys: JwkSet { keys: vec![fapi.key.jwk().clone()] }, ..fapi.client.clone() })
            .await;
        assert_eq!(error(&stranger.push(&json!({})).await), "invalid_client");
        assert_eq!(fapi.push(&json!({})).await.status, 201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7523_3_7_and_rfc9449_11_1_nothing_is_good_twice_on_another_node_either() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let assertion = fapi.assertion(&json!({}));
        assert_eq!(fapi.push(&json!({"client_assertion": assertion})).await.status, 201);
        assert_eq!(error(&fapi.push(&json!({"client_assertion": assertion})).await), "invalid_client");
        let proof = fapi.proof("POST", "/token", &json!({}));
        let code = fapi.code(&json!({}), &person).await;
        assert_eq!(fapi.redeem_by(&code, &json!({}), Some(&proof)).await.status, 200);
        let code = fapi.code(&json!({}), &person).await;
        assert_eq!(error(&fapi.redeem_by(&code, &json!({}), Some(&proof)).await), "invalid_dpop_proof");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9449_8_a_nonce_comes_with_every_answer_and_a_stale_one_is_named() {
    for world in World::all().await {
        let (fapi, person) = (Fapi::new(&world, "fapi").await, world.person().await);
        let pushed = fapi.push(&json!({})).await;
        let nonce = pushed.header("dpop-nonce").to_owned();
        assert_eq!(nonce.len(), 32);
        let code = fapi.code(&json!({}), &person).await;
        let proof = fapi.proof("POST", "/token", &json!({"nonce": nonce}));
        let answer = fapi.redeem_by(&code, &json!({}), Some(&proof)).await;
        assert_eq!((answer.status.as_u16(), answer.header("dpop-nonce").len()), (200, 32), "{}", answer.text);
        world.pass(300);
        let code = fapi.code(&json!({}), &person).await;
        for stale in [nonce.as_str(), "made up"] {
            let proof = fapi.proof("POST", "/token", &json!({"nonce": stale}));
            let answer = fapi.redeem_by(&code, &json!({}), Some(&proof)).await;
            assert_eq!((answer.status.as_u16(), error(&answer)), (400, json!("use_dpop_nonce")));
            assert_ne!(answer.header("dpop-nonce"), nonce);
        }
        let fresh = fapi.push(&json!({})).await.header("dpop-nonce").to_owned();
        let proof = fapi.proof("POST", "/token", &json!({"nonce": fresh}));
        assert_eq!(fapi.redeem_by(&code, &json!({}), Some(&proof)).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9449_5_a_client_that_is_free_to_is_bound_by_the_proof_it_sends() {
    for world in World::all().await {
        let free = Settings { profile: Profile::Standard, binding: Binding::Free, ..Settings::default() };
        let (fapi, person) = (Fapi::with(&world, "fapi", free).await, world.person().await);
        let code = fapi.code(&json!({}), &person).await;
        assert_eq!(fapi.redeem(&code, &json!({})).await.json()["token_type"], "DPoP");
        let code = fapi.code(&json!({}), &person).await;
        let bearer = fapi.redeem_by(&code, &json!({}), None).await.json();
        assert_eq!(bearer["token_type"], "Bearer");
        // RFC 9449 section 7.1: and what is bound to nothing is no DPoP token.
        let token = bearer["access_token"].as_str().unwrap();
        let proof = fapi.proof_with(token, &json!({}));
        assert_eq!(fapi.userinfo(token, "DPoP", Some(&proof)).await.status, 401);
        assert_eq!(fapi.userinfo(token, "Bearer", None).await.status, 200);
    }
}
