// npm `openid-client`, a certified relying party, against the demo; people decide through the sandbox's API.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { importJWK } from 'jose';
import { REDIRECT_URI, SECRET, Sandbox, start, testKey } from './harness.mjs';

const insecure = { execute: [client.allowInsecureRequests] };
let demo;
let sandbox;
let bySecret;
let byKey;

before(async () => {
  demo = await start('openid-client');
  sandbox = new Sandbox(demo);
  const issuer = new URL(demo.url);
  bySecret = await client.discovery(issuer, 'integrator', undefined, client.ClientSecretBasic(SECRET), insecure);
  const { kid, ...jwk } = testKey();
  const key = await importJWK(jwk, 'ES256');
  byKey = await client.discovery(issuer, 'integrator-jwt', undefined, client.PrivateKeyJwt({ key, kid }), insecure);
});
after(() => demo?.stop());

/** One login, from the authorization request to the tokens. */
async function logIn(config, person, { scope = 'openid', ...more } = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...more,
  });
  const back = await sandbox.authorize(url, person, more);
  assert.equal(`${back.origin}${back.pathname}`, REDIRECT_URI);
  return { back, checks, tokens: () => client.authorizationCodeGrant(config, back, checks) };
}

const refusedAs = (code) => (error) => {
  assert.equal(error.error, code, `${error.message}: ${JSON.stringify(error.cause)}`);
  return true;
};

test('a login: code, ID token, userinfo; only what was asked and approved', async () => {
  const person = await sandbox.person({ name: 'CHAN Tai Man', date_of_birth: '1990-01-31' });
  const { tokens } = await logIn(bySecret, person, { scope: 'openid card_number name' });
  const got = await tokens();
  const claims = got.claims();
  assert.equal(claims.iss, demo.url);
  assert.equal(claims.aud, 'integrator');
  assert.equal(claims.acr, 'urn:causeway:acr:xdev');
  assert.ok(claims.auth_time <= claims.iat && claims.exp > claims.iat);
  assert.notEqual(claims.sub, person.id, 'a pseudonym');
  assert.equal(got.expires_in, 300);
  assert.equal(got.refresh_token, undefined, 'none without offline_access');
  for (const value of [person.card_number, person.name, person.date_of_birth]) assert.ok(!JSON.stringify(claims).includes(value), 'the ID token tells nothing of the person');
  const info = await client.fetchUserInfo(bySecret, got.access_token, claims.sub);
  assert.deepEqual(Object.keys(info).sort(), ['card_number', 'name', 'sub']);
  assert.equal(info.name, person.name);
  assert.equal(info.card_number.replace(/[()]/g, ''), person.card_number);
});

test('a person has the same pseudonym with a client each time, and another with the next', async () => {
  const [person, other] = [await sandbox.person(), await sandbox.person()];
  const subject = async (config, who) => (await (await logIn(config, who)).tokens()).claims().sub;
  const first = await subject(bySecret, person);
  assert.equal(await subject(bySecret, person), first);
  assert.equal(new Set([first, await subject(byKey, person), await subject(bySecret, other)]).size, 3);
});

test('private_key_jwt proves the client', async () => {
  const person = await sandbox.person({ date_of_birth: '1977-07-07' });
  const got = await (await logIn(byKey, person, { scope: 'openid date_of_birth' })).tokens();
  const info = await client.fetchUserInfo(byKey, got.access_token, got.claims().sub);
  assert.equal(info.date_of_birth, '1977-07-07');
});

test('refresh: each token serves once; one that is used again ends them all', async () => {
  const person = await sandbox.person();
  const got = await (await logIn(bySecret, person, { scope: 'openid name offline_access' })).tokens();
  const second = await client.refreshTokenGrant(bySecret, got.refresh_token);
  assert.notEqual(second.refresh_token, got.refresh_token);
  assert.equal((await client.fetchUserInfo(bySecret, second.access_token, got.claims().sub)).name, person.name);
  const third = await client.refreshTokenGrant(bySecret, second.refresh_token);
  await assert.rejects(client.refreshTokenGrant(bySecret, got.refresh_token), refusedAs('invalid_grant'));
  await assert.rejects(client.refreshTokenGrant(bySecret, third.refresh_token), refusedAs('invalid_grant'), 'the stolen and the rightful one alike');
  await assert.rejects(client.fetchUserInfo(bySecret, third.access_token, got.claims().sub));
});

test('revocation ends the refresh token and what came of it', async () => {
  const person = await sandbox.person();
  const got = await (await logIn(bySecret, person, { scope: 'openid offline_access' })).tokens();
  await client.tokenRevocation(byKey, got.refresh_token).catch(() => {});
  const next = await client.refreshTokenGrant(bySecret, got.refresh_token);
  assert.ok(next.access_token, 'another client cannot revoke it');
  await client.tokenRevocation(bySecret, next.refresh_token);
  await client.tokenRevocation(bySecret, next.refresh_token);
  await assert.rejects(client.refreshTokenGrant(bySecret, next.refresh_token), refusedAs('invalid_grant'));
  await assert.rejects(client.fetchUserInfo(bySecret, next.access_token, got.claims().sub));
});

test('a code that is redeemed again is refused, and ends what came of it', async () => {
  const person = await sandbox.person();
  const { tokens } = await logIn(bySecret, person, { scope: 'openid offline_access' });
  const got = await tokens();
  await assert.rejects(tokens(), refusedAs('invalid_grant'));
  await assert.rejects(client.refreshTokenGrant(bySecret, got.refresh_token), refusedAs('invalid_grant'));
  await assert.rejects(client.fetchUserInfo(bySecret, got.access_token, got.claims().sub));
});

test('declining comes back as access_denied', async () => {
  const { tokens } = await logIn(bySecret, await sandbox.person(), { scope: 'openid name', decision: 'decline' });
  await assert.rejects(tokens(), refusedAs('access_denied'));
});

test('a nonce or a state that is not the client’s own is noticed', async () => {
  const { back, checks } = await logIn(bySecret, await sandbox.person());
  await assert.rejects(client.authorizationCodeGrant(bySecret, back, { ...checks, expectedState: 'another' }), { code: 'OAUTH_INVALID_RESPONSE' });
  await assert.rejects(client.authorizationCodeGrant(bySecret, back, { ...checks, expectedNonce: 'another' }), (error) => /nonce/.test(error.cause?.message));
});

test('what was withdrawn is withdrawn: tokens of a removed person are worth nothing', async () => {
  const person = await sandbox.person();
  const got = await (await logIn(bySecret, person, { scope: 'openid name offline_access' })).tokens();
  await sandbox.remove(person);
  await assert.rejects(client.fetchUserInfo(bySecret, got.access_token, got.claims().sub));
  await assert.rejects(client.refreshTokenGrant(bySecret, got.refresh_token), refusedAs('invalid_grant'));
});
