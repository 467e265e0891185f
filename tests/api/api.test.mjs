// The interface's document, by the rules of others (Spectral), and the running platform, by its document (Schemathesis).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { ROOT, startDemo } from '../demo.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUTPUT = join(HERE, 'output');
/** Schemathesis: `scripts/test api` installs it. */
const SCHEMATHESIS = process.env.SCHEMATHESIS ?? 'schemathesis';
/** How many requests are made up for each operation. */
const EXAMPLES = process.env.EXAMPLES ?? '50';
/** What Schemathesis checks that cannot hold here. */
const NOT_CHECKED = [
  // Most of what fits a schema is refused all the same: a code is unknown, a card number has another check digit.
  'positive_data_acceptance',
  // A person who was just made is there; 404 says that the request which they shall decide is not.
  'ensure_resource_availability',
];

let demo;
before(async () => {
  // What an earlier run found is not what this one looks for.
  rmSync(join(OUTPUT, '.schemathesis'), { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  demo = await startDemo(join(OUTPUT, 'demo.log'));
});
after(() => demo?.stop());

const fetched = async () => (await fetch(`${demo.url}/openapi.json`)).json();

/** Runs a program, which may leave what it likes in the folder of the output; what it said is shown when it finds something. */
function findsNothing(program, args) {
  const said = spawnSync(program, args, { cwd: OUTPUT, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(said.error, undefined, `${program} cannot be run: ${said.error?.message}`);
  assert.equal(said.status, 0, `${said.stdout}\n${said.stderr}`);
}

test('the platform serves the document that is committed', async () => {
  const committed = JSON.parse(readFileSync(join(ROOT, 'docs/generated/openapi.json'), 'utf8'));
  const served = await fetched();
  for (const document of [committed, served]) {
    delete document.servers;
    delete document.info.contact;
  }
  assert.deepEqual(served, committed);
});

test('Spectral finds nothing in the document', async () => {
  const file = join(OUTPUT, 'openapi.json');
  writeFileSync(file, JSON.stringify(await fetched(), null, 2));
  findsNothing(join(HERE, 'node_modules/.bin/spectral'), ['lint', '--fail-severity', 'hint', '--ruleset', join(HERE, 'spectral.yaml'), file]);
});

test('Schemathesis finds no answer that the document does not tell of, and no server error', () => {
  const key = `Authorization: Bearer ${demo.key}`;
  const limits = ['--max-examples', EXAMPLES, '--max-redirects', '0', '--continue-on-failure'];
  findsNothing(SCHEMATHESIS, [
    'run', `${demo.url}/openapi.json`, '--header', key, ...limits, '--exclude-checks', NOT_CHECKED.join(','), '--no-color',
  ]);
});
