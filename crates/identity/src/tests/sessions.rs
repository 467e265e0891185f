//! What a person sees of their sessions, and who is told when one ends.

use causeway_http::Agent;

use super::*;

impl World {
    async fn session_in(&self, agent: Option<&str>, account: AccountId, acr: Acr) -> causeway_core::Session {
        let agent = agent.map(|agent| agent.parse::<Agent>().unwrap());
        let (identity, now) = (&self.identity, self.test.env.now());
        let by = &Browser { agent, ..browser(2) };
        let started = self
            .test
            .env
            .db
            .tx(|tx| Box::pin(async move { identity.start_session_in(tx, by, account, acr, now).await }));
        started.await.unwrap().0
    }

    async fn told(&self, kind: &'static str) -> Vec<Value> {
        let sql = "select payload from core_job where kind = $1 order by id";
        let rows = self.test.env.db.query(sql, &[kind.into()]).await.unwrap();
        rows.into_iter().map(|row| row.read().unwrap()).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_their_own_sessions_and_ends_them_one_by_one() {
    for world in worlds().await {
        let ((ann, _), (ben, _)) = (world.person("ZZ1234560").await, world.person("ZZ7654321").await);
        let here = world.session_in(Some("firefox/linux"), ann, Acr::Passkey).await;
        world.test.env.clock.advance(SignedDuration::from_secs(5));
        let there = world.session_in(None, ann, Acr::CrossDevice).await;
        let other = world.session_in(Some("chrome/android"), ben, Acr::Passkey).await;
        let identity = &world.identity;
        let own = identity.sessions_of(ann).await.unwrap();
        assert_eq!(own.iter().map(|own| &own.session).collect::<Vec<_>>(), [&there, &here]);
        let agents: Vec<_> = own.iter().map(|own| own.agent.map(|agent| agent.to_string())).collect();
        assert_eq!(agents, [None, Some("firefox/linux".to_owned())]);

        // Somebody else's is no session at all.
        assert_eq!(identity.end_session(other.id, ann).await.unwrap_err().kind(), Kind::NotFound);
        assert!(world.told(jobs::SESSION_ENDED).await.is_empty(), "{}", world.test.engine);
        identity.end_session(there.id, ann).await.unwrap();
        assert_eq!(
            world.told(jobs::SESSION_ENDED).await,
            [serde_json::json!({"session": there.id, "account": ann})]
        );
        assert_eq!(identity.sessions_of(ann).await.unwrap().len(), 1);
        assert_eq!(identity.sessions_of(ben).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_is_not_shown_and_one_that_expired_is_told_of_once() {
    for world in worlds().await {
        let (ann, _) = world.person("ZZ1234560").await;
        let (one, two) = (
            world.session_in(None, ann, Acr::Passkey).await,
            world.session_in(None, ann, Acr::Passkey).await,
        );
        let identity = &world.identity;
        world.test.env.clock.advance(SignedDuration::from_mins(30));
        assert!(identity.sessions_of(ann).await.unwrap().is_empty(), "30 idle minutes");
        identity.purge().await.unwrap();
        assert!(world.told(jobs::SESSIONS_EXPIRED).await.is_empty());
        world.test.env.clock.advance(SignedDuration::from_hours(12));
        identity.purge().await.unwrap();
        identity.purge().await.unwrap();
        let told = world.told(jobs::SESSIONS_EXPIRED).await;
        let [told] = told.as_slice() else { panic!("{told:?}") };
        let mut ids: Vec<String> = serde_json::from_value(told["sessions"].clone()).unwrap();
        ids.sort();
        assert_eq!(ids, [one.id.to_string(), two.id.to_string()], "{}", world.test.engine);
        assert!(world.told(jobs::SESSION_ENDED).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_account_each_of_its_sessions_ends_and_that_is_told() {
    for world in worlds().await {
        let ((ann, _), (ben, _)) = (world.person("ZZ1234560").await, world.person("ZZ7654321").await);
        let mut expected = Vec::new();
        for _ in 0..2 {
            expected.push(world.session_in(None, ann, Acr::Passkey).await.id.to_string());
        }
        world.session_in(None, ben, Acr::Passkey).await;
        let identity = &world.identity;
        world.test.env.db.tx(|tx| Box::pin(identity.delete_account(tx, ann))).await.unwrap();
        let told = world.told(jobs::SESSION_ENDED).await;
        let mut ids: Vec<_> = told.iter().map(|told| told["session"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        expected.sort();
        assert_eq!(ids, expected, "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn that_a_passkey_cannot_leave_its_device_is_known_of_the_session_and_an_earlier_release_can_read_it() {
    for world in worlds().await {
        let (ann, _) = world.person("ZZ1234560").await;
        for (acr, written, bound) in [
            (Acr::DeviceBound, "urn:causeway:acr:passkey", Some(true)),
            (Acr::Passkey, "urn:causeway:acr:passkey", Some(false)),
            (Acr::CrossDevice, "urn:causeway:acr:xdev", None),
        ] {
            let session = world.session_in(None, ann, acr).await;
            assert_eq!(session.acr, acr);
            let sql = "select acr, bound from identity_session where id = $1";
            let row = world.test.env.db.one(sql, &[session.id.into()]).await.unwrap();
            assert_eq!(row.read::<(String, Option<bool>)>().unwrap(), (written.to_owned(), bound));
            let own = world.identity.sessions_of(ann).await.unwrap();
            assert!(own.iter().any(|own| own.session == session), "{}", world.test.engine);
        }
        // As a node of release 0.2 writes it.
        let sql = "update identity_session set bound = null, agent = null";
        world.test.env.db.tx(|tx| Box::pin(async move { tx.execute(sql, &[]).await })).await.unwrap();
        let own = world.identity.sessions_of(ann).await.unwrap();
        assert!(own.iter().all(|own| own.session.acr != Acr::DeviceBound && own.agent.is_none()));
    }
}

/// WebAuthn Level 3 section 6.1.3: the BE flag says whether a credential may be copied to other devices.
#[tokio::test(flavor = "multi_thread")]
async fn webauthn_6_1_3_a_passkey_that_is_not_backup_eligible_is_bound_to_its_device() {
    for world in worlds().await {
        let account: AccountId = world.test.env.new_id().unwrap();
        let begun = world.identity.begin_creation(&browser(1), account, "Sample").await.unwrap();
        let (_, response) = SoftKey::create(&url(), &begun.options).await.unwrap();
        let made = world.identity.finish_creation(&browser(1), account, begun.id, &response).await.unwrap();
        for (backup_eligible, acr) in [(true, Acr::Passkey), (false, Acr::DeviceBound)] {
            let credential = causeway_crypto::webauthn::Credential { backup_eligible, ..made.clone() };
            assert_eq!(strength(&credential), acr);
        }
    }
}
