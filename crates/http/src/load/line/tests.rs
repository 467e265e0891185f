//! The queues by themselves.

use super::*;

const SECOND: Micros = 1_000_000;

fn entered<T: std::fmt::Debug>(turn: Option<Turn<T>>) -> T {
    match turn {
        Some(Turn::Enter(whom)) => whom,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_highest_priority_goes_first_and_then_whoever_came_first() {
    let mut line = Line::new();
    for (priority, whom) in [
        (Priority::Begin, "begin 1"),
        (Priority::Normal, "normal 1"),
        (Priority::Finish, "finish 1"),
        (Priority::Begin, "begin 2"),
        (Priority::Finish, "finish 2"),
    ] {
        line.join(0, priority, whom);
    }
    assert!(line.is_before(Priority::Finish));
    let order: Vec<_> = std::iter::from_fn(|| line.next(1000).map(|turn| entered(Some(turn)))).collect();
    assert_eq!(order, ["finish 1", "finish 2", "normal 1", "begin 1", "begin 2"]);
    assert!(!line.is_before(Priority::Begin));
}

#[test]
fn nobody_waits_behind_a_lower_priority() {
    let mut line = Line::new();
    line.join(0, Priority::Normal, ());
    assert!(!line.is_before(Priority::Finish));
    assert!(line.is_before(Priority::Normal) && line.is_before(Priority::Begin));
}

#[test]
fn a_burst_waits_and_a_standing_queue_is_cut_to_what_can_be_served_in_time() {
    let mut line = Line::new();
    // A hundred a second are served.
    for _ in 0..50 {
        (0..100).for_each(|_| line.entered(Priority::Begin));
        line.settle(1.0);
    }
    let burst = (0..1000).filter(|_| {
        let room = line.has_room(0, Priority::Begin);
        if room {
            line.join(0, Priority::Begin, ());
        }
        room
    });
    assert_eq!(burst.count(), BEGIN.most);
    // Half a second later the queue was never empty: it stands. Those who waited so long are told, and five may wait.
    let later = BEGIN.interval + 1;
    assert!(!line.has_room(later, Priority::Begin));
    let told = std::iter::from_fn(|| line.next(later)).take(BEGIN.most - 4);
    assert!(told.inspect(|turn| assert!(matches!(turn, Turn::Refuse((), _)))).count() > 500);
    assert_eq!(line.waiting()[2].1, 4);
    assert!(line.has_room(later, Priority::Begin));
    line.join(later, Priority::Begin, ());
    assert!(!line.has_room(later, Priority::Begin));
    // It was empty once: the next is a burst again.
    while line.next(later).is_some() {}
    line.join(later, Priority::Begin, ());
    assert!(matches!(line.next(later + BEGIN.interval), Some(Turn::Enter(()))));
}

#[test]
fn who_waited_too_long_is_refused_and_not_let_in_late() {
    for (priority, rule) in [(Priority::Finish, FINISH), (Priority::Normal, NORMAL), (Priority::Begin, BEGIN)]
    {
        let mut line = Line::new();
        line.join(0, priority, ());
        assert_eq!(line.patience(priority), rule.interval);
        assert!(matches!(line.next(rule.interval + 1), Some(Turn::Refuse((), 1..=6))), "{priority}");
    }
}

#[test]
fn finishing_waits_longer_than_beginning() {
    for waits in [|rule: Rule| rule.interval, |rule: Rule| rule.target] {
        assert!([FINISH, NORMAL, BEGIN].map(waits).is_sorted_by(|longer, shorter| longer > shorter));
    }
}

#[test]
fn who_leaves_is_gone_and_cannot_leave_twice() {
    let mut line = Line::new();
    let tickets: Vec<_> = (0..5).map(|whom| line.join(0, Priority::Normal, whom)).collect();
    assert!(line.leave(Priority::Normal, tickets[2]) && !line.leave(Priority::Normal, tickets[2]));
    assert!(line.leave(Priority::Normal, tickets[0]));
    assert!(!line.leave(Priority::Begin, tickets[1]));
    let rest: Vec<_> = std::iter::from_fn(|| line.next(0).map(|turn| entered(Some(turn)))).collect();
    assert_eq!(rest, [1, 3, 4]);
    assert!(!line.leave(Priority::Normal, tickets[4]));
}

#[test]
fn the_more_are_refused_the_longer_they_stay_away_each_at_another_moment() {
    let mut line: Line<()> = Line::new();
    let first = line.refuse(Priority::Begin);
    assert!((3..=6).contains(&first), "{first}");
    // Ten times as many as can be let in.
    for _ in 0..50 {
        (0..100).for_each(|_| line.entered(Priority::Begin));
        (0..900).for_each(|_| assert!(line.refuse(Priority::Begin) > 0));
        line.settle(1.0);
    }
    let away: Vec<u32> = (0..1000).map(|_| line.refuse(Priority::Begin)).collect();
    assert!(away.iter().all(|seconds| (27..=60).contains(seconds)), "{:?}", away.iter().max());
    // Evenly spread: no second sees many more of them than another.
    for second in 28..=54 {
        let back = away.iter().filter(|away| **away == second).count();
        assert!((25..=50).contains(&back), "{back} in second {second}");
    }
}

#[test]
fn nobody_is_sent_away_for_more_than_a_minute() {
    let mut line: Line<()> = Line::new();
    for _ in 0..50 {
        (0..100_000).for_each(|_| assert!(line.refuse(Priority::Begin) > 0));
        line.settle(1.0);
    }
    assert!((0..1000).all(|_| (1..=60).contains(&line.refuse(Priority::Begin))));
}

#[test]
fn a_queue_that_nobody_serves_empties_itself() {
    let mut line = Line::new();
    line.join(0, Priority::Begin, ());
    assert!(matches!(line.next(10 * SECOND), Some(Turn::Refuse(..))));
    assert!(line.next(10 * SECOND).is_none());
}
