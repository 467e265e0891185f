//! Lists, the desk, and looks at people's records.

use causeway_core::{Search, Staff};
use causeway_evidence::Event;

use super::world::*;
use crate::staff::*;

#[tokio::test(flavor = "multi_thread")]
async fn members_are_found_by_name_role_and_organisation_and_paged() {
    for (world, officers) in manned().await {
        world.registers("transport").await;
        for name in ["A", "B", "C"] {
            world.hires_to(&officers, "transport", &[Role::Integrator], name).await;
        }
        let staff = world.staff(&officers[0]).await;
        let find = async |text: &str, page, size| {
            let search = Search { text: text.to_owned(), page, size, ..Search::all() };
            let found = world.identity.members(&staff, &search).await.unwrap();
            (found.rows.len(), found.total)
        };
        assert_eq!(find("", 1, 25).await, (5, 5));
        assert_eq!(find("", 2, 2).await, (2, 5));
        assert_eq!(find("officer one", 1, 25).await, (1, 1));
        assert_eq!(find("integrator", 2, 2).await, (1, 3));
        assert_eq!(find("transport", 1, 25).await, (3, 3));
        assert_eq!(find("nobody", 1, 25).await, (0, 0));
        let only = Search { organisation: Some(organisation("transport")), ..Search::all() };
        assert_eq!(world.identity.members(&staff, &only).await.unwrap().total, 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_names_are_sealed_where_they_are_stored() {
    for (world, _) in manned().await {
        let sql = "select name from identity_member";
        for row in world.test.env.db.query(sql, &[]).await.unwrap() {
            let sealed: Vec<u8> = row.read().unwrap();
            assert!(!sealed.windows(7).any(|window| window == b"Officer"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_seen_by_those_who_manage_staff_and_taken_back() {
    for (world, officers) in manned().await {
        let act = world.inviting(&officers[0], "causeway", &[Role::Auditor]).await;
        let link = world.does(&officers[0], act).await.unwrap().link.unwrap();
        let staff = world.staff(&officers[1]).await;
        let waiting = world.identity.desk(&staff).await.unwrap().invitations;
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].invited_by, Some(world.member_of(&officers[0]).await));
        let invitation = waiting[0].id;
        world.does(&officers[1], Act::RevokeInvitation { invitation }).await.unwrap();
        let again = world.does(&officers[1], Act::RevokeInvitation { invitation }).await;
        assert_eq!(code(again), "not_found");
        let mut who = world.citizen("ZZ1").await;
        assert_eq!(code(world.joins_as(&mut who, &link, "Late").await), "invitation_over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_look_is_in_the_person_s_activity_before_anything_is_shown() {
    for (world, officers) in manned().await {
        let registrar = world.hires(&officers, &[Role::Registrar], "Registrar").await;
        let citizen = world.citizen("A1234563").await;
        let staff = world.staff(&registrar).await;
        let card = world.identity.card_hash("A1234563");
        let look = async |who: LookFor, case: &str| {
            world.identity.look_at(&staff, who, LookReason::LostDevice, case).await
        };
        let seen = look(LookFor::Card(card), "CASE/1").await.unwrap();
        assert_eq!((seen.account.id, seen.sessions, seen.memberships), (citizen.account, 0, 0));
        assert_eq!(seen.passkeys.len(), 1);
        assert!(seen.passkeys[0].label.is_empty(), "what the person calls it is theirs");
        let told = world.evidence.activity(citizen.account, None, 10).await.unwrap();
        let expected = Event::StaffLooked {
            organisation: organisation("causeway"),
            member: staff.member,
            reason: LookReason::LostDevice,
            case: "CASE/1".to_owned(),
            found: true,
        };
        assert_eq!(told.iter().map(|entry| &entry.event).collect::<Vec<_>>(), [&expected]);
        for bad in ["", "Mr Chan", &"x".repeat(41), "a\nb"] {
            assert_eq!(code(look(LookFor::Account(citizen.account), bad).await), "bad_case", "{bad:?}");
        }
        assert_eq!(code(look(LookFor::Account(registrar.account), "C-1").await), "own_record");
        let officer = world.staff(&officers[0]).await;
        let who = LookFor::Account(citizen.account);
        let other = world.identity.look_at(&officer, who, LookReason::Complaint, "C-1").await;
        assert_eq!(code(other), "not_found", "it is no part of an officer's work");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_are_counted_also_those_that_find_nobody() {
    let config = crate::Config { looks_per_hour: 3, ..crate::Config::default() };
    for world in worlds_with(config, causeway_core::setting::Mode::Production).await {
        let officers = [world.officer("One").await, world.officer("Two").await];
        let mut registrar = world.hires(&officers, &[Role::Registrar], "Registrar").await;
        let look = async |staff: &Staff, card: &str| {
            let who = LookFor::Card(world.identity.card_hash(card));
            code(world.identity.look_at(staff, who, LookReason::PersonAsked, "C-1").await)
        };
        let staff = world.staff(&registrar).await;
        let before = world.chain("causeway").await;
        for n in 0..3 {
            assert_eq!(look(&staff, &format!("guess {n}")).await, "not_found");
        }
        assert_eq!(world.chain("causeway").await, before + 3, "guessing is in evidence");
        assert_eq!(look(&staff, "guess 4").await, "too_many_attempts");
        world.advance(1);
        let staff = world.logs_in(&mut registrar).await.unwrap();
        assert_eq!(look(&staff, "guess 5").await, "not_found");
    }
}
