import { writeFileSync } from 'node:fs';
import { uuidv7 } from '@slipway/core';
import type { ChildRunner } from '@slipway/inference';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyBucket } from '../src/choose-variant.js';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { brokenFlights, lateFlights, laterFlights, swappedFlights, swappedSchema } from './test-models.js';

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore();
});
afterAll(() => served.stop());

const rows = (...distances: unknown[]) => ({ rows: distances.map((distance) => ({ distance, carrier: 'WN' })) });
const predict = (endpoint: string, body: object | string, headers?: Record<string, string>) =>
  served.ask(`/v1/endpoints/${endpoint}/predict`, body, headers);
const endpointId = async (name: string) => (await served.core.serving.requireEndpoint(actor, name)).id;
const unitsOf = async (endpoint: string, from: number, candidateId: string) =>
  guardrailOf(endpoint, from, candidateId, 'errors');
const guardrailOf = async (endpoint: string, from: number, candidateId: string, name: string) => {
  const { guardrails } = await served.core.serving.evidence.counts(endpoint, from, candidateId);
  return guardrails.find((one) => one.name === name)!.segments;
};

describe('a canary', () => {
  test('gets its share, keys stay where they are, evidence goes by config', async () => {
    await served.deploy('shared', await served.register('shared', lateFlights));
    const candidate = await served.register('shared', laterFlights);
    const from = await served.canary('shared', candidate, 1_000);
    served.draws.push(0.05, 0.1, 0.99);
    const drawn = [];
    for (let i = 0; i < 3; i += 1) drawn.push((await predict('shared', rows(1))).headers.get('x-slipway-variant'));
    expect(drawn).toEqual(['candidate', 'stable', 'stable']);
    const keys = Array.from({ length: 40 }, (_, i) => `user-${i}`);
    const variantsOf = async () => {
      const answers = await Promise.all(keys.map((key) => predict('shared', { ...rows(1), key })));
      return answers.map((response) => response.headers.get('x-slipway-variant'));
    };
    const first = await variantsOf();
    expect(await variantsOf()).toEqual(first);
    await served.gateway.flusher.flush();
    const [segment] = await unitsOf(await endpointId('shared'), from, candidate.id);
    expect(segment).toMatchObject({ configNumber: from, weight: 0.1 });
    // Two of 40 keys share a bucket now and then, and a bucket is one unit.
    const buckets = new Set(keys.map((key) => keyBucket(served.routeOf('shared').salt, key)));
    expect(segment!.stable.units + segment!.candidate.units).toBe(3 + buckets.size);
    expect(segment!.stable.events + segment!.candidate.events).toBe(0);
    const view = await served.core.serving.getEndpoint(actor, { params: { name: 'shared' } });
    expect(view).toMatchObject({ status: 'serving', seenConfigNumber: from });
    const { items } = await served.core.serving.listReplicas(actor, { params: { name: 'shared' } });
    expect(items.map(({ role, where }) => [role, where])).toEqual([
      ['stable', 'in the gateway'],
      ['candidate', 'child process of the gateway'],
    ]);
  });

  test('takes whom a rule sends, keeps to its cohort, and is named by version; only what was drawn is evidence', async () => {
    await served.deploy('staged', await served.register('staged', lateFlights));
    const candidate = await served.register('staged', laterFlights);
    const from = await served.canary('staged', candidate, 5_000, null, {
      rules: [{ match: { header: 'x-canary', in: ['always'] }, candidateBp: 10_000 }],
      audience: [{ header: 'x-plan', in: ['beta'] }],
      restBp: 0,
      floors: [],
    });
    const answeredBy = async (draw: number, headers: Record<string, string>) => {
      served.draws.push(draw);
      const answer = await predict('staged', rows(1), headers);
      served.draws.length = 0;
      return answer.headers.get('x-slipway-variant') ?? (await answer.json());
    };
    expect(await answeredBy(0.99, { 'x-canary': 'always' })).toBe('candidate');
    expect(await answeredBy(0.01, {})).toBe('stable');
    expect(await answeredBy(0.49, { 'x-plan': 'beta' })).toBe('candidate');
    expect(await answeredBy(0.5, { 'x-plan': 'beta' })).toBe('stable');
    expect(await answeredBy(0.99, { 'x-slipway-version': '2' })).toBe('candidate');
    expect(await answeredBy(0.99, { 'x-slipway-version': '7' })).toMatchObject({ code: 'not_found' });
    expect(await answeredBy(0.99, { 'x-slipway-version': 'new' })).toMatchObject({
      errors: [{ path: 'x-slipway-version' }],
    });
    await served.gateway.flusher.flush();
    const segments = await unitsOf(await endpointId('staged'), from, candidate.id);
    expect(segments).toMatchObject([{ weight: 0.5, stable: { units: 1 }, candidate: { units: 1 } }]);
  });

  test('takes whom a rule sends by the features of all rows, in both protocols, of several the one it names', async () => {
    await served.deploy('far', await served.register('far', lateFlights));
    const several = [await served.register('far', laterFlights), await served.register('far', lateFlights)];
    await served.canary('far', several, 1_000, null, {
      rules: [
        { match: { feature: 'distance', min: 9_000 }, candidateBp: 10_000, version: 9 },
        { match: { feature: 'distance', min: 5_000 }, candidateBp: 10_000, version: 3 },
        { match: { feature: 'distance', min: 1_000 }, candidateBp: 10_000 },
        { match: { feature: 'carrier', in: ['WN'] }, candidateBp: 0 },
      ],
      audience: null,
      restBp: 0,
      floors: [],
    });
    const asTensors = (...distances: number[]) => ({
      inputs: [
        { name: 'features', shape: [distances.length, 2], datatype: 'FP32', data: distances.flatMap((x) => [x, 0]) },
      ],
    });
    const variantOf = async (answer: Promise<Response>) => (await answer).headers.get('x-slipway-variant');
    const versionOf = async (distance: number) =>
      (await predict('far', rows(distance))).headers.get('x-slipway-version');
    expect([await versionOf(1_000), await versionOf(5_000), await versionOf(9_000)]).toEqual(['2', '3', '1']);
    expect(await variantOf(predict('far', rows(1_000, 2_000)))).toBe('candidate');
    expect(await variantOf(predict('far', rows(2_000, 999)))).toBe('stable');
    expect(await variantOf(served.ask('/v2/models/far/infer', asTensors(1_000, 2_000)))).toBe('candidate');
    const broken = await served.ask('/v2/models/far/infer', { inputs: [] });
    expect(broken.status).toBe(400);
  });

  test('that answers NaN is stopped by the gateway itself', async () => {
    await served.deploy('fragile', await served.register('fragile', lateFlights));
    const broken = await served.register('fragile', brokenFlights);
    const rolloutId = uuidv7();
    const row = await served.core.serving.requireEndpoint(actor, 'fragile');
    await served.core.kit.db.prisma.rollout.create({
      data: {
        id: rolloutId,
        workspaceId: 'default',
        endpointId: row.id,
        endpoint: 'fragile',
        strategy: 'canary',
        model: 'fragile',
        fromVersion: 1,
        fromVersionId: broken.id,
        toVersionId: broken.id,
        toModel: 'fragile',
        toVersion: 2,
        state: 'running',
        steps: [],
        firstConfig: 2,
        policy: { badRequestBudget: 50, failFirst: 3, thetaHarm: 1.25 },
        startedBy: 'test',
      },
    });
    const from = await served.canary('fragile', broken, 10_000, rolloutId);
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await predict('fragile', rows(-1))).status);
    expect(statuses).toEqual([500, 500, 500, 200, 200]);
    await served.gateway.flusher.flush();
    const [segment] = await unitsOf(row.id, from, broken.id);
    expect(segment).toMatchObject({ candidate: { units: 3, events: 3 }, stable: { units: 0, events: 0 } });
    const [invalid] = await guardrailOf(row.id, from, broken.id, 'invalid_outputs');
    expect(invalid).toMatchObject({ candidate: { units: 3, events: 3 } });
    const [timeouts] = await guardrailOf(row.id, from, broken.id, 'timeouts');
    expect(timeouts).toMatchObject({ candidate: { units: 3, events: 0 } });
    const query = { minutes: 15 };
    const stats = await served.core.serving.getEndpointStats(actor, { params: { name: 'fragile' }, query });
    expect(stats.errorsByCode).toEqual({ non_finite_output: 3 });
    expect(await (await served.ask('/metrics')).text()).toMatch(
      /slipway_predictions_total\{endpoint="fragile",version="2",variant="candidate",outcome="non_finite_output"\} 3/,
    );
    const pinned = await served.ask('/v2/models/fragile/versions/2/infer', {
      inputs: [{ name: 'features', shape: [1, 2], datatype: 'FP32', data: [1, 0] }],
    });
    expect([pinned.status, pinned.headers.get('x-slipway-version')]).toEqual([200, '2']);
  });

  test('whose process dies takes nobody with it and comes back', async () => {
    await served.deploy('mortal', await served.register('mortal', lateFlights));
    await served.canary('mortal', await served.register('mortal', laterFlights), 10_000);
    expect((await predict('mortal', rows(1))).headers.get('x-slipway-version')).toBe('2');
    const candidate = served.gateway.routes
      .find('mortal')
      ?.variants.find(({ variant }) => variant.role === 'candidate');
    const { pid } = candidate!.model.runnerFor({ batchRows: null, batchDelayMs: 0 }) as ChildRunner;
    // It stands still, so that it has the request and not the answer when it dies.
    process.kill(pid!, 'SIGSTOP');
    const asked = predict('mortal', rows(1));
    await expect.poll(() => candidate?.model.outstanding).toBe(1);
    process.kill(pid!, 'SIGKILL');
    const died = await asked;
    expect([died.status, await died.json()]).toEqual([503, expect.objectContaining({ code: 'replica_crashed' })]);
    await expect.poll(async () => (await predict('mortal', rows(1))).status, { timeout: 5_000 }).toBe(200);
    const { items } = await served.core.serving.listReplicas(actor, { params: { name: 'mortal' } });
    await expect.poll(() => candidate?.model.restarts).toBe(1);
    expect(items).toHaveLength(2);
  });

  test('that cannot be loaded is reported, and the stable version takes its share', async () => {
    await served.deploy('missing', await served.register('missing', lateFlights));
    const candidate = await served.register('missing', linearModel({ weights: [3, 3], squash: 'Sigmoid' }));
    writeFileSync(served.pathOf(candidate.files[0]!.digest), 'not what was uploaded');
    await served.canary('missing', candidate, 10_000);
    const response = await predict('missing', rows(1));
    expect([response.status, response.headers.get('x-slipway-variant')]).toEqual([200, 'stable']);
    const { status, variants } = await served.core.serving.getEndpoint(actor, { params: { name: 'missing' } });
    expect([status, variants.map(({ state }) => state)]).toEqual(['degraded', ['ready', 'failed']]);
    expect(variants[1]?.detail).toMatch(/digest|changed|bytes/i);
  });

  test('with other columns under another name gets what it wants, in both protocols', async () => {
    await served.deploy('turned', await served.register('turned', lateFlights));
    await served.canary('turned', await served.register('turned', swappedFlights, swappedSchema), 10_000);
    const plain = (await (await predict('turned', rows(2))).json()) as {
      version: number;
      predictions: { score: number }[];
    };
    const inputs = [{ name: 'features', shape: [1, 2], datatype: 'FP32', data: [2, 1] }];
    const tensors = (await (await served.ask('/v2/models/turned/infer', { inputs })).json()) as {
      model_version: string;
      outputs: { data: number[] }[];
    };
    expect([plain.version, tensors.model_version]).toEqual([2, '2']);
    expect(tensors.outputs[0]?.data[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 5);
    expect(plain.predictions[0]?.score).toBeCloseTo(1 / (1 + Math.exp(-1)), 5);
  });
});
