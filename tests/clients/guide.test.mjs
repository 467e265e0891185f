// docs/guides/add-login.md as it stands there: a service registers itself, its sample runs, a person logs in to it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, until } from '../demo.mjs';
import { Agent, HERE, Sandbox, start } from './harness.mjs';

let demo;
let sandbox;
before(async () => {
  demo = await start('guide');
  sandbox = new Sandbox(demo);
});
after(() => demo?.stop());

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function register(metadata) {
  const answer = await fetch(`${demo.url}/connect/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(metadata) });
  const body = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(body));
  return body;
}

/** Runs a sample and logs a person in to it, twice. */
async function logIn(command, args, env = {}) {
  const port = await freePort();
  const home = `http://127.0.0.1:${port}`;
  const client = await register({ client_name: 'My service', redirect_uris: [`${home}/callback`] });
  const sample = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env, ISSUER: demo.url, CLIENT_ID: client.client_id, CLIENT_SECRET: client.client_secret, PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.once('exit', () => sample.kill('SIGKILL'));
  try {
    await until('the sample listens', () => fetch(home).then((answer) => answer.ok, () => false));
    const person = await sandbox.person();
    const subjects = [];
    for (const _ of [1, 2]) {
      const [service, platform] = [new Agent(), new Agent()];
      const authorize = Agent.to(await service.send(`${home}/login`), home);
      assert.equal(authorize.origin, demo.url);
      const back = await sandbox.authorize(authorize, person, { agent: platform });
      assert.equal(`${back.origin}${back.pathname}`, `${home}/callback`);
      assert.equal((await new Agent().send(back)).headers.get('location'), null, 'in another browser it is nothing');
      assert.equal(Agent.to(await service.send(back), home).pathname, '/');
      subjects.push((await (await service.send(home)).text()).match(/logged in as <code>([^<]+)</)?.[1]);
      assert.equal((await service.send(back)).headers.get('location'), null, 'a code is good once');
    }
    assert.ok(subjects[0], 'logged in');
    assert.equal(subjects[0], subjects[1], 'the same pseudonym');
    const declining = new Agent();
    const authorize = Agent.to(await declining.send(`${home}/login`), home);
    const refused = await sandbox.authorize(authorize, await sandbox.person(), { decision: 'decline', agent: new Agent() });
    assert.equal((await declining.send(refused)).status, 403);
  } finally {
    sample.kill('SIGTERM');
  }
}

/** Whether a command ends well. Without blocking: the connections to the demo have to be looked after meanwhile. */
async function succeeds(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' });
  const [status] = await once(child, 'exit').catch(() => [undefined]);
  return status === 0;
}

test('the sample in JavaScript', async () => {
  // The very version of the sample, from where the tests have it.
  const loader = `data:text/javascript,${encodeURIComponent(`import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(
    `export const resolve = (name, context, next) => next(name, name === 'openid-client' ? { ...context, parentURL: ${JSON.stringify(`file://${HERE}/guide.test.mjs`)} } : context);`,
  )}));`)}`;
  await logIn(process.execPath, ['--import', loader, 'samples/javascript/server.mjs']);
});

test('the sample in Python', async (context) => {
  const folder = join(HERE, 'output', 'venv');
  const python = process.env.CAUSEWAY_PYTHON ?? join(folder, 'bin', 'python');
  if (!existsSync(python)) {
    const made =
      (await succeeds('python3', ['-m', 'venv', folder])) &&
      (await succeeds(python, ['-m', 'pip', 'install', '--quiet', '-r', join(ROOT, 'samples/python/requirements.txt')]));
    // Half a folder would be taken for a whole one next time.
    if (!made) {
      rmSync(folder, { recursive: true, force: true });
      return context.skip('there is no Python with venv and pip here');
    }
  }
  await logIn(python, ['-W', 'ignore', 'samples/python/server.py']);
});

test('what the guide says of mistakes', async () => {
  const send = async (metadata) => {
    const answer = await fetch(`${demo.url}/connect/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(metadata) });
    return (await answer.json()).error;
  };
  assert.equal(await send({ redirect_uris: ['https://my.example/cb#fragment'] }), 'invalid_redirect_uri');
  assert.equal(await send({ redirect_uris: ['https://my.example/cb'], grant_types: ['password'] }), 'invalid_client_metadata');
});
