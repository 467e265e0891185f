//! The first officers, invitations, and who may take them.

use std::collections::BTreeSet;

use causeway_core::{Kind, Permission};

use super::world::*;
use crate::staff::*;
use crate::{Config, Level};
use causeway_core::setting::Mode;

#[tokio::test(flavor = "multi_thread")]
async fn two_officers_come_by_links_from_the_command_line_and_no_third() {
    for world in worlds().await {
        let one = world.officer("Officer One").await;
        let staff = world.staff(&one).await;
        assert!(staff.platform && staff.may(Permission::OfficersAct) && staff.may(Permission::StaffManage));
        let account = world.identity.account(one.account).await.unwrap();
        assert_eq!(account.level, Level::Invited);
        // Made while there was one officer, taken when there are two.
        let (_, spare) = world.identity.bootstrap(&operator()).await.unwrap();
        let two = world.officer("Officer Two").await;
        assert_eq!(code(world.identity.bootstrap(&operator()).await), "officers_enough");
        assert_eq!(code(world.joins_anew(&spare, "Officer Three").await), "officers_enough");
        assert_eq!(world.told(&two).await, ["staff.joined", "staff.role_given", "staff.entered"]);
        let everybody = world.identity.all_staff().await.unwrap();
        let names: BTreeSet<_> = everybody.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, BTreeSet::from(["Officer One", "Officer Two"]));
        assert!(everybody.iter().all(|member| !member.proofed && member.grants.len() == 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_account_enters_the_console_and_nothing_else() {
    for (world, [mut one, _]) in manned().await {
        let begun = world.identity.begin_login(&one.browser).await.unwrap();
        let response = one.key().sign(&url(), &begun.options).await.unwrap();
        let citizen = world.identity.finish_login(&one.browser, begun.id, &response).await;
        assert_eq!(code(citizen), "passkey_refused");
        let (identity, account) = (&world.identity, one.account);
        let elsewhere = world.test.env.db.tx(|tx| {
            Box::pin(
                async move { identity.start_session(tx, account, causeway_core::Acr::CrossDevice).await },
            )
        });
        assert_eq!(code(elsewhere.await), "passkey_refused");
        assert!(world.logs_in(&mut one).await.is_ok());
        assert!(world.identity.session(one.cookie.reveal()).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_of_weight_wait_for_a_second_officer_and_others_come_at_once() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let roles = [Role::Integrator, Role::Registrar];
        let by = world.hires_to(&officers, "transport", &[Role::Registrar], "Head").await;
        let invite = world.inviting(&by, "transport", &roles).await;
        let staff = world.staff(&by).await;
        let begun = world.identity.begin_act(&staff, invite).await.unwrap();
        let shown = world.identity.act(&staff, begun).await.unwrap();
        let keys: Vec<_> = shown.effects.iter().map(|effect| effect.key).collect();
        assert_eq!(keys, ["invitation-made", "invitation-role-waits", "invitation-role"]);
        assert!(shown.passkey && !shown.waits);
        let link = world.confirms(&by, &staff, begun).await.unwrap().link.unwrap();
        let mut who = world.citizen("ZZ1").await;
        let joined = world.joins_as(&mut who, &link, "Ms Chan").await.unwrap();
        assert!(joined.may(Permission::ClientsPropose) && !joined.may(Permission::StaffManage));
        assert!(!joined.platform);
        let waiting = world.waiting(&officers[1]).await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].maker_name, "Colleague");
        let own = world.approves(&by, waiting[0].id).await;
        assert_eq!(code(own), "not_found", "roles of weight are the platform's to approve");
        assert!(world.approves(&officers[1], waiting[0].id).await.unwrap().applied);
        assert!(world.staff(&who).await.may(Permission::StaffManage), "at once, in the open session");
        let member = world.identity.member(&world.staff(&who).await, joined.member).await.unwrap();
        assert_eq!((member.name.as_str(), member.proofed), ("Ms Chan", true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_role_may_enter_and_whoever_is_refused_may_not() {
    for (world, officers) in manned().await {
        let invite = world.inviting(&officers[0], "causeway", &[Role::Approver]).await;
        let link = world.does(&officers[0], invite).await.unwrap().link.unwrap();
        let mut who = world.citizen("ZZ1").await;
        let joined = world.joins_as(&mut who, &link, "Mr Wong").await.unwrap();
        assert_eq!(joined.permissions.into_iter().collect::<Vec<_>>(), [Permission::Desk]);
        let waiting = world.waiting(&officers[1]).await;
        world.does(&officers[1], Act::Decline { proposal: waiting[0].id }).await.unwrap();
        assert!(world.is_out(&who).await);
        assert_eq!(code(world.logs_in(&mut who).await), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_proofing_nobody_joins_unless_the_configuration_says_so() {
    for (world, officers) in manned().await {
        let invite = world.inviting(&officers[0], "causeway", &[Role::Auditor]).await;
        let link = world.does(&officers[0], invite).await.unwrap().link.unwrap();
        assert_eq!(code(world.joins_anew(&link, "Anybody").await), "log_in_first");
    }
    let open = Config { staff_without_proofing: true, ..Config::default() };
    for world in worlds_with(open, Mode::Sandbox).await {
        let officers = [world.officer("Officer").await, world.officer("Other").await];
        world.registers("transport").await;
        let invite = world.inviting(&officers[0], "transport", &[Role::Auditor]).await;
        let link = world.does(&officers[0], invite).await.unwrap().link.unwrap();
        let who = world.joins_anew(&link, "Anybody").await.unwrap();
        let waiting = world.waiting(&officers[1]).await;
        world.approves(&officers[1], waiting[0].id).await.unwrap();
        assert!(world.staff(&who).await.may(Permission::EvidenceRead));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_invitation_adds_to_the_place_that_is_there() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let mut who = world.hires_to(&officers, "transport", &[Role::Integrator], "Lee").await;
        let before = world.member_of(&who).await;
        world.hires_again(&officers, "transport", &[Role::Integrator, Role::DataSteward], &mut who).await;
        let staff = world.staff(&who).await;
        assert_eq!(staff.member, before);
        assert!(staff.may(Permission::DatasetsPropose));
        assert_eq!(world.identity.memberships(&staff).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_names_what_is_there() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let invite = async |by: &Someone, to: &str, roles: &[Role], unit: Option<&str>| {
            let (staff, unit) = (world.staff(by).await, unit.map(str::to_owned));
            let act = world.identity.inviting(&staff, organisation(to), roles.to_vec(), unit, INVITED).await;
            world.does(by, act.unwrap()).await
        };
        let by = &officers[0];
        assert_eq!(code(invite(by, "transport", &[], None).await), "no_roles");
        assert_eq!(code(invite(by, "transport", &[Role::Auditor], Some("moon")).await), "bad_unit");
        assert_eq!(code(invite(by, "nowhere", &[Role::Auditor], None).await), "not_found");
        let put = NewProposal {
            kind: ProposalKind::Organisation,
            organisation: organisation("transport"),
            subject: "transport".to_owned(),
            content: serde_json::to_value(record("transport")).unwrap(),
        };
        let registrar = world.hires(&officers, &[Role::Registrar], "Registrar").await;
        let approver = world.hires(&officers, &[Role::Approver], "Approver").await;
        let done = world.proposes(&registrar, put).await.unwrap();
        world.approves(&approver, done.proposal.unwrap()).await.unwrap();
        let link = invite(&registrar, "transport", &[Role::Auditor], Some("counter")).await;
        let link = link.unwrap().link.unwrap();
        let mut who = world.citizen("ZZ1").await;
        world.joins_as(&mut who, &link, "Ms Ho").await.unwrap();
        for proposal in world.waiting(&officers[0]).await {
            world.approves(&officers[0], proposal.id).await.unwrap();
        }
        let joined = world.staff(&who).await;
        let member = world.identity.member(&joined, joined.member).await.unwrap();
        assert_eq!(member.unit.as_deref(), Some("counter"));
        assert_eq!(
            world
                .identity
                .member(&world.staff(&who).await, world.member_of(&officers[0]).await)
                .await
                .map(|_| ())
                .unwrap_err()
                .kind(),
            Kind::NotFound,
            "the platform's staff are none of their business"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platforms_staff_give_elsewhere_takes_a_second_of_them() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let invite = world.inviting(&officers[0], "transport", &[Role::Integrator]).await;
        let staff = world.staff(&officers[0]).await;
        let begun = world.identity.begin_act(&staff, invite).await.unwrap();
        let shown = world.identity.act(&staff, begun).await.unwrap();
        let keys: Vec<_> = shown.effects.iter().map(|effect| effect.key).collect();
        assert_eq!(keys, ["invitation-made", "invitation-role-waits"]);
        let link = world.confirms(&officers[0], &staff, begun).await.unwrap().link.unwrap();
        let mut helper = world.citizen("ZZ1").await;
        let joined = world.joins_as(&mut helper, &link, "Helper").await.unwrap();
        assert!(!joined.may(Permission::ClientsPropose), "one officer alone installs nobody");
        let role = NewProposal {
            kind: ProposalKind::Role,
            organisation: organisation("transport"),
            subject: joined.member.to_string(),
            content: serde_json::json!({"member": joined.member, "role": "data_steward"}),
        };
        let made = world.proposes(&officers[0], role.clone()).await.unwrap();
        assert!(!made.applied);
        assert_eq!(code(world.approves(&officers[0], made.proposal.unwrap()).await), "own_proposal");
        world.does(&officers[0], Act::Withdraw { proposal: made.proposal.unwrap() }).await.unwrap();
        let registrar = world.hires_to(&officers, "transport", &[Role::Registrar], "Head").await;
        assert!(world.proposes(&registrar, role).await.unwrap().applied, "its own registrar gives it alone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_a_link_is_held_against_the_name_it_was_made_for() {
    for (world, officers) in manned().await {
        let staff = world.staff(&officers[0]).await;
        let to = || (organisation("causeway"), vec![Role::Auditor]);
        for bad in ["", "  ", "a\nb", &"x".repeat(81)] {
            let (at, roles) = to();
            let act = world.identity.inviting(&staff, at, roles, None, bad).await;
            assert_eq!(code(act), "bad_invited_name", "{bad:?}");
        }
        let act = world.inviting(&officers[0], "causeway", &[Role::Auditor]).await;
        assert!(
            !serde_json::to_string(&act).unwrap().contains(INVITED),
            "an act that waits is no place for it"
        );
        let stolen = world.does(&officers[1], act.clone()).await;
        assert_eq!(code(stolen), "bad_invited_name", "nobody else opens it");
        let link = world.does(&officers[0], act).await.unwrap().link.unwrap();
        let open = world.identity.invitations(&world.staff(&officers[1]).await).await.unwrap();
        assert_eq!(open[0].name, INVITED);
        let rows =
            world.test.env.db.query("select invited_name from identity_invitation", &[]).await.unwrap();
        let sealed: Vec<u8> = rows.into_iter().next().unwrap().read().unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains(INVITED));

        let before = world.told(&officers[0]).await.len();
        let mut who = world.citizen("ZZ1").await;
        let joined = world.joins_as(&mut who, &link, "The Commissioner").await.unwrap();
        assert_eq!(world.told(&officers[0]).await[before..], ["staff.joined", "proposal.made"]);
        let member = world.identity.member(&world.staff(&officers[1]).await, joined.member).await.unwrap();
        assert_eq!((member.name.as_str(), member.invited_as.as_deref()), ("The Commissioner", Some(INVITED)));
    }
}
