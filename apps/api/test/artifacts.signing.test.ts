import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type StartedApi } from './started-api.js';

const TYPE = 'application/vnd.in-toto+json';
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const ask = (method: string, path: string, payload?: object) =>
  api.ask(method, `/api/v1${path}`, payload === undefined ? {} : { payload });

it('a version is signed outside with what the API says must be covered, and the signature verifies', async () => {
  const bytes = Buffer.from('a model of another kind');
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  await api.ask('PUT', `/api/v1/blobs/${digest}`, { payload: bytes });
  const version = { framework: 'opaque', files: [{ path: 'model.bin', digest }] };
  expect((await ask('POST', '/models/signed/versions', version)).statusCode).toBe(201);
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const key = await ask('PUT', '/signing-keys/release', { publicKey: pem });
  expect(key.json()).toMatchObject({ name: 'release', algorithm: 'ECDSA prime256v1' });
  const at = '/models/signed/versions/1/signature';

  const statement = (await ask('GET', `${at}/statement`)).rawPayload;
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${statement.length} `), statement]);
  const sig = sign('sha256', signed, privateKey).toString('base64');
  const dsseEnvelope = { payload: statement.toString('base64'), payloadType: TYPE, signatures: [{ sig }] };
  expect((await ask('POST', at, { dsseEnvelope })).statusCode).toBe(201);
  expect((await ask('GET', at)).json()).toMatchObject({ signed: true, signatures: [{ key: 'release', valid: true }] });

  const forged = { ...dsseEnvelope, payload: Buffer.from('{}').toString('base64') };
  expect((await ask('POST', at, { dsseEnvelope: forged })).json()).toMatchObject({ code: 'signature_invalid' });
  expect((await ask('DELETE', '/signing-keys/release')).statusCode).toBe(204);
  expect((await ask('GET', at)).json()).toMatchObject({ signed: false, signatures: [{ key: null, valid: false }] });
});

it('only an administrator decides what is trusted and demanded', async () => {
  const created = await ask('POST', '/tokens', { name: 'ci', scopes: ['read', 'write'] });
  const headers = { authorization: `Bearer ${created.json<{ secret: string }>().secret}` };
  const policy = { payload: { requireSigned: true }, headers };
  expect((await api.ask('PUT', '/api/v1/signing-policy', policy)).statusCode).toBe(403);
  expect((await api.ask('GET', '/api/v1/signing-policy', { headers })).json()).toEqual({ requireSigned: false });
  expect((await api.ask('DELETE', '/api/v1/signing-keys/x', { headers })).statusCode).toBe(403);
});
