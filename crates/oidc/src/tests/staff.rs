//! Clients as staff manage them: what each act does, and what follows for logins and tokens.

use causeway_core::{Localised, Search};
use causeway_crypto::token::Token;
use causeway_identity::{Applied, Proposal, ProposalKind, ProposalState};
use serde_json::{Value, json};

use super::samples;
use super::world::visit;
use super::world::{Person, World, param, query, redemption};
use crate::{AuthMethod, Client, ClientAuth, ClientDraft, EFFECTS, Scopes, StopReason};

const NEW: &str = "new-service";

impl World {
    pub(crate) fn proposal(
        &self,
        kind: ProposalKind,
        organisation: &str,
        subject: &str,
        content: Value,
    ) -> Proposal {
        Proposal {
            id: uuid::Uuid::nil(),
            kind,
            organisation: organisation.parse().unwrap(),
            subject: subject.to_owned(),
            content,
            digest: String::new(),
            state: ProposalState::Waiting,
            maker: uuid::Uuid::nil().into(),
            maker_name: String::new(),
            made_at: self.test.env.now(),
            expires_at: self.test.env.now(),
            approvals: Vec::new(),
            needed: 1,
            decided_at: None,
        }
    }

    /// Applies a proposal as the identity domain does: its applier, in one transaction.
    pub(crate) async fn apply(&self, proposal: &Proposal) -> causeway_core::Result<Applied> {
        let appliers = self.oidc.appliers();
        let (_, apply) = appliers.iter().find(|(kind, _)| *kind == proposal.kind).unwrap();
        self.test.env.db.tx(|tx| apply(tx, proposal)).await
    }

    pub(crate) async fn act(
        &self,
        kind: ProposalKind,
        organisation: &str,
        subject: &str,
        content: Value,
    ) -> causeway_core::Result<Applied> {
        self.apply(&self.proposal(kind, organisation, subject, content)).await
    }

    async fn propose(&self, draft: &ClientDraft) -> causeway_core::Result<Applied> {
        let content = serde_json::to_value(draft).unwrap();
        self.act(ProposalKind::Client, draft.organisation.as_str(), draft.id.as_str(), content).await
    }

    async fn code_of_refusal(
        &self,
        kind: ProposalKind,
        organisation: &str,
        subject: &str,
        content: Value,
    ) -> &'static str {
        self.act(kind, organisation, subject, content).await.unwrap_err().code()
    }

    /// The client `app` gets nothing more: no login, no token, no claims, no exchange.
    async fn serves_nothing(&self, person: &Person, code: &str, refresh: &str, [access, own]: [&str; 2]) {
        // RFC 9700 section 4.11: nobody is sent there; the person is told here.
        let page = self.authorize(&[], Some(person)).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (403, ""));
        for pairs in [
            redemption(code).to_vec(),
            vec![("grant_type", "refresh_token"), ("refresh_token", refresh)],
            vec![("grant_type", "client_credentials")],
        ] {
            let answer = self.token(&pairs).await;
            assert_eq!(
                (answer.status.as_u16(), &answer.json()["error"]),
                (400, &json!("unauthorized_client"))
            );
        }
        let answer = self.userinfo(access).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (401, &json!("invalid_token")));
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("authorization", format!("Bearer {own}").parse().unwrap());
        assert_eq!(
            self.oidc.authenticate_bearer(visit(&headers)).await.unwrap_err().code(),
            "client_stopped"
        );
    }

    async fn secret(&self, keep_old: bool) -> Token {
        let made = self.act(ProposalKind::ClientSecret, "health", "app", json!({"keep_old": keep_old})).await;
        made.unwrap().secret.unwrap()
    }

    async fn token_by(&self, client: &str, secret: &str) -> u16 {
        let pair = format!("{client}:{secret}");
        let answer = self.post("/token", &[("grant_type", "client_credentials")], Some(&pair)).await;
        answer.status.as_u16()
    }
}

/// A service that nobody has registered yet.
fn draft() -> ClientDraft {
    ClientDraft {
        id: NEW.parse().unwrap(),
        name: Localised::new("Library Card", "圖書證", "图书证"),
        redirect_uris: vec!["https://library.example/cb".to_owned()],
        sector: "library.example".to_owned(),
        scopes: Scopes::parse("openid exchange"),
        listed: true,
        ..samples::draft()
    }
}

fn keys(applied: &Applied) -> Vec<&'static str> {
    applied.effects.iter().map(|effect| effect.key).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_client_logs_people_in_and_is_listed() {
    for world in World::all().await {
        let path = format!(
            "/authorize?{}",
            query(&[("client_id", NEW), ("redirect_uri", "https://library.example/cb")])
        );
        assert_eq!(world.open(&path, super::world::HOME, None).await.status, 400, "not registered yet");
        let applied = world.propose(&draft()).await.unwrap();
        assert!(applied.secret.is_none(), "in production the secret is not for whoever approves");
        assert!(keys(&applied).contains(&"client-secret-later"));
        assert_eq!(world.token_by(NEW, "").await, 401, "a secret that nobody knows");
        let made =
            world.act(ProposalKind::ClientSecret, "health", NEW, json!({"keep_old": true})).await.unwrap();
        assert_eq!(keys(&made), ["client-secret-new", "client-secret-first"]);
        assert_eq!(world.token_by(NEW, made.secret.unwrap().reveal()).await, 200);
        let answer = world.open(&path, super::world::HOME, None).await;
        assert!(answer.header("location").starts_with("/requests/"), "{}", answer.text);
        let listed: Vec<_> = world
            .oidc
            .directory()
            .await
            .unwrap()
            .into_iter()
            .map(|known| known.client.id.to_string())
            .collect();
        assert_eq!(listed, [NEW]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_sandbox_the_secret_is_told_at_once_and_a_developers_own_machine_will_do() {
    for mut world in World::all().await {
        let local = ClientDraft {
            home_url: "http://localhost:3000/".to_owned(),
            redirect_uris: vec!["http://localhost:3000/cb".to_owned()],
            sector: "localhost".to_owned(),
            ..draft()
        };
        assert_eq!(world.propose(&local).await.unwrap_err().code(), "url_not_https");
        world.oidc = world.oidc.sandbox(true);
        let applied = world.propose(&local).await.unwrap();
        assert!(keys(&applied).contains(&"client-secret-now"));
        assert_eq!(world.token_by(NEW, applied.secret.unwrap().reveal()).await, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_keeps_the_secret_and_says_whom_it_touches() {
    for world in World::all().await {
        let person = world.person().await;
        world.log_in("openid offline_access", &person).await;
        let mut change = ClientDraft::of(&world.oidc.registered(&"app".parse().unwrap()).await.unwrap());
        change.description = samples::draft().description;
        change.home_url = "https://app.example/new".to_owned();
        let applied = world.propose(&change).await.unwrap();
        let reach = applied.effects.last().unwrap();
        assert_eq!((reach.key, reach.args[0].1.as_str()), ("client-consents", "1"));
        assert!(applied.secret.is_none());
        let now = world.oidc.registered(&"app".parse().unwrap()).await.unwrap();
        assert_eq!(now.client.home_url, "https://app.example/new");
        assert_eq!(now.client.auth, World::app().auth, "the secret is kept");
        assert_eq!(world.token(&[("grant_type", "client_credentials")]).await.status, 200);
        // To keys and back to a secret: one that nobody knows.
        change.auth = AuthMethod::PrivateKeyJwt;
        world.propose(&change).await.unwrap();
        change.auth = AuthMethod::ClientSecretBasic;
        world.propose(&change).await.unwrap();
        let after = world.oidc.client(&"app".parse().unwrap()).await.unwrap();
        assert!(matches!(after.auth, ClientAuth::SecretBasic { .. }) && after.auth != World::app().auth);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_another_organisations_can_be_neither_taken_nor_touched() {
    for world in World::all().await {
        // By saying so in the proposal, or in its content, or by taking an id that is taken.
        let stolen = ClientDraft { id: "bank".parse().unwrap(), ..draft() };
        assert_eq!(world.propose(&stolen).await.unwrap_err().code(), "client_id_taken");
        let content = serde_json::to_value(draft()).unwrap();
        let mismatch = world.code_of_refusal(ProposalKind::Client, "bank", NEW, content.clone()).await;
        assert_eq!(mismatch, "proposal_mismatch");
        assert_eq!(
            world.code_of_refusal(ProposalKind::Client, "health", "app", content).await,
            "proposal_mismatch"
        );
        let before = world.oidc.clients().await.unwrap();
        for (kind, content) in [
            (ProposalKind::ClientSecret, json!({"keep_old": false})),
            (ProposalKind::ClientStop, json!({"reason": "misuse"})),
            (ProposalKind::ClientResume, json!({})),
        ] {
            for (organisation, subject) in
                [("health", "bank"), ("health", "nobody"), ("health", "../app"), ("bank", "app")]
            {
                assert_eq!(
                    world.code_of_refusal(kind, organisation, subject, content.clone()).await,
                    "not_found"
                );
            }
        }
        assert_eq!(world.oidc.clients().await.unwrap(), before);
        let suspended = ClientDraft { organisation: "suspended".parse().unwrap(), ..draft() };
        assert_eq!(world.propose(&suspended).await.unwrap_err().code(), "organisation_unknown");
        let shared = ClientDraft {
            redirect_uris: vec!["https://bank.example/other".to_owned()],
            sector: "bank.example".to_owned(),
            ..draft()
        };
        assert_eq!(world.propose(&shared).await.unwrap_err().code(), "sector_taken");
        assert_eq!(world.oidc.faults_of(&shared).await.unwrap()[0].code, "sector_taken");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_is_not_of_its_kind_is_refused() {
    let world = World::all().await.remove(0);
    let mut odd = serde_json::to_value(draft()).unwrap();
    odd["secret_hash"] = json!("AAAA");
    for (kind, content) in [
        (ProposalKind::Client, odd),
        (ProposalKind::Client, json!("x")),
        (ProposalKind::Client, json!({"id": "../x"})),
        (ProposalKind::ClientSecret, json!({"keep_old": 1})),
        (ProposalKind::ClientStop, json!({"reason": "because"})),
    ] {
        assert_eq!(world.code_of_refusal(kind, "health", "app", content).await, "proposal_malformed");
    }
    let mut private = serde_json::to_value(draft()).unwrap();
    private["keys"]["keys"][0]["d"] = json!("AA");
    assert_eq!(
        world.code_of_refusal(ProposalKind::Client, "health", NEW, private).await,
        "proposal_malformed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_secret_works_for_a_day_and_the_one_before_that_no_more() {
    for world in World::all().await {
        let (one, two) = (world.secret(true).await, world.secret(true).await);
        for (secret, expected) in [(one.reveal(), 200), (two.reveal(), 200)] {
            assert_eq!(world.token_by("app", secret).await, expected);
        }
        assert_eq!(
            world.token(&[("grant_type", "client_credentials")]).await.status,
            401,
            "the first of all"
        );
        world.pass(24 * 3600);
        assert_eq!(
            (world.token_by("app", one.reveal()).await, world.token_by("app", two.reveal()).await),
            (401, 200)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_leaked_ends_at_once() {
    for world in World::all().await {
        let (one, two) = (world.secret(true).await, world.secret(false).await);
        assert_eq!(
            (world.token_by("app", one.reveal()).await, world.token_by("app", two.reveal()).await),
            (401, 200)
        );
        let no_secret =
            world.code_of_refusal(ProposalKind::ClientSecret, "bank", "bank", json!({"keep_old": true}));
        assert_eq!(no_secret.await, "client_without_secret");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_client_may_do_nothing_from_that_moment_and_its_old_tokens_stay_void() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid name offline_access", &person).await;
        let (access, refresh) =
            (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap().to_owned());
        let code = world.code(&[("scope", "openid name offline_access")], &person).await;
        let own = world.token(&[("grant_type", "client_credentials")]).await.json();
        assert_eq!(world.userinfo(access).await.status, 200);

        let stopped = world
            .act(ProposalKind::ClientStop, "health", "app", json!({"reason": "leaked_key"}))
            .await
            .unwrap();
        assert_eq!(keys(&stopped).first(), Some(&"client-stops"));
        let known = world.oidc.registered(&"app".parse().unwrap()).await.unwrap();
        assert_eq!(known.status.stopped.map(|(_, reason)| reason), Some(StopReason::LeakedKey));

        world.serves_nothing(&person, &code, &refresh, [access, own["access_token"].as_str().unwrap()]).await;
        assert_eq!(
            world
                .code_of_refusal(ProposalKind::ClientStop, "health", "app", json!({"reason": "fault"}))
                .await,
            "client_stopped"
        );

        world.pass(1);
        world.act(ProposalKind::ClientResume, "health", "app", json!({})).await.unwrap();
        let again = world.code_of_refusal(ProposalKind::ClientResume, "health", "app", json!({}));
        assert_eq!(again.await, "client_not_stopped");
        assert_eq!(world.userinfo(access).await.status, 401);
        let answer = world.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        assert_eq!(answer.json()["error"], "invalid_grant");
        assert_eq!(world.redeem(&code).await.json()["error"], "invalid_grant");
        world.pass(1);
        let fresh = world.log_in("openid name", &person).await;
        assert_eq!(world.userinfo(fresh["access_token"].as_str().unwrap()).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_a_suspended_organisation_may_do_as_little_and_its_old_tokens_stay_void() {
    for world in World::all().await {
        let (person, other) = (world.person().await, world.person().await);
        let tokens = world.log_in("openid name offline_access", &person).await;
        let (access, refresh) =
            (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap().to_owned());
        let code = world.code(&[("scope", "openid name offline_access")], &person).await;
        let own = world.token(&[("grant_type", "client_credentials")]).await.json();
        let under_way = world.authorize(&[], Some(&other)).await;
        let under_way = super::world::request_of(under_way.header("location"));

        let suspended: causeway_core::OrganisationId = "suspended".parse().unwrap();
        world.put(&Client { organisation: suspended.clone(), ..World::app() }).await;
        let (shut_out, organisation) = (world.oidc.shut_out(), &suspended);
        let effects = world.test.env.db.tx(|tx| shut_out(tx, organisation)).await.unwrap();
        let told: Vec<_> = effects.iter().map(|effect| (effect.key, effect.args[0].1.as_str())).collect();
        assert_eq!(told, [("organisation-clients-stop", "1")]);

        let known = world.oidc.registered(&"app".parse().unwrap()).await.unwrap();
        assert!(known.status.is_stopped() && known.status.stopped.is_none());
        let found = world.oidc.search_clients(&Search::all()).await.unwrap().rows;
        let stopped: Vec<_> = found.iter().map(|known| known.status.is_stopped()).collect();
        assert_eq!(stopped, [true, false], "the list tells the same");
        world.serves_nothing(&person, &code, &refresh, [access, own["access_token"].as_str().unwrap()]).await;
        world.approve(under_way, super::world::HOME, &other).await;
        let page = world.resume(under_way, super::world::HOME).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (403, ""));

        // It takes part again.
        world.pass(1);
        world.put(&World::app()).await;
        assert_eq!(world.userinfo(access).await.status, 401);
        let answer = world.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        assert_eq!(answer.json()["error"], "invalid_grant");
        let fresh = world.log_in("openid name", &person).await;
        assert_eq!(world.userinfo(fresh["access_token"].as_str().unwrap()).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_proposed_as_new_replaces_none_that_came_meanwhile() {
    for world in World::all().await {
        let content = causeway_core::draft::as_new(serde_json::to_value(draft()).unwrap());
        world.act(ProposalKind::Client, "health", NEW, content.clone()).await.unwrap();
        let again = world.code_of_refusal(ProposalKind::Client, "health", NEW, content);
        assert_eq!(again.await, "already_there");
        world.propose(&draft()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_under_way_when_the_client_is_stopped_comes_to_no_code() {
    for world in World::all().await {
        let person = world.person().await;
        let answer = world.authorize(&[], Some(&person)).await;
        let request = super::world::request_of(answer.header("location"));
        world.act(ProposalKind::ClientStop, "health", "app", json!({"reason": "asked"})).await.unwrap();
        world.approve(request, super::world::HOME, &person).await;
        let page = world.resume(request, super::world::HOME).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (403, ""));
        assert_eq!(param(page.header("location"), "code"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_found_by_id_and_by_name_in_any_language() {
    for world in World::all().await {
        world.propose(&draft()).await.unwrap();
        let found = async |text: &str, organisation: Option<&str>| {
            let search = Search {
                text: text.to_owned(),
                organisation: organisation.map(|name| name.parse().unwrap()),
                ..Search::all()
            };
            let found = world.oidc.search_clients(&search).await.unwrap();
            assert_eq!(found.total, i64::try_from(found.rows.len()).unwrap());
            found.rows.into_iter().map(|known| known.client.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(found("", None).await, ["app", "bank", NEW]);
        assert_eq!(found("LIBRARY", None).await, [NEW]);
        assert_eq!(found("new-serv", None).await, [NEW]);
        assert_eq!(found("圖書", None).await, [NEW]);
        assert_eq!(found("图书", None).await, [NEW]);
        assert_eq!(found("zh-Hant", None).await, Vec::<String>::new(), "the names of languages are no words");
        assert_eq!(found("%", None).await, Vec::<String>::new());
        assert_eq!(found("", Some("bank")).await, ["bank"]);
        assert_eq!(found("library", Some("bank")).await, Vec::<String>::new());
        let second = Search { page: 2, size: 2, ..Search::all() };
        let page = world.oidc.search_clients(&second).await.unwrap();
        assert_eq!((page.total, page.rows.len()), (3, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_effect_that_an_act_has_is_in_the_table() {
    let world = World::all().await.remove(0);
    let acts = [
        world.propose(&draft()).await.unwrap(),
        world.act(ProposalKind::ClientSecret, "health", "app", json!({"keep_old": true})).await.unwrap(),
        world.act(ProposalKind::ClientSecret, "health", "app", json!({"keep_old": true})).await.unwrap(),
        world.act(ProposalKind::ClientSecret, "health", "app", json!({"keep_old": false})).await.unwrap(),
        world.act(ProposalKind::ClientStop, "health", "app", json!({"reason": "retired"})).await.unwrap(),
        world.act(ProposalKind::ClientResume, "health", "app", json!({})).await.unwrap(),
    ];
    for effect in acts.iter().flat_map(|applied| &applied.effects) {
        let (_, args) = EFFECTS.iter().find(|(key, _)| *key == effect.key).unwrap();
        assert_eq!(effect.args.iter().map(|(name, _)| *name).collect::<Vec<_>>(), **args, "{}", effect.key);
    }
}
