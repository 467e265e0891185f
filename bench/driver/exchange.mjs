// scripts/bench exchange: a consented read, from the consumer's signed request to the sealed answer, beside nginx that only forwards.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Browser, Connection, json } from './http.mjs';
import { CALLERS, head, measure, row } from './measure.mjs';
import { jws, login, token } from './oidc.mjs';
import * as ours from './ours.mjs';

const seconds = Number(process.env.SECONDS_EACH);
const pem = (name) => readFileSync(`${process.env.FOLDER}/${name}`);
const trusting = { ca: pem('tls.crt') };
const certified = { ...trusting, cert: pem('tls.crt'), key: pem('tls.key') };
const perCaller = (make) => Promise.all(Array.from({ length: CALLERS }, (_, number) => make(number)));

const WHAT = { dataset: 'water.address', fields: ['residential_address'], purpose: 'integration-test' };
const until = new Date(Date.now() + 86_400_000).toISOString();
const DETAILS = JSON.stringify([{ type: 'urn:causeway:exchange', ...WHAT, once: false, until }]);

/** A connection, and a consent that stands, of a person of its own. */
async function consumer() {
  const connection = new Connection(ours.origin, trusting);
  const browser = new Browser(connection);
  const person = await ours.person(connection);
  const between = async (location) =>
    browser.follow(location.includes('/requests/') ? await ours.approve(connection, person, location) : location);
  const extra = { authorization_details: DETAILS };
  const tokens = await login(connection, browser, ours.byKeyClient, between, extra);
  return { connection, consent: tokens.authorization_details[0].consent };
}

async function exchange() {
  const consumers = await perCaller(consumer);
  const { access_token } = await token(consumers[0].connection, ours.byKeyClient, { grant_type: 'client_credentials' });
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const { crv, kty, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const enc = { crv, kty, x, y, use: 'enc', alg: 'ECDH-ES' };
  const read = async (caller) => {
    const { connection, consent } = consumers[caller];
    const iat = Math.floor(Date.now() / 1000);
    const jti = randomBytes(16).toString('base64url');
    const claims = { iss: ours.byKeyClient.id, aud: ours.issuer, iat, exp: iat + 50, jti, consent, ...WHAT, enc };
    const body = JSON.stringify({ request: jws(ours.key, 'causeway-read+jwt', claims) });
    const answer = json(await connection.send('POST', '/exchange/v1/reads', headers, body));
    if (answer.answer?.split('.').length !== 5) throw new Error('no sealed answer');
  };
  return measure([ours.pid], seconds, read);
}

async function forwarding() {
  const origin = `https://127.0.0.1:${process.env.NGINX_PORT}`;
  const connections = await perCaller(() => new Connection(origin, certified));
  const get = async (caller) => {
    const answer = await connections[caller].send('GET', '/answer');
    if (answer.status !== 200 || answer.text.length !== 2048) throw new Error(`${answer.status} ${answer.text}`);
  };
  return measure([Number(process.env.NGINX_PID)], seconds, get);
}

head();
const [own, peer] = [await exchange(), await forwarding()];
row('consented read: causeway', own, peer);
row('forwarding only: nginx', peer);
