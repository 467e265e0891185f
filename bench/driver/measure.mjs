// Runs an operation over and over and says what it cost: the server's processor time for one first, then how many a second and how
// long one took.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const WARM_UP = 2;
/** Kernel ticks a second in /proc/PID/stat. */
const TICKS = 100;
/** Callers at once, each with a connection of its own. */
export const CALLERS = 16;

/** Processor time of a process in milliseconds, from its `stat` line (proc(5)): user and system. */
function cpuOf(pid) {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

/** A process and its children. */
function family(pid) {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isChild = (name) => {
    try {
      const line = readFileSync(`/proc/${name}/stat`, 'utf8');
      return line.slice(line.lastIndexOf(')') + 2).split(' ')[1] === String(pid);
    } catch {
      return false;
    }
  };
  return [pid, ...numbers.filter(isChild)];
}

const cpu = (pids) => pids.flatMap(family).reduce((sum, pid) => sum + cpuOf(pid), 0);

/** Resident memory of a process in MB. */
export const memory = (pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** The database's server beside ours, if it is a process of its own. */
const database = process.env.DB_PID ? [Number(process.env.DB_PID)] : [];

/** What processes and the database have spent since; 0 for the database where there is none. */
function watch(pids) {
  const [before, databaseBefore] = [cpu(pids), cpu(database)];
  return () => ({ spent: cpu(pids) - before, databaseSpent: cpu(database) - databaseBefore });
}

/** `act(caller)` is one operation; it throws when the answer is not what it has to be. */
export async function measure(pids, seconds, act, callers = CALLERS) {
  await run(WARM_UP, act, callers);
  const since = watch(pids);
  const { times, elapsed } = await run(seconds, act, callers);
  const { spent, databaseSpent } = since();
  times.sort((a, b) => a - b);
  return {
    cpu: spent / times.length,
    database: databaseSpent / times.length,
    rate: (times.length * 1000) / elapsed,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

async function run(seconds, act, callers) {
  const start = performance.now();
  const times = [];
  const caller = async (number) => {
    while (performance.now() - start < seconds * 1000) {
      const begun = performance.now();
      await act(number);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  return { times, elapsed: performance.now() - start };
}

/** The same for a request that is always the same, by `wrk`, which costs far less than we do. */
export function measureFixed(pids, seconds, url, script) {
  const wrk = (span) =>
    execFileSync('wrk', ['-t1', `-c${CALLERS}`, `-d${span}s`, '--latency', ...(script ? ['-s', script] : []), url], {
      encoding: 'utf8',
    });
  wrk(WARM_UP);
  const since = watch(pids);
  const text = wrk(seconds);
  const { spent, databaseSpent } = since();
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(text);
  const [, requests, elapsed] = /(\d+) requests in ([\d.]+)s/.exec(text);
  const millis = (share) => {
    const [, number, unit] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`).exec(text);
    return Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return { cpu: spent / requests, database: databaseSpent / requests, rate: requests / elapsed, p50: millis(50), p99: millis(99) };
}

const COLUMNS = [46, 12, 10, 9, 9, 9, 15];
const line = (cells) => cells.map((cell, at) => (at === 0 ? cell.padEnd(COLUMNS[0]) : cell.padStart(COLUMNS[at]))).join(' ');

export function head() {
  console.log(line(['', 'CPU us/op', 'ops/s', 'p50 ms', 'p99 ms', 'CPU ratio', ...(database.length ? ['database us/op'] : [])]));
}

/** A line of the table; `peer` is the measurement beside which this one stands: how many times less processor time it takes. */
export function row(name, found, peer) {
  const ratio = peer ? `${(peer.cpu / found.cpu).toPrecision(2)}x` : '';
  const cells = [name, (found.cpu * 1000).toFixed(0), found.rate.toFixed(0), found.p50.toFixed(2), found.p99.toFixed(2), ratio];
  if (found.database) cells.push((found.database * 1000).toFixed(0));
  console.log(line(cells));
  return found;
}
