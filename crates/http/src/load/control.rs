//! Who gets in, who waits, who is told to come back: the decisions, with the time as a parameter.

use super::Priority;
use super::law::{Bounds, Done, Law, Micros};
use super::line::{Line, Ticket, Turn};

/// What becomes of a newcomer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is a place. `calm`: little else goes on.
    Enter { calm: bool },
    /// They may wait: [`Control::wait`].
    Wait,
    /// They shall come back after so many seconds.
    Refuse(u32),
}

/// The state of one server. `T` is whom to tell when their turn has come.
#[derive(Debug)]
pub(super) struct Control<T> {
    law: Law,
    line: Line<T>,
    /// Without adaptation the limit is the ceiling, and nobody waits: the rest is refused as it comes.
    adaptive: bool,
    ceiling: u32,
    inside: u32,
    /// Those who have a place and wait for somebody outside meanwhile.
    aside: u32,
}

/// Where nothing adapts: seconds after which to come back.
const FIXED_AWAY: u32 = 2;

impl<T> Control<T> {
    pub(super) fn new(bounds: Bounds, adaptive: bool, routes: usize, now: Micros) -> Self {
        let law = Law::new(bounds, routes, now);
        Self { law, line: Line::new(), adaptive, ceiling: bounds.ceiling, inside: 0, aside: 0 }
    }

    /// How many may be inside.
    pub(super) fn limit(&self) -> f64 {
        if self.adaptive { self.law.limit() } else { f64::from(self.ceiling) }
    }

    pub(super) fn inside(&self) -> u32 {
        self.inside
    }

    pub(super) fn aside(&self) -> u32 {
        self.aside
    }

    pub(super) fn waiting(&self) -> [(Priority, usize); 3] {
        self.line.waiting()
    }

    fn has_place(&self) -> bool {
        f64::from(self.inside) < self.limit()
    }

    /// Decides about a newcomer. Call [`Self::turns`] first.
    pub(super) fn arrive(&mut self, now: Micros, priority: Priority) -> Verdict {
        if self.has_place() && !self.line.is_before(priority) {
            self.line.entered(priority);
            return Verdict::Enter { calm: self.enter(now) };
        }
        if !self.adaptive {
            return Verdict::Refuse(FIXED_AWAY);
        }
        if self.line.has_room(now, priority) {
            return Verdict::Wait;
        }
        Verdict::Refuse(self.line.refuse(priority))
    }

    fn enter(&mut self, now: Micros) -> bool {
        let calm = self.law.is_calm(self.inside);
        self.inside += 1;
        self.look(now);
        calm
    }

    fn look(&mut self, now: Micros) {
        let full = !self.has_place();
        self.law.hold(now, full);
    }

    /// Takes a place in the queue, after [`Verdict::Wait`]: how long to wait at most.
    pub(super) fn wait(&mut self, now: Micros, priority: Priority, whom: T) -> (Ticket, Micros) {
        (self.line.join(now, priority, whom), self.line.patience(priority))
    }

    /// Somebody will wait no longer: after how many seconds they shall come back, or `None` if their turn had come already.
    pub(super) fn give_up(&mut self, priority: Priority, ticket: Ticket) -> Option<u32> {
        self.line.leave(priority, ticket).then(|| self.line.refuse(priority))
    }

    /// A place is free again. Call [`Self::turns`] after it.
    pub(super) fn leave(&mut self, now: Micros, done: Done) {
        self.inside = self.inside.saturating_sub(1);
        self.law.done(done);
        self.look(now);
    }

    /// Somebody inside waits for an outsider, and needs no place meanwhile; `false` when so many do that they keep their places.
    pub(super) fn step_aside(&mut self, now: Micros) -> bool {
        let may = self.aside < self.ceiling;
        if may {
            self.aside += 1;
            self.inside = self.inside.saturating_sub(1);
            self.look(now);
        }
        may
    }

    /// They go on: at once, since what was begun is finished first.
    pub(super) fn step_back(&mut self, now: Micros) {
        self.aside = self.aside.saturating_sub(1);
        self.inside += 1;
        self.look(now);
    }

    /// Ends the window if it is time, which is told; then gives away the places that are free.
    pub(super) fn turns(&mut self, now: Micros) -> (bool, Vec<Turn<T>>) {
        if !self.adaptive {
            return (false, Vec::new());
        }
        let window = self.law.settle(now);
        if let Some(span) = window {
            self.line.settle(span);
            self.look(now);
        }
        let mut turns = Vec::new();
        while self.has_place() {
            let Some(turn) = self.line.next(now) else { break };
            if matches!(turn, Turn::Enter(_)) {
                self.enter(now);
            }
            turns.push(turn);
        }
        (window.is_some(), turns)
    }
}

#[cfg(test)]
mod tests;
