//! What somebody might try: used and stolen links, other people's acts, forged ceremonies, races, a second organisation.

use causeway_core::{Lang, MemberId, Permission, Search};
use causeway_crypto::soft_passkey::SoftKey;
use causeway_http::Browser;
use serde_json::json;

use super::world::*;
use crate::staff::*;

/// Makes a link.
async fn invites(world: &World, by: &Someone, to: &str, role: Role) -> Result<Done> {
    world.does(by, world.inviting(by, to, &[role]).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_serves_once_in_time_and_for_nobody_else_s_passkey() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let link = async || {
            invites(&world, &officers[0], "transport", Role::Integrator).await.unwrap().link.unwrap()
        };
        let first = link().await;
        let mut who = world.citizen("ZZ1").await;
        world.joins_as(&mut who, &first, "Ms Chan").await.unwrap();
        assert_eq!(code(world.joins_as(&mut who, &first, "Ms Chan").await), "invitation_over", "replayed");

        let late = link().await;
        world.advance(72);
        assert_eq!(code(world.joins_as(&mut who, &late, "Ms Chan").await), "invitation_over", "too late");
        let never = causeway_crypto::token::Token::new(&world.test.env.rng).unwrap();
        assert_eq!(code(world.joins_as(&mut who, &never, "Ms Chan").await), "invitation_over", "never was");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bootstrap_link_dies_within_the_hour() {
    for world in worlds().await {
        let (invitation, token) = world.identity.bootstrap(&operator()).await.unwrap();
        assert!(invitation.bootstrap && invitation.invited_by.is_none());
        world.test.env.clock.advance(jiff::SignedDuration::from_mins(60));
        assert_eq!(code(world.joins_anew(&token, "Late").await), "invitation_over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_ceremony_is_for_one_browser_one_link_and_one_account() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let link = async || {
            invites(&world, &officers[0], "transport", Role::Integrator).await.unwrap().link.unwrap()
        };
        let (one, other) = (link().await, link().await);
        let who = world.citizen("ZZ1").await;
        let thief = world.citizen("ZZ2").await;
        let session = |of: &Someone| causeway_core::Session {
            id: uuid::Uuid::from_u128(7).into(),
            account: of.account,
            acr: causeway_core::Acr::Passkey,
            authenticated_at: world.test.env.now(),
        };
        let tried = async |ceremony_for: &Someone, used_by: &Someone, browser: &Browser, token: &str| {
            let own = session(ceremony_for);
            let begun = world.identity.begin_join(&who.browser, one.reveal(), Some(&own)).await.unwrap();
            let JoinWay::WithAccount(ceremony) = begun.way else { panic!("has an account") };
            let response = SoftKey::sign(used_by.key(), &url(), &ceremony.options).await.unwrap_or_default();
            let used = session(used_by);
            let (id, identity) = (ceremony.id, &world.identity);
            code(identity.join(browser, token, Some(&used), id, &response, "Ms Chan", Lang::En).await)
        };
        assert_eq!(tried(&who, &who, &thief.browser, one.reveal()).await, "passkey_refused", "browser");
        assert_eq!(tried(&who, &who, &who.browser, other.reveal()).await, "passkey_refused", "link");
        assert_eq!(tried(&who, &thief, &who.browser, one.reveal()).await, "passkey_refused", "account");
        assert_eq!(tried(&who, &who, &who.browser, one.reveal()).await, "ok");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_take_one_link_at_once_one_joins() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let link = invites(&world, &officers[0], "transport", Role::Integrator).await;
        let link = link.unwrap().link.unwrap();
        let (mut one, mut two) = (world.citizen("ZZ1").await, world.citizen("ZZ2").await);
        let (a, b) =
            tokio::join!(world.joins_as(&mut one, &link, "One"), world.joins_as(&mut two, &link, "Two"));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        let lost = if a.is_ok() { code(b) } else { code(a) };
        assert_eq!(lost, "invitation_over");
        let staff = world.staff(&officers[0]).await;
        let search = Search { organisation: Some(organisation("transport")), ..Search::all() };
        assert_eq!(world.identity.members(&staff, &search).await.unwrap().total, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_dies_with_its_maker_and_with_its_maker_s_role() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let third = world.hires(&officers, &[Role::Registrar], "Registrar").await;
        let link = invites(&world, &third, "transport", Role::Integrator).await.unwrap().link.unwrap();
        let staff = world.staff(&officers[0]).await;
        let registrar = world.identity.member(&staff, world.member_of(&third).await).await.unwrap();
        world.does(&officers[0], Act::EndGrant { grant: registrar.grants[0].id }).await.unwrap();
        let mut who = world.citizen("ZZ1").await;
        assert_eq!(code(world.joins_as(&mut who, &link, "Ms Chan").await), "invitation_over");
        world.does(&officers[0], Act::EndMember { member: registrar.id }).await.unwrap();
        assert_eq!(code(world.joins_as(&mut who, &link, "Ms Chan").await), "invitation_over");
        assert!(world.identity.invitations(&staff).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_belongs_to_the_session_that_began_it_and_is_done_once() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let [one, two] = [world.staff(&officers[0]).await, world.staff(&officers[1]).await];
        let act = world.inviting(&officers[0], "transport", &[Role::Auditor]).await;
        let id = world.identity.begin_act(&one, act).await.unwrap();
        assert_eq!(code(world.identity.act(&two, id).await), "not_found");
        assert_eq!(code(world.identity.act_options(&officers[1].browser, &two, id, "").await), "not_found");
        let shown = &world.shown(&one, id).await;

        let browser = &officers[0].browser;
        let bare = world.identity.perform(browser, &one, (id, shown), None).await;
        assert_eq!(code(bare), "passkey_refused", "it takes a passkey");
        let first = world.identity.act_options(browser, &one, id, shown).await.unwrap();
        let second = world.identity.act_options(browser, &one, id, shown).await.unwrap();
        let signed = |of: &Someone, ceremony: &crate::Ceremony| {
            let (key, options) = (of.key(), ceremony.options.clone());
            async move { key.sign(&url(), &options).await.unwrap_or_default() }
        };
        let response = signed(&officers[0], &first).await;
        let crossed = world
            .identity
            .perform(&officers[1].browser, &two, (id, shown), Some((first.id, &response)))
            .await;
        assert_eq!(code(crossed), "act_over", "another session has no such act");
        let (a, b) = (signed(&officers[0], &first).await, signed(&officers[0], &second).await);
        let (left, right) = tokio::join!(
            world.identity.perform(browser, &one, (id, shown), Some((first.id, &a))),
            world.identity.perform(browser, &one, (id, shown), Some((second.id, &b)))
        );
        assert_eq!(usize::from(left.is_ok()) + usize::from(right.is_ok()), 1, "a double submit does it once");
        assert_eq!(if left.is_ok() { code(right) } else { code(left) }, "act_over");
        assert_eq!(world.identity.invitations(&one).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_confirms_the_very_act_it_was_shown_and_no_other() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let (staff, browser) = (world.staff(&officers[0]).await, &officers[0].browser);
        let act = world.inviting(&officers[0], "transport", &[Role::Auditor]).await;
        let harmless = world.identity.begin_act(&staff, act).await.unwrap();
        let act = world.inviting(&officers[0], "causeway", &[Role::SecurityOfficer]).await;
        let grave = world.identity.begin_act(&staff, act).await.unwrap();
        let shown = [world.shown(&staff, harmless).await, world.shown(&staff, grave).await];
        let (harmless, grave) = ((harmless, shown[0].as_str()), (grave, shown[1].as_str()));
        let ceremony = world.identity.act_options(browser, &staff, harmless.0, harmless.1).await.unwrap();
        let response = officers[0].key().sign(&url(), &ceremony.options).await.unwrap();
        let answer = Some((ceremony.id, &response));
        assert_eq!(code(world.identity.perform(browser, &staff, grave, answer).await), "passkey_refused");
        // That attempt has spent it, also for what it was meant for.
        assert_eq!(code(world.identity.perform(browser, &staff, harmless, answer).await), "passkey_refused");

        // A login's assertion, a made-up ceremony, somebody else's passkey.
        let login = world.identity.begin_staff_login(browser).await.unwrap();
        let response = officers[0].key().sign(&url(), &login.options).await.unwrap();
        let answer = Some((login.id, &response));
        assert_eq!(code(world.identity.perform(browser, &staff, grave, answer).await), "passkey_refused");
        let answer = Some((uuid::Uuid::from_u128(5), &response));
        assert_eq!(code(world.identity.perform(browser, &staff, grave, answer).await), "passkey_refused");
        let ceremony = world.identity.act_options(browser, &staff, grave.0, grave.1).await.unwrap();
        let mut options = ceremony.options.clone();
        options["allowCredentials"] = json!([]);
        let response = officers[1].key().sign(&url(), &options).await.unwrap();
        let answer = Some((ceremony.id, &response));
        assert_eq!(code(world.identity.perform(browser, &staff, grave, answer).await), "passkey_refused");
        assert!(world.confirms(&officers[0], &staff, grave.0).await.is_ok(), "the act itself is still there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_waits_half_an_hour_at_most() {
    for (world, officers) in manned().await {
        let mut who = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        willing(&world.identity, ProposalKind::Purpose);
        let staff = world.staff(&who).await;
        let new = Act::Propose { proposal: purpose("causeway", "p") };
        let id = world.identity.begin_act(&staff, new).await.unwrap();
        let shown = world.shown(&staff, id).await;
        for _ in 0..3 {
            world.test.env.clock.advance(jiff::SignedDuration::from_mins(10));
            assert!(!world.is_out(&who).await);
        }
        assert_eq!(code(world.identity.perform(&who.browser, &staff, (id, &shown), None).await), "act_over");
        world.logs_in(&mut who).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_stands_on_what_the_approver_may_do_at_that_moment() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let approver = world.hires(&officers, &[Role::Approver, Role::Auditor], "Approver").await;
        let made = world.proposes(&steward, purpose("causeway", "p")).await.unwrap().proposal.unwrap();
        let staff = world.staff(&approver).await;
        let act = world.identity.begin_act(&staff, Act::Approve { proposal: made }).await.unwrap();
        let shown = &world.shown(&staff, act).await;
        let ceremony = world.identity.act_options(&approver.browser, &staff, act, shown).await.unwrap();
        let response = approver.key().sign(&url(), &ceremony.options).await.unwrap();
        let own = world.identity.member(&world.staff(&officers[0]).await, staff.member).await.unwrap();
        let grant = own.grants.iter().find(|grant| grant.role == Role::Approver).unwrap().id;
        world.does(&officers[0], Act::EndGrant { grant }).await.unwrap();
        let answer = Some((ceremony.id, &response));
        let late = world.identity.perform(&approver.browser, &staff, (act, shown), answer).await;
        assert_eq!(code(late), "not_found", "the role has ended meanwhile");
        let proposal = world.identity.proposal(&world.staff(&steward).await, made).await.unwrap();
        assert_eq!(proposal.state, ProposalState::Waiting);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_approvers_at_once_one_applies_it() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let one = world.hires(&officers, &[Role::Approver], "One").await;
        let two = world.hires(&officers, &[Role::Approver], "Two").await;
        let made = world.proposes(&steward, purpose("causeway", "p")).await.unwrap().proposal.unwrap();
        let (a, b) = tokio::join!(world.approves(&one, made), world.approves(&two, made));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        assert_eq!(if a.is_ok() { code(b) } else { code(a) }, "proposal_decided");
        let proposal = world.identity.proposal(&world.staff(&one).await, made).await.unwrap();
        assert_eq!((proposal.state, proposal.approvals.len()), (ProposalState::Applied, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maker_stays_the_maker_in_a_second_organisation_and_after_coming_back() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        willing(&world.identity, ProposalKind::Purpose);
        let mut who = world.hires_to(&officers, "transport", &[Role::DataSteward], "Fox").await;
        let made = world.proposes(&who, purpose("transport", "p")).await.unwrap().proposal.unwrap();
        // The same person becomes an approver at the platform.
        world.hires_again(&officers, "causeway", &[Role::Approver], &mut who).await;
        let staff = world.staff(&who).await;
        assert!(staff.platform && staff.may(Permission::CatalogueApprove));
        assert_eq!(code(world.approves(&who, made).await), "own_proposal");
        let desk = world.identity.desk(&staff).await.unwrap();
        assert!(desk.to_decide.is_empty() && desk.mine.len() == 1);

        willing(&world.identity, ProposalKind::NoticeSuspension);
        // A proposal of a place that has ended is taken back with it; the person is still its maker after being invited anew.
        let again = world.proposes(&officers[0], erasure("someone")).await.unwrap().proposal.unwrap();
        let third = world.hires(&officers, &[Role::SecurityOfficer], "Third").await;
        world.does(&third, Act::EndMember { member: world.member_of(&officers[0]).await }).await.unwrap();
        let gone = world.identity.proposal(&world.staff(&third).await, again).await.unwrap();
        assert_eq!(gone.state, ProposalState::Withdrawn);
    }
}

fn erasure(subject: &str) -> NewProposal {
    NewProposal {
        kind: ProposalKind::NoticeSuspension,
        organisation: organisation("causeway"),
        subject: subject.to_owned(),
        content: json!({"case": "A-1"}),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_themself_a_role_by_proposal_or_by_link() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        let mut registrar = world.hires_to(&officers, "transport", &[Role::Registrar], "Reg").await;
        let member = world.member_of(&registrar).await;
        let new = NewProposal {
            kind: ProposalKind::Role,
            organisation: organisation("transport"),
            subject: member.to_string(),
            content: json!({"member": member, "role": "integrator"}),
        };
        assert_eq!(code(world.proposes(&registrar, new).await), "own_role");
        let link = invites(&world, &registrar, "transport", Role::Integrator).await;
        let link = link.unwrap().link.unwrap();
        assert_eq!(code(world.joins_as(&mut registrar, &link, "Myself").await), "own_role");
        let mut other = world.citizen("ZZ1").await;
        assert!(world.joins_as(&mut other, &link, "Somebody").await.is_ok(), "the link is still good");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_what_is_about_them() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::PersonErasure);
        let about = NewProposal {
            kind: ProposalKind::PersonErasure,
            organisation: organisation("causeway"),
            subject: officers[1].account.to_string(),
            content: json!({"account": officers[1].account, "case": "A-1"}),
        };
        let made = world.proposes(&officers[0], about).await.unwrap();
        assert!(!made.applied);
        let id = made.proposal.unwrap();
        assert_eq!(code(world.approves(&officers[1], id).await), "not_found", "they are not to know of it");
        assert_eq!(code(world.does(&officers[1], Act::Decline { proposal: id }).await), "not_found");
        assert_eq!(code(world.approves(&officers[0], id).await), "own_proposal");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_of_a_department_reach_nothing_beyond_it() {
    for (world, officers) in manned().await {
        for name in ["transport", "water"] {
            world.registers(name).await;
        }
        let all: Vec<_> = Role::ALL.to_vec();
        let mighty = world.hires_to(&officers, "transport", &all, "Mighty").await;
        let staff = world.staff(&mighty).await;
        assert!(!staff.platform && PLATFORM_ONLY.iter().all(|permission| !staff.may(*permission)));
        for (act, expected) in [
            (world.inviting(&mighty, "water", &[Role::Auditor]).await, "not_found"),
            (Act::Propose { proposal: purpose("water", "p") }, "not_found"),
            (Act::EndMember { member: world.member_of(&officers[0]).await }, "not_found"),
            (Act::EndMember { member: MemberId::from(uuid::Uuid::from_u128(9)) }, "not_found"),
            (Act::Propose { proposal: erasure("x") }, "not_found"),
        ] {
            assert_eq!(code(world.does(&mighty, act).await), expected);
        }
        let look = world.identity.look_at(
            &staff,
            LookFor::Account(officers[0].account),
            LookReason::Complaint,
            "A-1",
        );
        assert_eq!(code(look.await), "not_found");
        let water = world.identity.organisation_record(&staff, &organisation("water")).await;
        assert_eq!(code(water), "not_found");
    }
}
