//! What is counted: by second for the course of things, by phase for times.

use std::cell::RefCell;
use std::collections::BTreeMap;

use tokio::time::Instant;

/// One second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Second {
    pub(crate) offered: u32,
    pub(crate) begun: u32,
    pub(crate) finished: u32,
    pub(crate) pages: u32,
    pub(crate) refused: u32,
    /// Refused in the middle of a journey, and sent again.
    pub(crate) midway: u32,
    /// Journeys given up because they were refused again and again; anything else that went wrong.
    pub(crate) lost: u32,
    pub(crate) broken: u32,
    /// The longest that a page or the first step of a journey took in this second, in seconds.
    pub(crate) slowest: f64,
}

/// Times of one phase, in seconds.
#[derive(Default)]
pub(crate) struct Times {
    /// Until a page or the first step of a journey was answered, from when it was to begin.
    pub(crate) first: Vec<f64>,
    /// A later step of a journey.
    pub(crate) later: Vec<f64>,
    /// A whole journey.
    pub(crate) journey: Vec<f64>,
    /// Until somebody was told to come back.
    pub(crate) refused: Vec<f64>,
    /// How late the generator itself was.
    pub(crate) late: Vec<f64>,
}

pub(crate) struct Figures {
    start: Instant,
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    seconds: Vec<Second>,
    times: Times,
    why: BTreeMap<String, u32>,
}

impl Figures {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), inner: RefCell::default() }
    }

    /// Seconds since the beginning.
    pub(crate) fn now(&self) -> usize {
        usize::try_from(self.start.elapsed().as_secs()).unwrap_or(usize::MAX)
    }

    fn note(&self, change: impl FnOnce(&mut Second, &mut Times)) {
        let (now, inner) = (self.now(), &mut *self.inner.borrow_mut());
        if inner.seconds.len() <= now {
            inner.seconds.resize(now + 1, Second::default());
        }
        if let Some(second) = inner.seconds.get_mut(now) {
            change(second, &mut inner.times);
        }
    }

    pub(crate) fn offered(&self, intended: Instant) {
        self.note(|second, times| {
            second.offered += 1;
            times.late.push(intended.elapsed().as_secs_f64());
        });
    }

    pub(crate) fn page(&self, intended: Instant) {
        self.first(intended, |second| second.pages += 1);
    }

    pub(crate) fn begun(&self, intended: Instant) {
        self.first(intended, |second| second.begun += 1);
    }

    fn first(&self, intended: Instant, count: impl FnOnce(&mut Second)) {
        let took = intended.elapsed().as_secs_f64();
        self.note(|second, times| {
            count(second);
            second.slowest = second.slowest.max(took);
            times.first.push(took);
        });
    }

    pub(crate) fn finished(&self, intended: Instant) {
        self.note(|second, times| {
            second.finished += 1;
            times.journey.push(intended.elapsed().as_secs_f64());
        });
    }

    pub(crate) fn refused(&self, intended: Instant) {
        self.note(|second, times| {
            second.refused += 1;
            times.refused.push(intended.elapsed().as_secs_f64());
        });
    }

    pub(crate) fn step(&self, since: Instant) {
        self.note(|_, times| times.later.push(since.elapsed().as_secs_f64()));
    }

    pub(crate) fn stopped_midway(&self) {
        self.note(|second, _| second.midway += 1);
    }

    pub(crate) fn lost(&self) {
        self.note(|second, _| second.lost += 1);
    }

    pub(crate) fn broken(&self, why: &str) {
        self.note(|second, _| second.broken += 1);
        // Without the request's own id, so that like is counted with like.
        let kind: String =
            why.split('/').next().unwrap_or_default().to_owned() + why.rsplit(':').next().unwrap_or_default();
        *self.inner.borrow_mut().why.entry(kind).or_default() += 1;
    }

    /// What went wrong, how often.
    pub(crate) fn why(&self) -> BTreeMap<String, u32> {
        self.inner.borrow().why.clone()
    }

    /// The times since this was asked last: those of a phase.
    pub(crate) fn take_times(&self) -> Times {
        std::mem::take(&mut self.inner.borrow_mut().times)
    }

    /// The seconds from one to before another.
    pub(crate) fn between(&self, from: usize, until: usize) -> Vec<Second> {
        let inner = self.inner.borrow();
        let all = inner.seconds.iter().copied().chain(std::iter::repeat(Second::default()));
        all.skip(from).take(until.saturating_sub(from)).collect()
    }
}

/// How many of something there were in a second, on average.
#[expect(clippy::cast_precision_loss, reason = "a minute has sixty seconds")]
pub(crate) fn rate(seconds: &[Second], of: impl Fn(&Second) -> u32) -> f64 {
    f64::from(seconds.iter().map(of).sum::<u32>()) / seconds.len().max(1) as f64
}

/// A percentile in milliseconds.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count that fits"
)]
pub(crate) fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    let at = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
    times.get(at).copied().unwrap_or(0.0) * 1000.0
}
