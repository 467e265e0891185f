//! Discovery and keys.

use causeway_crypto::keystore::Use;
use causeway_http::testing::{get, send};

use super::world::{ISSUER, World};

#[tokio::test(flavor = "multi_thread")]
async fn oidc_discovery_4_2_metadata_names_the_issuer_and_only_what_is_on() {
    let world = World::all().await.remove(0);
    let answer = send(&world.router(None), get("/.well-known/openid-configuration")).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let metadata = answer.json();
    assert_eq!(metadata["issuer"], ISSUER);
    assert_eq!(metadata["response_types_supported"], serde_json::json!(["code"]));
    assert_eq!(metadata["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    assert_eq!(metadata["request_parameter_supported"], true);
    // Every endpoint that is named is there, and the other way round.
    let table = world.oidc.routes();
    let served: std::collections::BTreeSet<_> = table.table().iter().map(|route| route.path).collect();
    for (name, value) in metadata.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let path = value.as_str().unwrap().strip_prefix(ISSUER).unwrap();
            let below = format!("{path}/{{id}}");
            assert!(served.contains(path) || served.contains(below.as_str()), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8705_5_the_other_address_is_named_for_what_programs_call_and_for_nothing_else() {
    let mut world = World::all().await.remove(0);
    let metadata = async |world: &World| {
        send(&world.router(None), get("/.well-known/openid-configuration")).await.json()
    };
    assert!(metadata(&world).await.get("mtls_endpoint_aliases").is_none());
    world.oidc = world.oidc.clone().mtls(Some("https://mtls.example".to_owned()));
    let metadata = metadata(&world).await;
    let aliases = metadata["mtls_endpoint_aliases"].as_object().unwrap();
    assert_eq!(aliases["token_endpoint"], "https://mtls.example/token");
    assert!(!aliases.contains_key("authorization_endpoint"));
    for (name, url) in aliases {
        let own = metadata[name].as_str().unwrap();
        assert_eq!(url.as_str().unwrap(), own.replace(ISSUER, "https://mtls.example"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_rotated_away_is_published_and_verifies_still() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid", &person).await;
        world.keystore.rotate(Use::Token).unwrap();
        let keys = send(&world.router(None), get("/jwks")).await.json();
        assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
        for key in keys["keys"].as_array().unwrap() {
            assert_eq!((&key["use"], &key["alg"]), (&"sig".into(), &"ES256".into()));
            assert!(key.get("d").is_none());
        }
        assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.status, 200);
        world.verified(&tokens["id_token"], "JWT").await;
    }
}
