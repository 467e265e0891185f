//! The course of a run, and what is told of it.

use std::collections::HashMap;
use std::rc::Rc;

use causeway_core::{Error, Result};

use crate::figures::{Second, Times, percentile, rate};
use crate::{World, load, number};

/// Of the offered, so much must be finished for a rate to be one that the server can do.
const KEPT_UP: f64 = 0.95;
/// Seconds of one step on the way to the peak, and those at its beginning that do not count.
const STEP: u64 = 8;
const SETTLING: usize = 2;
/// The size of the closed loop of the first guess.
const CALLERS: usize = 48;
/// So many times the peak and the surge are offered one after the other, each so many seconds: what drifts meets both alike.
const PAIRS: u64 = 6;
const EACH: u64 = 10;
/// Kernel ticks a second in `/proc/PID/stat`.
const TICKS: f64 = 100.0;

/// A phase as it went.
struct Phase {
    seconds: Vec<Second>,
    times: Times,
    /// Processor seconds in a second: of the server, of the generator.
    server: f64,
    own: f64,
}

struct Run<'w> {
    world: &'w Rc<World>,
    pid: u64,
    seed: u64,
    /// How much of the peak is offered to see what the server can do at that moment: the machine is not the same from minute to minute.
    beyond: f64,
}

/// Journeys finished in a second.
fn finished(phase: &Phase) -> f64 {
    rate(&phase.seconds, |s| s.finished)
}

/// Processor time of a process in seconds (proc(5)): user and system.
fn cpu(pid: &str) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / TICKS
}

impl Run<'_> {
    /// Offers so many a second for so many seconds.
    #[expect(clippy::cast_precision_loss, reason = "seconds")]
    async fn phase(&mut self, a_second: f64, seconds: u64) -> Phase {
        self.seed += 1;
        let figures = &self.world.figures;
        // On a whole second, so that seconds belong to phases.
        let (from, pid) = (figures.now() + 1, self.pid.to_string());
        while figures.now() < from {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        figures.take_times();
        let before = (cpu(&pid), cpu("self"));
        load::offer(self.world, a_second, seconds, self.seed).await;
        let spent = (cpu(&pid) - before.0, cpu("self") - before.1);
        Phase {
            seconds: figures.between(from, from + usize::try_from(seconds).unwrap_or(0)),
            times: figures.take_times(),
            server: spent.0 / seconds as f64,
            own: spent.1 / seconds as f64,
        }
    }

    /// The peak and the surge in turns, each surge so many times what could be done just before.
    async fn pairs(&mut self, peak: f64, times: f64, pairs: u64) {
        let (mut at_peak, mut in_surge, mut shares) = (0.0, 0.0, Vec::new());
        for _ in 0..pairs {
            let can = finished(&self.phase(peak * self.beyond, EACH).await);
            let did = finished(&self.phase(can * 2.0 * times, EACH).await);
            println!("  {can:.0} journeys a second; at {times} times that {did:.0}");
            (at_peak, in_surge) = (at_peak + can, in_surge + did);
            shares.push(did / can.max(1.0) / 10.0);
        }
        println!(
            "\nin turns, {pairs} times {EACH} s each: goodput in the surge **{:.0} %** of that at the peak (goal 90 %); median of the pairs {:.0} %",
            in_surge / at_peak * 100.0,
            percentile(&mut shares, 0.5)
        );
    }

    /// The most visitors a second, half of them journeys, of which nearly all are finished.
    async fn peak(&mut self) -> f64 {
        let figures = &self.world.figures;
        load::press(self.world, CALLERS, 2).await;
        let from = figures.now() + 1;
        load::press(self.world, CALLERS, 6).await;
        let guess = rate(&figures.between(from, from + 4), |second| second.finished + second.pages);
        println!("closed loop of {CALLERS}: {guess:.0} visitors a second");
        let (mut best, mut offered) = (0.0_f64, guess * 0.7);
        let mut missed = 0;
        while missed < 2 && offered < guess * 2.0 {
            let phase = self.phase(offered, STEP).await;
            let counted = phase.seconds.get(SETTLING..).unwrap_or_default();
            // What the whole of the journeys needs is what counts: a page alone is easy.
            let done = 2.0 * rate(counted, |second| second.finished);
            let asked = rate(counted, |second| second.offered);
            println!("  offered {asked:.0}: {done:.0} done, {:.2} processors", phase.server);
            if done >= KEPT_UP * asked {
                (best, missed) = (best.max(done), 0);
            } else {
                (best, missed) = (best.max(done), missed + 1);
                tokio::time::sleep(std::time::Duration::from_secs(3)).await;
            }
            offered *= 1.08;
        }
        best
    }
}

/// The whole run.
pub(crate) async fn run(world: &Rc<World>, said: &HashMap<String, String>) -> Result<()> {
    let name = said.get("name").cloned().unwrap_or_default();
    let percent = u32::try_from(number(said, "beyond", 125)).unwrap_or(125);
    let mut run = Run { world, pid: number(said, "pid", 0), seed: 1, beyond: f64::from(percent) / 100.0 };
    println!("\n### {name}\n");
    let peak = match said.get("peak").and_then(|text| text.parse().ok()) {
        Some(peak) => peak,
        None => run.peak().await,
    };
    if peak < 2.0 {
        return Err(Error::internal(format!("nothing could be done: {:?}", world.figures.why())));
    }
    let (seconds, times) = (number(said, "seconds", 60), number(said, "times", 10));
    let times = f64::from(u32::try_from(times).unwrap_or(10));
    run.pairs(peak, times, number(said, "pairs", PAIRS)).await;
    let most = run.beyond * peak;
    let mut phases = vec![
        ("95 % of the peak", run.phase(peak * 0.95, 15).await),
        ("all it can, before", run.phase(most, 15).await),
    ];
    let now = phases.last().map_or(peak, |(_, phase)| 2.0 * finished(phase));
    for (name, offered, seconds) in [
        ("half, before", now / 2.0, 15),
        ("surge", now * times, seconds),
        ("half, after", now / 2.0, 60),
        ("all it can, after", most, 15),
    ] {
        phases.push((name, run.phase(offered, seconds).await));
    }
    tell(world, peak, phases);
    Ok(())
}

const COLUMNS: &str = "| phase | offered/s | pages/s | begun/s | finished/s | refused/s | midway/s | lost | broken | server CPU | own CPU |\n\
                       |---|---|---|---|---|---|---|---|---|---|---|";
const TIMES: &str = "| phase | first answer p50 / p95 / p99 ms | later step p50 / p95 / p99 ms | journey p50 / p99 ms | refusal p50 / p99 ms | generator late p99 ms |\n\
                     |---|---|---|---|---|---|";

fn tell(world: &World, peak: f64, mut phases: Vec<(&str, Phase)>) {
    println!(
        "\npeak: {peak:.0} visitors a second, {:.0} of them journeys; {} connections opened in all",
        peak / 2.0,
        world.pool.opened()
    );
    println!("\n{COLUMNS}");
    for (name, phase) in &phases {
        println!("| {name} {}", phase.counts());
    }
    if let [_, (_, one), (_, before), (_, surge), (_, after), (_, other)] = phases.as_slice() {
        Facts::of([one, other], before, surge, after).tell();
    }
    println!("\n{TIMES}");
    for (name, phase) in &mut phases {
        println!("| {name} {}", phase.times());
    }
    if !world.figures.why().is_empty() {
        println!("- what broke: {:?}", world.figures.why());
    }
}

impl Phase {
    fn counts(&self) -> String {
        let all = &self.seconds;
        format!(
            "| {:.0} | {:.0} | {:.0} | {:.0} | {:.0} | {:.1} | {} | {} | {:.2} | {:.2} |",
            rate(all, |s| s.offered),
            rate(all, |s| s.pages),
            rate(all, |s| s.begun),
            rate(all, |s| s.finished),
            rate(all, |s| s.refused),
            rate(all, |s| s.midway),
            all.iter().map(|s| s.lost).sum::<u32>(),
            all.iter().map(|s| s.broken).sum::<u32>(),
            self.server,
            self.own
        )
    }

    fn times(&mut self) -> String {
        let times = &mut self.times;
        let mut of = |which: fn(&mut Times) -> &mut Vec<f64>, shares: &[f64]| {
            let found = shares.iter().map(|share| format!("{:.0}", percentile(which(times), *share)));
            found.collect::<Vec<_>>().join(" / ")
        };
        format!(
            "| {} | {} | {} | {} | {} |",
            of(|t| &mut t.first, &[0.5, 0.95, 0.99]),
            of(|t| &mut t.later, &[0.5, 0.95, 0.99]),
            of(|t| &mut t.journey, &[0.5, 0.99]),
            of(|t| &mut t.refused, &[0.5, 0.99]),
            of(|t| &mut t.late, &[0.99])
        )
    }
}

/// What the goals are about.
struct Facts {
    /// Journeys finished in a second when all it could was offered, before and after the surge.
    can: f64,
    goodput: f64,
    finished_of_begun: f64,
    recovery: Option<usize>,
    refusal_micros: f64,
    shedding: f64,
}

impl Facts {
    fn of([one, other]: [&Phase; 2], before: &Phase, surge: &Phase, after: &Phase) -> Self {
        let can = f64::midpoint(finished(one), finished(other));
        let journeys = rate(&surge.seconds, |s| s.finished);
        let begun = rate(&surge.seconds, |s| s.begun);
        // What one journey and its share of pages cost where few are refused; what is beyond that in the surge is what refusing costs.
        let each = f64::midpoint(one.server, other.server) / can.max(1.0);
        let refused = rate(&surge.seconds, |s| s.refused + s.midway).max(1.0);
        let beyond = (surge.server - each * journeys).max(0.0);
        Self {
            can,
            goodput: journeys / can.max(1.0),
            finished_of_begun: journeys / begun.max(1.0),
            recovery: recovery(before, after),
            refusal_micros: beyond / refused * 1e6,
            shedding: beyond / surge.server.max(0.01),
        }
    }

    fn tell(&self) {
        println!(
            "\n- goodput in the surge: **{:.0} %** of what was finished before and after it, {:.0} journeys a second (goal 90 %)",
            self.goodput * 100.0,
            self.can
        );
        println!("- finished of those begun in the surge: {:.1} %", self.finished_of_begun * 100.0);
        match self.recovery {
            Some(seconds) => println!(
                "- recovered after **{seconds} s** (goal 30 s): nobody refused, all finished, times as before"
            ),
            None => println!("- **not recovered** within the 60 s that were watched (goal 30 s)"),
        }
        println!(
            "- a refusal costs {:.0} µs of the processor; refusing took {:.0} % of the server's time in the surge",
            self.refusal_micros,
            self.shedding * 100.0
        );
    }
}

/// The second from which on nobody is refused, what comes is finished, and nobody waits longer than the slowest before (or a tenth of a
/// second).
fn recovery(before: &Phase, after: &Phase) -> Option<usize> {
    let slowest = before.seconds.iter().map(|s| s.slowest).fold(0.1, f64::max) * 2.0;
    let well = |second: &Second| {
        second.refused == 0
            && second.lost == 0
            && second.broken == 0
            && second.midway == 0
            && second.slowest <= slowest
    };
    let bad = after.seconds.iter().rposition(|second| !well(second));
    let from = bad.map_or(0, |at| at + 1);
    (from < after.seconds.len()).then_some(from)
}
