// npm oidc-provider, set up as favourably as it allows: everything in memory, nothing checked at login, consent given beforehand.
// As ours does: ES256 everywhere, access tokens as JWT, a different `sub` for each client, PKCE, the same ways for a client to
// authenticate. Takes its settings from the environment: PORT, and CLIENT_JWKS (the client's public keys).

import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const issuer = `http://127.0.0.1:${process.env.PORT}`;
const resource = `${issuer}/api`;
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const common = {
  redirect_uris: ['https://bench.invalid/callback'],
  grant_types: ['authorization_code', 'client_credentials'],
  response_types: ['code'],
  subject_type: 'pairwise',
  id_token_signed_response_alg: 'ES256',
};

const provider = new Provider(issuer, {
  clients: [
    { ...common, client_id: 'bench-basic', client_secret: 'bench', token_endpoint_auth_method: 'client_secret_basic' },
    {
      ...common,
      client_id: 'bench-jwt',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: JSON.parse(process.env.CLIENT_JWKS),
    },
    {
      ...common,
      client_id: 'bench-fapi',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: JSON.parse(process.env.CLIENT_JWKS),
      dpop_bound_access_tokens: true,
      require_pushed_authorization_requests: true,
    },
  ],
  jwks: { keys: [{ ...signing, use: 'sig', alg: 'ES256' }] },
  cookies: { keys: ['bench'] },
  subjectTypes: ['pairwise'],
  pairwiseIdentifier: (_, account, client) => createHash('sha256').update(`${client.sectorIdentifier}${account}`).digest('hex'),
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  ttl: { AccessToken: 300, ClientCredentials: 300, AuthorizationCode: 60, IdToken: 300, Session: 3600, Grant: 3600, Interaction: 300 },
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
    fapi: { enabled: true, profile: (_, client) => (client?.clientId === 'bench-fapi' ? '2.0' : undefined) },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: '',
        audience: resource,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

/** Whoever comes is logged in, and has consented. */
async function finish(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const accountId = request.headers['x-account'];
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope('openid');
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { login: { accountId }, consent });
}

const oidc = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return oidc(request, response);
  return finish(request, response).catch((error) => {
    response.writeHead(500).end(String(error));
  });
}).listen(process.env.PORT, '127.0.0.1', () => console.log('ready'));
