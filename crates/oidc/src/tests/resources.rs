//! Resource indicators (RFC 8707).

use serde_json::json;

use super::tools::{LEDGER, LETTERS, RECORDS, claims, server, text};
use super::world::{HOME, World, param, query, redemption};

#[tokio::test(flavor = "multi_thread")]
async fn rfc8707_2_2_an_access_token_is_for_the_resources_that_were_asked_for_and_no_other() {
    for world in World::all().await {
        let person = world.person().await;
        world.put_app(|_| ()).await;
        let both = format!(
            "/authorize?{}&resource={LEDGER}",
            query(&[("resource", RECORDS), ("scope", "openid offline_access")])
        );
        let answer = world.open(&both, HOME, Some(&person)).await;
        let request = super::world::request_of(answer.header("location"));
        world.approve(request, HOME, &person).await;
        let back = world.resume(request, HOME).await;
        let code = param(back.header("location"), "code").unwrap();
        // Section 2.2: at the token endpoint, fewer of them; another is refused, and the code is good still.
        let mut pairs = redemption(&code).to_vec();
        pairs.push(("resource", LETTERS));
        assert_eq!(world.token(&pairs).await.json()["error"], "invalid_target");
        pairs.pop();
        pairs.push(("resource", RECORDS));
        let tokens = world.token(&pairs).await.json();
        assert_eq!(claims(&tokens["access_token"])["aud"], RECORDS);
        // The refresh token keeps all that was granted.
        let refresh = text(&tokens["refresh_token"]);
        let with = |resource: &'static str| {
            vec![("grant_type", "refresh_token"), ("refresh_token", refresh.as_str()), ("resource", resource)]
        };
        assert_eq!(world.token(&with(LETTERS)).await.json()["error"], "invalid_target");
        let later = world.token(&with(LEDGER)).await.json();
        assert_eq!(claims(&later["access_token"])["aud"], LEDGER);
        let next =
            [("grant_type", "refresh_token"), ("refresh_token", later["refresh_token"].as_str().unwrap())];
        let all = world.token(&next).await.json();
        assert_eq!(claims(&all["access_token"])["aud"], json!([LEDGER, RECORDS]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8707_2_a_token_for_a_resource_opens_none_of_our_own_endpoints() {
    for world in World::all().await {
        let person = world.person().await;
        world.put_app(|_| ()).await;
        let code = world.code(&[("resource", RECORDS)], &person).await;
        let tokens = world.redeem(&code).await.json();
        assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8707_2_1_what_is_unknown_relative_or_not_for_the_client_is_an_invalid_target() {
    for world in World::all().await {
        world.put_app(|_| ()).await;
        let with_fragment = format!("{RECORDS}#f");
        for bad in [LETTERS, "/api", &with_fragment, "https://unknown.example/", "x"] {
            let answer = world.authorize(&[("resource", bad)], None).await;
            let error = param(answer.header("location"), "error");
            assert_eq!(error.as_deref(), Some("invalid_target"), "{bad}");
            let pushed = query(&[("resource", bad)]);
            let pushed: Vec<_> = url::form_urlencoded::parse(pushed.as_bytes()).into_owned().collect();
            let pairs: Vec<_> = pushed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(world.post_as_app("/par", &pairs).await.json()["error"], "invalid_target", "{bad}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8707_2_2_a_clients_own_token_is_for_its_resources_or_for_us() {
    for world in World::all().await {
        let mut client = server("records", "health", "introspect");
        client.settings.resources = vec![LEDGER.to_owned()];
        world.put_app(|_| ()).await;
        world.put(&client).await;
        let ask = async |resource: &str| {
            let pairs = [("grant_type", "client_credentials"), ("resource", resource)];
            world.post_as("records", "/token", &pairs).await.json()
        };
        let token = ask(LEDGER).await;
        assert_eq!(claims(&token["access_token"])["aud"], LEDGER);
        assert_eq!(ask(RECORDS).await["error"], "invalid_target");
        // It is not for us.
        let own = token["access_token"].as_str().unwrap();
        assert_eq!(world.call_with(own, "POST", "/introspect", &[("token", own)]).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_belongs_to_one_organisation() {
    for world in World::all().await {
        world.put_resource(RECORDS, "health", "openid").await;
        world.put_resource(RECORDS, "health", "openid name").await;
        assert_eq!(world.oidc.resource(RECORDS).await.unwrap().scopes.to_string(), "openid name");
        let stolen = &crate::Resource {
            organisation: "bank".parse().unwrap(),
            ..world.oidc.resource(RECORDS).await.unwrap()
        };
        let oidc = &world.oidc;
        let put = world.test.env.db.tx(|tx| Box::pin(async move { oidc.put_resource(tx, stolen).await }));
        assert_eq!(put.await.unwrap_err().code(), "resource_taken");
    }
}
