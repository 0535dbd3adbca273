import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { NewTrainingRun, type TrainingCallback, type TrainingRun } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RetrainingRepository } from '../src/retraining/retraining.repository.js';
import { logLabelled } from './labelled-predictions.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const KEY = 'a signing key of the operator';
const schema = {
  task: 'classification',
  features: ['distance', 'hour'].map((name) => ({ name, type: 'numeric' })),
  outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
};
interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
}
let test: TestCore;
let folder: string;
let server: Server;
let modelDigest: string;
let asked: Asked[];
/** What the stand-in answers, and does about a request once it is answered. */
let answer: (request: Asked) => number;
let then: (request: Asked) => Promise<unknown>;
let reacted: Promise<unknown>;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url!, headers: request.headers, text: Buffer.concat(chunks).toString() };
      asked.push(one);
      response.writeHead(answer(one)).end('{}');
      reacted = then(one);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  folder = mkdtempSync(join(tmpdir(), 'slipway-pipelines-'));
  writeFileSync(join(folder, 'key'), `${KEY}\n`);
  writeFileSync(join(folder, 'token'), 'Bearer secret-of-airflow\n');
  const common = { signingKeyFile: 'key', headerFiles: { Authorization: 'token' }, cancelUrl: `${base}/cancel` };
  const trainers = [
    { ...common, name: 'airflow', url: `${base}/api/v1/dags/train/dagRuns`, format: 'airflow', timeoutSeconds: 60 },
    { ...common, name: 'hasty', url: `${base}/run`, timeoutSeconds: 30 },
  ];
  writeFileSync(join(folder, 'trainers.json'), JSON.stringify({ trainers }));
  test = await openTestCore({
    SLIPWAY_TRAINERS: join(folder, 'trainers.json'),
    SLIPWAY_ALLOW_OUTBOUND: `127.0.0.1:${port}`,
  });
  await registerVersion(test, [0.01, -0.1]);
  await deploy(test);
  await logLabelled(test, 40);
  const model = linearModel({ weights: [2, -1], squash: 'Sigmoid' });
  modelDigest = (await test.core.artifacts.store(Readable.from([model]))).digest;
});
beforeEach(() => {
  asked = [];
  answer = () => 200;
  then = async () => undefined;
  reacted = Promise.resolve();
});
afterAll(async () => {
  await test.stop();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** settle does what is due, what the stand-in does then, and what is due because of that. */
const settle = async (): Promise<void> => {
  await test.settle();
  await reacted;
  await test.settle();
};
const begin = async (name: string): Promise<TrainingRun> => {
  const body = NewTrainingRun.parse({ input: { model: 'delays', endpoint: 'delays', params: { trees: '50' } } });
  return (await test.core.retraining.runTrainer(test.actor, { params: { name }, body })).trainingRun;
};
const read = ({ id }: TrainingRun): Promise<TrainingRun> =>
  test.core.retraining.getTrainingRun(test.actor, { params: { id } });
const orderOf = ({ text }: Asked) => {
  const body = JSON.parse(text) as { conf?: { slipway: Record<string, unknown> } };
  return (body.conf?.slipway ?? body) as {
    trainingRunId: string;
    delivery: string;
    runId: string;
    dataset: { rows: number };
  };
};

/** A pipeline may log to this run of an experiment while it trains. */
const trackedAs = async (runId: string): Promise<string> =>
  (await test.core.runs.runs.require(test.actor, runId)).status;

function callbackFor(request: Asked, change: Partial<TrainingCallback> = {}): [string, TrainingCallback] {
  const { trainingRunId, delivery } = orderOf(request);
  const said = { delivery, status: 'succeeded' as const, modelDigest, at: new Date().toISOString(), ...change };
  const text = [trainingRunId, said.delivery, said.status, said.modelDigest ?? '', said.at].join('\n');
  const signature = `sha256=${createHmac('sha256', KEY).update(text).digest('hex')}`;
  const rest = { metrics: { auc: 0.7 }, params: {}, schema, folds: [{ auc: 0.69 }, { auc: 0.71 }], message: '' };
  return [trainingRunId, { ...rest, ...said, signature, ...change }];
}
const callBack = ([id, body]: [string, TrainingCallback]): Promise<TrainingRun> =>
  test.core.retraining.reportTrainingRun(test.actor, { params: { id }, body });

describe('a pipeline', () => {
  it('is asked once by a signed request, and its callback registers the model with its folds', async () => {
    then = async (request) => {
      const good = callbackFor(request);
      await callBack(good);
      await callBack(good);
    };
    const run = await begin('airflow');
    await settle();
    expect(await read(run)).toMatchObject({
      state: 'done',
      version: 2,
      metrics: { auc: 0.7 },
      folds: [{ auc: 0.69 }, { auc: 0.71 }],
      log: expect.stringContaining('succeeded'),
    });
    expect(asked).toHaveLength(1);
    const [{ path, headers, text }] = asked as [Asked];
    expect(path).toBe('/api/v1/dags/train/dagRuns');
    expect(headers.authorization).toBe('Bearer secret-of-airflow');
    expect(headers['x-slipway-signature']).toBe(`sha256=${createHmac('sha256', KEY).update(text).digest('hex')}`);
    expect(JSON.parse(text)).toMatchObject({ dag_run_id: expect.stringMatching(/^slipway-/) });
    const { dataset, runId } = orderOf(asked[0]!);
    expect(dataset.rows).toBe(40);
    expect(await trackedAs(runId)).toBe('FINISHED');
  });

  it('that calls back wrongly is refused, and waited for', async () => {
    const wrong: [string, Partial<TrainingCallback>, string][] = [
      ['a wrong signature', { signature: `sha256=${'0'.repeat(64)}` }, 'forbidden'],
      ['an old signature', { at: '2026-01-01T00:00:00.000Z' }, 'forbidden'],
      ['another delivery', { delivery: '01990000-0000-7000-8000-000000000001' }, 'conflict'],
      ['no model', { modelDigest: undefined }, 'invalid_request'],
      ['a model that nobody uploaded', { modelDigest: `sha256:${'0'.repeat(64)}` }, 'blob_missing'],
    ];
    const codes: unknown[] = [];
    then = async (request) => {
      for (const [, change] of wrong)
        codes.push(await callBack(callbackFor(request, change)).catch(({ code }: { code: string }) => code));
      await callBack(callbackFor(request));
    };
    const run = await begin('airflow');
    await settle();
    expect(codes).toEqual(wrong.map(([, , code]) => code));
    expect(await read(run)).toMatchObject({ state: 'done' });
  });

  it('that fails says why; whoever goes on asks anew, and the former delivery counts no more', async () => {
    then = async (request) => callBack(callbackFor(request, { status: 'failed', message: 'out of quota' }));
    const run = await begin('airflow');
    await settle();
    expect(await read(run)).toMatchObject({ state: 'failed', error: expect.stringContaining('out of quota') });
    const [former] = asked as [Asked];
    then = async (request) => {
      await expect(callBack(callbackFor(former))).rejects.toMatchObject({ code: 'conflict' });
      await callBack(callbackFor(request));
    };
    await test.core.retraining.retryTrainingRun(test.actor, { params: run });
    await settle();
    expect(await read(run)).toMatchObject({ state: 'done' });
    expect(asked.map(orderOf).map(({ delivery }) => delivery)[0]).not.toBe(orderOf(asked[1]!).delivery);
  });

  it('that refuses ends the run, that is late too', async () => {
    answer = () => 403;
    const refused = await begin('airflow');
    await settle();
    expect(await read(refused)).toMatchObject({ state: 'failed', error: 'The pipeline refused with 403: {}' });
    answer = () => 200;
    const late = await begin('hasty');
    await settle();
    expect(await read(late)).toMatchObject({ state: 'waiting' });
    test.advance(30);
    await test.core.kit.db.prisma.job.update({ where: { id: late.jobId }, data: { runAt: new Date() } });
    await settle();
    expect(await read(late)).toMatchObject({ state: 'failed', error: 'The pipeline did not call back within 30 s.' });
    test.advance(-30);
  });

  it('whose worker was lost while it waited is not asked twice', async () => {
    const { prisma } = test.core.kit.db;
    const run = await begin('airflow');
    const delivery = '01990000-0000-7000-8000-0000000000aa';
    await prisma.trainingCall.create({ data: { trainingRunId: run.id, delivery, sentAt: new Date() } });
    const text = JSON.stringify({ trainingRunId: run.id, delivery });
    await callBack(callbackFor({ path: '', headers: {}, text }));
    await settle();
    expect(await read(run)).toMatchObject({ state: 'done' });
    expect(asked).toHaveLength(0);
  });

  it('that is waited for keeps no place of a worker; its callback goes on with the run', async () => {
    const run = await begin('airflow');
    await settle();
    const held = {
      name: 'train',
      state: 'held',
      attempts: 1,
      why: expect.stringContaining('its callback is awaited until'),
    };
    expect(await read(run)).toMatchObject({
      state: 'waiting',
      steps: expect.arrayContaining([expect.objectContaining(held)]),
    });
    expect(await test.core.jobs.get(test.actor, run.jobId)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(await trackedAs(orderOf(asked[0]!).runId)).toBe('RUNNING');
    await callBack(callbackFor(asked[0]!));
    await settle();
    const done = await read(run);
    expect(done).toMatchObject({ state: 'done', log: expect.stringContaining('succeeded') });
    expect(done.steps.find(({ name }) => name === 'train')).toMatchObject({ state: 'done', attempts: 1 });
    expect(asked).toHaveLength(1);
  });

  it('is told when its run is cancelled while it waits; whoever goes on asks anew', async () => {
    const run = await begin('airflow');
    await settle();
    expect(await test.core.retraining.cancelTrainingRun(test.actor, { params: run })).toMatchObject({
      state: 'cancelled',
    });
    await settle();
    expect(asked.at(-1)).toMatchObject({ path: '/cancel', text: JSON.stringify({ trainingRunId: run.id }) });
    await expect(callBack(callbackFor(asked[0]!))).rejects.toMatchObject({ code: 'conflict' });
    expect(await trackedAs(orderOf(asked[0]!).runId)).toBe('KILLED');
    then = async (request) => callBack(callbackFor(request));
    await test.core.retraining.retryTrainingRun(test.actor, { params: run });
    await settle();
    expect(await read(run)).toMatchObject({ state: 'done' });
    expect(asked).toHaveLength(3);
  });

  it('is told when its run is cancelled while it is asked', async () => {
    then = async ({ path }) => {
      if (path === '/cancel') return;
      const { items } = await test.core.retraining.listTrainingRuns(test.actor, { query: { limit: 1 } });
      await test.core.retraining.cancelTrainingRun(test.actor, { params: items[0]! });
    };
    const run = await begin('airflow');
    await settle();
    expect(await read(run)).toMatchObject({ state: 'cancelled' });
    expect(asked.at(-1)).toMatchObject({ path: '/cancel', text: JSON.stringify({ trainingRunId: run.id }) });
  });

  it('tells once that its run was cancelled, however often that is asked for while it works', async () => {
    const run = await begin('airflow');
    const { prisma } = test.core.kit.db;
    // A worker that does not look meanwhile.
    await prisma.job.update({ where: { id: run.jobId }, data: { state: 'running' } });
    for (const _ of [1, 2])
      expect(await test.core.retraining.cancelTrainingRun(test.actor, { params: run })).toMatchObject({
        state: 'running',
      });
    const told = await prisma.event.findMany({
      where: { kind: 'retraining.run_cancelled', after: { path: ['trainingRunId'], equals: run.id } },
    });
    expect(told).toHaveLength(1);
    await prisma.job.update({ where: { id: run.jobId }, data: { state: 'cancelled', finishedAt: new Date() } });
    await settle();
  });

  it('whose parked job somebody cancelled among the jobs blocks no trigger of its model', async () => {
    const run = await begin('airflow');
    await settle();
    await test.core.jobs.cancel(test.actor, run.jobId);
    const { state, steps } = await read(run);
    expect([state, steps.find(({ name }) => name === 'train')?.state]).toEqual(['cancelled', 'cancelled']);
    const runs = new RetrainingRepository(test.core.kit.db);
    expect(await test.core.kit.db.transaction((tx) => runs.unfinishedRuns(tx, 'delays', 'default'))).toBe(0);
  });
});

it('a run that names nothing to learn from is refused at the request', () => {
  const found = NewTrainingRun.safeParse({ input: { model: 'delays' } });
  expect(found.error?.issues[0]).toMatchObject({ path: ['input', 'endpoint'] });
});
