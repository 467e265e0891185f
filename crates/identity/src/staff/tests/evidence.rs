//! Receipts of what staff do: in the organisation's chain by place alone, in the person's own besides, and nowhere a name.

use super::world::*;
use crate::staff::*;

/// Everything in the chains of organisations, as it is stored: in the clear.
async fn in_the_clear(world: &World) -> String {
    let sql = "select body from evidence_receipt where subject like 'organisation:%' order by subject, seq";
    let rows = world.test.env.db.query(sql, &[]).await.unwrap();
    let bodies = rows.into_iter().map(|row| String::from_utf8(row.read::<Vec<u8>>().unwrap()).unwrap());
    bodies.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_chains_name_places_and_never_people() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::PersonErasure);
        let registrar = world.hires(&officers, &[Role::Registrar], "Registrar").await;
        let citizen = world.citizen("A1234563").await;
        let staff = world.staff(&registrar).await;
        let card = LookFor::Card(world.identity.card_hash("A1234563"));
        world.identity.look_at(&staff, card, LookReason::PersonAsked, "C-1").await.unwrap();
        let erasure = NewProposal {
            kind: ProposalKind::PersonErasure,
            organisation: organisation("causeway"),
            subject: citizen.account.to_string(),
            content: serde_json::json!({"account": citizen.account, "case": "C-2"}),
        };
        let made = world.proposes(&officers[0], erasure).await.unwrap().proposal.unwrap();
        world.approves(&officers[1], made).await.unwrap();
        let text = in_the_clear(&world).await;
        for told in ["staff.invited", "staff.joined", "staff.looked", "proposal.made", "proposal.applied"] {
            assert!(text.contains(told), "{told}");
        }
        for place in [staff.member, world.member_of(&officers[0]).await] {
            assert!(text.contains(&place.to_string()));
        }
        for secret in ["Officer One", "Registrar\"", "Colleague", "A1234563"] {
            assert!(!text.contains(secret), "{secret}");
        }
        for person in [&citizen, &registrar, &officers[0], &officers[1]] {
            assert!(
                !text.contains(&person.account.to_string()),
                "an account stands in an organisation's chain"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_it_touches_sees_it_in_their_own_activity() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let who = world.hires_to(&officers, "transport", &[Role::Registrar], "Lee").await;
        let joined = ["staff.joined", "staff.entered", "staff.role_given"];
        assert_eq!(world.told(&who).await, joined);
        let before = world.told(&officers[0]).await.len();
        let member = world.member_of(&who).await;
        world.does(&officers[0], Act::EndMember { member }).await.unwrap();
        assert_eq!(world.told(&who).await.last(), Some(&"staff.ended"));
        assert_eq!(world.told(&officers[0]).await[before..], ["staff.ended"]);
        let approver = world.told(&officers[1]).await;
        assert!(approver.contains(&"proposal.decided") && approver.contains(&"proposal.applied"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_fails_leaves_no_receipt() {
    for (world, officers) in manned().await {
        let (chain, told) = (world.chain("causeway").await, world.told(&officers[0]).await);
        let member = world.member_of(&officers[1]).await;
        assert_eq!(code(world.does(&officers[0], Act::EndMember { member }).await), "last_officers");
        unwilling(&world.identity, ProposalKind::NoticeSuspension, "no");
        let new = NewProposal {
            kind: ProposalKind::NoticeSuspension,
            organisation: organisation("causeway"),
            subject: "x".to_owned(),
            content: serde_json::json!({}),
        };
        assert_eq!(code(world.proposes(&officers[0], new).await), "no");
        assert_eq!((world.chain("causeway").await, world.told(&officers[0]).await), (chain, told));
    }
}
