// What the client tests share: the two clients that the demo has registered for integrators, synthetic people who decide without a
// browser, and a browser that is nothing but a cookie jar.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemo } from '../demo.mjs';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const REDIRECT_URI = 'http://localhost:9999/callback';
export const FAPI_REDIRECT_URI = 'https://integrator.example/callback';
/** Published in docs/guides/drive-the-sandbox.md: no secret, and of use in a demo alone. */
export const SECRET = 'sandbox-only-not-a-secret';

export const start = (name, more) => startDemo(join(HERE, 'output', `${name}.log`), more);

/** The private test key of both clients. Synthetic and published. */
export function testKey() {
  const { _comment, ...jwk } = JSON.parse(readFileSync(join(HERE, 'keys/integrator.test-key.jwk.json'), 'utf8'));
  return jwk;
}

/** Follows no redirect and keeps every cookie, as a browser would for one host. */
export class Agent {
  cookies = new Map();

  async send(url, init = {}) {
    const headers = new Headers(init.headers);
    if (this.cookies.size) headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    // What a browser says of a form on the page that it shows.
    if (init.method === 'POST') headers.set('sec-fetch-site', 'same-origin');
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split(/=(.*)/s);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return answer;
  }

  post(url, fields) {
    return this.send(url, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Registers a sample person on the simulated phone, as a browser without scripts does, and stays logged in. */
  async register(demo, person) {
    const date = (field, text) => Object.fromEntries(['year', 'month', 'day'].map((part, index) => [`${field}-${part}`, text.split('-')[index]]));
    const fields = { agree: 'yes', card_number: person.card, name: person.name, ...date('date_of_issue', person.issued), ...date('date_of_birth', person.born) };
    await this.send(`${demo.url}/register`);
    const passkey = Agent.to(await this.post(`${demo.url}/register`, fields), demo.url);
    const done = await this.post(new URL(passkey.pathname.replace(/\/passkey$/, '/phone'), demo.url), {});
    assert.match(Agent.to(done, demo.url).pathname, /^\/register\/done/);
  }

  /** The person who is logged in here approves what a client asks; the address with which the browser comes back to the client. */
  async approve(url) {
    const page = Agent.to(await this.send(url), url);
    const html = await (await this.send(page)).text();
    const [, options] = html.match(/name="options" value="([^"]*)"/);
    const plain = options.replace(/&(?:#34|quot);/g, '"').replace(/&(?:#38|amp);/g, '&');
    const decided = Agent.to(await this.post(`${page}/approve`, { options: plain }), page);
    const resume = Agent.to(await this.send(decided), decided);
    return Agent.to(await this.send(resume), resume);
  }

  /** Where an answer sends the browser. */
  static to(answer, url) {
    const location = answer.headers.get('location');
    assert.ok(location, `a redirect, not ${answer.status}`);
    return new URL(location, url);
  }
}

/** The sandbox's own API, with the key that the demo prints. */
export class Sandbox {
  constructor(demo) {
    this.demo = demo;
  }

  async call(method, path, body) {
    const answer = await fetch(`${this.demo.url}/sandbox/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.demo.key}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, body: answer.status === 204 ? undefined : await answer.json() };
  }

  async person(details = {}) {
    const { status, body } = await this.call('POST', '/people', details);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }

  async remove(person) {
    assert.equal((await this.call('DELETE', `/people/${person.id}`)).status, 204);
  }

  async decide(person, request, decision) {
    const { status, body } = await this.call('POST', `/people/${person.id}/decisions`, { request: String(request), decision });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  /** From the client's authorization request to the address with which the browser comes back to the client. */
  async authorize(url, person, { decision = 'approve', agent = new Agent() } = {}) {
    const page = Agent.to(await agent.send(url), url);
    assert.match(page.pathname, /^\/requests\//, String(page));
    const { resume } = await this.decide(person, page, decision);
    return Agent.to(await agent.send(resume), resume);
  }
}
