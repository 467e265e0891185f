// scripts/bench identity: discovery, token and login, ours beside npm oidc-provider.

import { readFileSync, writeFileSync } from 'node:fs';
import { Browser, Connection } from './http.mjs';
import { CALLERS, head, measure, measureFixed, memory, row } from './measure.mjs';
import { byKey, bySecret, fapiLogin, login, token } from './oidc.mjs';
import * as ours from './ours.mjs';

const seconds = Number(process.env.SECONDS_EACH);
const peer = { origin: process.env.PEER_URL, pid: Number(process.env.PEER_PID) };
const PEER_REDIRECT = 'https://bench.invalid/callback';
const peerClient = (id, prove) => ({ id, redirect: PEER_REDIRECT, authorize: 'auth', prove });
const peerBasic = peerClient('bench-basic', bySecret('bench-basic', 'bench'));
const peerJwt = peerClient('bench-jwt', byKey('bench-jwt', ours.key, peer.origin));
const peerFapi = {
  ...peerClient('bench-fapi', byKey('bench-fapi', ours.key, peer.origin)),
  push: 'request',
  issuer: peer.origin,
};
const OWN = { grant_type: 'client_credentials' };

const sides = [
  { name: 'causeway', origin: ours.origin, pid: ours.pid, basic: ours.bySecretClient, jwt: ours.byKeyClient, fapi: ours.fapiClient },
  { name: 'oidc-provider', origin: peer.origin, pid: peer.pid, basic: peerBasic, jwt: peerJwt, fapi: peerFapi },
];

/** A script of wrk's that posts the same form again and again. */
function post(client) {
  const { headers } = client.prove();
  const path = `${process.env.FOLDER}/${client.id}.lua`;
  const lines = ['wrk.method = "POST"', 'wrk.body = "grant_type=client_credentials"'];
  lines.push('wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"');
  lines.push(`wrk.headers["Authorization"] = "${headers.authorization}"`);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const perCaller = (make) => Promise.all(Array.from({ length: CALLERS }, (_, number) => make(number)));

async function byAssertion(side) {
  const connections = await perCaller(() => new Connection(side.origin));
  return measure([side.pid], seconds, (caller) => token(connections[caller], side.jwt, OWN));
}

/** Where the peer's browser goes on: whoever comes is logged in. */
const throughPeer = (browser, account) => (location) => browser.follow(location, { 'x-account': account });

/** Sample people who can register: the last two of the demo's twelve cannot. */
const PEOPLE = 10;

/** People's browsers, logged in, who have approved logging in to the client by that way of logging in. */
async function visitors(side, client, logIn) {
  const found = [];
  for (let number = 0; number < PEOPLE; number += 1) {
    if (side.pid === ours.pid) {
      const { connection, browser } = await ours.registered(number);
      const between = (location) => (location.includes('/requests/') ? onward(browser, location) : browser.follow(location));
      await logIn(connection, browser, client, between);
      found.push(browser);
    } else {
      const connection = new Connection(side.origin);
      const browser = new Browser(connection);
      await logIn(connection, browser, client, throughPeer(browser, `person-${number}`));
      found.push(browser);
    }
  }
  return found;
}

async function onward(browser, request) {
  return browser.follow(await ours.approveHere(browser, request));
}

/** On PostgreSQL nobody logs in twice at once: a person's receipts are one chain, and at this pace one of two would lose every time. */
const AT_ONCE = process.env.DB_PID ? PEOPLE : CALLERS;

/** A login of a person whose session stands, and who has consented before: authorization, code, tokens. */
async function again(side, client, logIn) {
  const people = await visitors(side, client, logIn);
  const callers = await perCaller((number) => {
    const connection = new Connection(side.origin);
    return { connection, browser: people[number % PEOPLE].on(connection) };
  });
  const straight = (location) => Promise.reject(new Error(`asked again: ${location}`));
  return measure([side.pid], seconds, (caller) => {
    const { connection, browser } = callers[caller];
    return logIn(connection, browser, client, straight);
  }, AT_ONCE);
}

/** A login in a fresh browser. Ours: a passkey's login and a passkey's approval of what is shown, both verified. The peer checks nothing. */
async function first(side) {
  const connections = await perCaller(() => new Connection(side.origin));
  const people = side.pid === ours.pid ? await perCaller((number) => ours.person(connections[number])) : [];
  return measure([side.pid], seconds, (caller) => {
    const connection = connections[caller];
    const browser = new Browser(connection);
    if (side.pid !== ours.pid) return login(connection, browser, side.basic, throughPeer(browser, `person-${caller}`));
    const between = async (location) =>
      browser.follow(location.includes('/requests/') ? await ours.approve(connection, people[caller], location) : location);
    return login(connection, browser, side.basic, between, { prompt: 'consent' });
  });
}

const lines = [
  ['discovery', (side) => measureFixed([side.pid], seconds, `${side.origin}/.well-known/openid-configuration`)],
  ['token, client secret', (side) => measureFixed([side.pid], seconds, `${side.origin}/token`, post(side.basic))],
  ['token, private_key_jwt', byAssertion],
  ['login, session stands', (side) => again(side, side.basic, login)],
  ['login by FAPI 2.0, session stands', (side) => again(side, side.fapi, fapiLogin)],
  ['login, fresh browser', first],
];

const wanted = lines.filter(([name]) => name.includes(process.env.ONLY ?? ''));
const figures = `${process.env.FOLDER}/before.json`;

/** Ours and the peer's, in turn. */
async function beside() {
  for (const [name, act] of wanted) {
    const [own, others] = [await act(sides[0]), await act(sides[1])];
    row(`${name}: causeway`, own, others);
    row(`${name}: oidc-provider`, others);
  }
  const held = sides.map(({ name, pid }) => `${name} ${memory(pid).toFixed(0)} MB`);
  console.log(`memory after all that: ${held.join(', ')}`);
}

/** Ours alone, `before` the crowd came or `after`: then the ratio is to what it was before. */
async function alone(when) {
  const before = when === 'after' ? JSON.parse(readFileSync(figures, 'utf8')) : {};
  const found = {};
  for (const [name, act] of wanted) found[name] = row(`${name}: ${when}`, await act(sides[0]), before[name]);
  writeFileSync(figures, JSON.stringify(found));
  console.log(`memory after all that: ${memory(ours.pid).toFixed(0)} MB`);
}

head();
await (process.env.CROWD ? alone(process.env.CROWD) : beside());
