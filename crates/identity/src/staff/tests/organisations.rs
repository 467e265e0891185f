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
        one.status = OrganisationStatus::Active;
        becomes(&world, &keepers, &one).await;
        assert_eq!(code(world.logs_in(&mut who).await), "passkey_refused", "closing ended the places");
        assert_eq!(world.told(&who).await.last(), Some(&"staff.ended"));
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
