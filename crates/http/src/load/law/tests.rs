//! The law against servers that are models: what is short differs, and the limit finds it.

use std::time::Duration;

use proptest::prelude::*;

use super::*;

const BOUNDS: Bounds = Bounds { floor: 16, ceiling: 512 };
const ROUTE: Option<usize> = Some(0);

fn law() -> Law {
    Law::new(BOUNDS, 1, 0)
}

/// Lets a server that is always full work for so many windows. `serves` says, for a limit, how many it finishes in a second and how
/// long each takes, in seconds.
fn work(law: &mut Law, now: &mut Micros, windows: u32, serves: impl Fn(f64) -> (f64, f64)) {
    for _ in 0..windows {
        law.hold(*now, true);
        let (throughput, latency) = serves(law.limit());
        let took = Micros::from(Duration::from_secs_f64(latency).subsec_micros());
        let finished = (throughput * seconds(WINDOW)).round();
        let mut counted = 0.0;
        while counted < finished {
            law.done(Done { route: ROUTE, took, calm: false });
            counted += 1.0;
        }
        *now += WINDOW;
        // Too few for one window: then for the longest.
        if law.settle(*now).is_none() {
            *now += LONGEST;
            law.settle(*now);
        }
    }
}

/// Teaches what the route takes when nobody else is there.
fn quiet(law: &mut Law, now: &mut Micros, latency: f64) {
    let took = Micros::from(Duration::from_secs_f64(latency).subsec_micros());
    for _ in 0..200 {
        law.done(Done { route: ROUTE, took, calm: true });
        *now += 10_000;
        law.settle(*now);
    }
}

/// A processor that finishes so many in a second, however many there are.
fn processor(a_second: f64) -> impl Fn(f64) -> (f64, f64) {
    move |limit| (a_second, limit / a_second)
}

#[test]
fn where_the_processor_is_short_the_limit_is_what_nobody_notices() {
    for (a_second, about) in [(500.0, 16.6), (2000.0, 57.6), (5000.0, 136.7), (10_000.0, 266.3)] {
        let (mut law, mut now) = (law(), 0);
        quiet(&mut law, &mut now, 1.0 / a_second);
        work(&mut law, &mut now, 50, processor(a_second));
        assert!((law.limit() - about).abs() < about * 0.1, "{a_second}: {}", law.limit());
        let before = law.limit();
        work(&mut law, &mut now, 1, processor(a_second));
        assert!((law.limit() - before).abs() < 1.0, "it stands still");
    }
}

#[test]
fn where_a_disk_is_slow_more_at_once_is_more_done() {
    let (mut law, mut now) = (law(), 0);
    quiet(&mut law, &mut now, 0.004);
    work(&mut law, &mut now, 100, |limit| (limit / 0.004, 0.004));
    assert!((law.limit() - 512.0).abs() < 0.1, "{}", law.limit());
}

#[test]
fn where_a_database_is_far_away_the_limit_is_twice_what_keeps_it_busy() {
    // Twenty milliseconds alone; three thousand a second at the most: sixty keep it busy.
    let serves = |limit: f64| {
        let throughput = (limit / 0.020).min(3000.0);
        (throughput, limit / throughput)
    };
    let (mut law, mut now) = (law(), 0);
    quiet(&mut law, &mut now, 0.020);
    work(&mut law, &mut now, 100, serves);
    assert!((law.limit() - 131.0).abs() < 13.0, "{}", law.limit());
}

#[test]
fn where_too_many_hinder_one_another_fewer_are_let_in() {
    // Best at fifty; at five hundred it does a fiftieth of that.
    let serves = |limit: f64| {
        let throughput = 80_000.0 * limit / (2500.0 + limit * limit) * 5.0;
        (throughput, limit / throughput)
    };
    let (mut law, mut now) = (law(), 0);
    law.set(512.0);
    quiet(&mut law, &mut now, 0.005);
    work(&mut law, &mut now, 200, serves);
    assert!(
        serves(law.limit()).0 > 0.75 * serves(50.0).0,
        "{} places: {:?}",
        law.limit(),
        serves(law.limit())
    );
}

#[test]
fn a_server_that_hangs_lets_in_few_and_recovers_when_it_works_again() {
    let (mut law, mut now) = (law(), 0);
    quiet(&mut law, &mut now, 0.000_2);
    work(&mut law, &mut now, 50, processor(5000.0));
    let before = law.limit();
    work(&mut law, &mut now, 30, |_| (0.0, 1.0));
    assert!((law.limit() - 16.0).abs() < 0.1, "{}", law.limit());
    work(&mut law, &mut now, 30, processor(5000.0));
    assert!((law.limit() - before).abs() < 3.0, "{} and not {before}", law.limit());
}

#[test]
fn a_server_that_is_not_full_says_nothing_about_its_limit() {
    let (mut law, mut now) = (law(), 0);
    for took in [200, 5_000_000] {
        for _ in 0..1000 {
            law.done(Done { route: ROUTE, took, calm: false });
            now += 10_000;
            law.settle(now);
        }
    }
    assert!((law.limit() - 64.0).abs() < f64::EPSILON);
}

#[test]
fn a_short_rush_in_a_quiet_window_says_nothing_either() {
    let (mut law, mut now) = (law(), 0);
    for _ in 0..50 {
        law.hold(now, true);
        for _ in 0..100 {
            law.done(Done { route: ROUTE, took: 10_000, calm: false });
        }
        law.hold(now + 20_000, false);
        now += 200_000;
        law.settle(now);
    }
    assert!((law.limit() - 64.0).abs() < f64::EPSILON, "{}", law.limit());
}

#[test]
fn overload_does_not_teach_that_it_is_normal() {
    let (mut law, mut now) = (law(), 0);
    quiet(&mut law, &mut now, 0.010);
    work(&mut law, &mut now, 500, |limit| (500.0, limit / 500.0));
    let hours = law.limit();
    // Half a thousand a second, each tolerated twice its ten milliseconds.
    assert!((hours - 14.0).abs() < 3.0 || (hours - 16.0).abs() < 0.1, "{hours}");
}

#[test]
fn routes_of_another_cost_do_not_mislead_it() {
    let mut law = Law::new(BOUNDS, 2, 0);
    let mut now = 0;
    for _ in 0..100 {
        law.done(Done { route: Some(0), took: 200, calm: true });
        law.done(Done { route: Some(1), took: 30_000, calm: true });
        now += 10_000;
        law.settle(now);
    }
    // From now on only the dear ones come, and more of them at once is more done.
    for _ in 0..40 {
        law.hold(now, true);
        let mut finished = 0.0;
        while finished < law.limit() / 0.030 * 0.1 {
            law.done(Done { route: Some(1), took: 30_000, calm: false });
            finished += 1.0;
        }
        now += WINDOW;
        law.settle(now);
    }
    assert!(law.limit() > 500.0, "{}", law.limit());
}

#[test]
fn a_clock_that_is_set_does_no_harm() {
    let (mut law, mut now) = (law(), 0);
    work(&mut law, &mut now, 20, processor(5000.0));
    let before = law.limit();
    for set in [-3_600_000_000, 7_200_000_000] {
        now += set;
        assert!(law.settle(now).is_none());
        work(&mut law, &mut now, 5, processor(5000.0));
        assert!((law.limit() - before).abs() < 5.0, "{}", law.limit());
    }
}

#[derive(Clone, Debug)]
enum Happens {
    Time(Micros),
    Hold(bool),
    Done(Micros, bool, u32),
}

fn anything() -> impl Strategy<Value = Happens> {
    prop_oneof![
        (-1_000_000..10_000_000_i64).prop_map(Happens::Time),
        any::<bool>().prop_map(Happens::Hold),
        (-10..i64::MAX / 2, any::<bool>(), 0..200_u32)
            .prop_map(|(took, calm, times)| Happens::Done(took, calm, times)),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_limit_is_within_its_bounds_and_finds_its_way_back(
        history in prop::collection::vec(anything(), 0..200),
        ceiling in 1..2000_u32,
    ) {
        let bounds = Bounds { floor: 16.min(ceiling), ceiling };
        let (mut law, mut now) = (Law::new(bounds, 1, 0), 0);
        for happens in history {
            match happens {
                Happens::Time(span) => now += span,
                Happens::Hold(held) => law.hold(now, held),
                Happens::Done(took, calm, times) => (0..times).for_each(|_| law.done(Done { route: ROUTE, took, calm })),
            }
            law.settle(now);
            prop_assert!(law.limit() >= f64::from(bounds.floor) && law.limit() <= f64::from(ceiling), "{}", law.limit());
        }
        // A quiet day teaches what requests take, whatever was believed; then a full one shows the limit.
        law.hold(now, false);
        for _ in 0..10 {
            quiet(&mut law, &mut now, 0.000_2);
        }
        work(&mut law, &mut now, 80, processor(5000.0));
        let expected = 136.7_f64.min(f64::from(ceiling));
        prop_assert!((law.limit() - expected).abs() < 6.0, "{} and not {expected}", law.limit());
    }
}
