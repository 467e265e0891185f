// Starts `causeway demo` on a free port with a fresh data folder, and stops it. Shared by the browser tests and the client tests.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The binary under test: that of `scripts/test`, unless CAUSEWAY_BIN names another. */
export const BINARY = process.env.CAUSEWAY_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'debug', 'causeway');

const READY_WITHIN = 60_000;
const STOPPED_WITHIN = 15_000;
const LOOK_EVERY = 100;

/** Asks again and again until `look` gives something true; fails with `what` when the deadline has passed. */
export async function until(what, look, { within = 15_000, every = LOOK_EVERY } = {}) {
  const deadline = Date.now() + within;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    assert.ok(Date.now() < deadline, `not within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts the demo and waits until it is ready. `log` is the file that gets everything it says, `more` are further arguments.
 * Returns its addresses, the sandbox key, its data folder, and `stop`.
 */
export async function startDemo(log, more = []) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log);
  const child = spawn(BINARY, ['demo', '--port', String(port), '--data-dir', folder, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Whatever becomes of the test, nothing is left running.
  process.once('exit', () => child.kill('SIGKILL'));
  const demo = { said: '', ended: undefined };
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve((demo.ended = `cannot be started: ${error.message}`)));
    child.once('exit', (code, signal) => resolve((demo.ended = `ended with ${signal ?? code}`)));
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      demo.said += text;
      file.write(text);
    });
  }
  const stop = async () => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN);
    if (!demo.ended) child.kill('SIGTERM');
    await ended;
    clearTimeout(kill);
    file.end();
    rmSync(folder, { recursive: true, force: true });
    assert.equal(demo.ended, 'ended with 0', 'the demo stops when told to');
  };
  const url = `http://localhost:${port}`;
  const isReady = () => fetch(`http://127.0.0.1:${port}/health/ready`).then((answer) => answer.ok, () => false);
  try {
    await until('the demo is ready', async () => {
      assert.equal(demo.ended, undefined, `the demo ${demo.ended}:\n${demo.said}`);
      return (await isReady()) && /cwsb_\S+/.test(demo.said);
    }, { within: READY_WITHIN });
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${error.message}\n${demo.said}`, { cause: error });
  }
  return {
    url,
    vaccination: `http://vaccination.localhost:${port}`,
    driving: `http://driving-licence.localhost:${port}`,
    key: demo.said.match(/cwsb_\S+/)[0],
    folder,
    said: () => demo.said,
    stop,
  };
}

/** The sample people of crates/demo/data/people.toml, in the order of the file. */
export function samplePeople() {
  const text = readFileSync(join(ROOT, 'crates/demo/data/people.toml'), 'utf8');
  return text.split('[[person]]').slice(1).map((block) => {
    const text = (key) => block.match(new RegExp(`^${key} = "(.*)"$`, 'm'))?.[1];
    const water = block.match(/^water = \{.*lines = \[(.*?)\], district = "(.*?)"/m);
    return {
      card: text('card_number'),
      name: text('name'),
      chineseName: text('chinese_name'),
      born: text('date_of_birth'),
      issued: text('date_of_issue'),
      status: text('status'),
      water: water && { lines: [...water[1].matchAll(/"(.*?)"/g)].map((line) => line[1]), district: water[2] },
    };
  });
}
