// An OpenID Connect client, as small as one can be.

import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { json } from './http.mjs';

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A compact JWS, ES256; `more` are further members of its header. */
export function jws(key, typ, claims, more = {}) {
  const input = `${b64({ alg: 'ES256', typ, ...(key.kid ? { kid: key.kid } : {}), ...more })}.${b64(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: key.private, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** A signing key from a file (JWK). */
export function keyOf(path) {
  const { d, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  return { private: createPrivateKey({ key: { ...rest, d }, format: 'jwk' }), public: rest, kid: rest.kid };
}

/** How a client proves who it is: headers and parameters of a request to the token endpoint. */
export const bySecret = (id, secret) => () => ({
  headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
  params: {},
});
export const byKey = (id, key, issuer) => () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: id, sub: id, aud: issuer, iat: now, exp: now + 60, jti: randomBytes(16).toString('base64url') };
  return { headers: {}, params: { client_assertion_type: ASSERTION, client_assertion: jws(key, 'JWT', claims) } };
};

/** A key that tokens are bound to: `proof(address)` proves that one has it, in a POST to that address (RFC 9449 section 4.2). */
export function dpopKey() {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { crv, kty, x, y } = pair.publicKey.export({ format: 'jwk' });
  const proof = (htu) => {
    const claims = { jti: randomBytes(16).toString('base64url'), htm: 'POST', htu, iat: Math.floor(Date.now() / 1000) };
    return jws({ private: pair.privateKey }, 'dpop+jwt', claims, { jwk: { crv, kty, x, y } });
  };
  return proof;
}

/** `client` is {id, redirect, prove}. */
export async function token(connection, client, params) {
  const proof = client.prove();
  const body = new URLSearchParams({ ...params, ...proof.params }).toString();
  const answer = json(await connection.send('POST', '/token', { ...FORM, ...proof.headers }, body));
  if (answer.access_token?.split('.').length !== 3) throw new Error('no access token in the form of a JWT');
  return answer;
}

/** A request of PKCE, with its verifier. */
function challenged(client, extra) {
  const verifier = randomBytes(32).toString('base64url');
  const params = {
    client_id: client.id,
    redirect_uri: client.redirect,
    response_type: 'code',
    scope: 'openid',
    state: randomBytes(12).toString('base64url'),
    nonce: randomBytes(12).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...extra,
  };
  return { verifier, params };
}

/** The code at the end of a walk from one address to the next, and nothing else that was sent back wrong. */
async function code(browser, client, address, state, between) {
  let location = await browser.follow(address);
  while (!location.startsWith(client.redirect)) location = await between(location);
  const back = new URL(location).searchParams;
  if (back.get('state') !== state || !back.get('code')) throw new Error(`no code: ${location}`);
  return back.get('code');
}

/** As {@link login}, by the profile FAPI 2.0: the request is pushed, and what comes of it is bound to a key. `client` is {id, redirect,
 * authorize, push, issuer, prove}. */
export async function fapiLogin(connection, browser, client, between) {
  const proof = (client.dpop ??= dpopKey());
  const { verifier, params } = challenged(client, {});
  const pushing = client.prove();
  const body = new URLSearchParams({ ...params, ...pushing.params }).toString();
  const headers = { ...FORM, ...pushing.headers, dpop: proof(`${client.issuer}/${client.push}`) };
  const pushed = json(await connection.send('POST', `/${client.push}`, headers, body), 201);
  const query = new URLSearchParams({ client_id: client.id, request_uri: pushed.request_uri });
  const got = await code(browser, client, `/${client.authorize}?${query}`, params.state, between);
  const redeem = { grant_type: 'authorization_code', code: got, redirect_uri: client.redirect, code_verifier: verifier };
  const bound = { ...client, prove: () => withProof(client.prove(), proof(`${client.issuer}/token`)) };
  const tokens = await token(connection, bound, redeem);
  if (!tokens.id_token || tokens.token_type.toLowerCase() !== 'dpop') throw new Error('no ID token, or none that is bound');
  return tokens;
}

const withProof = ({ headers, params }, dpop) => ({ headers: { ...headers, dpop }, params });

/** From authorization to tokens. `between(location)` says where the browser goes when it is not sent back with a code at once. */
export async function login(connection, browser, client, between, extra = {}) {
  const { verifier, params } = challenged(client, extra);
  const query = new URLSearchParams(params);
  const got = await code(browser, client, `/${client.authorize}?${query}`, params.state, between);
  const redeem = { grant_type: 'authorization_code', code: got, redirect_uri: client.redirect, code_verifier: verifier };
  const tokens = await token(connection, client, redeem);
  if (!tokens.id_token) throw new Error('no ID token');
  return tokens;
}
