//! ID tokens, userinfo and requests in signed and encrypted form.

use causeway_crypto::jose::{self, Alg, DecryptionKey, JwkSet, SigningKey};
use causeway_crypto::keystore::{KeyStore, make_optional};
use serde_json::{Value, json};

use super::request_objects::{REDIRECT, claims, push};
use super::world::{HOME, ISSUER, World, param};
use crate::profile::Profile;
use crate::settings::{Encryption, TokenAlg};
use crate::{Client, Scopes};

/// `app`, for which `alg` signs.
fn app(alg: TokenAlg) -> Client {
    let mut app = World::app();
    app.settings.profile = Profile::Basic;
    app.scopes = Scopes::parse("openid name");
    (app.settings.id_token, app.settings.userinfo) = (alg, Some(alg));
    app
}

/// The claims of a token by exactly that algorithm.
async fn by(world: &World, token: &str, alg: Alg) -> Value {
    let keys = world.open("/jwks", HOME, None).await.json();
    let keys: JwkSet = serde_json::from_value(keys).unwrap();
    jose::verify_with(token, &keys, "JWT", &[alg]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_registration_2_id_token_and_userinfo_are_signed_by_the_clients_algorithm() {
    for world in World::all().await {
        make_optional(&*world.keystore, world.test.env.now()).unwrap();
        let person = world.person().await;
        for alg in TokenAlg::ALL {
            world.put(&app(alg)).await;
            let tokens = world.log_in("openid name", &person).await;
            let id = by(&world, tokens["id_token"].as_str().unwrap(), alg.alg()).await;
            let length = if alg == TokenAlg::EdDsa { 43 } else { 22 };
            assert_eq!(id["at_hash"].as_str().unwrap().len(), length, "{alg:?}");
            let answer = world.userinfo(tokens["access_token"].as_str().unwrap()).await;
            assert_eq!(answer.header("content-type"), "application/jwt");
            assert_eq!(answer.header("cache-control"), "no-store");
            let claims = by(&world, &answer.text, alg.alg()).await;
            let expected = json!({"iss": ISSUER, "aud": "app", "sub": id["sub"], "name": "the name"});
            assert_eq!(claims, expected, "OpenID Connect Core section 5.3.2");
            // RFC 9068 section 2.1: access tokens are for us, and stay as they are.
            world.verified(&tokens["access_token"], "at+jwt").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_algorithm_without_a_key_cannot_be_registered() {
    let world = World::all().await.remove(0);
    for alg in [TokenAlg::EdDsa, TokenAlg::Ps256, TokenAlg::Rs256] {
        let (oidc, client) = (&world.oidc, &app(alg));
        let put = world.test.env.db.tx(|tx| Box::pin(async move { oidc.put_client(tx, client).await }));
        assert_eq!(put.await.unwrap_err().code(), "bad_client", "{alg:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_16_14_what_is_encrypted_to_a_client_only_it_can_read() {
    for world in World::all().await {
        let person = world.person().await;
        let own = DecryptionKey::generate().unwrap();
        let mut app = app(TokenAlg::Es256);
        app.keys.keys.push(own.jwk().clone());
        app.settings.id_token_encryption = Some(Encryption::EcdhEs);
        app.settings.userinfo_encryption = Some(Encryption::EcdhEs);
        world.put(&app).await;
        let tokens = world.log_in("openid name", &person).await;
        let sealed = tokens["id_token"].as_str().unwrap();
        let token = jose::decrypt_token(std::slice::from_ref(&own), sealed).unwrap();
        assert_eq!(by(&world, &token, Alg::Es256).await["aud"], "app");
        let answer = world.userinfo(tokens["access_token"].as_str().unwrap()).await;
        let token = jose::decrypt_token(std::slice::from_ref(&own), &answer.text).unwrap();
        assert_eq!(by(&world, &token, Alg::Es256).await["name"], "the name");
        assert!(jose::decrypt_token(&[DecryptionKey::generate().unwrap()], sealed).is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7518_4_3_an_rsa_key_is_encrypted_to_as_well() {
    let world = World::all().await.remove(0);
    let person = world.person().await;
    let rsa = SigningKey::generate(Alg::Ps256).unwrap().jwk().clone();
    let mut app = app(TokenAlg::Es256);
    app.keys.keys.push(jose::Jwk { use_: Some("enc".to_owned()), alg: None, ..rsa });
    app.settings.id_token_encryption = Some(Encryption::RsaOaep256);
    world.put(&app).await;
    let tokens = world.log_in("openid", &person).await;
    let header = tokens["id_token"].as_str().unwrap().split('.').next().unwrap().to_owned();
    let header: Value = serde_json::from_slice(&causeway_crypto::b64::decode(&header).unwrap()).unwrap();
    assert_eq!(
        (&header["alg"], &header["enc"], &header["cty"]),
        (&json!("RSA-OAEP-256"), &json!("A256GCM"), &json!("JWT"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_6_1_an_encrypted_request_is_opened_and_its_signature_still_counts() {
    for world in World::all().await {
        let object = world.bank_key.sign("oauth-authz-req+jwt", &claims(&world, &json!({}))).unwrap();
        let stranger = SigningKey::generate(Alg::Es256).unwrap();
        let forged = stranger.sign("oauth-authz-req+jwt", &claims(&world, &json!({}))).unwrap();
        let other = DecryptionKey::generate().unwrap();
        // Without a key there is nothing to encrypt to.
        let sealed = jose::encrypt_token(other.jwk(), &object).unwrap();
        assert_eq!(push(&world, &[("request", &sealed)]).await.json()["error"], "invalid_request_object");
        make_optional(&*world.keystore, world.test.env.now()).unwrap();
        let ours = world.keystore.request_object_key().unwrap().unwrap();
        let sealed = |token: &str| jose::encrypt_token(&ours, token).unwrap();
        let answer = push(&world, &[("request", &sealed(&object))]).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        // Whoever knows the public key can encrypt: that proves nothing.
        let unsigned =
            jose::encrypt(&ours, None, Some("JWT"), claims(&world, &json!({})).to_string().as_bytes());
        let bare = jose::encrypt(&ours, None, None, object.as_bytes());
        for (why, bad) in [
            ("signed by a stranger", sealed(&forged)),
            ("not signed", unsigned.unwrap()),
            ("not said to be a token", bare.unwrap()),
            ("encrypted twice", sealed(&sealed(&object))),
            ("to another key", jose::encrypt_token(other.jwk(), &object).unwrap()),
            ("compressed", zipped(&sealed(&object))),
        ] {
            let answer = push(&world, &[("request", &bad)]).await;
            assert_eq!(answer.json()["error"], "invalid_request_object", "{why}");
        }
    }
}

/// Says in the header that the content is compressed: a small request could become a large one.
fn zipped(sealed: &str) -> String {
    let (header, rest) = sealed.split_once('.').unwrap();
    let mut header: Value = serde_json::from_slice(&causeway_crypto::b64::decode(header).unwrap()).unwrap();
    header["zip"] = json!("DEF");
    format!("{}.{rest}", causeway_crypto::b64::encode(header.to_string().as_bytes()))
}

/// A client without a key for it gets an error, and nobody gets the token in the open.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_falls_back_to_the_open_where_a_key_is_missing() {
    let world = World::all().await.remove(0);
    let mut bank = world.bank();
    bank.keys.keys.push(DecryptionKey::generate().unwrap().jwk().clone());
    bank.settings.response_encryption = Some(Encryption::EcdhEs);
    world.put(&bank).await;
    let asked =
        [("client_id", "bank"), ("redirect_uri", REDIRECT), ("response_mode", "jwt"), ("scope", "name")];
    let answer = world.authorize(&asked, None).await;
    assert_eq!(param(answer.header("location"), "response").unwrap().split('.').count(), 5);
    let pool = world.test.env.db.clone();
    let keys = serde_json::to_value(JwkSet { keys: vec![world.bank_key.jwk().clone()] }).unwrap();
    pool.tx(|tx| {
        let keys = keys.clone();
        Box::pin(async move {
            tx.execute("update oidc_client set jwks = $1 where id = 'bank'", &[keys.into()]).await.map(drop)
        })
    })
    .await
    .unwrap();
    let answer = world.authorize(&asked, None).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""));
}
