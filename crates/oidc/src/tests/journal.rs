//! A restore of an older backup brings no code, token or client back that was used up, revoked or stopped.

use causeway_core::Value as Sql;
use causeway_core::journal::{self, Entry};

use super::world::{Person, World};
use crate::Client;
use crate::status::StopReason;

impl World {
    /// What was noted since the last time.
    pub(super) async fn entries(&self) -> Vec<Entry> {
        let entries = &journal::take(&self.test.env).await.unwrap();
        let now = self.test.env.now();
        let shipped =
            self.test.env.db.tx(|tx| Box::pin(async move { journal::shipped(tx, entries, now).await }));
        shipped.await.unwrap();
        entries.clone()
    }

    pub(super) async fn undo(&self, sql: &'static str, params: &[Sql]) {
        self.test.env.db.tx(|tx| Box::pin(async move { tx.execute(sql, params).await })).await.unwrap();
    }

    /// Replays, twice.
    pub(super) async fn replay(&self, entries: &[Entry]) {
        for entry in entries.iter().chain(entries) {
            let oidc = &self.oidc;
            self.test.env.db.tx(|tx| Box::pin(async move { oidc.replay(tx, entry).await })).await.unwrap();
        }
    }

    async fn refreshed(&self, token: &str) -> (u16, String) {
        let answer = self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await;
        let next = answer.json()["refresh_token"].as_str().unwrap_or_default().to_owned();
        (answer.status.as_u16(), next)
    }

    async fn refresh_token(&self, person: &Person) -> String {
        self.log_in("openid offline_access", person).await["refresh_token"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_code_stays_used() {
    for world in World::all().await {
        let person = world.person().await;
        let code = world.code(&[], &person).await;
        world.entries().await;
        assert_eq!(world.redeem(&code).await.status, 200);
        world.pass(11);
        let entries = world.entries().await;
        world.undo("update oidc_code set used_at = null", &[]).await;
        world.replay(&entries).await;
        assert_eq!(world.redeem(&code).await.json()["error"], "invalid_grant", "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_refresh_token_is_good_and_an_older_one_ends_the_family() {
    for world in World::all().await {
        let person = world.person().await;
        let one = world.refresh_token(&person).await;
        world.pass(11);
        world.entries().await;
        let (_, two) = world.refreshed(&one).await;
        let (_, three) = world.refreshed(&two).await;
        world.pass(11);
        let entries = world.entries().await;
        world.undo("update oidc_grant set generation = 0, rotated_at = null", &[]).await;
        world.replay(&entries).await;
        let (status, four) = world.refreshed(&three).await;
        assert_eq!(status, 200, "{}", world.test.engine);
        assert_eq!(world.refreshed(&two).await.0, 400, "spent before the restore");
        assert_eq!(world.refreshed(&four).await.0, 400, "and the family is over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_grant_stays_revoked() {
    for world in World::all().await {
        let person = world.person().await;
        let token = world.refresh_token(&person).await;
        world.pass(11);
        world.entries().await;
        world.post_as_app("/revoke", &[("token", token.as_str())]).await;
        let entries = world.entries().await;
        assert_eq!(entries.len(), 1, "{}", world.test.engine);
        world.undo("update oidc_grant set revoked_at = null", &[]).await;
        world.replay(&entries).await;
        assert_eq!(world.refreshed(&token).await.0, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_with_a_withdrawn_login_stays_ended() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid", &person).await;
        world.pass(11);
        world.entries().await;
        let app = World::app();
        let consent =
            world.consents.login_consent(person.session.account, &app.id).await.unwrap().unwrap().id;
        world.oidc.consent_withdrawn(person.session.account, &app.id, consent).await.unwrap();
        let entries = world.entries().await;
        let later = world.test.env.now() + jiff::SignedDuration::from_hours(24);
        world.undo("update oidc_grant set expires_at = $1", &[later.into()]).await;
        world.replay(&entries).await;
        world.pass(3600);
        assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_client_stays_stopped_and_an_old_secret_or_key_stays_worthless() {
    for world in World::all().await {
        let (app, bank) = (World::app(), world.bank());
        world.entries().await;
        let (oidc, id, hash, now) = (&world.oidc, &app.id, &[7u8; 32], world.test.env.now());
        let done = world.test.env.db.tx(|tx| {
            Box::pin(async move {
                crate::store::put_secret(tx, id, hash, None, now).await?;
                oidc.note_secret(tx, id, hash).await?;
                crate::store::stop(tx, id, StopReason::LeakedKey, now).await?;
                oidc.note_stopped(tx, id, StopReason::LeakedKey).await
            })
        });
        done.await.unwrap();
        let changed = Client {
            redirect_uris: vec!["https://bank.example/new".to_owned()],
            keys: serde_json::from_value(serde_json::json!({"keys": []})).unwrap(),
            ..bank.clone()
        };
        let new = &changed;
        let noted = world.test.env.db.tx(|tx| Box::pin(async move { oidc.note_client(tx, new).await }));
        noted.await.unwrap();
        let entries = world.entries().await;
        let old = [vec![1u8; 32].into()];
        world.undo("update oidc_client set secret_hash = $1, stopped_at = null, stop_reason = null, void_until = null where secret_hash is not null", &old).await;
        world.undo("update oidc_client set redirect_uris = '[]' where secret_hash is null", &[]).await;
        world.replay(&entries).await;
        let restored = world.oidc.registered(&app.id).await.unwrap();
        assert!(restored.status.stopped.is_some(), "{}", world.test.engine);
        assert_eq!(restored.client.auth, crate::ClientAuth::SecretBasic { hash: *hash });
        let restored = world.oidc.client(&bank.id).await.unwrap();
        assert_eq!((restored.redirect_uris, restored.keys), (changed.redirect_uris, changed.keys));
        let text = serde_json::to_string(&entries).unwrap();
        assert!(!text.contains("secret\":"), "no secret is in the journal: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_under_way_is_over() {
    for world in World::all().await {
        let person = world.person().await;
        let code = world.code(&[], &person).await;
        let oidc = &world.oidc;
        world.test.env.db.tx(|tx| Box::pin(oidc.end_pending(tx))).await.unwrap();
        assert_eq!(world.redeem(&code).await.json()["error"], "invalid_grant", "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_fetched_stays_fetched_and_a_code_against_prompts_stays_as_it_was_set() {
    for world in World::all().await {
        world.asking(crate::Ciba::default()).await;
        let person = world.person().await;
        let account = person.session.account;
        let id = world.asked(&world.sub(&person).await).await;
        world.approve(world.waits(&person).await[0], super::world::HOME, &person).await;
        world.oidc.set_user_code(account, Some("19752046")).await.unwrap();
        world.entries().await;
        assert_eq!(world.poll(&id).await.status, 200);
        world.oidc.set_user_code(account, None).await.unwrap();
        let entries = world.entries().await;
        assert_eq!(entries.len(), 2, "{}", world.test.engine);
        let noted =
            serde_json::to_string(&entries.iter().map(|entry| &entry.entry).collect::<Vec<_>>()).unwrap();
        assert!(!noted.contains(&id), "an id is noted by its hash");
        world.undo("update oidc_backchannel set used_at = null", &[]).await;
        let old = "insert into oidc_user_code (account, mac, tries, tries_from) values ($1, $2, 0, $3)";
        world.undo(old, &[account.into(), (&[1; 32]).into(), world.test.env.now().into()]).await;
        world.replay(&entries).await;
        assert_eq!(world.poll(&id).await.json()["error"], "invalid_grant");
        assert!(!world.oidc.has_user_code(account).await.unwrap());
    }
}
