// HTTP as a browser and a client speak it, on connections that are kept: one for each caller.

import { Agent, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';

/** One caller's connection; `tls` holds its certificate, key and authorities, if it needs any. */
export class Connection {
  #agent;
  #request;
  #origin;

  constructor(origin, tls) {
    const secure = origin.startsWith('https:');
    this.#origin = new URL(origin);
    this.#request = secure ? tlsRequest : request;
    this.#agent = new (secure ? TlsAgent : Agent)({ keepAlive: true, maxSockets: 1, ...tls });
  }

  send(method, path, headers = {}, body = undefined) {
    const { hostname, port } = this.#origin;
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const options = { agent: this.#agent, hostname, port, method, path, headers: { ...headers, ...length } };
      const sent = this.#request(options, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

/** A browser: a connection, its cookies, and where it was sent. */
export class Browser {
  #connection;
  #cookies;

  constructor(connection, cookies = new Map()) {
    this.#connection = connection;
    this.#cookies = cookies;
  }

  /** What it has to keep so that it is known again: for another run of the driver. */
  get cookies() {
    return [...this.#cookies];
  }

  /** The same browser with one more connection. */
  on(connection) {
    return new Browser(connection, this.#cookies);
  }

  async #send(method, address, headers, body) {
    const { pathname, search } = new URL(address, 'http://localhost');
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = cookie ? { ...headers, cookie } : headers;
    const answer = await this.#connection.send(method, pathname + search, all, body);
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
    return answer;
  }

  /** Where a GET is redirected to; fails when it is not. */
  async follow(address, headers = {}) {
    return redirect(address, await this.#send('GET', address, headers));
  }

  /** The text of a page. */
  async page(address) {
    const answer = await this.#send('GET', address, {});
    if (answer.status !== 200) throw failed(address, answer);
    return answer.text;
  }

  /** Submits a form of a page's; where that leads to. */
  async submit(address, fields) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
    return redirect(address, await this.#send('POST', address, headers, new URLSearchParams(fields).toString()));
  }
}

function redirect(address, answer) {
  if (!answer.headers.location) throw failed(address, answer);
  return answer.headers.location;
}

const failed = (address, { status, text }) => new Error(`${address}: ${status} ${text.slice(0, 2000)}`);

const ENTITIES = { quot: '"', amp: '&', lt: '<', gt: '>', '#34': '"', '#38': '&', '#39': "'", '#60': '<', '#62': '>', '#x27': "'" };

/** The fields of a page's forms as they stand, by name. */
export function fields(page) {
  const found = {};
  for (const [input] of page.matchAll(/<input [^>]*>/g)) {
    const attribute = (name) => new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1] ?? '';
    found[attribute('name')] = attribute('value').replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
  }
  return found;
}

export function json(answer, status = 200) {
  if (answer.status !== status) throw new Error(`${answer.status} ${answer.text.slice(0, 500)}`);
  return JSON.parse(answer.text);
}
