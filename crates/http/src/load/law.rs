//! How many requests are worked on at once: found from what is measured, by Little's law.
//!
//! What is inside equals how many leave in a second times how long each stays. So the limit is the throughput that the server reaches,
//! times how long a request may take: twice what its route takes when nobody else is there, and in any case as long as nobody
//! notices. More inside would only wait for each other, and is better kept in front of the door, in order of priority.
//!
//! - Where the processor is what is short, throughput does not depend on how many are inside: one step and the limit stands.
//! - Where something else is (a disk that takes four milliseconds to sync, a database over a network), more inside means more done:
//!   the limit grows for as long as that is so, since requests then take no longer than they are used to.
//! - Where too many hinder one another, throughput falls and the limit with it.
//!
//! Only windows in which the limit was what held requests back are learned from: an idle server says nothing about its limit. What a
//! route is used to take is learned only while little goes on, so that overload cannot teach it to be the normal state.

/// Microseconds: of a clock, or between two readings of it.
pub(super) type Micros = i64;

/// A window is at least so long.
const WINDOW: Micros = 100_000;
/// It ends when so many requests were finished in it,
const ENOUGH: u32 = 20;
/// or after so long.
const LONGEST: Micros = 1_000_000;
/// One that was left open for so long (nobody came, or the clock was set) says nothing.
const STALE: Micros = 5_000_000;
/// A request may take so many times what its route takes when nobody else is there,
const TOLERANCE: f64 = 2.0;
/// and in any case so many seconds, on average: nobody notices.
const NOTICEABLE: f64 = 0.025;
/// Which part of the way to the limit that a window shows is gone at once.
const STEP: f64 = 0.3;
/// How much one request tells of what its route takes.
const LEARN: f64 = 0.05;

/// Between which limits the limit is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) floor: u32,
    pub(super) ceiling: u32,
}

/// A request that was finished.
#[derive(Clone, Copy, Debug)]
pub(super) struct Done {
    /// Its route's number, if it has one.
    pub(super) route: Option<usize>,
    /// How long it took, without the time it stood aside.
    pub(super) took: Micros,
    /// Whether little went on when it came.
    pub(super) calm: bool,
}

#[derive(Debug, Default)]
struct Window {
    since: Micros,
    /// Finished in it, and what they were used to take, in seconds.
    done: u32,
    usual: f64,
    /// How long the limit held requests back: until the last change, and since when it does now.
    held: Micros,
    held_since: Option<Micros>,
    /// Finished while it did.
    done_held: u32,
}

/// The limit, and what it is found from.
#[derive(Debug)]
pub(super) struct Law {
    bounds: Bounds,
    limit: f64,
    /// What each route takes when nobody else is there, in seconds, by its number.
    usual: Vec<Option<f64>>,
    window: Window,
}

impl Law {
    /// A limit to begin with, for so many routes.
    pub(super) fn new(bounds: Bounds, routes: usize, now: Micros) -> Self {
        let window = Window { since: now, ..Window::default() };
        let mut law = Self { bounds, limit: 64.0, usual: vec![None; routes], window };
        law.set(64.0);
        law
    }

    /// The limit.
    pub(super) fn limit(&self) -> f64 {
        self.limit
    }

    /// Whether so many inside are few.
    pub(super) fn is_calm(&self, inside: u32) -> bool {
        f64::from(inside) <= (self.limit / 4.0).max(2.0)
    }

    /// Says whether the limit holds requests back from now on.
    pub(super) fn hold(&mut self, now: Micros, held: bool) {
        match (self.window.held_since, held) {
            (None, true) => self.window.held_since = Some(now),
            (Some(since), false) => {
                self.window.held += (now - since).max(0);
                self.window.held_since = None;
            }
            _ => {}
        }
    }

    /// Counts a request that was finished.
    pub(super) fn done(&mut self, done: Done) {
        let took = seconds(done.took);
        let usual = done.route.and_then(|route| self.usual.get_mut(route));
        if let Some(usual) = usual {
            if done.calm {
                *usual = Some(usual.map_or(took, |usual| usual + LEARN * (took - usual)));
            }
            self.window.usual += usual.unwrap_or_default();
        }
        self.window.done += 1;
        if self.window.held_since.is_some() {
            self.window.done_held += 1;
        }
    }

    /// Ends the window if it is time: how long it was, in seconds, if it says anything.
    pub(super) fn settle(&mut self, now: Micros) -> Option<f64> {
        let span = now - self.window.since;
        if !(0..STALE).contains(&span) {
            self.restart(now);
            return None;
        }
        if span < WINDOW || (self.window.done < ENOUGH && span < LONGEST) {
            return None;
        }
        let held = self.window.held + self.window.held_since.map_or(0, |since| (now - since).max(0));
        // A short rush in a quiet window shows what the rush needed, not what the server can do.
        if held * 2 >= span {
            self.learn(seconds(held));
        }
        self.restart(now);
        Some(seconds(span))
    }

    /// Little's law over a window in which the limit was reached for `held` seconds.
    fn learn(&mut self, held: f64) {
        let throughput = f64::from(self.window.done_held) / held;
        let usual = self.window.usual / f64::from(self.window.done.max(1));
        let tolerated = (TOLERANCE * usual).max(NOTICEABLE);
        // The root is what lets it grow where a window shows that nothing waits for anything.
        let fitting = throughput * tolerated + self.limit.sqrt();
        self.set(self.limit + STEP * (fitting - self.limit));
    }

    fn set(&mut self, limit: f64) {
        let (floor, ceiling) = (f64::from(self.bounds.floor), f64::from(self.bounds.ceiling));
        self.limit = limit.min(ceiling).max(floor.min(ceiling));
    }

    fn restart(&mut self, now: Micros) {
        let held_since = self.window.held_since.map(|_| now);
        self.window = Window { since: now, held_since, ..Window::default() };
    }
}

/// A span in seconds; nothing for one that runs backwards.
pub(super) fn seconds(span: Micros) -> f64 {
    std::time::Duration::from_micros(u64::try_from(span).unwrap_or(0)).as_secs_f64()
}

#[cfg(test)]
mod tests;
