// A consumer of data that shares no code with ours: requests signed, answers opened and checked with npm `jose`.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as jose from 'jose';
import * as client from 'openid-client';
import { samplePeople } from '../demo.mjs';
import { Agent, REDIRECT_URI, Sandbox, start, testKey } from './harness.mjs';

const DETAIL = { type: 'urn:causeway:exchange', dataset: 'water.address', fields: ['residential_address'], purpose: 'integration-test' };
let demo;
let sandbox;
let config;
let signing;
let kid;
let sealing;
let enc;
let provider;

before(async () => {
  demo = await start('exchange');
  sandbox = new Sandbox(demo);
  const { kid: name, ...jwk } = testKey();
  kid = name;
  signing = await jose.importJWK(jwk, 'ES256');
  config = await client.discovery(new URL(demo.url), 'integrator-jwt', undefined, client.PrivateKeyJwt({ key: signing, kid }), {
    execute: [client.allowInsecureRequests],
  });
  sealing = await jose.generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  const { kty, crv, x, y } = await jose.exportJWK(sealing.publicKey);
  enc = { kty, crv, x, y };
  // The provider's keys, got from the provider and not by way of the gateway.
  provider = jose.createLocalJWKSet(JSON.parse(readFileSync(join(demo.folder, 'connectors/water.jwks.json'), 'utf8')));
});
after(() => demo?.stop());

/** Has a synthetic person allow the exchange; the consent's id, as the token response names it. */
const consent = (person, more) => allow((url) => sandbox.authorize(url, person), more);

async function allow(approve, more) {
  const verifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    authorization_details: JSON.stringify([{ ...DETAIL, ...more }]),
  });
  const back = await approve(url);
  const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier });
  const granted = tokens.authorization_details.find((detail) => detail.type === DETAIL.type);
  assert.deepEqual(granted.fields, DETAIL.fields);
  return granted.consent;
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');

/** One read through the gateway. */
async function read(consent, { claims = {}, key = signing, typ = 'causeway-read+jwt', jti = randomUUID(), token } = {}) {
  const bearer = token ?? (await client.clientCredentialsGrant(config, { scope: 'exchange' })).access_token;
  const now = Math.floor(Date.now() / 1000);
  const { dataset, fields, purpose } = DETAIL;
  const request = await new jose.SignJWT({ consent, dataset, fields, purpose, enc, iss: 'integrator-jwt', aud: demo.url, iat: now, exp: now + 60, jti, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid, typ })
    .sign(key);
  const answer = await fetch(`${demo.url}/exchange/v1/reads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ request }),
  });
  return { request, status: answer.status, body: await answer.json() };
}

const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/** Opens an answer, and checks everything that binds it to the request. */
async function open({ request, body }) {
  const { payload: manifest } = await jose.jwtVerify(body.manifest, provider, { typ: 'causeway-manifest+jwt', issuer: 'water', audience: 'integrator-jwt' });
  assert.equal(manifest.read, body.read);
  assert.equal(manifest.consumer_request_sha256, sha256(request));
  assert.equal(manifest.ciphertext_sha256, sha256(body.answer));
  assert.equal(manifest.recipient, await jose.calculateJwkThumbprint(enc));
  assert.deepEqual(manifest.fields, DETAIL.fields);
  const opened = await jose.compactDecrypt(body.answer, sealing.privateKey, { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] });
  const { payload: inner } = await jose.jwtVerify(new TextDecoder().decode(opened.plaintext), provider, { typ: 'causeway-answer+jwt', issuer: 'water', audience: 'integrator-jwt' });
  assert.equal(inner.read, body.read);
  assert.equal(inner.consumer_request_sha256, manifest.consumer_request_sha256);
  assert.equal(inner.request_sha256, manifest.request_sha256);
  return inner;
}

test('an address is read, opened and checked; the gateway’s answer holds nothing readable', async () => {
  const id = await consent(await sandbox.person(), { once: false, until: inAnHour() });
  const answer = await read(id);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const inner = await open(answer);
  assert.equal(inner.found, true);
  const address = inner.values.residential_address;
  assert.ok(address.lines.length > 0 && address.district, JSON.stringify(address));
  for (const text of [address.district, address.lines[0]]) assert.ok(!JSON.stringify(answer.body).includes(text));
  assert.equal((await open(await read(id))).found, true, 'as often as needed');
});

test('no record looks from outside like any record', async () => {
  const [someone, nobody] = [await sandbox.person(), await sandbox.person({ card_number: 'ZZ100012(7)' })];
  const [found, missing] = [await read(await consent(someone, { once: true })), await read(await consent(nobody, { once: true }))];
  assert.equal((await open(found)).found, true);
  const inner = await open(missing);
  assert.deepEqual([inner.found, inner.values], [false, {}]);
  assert.equal(missing.status, found.status);
  assert.equal(missing.body.answer.length, found.body.answer.length);
});

test('a consent for once is for once', async () => {
  const id = await consent(await sandbox.person(), { once: true });
  assert.equal((await read(id)).status, 200);
  const again = await read(id);
  assert.equal(again.body.code, 'consent_used');
  assert.ok(again.status >= 400);
});

test('a hundred readings at once of a consent for once: one is answered', async () => {
  const id = await consent(await sandbox.person(), { once: true });
  const token = (await client.clientCredentialsGrant(config, { scope: 'exchange' })).access_token;
  const answers = await Promise.all(Array.from({ length: 100 }, () => read(id, { token })));
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
});

test('a withdrawal is seen by the very next read', async () => {
  const agent = new Agent();
  await agent.register(demo, samplePeople()[0]);
  const id = await allow((url) => agent.approve(url), { once: false, until: inAnHour() });
  const answer = await read(id);
  assert.deepEqual((await open(answer)).values.residential_address.lines, samplePeople()[0].water.lines);
  const withdrawn = await agent.post(`${demo.url}/consents/${id}/withdraw`, {});
  assert.equal(withdrawn.status, 303);
  const refused = await read(id);
  assert.deepEqual([refused.status >= 400, refused.body.code], [true, 'consent_withdrawn']);
});

test('of a person who was removed nothing can be read', async () => {
  const person = await sandbox.person();
  const id = await consent(person, { once: false, until: inAnHour() });
  assert.equal((await read(id)).status, 200);
  await sandbox.remove(person);
  const refused = await read(id);
  assert.ok(refused.status >= 400 && refused.status < 500, JSON.stringify(refused.body));
});

test('reads that are refused', async () => {
  const id = await consent(await sandbox.person(), { once: false, until: inAnHour() });
  const now = Math.floor(Date.now() / 1000);
  const foreign = await jose.generateKeyPair('ES256');
  const jti = randomUUID();
  assert.equal((await read(id, { jti })).status, 200);
  for (const [what, code, options] of [
    ['a request that was sent before', undefined, { jti }],
    ['a field that was not allowed', undefined, { claims: { fields: ['residential_address', 'account_number'] } }],
    ['a purpose that is not this client’s', 'purpose_not_allowed', { claims: { purpose: 'licence-renewal' } }],
    ['somebody else’s consent', 'consent_unknown', { claims: { consent: randomUUID() } }],
    ['another dataset', undefined, { claims: { dataset: 'immigration.identity-card', fields: ['name'] } }],
    ['a foreign key', 'request_signature', { key: foreign.privateKey }],
    ['another kind of JWT', 'request_signature', { typ: 'JWT' }],
    ['for another audience', 'wrong_audience', { claims: { aud: 'https://other.example' } }],
    ['on behalf of another client', 'wrong_issuer', { claims: { iss: 'driving-licence' } }],
    ['an old one', 'token_expired', { claims: { iat: now - 300, exp: now - 240 } }],
    ['one that lives too long', 'token_too_long', { claims: { exp: now + 3600 } }],
    ['a key for the answer that is none', undefined, { claims: { enc: { kty: 'oct', k: 'AAAA' } } }],
    ['a token that is none', 'unauthenticated', { token: 'x' }],
  ]) {
    const { status, body } = await read(id, options);
    assert.ok(status >= 400 && status < 500, `${what}: ${status} ${JSON.stringify(body)}`);
    if (code) assert.equal(body.code, code, what);
  }
});
