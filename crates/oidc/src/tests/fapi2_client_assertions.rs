//! More modules of `fapi2-security-profile-final-test-plan`, each by its name: client assertions that are almost good.

use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use serde_json::json;

use super::fapi::Fapi;
use super::world::{ISSUER, World};

#[tokio::test(flavor = "multi_thread")]
async fn ensure_signed_client_assertion_with_rs256_fails() {
    for world in World::all().await {
        let mut fapi = Fapi::new(&world, "fapi").await;
        // Even by a key that could, and is registered.
        let rsa = SigningKey::generate(Alg::Rs256).unwrap();
        fapi.client.keys = JwkSet { keys: vec![fapi.key.jwk().clone(), rsa.jwk().clone()] };
        world.put(&fapi.client).await;
        let now = world.test.env.now().as_second();
        for (alg, status) in [(Alg::Rs256, 401), (Alg::Ps256, 201)] {
            let claims = json!({
                "iss": "fapi", "sub": "fapi", "aud": ISSUER, "iat": now, "exp": now + 60, "jti": alg.name(),
            });
            let assertion = rsa.sign_as(alg, "JWT", &claims).unwrap();
            let answer = fapi.push(&json!({"client_assertion": assertion})).await;
            assert_eq!(answer.status, status, "{}: {}", alg.name(), answer.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn par_ensure_jwt_client_assertions_nbf_over_60_seconds_in_the_future_fails() {
    for world in World::all().await {
        let fapi = Fapi::new(&world, "fapi").await;
        let late = world.test.env.now().as_second() + 65;
        for changes in [json!({"nbf": late}), json!({"iat": late}), json!({"nbf": late, "exp": late + 60})] {
            let answer = fapi.push(&json!({"client_assertion": fapi.assertion(&changes)})).await;
            assert_eq!(answer.status, 401, "{changes}");
            assert_eq!(answer.json()["error"], "invalid_client");
        }
    }
}
