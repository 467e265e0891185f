//! The figures of a gate: registered once, so that counting a refusal costs next to nothing.

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use super::Priority;
use super::control::Control;
use super::law::{Micros, seconds};

/// What is counted by priority.
struct ByPriority {
    priority: Priority,
    refused: Counter,
    waited: Histogram,
    waiting: Gauge,
}

pub(super) struct Figures {
    limit: Gauge,
    inside: Gauge,
    aside: Gauge,
    classes: [ByPriority; 3],
}

impl Figures {
    pub(super) fn new() -> Self {
        let classes = [Priority::Finish, Priority::Normal, Priority::Begin].map(|priority| ByPriority {
            priority,
            refused: counter!("http_requests_shed_total", "priority" => priority.as_str()),
            waited: histogram!("http_wait_seconds", "priority" => priority.as_str()),
            waiting: gauge!("http_waiting", "priority" => priority.as_str()),
        });
        Self {
            limit: gauge!("http_concurrency_limit"),
            inside: gauge!("http_in_progress"),
            aside: gauge!("http_aside"),
            classes,
        }
    }

    fn of(&self, priority: Priority) -> Option<&ByPriority> {
        self.classes.iter().find(|class| class.priority == priority)
    }

    pub(super) fn refused(&self, priority: Priority) {
        if let Some(class) = self.of(priority) {
            class.refused.increment(1);
        }
    }

    pub(super) fn waited(&self, priority: Priority, span: Micros) {
        if let Some(class) = self.of(priority) {
            class.waited.record(seconds(span));
        }
    }

    pub(super) fn show<T>(&self, state: &Control<T>) {
        self.limit.set(state.limit());
        self.inside.set(f64::from(state.inside()));
        self.aside.set(f64::from(state.aside()));
        for (class, (_, waiting)) in self.classes.iter().zip(state.waiting()) {
            class.waiting.set(f64::from(u32::try_from(waiting).unwrap_or(u32::MAX)));
        }
    }
}
