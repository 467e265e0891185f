//! Who comes when: an open loop, and a closed one for a first guess.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use causeway_core::Rng;
use tokio::time::Instant;

use crate::World;
use crate::journey::Visit;

thread_local! {
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

/// The number of the next visitor.
fn next() -> u64 {
    NUMBER.with(|number| number.replace(number.get() + 1))
}

/// Lets so many come in a second, for so many seconds, and waits for none of them. Half log in, half look at a page.
pub(crate) async fn offer(world: &Rc<World>, a_second: f64, seconds: u64, seed: u64) {
    let rng = Rng::seeded(seed);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut due = Instant::now();
    while due < end {
        tokio::time::sleep_until(due).await;
        let now = Instant::now();
        while due <= now && due < end {
            come(world, due);
            due += gap(&rng, a_second);
        }
    }
    tokio::time::sleep_until(end).await;
}

fn come(world: &Rc<World>, intended: Instant) {
    let (world, number) = (Rc::clone(world), next());
    world.figures.offered(intended);
    tokio::task::spawn_local(async move {
        let visit = Visit::new(&world, number, intended);
        if number.is_multiple_of(2) { visit.log_in().await } else { visit.look().await }
    });
}

/// The time to the next arrival of a Poisson process.
#[expect(clippy::cast_precision_loss, reason = "53 bits are enough of a random number")]
fn gap(rng: &Rng, a_second: f64) -> Duration {
    let bytes: [u8; 8] = rng.bytes().unwrap_or([128; 8]);
    let uniform = ((u64::from_be_bytes(bytes) >> 11) as f64 + 1.0) / (1_u64 << 53) as f64;
    Duration::from_secs_f64((-uniform.ln() / a_second).min(10.0))
}

/// So many people, each of whom comes again as soon as they are done: roughly what the server can do.
pub(crate) async fn press(world: &Rc<World>, people: usize, seconds: u64) {
    let end = Instant::now() + Duration::from_secs(seconds);
    let tasks: Vec<_> = (0..people)
        .map(|_| {
            let world = Rc::clone(world);
            tokio::task::spawn_local(async move {
                while Instant::now() < end {
                    let (number, now) = (next(), Instant::now());
                    world.figures.offered(now);
                    let visit = Visit::new(&world, number, now);
                    if number.is_multiple_of(2) { visit.log_in().await } else { visit.look().await }
                }
            })
        })
        .collect();
    for task in tasks {
        let _ = task.await;
    }
}
