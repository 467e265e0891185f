//! Clients that prove who they are by the certificate of their connection (RFC 8705).

use axum::Extension;
use axum::http::header;
use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use causeway_http::ClientCertificate;
use causeway_http::testing::{Answer, get, post_form, send};
use serde_json::json;

use super::certificate::Draft;
use super::world::World;
use crate::rules::check_assertion::TYPE;
use crate::{Binding, CertificateName, Client, ClientAuth, Profile, Settings};

const OWN: (&str, &str) = ("grant_type", "client_credentials");

impl World {
    /// `/token` over a connection with a certificate.
    async fn shows(&self, certificate: &ClientCertificate, pairs: &[(&str, &str)]) -> Answer {
        let router = self.router(None).layer(Extension(certificate.clone()));
        send(&router, post_form("/token", pairs)).await
    }

    /// Two clients: `issued` is known by a name of a CA, `own` by the key of the bank.
    async fn with_certificates(&self) {
        let settings = Settings {
            certificate: Some(CertificateName::SanDns("client.bank.example".to_owned())),
            ..Settings::default()
        };
        let id = "issued".parse().unwrap();
        self.put(&Client { id, auth: ClientAuth::TlsClientAuth, settings, ..self.bank() }).await;
        let id = "own".parse().unwrap();
        self.put(&Client { id, auth: ClientAuth::SelfSignedTlsClientAuth, ..self.bank() }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8705_2_a_client_is_known_by_its_certificate_as_it_is_registered() {
    for world in World::all().await {
        world.with_certificates().await;
        let (own, other) = (&world.bank_key, SigningKey::generate(Alg::Es256).unwrap());
        let now = world.test.env.now();
        let status = async |draft: Draft<'_>, client: &str| {
            let answer = world.shows(&draft.made(), &[OWN, ("client_id", client)]).await;
            (answer.status.as_u16(), answer.json())
        };
        assert_eq!(status(Draft::at(own, now, true), "issued").await.0, 200);
        assert_eq!(status(Draft::at(&other, now, true), "issued").await.0, 200, "renewed by the CA");
        assert_eq!(status(Draft::at(own, now, false), "own").await.0, 200);
        assert_eq!(
            status(Draft { common_name: "renewed", ..Draft::at(own, now, false) }, "own").await.0,
            200
        );

        let refused = [
            status(Draft::at(own, now, false), "issued").await,
            status(Draft { dns: "other.bank.example", ..Draft::at(own, now, true) }, "issued").await,
            status(Draft::at(&other, now, true), "own").await,
            status(
                Draft { not_after: now - jiff::SignedDuration::from_secs(1), ..Draft::at(own, now, false) },
                "own",
            )
            .await,
            // The id in the parameter is another's, or nobody's, or one that proves itself in another way.
            status(Draft::at(&other, now, true), "bank").await,
            status(Draft::at(own, now, true), "bank").await,
            status(Draft::at(own, now, true), "app").await,
            status(Draft::at(own, now, true), "nobody").await,
            status(Draft::at(own, now, true), "../own").await,
        ];
        for answer in &refused {
            assert_eq!(answer, &refused[0], "one answer to all of them");
        }
        assert_eq!((refused[0].0, &refused[0].1["error"]), (401, &json!("invalid_client")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8705_2_without_client_id_or_certificate_there_is_no_authentication() {
    for world in World::all().await {
        world.with_certificates().await;
        let certificate = Draft::at(&world.bank_key, world.test.env.now(), true).made();
        assert_eq!(world.shows(&certificate, &[OWN]).await.status, 401);
        assert_eq!(world.post("/token", &[OWN, ("client_id", "own")], None).await.status, 401);
        let nonsense = ClientCertificate { der: vec![0x30, 0].into(), chains: true };
        assert_eq!(world.shows(&nonsense, &[OWN, ("client_id", "issued")]).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_2_3_a_client_of_certificates_is_not_known_by_anything_less() {
    for world in World::all().await {
        world.with_certificates().await;
        let certificate = Draft::at(&world.bank_key, world.test.env.now(), true).made();
        // Its key is registered; an assertion by it is still not its method.
        let assertion = world.assertion(&json!({"iss": "own", "sub": "own"}));
        let by_assertion =
            [OWN, ("client_id", "own"), ("client_assertion", &assertion), ("client_assertion_type", TYPE)];
        assert_eq!(world.shows(&certificate, &by_assertion).await.status, 401);
        let router = world.router(None).layer(Extension(certificate.clone()));
        let mut two = post_form("/token", &by_assertion);
        two.headers_mut().insert(header::AUTHORIZATION, "Basic YTpi".parse().unwrap());
        assert_eq!(send(&router, two).await.json()["error"], "invalid_request");
        // A method beside a certificate is one method: tokens are bound to the certificate.
        let assertion = world.assertion(&json!({}));
        let bank = [OWN, ("client_assertion", &assertion), ("client_assertion_type", TYPE)];
        assert_eq!(world.shows(&certificate, &bank).await.status, 200);
        let mixed = world.assertion(&json!({}));
        let mixed =
            [OWN, ("client_id", "own"), ("client_assertion", &mixed), ("client_assertion_type", TYPE)];
        assert_eq!(world.shows(&certificate, &mixed).await.json()["error"], "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8705_2_2_a_key_that_was_taken_from_the_client_is_good_no_longer() {
    for world in World::all().await {
        world.with_certificates().await;
        let certificate = Draft::at(&world.bank_key, world.test.env.now(), false).made();
        let call = [OWN, ("client_id", "own")];
        assert_eq!(world.shows(&certificate, &call).await.status, 200);
        let next = SigningKey::generate(Alg::Es256).unwrap();
        let keys = JwkSet { keys: vec![next.jwk().clone()] };
        let id = "own".parse().unwrap();
        let changed = Client { id, keys, auth: ClientAuth::SelfSignedTlsClientAuth, ..world.bank() };
        world.put(&changed).await;
        assert_eq!(world.shows(&certificate, &call).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8705_3_1_a_bound_token_names_the_certificate_and_a_bearer_is_not_given() {
    for world in World::all().await {
        let settings =
            Settings { binding: Binding::Certificate, profile: Profile::FapiCiba, ..Settings::default() };
        let id = "own".parse().unwrap();
        let client = Client { id, settings, auth: ClientAuth::SelfSignedTlsClientAuth, ..world.bank() };
        world.put(&client).await;
        let certificate = Draft::at(&world.bank_key, world.test.env.now(), false).made();
        let answer = world.shows(&certificate, &[OWN, ("client_id", "own")]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let claims = world.verified(&answer.json()["access_token"], "at+jwt").await;
        let expected = causeway_crypto::b64::encode(&causeway_crypto::digest::sha256(&certificate.der));
        assert_eq!(claims["cnf"]["x5t#S256"], expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8705_2_1_1_metadata_names_the_methods_where_there_is_a_place_for_them() {
    let mut world = World::all().await.remove(0);
    let path = "/.well-known/openid-configuration";
    let before = send(&world.router(None), get(path)).await;
    assert!(!before.text.contains("tls_client"), "{}", before.text);
    world.oidc = world.oidc.clone().mtls(Some("https://mtls.example".to_owned()));
    let metadata = send(&world.router(None), get(path)).await.json();
    assert_eq!(metadata["tls_client_certificate_bound_access_tokens"], true);
    let methods = metadata["token_endpoint_auth_methods_supported"].as_array().unwrap();
    for method in ["tls_client_auth", "self_signed_tls_client_auth", "private_key_jwt"] {
        assert!(methods.contains(&json!(method)), "{method}");
    }
}
