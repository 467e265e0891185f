//! Removing a person: everything goes at once, and nothing of it can be undone, raced or asked for by somebody else.

use causeway_consent::{ConsentState, Detail, Viewer};
use causeway_core::{Acr, ConsentId, Kind, RequestId, Session};
use causeway_evidence::{Chain, ErasureReason};

use super::sandbox::{ask_for, present};
use super::*;
use crate::Removal;

const EVERYTHING: [&str; 9] = [
    "select count(*) from identity_account",
    "select count(*) from identity_authenticator",
    "select count(*) from identity_session",
    "select count(*) from vault_item",
    "select count(*) from crypto_person_key",
    "select count(*) from notify_message",
    "select count(*) from consent_consent",
    "select count(*) from consent_request where account is not null",
    "select count(*) from registration_sandbox_passkey",
];

impl House {
    /// Has the person approve the login of a service: a standing consent.
    async fn allow(&self, who: &str, session: &Session) -> ConsentId {
        let asked = self.asked_of(who, session).await;
        self.approve(who, session, asked).await.unwrap();
        self.parts.consents.standing(session.account).await.unwrap()[0].id
    }

    /// A request that was shown to a person and waits.
    async fn asked_of(&self, who: &str, session: &Session) -> RequestId {
        let asked = ask_for(&self.parts, &browser(who)).await;
        let viewer = Viewer { browser: browser(who).hash, session: Some(session.clone()) };
        self.parts.consents.settle(asked, &viewer).await.unwrap();
        asked
    }

    async fn approve(&self, who: &str, session: &Session, asked: RequestId) -> Result<()> {
        let presented = present(&self.parts.consents)(asked, session.clone(), Lang::En).await?;
        let signed = self.phone.sign(&browser(who), session.account, &presented.options).await?;
        self.parts.consents.approve(asked, session, &signed).await.map(drop)
    }

    async fn remove(&self, account: AccountId, how: &Removal) -> Result<()> {
        let registration = &self.registration;
        self.test.env.db.tx(|tx| Box::pin(registration.remove_person(tx, account, how))).await
    }

    /// Deletes the account of a session by its own passkey.
    async fn leave(&self, who: &str, session: &Session) -> Result<()> {
        let (registration, browser) = (&self.registration, &browser(who));
        let ceremony = registration.begin_removal(browser, session).await?;
        let answer = self.phone.sign(browser, session.account, &ceremony.options).await?;
        registration.remove_self(browser, session, ceremony.id, &answer).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_person_who_leaves_nothing_stays_but_commitments() {
    for house in houses().await {
        let session = house.register("ann", 1).await;
        house.allow("ann", &session).await;
        house.asked_of("ann", &session).await;
        let receipts = house.count("select count(*) from evidence_receipt").await;
        house.leave("ann", &session).await.unwrap();
        for sql in EVERYTHING {
            assert_eq!(house.count(sql).await, 0, "{sql} {}", house.test.engine);
        }
        assert_eq!(*house.forgotten.lock().unwrap(), [session.account]);
        let after = house.count("select count(*) from evidence_receipt").await;
        assert_eq!(after, receipts + 2, "consent.withdrawn and account.deleted, and none is lost");
        let unread = house.parts.evidence.activity(session.account, None, 10).await.unwrap_err();
        assert_eq!(unread.kind(), Kind::NotFound, "nobody can read them any more");
        house.parts.evidence.commit_chains().await.unwrap();
        house.parts.evidence.sequence().await.unwrap();
        let statement = house.parts.evidence.statement(session.account).await.unwrap();
        assert_eq!(statement.length, u64::try_from(after).unwrap(), "the log covers all of them");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_left_is_nobody_and_may_begin_anew() {
    for house in houses().await {
        let session = house.register("ann", 1).await;
        house.leave("ann", &session).await.unwrap();
        let login = house.phone.log_in(&browser("ann"), session.account).await.unwrap_err();
        assert_eq!(login.kind(), Kind::NotFound);
        let again = house.leave("ann", &session).await.unwrap_err();
        assert!(matches!(again.code(), "passkey_refused" | "not_found"), "{again:?}");
        let anew = house.register("ann", 1).await;
        assert_ne!(anew.account, session.account, "nothing joins the two");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_deleted_by_its_own_passkey_in_its_own_browser_alone() {
    for house in houses().await {
        let (ann, ben) = (house.register("ann", 1).await, house.register("ben", 4).await);
        let registration = &house.registration;
        let ceremony = registration.begin_removal(&browser("ann"), &ann).await.unwrap();
        let of_ben = registration.begin_removal(&browser("ben"), &ben).await.unwrap();
        let signed = house.phone.sign(&browser("ben"), ben.account, &of_ben.options).await.unwrap();
        let foreign = registration.remove_self(&browser("ann"), &ann, ceremony.id, &signed).await;
        assert_eq!(foreign.unwrap_err().code(), "passkey_refused");
        let spent = house.phone.sign(&browser("ann"), ann.account, &ceremony.options).await.unwrap();
        let late = registration.remove_self(&browser("ann"), &ann, ceremony.id, &spent).await;
        assert_eq!(late.unwrap_err().code(), "passkey_refused", "a failed answer spends the ceremony");

        let fresh = registration.begin_removal(&browser("ann"), &ann).await.unwrap();
        let signed = house.phone.sign(&browser("ann"), ann.account, &fresh.options).await.unwrap();
        for (who, session) in [("ben", &ann), ("ann", &ben)] {
            let stolen = registration.remove_self(&browser(who), session, fresh.id, &signed).await;
            assert_eq!(stolen.unwrap_err().code(), "passkey_refused", "{who}");
        }
        let login = house.parts.identity.begin_login(&browser("ann")).await.unwrap();
        let signed = house.phone.sign(&browser("ann"), ann.account, &login.options).await.unwrap();
        let other = registration.remove_self(&browser("ann"), &ann, login.id, &signed).await;
        assert_eq!(other.unwrap_err().code(), "passkey_refused", "a login's answer deletes nothing");
        assert_eq!(house.count("select count(*) from identity_account").await, 2, "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ceremony_that_is_too_late_deletes_nothing() {
    for house in houses().await {
        let ann = house.register("ann", 1).await;
        let ceremony = house.registration.begin_removal(&browser("ann"), &ann).await.unwrap();
        let signed = house.phone.sign(&browser("ann"), ann.account, &ceremony.options).await.unwrap();
        house.later(SignedDuration::from_mins(6));
        let late = house.registration.remove_self(&browser("ann"), &ann, ceremony.id, &signed).await;
        assert_eq!(late.unwrap_err().code(), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_leave_a_receipt_in_their_own_chain_and_none_that_names_the_person() {
    for house in houses().await {
        let ann = house.register("ann", 1).await;
        let how = Removal::Officers {
            organisation: "causeway".parse().unwrap(),
            reason: ErasureReason::CourtOrder,
            case: "HCMP-7/2026".to_owned(),
        };
        house.remove(ann.account, &how).await.unwrap();
        let search = causeway_core::Search::all();
        let found =
            house.parts.evidence.search_receipts(None, &search, causeway_evidence::Days::default()).await;
        let found = found.unwrap();
        assert_eq!((found.total, found.rows[0].event.as_str()), (1, "account.deleted"));
        let chain = Chain::Organisation("causeway".parse().unwrap());
        let receipt = house.parts.evidence.receipt_in(&chain, found.rows[0].id).await.unwrap();
        let text = serde_json::to_string(&receipt).unwrap();
        assert!(text.contains("court_order") && !text.contains(&ann.account.to_string()), "{text}");
        let twice = house.remove(ann.account, &how).await.unwrap_err();
        assert_eq!(twice.kind(), Kind::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_given_in_the_instant_of_removal_does_not_stand() {
    for house in houses().await {
        for n in [1, 4, 5, 6] {
            let who = format!("person-{n}");
            let session = house.register(&who, n).await;
            let asked = house.asked_of(&who, &session).await;
            let (approved, removed) = tokio::join!(
                house.approve(&who, &session, asked),
                house.remove(session.account, &Removal::Asked)
            );
            removed.unwrap();
            let left = house.parts.consents.standing(session.account).await.unwrap();
            assert!(left.is_empty(), "{} {approved:?}", house.test.engine);
        }
        assert_eq!(house.count("select count(*) from consent_consent").await, 0, "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_by_code_is_no_ones_own_passkey() {
    for house in houses().await {
        let ann = house.register("ann", 1).await;
        let elsewhere = Session { acr: Acr::CrossDevice, ..ann.clone() };
        let ceremony = house.registration.begin_removal(&browser("screen"), &elsewhere).await.unwrap();
        let signed = house.phone.sign(&browser("screen"), ann.account, &ceremony.options).await;
        assert!(signed.is_err(), "the screen has no passkey of hers: {}", house.test.engine);
        assert!(
            matches!(house.parts.identity.account(ann.account).await, Ok(account) if account.id == ann.account)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_under_way_ends_with_the_person() {
    for house in houses().await {
        let ann = house.register("ann", 1).await;
        let consent = house.allow("ann", &ann).await;
        let stands = async || {
            let consents = &house.parts.consents;
            house
                .test
                .env
                .db
                .tx(|tx| Box::pin(async move { consents.still_stands(tx, consent).await }))
                .await
                .unwrap()
        };
        assert!(stands().await);
        let known = house.parts.consents.consent(ann.account, consent).await.unwrap();
        assert!(matches!(known.detail, Detail::Login { .. }) && known.state == ConsentState::Active);
        house.leave("ann", &ann).await.unwrap();
        assert!(!stands().await, "a read that has begun is not released");
    }
}

/// An older backup brings a person back; the journal says that their key was destroyed since.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_an_older_backup_brings_back_goes_again() {
    for house in houses().await {
        let session = house.register("ann", 1).await;
        house.allow("ann", &session).await;
        let (registration, keys, identity) = (&house.registration, &house.parts.keys, &house.parts.identity);
        let entry = |kind: &str, name: &str| causeway_core::journal::Entry {
            life: Uuid::nil(),
            number: 1,
            at: house.test.env.now(),
            kind: kind.to_owned(),
            entry: serde_json::json!({name: session.account}),
        };
        for entry in [&entry("crypto.key_destroyed", "owner"), &entry("identity.account_deleted", "id")] {
            for _ in 0..2 {
                let again = house.test.env.db.tx(|tx| {
                    Box::pin(async move {
                        registration.replay(tx, entry).await?;
                        keys.replay(tx, entry).await?;
                        identity.replay(tx, entry).await
                    })
                });
                again.await.unwrap();
            }
        }
        for sql in EVERYTHING {
            assert_eq!(house.count(sql).await, 0, "{sql} {}", house.test.engine);
        }
    }
}
