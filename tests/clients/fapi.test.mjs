// npm `openid-client` as a client of the FAPI 2.0 profile: pushed requests, DPoP, private_key_jwt for the issuer alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { importJWK } from 'jose';
import { FAPI_REDIRECT_URI, Sandbox, start, testKey } from './harness.mjs';

let demo;
let sandbox;
let config;
let dpop;

before(async () => {
  demo = await start('fapi');
  sandbox = new Sandbox(demo);
  const { kid, ...jwk } = testKey();
  const key = await importJWK(jwk, 'ES256');
  const execute = [client.allowInsecureRequests];
  config = await client.discovery(new URL(demo.url), 'integrator-fapi', undefined, client.PrivateKeyJwt({ key, kid }), { execute });
  dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
});
after(() => demo?.stop());

const refusedAs = (code) => (error) => {
  assert.equal(error.error ?? error.cause?.error, code, `${error.message}: ${JSON.stringify(error.cause)}`);
  return true;
};

/** A pushed request, and what the answer will be held against. */
async function push(more = {}, handle = dpop) {
  const verifier = client.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true };
  const parameters = {
    redirect_uri: FAPI_REDIRECT_URI,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...more,
  };
  const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP: handle });
  return { url, checks };
}

async function logIn(person, more) {
  const { url, checks } = await push(more);
  const back = await sandbox.authorize(url, person);
  assert.equal(`${back.origin}${back.pathname}`, FAPI_REDIRECT_URI);
  return client.authorizationCodeGrant(config, back, checks, undefined, { DPoP: dpop });
}

test('the whole way: PAR, DPoP, code, tokens bound to the key, userinfo, refresh', async () => {
  const person = await sandbox.person({ name: 'CHAN Tai Man' });
  const { url, checks } = await push({ scope: 'openid name offline_access' });
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'], 'nothing else travels through the browser');
  const back = await sandbox.authorize(url, person);
  assert.equal(back.searchParams.get('iss'), demo.url);
  const got = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP: dpop });
  assert.equal(got.token_type, 'dpop');
  const info = await client.fetchUserInfo(config, got.access_token, got.claims().sub, { DPoP: dpop });
  assert.equal(info.name, person.name);
  const again = await client.refreshTokenGrant(config, got.refresh_token, undefined, { DPoP: dpop });
  assert.equal(again.token_type, 'dpop');
  assert.notEqual(again.refresh_token, got.refresh_token);
  const renewed = await client.fetchUserInfo(config, again.access_token, got.claims().sub, { DPoP: dpop });
  assert.deepEqual(renewed, info);
});

test('a stolen token is worth nothing without its key', async () => {
  const got = await logIn(await sandbox.person());
  const thief = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  for (const options of [{}, { DPoP: thief }]) {
    await assert.rejects(client.fetchUserInfo(config, got.access_token, got.claims().sub, options), (error) => {
      assert.equal(error.cause?.[0]?.parameters?.error ?? error.error, 'invalid_token', error.message);
      return true;
    });
  }
});

test('a stolen code is bound to the key that pushed the request', async () => {
  const person = await sandbox.person();
  const { url, checks } = await push();
  const back = await sandbox.authorize(url, person);
  const thief = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  await assert.rejects(client.authorizationCodeGrant(config, back, checks, undefined, { DPoP: thief }), refusedAs('invalid_grant'));
});

test('a request that was not pushed, and a token without a proof, are refused', async () => {
  const person = await sandbox.person();
  const plain = client.buildAuthorizationUrl(config, {
    redirect_uri: FAPI_REDIRECT_URI,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
  });
  const answer = await fetch(plain, { redirect: 'manual' });
  assert.equal(new URL(answer.headers.get('location')).searchParams.get('error'), 'invalid_request');
  const { url, checks } = await push({}, undefined);
  const back = await sandbox.authorize(url, person);
  await assert.rejects(client.authorizationCodeGrant(config, back, checks), refusedAs('invalid_dpop_proof'));
});

test('a fault of the request is told where it is pushed', async () => {
  await assert.rejects(push({ redirect_uri: 'https://integrator.example/other' }), refusedAs('invalid_request'));
  await assert.rejects(push({ scope: 'openid exchange' }), refusedAs('invalid_scope'));
  await assert.rejects(push({ code_challenge_method: 'plain' }), refusedAs('invalid_request'));
});

test('the person declines', async () => {
  const person = await sandbox.person();
  const { url, checks } = await push();
  const back = await sandbox.authorize(url, person, { decision: 'decline' });
  await assert.rejects(client.authorizationCodeGrant(config, back, checks, undefined, { DPoP: dpop }), refusedAs('access_denied'));
});
