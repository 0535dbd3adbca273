import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NewGatePolicy, NewTrainingRun, type TrainingRun, type TrainingStep } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { logLabelled } from './labelled-predictions.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const schema = {
  task: 'classification',
  features: ['distance', 'hour'].map((name) => ({ name, type: 'numeric' })),
  outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
};
/** A trainer that leaves a model, unless the file `broken` lies beside it. */
const script = `
const fs = require('node:fs'), to = process.env.SLIPWAY_TRAINER_OUTPUT;
if (fs.existsSync('broken')) throw new Error('the third column is empty');
fs.copyFileSync('model.onnx', to + '/model.onnx');
process.stdout.write('copied');
fs.writeFileSync(to + '/schema.json', ${JSON.stringify(JSON.stringify(schema))});`;
const steps = [{ weightBp: 1000, holdSeconds: 60 }];
let test: TestCore;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-steps-'));
  writeFileSync(
    join(folder, 'trainers.json'),
    JSON.stringify({ trainers: [{ name: 'copy', command: ['{node}', '-e', script] }] }),
  );
  writeFileSync(join(folder, 'model.onnx'), linearModel({ weights: [0.01, -0.1], squash: 'Sigmoid' }));
  test = await openTestCore({ SLIPWAY_TRAINERS: join(folder, 'trainers.json') });
  await registerVersion(test, [0.01, -0.1]);
  await deploy(test);
  await logLabelled(test, 240);
});
afterEach(async () => {
  const { items } = await test.core.rollouts.listRollouts(test.actor, { query: { limit: 5 } });
  for (const { id, endedAt } of items)
    if (endedAt === null)
      await test.core.rollouts.abortRollout(test.actor, { params: { id }, body: { why: 'the test is over' } });
  await test.settle();
});
afterAll(async () => {
  await test.stop();
  rmSync(folder, { recursive: true, force: true });
});

const begin = async (thenRollOut: object | undefined, input: object = { holdOutShare: 0.25 }): Promise<TrainingRun> => {
  const body = NewTrainingRun.parse({ input: { model: 'delays', endpoint: 'delays', ...input }, thenRollOut });
  return (await test.core.retraining.runTrainer(test.actor, { params: { name: 'copy' }, body })).trainingRun;
};
const read = ({ id }: TrainingRun): Promise<TrainingRun> =>
  test.core.retraining.getTrainingRun(test.actor, { params: { id } });
const statesOf = ({ steps: of }: TrainingRun): string => of.map(({ name, state }) => `${name} ${state}`).join(', ');
const step = ({ steps: of }: TrainingRun, name: TrainingStep['name']): TrainingStep =>
  of.find((one) => one.name === name)!;

describe('the snapshot of a training run', () => {
  it('holds out the latest rows, and the version is measured on them beside the champion', async () => {
    const run = await begin(undefined);
    await test.settle();
    const done = await read(run);
    expect(step(done, 'fetch').why).toBe(
      '179 labelled rows as delays training v1, 61 latest ones held out as v1 of delays hold-out.',
    );
    const rowsOf = async (name: string): Promise<number[]> => {
      const found: number[] = [];
      for await (const batch of test.core.datasets.readRows(
        await test.core.datasets.requireVersion(test.actor, name, 1),
      ))
        found.push(...batch.map((row) => Number(row['distance'])));
      return found;
    };
    expect(Math.max(...(await rowsOf('delays training')))).toBeLessThan(Math.min(...(await rowsOf('delays hold-out'))));
    const evaluation = await test.core.evaluation.getEvaluation(test.actor, { params: { id: done.evaluationId! } });
    expect(evaluation).toMatchObject({ dataset: 'delays hold-out', rows: 61, champion: { version: 1 } });
    expect(statesOf(done)).toContain('approve skipped, canary skipped, promote skipped');
  });

  it('of a fixed span is the same for every run, and nothing of it is learned from', async () => {
    const now = Date.now();
    const at = (minutesAgo: number): string => new Date(now - minutesAgo * 60_000).toISOString();
    const holdOut = { from: at(120), to: at(90) };
    const runs: TrainingRun[] = [];
    for (const windowDays of [30, 60]) {
      const run = await begin(undefined, { holdOut, windowDays });
      await test.settle();
      runs.push(await read(run));
    }
    const evaluations = await Promise.all(
      runs.map(({ evaluationId }) => test.core.evaluation.getEvaluation(test.actor, { params: { id: evaluationId! } })),
    );
    expect(evaluations.map(({ dataset, rows }) => [dataset, rows])).toEqual(Array(2).fill(['delays hold-out', 30]));
    expect(new Set(evaluations.map(({ datasetVersion }) => datasetVersion)).size).toBe(1);
    expect(runs.map(({ dataRows }) => dataRows)).toEqual([210, 210]);
  });

  it('with values that the reference of the serving version does not have is refused', async () => {
    const baseline = { dataset: 'delays training', datasetVersion: 1 };
    await test.core.monitoring.baselines.build(test.actor, { params: { name: 'delays', version: 1 }, body: baseline });
    await test.settle();
    await logLabelled(test, 2_000, () => ({ hour: null }));
    const run = await begin(undefined, { windowDays: 10 });
    await test.settle();
    const failed = await read(run);
    expect(failed).toMatchObject({ state: 'failed', version: null });
    expect(step(failed, 'validate')).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('hour'),
      advice: expect.stringContaining('baseline'),
    });
    await test.core.kit.db.pool.query(`DELETE FROM "PredictionRow" WHERE "inputs"->>'hour' IS NULL`);
  });

  it('of an endpoint whose log does not keep a feature is refused at once, and where the rule came later by its first step', async () => {
    const change = (redactions: { feature: string; by: 'digest' }[]) =>
      test.core.serving.updateEndpoint(test.actor, { params: { name: 'delays' }, body: { redactions } });
    const run = await begin(undefined);
    await change([{ feature: 'hour', by: 'digest' }]);
    await expect(begin(undefined)).rejects.toMatchObject({ code: 'conflict' });
    await test.settle();
    const failed = await read(run);
    expect(step(failed, 'fetch')).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('does not keep hour as callers sent it'),
    });
    await change([]);
  });
});

describe('a step that fails', () => {
  it('says what to do, and the run goes on from there on the same data', async () => {
    writeFileSync(join(folder, 'broken'), '');
    const run = await begin(undefined);
    await test.settle();
    const failed = await read(run);
    expect(statesOf(failed)).toMatch(/^fetch done, validate done, train failed, register waiting/);
    expect(step(failed, 'train')).toMatchObject({
      why: expect.stringContaining('exit code 1'),
      advice: expect.stringContaining('Read the log'),
    });
    await expect(test.core.retraining.cancelTrainingRun(test.actor, { params: run })).rejects.toMatchObject({
      code: 'conflict',
    });
    rmSync(join(folder, 'broken'));
    const both = await Promise.allSettled(
      [1, 2].map(() => test.core.retraining.retryTrainingRun(test.actor, { params: run })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await test.settle();
    const done = await read(run);
    expect(done).toMatchObject({ state: 'done', error: null, gates: 'not_gated', outcome: 'registered' });
    expect(step(done, 'train').log).toContain('copied');
    const listed = async (q: string) =>
      (await test.core.retraining.listTrainingRuns(test.actor, { query: { limit: 1, q } })).items;
    expect(await listed('COP')).toMatchObject([{ id: run.id, outcome: 'registered', log: '' }]);
    expect(await listed('nothing of the kind')).toEqual([]);
    expect(done.steps.slice(0, 3).map(({ attempts }) => attempts)).toEqual([1, 1, 2]);
    await expect(test.core.retraining.retryTrainingRun(test.actor, { params: run })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('a canary that needs an approval', () => {
  it('waits for a person, and follows when that person agrees; the rollout’s end ends the run', async () => {
    const run = await begin({ steps, approval: true });
    await test.settle();
    expect(await read(run)).toMatchObject({ state: 'waiting', outcome: 'approval' });
    const call = { params: run, body: { approve: true, why: 'looks right' } };
    expect(step(await test.core.retraining.approveTrainingRun(test.actor, call), 'approve').why).toBe(
      'Ada agreed: looks right',
    );
    await expect(test.core.retraining.approveTrainingRun(test.actor, call)).rejects.toMatchObject({ code: 'conflict' });
    await test.settle();
    const { rolloutId, outcome } = await read(run);
    expect(outcome).toBe('canary');
    await test.core.rollouts.abortRollout(test.actor, { params: { id: rolloutId! }, body: { why: 'enough seen' } });
    await test.settle();
    const ended = await read(run);
    expect(step(ended, 'promote')).toMatchObject({ state: 'done', why: expect.stringContaining('Aborted') });
    expect(ended.outcome).toBe('aborted');
  });

  it('does not start when that person disagrees, or the run is cancelled', async () => {
    const [refused, cancelled] = [await begin({ steps, approval: true }), await begin({ steps, approval: true })];
    await test.settle();
    const { items } = await test.core.approvals.listApprovals(test.actor);
    expect(items.map(({ id }) => id).toSorted()).toEqual([refused.id, cancelled.id].toSorted());
    expect(items[0]).toMatchObject({
      kind: 'training_run',
      refusal: null,
      sentence: expect.stringMatching(/^delays v\d+ starts a canary/),
    });
    await test.core.approvals.reject(test.actor, { params: refused, body: { why: 'too soon' } });
    await test.core.retraining.cancelTrainingRun(test.actor, { params: cancelled });
    await test.settle();
    const told = await test.core.kit.db.prisma.event.findMany({ where: { kind: 'retraining.run_cancelled' } });
    expect(told).toMatchObject([{ actorName: 'Ada', subjectName: 'delays', after: { trainingRunId: cancelled.id } }]);
    expect(statesOf(await read(refused))).toContain('approve done, canary skipped, promote skipped');
    expect(statesOf(await read(cancelled))).toContain('approve cancelled, canary waiting');
    expect(await read(refused)).toMatchObject({ outcome: 'rejected' });
    expect(await read(cancelled)).toMatchObject({ state: 'cancelled', outcome: 'cancelled' });
    await test.core.retraining.retryTrainingRun(test.actor, { params: cancelled });
    await test.settle();
    expect(await read(cancelled)).toMatchObject({ state: 'waiting' });
  });
});

describe('a version that fails its gates', () => {
  it('is not rolled out, and the run says which rule refused it', async () => {
    const body = NewGatePolicy.parse({
      dataset: 'delays hold-out',
      target: 'actual',
      gates: [{ metric: 'auc', op: '>=', threshold: 0.99 }],
    });
    await test.core.gates.setGatePolicy(test.actor, { params: { name: 'delays' }, body });
    const run = await begin({ steps });
    await test.settle();
    const done = await read(run);
    expect(done).toMatchObject({ state: 'done', rolloutId: null, gates: 'failed', outcome: 'gates_failed' });
    expect(step(done, 'compare').why).toContain('auc');
    expect(step(done, 'canary')).toMatchObject({ state: 'skipped', why: expect.stringContaining('Not taken') });
    const { result } = await test.core.jobs.get(test.actor, done.jobId);
    expect(result).toMatchObject({ version: done.version, notRolledOut: expect.stringContaining('auc') });
  });
});
