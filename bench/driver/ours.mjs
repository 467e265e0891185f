// The running demo, as an integrator reaches it: synthetic people through the sandbox (docs/guides/drive-the-sandbox.md).

import { Browser, Connection, fields, json } from './http.mjs';
import { byKey, bySecret, keyOf } from './oidc.mjs';

/** The issuer; the connection goes to the loopback address, without asking for a name each time. */
export const issuer = process.env.OURS_URL;
export const origin = issuer.replace('//localhost', '//127.0.0.1');
export const pid = Number(process.env.OURS_PID);
const sandbox = { authorization: `Bearer ${process.env.OURS_SANDBOX_KEY}`, 'content-type': 'application/json' };

/** The demo's two clients for integrators: what proves them is published (docs/guides/drive-the-sandbox.md). */
const common = { redirect: 'http://localhost:9999/callback', authorize: 'authorize' };
export const key = keyOf('tests/clients/keys/integrator.test-key.jwk.json');
export const bySecretClient = { ...common, id: 'integrator', prove: bySecret('integrator', 'sandbox-only-not-a-secret') };
export const byKeyClient = { ...common, id: 'integrator-jwt', prove: byKey('integrator-jwt', key, issuer) };
/** The same key under FAPI 2.0, where the redirect address has to be one of https; nothing listens there. */
export const fapiClient = {
  ...common,
  id: 'integrator-fapi',
  redirect: 'https://integrator.example/callback',
  push: 'par',
  issuer,
  prove: byKey('integrator-fapi', key, issuer),
};

/** A synthetic person. */
export async function person(connection) {
  return json(await connection.send('POST', '/sandbox/v1/people', sandbox, '{}'), 201).id;
}

/** The person approves a request by their passkey, on their phone; returns where the browser that began goes on. */
export async function approve(connection, id, request) {
  const body = JSON.stringify({ request, decision: 'approve' });
  return json(await connection.send('POST', `/sandbox/v1/people/${id}/decisions`, sandbox, body)).resume;
}

/** A person's browser: registered as the sample person of that number, with a passkey on the simulated phone, and logged in. */
export async function registered(number) {
  const connection = new Connection(origin);
  const browser = new Browser(connection);
  const form = fields(await browser.page(`/register?sample=${number}`));
  const verified = await browser.submit('/register', { ...form, agree: 'yes' });
  await browser.submit(verified.replace(/passkey.*/, 'phone'), { next: '' });
  return { connection, browser };
}

/** The person approves in this browser what is asked there; where that leads to. */
export async function approveHere(browser, request) {
  const { options } = fields(await browser.page(request));
  return browser.submit(`${request}/approve`, { options });
}
