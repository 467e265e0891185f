//! A key is rotated while people log in, at two nodes that learn of it at different times: nobody is refused.

use std::sync::Arc;

use causeway_crypto::jose::JwkSet;
use causeway_crypto::keystore::{KeyStore, KeyUse, MemoryKeyStore, Retire, Use};
use causeway_http::testing::{get, send};
use jiff::SignedDuration;
use serde_json::Value;

use super::world::{Person, World};
use crate::Oidc;

/// How long a new key is published before it is used.
const LEAD: SignedDuration = SignedDuration::from_hours(1);

/// Two nodes on one database, each with its own view of the same keys.
struct Nodes {
    keys: [Arc<MemoryKeyStore>; 2],
    nodes: [Oidc; 2],
}

impl Nodes {
    fn of(world: &World) -> Self {
        let keys = [(); 2].map(|()| Arc::new(world.keystore.another().unwrap()));
        let nodes = [world.node(&keys[0]), world.node(&keys[1])];
        Self { keys, nodes }
    }

    /// A login that begins at one node and is finished at the other, both ways; whatever node gave a token, each takes it, and each
    /// publishes the key that signed it. Returns the name of that key.
    async fn log_in_everywhere(&self, world: &mut World, person: &Person) -> String {
        let mut signed_by = Vec::new();
        for [begun, finished] in [[0, 1], [1, 0]] {
            world.oidc = self.nodes[begun].clone();
            let code = world.code(&[("scope", "openid name offline_access")], person).await;
            world.oidc = self.nodes[finished].clone();
            let answer = world.redeem(&code).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            let tokens = answer.json();
            for node in &self.nodes {
                world.oidc = node.clone();
                signed_by.push(good(world, &tokens).await);
            }
        }
        signed_by.dedup();
        assert_eq!(signed_by.len(), 1, "both nodes sign with the same key");
        signed_by.remove(0)
    }
}

/// The node takes the tokens, and its key set verifies them, as any service would.
async fn good(world: &World, tokens: &Value) -> String {
    assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.status, 200);
    world.verified(&tokens["id_token"], "JWT").await;
    let header = tokens["id_token"].as_str().unwrap().split('.').next().unwrap();
    let header: Value = serde_json::from_slice(&causeway_crypto::b64::decode(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

async fn published(world: &mut World, node: &Oidc) -> Vec<String> {
    world.oidc = node.clone();
    let set: JwkSet = serde_json::from_str(&send(&world.router(None), get("/jwks")).await.text).unwrap();
    set.keys.into_iter().filter_map(|key| key.kid).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_refuses_no_login_at_any_node_at_any_moment() {
    for mut world in World::all().await {
        let (nodes, person) = (Nodes::of(&world), world.person().await);
        let old = nodes.log_in_everywhere(&mut world, &person).await;
        // A login is in flight: it has its code, and its tokens are still to come.
        world.oidc = nodes.nodes[0].clone();
        let in_flight = world.code(&[("scope", "openid offline_access")], &person).await;

        // Somebody rotates; neither node has looked yet.
        let made = world.keystore.make(KeyUse::Token, world.test.env.now() + LEAD).unwrap();
        assert_eq!(nodes.log_in_everywhere(&mut world, &person).await, old);
        // One has looked and publishes the new key; the other has not. Both sign with the old one.
        nodes.keys[0].refresh().unwrap();
        assert_eq!(nodes.log_in_everywhere(&mut world, &person).await, old);
        assert_eq!(published(&mut world, &nodes.nodes[0]).await, [old.clone(), made.kid.clone()]);
        assert_eq!(published(&mut world, &nodes.nodes[1]).await, std::slice::from_ref(&old));
        world.oidc = nodes.nodes[1].clone();
        assert_eq!(world.redeem(&in_flight).await.status, 200);

        // Both have looked, long before the new key is used. It is used by both from the same moment.
        nodes.keys[1].refresh().unwrap();
        world.pass(LEAD.as_secs() - 30);
        assert_eq!(nodes.log_in_everywhere(&mut world, &person).await, old);
        world.oidc = nodes.nodes[0].clone();
        let before = world.log_in("openid name offline_access", &person).await;
        world.pass(30);
        assert_eq!(nodes.log_in_everywhere(&mut world, &person).await, made.kid);
        for node in &nodes.nodes {
            world.oidc = node.clone();
            assert_eq!(good(&world, &before).await, old, "what the old key signed is good until it expires");
        }
        let refreshed = world
            .token(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", before["refresh_token"].as_str().unwrap()),
            ])
            .await;
        assert_eq!(refreshed.status, 200, "a refresh token lives on across keys");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stolen_key_signed_is_refused_once_it_is_retired() {
    for mut world in World::all().await {
        let (nodes, person) = (Nodes::of(&world), world.person().await);
        world.oidc = nodes.nodes[0].clone();
        let tokens = world.log_in("openid name", &person).await;
        let stolen = world.keystore.signing_keys(Use::Token).unwrap().remove(0);
        world.keystore.rotate(Use::Token).unwrap();
        world.keystore.retire(stolen.kid(), Retire::Compromised).unwrap();
        for (keys, node) in nodes.keys.iter().zip(&nodes.nodes) {
            keys.refresh().unwrap();
            assert!(!published(&mut world, node).await.contains(&stolen.kid().to_owned()));
            assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.status, 401);
        }
        nodes.log_in_everywhere(&mut world, &person).await;
    }
}
