// A service to which people log in by Causeway: the whole of it. docs/guides/add-login.md tells how to run it.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import * as client from 'openid-client';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT = '9000' } = process.env;
const HOME = `http://127.0.0.1:${PORT}`;
const REDIRECT_URI = `${HOME}/callback`;

// Plain http is for the sandbox on your own machine alone: leave `execute` out elsewhere.
const execute = new URL(ISSUER).protocol === 'http:' ? [client.allowInsecureRequests] : [];
const config = await client.discovery(new URL(ISSUER), CLIENT_ID, undefined, client.ClientSecretBasic(CLIENT_SECRET), { execute });

/** What a browser is about, by its cookie. Keep it in a database when there are several of you. */
const sessions = new Map();
const cookie = (request) => /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];

/** Remembers what the answer will be held against, and sends the person to Causeway. */
async function logIn(response) {
  const id = randomUUID();
  const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true };
  sessions.set(id, { checks });
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  });
  response.writeHead(303, { location: url.href, 'set-cookie': `session=${id}; HttpOnly; SameSite=Lax; Path=/` }).end();
}

/** The person is back. The library checks state, nonce, signature, issuer and audience; whoever declined comes with an error. */
async function callback(request, response) {
  const { checks } = sessions.get(cookie(request)) ?? {};
  sessions.delete(cookie(request));
  if (!checks) return response.writeHead(400).end('This login was begun in another browser, or is over. Begin again.');
  const tokens = await client.authorizationCodeGrant(config, new URL(request.url, HOME), checks);
  const id = randomUUID();
  // `sub` is the person's pseudonym here: the same at every login, and another at every other service.
  sessions.set(id, { sub: tokens.claims().sub });
  response.writeHead(303, { location: '/', 'set-cookie': `session=${id}; HttpOnly; SameSite=Lax; Path=/` }).end();
}

function home(request, response) {
  const sub = sessions.get(cookie(request))?.sub;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(sub ? `<p>You are logged in as <code>${sub}</code>.` : '<p><a href="/login">Log in</a>');
}

createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, HOME);
    if (pathname === '/login') await logIn(response);
    else if (pathname === '/callback') await callback(request, response);
    else home(request, response);
  } catch (error) {
    console.error(error.error ?? error.code ?? 'failed', error.error_description ?? error.message);
    response.writeHead(403, { 'content-type': 'text/plain' }).end('You are not logged in.');
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`Listening on ${HOME}`));
