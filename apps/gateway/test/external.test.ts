import { generateKeyPairSync } from 'node:crypto';
import { NewExternalVersion, type ModelVersion } from '@slipway/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import {
  googleTokens,
  kserve,
  plainJson,
  sageMaker,
  sigmoidOf,
  startTarget,
  tensorflowServing,
  torchServe,
  vertex,
  type StrictTarget,
} from './strict-targets.js';
import { lateFlights } from './test-models.js';

let served: ServedCore;
const targets: Record<string, StrictTarget> = {};
let stranger: StrictTarget;

beforeAll(async () => {
  const apis = { tensorflowServing, torchServe, kserve, sageMaker, vertex, googleTokens, plainJson };
  for (const [name, api] of Object.entries(apis)) targets[name] = await startTarget(api);
  stranger = await startTarget(plainJson);
  const hosts = Object.values(targets).map(({ host }) => host);
  served = await startServedCore({ SLIPWAY_ALLOW_OUTBOUND: hosts.join(',') });
  await served.register('late', lateFlights);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await setSecret('aws', 'sageMaker', JSON.stringify({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }));
  const account = {
    client_email: 'a@b.c',
    private_key: privateKey,
    token_uri: `${targets['googleTokens']!.url}/token`,
  };
  await setSecret('google', 'vertex', JSON.stringify(account));
  await setSecret('key', 'plainJson', 'sesame\n');
});
afterAll(async () => {
  await served.stop();
  for (const target of [...Object.values(targets), stranger]) await target.close();
});

const setSecret = (name: string, target: string, value: string) =>
  served.core.access.secrets.setSecret(actor, { params: { name }, body: { value, hosts: [targets[target]!.host] } });

const register = (target: string, path: string, more: object): Promise<ModelVersion> =>
  served.core.registry.external.register(actor, {
    params: { name: 'late' },
    body: NewExternalVersion.parse({ target: { url: `${targets[target]!.url}${path}`, ...more }, schemaOf: 1 }),
  });

const scoring = {
  protocol: 'json',
  auth: { kind: 'header', header: 'X-Api-Key', secret: 'key' },
  request: { flights: '{{rows}}' },
  response: { probability: '/result/*/late' },
};
const rows = [
  { distance: 0.5, carrier: 'WN' },
  { distance: -1, carrier: 'AA' },
];
const predict = (endpoint: string) => served.ask(`/v1/endpoints/${endpoint}/predict`, { rows });
const probabilities = async (answer: Response): Promise<number[]> => {
  const { predictions } = (await answer.json()) as { predictions: { score: number }[] };
  return predictions.map(({ score }) => score);
};
const expected = [sigmoidOf([0.5, 1]), sigmoidOf([-1, 0])];

test.each([
  ['tf', 'tensorflowServing', '/v1/models/late:predict', { protocol: 'tensorflow-serving' }],
  ['torch', 'torchServe', '/predictions/late', { protocol: 'torchserve' }],
  ['kserve', 'kserve', '/v2/models/late/infer', { protocol: 'open-inference' }],
  [
    'sagemaker',
    'sageMaker',
    '/endpoints/late/invocations',
    { protocol: 'sagemaker', auth: { kind: 'aws', region: 'eu-west-1', secret: 'aws' } },
  ],
  [
    'vertex',
    'vertex',
    '/v1/projects/7/locations/europe-west4/endpoints/9:predict',
    { protocol: 'vertex', auth: { kind: 'google', secret: 'google' } },
  ],
  ['plain', 'plainJson', '/score', scoring],
])('%s answers as the only variant of an endpoint, by its published API', async (endpoint, name, path, target) => {
  await served.deploy(endpoint, await register(name, path, target));
  const answer = await predict(endpoint);
  expect(answer.status).toBe(200);
  (await probabilities(answer)).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
  expect(targets[name]!.refused).toEqual([]);
  const variants = async () => (await served.core.serving.getEndpoint(actor, { params: { name: endpoint } })).variants;
  await expect.poll(variants).toMatchObject([{ runtime: 'external', state: 'ready' }]);
});

test('how long an answer took is told, for what compares versions by it, and nobody is asked too late', async () => {
  const { model } = served.gateway.routes.find('kserve')!.variants[0]!;
  const runner = model.runnerFor({ batchRows: null, batchDelayMs: 0 })!;
  const feeds = { features: { datatype: 'FP32', shape: [1, 2], data: Float32Array.of(1, 1) } } as const;
  const took: number[] = [];
  await runner.run(feeds, { onRan: (ms) => took.push(ms) });
  expect(took).toEqual([expect.toSatisfy((ms: number) => ms > 0 && ms < 10_000)]);
  await expect(runner.run(feeds, { startWithinMs: -1 })).rejects.toMatchObject({ code: 'too_late_to_start' });
});

test('a canary from embedded to an endpoint of others and back: no request fails, although connections break', async () => {
  const target = targets['plainJson']!;
  await served.deploy('moved', await served.core.registry.requireVersion(actor, 'late', 1));
  const candidate = await register('plainJson', '/score', scoring);
  let isOver = false;
  const answers: [number, string | null][] = [];
  const caller = async (): Promise<void> => {
    while (!isOver) {
      const answer = await predict('moved');
      await answer.arrayBuffer();
      answers.push([answer.status, answer.headers.get('x-slipway-variant')]);
    }
  };
  const callers = Array.from({ length: 4 }, caller);
  for (const weight of [5_000, 9_999, 1]) {
    await served.canary('moved', candidate, weight);
    served.draws.push(...Array.from({ length: 20 }, () => 0.01));
    target.breaks = weight > 1 ? 1 : 0;
    const before = answers.length;
    while (answers.length < before + 40) await new Promise((again) => setTimeout(again, 5));
  }
  isOver = true;
  await Promise.all(callers);
  expect([...new Set(answers.map(([status]) => status))]).toEqual([200]);
  expect(new Set(answers.map(([, variant]) => variant))).toEqual(new Set(['stable', 'candidate']));
  expect(target.breaks).toBe(0);
});

test('the next value of a secret needs no new version, and a wrong one is the fault of the version', async () => {
  await setSecret('key', 'plainJson', 'wrong');
  await served.deploy('locked', await register('plainJson', '/score', scoring));
  const answer = await predict('locked');
  expect([answer.status, await answer.json()]).toMatchObject([502, { detail: expect.stringContaining('401: no key') }]);
  await setSecret('key', 'plainJson', 'sesame');
});

test('addresses and hosts that are not allowed are refused, and what cannot be asked says why', async () => {
  const refused = { code: 'outbound_refused' };
  const outside = { ...scoring, url: `${stranger.url}/score` };
  await expect(register('plainJson', '/score', outside)).rejects.toMatchObject(refused);
  const metadata = { ...scoring, url: 'http://169.254.169.254/latest/meta-data' };
  await expect(register('plainJson', '/score', metadata)).rejects.toMatchObject(refused);
  const unsigned = { protocol: 'sagemaker' };
  await expect(register('sageMaker', '/endpoints/late/invocations', unsigned)).rejects.toMatchObject({
    code: 'invalid_request',
  });
  // A secret that was stored for another host never leaves.
  const stolen = { ...scoring, auth: { kind: 'bearer', secret: 'aws' } };
  const version = await register('plainJson', '/score', stolen);
  await served.canary('moved', version, 5_000);
  const candidate = async () =>
    (await served.core.serving.getEndpoint(actor, { params: { name: 'moved' } })).variants[1];
  const why = expect.stringContaining('may not be sent to');
  await expect.poll(candidate).toMatchObject({ state: 'failed', detail: why });
  served.draws.push(0.01);
  expect((await predict('moved')).headers.get('x-slipway-variant')).toBe('stable');
  expect(stranger.answered).toBe(0);
});

test('a secret that a served version needs stays; it is shown nowhere', async () => {
  const gone = served.core.access.secrets.deleteSecret(actor, { params: { name: 'key' } });
  await expect(gone).rejects.toMatchObject({
    code: 'in_use',
    message: expect.stringMatching(/asks with the secret key/),
  });
  const { items } = await served.core.access.secrets.listSecrets(actor);
  expect(items.map(({ name }) => name)).toEqual(['aws', 'google', 'key']);
  expect(JSON.stringify([items, served.logged])).not.toContain('sesame');
});
