// An OpenID Connect client, as small as one can be.

import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { json } from './http.mjs';

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A compact JWS, ES256. */
export function jws(key, typ, claims) {
  const input = `${b64({ alg: 'ES256', typ, ...(key.kid ? { kid: key.kid } : {}) })}.${b64(claims)}`;
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

/** `client` is {id, redirect, prove}. */
export async function token(connection, client, params) {
  const proof = client.prove();
  const body = new URLSearchParams({ ...params, ...proof.params }).toString();
  const answer = json(await connection.send('POST', '/token', { ...FORM, ...proof.headers }, body));
  if (answer.access_token?.split('.').length !== 3) throw new Error('no access token in the form of a JWT');
  return answer;
}

/** From authorization to tokens. `between(location)` says where the browser goes when it is not sent back with a code at once. */
export async function login(connection, browser, client, between, extra = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(12).toString('base64url');
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: client.redirect,
    response_type: 'code',
    scope: 'openid',
    state,
    nonce: randomBytes(12).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...extra,
  });
  let location = await browser.follow(`/${client.authorize}?${query}`);
  while (!location.startsWith(client.redirect)) location = await between(location);
  const back = new URL(location).searchParams;
  if (back.get('state') !== state || !back.get('code')) throw new Error(`no code: ${location}`);
  const params = { grant_type: 'authorization_code', code: back.get('code'), redirect_uri: client.redirect, code_verifier: verifier };
  const tokens = await token(connection, client, params);
  if (!tokens.id_token) throw new Error('no ID token');
  return tokens;
}
