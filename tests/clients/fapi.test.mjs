// npm `openid-client` as a client of the FAPI 2.0 profile: pushed requests, DPoP, private_key_jwt for the issuer alone;
// and with Message Signing: signed requests (RFC 9101) and signed responses (JARM).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { importJWK } from 'jose';
import { FAPI_REDIRECT_URI, Sandbox, start, testKey } from './harness.mjs';

let demo;
let sandbox;
let config;
let signed;
let signingKey;
let dpop;
let signedDpop;

before(async () => {
  demo = await start('fapi');
  sandbox = new Sandbox(demo);
  const { kid, ...jwk } = testKey();
  const key = await importJWK(jwk, 'ES256');
  const execute = [client.allowInsecureRequests];
  config = await client.discovery(new URL(demo.url), 'integrator-fapi', undefined, client.PrivateKeyJwt({ key, kid }), { execute });
  signingKey = { key, kid };
  signed = await client.discovery(new URL(demo.url), 'integrator-fapi-signed', undefined, client.PrivateKeyJwt({ key, kid }), {
    execute: [client.allowInsecureRequests, client.useJwtResponseMode, client.enableNonRepudiationChecks],
  });
  dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  signedDpop = client.getDPoPHandle(signed, await client.randomDPoPKeyPair('ES256'));
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

/** A signed request, pushed, and what the answer will be held against. */
async function pushSigned({ key = signingKey, change } = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true };
  const parameters = {
    redirect_uri: FAPI_REDIRECT_URI,
    scope: 'openid name',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  };
  const modifyAssertion = (_, payload) => Object.assign(payload, change);
  const { searchParams } = await client.buildAuthorizationUrlWithJAR(signed, parameters, key, { [client.modifyAssertion]: modifyAssertion });
  assert.deepEqual([...searchParams.keys()].sort(), ['client_id', 'request']);
  return { url: await client.buildAuthorizationUrlWithPAR(signed, searchParams, { DPoP: signedDpop }), checks };
}

test('signed: the request is signed, and so is what comes back', async () => {
  const person = await sandbox.person({ name: 'LAM Siu Ming' });
  const { url, checks } = await pushSigned();
  const back = await sandbox.authorize(url, person);
  assert.deepEqual([...back.searchParams.keys()], ['response'], 'everything is in the signed response');
  const [header, payload] = back.searchParams.get('response').split('.').map((part) => Buffer.from(part, 'base64url').toString());
  assert.notEqual(JSON.parse(header).alg, 'none');
  assert.deepEqual([JSON.parse(payload).iss, JSON.parse(payload).aud], [demo.url, 'integrator-fapi-signed']);
  const got = await client.authorizationCodeGrant(signed, back, checks, undefined, { DPoP: signedDpop });
  const info = await client.fetchUserInfo(signed, got.access_token, got.claims().sub, { DPoP: signedDpop });
  assert.equal(info.name, person.name);
});

test('signed: a response that was changed on its way is noticed', async () => {
  const { url, checks } = await pushSigned();
  const back = await sandbox.authorize(url, await sandbox.person());
  const [header, payload, signature] = back.searchParams.get('response').split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url')), code: 'another' };
  back.searchParams.set('response', [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.'));
  await assert.rejects(client.authorizationCodeGrant(signed, back, checks, undefined, { DPoP: signedDpop }), (error) => /signature/i.test(String(error.cause?.message ?? error.message)));
});

test('signed: the person declines, and that is signed as well', async () => {
  const { url, checks } = await pushSigned();
  const back = await sandbox.authorize(url, await sandbox.person(), { decision: 'decline' });
  assert.deepEqual([...back.searchParams.keys()], ['response']);
  await assert.rejects(client.authorizationCodeGrant(signed, back, checks, undefined, { DPoP: signedDpop }), refusedAs('access_denied'));
});

test('signed: a request without a signature, by a foreign key, for another or too old, is refused', async () => {
  const plain = client.buildAuthorizationUrlWithPAR(
    signed,
    { redirect_uri: FAPI_REDIRECT_URI, scope: 'openid', code_challenge: await client.calculatePKCECodeChallenge('v'.repeat(43)), code_challenge_method: 'S256' },
    { DPoP: signedDpop },
  );
  await assert.rejects(plain, (error) => ['invalid_request', 'invalid_request_object'].includes(error.error));
  const foreign = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])).privateKey;
  await assert.rejects(pushSigned({ key: { key: foreign, kid: signingKey.kid } }), refusedAs('invalid_request_object'));
  await assert.rejects(pushSigned({ change: { aud: 'https://other.example' } }), refusedAs('invalid_request_object'));
  const now = Math.floor(Date.now() / 1000);
  await assert.rejects(pushSigned({ change: { iat: now - 7200, nbf: now - 7200, exp: now - 3600 } }), refusedAs('invalid_request_object'));
});
