//! Measures durable transactions a second over the public `causeway_core::db`: run it with `scripts/bench db`.
//!
//! A transaction is two inserts and a select, of one among 10,000 rows that stood there before (`--select standing`) or of what it
//! has just written (`--select own`): with ids that grow, all callers then read where all callers write, which at PostgreSQL's
//! `serializable` is the worst case. Each run stands beside a baseline taken just before and just after it in the same
//! folder: how often a second this disk can write 4 KiB and wait for it (`fdatasync`). A caller that waits for its commit can do at
//! most one transaction a sync, so `callers × syncs` is what a perfect group commit would give, and the ratio to it is the figure.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use causeway_core::clock::Stopwatch;
use causeway_core::{Clock, Db, Env, Error, Result, Rng};
use uuid::Uuid;

const USAGE: &str = "bench_db FOLDER [--postgres URL --postgres-pid PID --connections N] [--seconds N] [--callers 1,16,256] \
    [--select standing|own]";
/// Rows that stand in the table before anything is measured.
const STANDING: usize = 10_000;
const WARM_UP: Duration = Duration::from_millis(700);
const BASELINE: Duration = Duration::from_millis(1500);
/// Kernel ticks a second in /proc/PID/stat: fixed at 100 on every Linux that Rust supports.
const TICK_MILLIS: u64 = 10;

struct Options {
    folder: PathBuf,
    postgres: Option<(String, u32)>,
    connections: usize,
    seconds: u64,
    callers: Vec<usize>,
    own: bool,
}

/// What is measured: where, and which rows stood there before. Cheap to clone.
#[derive(Clone)]
struct Bench {
    env: Env,
    standing: Arc<Vec<Uuid>>,
    own: bool,
}

struct Figures {
    transactions: usize,
    elapsed: Duration,
    /// Sorted, in microseconds.
    latencies: Vec<u32>,
    own_cpu: Duration,
    database_cpu: Duration,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    println!(
        "{:<12} {:>7} {:>9} {:>9} {:>9} {:>10} {:>11} {:>7} {:>8} {:>8}",
        "engine",
        "callers",
        "us CPU/tx",
        "us db/tx",
        "tx/s",
        "syncs/s",
        "callers×s",
        "ratio",
        "p50 ms",
        "p99 ms"
    );
    let sqlite = Db::open_sqlite(&options.folder.join("bench.db"))?;
    engine("sqlite", sqlite, None, &options).await?;
    if let Some((url, pid)) = &options.postgres {
        let postgres = Db::connect_postgres(url, options.connections)?;
        engine(&format!("postgres/{}", options.connections), postgres, Some(*pid), &options).await?;
    }
    Ok(())
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options> {
    let wrong = || Error::invalid("usage", USAGE);
    let mut out = Options {
        folder: args.next().ok_or_else(wrong)?.into(),
        postgres: None,
        connections: 64,
        seconds: 5,
        callers: vec![1, 16, 256],
        own: false,
    };
    let (mut url, mut pid) = (None, None);
    while let Some(name) = args.next() {
        let value = args.next().ok_or_else(wrong)?;
        match name.as_str() {
            "--postgres" => url = Some(value),
            "--postgres-pid" => pid = Some(value.parse().map_err(|_| wrong())?),
            "--connections" => out.connections = value.parse().map_err(|_| wrong())?,
            "--seconds" => out.seconds = value.parse().map_err(|_| wrong())?,
            "--callers" => {
                out.callers =
                    value.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
            }
            "--select" => out.own = value == "own",
            _ => return Err(wrong()),
        }
    }
    out.postgres = url.zip(pid);
    Ok(out)
}

async fn engine(name: &str, db: Db, pid: Option<u32>, options: &Options) -> Result<()> {
    let env = Env { db, clock: Clock::system(), rng: Rng::system() };
    tables(&env).await?;
    let bench = Bench { standing: Arc::new(stand(&env).await?), env, own: options.own };
    for &callers in &options.callers {
        let before = syncs(&options.folder).await?;
        run(&bench, callers, WARM_UP, pid).await?;
        let figures = run(&bench, callers, Duration::from_secs(options.seconds), pid).await?;
        let after = syncs(&options.folder).await?;
        print(name, callers, f64::midpoint(before, after), &figures);
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures of a benchmark, far below 2^52")]
fn print(engine: &str, callers: usize, syncs: f64, figures: &Figures) {
    let count = figures.transactions.max(1) as f64;
    let rate = count / figures.elapsed.as_secs_f64();
    let limit = callers as f64 * syncs;
    println!(
        "{engine:<12} {callers:>7} {:>9.0} {:>9.0} {rate:>9.0} {syncs:>10.0} {limit:>11.0} {:>6.0}% {:>8.2} {:>8.2}",
        figures.own_cpu.as_secs_f64() * 1e6 / count,
        figures.database_cpu.as_secs_f64() * 1e6 / count,
        100.0 * rate / limit,
        percentile(&figures.latencies, 50),
        percentile(&figures.latencies, 99),
    );
}

fn percentile(sorted: &[u32], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
}

async fn tables(env: &Env) -> Result<()> {
    env.db
        .tx(|tx| {
            Box::pin(async move {
                for sql in [
                    "drop table if exists bench_account",
                    "drop table if exists bench_entry",
                    "create table bench_account (id uuid primary key, name text not null, seen_at timestamptz not null)",
                    "create table bench_entry (id uuid primary key, account uuid not null, body bytea not null)",
                    "create index bench_entry_account on bench_entry (account)",
                ] {
                    tx.execute(sql, &[]).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn stand(env: &Env) -> Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    while ids.len() < STANDING {
        let some = (0..500).map(|_| env.new_uuid()).collect::<Result<Vec<_>>>()?;
        let (batch, now) = (&some, env.now());
        let act = env.db.tx(|tx| {
            Box::pin(async move {
                for id in batch {
                    tx.execute(INSERT, &[(*id).into(), "SO, Ka Yan".into(), now.into()]).await?;
                }
                Ok(())
            })
        });
        act.await?;
        ids.extend(some);
    }
    Ok(ids)
}

const INSERT: &str = "insert into bench_account (id, name, seen_at) values ($1, $2, $3)";

/// Two inserts and a select, in one durable transaction.
async fn transaction(bench: &Bench) -> Result<()> {
    let env = &bench.env;
    let (account, entry, now) = (env.new_uuid()?, env.new_uuid()?, env.now());
    let wanted = if bench.own { account } else { any(bench)? };
    let found: Uuid = env
        .db
        .tx(|tx| {
            Box::pin(async move {
                tx.execute(INSERT, &[account.into(), "CHAN, Tai Man".into(), now.into()]).await?;
                tx.execute(
                    "insert into bench_entry (id, account, body) values ($1, $2, $3)",
                    &[entry.into(), account.into(), vec![7; 200].into()],
                )
                .await?;
                tx.one("select id from bench_account where id = $1", &[wanted.into()]).await?.read()
            })
        })
        .await?;
    if found == wanted { Ok(()) } else { Err(Error::internal("another row was read than was asked for")) }
}

fn any(bench: &Bench) -> Result<Uuid> {
    let number = usize::from(u16::from_le_bytes(bench.env.rng.bytes()?)) % STANDING;
    bench.standing.get(number).copied().ok_or_else(|| Error::internal("too few rows stand"))
}

async fn run(bench: &Bench, callers: usize, span: Duration, pid: Option<u32>) -> Result<Figures> {
    let (own, database, watch) = (own_cpu(), database_cpu(pid), Stopwatch::start());
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let bench = bench.clone();
            tokio::spawn(async move {
                let mut latencies = Vec::new();
                while watch.elapsed() < span {
                    let one = Stopwatch::start();
                    transaction(&bench).await?;
                    latencies.push(u32::try_from(one.elapsed().as_micros()).unwrap_or(u32::MAX));
                }
                Ok::<_, Error>(latencies)
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.map_err(Error::internal)??);
    }
    latencies.sort_unstable();
    Ok(Figures {
        transactions: latencies.len(),
        elapsed: watch.elapsed(),
        latencies,
        own_cpu: own_cpu().saturating_sub(own),
        database_cpu: database_cpu(pid).saturating_sub(database),
    })
}

/// Writes of 4 KiB over the same place, each waited for, a second: what a write-ahead log does once it has its size.
async fn syncs(folder: &Path) -> Result<f64> {
    let path = folder.join("syncs");
    let rate = tokio::task::spawn_blocking(move || -> std::io::Result<f64> {
        const PLACES: u64 = 256;
        let mut file = File::create(&path)?;
        let page = [7u8; 4096];
        for _ in 0..PLACES {
            file.write_all(&page)?;
        }
        file.sync_all()?;
        let watch = Stopwatch::start();
        let mut count = 0u32;
        while watch.elapsed() < BASELINE {
            file.seek(SeekFrom::Start(u64::from(count) % PLACES * 4096))?;
            file.write_all(&page)?;
            file.sync_data()?;
            count += 1;
        }
        let rate = f64::from(count) / watch.elapsed().as_secs_f64();
        std::fs::remove_file(&path)?;
        Ok(rate)
    });
    rate.await.map_err(Error::internal)?.map_err(Error::internal)
}

fn own_cpu() -> Duration {
    stat(Path::new("/proc/self/stat")).map_or(Duration::ZERO, |(_, cpu)| cpu)
}

/// The processor time of the server and of all its children.
fn database_cpu(pid: Option<u32>) -> Duration {
    let Some(pid) = pid else { return Duration::ZERO };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let of_server = |entry: std::fs::DirEntry| {
        let own = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok())?;
        let (parent, cpu) = stat(&entry.path().join("stat"))?;
        (own == pid || parent == pid).then_some(cpu)
    };
    processes.filter_map(of_server).sum()
}

/// Parent and processor time of a process, from its `stat` line (proc(5)): the fields after the name in parentheses.
fn stat(path: &Path) -> Option<(u32, Duration)> {
    let text = std::fs::read_to_string(path).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    let ticks = number(11)? + number(12)?;
    Some((u32::try_from(number(1)?).ok()?, Duration::from_millis(ticks * TICK_MILLIS)))
}
