//! Organisations: proposed, approved, suspended, closed.

use causeway_core::{Lang, Search};
use serde_json::json;

use super::world::*;
use crate::staff::*;

fn put(record: &OrganisationRecord) -> NewProposal {
    NewProposal {
        kind: ProposalKind::Organisation,
        organisation: record.organisation.id.clone(),
        subject: record.organisation.id.to_string(),
        content: serde_json::to_value(record).unwrap(),
    }
}

/// Registrar and approver of the platform.
async fn keepers(world: &World, officers: &[Someone; 2]) -> [Someone; 2] {
    [
        world.hires(officers, &[Role::Registrar], "Registrar").await,
        world.hires(officers, &[Role::Approver], "Approver").await,
    ]
}

async fn becomes(
    world: &World,
    [registrar, approver]: &[Someone; 2],
    record: &OrganisationRecord,
) -> Vec<&'static str> {
    let staff = world.staff(registrar).await;
    let id = world.identity.begin_act(&staff, Act::Propose { proposal: put(record) }).await.unwrap();
    let shown = world.identity.act(&staff, id).await.unwrap();
    let done = world.confirms(registrar, &staff, id).await.unwrap();
    world.approves(approver, done.proposal.unwrap()).await.unwrap();
    shown.effects.iter().map(|effect| effect.key).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_is_entered_changed_and_found_by_any_of_its_names() {
    for (world, officers) in manned().await {
        let keepers = keepers(&world, &officers).await;
        let mut one = record("transport");
        assert_eq!(becomes(&world, &keepers, &one).await, ["proposal-waits", "organisation-new"]);
        let staff = world.staff(&keepers[0]).await;
        let found = world.identity.organisation_record(&staff, &organisation("transport")).await.unwrap();
        assert_eq!(found, one);
        one.organisation.name.zh_hant = "運輸署".to_owned();
        assert_eq!(becomes(&world, &keepers, &one).await, ["proposal-waits", "organisation-changed"]);
        for (text, hits) in [
            ("運輸", 1),
            ("TRANSPORT", 1),
            ("transport-1", 1),
            ("部门", 1),
            ("zh-Hant", 0),
            ("%", 0),
            ("", 2),
        ] {
            let search = Search { text: text.to_owned(), ..Search::all() };
            let found = world.identity.search_organisations(&staff, &search).await.unwrap();
            assert_eq!((found.total, found.rows.len()), (hits, usize::try_from(hits).unwrap()), "{text:?}");
        }
        assert_eq!(found.organisation.name.get(Lang::ZhHans), "部门");
        let untouched = record("transport").organisation;
        let identity = &world.identity;
        let again = world.test.env.db.tx(|tx| {
            let untouched = untouched.clone();
            Box::pin(async move { identity.put_organisation(tx, &untouched).await })
        });
        again.await.unwrap();
        let kept = world.identity.organisation_record(&staff, &organisation("transport")).await.unwrap();
        assert_eq!(kept.units, one.units, "what the demonstration does not know of, it leaves");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn suspending_shuts_staff_out_at_once_and_resuming_lets_them_back() {
    for (world, officers) in manned().await {
        let keepers = keepers(&world, &officers).await;
        let mut one = record("transport");
        becomes(&world, &keepers, &one).await;
        let mut who = world.hires_to(&officers, "transport", &[Role::Integrator], "Lee").await;
        let act = world.inviting(&officers[0], "transport", &[Role::Auditor]).await;
        let link = world.does(&officers[0], act.clone()).await.unwrap().link.unwrap();
        one.status = OrganisationStatus::Suspended;
        let effects = becomes(&world, &keepers, &one).await;
        assert_eq!(effects, ["proposal-waits", "organisation-changed", "organisation-suspended"]);
        assert!(world.is_out(&who).await);
        assert_eq!(code(world.logs_in(&mut who).await), "passkey_refused");
        let mut other = world.citizen("ZZ9").await;
        assert_eq!(code(world.joins_as(&mut other, &link, "Other").await), "invitation_over");
        assert_eq!(code(world.does(&officers[0], act).await), "organisation_inactive");
        one.status = OrganisationStatus::Active;
        let effects = becomes(&world, &keepers, &one).await;
        assert_eq!(effects, ["proposal-waits", "organisation-changed", "organisation-resumed"]);
        assert!(world.logs_in(&mut who).await.is_ok());

        one.status = OrganisationStatus::Closed;
        becomes(&world, &keepers, &one).await;
        assert_eq!(code(world.logs_in(&mut who).await), "passkey_refused", "closing ended the places");
        assert_eq!(world.told(&who).await.last(), Some(&"staff.ended"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_is_for_good_whenever_the_way_back_was_proposed() {
    for (world, officers) in manned().await {
        let keepers = keepers(&world, &officers).await;
        let mut one = record("transport");
        becomes(&world, &keepers, &one).await;
        let renamed = {
            let mut one = one.clone();
            one.organisation.name.en = "Transport".to_owned();
            world.proposes(&keepers[0], put(&one)).await.unwrap().proposal.unwrap()
        };
        one.status = OrganisationStatus::Closed;
        becomes(&world, &keepers, &one).await;
        assert_eq!(code(world.approves(&keepers[1], renamed).await), "organisation_closed");
        for status in [OrganisationStatus::Active, OrganisationStatus::Suspended] {
            let back = OrganisationRecord { status, ..one.clone() };
            assert_eq!(code(world.proposes(&keepers[0], put(&back)).await), "organisation_closed");
        }
        one.contacts.clear();
        assert_eq!(becomes(&world, &keepers, &one).await, ["proposal-waits", "organisation-changed"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn suspending_takes_back_what_its_staff_proposed_and_reaches_the_other_domains() {
    for (world, officers) in manned().await {
        willing(&world.identity, ProposalKind::Purpose);
        world.identity.register_shut_out(shut_out(|_, organisation| {
            let told = Effect::new("clients-stop", [("organisation", organisation.to_string())]);
            Box::pin(async move { Ok(vec![told]) })
        }));
        let keepers = keepers(&world, &officers).await;
        let mut one = record("transport");
        becomes(&world, &keepers, &one).await;
        let roles = [Role::Registrar, Role::DataSteward];
        let own = world.hires_to(&officers, "transport", &roles, "Own").await;
        let waiting = world.proposes(&own, purpose("transport", "p")).await.unwrap().proposal.unwrap();
        let by_us = world.proposes(&keepers[0], put(&record("water"))).await.unwrap().proposal.unwrap();
        // Its own registrar asks for it: that very proposal is applied, not taken back.
        one.status = OrganisationStatus::Suspended;
        let asked = world.proposes(&own, put(&one)).await.unwrap().proposal.unwrap();
        let staff = world.staff(&keepers[1]).await;
        let id = world.identity.begin_act(&staff, Act::Approve { proposal: asked }).await.unwrap();
        let shown = world.identity.act(&staff, id).await.unwrap();
        let told: Vec<_> = shown.effects.iter().map(|effect| effect.key).collect();
        assert_eq!(told, ["organisation-changed", "organisation-suspended", "clients-stop"]);
        let (_, proposals) = shown.effects[1].args.iter().find(|(name, _)| *name == "proposals").unwrap();
        assert_eq!(proposals, "1");
        world.confirms_as_shown(&keepers[1], &staff, &shown).await.unwrap();
        for (proposal, state) in [
            (waiting, ProposalState::Withdrawn),
            (by_us, ProposalState::Waiting),
            (asked, ProposalState::Applied),
        ] {
            assert_eq!(world.identity.proposal(&staff, proposal).await.unwrap().state, state);
        }
        let mut closed = one.clone();
        closed.status = OrganisationStatus::Closed;
        let effects = becomes(&world, &keepers, &closed).await;
        assert_eq!(
            effects,
            ["proposal-waits", "organisation-changed", "organisation-closed", "clients-stop"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_own_registrar_may_have_an_organisation_closed() {
    for (world, officers) in manned().await {
        let keepers = keepers(&world, &officers).await;
        let mut one = record("transport");
        becomes(&world, &keepers, &one).await;
        let own = world.hires_to(&officers, "transport", &[Role::Registrar], "Own").await;
        one.status = OrganisationStatus::Closed;
        let asked = world.proposes(&own, put(&one)).await.unwrap().proposal.unwrap();
        world.approves(&keepers[1], asked).await.unwrap();
        assert!(world.is_out(&own).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_is_what_happens_or_nothing_does() {
    for (world, officers) in manned().await {
        let keepers = keepers(&world, &officers).await;
        let [registrar, approver] = &keepers;
        let mut one = record("transport");
        becomes(&world, &keepers, &one).await;
        // A change of contacts holds the whole entry, and with it that the organisation takes part.
        let mut contacts = one.clone();
        contacts.contacts[0].email = "new@transport.example".to_owned();
        let change = world.proposes(registrar, put(&contacts)).await.unwrap().proposal.unwrap();
        let staff = world.staff(approver).await;
        let act = world.identity.begin_act(&staff, Act::Approve { proposal: change }).await.unwrap();
        let shown = world.identity.act(&staff, act).await.unwrap();
        assert_eq!(shown.effects.len(), 1);
        one.status = OrganisationStatus::Suspended;
        becomes(&world, &keepers, &one).await;
        assert_eq!(code(world.confirms_as_shown(approver, &staff, &shown).await), "act_changed");
        let now = world.identity.organisation_record(&staff, &organisation("transport")).await.unwrap();
        assert_eq!(now, one, "nothing was done");
        let forged = PendingAct { shown: "00".repeat(32), ..shown.clone() };
        assert_eq!(code(world.confirms_as_shown(approver, &staff, &forged).await), "act_changed");

        // Whoever looks again is told, and may.
        let again = world.identity.act(&staff, act).await.unwrap();
        let told: Vec<_> = again.effects.iter().map(|effect| effect.key).collect();
        assert_eq!(told, ["organisation-changed", "organisation-resumed"]);
        // What is told by no effect and stands beside the proposal counts as well: another entry of the units.
        one.units.clear();
        becomes(&world, &keepers, &one).await;
        assert_eq!(code(world.confirms_as_shown(approver, &staff, &again).await), "act_changed");
        world.confirms(approver, &staff, act).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_confirms_what_its_page_showed_and_no_other_page() {
    for (world, officers) in manned().await {
        let keepers = keepers(&world, &officers).await;
        let (approver, staff) = (&keepers[1], world.staff(&keepers[1]).await);
        let change = world.proposes(&keepers[0], put(&record("transport"))).await.unwrap();
        let act = Act::Approve { proposal: change.proposal.unwrap() };
        let id = world.identity.begin_act(&staff, act).await.unwrap();
        let shown = world.shown(&staff, id).await;
        let other = "00".repeat(32);
        let ceremony = world.identity.act_options(&approver.browser, &staff, id, &other).await.unwrap();
        let response = approver.key().sign(&url(), &ceremony.options).await.unwrap();
        let answer = Some((ceremony.id, &response));
        let crossed = world.identity.perform(&approver.browser, &staff, (id, &shown), answer).await;
        assert_eq!(code(crossed), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_organisation_replaces_none_that_came_meanwhile() {
    for (world, officers) in manned().await {
        let keepers = keepers(&world, &officers).await;
        let new = |name: &str| {
            let mut one = record("transport");
            one.organisation.name.en = name.to_owned();
            let proposal = put(&one);
            NewProposal { content: causeway_core::draft::as_new(proposal.content.clone()), ..proposal }
        };
        let [first, second] = [
            world.proposes(&keepers[0], new("One")).await.unwrap().proposal.unwrap(),
            world.proposes(&keepers[0], new("Two")).await.unwrap().proposal.unwrap(),
        ];
        world.approves(&keepers[1], second).await.unwrap();
        assert_eq!(code(world.approves(&keepers[1], first).await), "already_there");
        let staff = world.staff(&keepers[0]).await;
        let now = world.identity.organisation_record(&staff, &organisation("transport")).await.unwrap();
        assert_eq!(now.organisation.name.en, "Two");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_s_own_organisation_stays_and_bad_entries_are_refused() {
    for (world, officers) in manned().await {
        let [registrar, _] = &keepers(&world, &officers).await;
        let mut own = OrganisationRecord { organisation: operator(), ..record("causeway") };
        own.status = OrganisationStatus::Closed;
        assert_eq!(code(world.proposes(registrar, put(&own)).await), "operator_stays");
        let with = |change: &dyn Fn(&mut OrganisationRecord)| {
            let mut record = record("transport");
            change(&mut record);
            put(&record)
        };
        let nameless = with(&|r| r.organisation.name.zh_hans.clear());
        let reachless = with(&|r| r.contacts[0].email.clear());
        let unmailed = with(&|r| r.contacts[0].email = "nobody".to_owned());
        let doubled = with(&|r| r.units.push(r.units[0].clone()));
        let schemes = with(&|r| r.identifiers.push(r.identifiers[0].clone()));
        let unit = with(&|r| r.units[0].id = "A B".to_owned());
        for bad in [nameless, reachless, unmailed, doubled, schemes, unit] {
            assert_eq!(code(world.proposes(registrar, bad).await), "bad_organisation");
        }
        let crossed = NewProposal { subject: "water".to_owned(), ..put(&record("transport")) };
        assert_eq!(code(world.proposes(registrar, crossed).await), "bad_content");
        let torn = NewProposal { content: json!({"organisation": 1}), ..put(&record("transport")) };
        assert_eq!(code(world.proposes(registrar, torn).await), "bad_content");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_s_registrar_proposes_for_their_own_alone() {
    for (world, officers) in manned().await {
        for name in ["transport", "water"] {
            world.registers(name).await;
        }
        let registrar = world.hires_to(&officers, "transport", &[Role::Registrar], "Reg").await;
        assert!(world.proposes(&registrar, put(&record("transport"))).await.is_ok());
        assert_eq!(code(world.proposes(&registrar, put(&record("water"))).await), "not_found");
        let staff = world.staff(&registrar).await;
        let found = world.identity.search_organisations(&staff, &Search::all()).await.unwrap();
        assert_eq!(found.total, 1);
        let other = Search { organisation: Some(organisation("water")), ..Search::all() };
        assert_eq!(world.identity.search_organisations(&staff, &other).await.unwrap().total, 0);
    }
}
