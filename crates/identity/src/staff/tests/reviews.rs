//! Access reviews: who needs what is confirmed by somebody else, or dropped.

use super::world::*;
use crate::staff::*;

/// One officer looks every so often, so that sessions and reviews of the officers themselves hold.
async fn days_pass(world: &World, officers: &mut [Someone; 2], days: i64) {
    world.advance(24 * days);
    for officer in officers.iter_mut() {
        world.logs_in(officer).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_shows_up_two_weeks_ahead_and_is_confirmed_by_another() {
    for (world, mut officers) in manned().await {
        world.registers("transport").await;
        let mut who = world.hires_to(&officers, "transport", &[Role::Integrator], "Lee").await;
        let registrar = world.hires_to(&officers, "transport", &[Role::Registrar], "Reg").await;
        let desk = async |of: &Someone| world.identity.desk(&world.staff(of).await).await.unwrap().to_review;
        assert!(desk(&officers[0]).await.is_empty());
        days_pass(&world, &mut officers, 76).await;
        let due = desk(&officers[0]).await;
        assert_eq!(due.len(), 3, "the other officer's, the integrator's, the registrar's; not one's own");
        let staff = world.staff(&officers[0]).await;
        let own = world.identity.member(&staff, staff.member).await.unwrap().grants[0].id;
        assert_eq!(code(world.does(&officers[0], Act::ConfirmGrant { grant: own }).await), "own_role");
        let (member, grant) = due.iter().find(|(_, grant)| grant.role == Role::Integrator).unwrap();
        world.does(&officers[0], Act::ConfirmGrant { grant: grant.id }).await.unwrap();
        for (officer, grant) in due.iter().filter(|(_, grant)| grant.role == Role::SecurityOfficer) {
            assert_eq!(officer.account, officers[1].account);
            world.does(&officers[0], Act::ConfirmGrant { grant: grant.id }).await.unwrap();
        }
        world.does(&officers[1], Act::ConfirmGrant { grant: own }).await.unwrap();
        world.logs_in(&mut who).await.unwrap();
        assert_eq!(
            world.told(&who).await.iter().filter(|event| **event == "staff.role_confirmed").count(),
            1
        );

        days_pass(&world, &mut officers, 14).await;
        let worker = world.identity.work(causeway_core::jobs::Worker::new(world.test.env.clone()));
        worker.run_periodic().await.unwrap();
        let staff = world.staff(&officers[0]).await;
        assert_eq!(world.identity.member(&staff, member.id).await.unwrap().grants.len(), 1);
        assert!(world.is_out(&registrar).await, "nobody confirmed the registrar");
        assert_eq!(world.told(&registrar).await.last(), Some(&"staff.role_ended"));
        assert_eq!(world.identity.drop_unconfirmed().await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_two_officers_are_kept_and_two_new_ones_can_come_in_their_stead() {
    for (world, mut officers) in manned().await {
        days_pass(&world, &mut officers, 91).await;
        assert_eq!(world.identity.drop_unconfirmed().await.unwrap(), 2);
        assert_eq!(world.identity.drop_unconfirmed().await.unwrap(), 0, "kept and flagged");
        assert!(!world.is_out(&officers[0]).await && !world.is_out(&officers[1]).await);
        // Both have perhaps lost their phones: the operator makes new links at the command line.
        let fresh = [world.officer("Fresh One").await, world.officer("Fresh Two").await];
        assert_eq!(code(world.identity.bootstrap(&operator()).await), "officers_enough");
        days_pass(&world, &mut officers, 1).await;
        assert_eq!(world.identity.drop_unconfirmed().await.unwrap(), 2, "now the platform can do without");
        assert!(world.is_out(&officers[0]).await && world.is_out(&officers[1]).await);
        let everybody = world.identity.all_staff().await.unwrap();
        assert_eq!(everybody.iter().filter(|member| !member.grants.is_empty()).count(), 2);
        drop(fresh);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_takes_a_passkey_and_is_not_put_off_before_its_time() {
    for (world, mut officers) in manned().await {
        let staff = world.staff(&officers[0]).await;
        let other = world.member_of(&officers[1]).await;
        let grant = world.identity.member(&staff, other).await.unwrap().grants[0].id;
        let early = Act::ConfirmGrant { grant };
        assert!(early.takes_passkey() && Act::EndMandate { mandate: grant }.takes_passkey());
        assert_eq!(code(world.does(&officers[0], early.clone()).await), "review_early");
        days_pass(&world, &mut officers, 75).await;
        assert_eq!(code(world.does(&officers[0], early.clone()).await), "review_early");
        days_pass(&world, &mut officers, 1).await;
        let staff = world.staff(&officers[0]).await;
        let id = world.identity.begin_act(&staff, early.clone()).await.unwrap();
        let shown = world.shown(&staff, id).await;
        let bare = world.identity.perform(&officers[0].browser, &staff, (id, &shown), None).await;
        assert_eq!(code(bare), "passkey_refused");
        world.confirms(&officers[0], &staff, id).await.unwrap();
        assert_eq!(code(world.does(&officers[0], early).await), "review_early", "it was done just now");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_nobody_confirmed_gives_no_power_even_if_nothing_drops_it() {
    for (world, mut officers) in manned().await {
        world.registers("transport").await;
        let mut who = world.hires_to(&officers, "transport", &[Role::Integrator], "Lee").await;
        world.advance(24 * 90 + 47);
        world.logs_in(&mut who).await.unwrap();
        world.logs_in(&mut officers[0]).await.unwrap();
        world.advance(1);
        assert!(world.is_out(&who).await, "the job that drops it has not come");
        assert_eq!(code(world.logs_in(&mut who).await), "passkey_refused");
        assert_eq!(code(world.logs_in(&mut officers[0]).await), "passkey_refused");
        // Once it comes, the last two officers are kept.
        assert_eq!(world.identity.drop_unconfirmed().await.unwrap(), 3);
        assert!(world.logs_in(&mut officers[0]).await.is_ok());
        assert_eq!(code(world.logs_in(&mut who).await), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_cannot_be_dropped_keeps_no_other() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let broken = world.hires_to(&officers, "transport", &[Role::Integrator], "Broken").await;
        let other = world.hires_to(&officers, "transport", &[Role::Registrar], "Other").await;
        let sql = "update crypto_person_key set wrapped = $1 where owner = $2";
        let params = [vec![0_u8; 8].into(), broken.account.uuid().into()];
        let tampered = world.test.env.db.tx(|tx| {
            let params = params.clone();
            Box::pin(async move { tx.execute(sql, &params).await })
        });
        assert_eq!(tampered.await.unwrap(), 1);
        world.advance(24 * 90);
        assert!(world.identity.drop_unconfirmed().await.is_err(), "whoever runs it is told");
        let sql = "select count(*) from identity_grant where ended_at is null and member in \
                   (select id from identity_member where account = $1)";
        let left = async |who: &Someone| -> i64 {
            world.test.env.db.one(sql, &[who.account.into()]).await.unwrap().read().unwrap()
        };
        assert_eq!((left(&broken).await, left(&other).await), (1, 0));
    }
}
