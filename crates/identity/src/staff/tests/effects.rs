//! What an act says that it will do: every sentence there is, each with what stands in it.

use std::collections::BTreeSet;

use causeway_core::setting::Mode;
use causeway_core::{Search, Staff};
use serde_json::json;

use super::world::*;
use crate::Config;
use crate::staff::*;

/// Collects the effects that were seen, each held against the list that the console has words for.
#[derive(Default)]
struct Seen(BTreeSet<&'static str>);

impl Seen {
    fn note(&mut self, effects: &[Effect]) {
        for effect in effects.iter().filter(|effect| effect.key != "applied") {
            let known = EFFECTS.iter().find(|(key, _)| *key == effect.key);
            let (key, names) = known.unwrap_or_else(|| panic!("{} is not in the list", effect.key));
            let found: BTreeSet<_> = effect.args.iter().map(|(name, _)| *name).collect();
            assert_eq!(found, names.iter().copied().collect(), "{key}");
            assert!(effect.args.iter().all(|(_, value)| !value.is_empty()), "{effect:?}");
            self.0.insert(key);
        }
    }

    /// Shows an act, then does it.
    async fn does(&mut self, world: &World, who: &Someone, act: Act) -> Done {
        let staff: Staff = world.staff(who).await;
        let id = world.identity.begin_act(&staff, act).await.unwrap();
        self.note(&world.identity.act(&staff, id).await.unwrap().effects);
        world.confirms(who, &staff, id).await.unwrap()
    }

    async fn proposes(&mut self, world: &World, who: &Someone, new: NewProposal) -> uuid::Uuid {
        self.does(world, who, Act::Propose { proposal: new }).await.proposal.unwrap()
    }
}

fn entry(record: &OrganisationRecord) -> NewProposal {
    NewProposal {
        kind: ProposalKind::Organisation,
        organisation: record.organisation.id.clone(),
        subject: record.organisation.id.to_string(),
        content: serde_json::to_value(record).unwrap(),
    }
}

/// Registrar and approver of the platform, and what they make of an organisation from its beginning to its end.
async fn organisations(seen: &mut Seen, world: &World, officers: &[Someone; 2]) {
    let registrar = world.hires(officers, &[Role::Registrar], "Registrar").await;
    let approver = world.hires(officers, &[Role::Approver], "Approver").await;
    let mut one = record("transport");
    for status in [
        OrganisationStatus::Active,
        OrganisationStatus::Suspended,
        OrganisationStatus::Active,
        OrganisationStatus::Closed,
    ] {
        one.status = status;
        let id = seen.proposes(world, &registrar, entry(&one)).await;
        seen.does(world, &approver, Act::Approve { proposal: id }).await;
    }
    let other = record("water");
    let id = seen.proposes(world, &registrar, entry(&other)).await;
    seen.does(world, &registrar, Act::Withdraw { proposal: id }).await;
    let id = seen.proposes(world, &registrar, entry(&other)).await;
    seen.does(world, &approver, Act::Decline { proposal: id }).await;
}

async fn people(seen: &mut Seen, world: &World, mut officers: [Someone; 2]) {
    world.registers("water").await;
    let [first, second] = &officers;
    let invite = world.inviting(first, "water", &[Role::Auditor, Role::Registrar]).await;
    seen.does(world, first, invite).await;
    let staff = world.staff(first).await;
    let invitation = world.identity.invitations(&staff).await.unwrap()[0].id;
    seen.does(world, first, Act::RevokeInvitation { invitation }).await;

    let who = world.hires_to(&officers, "water", &[Role::Registrar, Role::Integrator], "Lee").await;
    // The registrar's own invitations give what does not weigh at once.
    let invite = world.inviting(&who, "water", &[Role::Auditor]).await;
    seen.does(world, &who, invite).await;
    let member = world.identity.member(&staff, world.member_of(&who).await).await.unwrap();
    let content = json!({"member": member.id, "role": "approver"});
    let subject = member.id.to_string();
    let new = NewProposal { kind: ProposalKind::Role, organisation: organisation("water"), subject, content };
    let id = seen.proposes(world, first, new).await;
    seen.does(world, second, Act::Approve { proposal: id }).await;
    world.advance(2 * 24);
    for officer in &mut officers {
        world.logs_in(officer).await.unwrap();
    }
    let [first, second] = &officers;
    seen.does(world, second, Act::ConfirmGrant { grant: member.grants[0].id }).await;
    seen.does(world, second, Act::EndGrant { grant: member.grants[1].id }).await;
    places(seen, world, &officers, first).await;
}

/// What a registrar does, and what goes with their place: their session, their invitations, their mandate.
async fn places(seen: &mut Seen, world: &World, officers: &[Someone; 2], first: &Someone) {
    let registrar = world.hires_to(officers, "water", &[Role::Registrar], "Keeper").await;
    let other = world.hires_to(officers, "water", &[Role::Registrar], "Other").await;
    let given = |representative| NewMandate {
        organisation: organisation("water"),
        representative,
        scope: vec![ActFor::Pay, ActFor::Sign],
        limit: Some(100),
        until: world.test.env.now() + jiff::SignedDuration::from_hours(24),
        basis: MandateBasis::Decision { reference: "B-1".to_owned() },
    };
    let mandate = given(world.citizen("C1").await.account);
    seen.does(world, &registrar, Act::GiveMandate { mandate }).await;
    let staff = world.staff(&registrar).await;
    let all = world.identity.mandates(&staff, &Search::all()).await.unwrap();
    seen.does(world, &registrar, Act::EndMandate { mandate: all.rows[0].id }).await;
    world.does(&other, Act::GiveMandate { mandate: given(registrar.account) }).await.unwrap();
    let invite = world.inviting(&registrar, "water", &[Role::Auditor]).await;
    seen.does(world, &registrar, invite).await;
    seen.does(world, first, Act::EndMember { member: staff.member }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_effect_is_in_the_list_with_what_stands_in_it_and_the_list_has_no_other() {
    // Roles show up for review a day after they are given.
    let config = Config { review_days: 15, ..Config::default() };
    for world in worlds_with(config, Mode::Production).await {
        let officers = [world.officer("Officer One").await, world.officer("Officer Two").await];
        let mut seen = Seen::default();
        organisations(&mut seen, &world, &officers).await;
        people(&mut seen, &world, officers).await;
        let listed: BTreeSet<_> = EFFECTS.iter().map(|(key, _)| *key).collect();
        assert_eq!(listed.len(), EFFECTS.len(), "a key stands there twice");
        // Every kind takes one other person at most today, so that nothing waits for a second approval.
        let unseen: Vec<_> = listed.difference(&seen.0).collect();
        assert_eq!(unseen, [&"proposal-still-waits"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_says_who_it_is_about_by_the_name_colleagues_use() {
    for (world, officers) in manned().await {
        let who = world.hires(&officers, &[Role::Auditor, Role::DataSteward], "Somebody").await;
        let staff = world.staff(&officers[0]).await;
        let act = Act::EndMember { member: world.member_of(&who).await };
        let id = world.identity.begin_act(&staff, act).await.unwrap();
        let shown = world.identity.act(&staff, id).await.unwrap();
        let said = |key: &str, name: &str| {
            let effect = shown.effects.iter().find(|effect| effect.key == key).unwrap();
            effect.args.iter().find(|(own, _)| *own == name).unwrap().1.clone()
        };
        assert_eq!(said("member-ended", "member"), "Colleague");
        assert_eq!(said("member-ended", "roles"), "2");
        assert_eq!(said("member-sessions-ended", "sessions"), "1");
        assert!(!world.is_out(&who).await, "it was only tried");
    }
}
