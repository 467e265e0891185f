//! Mandates: who gives them, what they allow, when they end.

use causeway_core::{Search, Staff};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::rules::{account, somebody};
use super::world::*;
use crate::Level;
use crate::model::CardHash;
use crate::staff::mandates::rules::{self, Giving, LONGEST};
use crate::staff::*;

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

fn by_decision() -> NewMandate {
    NewMandate {
        organisation: organisation("transport"),
        representative: account(7),
        scope: vec![ActFor::Sign, ActFor::Pay],
        limit: Some(50_000),
        until: Timestamp::UNIX_EPOCH + hours(24),
        basis: MandateBasis::Decision { reference: "B/2026-1".to_owned() },
    }
}

fn by_register() -> NewMandate {
    NewMandate { basis: MandateBasis::Register { entry: "CR-1".to_owned() }, ..by_decision() }
}

fn director(card: u8, capacity: Capacity) -> Named {
    let officer = Officer { person: CardHash([card; 32]), capacity, entry: "CR-1".to_owned() };
    Named { standing: true, officers: vec![officer] }
}

fn given(new: &NewMandate, giver: &Staff, named: Option<&Named>) -> &'static str {
    let (giver_card, card) = (CardHash([1; 32]), CardHash([7; 32]));
    let facts =
        Giving { giver, giver_card: Some(&giver_card), representative: Some((Level::Basic, &card)), named };
    code(rules::may_give(new, &facts, Timestamp::UNIX_EPOCH))
}

#[test]
fn on_a_decision_the_organisation_s_own_registrar_gives_and_never_to_themself() {
    let registrar = somebody(1, &[Role::Registrar], false);
    assert_eq!(given(&by_decision(), &registrar, None), "ok");
    let of_platform = somebody(1, &[Role::Registrar], true);
    assert_eq!(given(&by_decision(), &of_platform, None), "not_found", "it is not their decision");
    let steward = somebody(1, &[Role::DataSteward], false);
    assert_eq!(given(&by_decision(), &steward, None), "not_found");
    let to_self = NewMandate { representative: account(1), ..by_decision() };
    assert_eq!(given(&to_self, &registrar, None), "own_mandate");
    let elsewhere = NewMandate { organisation: organisation("water"), ..by_decision() };
    assert_eq!(given(&elsewhere, &registrar, None), "not_found");
    let basis = MandateBasis::Decision { reference: "as Mr Chan said".to_owned() };
    assert_eq!(given(&NewMandate { basis, ..by_decision() }, &registrar, None), "bad_case");
}

#[test]
fn on_the_register_s_word_those_whom_it_names_give() {
    let anybody = somebody(1, &[Role::Integrator], false);
    let registrar = somebody(2, &[Role::Registrar], true);
    let own = director(1, Capacity::Director);
    assert_eq!(given(&by_register(), &anybody, Some(&own)), "ok", "the giver is a director");
    let to_self = NewMandate { representative: account(1), ..by_register() };
    assert_eq!(given(&to_self, &anybody, Some(&own)), "ok", "whom the register names may act themself");
    let keeper = director(1, Capacity::Secretary);
    assert_eq!(given(&by_register(), &anybody, Some(&keeper)), "not_found", "a secretary binds nobody");
    let gone = Named { standing: false, ..own.clone() };
    assert_eq!(given(&by_register(), &anybody, Some(&gone)), "not_found");
    let basis = MandateBasis::Register { entry: "CR-2".to_owned() };
    assert_eq!(given(&NewMandate { basis, ..by_register() }, &anybody, Some(&own)), "not_found");

    let named = director(7, Capacity::Director);
    assert_eq!(given(&by_register(), &registrar, Some(&named)), "ok", "the representative is a director");
    assert_eq!(given(&by_register(), &anybody, Some(&named)), "not_found");
    assert_eq!(given(&by_register(), &registrar, None), "not_in_register");
    assert_eq!(given(&by_register(), &registrar, Some(&director(9, Capacity::Director))), "not_in_register");
}

#[test]
fn the_terms_are_bounded_and_the_representative_is_known() {
    let registrar = somebody(1, &[Role::Registrar], false);
    let now = Timestamp::UNIX_EPOCH;
    let bad = [
        NewMandate { scope: vec![], limit: None, ..by_decision() },
        NewMandate { scope: vec![ActFor::Pay, ActFor::Pay], ..by_decision() },
        NewMandate { scope: vec![ActFor::Sign], ..by_decision() },
        NewMandate { limit: Some(0), ..by_decision() },
        NewMandate { limit: Some(i64::MAX), ..by_decision() },
        NewMandate { until: now, ..by_decision() },
        NewMandate { until: now + LONGEST + hours(1), ..by_decision() },
    ];
    for new in bad {
        assert_eq!(given(&new, &registrar, None), "bad_mandate", "{new:?}");
    }
    assert_eq!(given(&NewMandate { until: now + LONGEST, ..by_decision() }, &registrar, None), "ok");
    let card = CardHash([7; 32]);
    for representative in [None, Some((Level::Invited, &card))] {
        let facts = Giving { giver: &registrar, giver_card: None, representative, named: None };
        assert_eq!(code(rules::may_give(&by_decision(), &facts, now)), "representative_unknown");
    }
}

fn standing() -> Mandate {
    let new = by_decision();
    Mandate {
        id: uuid::Uuid::nil(),
        organisation: new.organisation,
        representative: new.representative,
        scope: new.scope,
        limit: new.limit,
        until: new.until,
        basis: new.basis,
        given_by: uuid::Uuid::nil().into(),
        given_at: Timestamp::UNIX_EPOCH,
        ended_at: None,
        ended_why: None,
    }
}

proptest! {
    /// Nothing beyond scope, limit and time; no payment without its amount, no amount without a payment.
    #[test]
    fn a_mandate_allows_what_it_says_and_no_more(
        act in proptest::sample::select(ActFor::ALL.to_vec()),
        scope in proptest::sample::subsequence(ActFor::ALL.to_vec(), 0..=4),
        limit in proptest::option::of(1i64..1000), amount in proptest::option::of(-5i64..1500),
        hour in 0i64..48, ended in any::<bool>(),
    ) {
        let now = Timestamp::UNIX_EPOCH + hours(hour);
        let ended_at = ended.then_some(Timestamp::UNIX_EPOCH);
        let mandate = Mandate { scope: scope.clone(), limit, ended_at, ..standing() };
        let allowed = rules::may_act(&mandate, act, amount, now).is_ok();
        let sum = match (act, amount) {
            (ActFor::Pay, Some(amount)) => amount > 0 && limit.is_none_or(|limit| amount <= limit),
            (ActFor::Pay, None) | (_, Some(_)) => false,
            (_, None) => true,
        };
        prop_assert_eq!(allowed, scope.contains(&act) && sum && hour < 24 && !ended);
    }
}

struct Company {
    registrar: Someone,
    director: Someone,
    clerk: Someone,
}

async fn company(world: &World, officers: &[Someone; 2]) -> Company {
    world.registers("transport").await;
    let registrar = world.hires_to(officers, "transport", &[Role::Registrar], "Registrar").await;
    let mut director = world.citizen("D1").await;
    world.hires_again(officers, "transport", &[Role::Integrator], &mut director).await;
    let clerk = world.citizen("C1").await;
    Company { registrar, director, clerk }
}

fn named(world: &World, card: &str) -> Named {
    let person = world.identity.card_hash(card);
    Named {
        standing: true,
        officers: vec![Officer { person, capacity: Capacity::Director, entry: "CR-1".to_owned() }],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_ends_the_moment_the_register_or_the_organisation_says_so() {
    for (world, officers) in manned().await {
        let Company { registrar, director, clerk } = company(&world, &officers).await;
        let transport = organisation("transport");
        world.register.say(transport.clone(), named(&world, "D1"));
        let until = world.test.env.now() + hours(24 * 300);
        let mandate = NewMandate { representative: clerk.account, until, ..by_register() };
        world.does(&director, Act::GiveMandate { mandate }).await.unwrap();
        let mandate = NewMandate { representative: clerk.account, until, ..by_decision() };
        world.does(&registrar, Act::GiveMandate { mandate }).await.unwrap();
        assert_eq!(world.told(&clerk).await, ["mandate.given", "mandate.given"]);
        let staff = world.staff(&registrar).await;
        assert_eq!(world.identity.mandates(&staff, &Search::all()).await.unwrap().total, 2);
        let text = "cr-1".to_owned();
        let found = world.identity.mandates(&staff, &Search { text, ..Search::all() }).await.unwrap();
        assert_eq!(found.total, 1);

        assert_eq!(world.identity.follow_register(&transport).await.unwrap(), 0, "no news");
        // The register changed while the mandate was being given: it is asked once more afterwards, by a job of the giving itself.
        world.register.say(transport.clone(), named(&world, "D2"));
        let job = world.identity.work(causeway_core::jobs::Worker::new(world.test.env.clone()));
        assert_eq!(job.run_due().await.unwrap(), 1, "for the one that rests on the register");
        let held = world.identity.mandates_held(clerk.account).await.unwrap();
        assert_eq!(held.len(), 1, "the director is none any more; the organisation's decision stands");
        assert_eq!(world.told(&clerk).await.last(), Some(&"mandate.ended"));
        let dissolved = Named { standing: false, officers: Vec::new() };
        assert_eq!(world.identity.register_says(&transport, Some(&dissolved)).await.unwrap(), 1);
        assert!(world.identity.mandates_held(clerk.account).await.unwrap().is_empty());
        let all = world.identity.mandates(&staff, &Search::all()).await.unwrap();
        assert!(all.rows.iter().all(|mandate| mandate.ended_why == Some(MandateEnd::Register)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn giver_holder_and_registrar_end_a_mandate_and_nobody_else() {
    for (world, officers) in manned().await {
        let Company { registrar, director, clerk } = company(&world, &officers).await;
        let until = world.test.env.now() + hours(24);
        let one = async || {
            let mandate = NewMandate { representative: clerk.account, until, ..by_decision() };
            world.does(&registrar, Act::GiveMandate { mandate }).await.unwrap();
            world.identity.mandates_held(clerk.account).await.unwrap()[0].id
        };
        let mandate = one().await;
        assert_eq!(code(world.does(&director, Act::EndMandate { mandate }).await), "not_found");
        world.does(&registrar, Act::EndMandate { mandate }).await.unwrap();
        assert_eq!(code(world.does(&registrar, Act::EndMandate { mandate }).await), "mandate_over");
        let mandate = one().await;
        let keeper = world.hires(&officers, &[Role::Registrar], "Keeper").await;
        world.does(&keeper, Act::EndMandate { mandate }).await.unwrap();
        one().await;
        let (identity, account) = (&world.identity, clerk.account);
        let before = world.chain("transport").await;
        world
            .test
            .env
            .db
            .tx(|tx| Box::pin(async move { identity.delete_account(tx, account).await }))
            .await
            .unwrap();
        assert_eq!(world.chain("transport").await, before + 1, "the organisation is told that it ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_the_staff_acts_for_the_organisation_no_longer() {
    for (world, officers) in manned().await {
        let Company { registrar, director, clerk } = company(&world, &officers).await;
        world.registers("water").await;
        let keeper = world.hires_to(&officers, "water", &[Role::Registrar], "Keeper").await;
        let until = world.test.env.now() + hours(24 * 300);
        for (who, given) in [
            (&registrar, NewMandate { representative: director.account, until, ..by_decision() }),
            (&registrar, NewMandate { representative: clerk.account, until, ..by_decision() }),
            (
                &keeper,
                NewMandate {
                    organisation: organisation("water"),
                    representative: director.account,
                    until,
                    ..by_decision()
                },
            ),
        ] {
            world.does(who, Act::GiveMandate { mandate: given }).await.unwrap();
        }
        let member = world.member_of(&director).await;
        let staff = world.staff(&registrar).await;
        let act = world.identity.begin_act(&staff, Act::EndMember { member }).await.unwrap();
        let shown = world.identity.act(&staff, act).await.unwrap();
        let told = shown.effects.iter().find(|effect| effect.key == "member-mandates-ended").unwrap();
        assert_eq!(told.args, [("mandates", "1".to_owned())]);
        assert_eq!(world.identity.mandates_held(director.account).await.unwrap().len(), 2, "only tried");

        world.confirms(&registrar, &staff, act).await.unwrap();
        let left = world.identity.mandates_held(director.account).await.unwrap();
        assert_eq!(left.iter().map(|one| one.organisation.as_str()).collect::<Vec<_>>(), ["water"]);
        let all = world.identity.mandates(&staff, &Search::all()).await.unwrap().rows;
        let ended: Vec<_> = all.iter().filter(|one| one.ended_why == Some(MandateEnd::Place)).collect();
        assert_eq!(ended.len(), 1);
        assert_eq!(ended[0].representative, director.account);
        assert_eq!(
            world.identity.mandates_held(clerk.account).await.unwrap().len(),
            1,
            "who has no place keeps it"
        );
        let told = world.told(&director).await;
        assert_eq!(told[told.len() - 2..], ["mandate.ended", "staff.ended"]);
    }
}
