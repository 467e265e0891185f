//! Proposals: tried dry, applied with the approval, shown to those who may know.

use causeway_core::setting::Mode;
use causeway_core::{Permission, Search};
use serde_json::json;

use super::world::*;
use crate::Config;
use crate::staff::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_was_really_tried_and_left_no_trace() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let approver = world.hires(&officers, &[Role::Approver], "Approver").await;
        let (chain, told) = (world.chain("causeway").await, world.told(&steward).await);
        let staff = world.staff(&steward).await;
        let act = Act::Propose { proposal: purpose("causeway", "p") };
        let id = world.identity.begin_act(&staff, act.clone()).await.unwrap();
        let shown = world.identity.act(&staff, id).await.unwrap();
        let keys: Vec<_> = shown.effects.iter().map(|effect| effect.key).collect();
        assert_eq!(keys, ["proposal-waits", "applied"]);
        assert_eq!((shown.act, shown.waits, shown.passkey), (act, true, false));
        assert_eq!(world.chain("causeway").await, chain, "nothing of the trial stayed");
        assert_eq!(world.told(&steward).await, told);
        assert!(world.waiting(&approver).await.is_empty());

        let done = world.confirms(&steward, &staff, id).await.unwrap();
        assert!(!done.applied && done.secret.is_none());
        assert_eq!(world.chain("causeway").await, chain + 1);
        assert_eq!(world.told(&steward).await.last(), Some(&"proposal.made"));
        let proposal = world.waiting(&approver).await.pop().unwrap();
        assert_eq!(proposal.digest.len(), 64);
        let staff = world.staff(&approver).await;
        let id = world.identity.begin_act(&staff, Act::Approve { proposal: proposal.id }).await.unwrap();
        let shown = world.identity.act(&staff, id).await.unwrap();
        assert_eq!(shown.proposal.unwrap().content, json!({"id": "p"}));
        assert!(shown.passkey && !shown.waits);
        assert!(world.confirms(&approver, &staff, id).await.unwrap().applied);
        assert_eq!(
            world.told(&steward).await[told.len()..],
            ["proposal.made", "proposal.decided", "proposal.applied"]
        );
        let approved = world.identity.proposal(&staff, proposal.id).await.unwrap();
        assert_eq!(approved.approvals[0].1, "Colleague");
        assert_eq!(approved.state, ProposalState::Applied);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_longer_applies_is_not_approved_and_goes_on_waiting() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let approver = world.hires(&officers, &[Role::Approver], "Approver").await;
        let id = world.proposes(&steward, purpose("causeway", "p")).await.unwrap().proposal.unwrap();
        unwilling(&world.identity, ProposalKind::Purpose, "gone_stale");
        assert_eq!(code(world.approves(&approver, id).await), "gone_stale");
        let waiting = world.waiting(&approver).await;
        assert!(waiting[0].approvals.is_empty());
        willing(&world.identity, ProposalKind::Purpose);
        world.approves(&approver, id).await.unwrap();
        assert_eq!(code(world.approves(&approver, id).await), "proposal_decided");
        let refused = world.proposes(&steward, purpose("causeway", "p")).await;
        assert!(refused.is_ok(), "the same may be proposed again once it is decided");
        let twice = world.proposes(&steward, purpose("causeway", "p")).await;
        assert_eq!(code(twice), "already_proposed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_nobody_else_happens_at_once_with_a_passkey() {
    for (world, officers) in manned().await {
        let rng = world.test.env.rng.clone();
        let applier = apply(move |_, _| {
            let secret = causeway_crypto::token::Token::new(&rng);
            Box::pin(async move { Ok(Applied { secret: Some(secret?), ..Applied::default() }) })
        });
        world.identity.register_applier(ProposalKind::ClientSecret, applier);
        let integrator = world.hires(&officers, &[Role::Integrator], "Integrator").await;
        let new = NewProposal {
            kind: ProposalKind::ClientSecret,
            organisation: organisation("causeway"),
            subject: "client".to_owned(),
            content: json!({}),
        };
        let staff = world.staff(&integrator).await;
        let id = world.identity.begin_act(&staff, Act::Propose { proposal: new }).await.unwrap();
        assert!(world.identity.act(&staff, id).await.unwrap().passkey);
        let done = world.confirms(&integrator, &staff, id).await.unwrap();
        assert!(done.applied && done.secret.is_some());
        let proposal = world.identity.proposal(&staff, done.proposal.unwrap()).await.unwrap();
        assert_eq!((proposal.state, proposal.needed), (ProposalState::Applied, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_needs_a_second_person_in_production_alone() {
    let new = |id: &str| NewProposal {
        kind: ProposalKind::Client,
        organisation: organisation("transport"),
        subject: id.to_owned(),
        content: json!({"id": id}),
    };
    for mode in [Mode::Production, Mode::Sandbox] {
        for world in worlds_with(Config::default(), mode).await {
            willing(&world.identity, ProposalKind::Client);
            world.registers("transport").await;
            let officers = [world.officer("One").await, world.officer("Two").await];
            let who = world.hires_to(&officers, "transport", &[Role::Integrator], "Lee").await;
            let done = world.proposes(&who, new("bus")).await.unwrap();
            assert_eq!(done.applied, mode == Mode::Sandbox);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn proposals_are_seen_by_those_whose_kinds_they_are() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        for name in ["transport", "water"] {
            world.registers(name).await;
        }
        let steward = world.hires_to(&officers, "transport", &[Role::DataSteward], "Steward").await;
        let integrator = world.hires_to(&officers, "transport", &[Role::Integrator], "Lee").await;
        let other = world.hires_to(&officers, "water", &[Role::DataSteward], "Other").await;
        let approver = world.hires(&officers, &[Role::Approver], "Approver").await;
        let id = world.proposes(&steward, purpose("transport", "road-tax")).await.unwrap().proposal.unwrap();
        for (who, sees) in
            [(&steward, true), (&integrator, false), (&other, false), (&approver, true), (&officers[0], true)]
        {
            let staff = world.staff(who).await;
            assert_eq!(world.identity.proposal(&staff, id).await.is_ok(), sees);
            let text = "ROAD".to_owned();
            let found =
                world.identity.proposals(&staff, &Search { text, ..Search::all() }, None).await.unwrap();
            assert_eq!(found.total, i64::from(sees));
        }
        let staff = world.staff(&approver).await;
        assert_eq!(world.identity.desk(&staff).await.unwrap().to_decide.len(), 1);
        let text = "nothing like that".to_owned();
        let none = world.identity.proposals(&staff, &Search { text, ..Search::all() }, None).await.unwrap();
        assert_eq!(none.total, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maker_takes_back_and_time_ends_what_nobody_decides() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let mut steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let one = world.proposes(&steward, purpose("causeway", "a")).await.unwrap().proposal.unwrap();
        let two = world.proposes(&steward, purpose("causeway", "b")).await.unwrap().proposal.unwrap();
        let stranger = world.does(&officers[0], Act::Withdraw { proposal: one }).await;
        assert_eq!(code(stranger), "not_found");
        world.does(&steward, Act::Withdraw { proposal: one }).await.unwrap();
        world.advance(30 * 24);
        assert_eq!(world.identity.expire_proposals().await.unwrap(), 1);
        assert_eq!(world.identity.expire_proposals().await.unwrap(), 0);
        world.logs_in(&mut steward).await.unwrap();
        let staff = world.staff(&steward).await;
        let states: Vec<_> = [one, two].to_vec();
        assert_eq!(
            [
                world.identity.proposal(&staff, states[0]).await.unwrap().state,
                world.identity.proposal(&staff, states[1]).await.unwrap().state
            ],
            [ProposalState::Withdrawn, ProposalState::Expired]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn content_that_cannot_be_is_refused_at_the_form() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        let steward = world.hires(&officers, &[Role::DataSteward], "Steward").await;
        let with = |subject: &str, content| NewProposal {
            subject: subject.to_owned(),
            content,
            ..purpose("causeway", "p")
        };
        for bad in [
            with("", json!({})),
            with("p", json!({"n": u64::MAX})),
            with("p", json!({"long": "x".repeat(70_000)})),
            with(&"x".repeat(201), json!({})),
        ] {
            assert_eq!(code(world.proposes(&steward, bad).await), "bad_content");
        }
        let member = world.member_of(&steward).await;
        let role = |subject: String, content| NewProposal {
            kind: ProposalKind::Role,
            organisation: organisation("causeway"),
            subject,
            content,
        };
        let right = json!({"member": member, "role": "auditor"});
        for (bad, expected) in [
            (role("x".to_owned(), right.clone()), "bad_content"),
            (role(member.to_string(), json!({"member": member, "role": "king"})), "bad_content"),
            (
                role(member.to_string(), json!({"member": officers[0].account, "role": "auditor"})),
                "not_found",
            ),
        ] {
            assert_eq!(code(world.proposes(&officers[0], bad).await), expected);
        }
        let done = world.proposes(&officers[0], role(member.to_string(), right)).await.unwrap();
        assert!(!done.applied, "every role at the platform is weighty");
        world.approves(&officers[1], done.proposal.unwrap()).await.unwrap();
        assert!(world.staff(&steward).await.may(Permission::EvidenceRead));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_officers_decide_is_for_officers_and_never_for_whom_it_is_about() {
    for (world, officers) in manned().await {
        let of_officers =
            [ProposalKind::PersonErasure, ProposalKind::ReceiptOpening, ProposalKind::NoticeSuspension];
        let third = world.hires(&officers, &[Role::SecurityOfficer], "Third").await;
        let auditor = world.hires(&officers, &[Role::Auditor, Role::Approver], "Auditor").await;
        for kind in ProposalKind::ALL {
            assert_eq!(kind.of_officers(), of_officers.contains(kind), "{}", kind.as_str());
        }
        for kind in of_officers {
            willing(&world.identity, kind);
            let about = |person: &Someone| NewProposal {
                kind,
                organisation: organisation("causeway"),
                subject: person.account.to_string(),
                content: json!({"account": person.account, "case": "A-1"}),
            };
            let own = world.proposes(&officers[0], about(&officers[0])).await;
            assert_eq!(code(own), "own_record", "nobody decides about themself, nor tries what it would do");
            let id = world.proposes(&officers[0], about(&third)).await.unwrap().proposal.unwrap();
            for (who, sees) in
                [(&officers[0], true), (&officers[1], true), (&third, false), (&auditor, false)]
            {
                let staff = world.staff(who).await;
                assert_eq!(world.identity.proposal(&staff, id).await.is_ok(), sees, "{}", kind.as_str());
                let listed = world.waiting(who).await.iter().any(|one| one.id == id);
                assert_eq!(listed, sees, "{}", kind.as_str());
                let desk = world.identity.desk(&staff).await.unwrap();
                assert!(sees || desk.to_decide.iter().all(|one| one.id != id));
            }
            assert_eq!(code(world.approves(&third, id).await), "not_found");
            world.approves(&officers[1], id).await.unwrap();
        }
    }
}
