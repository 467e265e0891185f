// npm `openid-client` as a client that has no browser before it: people are asked on their own phones (CIBA), devices show a code
// (RFC 8628). The sandbox's API stands for the phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { importJWK } from 'jose';
import { REDIRECT_URI, Sandbox, start, testKey } from './harness.mjs';

let demo;
let sandbox;
let config;

before(async () => {
  demo = await start('ciba');
  sandbox = new Sandbox(demo);
  const { kid, ...jwk } = testKey();
  const key = await importJWK(jwk, 'ES256');
  config = await client.discovery(new URL(demo.url), 'integrator-ciba', undefined, client.PrivateKeyJwt({ key, kid }), {
    execute: [client.allowInsecureRequests],
  });
});
after(() => demo?.stop());

const refusedAs = (code) => (error) => {
  assert.equal(error.error, code, `${error.message}: ${JSON.stringify(error.cause)}`);
  return true;
};

/** A person who has logged in to this client in a browser once: since then it knows them by `sub`. */
async function known(details) {
  const person = await sandbox.person(details);
  const verifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const tokens = await client.authorizationCodeGrant(config, await sandbox.authorize(url, person), { pkceCodeVerifier: verifier });
  return { person, sub: tokens.claims().sub, idToken: tokens.id_token };
}

/** The one request that waits on this person's phone. */
async function waiting(person) {
  const { status, body } = await sandbox.call('GET', `/people/${person.id}/requests`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.requests.length, 1, JSON.stringify(body));
  return body.requests[0];
}

/** Polls once, whatever the answer. */
const poll = (asked) => client.genericGrantRequest(config, 'urn:openid:params:grant-type:ciba', { auth_req_id: asked.auth_req_id });

test('a person is asked on their phone, approves, and the client that polls has its tokens once', async () => {
  const { person, sub } = await known({ name: 'HO Ka Yan' });
  const asked = await client.initiateBackchannelAuthentication(config, { scope: 'openid name', login_hint: sub, binding_message: 'WXYZ-12' });
  assert.ok(asked.auth_req_id && asked.expires_in > 0 && asked.interval > 0);
  await assert.rejects(poll(asked), refusedAs('authorization_pending'));
  const request = await waiting(person);
  assert.equal(request.code, 'WXYZ-12', 'the phone shows what the counter shows');
  await sandbox.decide(person, request.request, 'approve');
  const got = await client.pollBackchannelAuthenticationGrant(config, asked);
  assert.equal(got.claims().sub, sub);
  assert.equal(got.claims().acr, 'urn:causeway:acr:decoupled');
  assert.equal((await client.fetchUserInfo(config, got.access_token, sub)).name, person.name);
  await assert.rejects(poll(asked), refusedAs('invalid_grant'), 'once');
});

test('an earlier ID token names the person as well', async () => {
  const { person, sub, idToken } = await known();
  const asked = await client.initiateBackchannelAuthentication(config, { scope: 'openid', id_token_hint: idToken });
  await sandbox.decide(person, (await waiting(person)).request, 'approve');
  assert.equal((await client.pollBackchannelAuthenticationGrant(config, asked)).claims().sub, sub);
});

test('declining ends the polling with access_denied', async () => {
  const { person, sub } = await known();
  const asked = await client.initiateBackchannelAuthentication(config, { scope: 'openid', login_hint: sub });
  await sandbox.decide(person, (await waiting(person)).request, 'decline');
  await assert.rejects(client.pollBackchannelAuthenticationGrant(config, asked), refusedAs('access_denied'));
});

test('who polls too fast is told so, and nobody else can redeem the request', async () => {
  const { sub } = await known();
  const asked = await client.initiateBackchannelAuthentication(config, { scope: 'openid', login_hint: sub });
  await assert.rejects(poll(asked), refusedAs('authorization_pending'));
  await assert.rejects(poll(asked), refusedAs('slow_down'));
  await assert.rejects(poll({ auth_req_id: 'guessed' }), refusedAs('invalid_grant'));
});

test('requests that are refused at once', async () => {
  const { sub, idToken } = await known();
  const ask = (parameters) => client.initiateBackchannelAuthentication(config, { scope: 'openid', ...parameters });
  await assert.rejects(ask({ login_hint: 'nobody-of-this-name' }), refusedAs('unknown_user_id'));
  await assert.rejects(ask({}), refusedAs('invalid_request'));
  await assert.rejects(ask({ login_hint: sub, id_token_hint: idToken }), refusedAs('invalid_request'));
  await assert.rejects(ask({ login_hint: sub, binding_message: 'please visit EVIL.EXAMPLE' }), refusedAs('invalid_binding_message'));
  await assert.rejects(ask({ login_hint: sub, scope: 'name' }), refusedAs('invalid_scope'));
});

test('one open request of a client is enough for a person', async () => {
  const { sub } = await known();
  const ask = () => client.initiateBackchannelAuthentication(config, { scope: 'openid', login_hint: sub });
  await ask();
  await assert.rejects(ask(), refusedAs('access_denied'));
});

test('a device shows a code, and waits until somebody enters it in a browser', async () => {
  const shown = await client.initiateDeviceAuthorization(config, { scope: 'openid name' });
  assert.ok(shown.user_code && shown.device_code && shown.expires_in > 0);
  assert.equal(new URL(shown.verification_uri).origin, demo.url);
  const device = (code) => client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:device_code', { device_code: code });
  await assert.rejects(device(shown.device_code), refusedAs('authorization_pending'));
  await assert.rejects(device('guessed'), refusedAs('invalid_grant'));
  // It goes on asking until it is told to stop, and is never refused.
  const polling = client.pollDeviceAuthorizationGrant(config, shown, undefined, { signal: AbortSignal.timeout(7000) });
  await assert.rejects(polling, (error) => error.error === undefined && (error.name === 'TimeoutError' || error.cause?.name === 'TimeoutError' || error.code === 'OAUTH_ABORT' || error.code === 'OAUTH_TIMEOUT'));
});
