import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RolloutPolicy, type TrainingRun, type TriggerCondition, type TriggerDecision } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMonitor, alarm } from './alarms.js';
import { logLabelled } from './labelled-predictions.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const schema = {
  task: 'classification',
  features: ['distance', 'hour'].map((name) => ({ name, type: 'numeric' })),
  outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
};

/** A trainer that says what it got and leaves a model. */
const good = `
const fs = require('node:fs'), { SLIPWAY_TRAINER_INPUT: from, SLIPWAY_TRAINER_OUTPUT: to } = process.env;
const rows = fs.readFileSync(from + '/dataset.jsonl', 'utf8').trim().split('\\n').map((line) => JSON.parse(line));
console.log(rows.length + ' rows with ' + Object.keys(rows[0]).sort() + '; parent ' + fs.existsSync(from + '/parent.onnx'));
console.log(Object.keys(process.env).filter((name) => name === 'DATABASE_URL').length + ' secrets');
fs.writeFileSync(to + '/metrics.jsonl', '{"name":"loss","value":0.6,"step":1}\\n{"name":"loss","value":0.5,"step":2}\\n');
fs.copyFileSync('successor.onnx', to + '/model.onnx');
fs.writeFileSync(to + '/metrics.json', '{"auc":0.71}');
fs.writeFileSync(to + '/params.json', '{"trees":50}');
fs.writeFileSync(to + '/schema.json', ${JSON.stringify(JSON.stringify(schema))});`;
/** One that starts another program, prints its number, and never ends. */
const endless = `
const { spawn } = require('node:child_process');
require('node:fs').writeFileSync(process.env.SLIPWAY_TRAINER_OUTPUT + '/metrics.jsonl', '{"name":"loss","value":0.7,"step":1}\\n');
console.log(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).pid);
setInterval(() => {}, 1000);`;
const bad = `console.log('reading'); console.error('the third column is empty'); process.exit(3)`;
const linked = `require('node:fs').symlinkSync('/etc/hostname', process.env.SLIPWAY_TRAINER_OUTPUT + '/model.onnx')`;

const trainer = (name: string, script: string, timeoutSeconds = 60) => ({
  name,
  command: ['{node}', '-e', script],
  timeoutSeconds,
});
const input = { model: 'delays', endpoint: 'delays', windowDays: 30, params: {} };
let test: TestCore;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-trainers-'));
  const trainers = [
    trainer('good', good),
    trainer('bad', bad),
    trainer('linked', linked),
    trainer('endless', endless),
    trainer('late', endless, 1),
  ];
  writeFileSync(join(folder, 'trainers.json'), JSON.stringify({ trainers }));
  writeFileSync(join(folder, 'successor.onnx'), linearModel({ weights: [2, -1], squash: 'Sigmoid' }));
  test = await openTestCore({ SLIPWAY_TRAINERS: join(folder, 'trainers.json') });
  await registerVersion(test, [1, -1]);
  await deploy(test);
  await logLabelled(test, 40);
});
afterAll(async () => {
  await test.stop();
  rmSync(folder, { recursive: true, force: true });
});

const begin = async (name: string): Promise<TrainingRun> => {
  const call = { params: { name }, body: { input, why: 'by hand' } };
  return (await test.core.retraining.runTrainer(test.actor, call)).trainingRun;
};
const read = ({ id }: TrainingRun): Promise<TrainingRun> =>
  test.core.retraining.getTrainingRun(test.actor, { params: { id } });
const tracked = async (run: TrainingRun) => test.core.runs.runs.require(test.actor, (await read(run)).runId!);
const newest = async (): Promise<TrainingRun> =>
  (await test.core.retraining.listTrainingRuns(test.actor, { query: { limit: 1 } })).items[0]!;
const versions = async () =>
  (await test.core.registry.search.listVersions(test.actor, { params: { name: 'delays' }, query: { limit: 50 } }))
    .items;
const eventKinds = async (prefix: string): Promise<string[]> => {
  const where = { kind: { startsWith: prefix } };
  return (await test.core.kit.db.prisma.event.findMany({ where, orderBy: { id: 'asc' } })).map(({ kind }) => kind);
};
/** A zombie that nobody has reaped has a number, but does nothing any more. */
const isAlive = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

describe('a training run', () => {
  it('learns from labelled predictions and registers what it made, with its lineage', async () => {
    const run = await begin('good');
    await test.settle();
    const done = await read(run);
    expect(done).toMatchObject({ state: 'done', exitCode: 0, version: 2, dataRows: 40, metrics: { auc: 0.71 } });
    expect(done.log).toBe('40 rows with actual,distance,hour; parent true\n0 secrets\n');
    const [made] = await versions();
    expect(made).toMatchObject({
      version: 2,
      params: { trees: '50' },
      lineage: { trainingRunId: run.id, datasetDigest: done.dataDigest, parentVersion: 1, runId: done.runId },
    });
    const { inputs, latest, experiment, ...logged } = await tracked(run);
    expect(logged).toMatchObject({ status: 'FINISHED', params: { trees: '50' } });
    expect(inputs).toMatchObject([{ name: 'delays training', digest: done.dataDigest }]);
    expect(Object.fromEntries(latest.map(({ key, value }) => [key, value]))).toEqual({ auc: 0.71, loss: 0.5 });
    expect(await test.core.runs.runs.series(test.actor, done.runId!, 'loss', 10)).toHaveLength(2);
    const { number } = await test.core.runs.experiments.requireByName(test.actor, 'delays training');
    expect(experiment).toBe(number);
    const query = { params: { name: 'delays', version: 2 } };
    const { items } = await test.core.monitoring.baselines.list(test.actor, query);
    expect(items).toMatchObject([{ dataset: 'delays training', datasetVersion: 1, rows: 40 }]);
    expect(await readdir(join(test.folder, 'training'))).toEqual([]);
  });

  it('that a lost worker had almost ended is ended, not repeated', async () => {
    const run = await newest();
    const again = `UPDATE "Job" SET "state" = 'waiting', "enqueuedAt" = NULL WHERE "id" = $1`;
    await test.core.kit.db.pool.query(again, [run.jobId]);
    await test.settle();
    expect(await read(run)).toMatchObject({ state: 'done', version: 2 });
    expect(await versions()).toHaveLength(2);
    expect(await eventKinds('retraining.run_finished')).toHaveLength(1);
  });

  it('that fails says how, and leaves nothing', async () => {
    const run = await begin('bad');
    await test.settle();
    const error = 'The trainer ended with exit code 3: the third column is empty';
    expect(await read(run)).toMatchObject({ state: 'failed', exitCode: 3, version: null, error });
    expect((await eventKinds('retraining.')).at(-1)).toBe('retraining.run_failed');
    expect(await tracked(run)).toMatchObject({ status: 'FAILED', endTime: expect.any(BigInt) });
    expect(await versions()).toHaveLength(2);
  });

  it('that leaves a link in the place of a model is refused', async () => {
    const run = await begin('linked');
    await test.settle();
    expect(await read(run)).toMatchObject({ state: 'failed', error: 'The trainer left no model.onnx.' });
  });

  it('that takes too long is ended with all that it started', async () => {
    const run = await begin('late');
    await test.settle();
    const ended = await read(run);
    expect(ended).toMatchObject({ state: 'failed', error: 'The trainer was stopped: it ran longer than 1 s.' });
    await expect.poll(() => isAlive(Number(ended.log.trim()))).toBe(false);
  });

  it('shows its log and its metrics while it runs, and can be cancelled', async () => {
    const run = await begin('endless');
    const settled = test.settle();
    await expect.poll(async () => (await read(run)).log).toMatch(/^\d+\n$/);
    const loss = { status: 'RUNNING', latest: [{ key: 'loss', value: 0.7 }] };
    await expect.poll(() => tracked(run)).toMatchObject(loss);
    await test.core.jobs.cancel(test.actor, run.jobId);
    await settled;
    expect(await tracked(run)).toMatchObject({ status: 'KILLED' });
    const ended = await read(run);
    expect(ended).toMatchObject({ state: 'cancelled' });
    await expect.poll(() => isAlive(Number(ended.log.trim()))).toBe(false);
    // Nobody is told of a failure that was wanted; who wanted it is in the log.
    expect((await eventKinds('retraining.')).at(-1)).toBe('retraining.run_started');
    expect(await eventKinds('jobs.cancelled')).toHaveLength(1);
  });
});

describe('a trigger', () => {
  let monitor: { id: string; name: string };
  const retrain = { params: { name: 'retrain' } };
  const lastDecision = async () => (await test.core.retraining.triggers.get(test.actor, retrain)).lastDecision;
  const decisions = async (): Promise<TriggerDecision[]> =>
    (await test.core.retraining.triggers.listDecisions(test.actor, { ...retrain, query: { limit: 50 } })).items;

  beforeAll(async () => {
    monitor = { id: await addMonitor(test, 'flights', 'delays'), name: 'flights' };
    const thenRollOut = {
      steps: [{ weightBp: 1000, holdSeconds: 60 }],
      policy: RolloutPolicy.parse({}),
      approval: false,
    };
    const conditions: TriggerCondition[] = [{ kind: 'performance', monitor: 'flights' }];
    const limits = { cooldownSeconds: 600, budgetPerWeek: null, quietHours: null };
    const body = { name: 'retrain', trainer: 'good', conditions, needed: 1, input, ...limits, thenRollOut };
    await test.core.retraining.triggers.create(test.actor, { body });
  });

  it('starts its trainer when the monitor alarms, and a canary of what it made', async () => {
    await alarm(test, monitor, 'log loss .53');
    const run = await newest();
    const why = 'performance (flights): log loss .53';
    expect(run).toMatchObject({ state: 'done', trigger: 'retrain', why, version: 3 });
    expect(await decisions()).toMatchObject([{ outcome: 'fired', why, trainingRunId: run.id }]);
    const { items } = await test.core.rollouts.listRollouts(test.actor, { query: { limit: 5 } });
    expect(items).toMatchObject([{ trainingRunId: run.id, toVersion: 3, state: 'running' }]);
  });

  it('holds back while it cools down, and says so once', async () => {
    await alarm(test, monitor, 'log loss .54', true);
    await alarm(test, monitor, 'log loss .55', true);
    expect(await lastDecision()).toMatch(/^Held back: it fired at .+ UTC and cools down until .+ UTC$/);
    expect(await decisions()).toMatchObject([{ outcome: 'held', reason: 'cool_down' }, { outcome: 'fired' }]);
  });

  it('fires again later; a canary that cannot start is no failure of the training', async () => {
    test.advance(601);
    await alarm(test, monitor, 'log loss .56', true);
    const run = await newest();
    expect(run).toMatchObject({ state: 'done', version: 4 });
    const { result } = await test.core.jobs.get(test.actor, run.jobId);
    expect(result).toMatchObject({ version: 4, notRolledOut: expect.stringContaining('end it first') });
  });

  it('that is off holds back', async () => {
    await test.core.retraining.triggers.update(test.actor, { ...retrain, body: { enabled: false } });
    test.advance(601);
    await alarm(test, monitor, 'log loss .57', true);
    expect(await lastDecision()).toBe('Held back: the trigger is off');
    expect((await eventKinds('retraining.trigger_')).map((kind) => kind.slice('retraining.trigger_'.length))).toEqual([
      'created',
      'fired',
      'held',
      'fired',
      'updated',
      'held',
    ]);
  });
});
