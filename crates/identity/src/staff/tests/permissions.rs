//! Every act as every role, in the platform's own organisation and elsewhere: what the table does not allow is not there.

use causeway_core::{Permission, Search};
use serde_json::json;

use super::world::*;
use crate::staff::*;

/// One act of each sort, with the permission that it takes.
async fn acts(world: &World, officers: &[Someone; 2], home: &str) -> Vec<(Act, Permission)> {
    let own = organisation(home);
    let new = |kind: ProposalKind, subject: &str, content| Act::Propose {
        proposal: NewProposal { kind, organisation: own.clone(), subject: subject.to_owned(), content },
    };
    let other = world.hires_to(officers, home, &[Role::Integrator], "Other").await;
    let staff = world.staff(&officers[0]).await;
    let member = world.identity.member(&staff, world.member_of(&other).await).await.unwrap();
    let grant = member.grants[0].id;
    let invite = world.inviting(&officers[0], home, &[Role::Auditor]).await;
    world.does(&officers[0], invite.clone()).await.unwrap();
    let open = world.identity.invitations(&staff).await.unwrap();
    let invitation = open.into_iter().find(|one| one.organisation == own).unwrap().id;
    let role = json!({"member": member.id, "role": "data_steward"});
    let mandate = NewMandate {
        organisation: own.clone(),
        representative: world.citizen(&format!("C-{home}")).await.account,
        scope: vec![ActFor::Sign],
        limit: None,
        until: world.test.env.now() + jiff::SignedDuration::from_hours(24),
        basis: MandateBasis::Decision { reference: "B-1".to_owned() },
    };
    let simple = ProposalKind::ALL
        .iter()
        .filter(|kind| !matches!(kind, ProposalKind::Organisation | ProposalKind::Role));
    let simple = simple.map(|kind| (new(*kind, "x", json!({"case": "C-1"})), kind.rule().make));
    let organisation = serde_json::to_value(record(home)).unwrap();
    let manage = Permission::StaffManage;
    simple
        .chain([
            (new(ProposalKind::Organisation, home, organisation), Permission::OrganisationsPropose),
            (new(ProposalKind::Role, &member.id.to_string(), role), manage),
            (Act::RevokeInvitation { invitation }, manage),
            (Act::EndGrant { grant }, manage),
            (Act::EndMember { member: member.id }, manage),
            (Act::ConfirmGrant { grant }, manage),
            (Act::GiveMandate { mandate }, Permission::MandatesManage),
        ])
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_begins_the_acts_of_the_table_and_no_others() {
    for (world, officers) in manned().await {
        for kind in ProposalKind::ALL.iter().filter(|kind| **kind != ProposalKind::Role) {
            willing(&world.identity, *kind);
        }
        world.registers("transport").await;
        for home in ["causeway", "transport"] {
            let acts = acts(&world, &officers, home).await;
            for role in Role::ALL {
                let who = world.hires_to(&officers, home, &[*role], role.as_str()).await;
                let staff = world.staff(&who).await;
                // Only whoever wrote a name opens it, so that each invites with an act of their own.
                let invite = world.inviting(&who, home, &[Role::Auditor]).await;
                for (act, permission) in acts.iter().chain([&(invite, Permission::StaffManage)]) {
                    let platform = match act {
                        Act::Propose { proposal } => proposal.kind.rule().platform,
                        _ => false,
                    };
                    let allowed = staff.may(*permission) && (staff.platform || !platform);
                    let begun = world.identity.begin_act(&staff, act.clone()).await;
                    let expected = match act {
                        _ if !allowed => "not_found",
                        // The permission was there; the day was not.
                        Act::ConfirmGrant { .. } => "review_early",
                        _ => "ok",
                    };
                    assert_eq!(code(begun), expected, "{home}: {} {act:?}", role.as_str());
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_list_takes_its_permission() {
    for (world, officers) in manned().await {
        for role in Role::ALL {
            let who = world.hires(&officers, &[*role], role.as_str()).await;
            let (staff, all, identity) = (world.staff(&who).await, Search::all(), &world.identity);
            let read = [
                (identity.members(&staff, &all).await.is_ok(), Permission::StaffRead),
                (identity.invitations(&staff).await.is_ok(), Permission::StaffRead),
                (identity.search_organisations(&staff, &all).await.is_ok(), Permission::OrganisationsRead),
                (identity.mandates(&staff, &all).await.is_ok(), Permission::MandatesManage),
            ];
            for (open, permission) in read {
                assert_eq!(open, staff.may(permission), "{} {permission}", role.as_str());
            }
            assert!(identity.desk(&staff).await.is_ok(), "everybody has a desk");
            assert!(identity.member(&staff, staff.member).await.is_ok(), "everybody may see their own place");
        }
    }
}
