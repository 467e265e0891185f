//! Tests of the life of keys.

use proptest::prelude::*;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + second).unwrap()
}

fn generation(kid: &str, made: i64, active: i64) -> Generation<()> {
    let born = Born { made_at: at(made), activates_at: at(active) };
    Generation { key: (), kid: kid.to_owned(), born, number: 0, place: Place::Memory }
}

fn states(line: &Line<()>, now: i64) -> Vec<(String, KeyState)> {
    let facts = line.facts(KeyUse::Token, &Policy::default(), at(now));
    facts.into_iter().map(|fact| (fact.kid, fact.state)).collect()
}

fn kids<'a>(generations: impl Iterator<Item = &'a Generation<()>>) -> Vec<&'a str> {
    generations.map(|generation| generation.kid.as_str()).collect()
}

#[test]
fn a_new_key_is_published_before_it_is_used_and_the_old_one_after() {
    let line = Line::new(vec![generation("old", 0, 0), generation("new", 100, 200)]);
    let (old, new) = ("old".to_owned(), "new".to_owned());
    assert_eq!(states(&line, 199), [(old.clone(), KeyState::Active), (new.clone(), KeyState::Next)]);
    assert_eq!(states(&line, 200), [(new, KeyState::Active), (old, KeyState::Retiring)]);
    assert!(line.has_next(KeyUse::Token, at(199)) && !line.has_next(KeyUse::Token, at(200)));
}

#[test]
fn a_key_retires_when_what_it_made_has_expired_and_not_before() {
    let line = Line::new(vec![generation("old", 0, 0), generation("new", 100, 200)]);
    let day = 24 * 3600;
    let old = |now: i64| {
        let facts = line.facts(KeyUse::Token, &Policy::default(), at(now));
        facts.into_iter().find(|fact| fact.kid == "old").unwrap()
    };
    assert_eq!(old(150).check_retirable(Retire::WhenDue, at(150)).unwrap_err().code(), "key_in_use");
    assert_eq!(old(200).retires_at, Some(at(200 + day)));
    assert_eq!(
        old(200).check_retirable(Retire::WhenDue, at(199 + day)).unwrap_err().code(),
        "key_still_needed"
    );
    assert!(old(200).check_retirable(Retire::WhenDue, at(200 + day)).is_ok());
    let next = &line.facts(KeyUse::Token, &Policy::default(), at(150))[1];
    assert!(
        next.check_retirable(Retire::WhenDue, at(150)).is_ok(),
        "a key that nobody uses yet may be taken back"
    );
}

#[test]
fn during_the_overlap_of_the_log_both_sign_and_never_the_one_to_come() {
    let line = Line::new(vec![generation("old", 0, 0), generation("new", 100, 200)]);
    let days_90 = 90 * 24 * 3600;
    assert_eq!(kids(line.in_overlap(KeyUse::Log, at(199))), ["old"]);
    assert_eq!(kids(line.in_overlap(KeyUse::Log, at(200))), ["new", "old"]);
    assert_eq!(kids(line.in_overlap(KeyUse::Log, at(199 + days_90))), ["new", "old"]);
    assert_eq!(kids(line.in_overlap(KeyUse::Log, at(200 + days_90))), ["new"]);
}

#[test]
fn the_rotation_is_due_after_the_time_that_the_policy_names() {
    let line = Line::new(vec![generation("a", 0, 10)]);
    let policy = Policy {
        rotate_after: [(KeyUse::Token, SignedDuration::from_secs(100))].into(),
        ..Policy::default()
    };
    let fact = line.facts(KeyUse::Token, &policy, at(50)).remove(0);
    assert_eq!(fact.next_rotation_due, Some(at(110)));
    assert!(!fact.is_overdue(at(109)) && fact.is_overdue(at(110)));
    assert_eq!(fact.age(at(50)), SignedDuration::from_secs(50));
    assert_eq!(fact.age(at(-50)), SignedDuration::ZERO);
    assert_eq!(line.facts(KeyUse::Root, &policy, at(50))[0].next_rotation_due, None);
}

#[test]
fn when_the_clock_was_put_back_the_first_to_come_is_used_and_nothing_fails() {
    let line = Line::new(vec![generation("b", 20, 20), generation("a", 10, 10)]);
    assert_eq!(line.active(KeyUse::Token, at(0)).unwrap().kid, "a");
    assert!(Line::<()>::default().active(KeyUse::Token, at(0)).is_none());
}

#[test]
fn the_first_key_of_an_optional_use_waits_for_its_time() {
    let line = Line::new(vec![generation("first", 0, 100)]);
    for of in [KeyUse::TokenEd, KeyUse::TokenRsa, KeyUse::RequestObject] {
        let state = |now| line.facts(of, &Policy::default(), at(now))[0].state;
        assert!(line.active(of, at(99)).is_none() && line.has_next(of, at(99)));
        assert_eq!((state(99), state(100)), (KeyState::Next, KeyState::Active));
        assert_eq!(kids(line.active_first(of, at(99))), ["first"], "published");
        assert_eq!(line.in_overlap(of, at(99)).count(), 0, "and nothing is signed by it");
        assert_eq!(kids(line.in_overlap(of, at(100))), ["first"]);
    }
    assert_eq!(kids(line.in_overlap(KeyUse::Token, at(99))), ["first"]);
}

#[test]
fn keys_from_before_this_was_written_down_are_in_the_order_of_their_numbers() {
    let old = |kid: &str, number| Generation {
        born: Born { made_at: at(i64::from(number)), activates_at: Timestamp::UNIX_EPOCH },
        number,
        ..generation(kid, 0, 0)
    };
    let line = Line::new(vec![old("first", 1), old("second", 2)]);
    let facts = line.facts(KeyUse::Token, &Policy::default(), at(10));
    assert_eq!((facts[0].kid.as_str(), facts[0].state), ("second", KeyState::Active));
    assert_eq!(facts[0].activates_at, at(2));
    assert_eq!(facts[1].retires_at, Some(at(2 + 24 * 3600)));
}

proptest! {
    /// Whoever reads the same keys at the same moment uses the same one, in whatever order they were found.
    #[test]
    fn nodes_agree(times in proptest::collection::vec((0i64..50, 0i64..50), 1..6), now in 0i64..60, seed: u64) {
        let all: Vec<_> = times.iter().enumerate().map(|(n, (made, lead))| generation(&n.to_string(), *made, made + lead)).collect();
        let mut other = all.clone();
        let turn = usize::try_from(seed % 7).unwrap() % other.len();
        other.rotate_left(turn);
        let (one, two) = (Line::new(all), Line::new(other));
        prop_assert_eq!(&one.active(KeyUse::Token, at(now)).unwrap().kid, &two.active(KeyUse::Token, at(now)).unwrap().kid);
        let facts = one.facts(KeyUse::Token, &Policy::default(), at(now));
        prop_assert_eq!(facts.len(), times.len());
        prop_assert_eq!(facts.iter().filter(|fact| fact.state == KeyState::Active).count(), 1);
        prop_assert_eq!(facts[0].state, KeyState::Active);
        for fact in &facts {
            prop_assert!(fact.retires_at.is_some() || fact.state != KeyState::Retiring);
            prop_assert!(fact.retires_at.is_none() || fact.state != KeyState::Next);
        }
    }
}
