//! A restore of an older backup brings nothing back that was taken away.

use causeway_core::journal;

use super::world::*;
use crate::staff::*;

/// The rows that say what stands, as they are now.
const STANDING: &str = "select (select count(*) from identity_grant where ended_at is null), \
    (select count(*) from identity_member where ended_at is null), (select count(*) from identity_invitation), \
    (select count(*) from identity_mandate where ended_at is null), \
    (select count(*) from identity_proposal where state = 'waiting'), \
    (select count(*) from identity_organisation where status = 'active')";

async fn standing(world: &World) -> (i64, i64, i64, i64, i64, i64) {
    world.test.env.db.one(STANDING, &[]).await.unwrap().read().unwrap()
}

async fn undo(world: &World, sql: &'static str) {
    world.test.env.db.tx(|tx| Box::pin(async move { tx.execute(sql, &[]).await })).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_away_stays_taken_away() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        for name in ["transport", "water"] {
            world.registers(name).await;
        }
        let lee = world.hires_to(&officers, "transport", &[Role::Integrator, Role::Auditor], "Lee").await;
        let steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let registrar = world.hires_to(&officers, "transport", &[Role::Registrar], "Reg").await;
        let clerk = world.citizen("C1").await;
        let mandate = NewMandate {
            organisation: organisation("transport"),
            representative: clerk.account,
            scope: vec![ActFor::Sign],
            limit: None,
            until: world.test.env.now() + jiff::SignedDuration::from_hours(240),
            basis: MandateBasis::Decision { reference: "B-1".to_owned() },
        };
        world.does(&registrar, Act::GiveMandate { mandate }).await.unwrap();
        let mandate = world.identity.mandates_held(clerk.account).await.unwrap()[0].id;
        let proposal = world.proposes(&steward, purpose("causeway", "p")).await.unwrap().proposal.unwrap();
        let act = world.inviting(&officers[0], "water", &[Role::Auditor]).await;
        world.does(&officers[0], act).await.unwrap();
        let staff = world.staff(&officers[0]).await;
        let invitation = world.identity.invitations(&staff).await.unwrap()[0].id;
        let member = world.member_of(&lee).await;
        let grant = world.identity.member(&staff, member).await.unwrap().grants[0].id;

        world.does(&officers[0], Act::RevokeInvitation { invitation }).await.unwrap();
        world.does(&registrar, Act::EndMandate { mandate }).await.unwrap();
        world.does(&steward, Act::Withdraw { proposal }).await.unwrap();
        world.does(&officers[0], Act::EndGrant { grant }).await.unwrap();
        world.does(&officers[0], Act::EndMember { member }).await.unwrap();
        let after = standing(&world).await;
        let act = world.inviting(&officers[0], "water", &[Role::Auditor]).await;
        let spare = world.does(&officers[0], act).await.unwrap().link.unwrap();

        // As if a backup from before had been restored.
        undo(&world, "update identity_grant set ended_at = null").await;
        undo(&world, "update identity_member set ended_at = null").await;
        undo(&world, "update identity_mandate set ended_at = null, ended_why = null").await;
        undo(&world, "update identity_proposal set state = 'waiting' where state = 'withdrawn'").await;
        assert_ne!(standing(&world).await, after);
        let entries = journal::take(&world.test.env).await.unwrap();
        let (identity, all) = (&world.identity, &entries);
        for _ in 0..2 {
            world
                .test
                .env
                .db
                .tx(|tx| {
                    Box::pin(async move {
                        for entry in all {
                            identity.replay(tx, entry).await?;
                        }
                        identity.end_pending(tx).await
                    })
                })
                .await
                .unwrap();
            assert_eq!(standing(&world).await, after);
        }
        assert!(world.is_out(&officers[0]).await, "every session has ended");
        let mut late = world.citizen("ZZ7").await;
        let taken = world.joins_as(&mut late, &spare, "Late").await;
        assert_eq!(code(taken), "invitation_over", "who held a link is invited anew");
        assert!(entries.iter().all(|entry| !entry.entry.to_string().contains("Colleague")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_deleted_stays_deleted() {
    for world in worlds().await {
        let gone = world.citizen("ZZ1").await;
        let (identity, account) = (&world.identity, gone.account);
        world
            .test
            .env
            .db
            .tx(|tx| Box::pin(async move { identity.delete_account(tx, account).await }))
            .await
            .unwrap();
        let again = world.citizen("ZZ1").await;
        let deleted = journal::take(&world.test.env).await.unwrap().pop().unwrap();
        // As if a backup from before had been restored: the person is there again, under the id that the journal names.
        let entry = &journal::Entry { entry: serde_json::json!({"id": again.account}), ..deleted };
        assert!(entry.entry.to_string().len() < 60, "ids only");
        for _ in 0..2 {
            let replay = world.test.env.db.tx(|tx| Box::pin(async move { identity.replay(tx, entry).await }));
            replay.await.unwrap();
            assert!(identity.account(again.account).await.is_err());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_others_are_passed_over_and_torn_ones_are_not() {
    for world in worlds().await {
        let entry = |kind: &str| journal::Entry {
            life: uuid::Uuid::nil(),
            number: 1,
            at: world.test.env.now(),
            kind: kind.to_owned(),
            entry: serde_json::json!({}),
        };
        let identity = &world.identity;
        for (kind, fine) in [("consent.withdrawn", true), ("identity.role_ended", false)] {
            let entry = &entry(kind);
            let done = world.test.env.db.tx(|tx| Box::pin(async move { identity.replay(tx, entry).await }));
            assert_eq!(done.await.is_ok(), fine, "{kind}");
        }
    }
}
