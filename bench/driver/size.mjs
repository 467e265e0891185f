// scripts/bench size: the binary, how long it takes until it answers, what memory it holds at rest.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Connection } from './http.mjs';
import { memory } from './measure.mjs';

const binary = process.env.CAUSEWAY_BIN;
const ROUNDS = 5;
const REST = 5000;
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program and waits until `path` answers 200: {millis, megabytes after a rest}. */
async function start({ command, port, path, env, rest }) {
  const begun = performance.now();
  const child = spawn(command[0], command.slice(1), { stdio: 'ignore', env: { ...process.env, ...env } });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const connection = new Connection(`http://127.0.0.1:${port}`);
  for (;;) {
    const answer = await connection.send('GET', path).catch(() => undefined);
    if (answer?.status === 200) break;
    if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended with ${child.exitCode}`);
    await pause(2);
  }
  const millis = performance.now() - begun;
  if (rest) await pause(REST);
  const megabytes = rest ? memory(child.pid) : undefined;
  child.kill('SIGTERM');
  await ended;
  return { millis, megabytes };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The median start of several, and the memory of the last. */
async function starts(make) {
  const times = [];
  for (let round = 1; round < ROUNDS; round += 1) times.push((await start(await make())).millis);
  const last = await start({ ...(await make()), rest: true });
  return { millis: median([...times, last.millis]), megabytes: last.megabytes };
}

async function demo(folder) {
  const port = await freePort();
  const command = [binary, 'demo', '--port', String(port), '--data-dir', folder ?? mkdtempSync(`${process.env.FOLDER}/demo-`)];
  return { command, port, path: '/health/ready' };
}

async function peer() {
  const port = await freePort();
  const env = { PORT: String(port), CLIENT_JWKS: '{"keys":[]}', NODE_ENV: 'production' };
  return { command: ['node', 'bench/peer/identity/server.mjs'], port, path: '/.well-known/openid-configuration', env };
}

const bytes = (path) =>
  statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0) : statSync(path).size;
const MEGABYTE = 1024 * 1024;
const row = (name, ...cells) => console.log(name.padEnd(44) + cells.map((cell) => String(cell).padStart(14)).join(''));

row('', 'size MB', 'start ms', 'at rest MB');
const print = (name, size, { millis, megabytes }) => row(name, size, millis.toFixed(0), megabytes.toFixed(0));
const size = (bytes(binary) / MEGABYTE).toFixed(1);
print('causeway demo, fresh folder', size, await starts(() => demo()));
const known = mkdtempSync(`${process.env.FOLDER}/known-`);
await start(await demo(known));
print('causeway demo, known folder', size, await starts(() => demo(known)));
const modules = (bytes('bench/peer/node_modules') + bytes(process.execPath)) / MEGABYTE;
print('oidc-provider alone, with Node', modules.toFixed(1), await starts(peer));
rmSync(known, { recursive: true });
