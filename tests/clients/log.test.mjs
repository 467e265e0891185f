// The evidence log and a downloaded receipt, checked by Go's own transparency log library (./log), where Go is installed.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { samplePeople, until } from '../demo.mjs';
import { Agent, HERE, start } from './harness.mjs';

const run = promisify(execFile);
const skip = hasGo() ? false : 'Go is not installed';
let demo;
let folder;

before(async () => {
  if (skip) return;
  demo = await start('log');
  folder = mkdtempSync(join(tmpdir(), 'causeway-log-'));
});
after(async () => {
  if (folder) rmSync(folder, { recursive: true });
  await demo?.stop();
});

function hasGo() {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Every receipt in the activity list, once it can be proved. */
async function receipts(agent) {
  const html = await (await agent.send(`${demo.url}/activity`)).text();
  const paths = [...new Set(html.match(/\/activity\/[0-9a-f-]{36}/g))];
  assert.ok(paths.length >= 2, 'registering leaves its entries');
  return Promise.all(
    paths.map(async (path, index) => {
      const text = await until('the receipt is in the log', async () => {
        const text = await (await agent.send(`${demo.url}${path}/receipt.json`)).text();
        return JSON.parse(text).proof && text;
      }, { within: 10_000 });
      const file = join(folder, `receipt-${index}.json`);
      writeFileSync(file, text);
      return file;
    }),
  );
}

const check = (key, files) =>
  run('go', ['run', '.', '--url', `${demo.url}/log`, '--key', key, ...files], { cwd: join(HERE, 'log') }).then(
    ({ stdout }) => ({ good: true, said: stdout }),
    (error) => ({ good: false, said: `${error.stdout}${error.stderr}` }),
  );

test('checkpoint, tiles and receipts hold for an implementation that is not ours', { skip }, async () => {
  const agent = new Agent();
  await agent.register(demo, samplePeople()[0]);
  const files = await receipts(agent);
  const key = (await (await fetch(`${demo.url}/log/key`)).text()).trim();
  const checked = await check(key, files);
  assert.ok(checked.good, checked.said);

  const [file] = files;
  const receipt = JSON.parse(readFileSync(file, 'utf8'));
  const changed = join(folder, 'changed.json');
  const second = (text) => text.replace(/\d(?=[^\d]*$)/, (digit) => String((Number(digit) + 1) % 10));
  writeFileSync(changed, JSON.stringify({ ...receipt, at: second(receipt.at) }));
  assert.equal((await check(key, [changed])).good, false, 'a receipt with another time is not proved');

  const foreign = key.replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA'));
  assert.equal((await check(foreign, files)).good, false, 'nor anything under another key');
});
