//! The door of a server: [`Control`]'s decisions, for requests that really come.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use causeway_core::Clock;
use tokio::sync::oneshot;

use super::control::{Control, Verdict};
use super::figures::Figures;
use super::law::{Bounds, Done, Micros};
use super::line::{Ticket, Turn};
use super::table::Known;
use super::{Priority, Refusal};
use crate::config::{Config, LoadControl};

/// Whatever is measured, so many may be inside: fewer would starve a server whose measurements have misled it, and a commit that
/// many share is cheaper for each.
const FLOOR: u32 = 16;

tokio::task_local! {
    static INSIDE: Arc<Inside>;
}

/// Lets requests in.
pub(crate) struct Gate {
    clock: Clock,
    state: Mutex<Control<Waiter>>,
    figures: Figures,
}

/// Somebody in the queue: told of their place, or after how many seconds to come back.
struct Waiter {
    known: Known,
    tell: oneshot::Sender<Result<Place, u32>>,
}

/// A place inside, until it is dropped. Health checks need none.
pub(crate) struct Place(Option<Arc<Inside>>);

/// What is known of a request inside.
struct Inside {
    gate: Arc<Gate>,
    route: Option<usize>,
    since: Micros,
    calm: bool,
    /// How many waits of it stand aside at this moment, since when, and how long it did before.
    depth: AtomicU32,
    aside_since: AtomicI64,
    aside: AtomicI64,
}

impl Gate {
    /// A gate for a server with so many routes on all its hosts.
    pub(crate) fn new(config: &Config, routes: usize, clock: Clock) -> Arc<Self> {
        let ceiling = u32::try_from(config.concurrent_requests).unwrap_or(u32::MAX);
        let bounds = Bounds { floor: FLOOR.min(ceiling), ceiling };
        let adaptive = config.load_control == LoadControl::Adaptive;
        let state = Control::new(bounds, adaptive, routes, clock.now().as_microsecond());
        Arc::new(Self { clock, state: Mutex::new(state), figures: Figures::new() })
    }

    /// A place for a request; it waits for one if it may.
    ///
    /// # Errors
    /// When there is no room, with what to tell.
    pub(crate) async fn enter(self: &Arc<Self>, known: Known) -> Result<Place, Refusal> {
        if known.priority == Priority::Always {
            return Ok(Place(None));
        }
        let (ticket, patience, answer) = match self.ask(known) {
            Asked::Place(place) => return Ok(place),
            Asked::Refused(seconds) => return Err(self.refusal(known, seconds)),
            Asked::Wait(ticket, patience, answer) => (ticket, patience, answer),
        };
        let since = self.now();
        let told = Queued { gate: self, priority: known.priority, ticket, answer }.wait(patience).await;
        self.figures.waited(known.priority, self.now() - since);
        told.map_err(|seconds| self.refusal(known, seconds))
    }

    fn refusal(&self, known: Known, seconds: u32) -> Refusal {
        self.figures.refused(known.priority);
        Refusal { priority: known.priority, seconds }
    }

    fn ask(self: &Arc<Self>, known: Known) -> Asked {
        let now = self.now();
        let mut state = self.state();
        let turns = state.turns(now);
        let asked = match state.arrive(now, known.priority) {
            Verdict::Enter { calm } => Asked::Place(self.place(known, now, calm)),
            Verdict::Refuse(seconds) => Asked::Refused(seconds),
            Verdict::Wait => {
                let (tell, answer) = oneshot::channel();
                let (ticket, patience) = state.wait(now, known.priority, Waiter { known, tell });
                let patience = Duration::from_micros(u64::try_from(patience).unwrap_or(0));
                Asked::Wait(ticket, patience, answer)
            }
        };
        self.tell(state, now, turns);
        asked
    }

    /// Tells those whose turn has come, after the lock is given back: a place that nobody takes any more is given back in turn.
    fn tell(
        self: &Arc<Self>,
        state: MutexGuard<'_, Control<Waiter>>,
        now: Micros,
        turns: (bool, Vec<Turn<Waiter>>),
    ) {
        let (settled, turns) = turns;
        if settled {
            self.figures.show(&state);
        }
        drop(state);
        for turn in turns {
            let (waiter, told) = match turn {
                Turn::Enter(waiter) => {
                    let place = self.place(waiter.known, now, false);
                    (waiter, Ok(place))
                }
                Turn::Refuse(waiter, seconds) => (waiter, Err(seconds)),
            };
            let _ = waiter.tell.send(told);
        }
    }

    fn place(self: &Arc<Self>, known: Known, since: Micros, calm: bool) -> Place {
        Place(Some(Arc::new(Inside {
            gate: Arc::clone(self),
            route: known.route,
            since,
            calm,
            depth: AtomicU32::new(0),
            aside_since: AtomicI64::new(0),
            aside: AtomicI64::new(0),
        })))
    }

    fn now(&self) -> Micros {
        self.clock.now().as_microsecond()
    }

    fn state(&self) -> MutexGuard<'_, Control<Waiter>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, then gives away what has become free.
    fn change<R>(self: &Arc<Self>, change: impl FnOnce(&mut Control<Waiter>, Micros) -> R) -> R {
        let now = self.now();
        let mut state = self.state();
        let changed = change(&mut state, now);
        let turns = state.turns(now);
        self.tell(state, now, turns);
        changed
    }
}

enum Asked {
    Place(Place),
    Refused(u32),
    Wait(Ticket, Duration, oneshot::Receiver<Result<Place, u32>>),
}

/// Somebody who waits; dropped (the person went away), they leave the queue.
struct Queued<'g> {
    gate: &'g Arc<Gate>,
    priority: Priority,
    ticket: Ticket,
    answer: oneshot::Receiver<Result<Place, u32>>,
}

impl Queued<'_> {
    async fn wait(mut self, patience: Duration) -> Result<Place, u32> {
        let told = match tokio::time::timeout(patience, &mut self.answer).await {
            Ok(told) => told,
            Err(_) => match self.gate.change(|state, _| state.give_up(self.priority, self.ticket)) {
                Some(seconds) => return Err(seconds),
                // Their turn had just come: the answer is on its way.
                None => (&mut self.answer).await,
            },
        };
        // The gate outlives its queue, so it always answers.
        told.unwrap_or(Err(1))
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        let _ = self.gate.change(|state, _| state.give_up(self.priority, self.ticket));
    }
}

impl Place {
    /// Works on the request in this place.
    pub(crate) async fn hold<T>(self, work: impl Future<Output = T>) -> T {
        match &self.0 {
            Some(inside) => INSIDE.scope(Arc::clone(inside), work).await,
            None => work.await,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(inside) = self.0.take() else { return };
        inside.gate.change(|state, now| {
            let took = (now - inside.since - inside.aside.load(Ordering::Relaxed)).max(0);
            state.leave(now, Done { route: inside.route, took, calm: inside.calm });
        });
    }
}

/// Waits for somebody outside: another server, a clock. Meanwhile the request's place is free for others, and the time does not count
/// as ours, so that a slow outsider neither blocks this server nor makes it believe that it is slow.
///
/// Outside of a request it just waits. [`crate::outbound`] does this by itself.
pub async fn aside<T>(wait: impl Future<Output = T>) -> T {
    let Ok(inside) = INSIDE.try_with(Arc::clone) else { return wait.await };
    let _out = Out::of(inside);
    wait.await
}

/// One who stands aside.
struct Out(Arc<Inside>);

impl Out {
    fn of(inside: Arc<Inside>) -> Self {
        // Only the first of several waits at once gives the place away.
        if inside.depth.fetch_add(1, Ordering::AcqRel) == 0 {
            let since = inside.gate.change(|state, now| if state.step_aside(now) { now } else { NEVER });
            inside.aside_since.store(since, Ordering::Release);
        }
        Self(inside)
    }
}

/// When there were too many outside already, and the place was kept.
const NEVER: Micros = Micros::MIN;

impl Drop for Out {
    fn drop(&mut self) {
        if self.0.depth.fetch_sub(1, Ordering::AcqRel) != 1 {
            return;
        }
        let since = self.0.aside_since.load(Ordering::Acquire);
        if since != NEVER {
            self.0.gate.change(|state, now| {
                self.0.aside.fetch_add((now - since).max(0), Ordering::Relaxed);
                state.step_back(now);
            });
        }
    }
}

#[cfg(test)]
mod tests;
