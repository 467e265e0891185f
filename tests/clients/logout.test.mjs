// npm `openid-client`: the person logs out from the service (RP-Initiated Logout), and tokens are asked about (RFC 7662) and given back
// (RFC 7009).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { importJWK } from 'jose';
import { samplePeople } from '../demo.mjs';
import { Agent, REDIRECT_URI, SECRET, Sandbox, start, testKey } from './harness.mjs';

const LOGGED_OUT_URI = 'http://localhost:9999/logged-out';
let demo;
let sandbox;
let config;
let other;

before(async () => {
  demo = await start('logout');
  sandbox = new Sandbox(demo);
  const execute = [client.allowInsecureRequests];
  config = await client.discovery(new URL(demo.url), 'integrator', undefined, client.ClientSecretBasic(SECRET), { execute });
  const { kid, ...jwk } = testKey();
  const key = await importJWK(jwk, 'ES256');
  other = await client.discovery(new URL(demo.url), 'integrator-jwt', undefined, client.PrivateKeyJwt({ key, kid }), { execute });
});
after(() => demo?.stop());

async function begin(more) {
  const verifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  });
  return { url, redeem: (back) => client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier }) };
}

/** Tokens of a person who decides without a browser of their own. */
async function tokens(scope) {
  const { url, redeem } = await begin({ scope });
  return redeem(await sandbox.authorize(url, await sandbox.person()));
}

/** A person who is logged in to the platform in this browser, and from there to the client. */
async function loggedIn(index) {
  const agent = new Agent();
  await agent.register(demo, samplePeople()[index]);
  const { url, redeem } = await begin();
  const got = await redeem(await agent.approve(url));
  return { agent, idToken: got.id_token };
}

const end = (parameters) => client.buildEndSessionUrl(config, { post_logout_redirect_uri: LOGGED_OUT_URI, state: 'a state', ...parameters });

/** Whether a login without a word to the person fails for want of a session. */
async function isLoggedOut(agent) {
  const { url } = await begin({ prompt: 'none' });
  return Agent.to(await agent.send(url), url).searchParams.get('error') === 'login_required';
}

test('a service that shows the ID token of the session ends it, and the person is back at the service', async () => {
  const { agent, idToken } = await loggedIn(0);
  assert.ok(!(await isLoggedOut(agent)));
  const url = end({ id_token_hint: idToken });
  const back = Agent.to(await agent.send(url), url);
  assert.equal(`${back.origin}${back.pathname}`, LOGGED_OUT_URI);
  assert.equal(back.searchParams.get('state'), 'a state');
  assert.ok(await isLoggedOut(agent));
});

test('without that the person is asked first, since any page could send them there', async () => {
  const { agent } = await loggedIn(1);
  const url = end();
  const asked = Agent.to(await agent.send(url), url);
  assert.equal(`${asked.origin}${asked.pathname}`, `${demo.url}/logout`);
  assert.ok(!(await isLoggedOut(agent)), 'nothing has ended yet');
});

test('nobody is sent to an address that is not registered', async () => {
  const answer = await new Agent().send(end({ post_logout_redirect_uri: 'http://localhost:9999/elsewhere' }));
  assert.equal(answer.headers.get('location'), null);
  assert.equal(answer.status, 400);
});

test('introspection: what a token says, told to its own client alone', async () => {
  const got = await tokens('openid name offline_access');
  const told = await client.tokenIntrospection(config, got.access_token);
  assert.equal(told.active, true);
  assert.deepEqual([told.client_id, told.sub, told.iss], ['integrator', got.claims().sub, demo.url]);
  assert.ok(told.scope.split(' ').includes('name'));
  assert.equal((await client.tokenIntrospection(config, got.refresh_token)).active, true);
  for (const token of [got.access_token, got.refresh_token]) assert.deepEqual(await client.tokenIntrospection(other, token), { active: false });
  assert.deepEqual(await client.tokenIntrospection(config, 'nonsense'), { active: false });
});

test('revocation: what was given back is active no more', async () => {
  const got = await tokens('openid offline_access');
  await client.tokenRevocation(config, got.refresh_token);
  for (const token of [got.refresh_token, got.access_token]) assert.deepEqual(await client.tokenIntrospection(config, token), { active: false });
  await client.tokenRevocation(config, 'nonsense');
});
