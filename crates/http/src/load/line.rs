//! Who waits for a place, and who is told at once to come back.
//!
//! One queue for each priority. A burst is let in: it waits, in order, for at most the priority's `interval`. A queue that has not been
//! empty for that long is no burst but a standing queue (the idea of `CoDel`, RFC 8289): everybody in it waits as long as everybody
//! before them, and nobody is better off for it. From then on it holds only as many as can be served within the `target`, and the rest
//! is told at once.

use std::collections::VecDeque;

use super::Priority;
use super::law::{Micros, seconds};

/// How long a priority may wait.
#[derive(Clone, Copy, Debug)]
struct Rule {
    /// The longest that anybody waits, and how long a queue may stand.
    interval: Micros,
    /// How long anybody waits in a queue that stands.
    target: Micros,
    /// The most that wait in any case.
    most: usize,
    /// Seconds after which who was refused shall come back, at the least.
    again: f64,
}

/// Who has begun waits longer than who has not: turning them away costs them, and us, what was done before.
const FINISH: Rule = Rule { interval: 5_000_000, target: 2_000_000, most: 2048, again: 1.0 };
const NORMAL: Rule = Rule { interval: 1_000_000, target: 200_000, most: 1024, again: 2.0 };
const BEGIN: Rule = Rule { interval: 500_000, target: 50_000, most: 512, again: 3.0 };

/// Nobody is sent away for longer, in seconds.
const LONGEST_AWAY: f64 = 60.0;
/// How quickly rates follow what happens.
const FOLLOW: f64 = 0.3;
/// The fractional part of the golden ratio: its multiples spread evenly however many there are.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// Somebody's place in a queue, to leave it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

/// What becomes of the one whose turn it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn<T> {
    /// They have a place now.
    Enter(T),
    /// They waited too long, and are told to come back after so many seconds.
    Refuse(T, u32),
}

#[derive(Debug)]
struct Waiting<T> {
    since: Micros,
    ticket: Ticket,
    whom: T,
}

#[derive(Debug)]
struct Class<T> {
    rule: Rule,
    waiting: VecDeque<Waiting<T>>,
    /// Since when there was always somebody.
    since: Option<Micros>,
    /// Let in and refused in the present window, and in a second on average.
    entered: u32,
    refused: u32,
    rate: f64,
    refusals: f64,
    /// Refused ever: spreads those who come back.
    turned: u32,
}

/// Everybody who waits.
#[derive(Debug)]
pub(super) struct Line<T> {
    finish: Class<T>,
    normal: Class<T>,
    begin: Class<T>,
    next: u64,
}

impl<T> Line<T> {
    pub(super) fn new() -> Self {
        let [finish, normal, begin] = [FINISH, NORMAL, BEGIN].map(Class::new);
        Self { finish, normal, begin, next: 0 }
    }

    fn of(&mut self, priority: Priority) -> &mut Class<T> {
        match priority {
            Priority::Always | Priority::Finish => &mut self.finish,
            Priority::Normal => &mut self.normal,
            Priority::Begin => &mut self.begin,
        }
    }

    fn classes(&mut self) -> [&mut Class<T>; 3] {
        [&mut self.finish, &mut self.normal, &mut self.begin]
    }

    /// Whether somebody waits who goes before a newcomer of this priority.
    pub(super) fn is_before(&self, priority: Priority) -> bool {
        let waits = |class: &Class<T>| !class.waiting.is_empty();
        waits(&self.finish)
            || (priority >= Priority::Normal && waits(&self.normal))
            || (priority >= Priority::Begin && waits(&self.begin))
    }

    /// Whether one more of this priority may wait.
    pub(super) fn has_room(&mut self, now: Micros, priority: Priority) -> bool {
        self.of(priority).has_room(now)
    }

    /// The longest that one who joins now will wait.
    pub(super) fn patience(&mut self, priority: Priority) -> Micros {
        self.of(priority).rule.interval
    }

    /// Joins the queue.
    pub(super) fn join(&mut self, now: Micros, priority: Priority, whom: T) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        let class = self.of(priority);
        class.since.get_or_insert(now);
        class.waiting.push_back(Waiting { since: now, ticket, whom });
        ticket
    }

    /// Leaves the queue without having had a turn; whether they were still in it.
    pub(super) fn leave(&mut self, priority: Priority, ticket: Ticket) -> bool {
        self.of(priority).leave(ticket)
    }

    /// Counts one who needed not wait.
    pub(super) fn entered(&mut self, priority: Priority) {
        self.of(priority).entered += 1;
    }

    /// Counts one who is refused, and says after how many seconds they shall come back.
    pub(super) fn refuse(&mut self, priority: Priority) -> u32 {
        self.of(priority).refuse()
    }

    /// Whose turn it is: the highest priority first, then whoever came first.
    pub(super) fn next(&mut self, now: Micros) -> Option<Turn<T>> {
        self.classes().into_iter().find_map(|class| class.next(now))
    }

    /// A window of so many seconds is over.
    pub(super) fn settle(&mut self, span: f64) {
        self.classes().into_iter().for_each(|class| class.settle(span));
    }

    /// How many wait, by priority from the highest.
    pub(super) fn waiting(&self) -> [(Priority, usize); 3] {
        [
            (Priority::Finish, self.finish.waiting.len()),
            (Priority::Normal, self.normal.waiting.len()),
            (Priority::Begin, self.begin.waiting.len()),
        ]
    }
}

impl<T> Class<T> {
    fn new(rule: Rule) -> Self {
        Self {
            rule,
            waiting: VecDeque::new(),
            since: None,
            entered: 0,
            refused: 0,
            rate: 0.0,
            refusals: 0.0,
            turned: 0,
        }
    }

    fn stands(&self, now: Micros) -> bool {
        self.since.is_some_and(|since| now - since > self.rule.interval)
    }

    fn has_room(&self, now: Micros) -> bool {
        if self.stands(now) {
            let within_target = (self.rate * seconds(self.rule.target)).max(1.0);
            return count(self.waiting.len()) < within_target;
        }
        self.waiting.len() < self.rule.most
    }

    fn next(&mut self, now: Micros) -> Option<Turn<T>> {
        let longest = if self.stands(now) { self.rule.target } else { self.rule.interval };
        let first = self.waiting.pop_front()?;
        if self.waiting.is_empty() {
            self.since = None;
        }
        if now - first.since > longest {
            let away = self.refuse();
            return Some(Turn::Refuse(first.whom, away));
        }
        self.entered += 1;
        Some(Turn::Enter(first.whom))
    }

    fn leave(&mut self, ticket: Ticket) -> bool {
        // Tickets grow from the first to the last.
        let found = self.waiting.binary_search_by_key(&ticket, |waiting| waiting.ticket);
        let left = found.is_ok_and(|at| self.waiting.remove(at).is_some());
        if self.waiting.is_empty() {
            self.since = None;
        }
        left
    }

    /// The more are refused for each that is let in, the longer they shall stay away: else they all are back at once. Each a little
    /// differently, evenly spread over twice the time.
    fn refuse(&mut self) -> u32 {
        self.refused += 1;
        self.turned = self.turned.wrapping_add(1);
        let pressure = (self.refusals / self.rate.max(1.0)).max(1.0);
        let least = (self.rule.again * pressure).min(LONGEST_AWAY / 2.0);
        let spread = 1.0 + (f64::from(self.turned) * GOLDEN).fract();
        let away = std::time::Duration::from_secs_f64(least * spread);
        u32::try_from(away.as_millis().div_ceil(1000)).unwrap_or(1)
    }

    fn settle(&mut self, span: f64) {
        let follow = |old: f64, seen: u32| old + FOLLOW * (f64::from(seen) / span - old);
        self.rate = follow(self.rate, std::mem::take(&mut self.entered));
        self.refusals = follow(self.refusals, std::mem::take(&mut self.refused));
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
