//! The relying party against a provider that behaves, and one that does not.

use jiff::SignedDuration;

use super::*;
use crate::VACCINATION;
use crate::testing::{self, FakeProvider, Mischief, Person, SECRET, parameter};

const ALICE: Person = Person { sub: "alice-here", card_number: Some("ZZ100001(1)"), consent: None };

fn party(issuer: &str, clock: Clock) -> RelyingParty {
    let registration = Registration { client_id: VACCINATION.to_owned(), client_secret: SECRET.to_owned() };
    RelyingParty::new(issuer, "http://vaccination.localhost:8080", registration, &testing::outbound(), clock)
        .unwrap()
}

fn ask() -> Ask {
    Ask { scopes: &["card_number"], exchange: None, lang: Lang::ZhHant }
}

fn answer(path: &str) -> Callback {
    let url = Url::parse("http://vaccination.localhost:8080").unwrap().join(path).unwrap();
    let pairs: serde_json::Map<_, _> =
        url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned().into())).collect();
    serde_json::from_value(pairs.into()).unwrap()
}

/// Leaves, has Alice approve, and comes back to a provider that does `mischief`.
async fn log_in(
    provider: &FakeProvider,
    party: &RelyingParty,
    mischief: Mischief,
) -> Result<Granted, Failure> {
    let (url, pending) = party.begin(ask()).await?;
    let back = provider.approve(url.as_str(), ALICE);
    provider.misbehave(mischief);
    let outcome = party.finish(pending, answer(&back)).await;
    provider.misbehave(Mischief::None);
    outcome
}

#[tokio::test]
async fn a_login_gives_the_pseudonym_and_the_card_number() {
    let provider = FakeProvider::start().await;
    let party = party(provider.issuer(), Clock::system());
    let granted = log_in(&provider, &party, Mischief::None).await.unwrap();
    assert_eq!((granted.sub.as_str(), granted.card_number.as_deref()), ("alice-here", Some("ZZ100001(1)")));
}

#[tokio::test]
async fn the_authorization_request_carries_pkce_state_nonce_and_the_language() {
    let provider = FakeProvider::start().await;
    let party = party(provider.issuer(), Clock::system());
    let (first, _) = party.begin(ask()).await.unwrap();
    let (second, _) = party.begin(ask()).await.unwrap();
    let of = |url: &Url, name: &str| parameter(url.as_str(), name);
    assert_eq!(of(&first, "scope").as_deref(), Some("openid card_number"));
    assert_eq!(of(&first, "ui_locales").as_deref(), Some("zh-Hant"));
    assert_eq!(of(&first, "redirect_uri").as_deref(), Some("http://vaccination.localhost:8080/callback"));
    for fresh in ["state", "nonce", "code_challenge"] {
        assert_ne!(of(&first, fresh), of(&second, fresh), "{fresh}");
    }
}

#[tokio::test]
async fn oidc_core_3_1_3_7_an_id_token_that_does_not_hold_is_refused() {
    let provider = FakeProvider::start().await;
    let party = party(provider.issuer(), Clock::system());
    for mischief in [
        Mischief::WrongNonce,
        Mischief::WrongAudience,
        Mischief::WrongIssuer,
        Mischief::Expired,
        Mischief::ForeignKey,
        Mischief::NoIdToken,
    ] {
        let outcome = log_in(&provider, &party, mischief).await;
        assert!(matches!(outcome, Err(Failure::Untrusted(_))), "{mischief:?}");
    }
}

#[tokio::test]
async fn oidc_core_5_3_4_userinfo_about_somebody_else_is_refused() {
    let provider = FakeProvider::start().await;
    let party = party(provider.issuer(), Clock::system());
    let outcome = log_in(&provider, &party, Mischief::UserinfoOfSomebodyElse).await;
    assert!(matches!(outcome, Err(Failure::Untrusted(_))));
    let outcome = log_in(&provider, &party, Mischief::UserinfoRefused).await;
    assert_eq!(outcome.err(), Some(Failure::Refused("userinfo_403".to_owned())));
}

#[tokio::test]
async fn rfc6749_5_2_token_errors_are_told_apart() {
    let provider = FakeProvider::start().await;
    let party = party(provider.issuer(), Clock::system());
    let outcome = log_in(&provider, &party, Mischief::TokenError("invalid_grant")).await;
    assert_eq!(outcome.err(), Some(Failure::Expired));
    let outcome = log_in(&provider, &party, Mischief::TokenError("invalid_client")).await;
    assert_eq!(outcome.err(), Some(Failure::Refused("invalid_client".to_owned())));
    let outcome = log_in(&provider, &party, Mischief::TokenGarbage).await;
    assert!(matches!(outcome, Err(Failure::Untrusted(_))));
}

#[tokio::test]
async fn a_new_signing_key_is_looked_up_without_a_failed_login() {
    let provider = FakeProvider::start().await;
    let party = party(provider.issuer(), Clock::system());
    log_in(&provider, &party, Mischief::None).await.unwrap();
    provider.rotate();
    log_in(&provider, &party, Mischief::None).await.unwrap();
}

async fn finish_with(query: &str) -> Failure {
    let provider = FakeProvider::start().await;
    let party = party(provider.issuer(), Clock::system());
    let (_, pending) = party.begin(ask()).await.unwrap();
    party.finish(pending, answer(&format!("/callback?state=s&{query}"))).await.err().unwrap()
}

#[tokio::test]
async fn rfc6749_4_1_2_1_a_refusal_in_the_redirect_is_told() {
    assert_eq!(finish_with("error=access_denied").await, Failure::Declined);
    assert_eq!(finish_with("error=invalid_scope").await, Failure::Refused("invalid_scope".to_owned()));
    assert_eq!(finish_with("error=%3Cscript%3E").await, Failure::Refused("script".to_owned()));
    assert!(matches!(finish_with("").await, Failure::Untrusted(_)));
}

#[tokio::test]
async fn rfc9207_2_4_an_answer_that_names_another_issuer_is_refused() {
    assert!(matches!(finish_with("code=c&iss=https://another.example").await, Failure::Untrusted(_)));
}

#[tokio::test]
async fn who_comes_back_too_late_starts_again() {
    let provider = FakeProvider::start().await;
    let clock = Clock::manual("2026-11-21T08:00:00Z".parse().unwrap());
    let party = party(provider.issuer(), clock.clone());
    let (url, pending) = party.begin(ask()).await.unwrap();
    let back = provider.approve(url.as_str(), ALICE);
    clock.advance(SignedDuration::from_mins(16));
    assert_eq!(party.finish(pending, answer(&back)).await.err(), Some(Failure::Expired));
}

#[tokio::test]
async fn a_provider_that_is_down_is_told_and_not_remembered() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let party = party(&nobody, Clock::system());
    assert!(matches!(party.begin(ask()).await.err(), Some(Failure::Unreachable(_))));
}

#[test]
fn an_address_that_is_none_is_refused_at_the_start() {
    let registration = Registration { client_id: "x".to_owned(), client_secret: "y".to_owned() };
    let refused =
        RelyingParty::new("localhost", "nonsense", registration, &testing::outbound(), Clock::system());
    assert_eq!(refused.err().unwrap().code(), "config_url");
}
