// npm `oauth4webapi`: what must be refused, is refused, with the code that the standards have for it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as jose from 'jose';
import * as oauth from 'oauth4webapi';
import { Agent, REDIRECT_URI, SECRET, Sandbox, start, testKey } from './harness.mjs';

const allowed = { [oauth.allowInsecureRequests]: true };
const integrator = { client_id: 'integrator' };
const withKey = { client_id: 'integrator-jwt' };
const secret = oauth.ClientSecretBasic(SECRET);
let demo;
let sandbox;
let server;
let person;

before(async () => {
  demo = await start('oauth4webapi');
  sandbox = new Sandbox(demo);
  const issuer = new URL(demo.url);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, allowed));
  person = await sandbox.person();
});
after(() => demo?.stop());

/** A good authorization request, changed: undefined takes a parameter out. */
async function request(changes = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const good = {
    client_id: integrator.client_id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  };
  const url = new URL(server.authorization_endpoint);
  for (const [name, value] of Object.entries({ ...good, ...changes })) if (value !== undefined) url.searchParams.append(name, value);
  return { url, verifier, state };
}

/** What an authorization request is answered with at once. */
async function answer(url) {
  const agent = new Agent();
  const got = await agent.send(url);
  return { status: got.status, to: got.headers.has('location') ? Agent.to(got, url) : undefined };
}

/** A code, and everything that belongs to it. */
async function code(changes) {
  const made = await request(changes);
  const back = await sandbox.authorize(made.url, person);
  return { ...made, back, params: oauth.validateAuthResponse(server, { client_id: made.url.searchParams.get('client_id') }, back, made.state) };
}

async function redeem(made, { client = integrator, auth = secret, redirect = REDIRECT_URI, verifier = made.verifier } = {}) {
  const sent = await oauth.authorizationCodeGrantRequest(server, client, auth, made.params, redirect, verifier, allowed);
  return oauth.processAuthorizationCodeResponse(server, client, sent);
}

const refusedAs = (code) => (error) => {
  // This client tells a challenge (RFC 6749 section 5.2: 401 for invalid_client) apart from other errors, without its code.
  const challenged = error instanceof oauth.WWWAuthenticateChallengeError && error.status === 401;
  assert.equal(challenged ? 'invalid_client' : error.error, code, `${error.message} ${JSON.stringify(error.cause)}`);
  return true;
};

test('the discovery document says what is on, and nothing else', () => {
  assert.deepEqual(server.response_types_supported, ['code']);
  assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
  assert.deepEqual(server.id_token_signing_alg_values_supported.toSorted(), ['ES256', 'EdDSA', 'PS256', 'RS256']);
  assert.ok(!server.request_object_signing_alg_values_supported.some((alg) => alg === 'none' || alg.startsWith('HS')));
  assert.equal(server.request_uri_parameter_supported, false, 'nothing is fetched from where a request says');
  assert.deepEqual(server.subject_types_supported, ['pairwise']);
  assert.ok(!server.grant_types_supported.includes('implicit') && !server.grant_types_supported.includes('password'));
});

test('the keys are public alone, and the ID token is signed by one of them', async () => {
  const { keys } = await (await fetch(server.jwks_uri)).json();
  assert.ok(keys.length > 0 && keys.every((key) => !('d' in key) && key.kid));
  const made = await code();
  const got = await redeem(made);
  const { payload, protectedHeader } = await jose.jwtVerify(got.id_token, jose.createRemoteJWKSet(new URL(server.jwks_uri)), { issuer: demo.url, audience: 'integrator' });
  assert.equal(protectedHeader.alg, 'ES256');
  const half = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(got.access_token))).subarray(0, 16);
  assert.equal(payload.at_hash, half.toString('base64url'), 'at_hash binds the access token');
});

for (const [what, changes, error] of [
  ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
  ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['PKCE without a method, which means plain', { code_challenge_method: undefined }, 'invalid_request'],
  ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
  ['a hybrid flow', { response_type: 'code id_token' }, 'unsupported_response_type'],
  ['a request object that nobody has signed', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'invalid_request_object'],
  ['a request object by reference', { request_uri: 'http://127.0.0.1:1/request.jwt' }, 'request_uri_not_supported'],
  ['registration in the request', { registration: '{}' }, 'registration_not_supported'],
  ['no openid', { scope: 'name' }, 'invalid_scope'],
  ['details of a type that does not exist', { authorization_details: '[{"type":"payment"}]' }, 'invalid_authorization_details'],
  ['details beyond the registered purpose', { authorization_details: JSON.stringify([exchange({ purpose: 'licence-renewal' })]) }, 'invalid_authorization_details'],
  ['details with a field that does not exist', { authorization_details: JSON.stringify([exchange({ fields: ['meter_reading'] })]) }, 'invalid_authorization_details'],
  ['prompt=none while nobody is logged in', { prompt: 'none' }, 'login_required'],
]) {
  test(`refused with ${error}: ${what}`, async () => {
    const { url, state } = await request(changes);
    const { to } = await answer(url);
    assert.equal(`${to.origin}${to.pathname}`, REDIRECT_URI);
    assert.throws(() => oauth.validateAuthResponse(server, integrator, to, state), refusedAs(error));
    assert.equal(to.searchParams.get('iss'), demo.url, 'RFC 9207');
    assert.equal(to.searchParams.get('code'), null);
  });
}

function exchange(changes) {
  return { type: 'urn:causeway:exchange', dataset: 'water.address', fields: ['residential_address'], purpose: 'integration-test', once: true, ...changes };
}

for (const [what, changes] of [
  ['a foreign redirect URI', { redirect_uri: 'http://evil.example/callback' }],
  ['a redirect URI with something behind', { redirect_uri: `${REDIRECT_URI}/../evil` }],
  ['a redirect URI on another port', { redirect_uri: 'http://localhost:9998/callback' }],
  ['no redirect URI', { redirect_uri: undefined }],
  ['an unknown client', { client_id: 'nobody' }],
]) {
  test(`nothing is sent anywhere: ${what}`, async () => {
    const { status, to } = await answer((await request(changes)).url);
    assert.equal(to, undefined);
    assert.equal(status, 400);
  });
}

test('a parameter that is sent twice', async () => {
  const { url } = await request();
  url.searchParams.append('scope', 'openid name');
  const { status, to } = await answer(url);
  assert.ok(to ? to.searchParams.get('error') === 'invalid_request' : status === 400);
});

test('a code needs its verifier, its redirect URI and its client; refused tries do not spend it', async () => {
  const made = await code();
  await assert.rejects(redeem(made, { verifier: oauth.generateRandomCodeVerifier() }), refusedAs('invalid_grant'));
  await assert.rejects(redeem(made, { redirect: 'http://localhost:9999/other' }), refusedAs('invalid_grant'));
  await assert.rejects(redeem(made, { client: withKey, auth: await keyAuth() }), refusedAs('invalid_grant'));
  await assert.rejects(redeem(made, { auth: oauth.ClientSecretBasic('guess') }), refusedAs('invalid_client'));
  assert.ok((await redeem(made)).access_token);
  await assert.rejects(redeem(made), refusedAs('invalid_grant'), 'and it serves once');
});

test('a login that was begun in one browser ends in no other', async () => {
  const { url } = await request();
  const [victim, attacker] = [new Agent(), new Agent()];
  const page = Agent.to(await victim.send(url), url);
  const { resume } = await sandbox.decide(person, page, 'approve');
  const stolen = await attacker.send(resume);
  assert.equal(stolen.status, 404);
  assert.equal(stolen.headers.get('location'), null);
  const back = Agent.to(await victim.send(resume), resume);
  assert.ok(back.searchParams.get('code'));
  const again = await victim.send(resume);
  assert.ok(!(again.headers.get('location') ?? '').includes('code='), 'one code for one approval');
});

const keyAuth = async (options) => {
  const { kid, ...jwk } = testKey();
  return oauth.PrivateKeyJwt({ key: await jose.importJWK(jwk, 'ES256'), kid }, options);
};

/** An assertion, changed. */
async function assertion({ claims = {}, key, header = {} } = {}) {
  const { kid, ...jwk } = testKey();
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: 'integrator-jwt', sub: 'integrator-jwt', aud: demo.url, jti: crypto.randomUUID(), iat: now, exp: now + 60 };
  const jwt = new jose.SignJWT({ ...good, ...claims }).setProtectedHeader({ alg: 'ES256', kid, ...header });
  return jwt.sign(key ?? (await jose.importJWK(jwk, 'ES256')));
}

async function sendAssertion(text, more = {}) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: text,
    ...more,
  });
  const got = await fetch(server.token_endpoint, { method: 'POST', body });
  return { status: got.status, body: await got.json() };
}

test('a client assertion serves once', async () => {
  const text = await assertion();
  const first = await sendAssertion(text);
  assert.equal(first.status, 200, JSON.stringify(first.body));
  assert.deepEqual([first.body.token_type, first.body.scope], ['Bearer', 'exchange']);
  assert.equal((await sendAssertion(text)).body.error, 'invalid_client');
});

test('client assertions that are refused', async () => {
  const now = Math.floor(Date.now() / 1000);
  const foreign = await jose.generateKeyPair('ES256');
  const unsigned = `${jose.base64url.encode('{"alg":"none"}')}.${(await assertion()).split('.')[1]}.`;
  const hmac = new jose.SignJWT({ iss: 'integrator-jwt', sub: 'integrator-jwt', aud: demo.url, jti: 'x1234567', exp: now + 60 });
  const { x } = testKey();
  for (const [what, text] of [
    ['a foreign audience', await assertion({ claims: { aud: 'https://other.example' } })],
    ['one more audience', await assertion({ claims: { aud: [demo.url, 'https://other.example'] } })],
    ['expired', await assertion({ claims: { iat: now - 600, exp: now - 300 } })],
    ['far too long', await assertion({ claims: { exp: now + 86_400 } })],
    ['not valid yet', await assertion({ claims: { nbf: now + 300 } })],
    ['no jti', await assertion({ claims: { jti: undefined } })],
    ['another issuer', await assertion({ claims: { iss: 'integrator' } })],
    ['a client that has no key', await assertion({ claims: { iss: 'vaccination', sub: 'vaccination' } })],
    ['a foreign key', await assertion({ key: foreign.privateKey })],
    ['no signature', unsigned],
    ['the public key as an HMAC secret', await hmac.setProtectedHeader({ alg: 'HS256', kid: testKey().kid }).sign(Buffer.from(x))],
    ['not a JWT', 'x'],
  ]) {
    const { status, body } = await sendAssertion(text);
    assert.deepEqual([status, body.error], [401, 'invalid_client'], what);
  }
});

test('a client proves itself in its own way alone', async () => {
  const basic = await oauth.clientCredentialsGrantRequest(server, withKey, oauth.ClientSecretBasic(SECRET), {}, allowed);
  await assert.rejects(oauth.processClientCredentialsResponse(server, withKey, basic), refusedAs('invalid_client'));
  const none = await oauth.clientCredentialsGrantRequest(server, integrator, oauth.None(), {}, allowed);
  await assert.rejects(oauth.processClientCredentialsResponse(server, integrator, none), refusedAs('invalid_client'));
  const post = await oauth.clientCredentialsGrantRequest(server, integrator, oauth.ClientSecretPost(SECRET), {}, allowed);
  await assert.rejects(oauth.processClientCredentialsResponse(server, integrator, post), refusedAs('invalid_client'));
});

test('grants that are not there, and grants that are not this client’s', async () => {
  for (const [grant, error] of [
    ['password', 'unsupported_grant_type'],
    ['implicit', 'unsupported_grant_type'],
    ['urn:ietf:params:oauth:grant-type:token-exchange', 'unauthorized_client'],
    ['urn:ietf:params:oauth:grant-type:device_code', 'unauthorized_client'],
    ['urn:openid:params:grant-type:ciba', 'unauthorized_client'],
  ]) {
    const sent = await oauth.genericTokenEndpointRequest(server, integrator, secret, grant, { username: 'a', password: 'b' }, allowed);
    await assert.rejects(oauth.processGenericTokenEndpointResponse(server, integrator, sent), refusedAs(error), grant);
  }
  assert.equal((await fetch(server.token_endpoint)).status, 405);
});

test('userinfo is for good access tokens of a person', async () => {
  const ask = (token) => fetch(server.userinfo_endpoint, { headers: token && { authorization: `Bearer ${token}` } });
  const none = await ask();
  assert.equal(none.status, 401);
  assert.match(none.headers.get('www-authenticate'), /^Bearer/);
  const { access_token: good, id_token: id } = await redeem(await code({ scope: 'openid name' }));
  assert.equal((await ask(good)).status, 200);
  const [header, payload, signature] = good.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  const forged = Buffer.from(JSON.stringify({ ...claims, scope: 'openid name card_number' })).toString('base64url');
  const own = (await sendAssertion(await assertion())).body.access_token;
  for (const [what, token] of [['a forged one', `${header}.${forged}.${signature}`], ['an ID token', id], ['a client’s own', own], ['nonsense', 'x']]) {
    assert.ok([401, 403].includes((await ask(token)).status), what);
  }
});
