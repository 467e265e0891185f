//! A server as a model, by a clock that moves by hand: one processor, requests of a known cost, more of them than it can do.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;

const BOUNDS: Bounds = Bounds { floor: 16, ceiling: 512 };
/// What one request costs the processor.
const COST: Micros = 500;
/// What it can do in a second.
const PEAK: u32 = 2000;

/// One processor, which does whoever came in first; and everybody who comes.
struct World {
    control: Control<(Priority, Micros)>,
    now: Micros,
    inside: VecDeque<(Priority, Micros)>,
    /// What the processor is done with what it does now.
    free_at: Micros,
    finished: [u32; 4],
    refused: [u32; 4],
    waited: Vec<Micros>,
    away: Vec<u32>,
}

fn at(priority: Priority) -> usize {
    Priority::ALL.iter().position(|other| *other == priority).unwrap()
}

impl World {
    fn new(adaptive: bool) -> Self {
        Self {
            control: Control::new(BOUNDS, adaptive, 1, 0),
            now: 0,
            inside: VecDeque::new(),
            free_at: 0,
            finished: [0; 4],
            refused: [0; 4],
            waited: Vec::new(),
            away: Vec::new(),
        }
    }

    fn turns(&mut self) {
        let (_, turns) = self.control.turns(self.now);
        for turn in turns {
            match turn {
                Turn::Enter((priority, since)) => {
                    self.waited.push(self.now - since);
                    self.inside.push_back((priority, self.now));
                }
                Turn::Refuse((priority, _), seconds) => self.refuse(priority, seconds),
            }
        }
    }

    fn refuse(&mut self, priority: Priority, seconds: u32) {
        self.refused[at(priority)] += 1;
        self.away.push(seconds);
    }

    fn arrive(&mut self, priority: Priority) {
        self.turns();
        match self.control.arrive(self.now, priority) {
            Verdict::Enter { .. } => self.inside.push_back((priority, self.now)),
            Verdict::Wait => drop(self.control.wait(self.now, priority, (priority, self.now))),
            Verdict::Refuse(seconds) => self.refuse(priority, seconds),
        }
    }

    /// Lets the processor work until `until`.
    fn work(&mut self, until: Micros) {
        while let Some((priority, since)) = self.inside.front().copied() {
            let begun = self.free_at.max(since);
            if begun + COST > until {
                break;
            }
            self.inside.pop_front();
            self.now = begun + COST;
            self.free_at = self.now;
            self.finished[at(priority)] += 1;
            self.control.leave(self.now, Done { route: Some(0), took: self.now - since, calm: false });
            self.turns();
        }
        self.now = until;
    }

    /// For so many milliseconds, so many of each priority arrive in each millisecond.
    fn go(&mut self, millis: u32, each: &[(Priority, u32)]) {
        for _ in 0..millis {
            for (priority, count) in each {
                (0..*count).for_each(|_| self.arrive(*priority));
            }
            self.work(self.now + 1000);
        }
    }
}

#[test]
fn at_ten_times_what_it_can_do_it_does_what_it_can() {
    let mut world = World::new(true);
    world.go(10_000, &[(Priority::Begin, 20)]);
    let finished = world.finished[at(Priority::Begin)];
    assert!(finished >= PEAK * 10 - 100, "{finished}");
    world.waited.sort_unstable();
    // After the first half second nobody waits longer than the queue's target, give or take what is inside.
    let late = world.waited.len() / 10 * 8;
    assert!(world.waited[late] < 100_000, "{} µs", world.waited[late]);
    assert!(world.away.iter().all(|seconds| (1..=60).contains(seconds)));
}

#[test]
fn what_was_begun_is_finished_before_anything_is_begun() {
    let mut world = World::new(true);
    // Finishing alone fills nine tenths of the processor, and ten times too many want to begin.
    for _ in 0..5000 {
        world.go(1, &[(Priority::Begin, 20), (Priority::Finish, 2)]);
        world.go(1, &[(Priority::Begin, 20), (Priority::Finish, 1)]);
    }
    assert_eq!(world.refused[at(Priority::Finish)], 0);
    let (finished, begun) = (world.finished[at(Priority::Finish)], world.finished[at(Priority::Begin)]);
    assert!(finished >= 15_000 - 100, "{finished}");
    assert!(begun >= 5_000 - 600, "what is left is used: {begun}");
}

#[test]
fn a_step_in_between_goes_before_a_beginning_and_after_a_finish() {
    let mut world = World::new(true);
    world.go(5000, &[(Priority::Begin, 2), (Priority::Normal, 2), (Priority::Finish, 1)]);
    let [_, finish, normal, begin] = world.finished;
    assert!(finish >= 4900 && normal >= 4500 && begin < 700, "{:?}", world.finished);
    assert_eq!(world.refused[at(Priority::Finish)], 0);
}

#[test]
fn nothing_that_was_let_in_is_dropped_and_everybody_is_told_something() {
    let mut world = World::new(true);
    world.go(3000, &[(Priority::Begin, 10), (Priority::Normal, 1), (Priority::Finish, 1)]);
    world.go(2000, &[]);
    let (finished, refused): (u32, u32) = (world.finished.iter().sum(), world.refused.iter().sum());
    assert_eq!(finished + refused, 3000 * 12);
    assert_eq!((world.control.inside(), world.control.waiting().map(|(_, count)| count)), (0, [0; 3]));
}

#[test]
fn a_burst_that_fits_into_half_a_second_is_served_whole() {
    let mut world = World::new(true);
    (0..400).for_each(|_| world.arrive(Priority::Begin));
    world.go(1000, &[]);
    assert_eq!((world.finished[at(Priority::Begin)], world.refused), (400, [0; 4]));
}

#[test]
fn after_the_overload_everything_is_as_before() {
    let mut world = World::new(true);
    world.go(5000, &[(Priority::Begin, 20)]);
    world.go(1000, &[(Priority::Begin, 1)]);
    let (refused, waited) = (world.refused[at(Priority::Begin)], world.waited.len());
    world.go(5000, &[(Priority::Begin, 1)]);
    assert_eq!(
        world.refused[at(Priority::Begin)],
        refused,
        "half of what it can do, and somebody was refused"
    );
    assert_eq!(world.waited.len(), waited, "somebody waited");
}

#[test]
fn without_adaptation_the_ceiling_is_the_limit_and_nobody_waits() {
    let mut world = World::new(false);
    (0..600).for_each(|_| world.arrive(Priority::Finish));
    assert_eq!((world.control.inside(), world.refused[at(Priority::Finish)]), (512, 88));
    assert_eq!(world.away, vec![2; 88]);
    world.go(1000, &[]);
    assert_eq!(world.finished[at(Priority::Finish)], 512);
}

#[test]
fn who_waits_for_an_outsider_gives_the_place_away_and_comes_back_to_it() {
    let mut control: Control<()> = Control::new(Bounds { floor: 1, ceiling: 2 }, true, 0, 0);
    let done = Done { route: None, took: 10, calm: false };
    for _ in 0..2 {
        assert!(matches!(control.arrive(0, Priority::Normal), Verdict::Enter { .. }));
    }
    assert_eq!(control.arrive(0, Priority::Normal), Verdict::Wait);
    control.wait(0, Priority::Normal, ());
    assert!(control.step_aside(10));
    assert_eq!(control.turns(10).1, [Turn::Enter(())]);
    // Nobody may stand outside without end: then they keep their places.
    assert!(control.step_aside(20) && !control.step_aside(20));
    assert_eq!((control.inside(), control.aside()), (1, 2));
    control.step_back(30);
    control.step_back(30);
    (0..3).for_each(|_| control.leave(40, done));
    assert_eq!((control.inside(), control.aside()), (0, 0));
}

#[test]
fn who_gives_up_is_told_when_to_come_back_unless_their_turn_had_come() {
    let mut control: Control<()> = Control::new(Bounds { floor: 1, ceiling: 1 }, true, 0, 0);
    control.arrive(0, Priority::Begin);
    let (ticket, patience) = control.wait(0, Priority::Begin, ());
    assert_eq!(patience, 500_000);
    assert!(control.give_up(Priority::Begin, ticket).is_some());
    assert_eq!(control.give_up(Priority::Begin, ticket), None);
}

#[derive(Clone, Debug)]
enum Happens {
    Arrive(u8),
    Leave,
    GiveUp,
    Aside,
    Back,
    Time(u32),
}

fn anything() -> impl Strategy<Value = Happens> {
    prop_oneof![
        4 => (1..4_u8).prop_map(Happens::Arrive),
        2 => Just(Happens::Leave),
        1 => Just(Happens::GiveUp),
        1 => Just(Happens::Aside),
        1 => Just(Happens::Back),
        2 => (0..300_000_u32).prop_map(Happens::Time),
    ]
}

proptest! {
    /// Everybody who came is inside, aside, waiting, finished or told; and nobody enters beyond the limit, save those who come back.
    #[test]
    fn nobody_is_lost_whatever_happens(history in prop::collection::vec(anything(), 0..400)) {
        let bounds = Bounds { floor: 4, ceiling: 20 };
        let mut control: Control<u32> = Control::new(bounds, true, 0, 0);
        let (mut now, mut came, mut finished, mut told) = (0, 0_u32, 0_u32, 0_u32);
        let mut tickets = Vec::new();
        for happens in history {
            match happens {
                Happens::Arrive(rank) => {
                    let priority = Priority::ALL[usize::from(rank)];
                    came += 1;
                    match control.arrive(now, priority) {
                        Verdict::Enter { .. } => prop_assert!(control.inside() <= bounds.ceiling),
                        Verdict::Wait => tickets.push((priority, control.wait(now, priority, came).0)),
                        Verdict::Refuse(seconds) => {
                            prop_assert!((1..=60).contains(&seconds));
                            told += 1;
                        }
                    }
                }
                Happens::Leave if control.inside() > 0 => {
                    finished += 1;
                    control.leave(now, Done { route: None, took: 1000, calm: false });
                }
                Happens::GiveUp => {
                    if let Some((priority, ticket)) = tickets.pop() {
                        told += u32::from(control.give_up(priority, ticket).is_some());
                    }
                }
                Happens::Aside if control.inside() > 0 => drop(control.step_aside(now)),
                Happens::Back if control.aside() > 0 => control.step_back(now),
                Happens::Time(span) => now += i64::from(span),
                Happens::Leave | Happens::Aside | Happens::Back => {}
            }
            let (_, turns) = control.turns(now);
            told += u32::try_from(turns.iter().filter(|turn| matches!(turn, Turn::Refuse(..))).count()).unwrap();
            let waiting: usize = control.waiting().iter().map(|(_, count)| count).sum();
            let somewhere = control.inside() + control.aside() + finished + told + u32::try_from(waiting).unwrap();
            prop_assert_eq!(came, somewhere);
            prop_assert!(waiting == 0 || f64::from(control.inside()) >= control.limit(), "a place is free and somebody waits");
        }
    }
}
