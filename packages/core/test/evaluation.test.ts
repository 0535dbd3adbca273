import { Readable } from 'node:stream';
import { NewEvaluation, type Evaluation } from '@slipway/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;

/** 600 flights that are late when they fly far; at SFO chance decides. Whether they fly far is told too: a version knows that exactly, so that any noise makes it worse. */
const csv = [
  'distance,hour,origin,late,far',
  ...Array.from({ length: 600 }, (_, i) => {
    const distance = ((i * 0.6180339887498949) % 1) * 4 - 2;
    const foggy = i % 3 === 0;
    const late = foggy ? Math.floor(i * 0.7548776662466927 * 2) % 2 : Number(distance > 0);
    const [known, far] = i === 7 ? ['', ''] : [late, Number(distance > 0)];
    return `${distance.toFixed(4)},${(i % 24) / 12 - 1},${foggy ? 'SFO' : 'ORD'},${known},${far}`;
  }),
].join('\n');

beforeAll(async () => {
  test = await openTestCore();
  const { core, actor } = test;
  await registerVersion(test, [1, 0]);
  await registerVersion(test, [3, 0]);
  await core.registry.aliases.set(actor, { params: { name: 'delays', alias: 'champion' }, body: { version: 1 } });
  const { digest } = await core.artifacts.store(Readable.from([Buffer.from(csv)]));
  await core.datasets.createDatasetVersion(actor, { params: { name: 'flights' }, body: { format: 'csv', digest } });
});
afterAll(() => test.stop());

async function start(asked: Partial<NewEvaluation>): Promise<Evaluation> {
  const body = NewEvaluation.parse({ model: 'delays', version: 2, dataset: 'flights', target: 'late', ...asked });
  return (await test.core.evaluation.startEvaluation(test.actor, { body })).evaluation;
}
const read = ({ id }: Evaluation): Promise<Evaluation> =>
  test.core.evaluation.getEvaluation(test.actor, { params: { id } });
async function evaluate(asked: Partial<NewEvaluation>): Promise<Evaluation> {
  const evaluation = await start(asked);
  await test.settle();
  return read(evaluation);
}

it('measures a version, its slices, and the champion on the same rows', async () => {
  const evaluation = await evaluate({ slices: ['origin'] });
  expect(evaluation).toMatchObject({ state: 'done', rows: 599, skipped: { noTarget: 1, noPrediction: 0 } });
  const slice = (value: string) => evaluation.slices.find((each) => each.value === value);
  expect(slice('SFO')).toMatchObject({ column: 'origin', rows: 200, verdict: 'worse' });
  expect(slice('ORD')).toMatchObject({ rows: 399, verdict: 'better' });
  expect(evaluation.champion?.version).toBe(1);
  const compared = (metric: string) => evaluation.champion!.comparisons.find((each) => each.metric === metric)!;
  const found = async (q: string) =>
    (await test.core.evaluation.listEvaluations(test.actor, { query: { limit: 5, q } })).items;
  expect(await found('FLIG')).toMatchObject([{ id: evaluation.id }]);
  expect(await found('nowhere')).toEqual([]);
  // Both rank by distance alone, so they rank alike; the steeper one is only surer of itself.
  expect(compared('auc')).toMatchObject({ change: 0, verdict: 'equal' });
  expect(compared('log_loss').change).not.toBe(0);
});

it('holds gates against the champion and against a slice', async () => {
  const gates = NewEvaluation.shape.gates.parse([
    { metric: 'auc', op: '>=', threshold: 0.95, compare: 'champion_ratio' },
    { metric: 'auc', op: '>=', threshold: 0.9, slice: { column: 'origin', value: 'SFO' } },
  ]);
  const evaluation = await evaluate({ slices: ['origin'], gates });
  expect(evaluation.verdict).toBe('failed');
  expect(evaluation.gates.map(({ outcome, rows }) => [outcome, rows])).toEqual([
    ['passed', 599],
    ['failed', 200],
  ]);
});

it('compares with nobody when asked to, or when the version is the champion', async () => {
  expect((await evaluate({ champion: 'none' })).champion).toBeNull();
  expect((await evaluate({ version: 1 })).champion).toBeNull();
});

it('tells the list of models what each is judged by: its champion where that was measured, else the newest that was', async () => {
  const { core, actor } = test;
  const listed = async () => {
    const { items } = await core.registry.search.listModels(actor, { query: { limit: 10, filter: "name = 'delays'" } });
    return items[0]?.keyMetric;
  };
  const newest = await evaluate({ version: 2 });
  await core.kit.db.prisma.evaluation.deleteMany({ where: { version: 1 } });
  const [dataset, datasetVersion] = ['flights', 1];
  expect(await listed()).toMatchObject({ name: 'auc', version: 2, dataset, datasetVersion, evaluationId: newest.id });
  const champion = await evaluate({ version: 1 });
  const auc = champion.metrics.find(({ name }) => name === 'auc')!.value;
  expect(await listed()).toMatchObject({ version: 1, value: auc, evaluationId: champion.id });
});

it('gives the same answer twice', async () => {
  const [first, second] = [await evaluate({}), await evaluate({})];
  const numbers = ({ metrics }: Evaluation) => metrics;
  expect(numbers(second)).toEqual(numbers(first));
});

it('refuses a slice that the dataset does not have, naming it', async () => {
  await expect(evaluate({ slices: ['origin', 'airline'] })).rejects.toMatchObject({
    code: 'schema_mismatch',
    errors: [{ path: 'slices.1' }],
  });
});

it('takes the task where it is told, and refuses one that is not what would be measured', async () => {
  expect(await evaluate({ task: 'classification', champion: 'none' })).toMatchObject({ state: 'done', kind: 'binary' });
  const refusal = (asked: Partial<NewEvaluation>) => start(asked).catch((error: unknown) => error);
  expect(await refusal({ task: 'regression' })).toMatchObject({ code: 'schema_mismatch', errors: [{ path: 'task' }] });
  expect(await refusal({ task: 'ranking' })).toMatchObject({
    code: 'schema_mismatch',
    message: 'A ranking needs `query`: the column by which rows belong together.',
  });
  expect(await refusal({ task: 'classification', separator: '|' })).toMatchObject({ code: 'schema_mismatch' });
  // Whether a column holds lists only its rows tell.
  expect(await evaluate({ task: 'multilabel', champion: 'none' })).toMatchObject({
    state: 'failed',
    error: 'The target is no list: several labels in a text need `separator`.',
  });
});

it('times the model, checks its robustness where asked to, and holds gates on latency and on the data', async () => {
  const gates = NewEvaluation.shape.gates.parse([
    { metric: 'latency_p95_ms', op: '<=', threshold: 60_000 },
    { metric: 'rows_per_second', op: '>=', threshold: 1e12 },
    { metric: 'rows', op: '>=', threshold: 600 },
    { metric: 'no_target_share', op: '<=', threshold: 0.01 },
    { metric: 'no_prediction_share', op: '<=', threshold: 0 },
  ]);
  const asked = { target: 'far', robustness: true, champion: 'none', gates } as const;
  const { speed, robustness, gates: judged } = await evaluate(asked);
  expect(speed.map(({ rows }) => rows)).toEqual([1, 8, 64, 512]);
  expect(speed.every(({ p50Ms, p99Ms, rowsPerSecond }) => p50Ms <= p99Ms && rowsPerSecond > 0)).toBe(true);
  expect(judged.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'failed', 'passed', 'passed']);
  expect(judged.slice(2).map(({ measured }) => measured)).toEqual([599, 1 / 600, 0]);
  const noise = robustness.filter(({ disturbance }) => disturbance === 'noise');
  expect(noise.map(({ level }) => level)).toEqual([0.05, 0.1, 0.25, 0.5]);
  expect(noise.at(-1)!.after!).toBeLessThan(noise[0]!.before);
  // Its features are required, which is what the check says of missing ones.
  const missing = robustness.find(({ disturbance }) => disturbance === 'missing')!;
  expect(missing).toMatchObject({ after: null, refused: expect.stringContaining('distance') });
});

it('refuses a query column that the dataset does not have', async () => {
  await expect(evaluate({ query: 'search' })).rejects.toMatchObject({ errors: [{ path: 'query' }] });
});

it('measures a ranking by its queries', async () => {
  const evaluation = await evaluate({ query: 'hour' });
  expect(evaluation).toMatchObject({ kind: 'ranking', query: 'hour', rows: 599 });
  expect(evaluation.metrics.map(({ name }) => name)).toEqual(['ndcg', 'ndcg_at_10', 'map']);
});

it('checks the robustness of a ranking on whole queries, though the column of queries is a feature', async () => {
  const asked = { target: 'far', query: 'hour', robustness: true, champion: 'none' } as const;
  const { metrics, robustness } = await evaluate(asked);
  const [ndcg] = metrics;
  const noise = robustness.filter(({ disturbance }) => disturbance === 'noise');
  // All 600 rows are in the sample, so that before is the very number that was measured.
  for (const { metric, before } of noise) expect([metric, before]).toEqual(['ndcg', expect.closeTo(ndcg!.value, 12)]);
  expect(noise.at(-1)!.after!).toBeLessThan(ndcg!.value);
});

const finishedEvents = ({ id }: Evaluation): Promise<number> =>
  test.core.kit.db.prisma.event.count({
    where: { kind: 'evaluation.finished', after: { path: ['evaluationId'], equals: id } },
  });
const changeJob = ({ jobId: id }: Evaluation, data: object): Promise<unknown> =>
  test.core.kit.db.prisma.job.update({ where: { id }, data });

it('that is cancelled while it runs keeps nothing, and says so', async () => {
  const failuresBefore = await test.core.kit.db.prisma.event.count({ where: { kind: 'evaluation.failed' } });
  const evaluation = await start({ champion: 'none' });
  await changeJob(evaluation, { cancelRequested: true });
  await test.settle();
  expect(await read(evaluation)).toMatchObject({ state: 'cancelled', rows: null, metrics: [], verdict: null });
  expect(await finishedEvents(evaluation)).toBe(0);
  // Nobody is told of a failure that was wanted.
  expect(await test.core.kit.db.prisma.event.count({ where: { kind: 'evaluation.failed' } })).toBe(failuresBefore);
});

it('begun anew after its worker was lost counts its rows once, and what was measured is measured once', async () => {
  const evaluation = await start({ champion: 'none' });
  // A worker that was lost in the middle: its lease has run out.
  await changeJob(evaluation, { state: 'running', attempts: 1, leaseToken: 1, leaseUntil: new Date(0) });
  await test.settle();
  const done = await read(evaluation);
  expect(done).toMatchObject({ state: 'done', rows: 599, skipped: { noTarget: 1 } });
  // One that was lost after it had stored the result, but before it said so.
  await changeJob(evaluation, { state: 'running', leaseUntil: new Date(0) });
  await test.settle();
  expect(await read(evaluation)).toEqual(done);
  expect(await finishedEvents(evaluation)).toBe(1);
});
