import { Readable } from 'node:stream';
import { NewFeedback } from '@slipway/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logLine, uuidv7 } from '../src/index.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 5, hour)).toISOString();

let test: TestCore;
let endpointId: string;
let versionId: string;
beforeAll(async () => {
  test = await openTestCore();
  versionId = (await registerVersion(test, [1, -1])).id;
  endpointId = await deploy(test);
});
afterAll(() => test.stop());

let flushes = 0;
/** Logs one answered prediction of a key and returns its id. */
async function predicted(key: string | null, hour: number, requestId = uuidv7()): Promise<string> {
  const when = new Date(at(hour));
  const who = { requestId, row: 0, endpointId, configNumber: 1, versionId, role: 'stable', key };
  const what = {
    status: 200,
    latencyMs: 1,
    isDrawn: true,
    inSample: true,
    draw: 0,
    keepRate: 1,
    outliers: [],
    inputs: {},
    output: { score: 0.9 },
    error: null,
  };
  flushes += 1;
  await test.core.serving.saveFlush({
    gatewayBoot: uuidv7(),
    sequence: flushes,
    rows: [logLine({ ...who, ...what, receivedAt: when, at: when })],
    traffic: [],
    cells: [],
    evidence: [],
    spans: [{ endpointId, firstAt: when, lastAt: when }],
  });
  return requestId;
}
const record = (...items: object[]) =>
  test.core.monitoring.feedback.record(test.actor, { body: NewFeedback.parse({ items }) });
const actualOf = async (requestId: string) =>
  (await test.core.kit.db.prisma.feedback.findFirst({ where: { requestId } }))?.actual;
const receipt = { accepted: 1, matched: 1, unknown: 0, replaced: 0, contradicted: 0, unplaced: 0, metricValues: 0 };

describe('an outcome by prediction id', () => {
  it('that comes before its prediction is kept, and matches once that is logged', async () => {
    const id = uuidv7();
    expect(await record({ predictionId: id, actual: 1 })).toEqual({ ...receipt, matched: 0, unknown: 1 });
    await predicted(null, 1, id);
    expect(await record({ predictionId: id, actual: 1 })).toEqual({ ...receipt, replaced: 1 });
  });

  it('that contradicts an earlier one counts, stored or in the same request, and says so', async () => {
    const id = await predicted(null, 1);
    expect(await record({ predictionId: id, actual: 0 })).toEqual(receipt);
    expect(await record({ predictionId: id, actual: 1 })).toEqual({ ...receipt, replaced: 1, contradicted: 1 });
    const both = await record({ predictionId: id, actual: 1 }, { predictionId: id, actual: 'late' });
    expect(both).toMatchObject({ accepted: 2, replaced: 1, contradicted: 2 });
    expect(await actualOf(id)).toBe('late');
  });
});

describe('an outcome by key and time', () => {
  it('belongs to the last prediction of the key at or before the time', async () => {
    const [first, second] = [await predicted('ada', 1), await predicted('ada', 5)];
    const of = (hour: number, actual: string) =>
      record({ endpoint: 'delays', key: 'ada', predictedAt: at(hour), actual });
    expect(await of(3, 'first')).toEqual(receipt);
    expect(await of(5, 'second')).toEqual(receipt);
    expect([await actualOf(first), await actualOf(second)]).toEqual(['first', 'second']);
    expect(await record({ endpoint: 'delays', key: 'ada', actual: 'now' })).toEqual({
      ...receipt,
      replaced: 1,
      contradicted: 1,
    });
  });

  it('without such a prediction is not kept, and one of no endpoint is refused', async () => {
    const nobody = { ...receipt, accepted: 0, matched: 0, unplaced: 1 };
    expect(await record({ endpoint: 'delays', key: 'bob', actual: 1 })).toEqual(nobody);
    expect(await record({ endpoint: 'delays', key: 'ada', predictedAt: at(0), actual: 1 })).toEqual(nobody);
    await expect(record({ endpoint: 'nowhere', key: 'ada', actual: 1 })).rejects.toMatchObject({ code: 'not_found' });
    expect(NewFeedback.safeParse({ key: 'ada', actual: 1 }).success).toBe(false);
    expect(NewFeedback.safeParse({ endpoint: 'delays', key: 'ada', actual: null }).success).toBe(false);
  });
});

it('a file of outcomes is read by a job, and rows that are none are counted', async () => {
  const id = await predicted('eve', 2);
  await predicted('mallory', 2);
  const lines = [
    'prediction_id,key,predicted_at,actual',
    `${id},,,late`,
    `,mallory,${at(3)},on time`,
    `,stranger,${at(3)},late`,
    'no-id,,,late',
    `${id},,,`,
  ];
  const { digest } = await test.core.artifacts.store(Readable.from([Buffer.from(lines.join('\n'))]));
  await test.core.datasets.createDatasetVersion(test.actor, {
    params: { name: 'outcomes' },
    body: { digest, format: 'csv' },
  });
  const body = { dataset: 'outcomes', endpoint: 'delays' };
  const { job } = await test.core.monitoring.feedback.recordDataset(test.actor, { body });
  await test.settle();
  expect((await test.core.jobs.get(test.actor, job.id)).result).toEqual({
    ...receipt,
    accepted: 2,
    matched: 2,
    unplaced: 1,
    refused: 2,
  });
  expect(await actualOf(id)).toBe('late');
});
