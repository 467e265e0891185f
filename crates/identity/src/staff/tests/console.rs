//! The console's sessions, and how roles and places end.

use causeway_core::{Kind, Permission};
use jiff::SignedDuration;

use super::world::*;
use crate::staff::*;

#[tokio::test(flavor = "multi_thread")]
async fn people_who_are_no_staff_are_refused_like_a_wrong_passkey() {
    for (world, _) in manned().await {
        let mut citizen = world.citizen("ZZ1").await;
        assert_eq!(code(world.logs_in(&mut citizen).await), "passkey_refused");
        let (identity, account) = (&world.identity, citizen.account);
        let session = world.test.env.db.tx(|tx| {
            Box::pin(async move { identity.start_session(tx, account, causeway_core::Acr::Passkey).await })
        });
        let (_, cookie) = session.await.unwrap();
        assert!(
            identity.staff(cookie.reveal()).await.unwrap().is_none(),
            "a citizen's session opens nothing"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_a_quarter_of_an_hour_and_after_eight_hours() {
    for (world, [mut one, two]) in manned().await {
        world.test.env.clock.advance(SignedDuration::from_mins(15));
        assert!(world.is_out(&one).await && world.is_out(&two).await);
        world.logs_in(&mut one).await.unwrap();
        for _ in 0..47 {
            world.test.env.clock.advance(SignedDuration::from_mins(10));
            assert!(!world.is_out(&one).await);
        }
        world.test.env.clock.advance(SignedDuration::from_mins(10));
        assert!(world.is_out(&one).await, "eight hours whatever the activity");
        world.logs_in(&mut one).await.unwrap();
        for _ in 0..14 {
            world.test.env.clock.advance(SignedDuration::from_mins(1));
            assert!(world.identity.staff_unseen(one.cookie.reveal()).await.unwrap().is_some());
        }
        world.test.env.clock.advance(SignedDuration::from_mins(1));
        assert!(world.is_out(&one).await, "a page that asks by itself keeps nobody in");
        assert!(world.identity.purge().await.unwrap() > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_out_ends_the_session_and_is_told() {
    for (world, [one, _]) in manned().await {
        let staff = world.staff(&one).await;
        world.identity.end_staff_session(&staff).await.unwrap();
        assert!(world.is_out(&one).await);
        assert_eq!(world.told(&one).await.last(), Some(&"staff.left"));
        let again = world.identity.end_staff_session(&staff).await.unwrap_err();
        assert_eq!(again.kind(), Kind::NotFound);
        let stale = world.identity.begin_act(&staff, Act::EndMember { member: staff.member }).await;
        assert_eq!(code(stale), "unauthenticated", "who they are is asked anew in each transaction");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_turns_between_their_places_and_confirms_each_in_its_own() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        willing(&world.identity, ProposalKind::Purpose);
        let mut who = world.hires_to(&officers, "transport", &[Role::DataSteward], "Fox").await;
        world.hires_again(&officers, "causeway", &[Role::DataSteward], &mut who).await;
        let staff = world.staff(&who).await;
        let places = world.identity.memberships(&staff).await.unwrap();
        assert_eq!(places.len(), 2);
        let act = Act::Propose { proposal: purpose("causeway", "p") };
        let begun = world.identity.begin_act(&staff, act).await.unwrap();
        let shown = world.shown(&staff, begun).await;
        let transport = places.iter().find(|place| place.organisation.as_str() == "transport").unwrap();
        world.identity.act_for(&staff, transport.id).await.unwrap();
        let turned = world.staff(&who).await;
        assert_eq!((turned.member, turned.platform), (transport.id, false));
        let late = world.identity.perform(&who.browser, &turned, (begun, &shown), None).await;
        assert_eq!(code(late), "act_over", "it was begun in another place");
        let stranger = world.identity.act_for(&turned, world.member_of(&officers[0]).await).await;
        assert_eq!(code(stranger), "not_found");
        assert_eq!(world.told(&who).await.last(), Some(&"staff.entered"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_over_the_moment_the_last_role_or_the_place_is() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let mut who = world.hires_to(&officers, "transport", &[Role::Integrator, Role::Auditor], "Lee").await;
        // The roles came after joining: entering once more is their first use.
        let staff = world.logs_in(&mut who).await.unwrap();
        let grants = world.identity.member(&staff, staff.member).await.unwrap().grants;
        assert!(grants.iter().all(|grant| grant.last_used_at.is_some()));
        let of = |role| grants.iter().find(|grant| grant.role == role).unwrap().id;
        world.does(&officers[0], Act::EndGrant { grant: of(Role::Integrator) }).await.unwrap();
        assert!(!world.staff(&who).await.may(Permission::ClientsPropose));
        world.does(&officers[0], Act::EndGrant { grant: of(Role::Auditor) }).await.unwrap();
        assert!(world.is_out(&who).await);
        assert_eq!(code(world.logs_in(&mut who).await), "passkey_refused");
        let told = world.told(&who).await;
        assert_eq!(told[told.len() - 2..], ["staff.role_ended", "staff.role_ended"]);

        let mut other = world.hires_to(&officers, "transport", &[Role::Integrator], "Ho").await;
        let member = world.member_of(&other).await;
        world.does(&other, Act::EndMember { member }).await.unwrap();
        assert!(world.is_out(&other).await, "one may leave by oneself");
        assert_eq!(code(world.logs_in(&mut other).await), "passkey_refused");
        let gone = world.identity.member(&world.staff(&officers[0]).await, member).await.unwrap();
        assert!(!gone.active && gone.grants.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_two_officers_cannot_be_ended_by_anybody() {
    for (world, officers) in manned().await {
        let [one, two] = [world.member_of(&officers[0]).await, world.member_of(&officers[1]).await];
        for (by, whom) in [(0, one), (0, two), (1, one)] {
            let ended = world.does(&officers[by], Act::EndMember { member: whom }).await;
            assert_eq!(code(ended), "last_officers");
        }
        let staff = world.staff(&officers[0]).await;
        let grant = world.identity.member(&staff, two).await.unwrap().grants[0].id;
        assert_eq!(code(world.does(&officers[0], Act::EndGrant { grant }).await), "last_officers");
        let (identity, account) = (&world.identity, officers[0].account);
        let erased =
            world.test.env.db.tx(|tx| Box::pin(async move { identity.delete_account(tx, account).await }));
        assert_eq!(code(erased.await), "last_officers");

        let third = world.hires(&officers, &[Role::SecurityOfficer], "Third").await;
        world.does(&third, Act::EndMember { member: one }).await.unwrap();
        assert!(world.is_out(&officers[0]).await);
        let again = world.does(&third, Act::EndMember { member: two }).await;
        assert_eq!(code(again), "last_officers");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_goes_takes_its_places_names_and_links_along() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let who = world.hires(&officers, &[Role::DataSteward, Role::Registrar], "Leaver").await;
        let member = world.member_of(&who).await;
        let made = world.proposes(&who, purpose("causeway", "p")).await.unwrap().proposal.unwrap();
        let act = world.inviting(&who, "causeway", &[Role::Auditor]).await;
        let link = world.does(&who, act).await.unwrap().link.unwrap();
        let (identity, evidence, account) = (&world.identity, &world.evidence, who.account);
        world
            .test
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    identity.delete_account(tx, account).await?;
                    evidence.person_keys().destroy(tx, account.uuid()).await
                })
            })
            .await
            .unwrap();
        assert!(world.is_out(&who).await);
        let staff = world.staff(&officers[0]).await;
        assert_eq!(code(world.identity.member(&staff, member).await), "not_found");
        let proposal = world.identity.proposal(&staff, made).await.unwrap();
        assert_eq!((proposal.state, proposal.maker_name.as_str()), (ProposalState::Withdrawn, ""));
        let mut other = world.citizen("ZZ9").await;
        assert_eq!(code(world.joins_as(&mut other, &link, "Other").await), "invitation_over");
    }
}
