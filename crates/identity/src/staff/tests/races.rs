//! Two at the same moment: whatever the order, the rules hold afterwards.

use super::world::*;
use crate::staff::*;

async fn standing_officers(world: &World) -> i64 {
    let sql = "select count(*) from identity_grant g join identity_member m on m.id = g.member \
               where g.role = 'security_officer' and g.ended_at is null and m.ended_at is null";
    world.test.env.db.one(sql, &[]).await.unwrap().read().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_officers_who_end_one_another_at_once_leave_two_standing() {
    for (world, officers) in manned().await {
        let third = world.hires(&officers, &[Role::SecurityOfficer], "Third").await;
        let [one, two] = [world.member_of(&officers[0]).await, world.member_of(&officers[1]).await];
        let (a, b) = tokio::join!(
            world.does(&officers[0], Act::EndMember { member: two }),
            world.does(&officers[1], Act::EndMember { member: one })
        );
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
        assert_eq!(standing_officers(&world).await, 2);
        assert!(!world.is_out(&third).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_approved_or_taken_back_and_not_both() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let approver = world.hires(&officers, &[Role::Approver], "Approver").await;
        for n in 0..3 {
            let new = purpose("causeway", &format!("p{n}"));
            let id = world.proposes(&steward, new).await.unwrap().proposal.unwrap();
            let (approved, withdrawn) = tokio::join!(
                world.approves(&approver, id),
                world.does(&steward, Act::Withdraw { proposal: id })
            );
            assert_ne!(approved.is_ok(), withdrawn.is_ok());
            let state = world.identity.proposal(&world.staff(&approver).await, id).await.unwrap().state;
            let expected = if approved.is_ok() { ProposalState::Applied } else { ProposalState::Withdrawn };
            assert_eq!(state, expected);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_ends_while_its_holder_approves_counts_or_does_not() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let approver = world.hires(&officers, &[Role::Approver], "Approver").await;
        let id = world.proposes(&steward, purpose("causeway", "p")).await.unwrap().proposal.unwrap();
        let member = world.member_of(&approver).await;
        let (approved, ended) =
            tokio::join!(world.approves(&approver, id), world.does(&officers[0], Act::EndMember { member }));
        assert!(ended.is_ok());
        assert!(world.is_out(&approver).await);
        let proposal = world.identity.proposal(&world.staff(&officers[0]).await, id).await.unwrap();
        assert_eq!(proposal.state == ProposalState::Applied, approved.is_ok());
        assert_eq!(proposal.approvals.len(), usize::from(approved.is_ok()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_bootstrap_links_taken_at_once_make_two_officers_and_a_third_makes_none() {
    for world in worlds().await {
        let mut links = Vec::new();
        for _ in 0..3 {
            links.push(world.identity.bootstrap(&operator()).await.unwrap().1);
        }
        let (a, b, c) = tokio::join!(
            world.joins_anew(&links[0], "A"),
            world.joins_anew(&links[1], "B"),
            world.joins_anew(&links[2], "C")
        );
        let joined = [a, b, c].into_iter().flatten().count();
        assert_eq!(joined, 2);
        assert_eq!(standing_officers(&world).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_thing_proposed_twice_at_once_waits_once() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let one = world.hires(&officers, &[Role::DataSteward], "One").await;
        let two = world.hires(&officers, &[Role::DataSteward], "Two").await;
        let (a, b) = tokio::join!(
            world.proposes(&one, purpose("causeway", "p")),
            world.proposes(&two, purpose("causeway", "p"))
        );
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        assert_eq!(if a.is_ok() { code(b) } else { code(a) }, "already_proposed");
    }
}
