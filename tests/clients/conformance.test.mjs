// What conformance/ prepares for the OpenID Foundation's suite: the demo takes its clients, and they can do what the suite begins with.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { importJWK } from 'jose';
import { ROOT } from '../demo.mjs';
import { Sandbox, start } from './harness.mjs';

const FOLDER = join(ROOT, 'conformance', 'output');
const execute = [client.allowInsecureRequests];
let demo;
let sandbox;
let clients;

before(async () => {
  execFileSync(process.execPath, [join(ROOT, 'conformance', 'make')], { stdio: 'ignore' });
  clients = JSON.parse(readFileSync(join(FOLDER, 'clients.json'), 'utf8'));
  demo = await start('conformance', ['--clients', join(FOLDER, 'clients.json')]);
  sandbox = new Sandbox(demo);
});
after(() => demo?.stop());

const registered = (id) => clients.find((one) => one.client_id === id);

test('basic: a code without PKCE, bound by its nonce', async () => {
  const { client_id: id, client_secret: secret, redirect_uris: uris } = registered('suite-basic-1');
  const config = await client.discovery(new URL(demo.url), id, undefined, client.ClientSecretBasic(secret), { execute });
  const person = await sandbox.person({ name: 'YIP Wing' });
  const logIn = async (uri) => {
    const checks = { expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true };
    const url = client.buildAuthorizationUrl(config, { redirect_uri: uri, scope: 'openid name', state: checks.expectedState, nonce: checks.expectedNonce });
    return { back: await sandbox.authorize(url, person), checks };
  };
  const [plain, withQuery] = uris;
  const { back, checks } = await logIn(plain);
  const got = await client.authorizationCodeGrant(config, back, checks);
  assert.equal((await client.fetchUserInfo(config, got.access_token, got.claims().sub)).name, person.name);
  // This library cannot redeem a code of a redirect URI that has a query of its own; the suite can. The query stays as it is.
  const query = (await logIn(withQuery)).back.searchParams;
  for (const [name, value] of new URL(withQuery).searchParams) assert.equal(query.get(name), value);
  assert.ok(query.get('code'));
});

test('FAPI 2.0: the keys in the suite’s configuration are those of the registered clients', async () => {
  const suite = JSON.parse(readFileSync(join(FOLDER, 'suite', 'fapi2-security.json'), 'utf8'));
  for (const { client_id: id, jwks } of [suite.client, suite.client2]) {
    const { kid, ...jwk } = jwks.keys[0];
    const config = await client.discovery(new URL(demo.url), id, undefined, client.PrivateKeyJwt({ key: await importJWK(jwk, 'ES256'), kid }), { execute });
    const handle = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const verifier = client.randomPKCECodeVerifier();
    const parameters = {
      redirect_uri: registered(id).redirect_uris[0],
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    const back = await sandbox.authorize(await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP: handle }), await sandbox.person());
    const got = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, idTokenExpected: true }, undefined, { DPoP: handle });
    assert.equal(got.token_type, 'dpop');
  }
});
