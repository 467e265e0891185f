//! The rules again, now with everything that is stored: random acts of several people, and nobody ever turns both keys.

use causeway_core::Rng;
use serde_json::json;

use super::world::*;
use crate::staff::*;

const ACTS: usize = 100;

/// What is stored, as it is stored: who made each proposal, whom it concerns, who approved it.
async fn nobody_turned_both_keys(world: &World) -> (usize, usize) {
    let sql = "select p.kind, p.state, p.needed, a.account, p.maker_account, p.concerns from identity_proposal p \
               left join identity_approval a on a.proposal = p.id";
    let (mut applied, mut approved) = (0, 0);
    for row in world.test.env.db.query(sql, &[]).await.unwrap() {
        let (kind, state, needed, by, maker, concerns): (
            ProposalKind,
            ProposalState,
            i64,
            Option<causeway_core::AccountId>,
            causeway_core::AccountId,
            Option<causeway_core::AccountId>,
        ) = row.read().unwrap();
        assert_ne!(by, Some(maker), "{} was approved by its maker", kind.as_str());
        assert!(by.is_none() || by != concerns, "{} was approved by whom it concerns", kind.as_str());
        approved += usize::from(by.is_some());
        if state == ProposalState::Applied && needed > 0 {
            assert!(by.is_some(), "{} was applied without a second person", kind.as_str());
            applied += 1;
        }
    }
    (applied, approved)
}

struct Dice(Rng);

impl Dice {
    fn of(&self, sides: usize) -> usize {
        usize::from(self.0.bytes::<1>().unwrap()[0]) % sides
    }
}

async fn something(world: &World, dice: &Dice, people: &[Someone]) -> Act {
    let subject = &people[dice.of(people.len())];
    let member = match world.identity.staff(subject.cookie.reveal()).await.unwrap() {
        Some(staff) => staff.member,
        None => uuid::Uuid::nil().into(),
    };
    let role = Role::ALL[dice.of(Role::ALL.len())];
    let new = |kind, subject: String, content| Act::Propose {
        proposal: NewProposal { kind, organisation: organisation("causeway"), subject, content },
    };
    let latest = "select id from identity_proposal where state = 'waiting' order by made_at desc limit 5";
    let waiting = world.test.env.db.query(latest, &[]).await.unwrap();
    let nth = dice.of(5);
    let proposal = waiting.into_iter().nth(nth).map_or(uuid::Uuid::nil(), |row| row.read().unwrap());
    match dice.of(24) {
        0..4 => new(ProposalKind::Role, member.to_string(), json!({"member": member, "role": role})),
        4..8 => new(ProposalKind::Purpose, format!("p{}", dice.of(200)), json!({})),
        8..12 => new(
            ProposalKind::PersonErasure,
            subject.account.to_string(),
            json!({"account": subject.account, "case": format!("C-{}", dice.of(200))}),
        ),
        12 => Act::EndMember { member },
        13 => Act::Decline { proposal },
        _ => Act::Approve { proposal },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_acts_of_several_people_leave_two_persons_behind_every_proposal() {
    for (world, officers) in manned().await {
        for kind in [ProposalKind::Purpose, ProposalKind::PersonErasure] {
            willing(&world.identity, kind);
        }
        let mut people = Vec::new();
        for (name, roles) in [
            ("Approver", &[Role::Approver, Role::DataSteward][..]),
            ("Steward", &[Role::DataSteward, Role::SecurityOfficer]),
            ("Auditor", &[Role::Auditor]),
        ] {
            people.push(world.hires(&officers, roles, name).await);
        }
        people.extend(officers);
        let dice = Dice(Rng::seeded(20_260_731));
        let mut done = 0;
        for _ in 0..ACTS {
            let act = something(&world, &dice, &people).await;
            let who = &people[dice.of(people.len())];
            done += usize::from(world.does(who, act).await.is_ok());
        }
        let (applied, approved) = nobody_turned_both_keys(&world).await;
        assert!(done > 5 && applied > 5 && approved >= applied, "{done} {applied} {approved}");
        let officers = "select count(*) from identity_grant g join identity_member m on m.id = g.member \
                        where g.role = 'security_officer' and g.ended_at is null and m.ended_at is null";
        let left: i64 = world.test.env.db.one(officers, &[]).await.unwrap().read().unwrap();
        assert!(left >= 2, "the door is locked");
    }
}
