import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NewTrainingRun, TrainingStepName, type TrainingRun } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeDueJobs } from '../src/index.js';
import { logLabelled } from './labelled-predictions.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const schema = {
  task: 'classification',
  features: ['distance', 'hour'].map((name) => ({ name, type: 'numeric' })),
  outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
};
/** A trainer that leaves a model; while the file `slow` lies beside it, it only says its process and waits. */
const script = `
const fs = require('node:fs'), to = process.env.SLIPWAY_TRAINER_OUTPUT;
if (fs.existsSync('slow')) {
  fs.writeFileSync('pid', String(process.pid));
  setInterval(() => {}, 1000);
} else {
  fs.copyFileSync('model.onnx', to + '/model.onnx');
  fs.writeFileSync(to + '/schema.json', ${JSON.stringify(JSON.stringify(schema))});
}`;
/** The end of a step waits for a lock of its name: whoever holds it finds a worker that has done all of the step but say so. */
const waitAtEnds = `
CREATE FUNCTION wait_at_end() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext(NEW.name)); RETURN NEW; END $$;
CREATE TRIGGER wait_at_end BEFORE UPDATE ON "TrainingStep" FOR EACH ROW
  WHEN (NEW."log" IS DISTINCT FROM OLD."log") EXECUTE FUNCTION wait_at_end()`;
const entry = fileURLToPath(new URL('run-job-process.ts', import.meta.url));

type Worker = ChildProcessByStdio<Writable, Readable, null>;

let test: TestCore;
let folder: string;
let standby: Worker;

function startWorker(): Worker {
  const settings = { DATABASE_URL: test.url, SLIPWAY_DATA: test.folder, SLIPWAY_TRAINERS: trainersFile() };
  const args = [entry, JSON.stringify(settings), join(folder, 'compiled')];
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

const trainersFile = (): string => join(folder, 'trainers.json');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-lost-'));
  writeFileSync(trainersFile(), JSON.stringify({ trainers: [{ name: 'copy', command: ['{node}', '-e', script] }] }));
  writeFileSync(join(folder, 'model.onnx'), linearModel({ weights: [0.01, -0.1], squash: 'Sigmoid' }));
  test = await openTestCore({ SLIPWAY_TRAINERS: trainersFile() });
  standby = startWorker();
  await registerVersion(test, [0.01, -0.1]);
  await deploy(test);
  await logLabelled(test, 240);
});
afterAll(async () => {
  standby.kill('SIGKILL');
  await test.stop();
  rmSync(folder, { recursive: true, force: true });
});

const read = ({ id }: TrainingRun): Promise<TrainingRun> =>
  test.core.retraining.getTrainingRun(test.actor, { params: { id } });

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

/** The worker that stands by gets every job that is due, and another one takes its place. */
async function giveToNext(): Promise<Worker> {
  const worker = standby;
  standby = startWorker();
  for (const { id } of await takeDueJobs(test.core.kit.db)) worker.stdin.write(`${id}\n`);
  return worker;
}

/** Kills a worker as the kernel does when memory is short, and lets its lease run out; the job may be lost more often than it usually may. */
async function kill(worker: Worker, run: TrainingRun, release = async (): Promise<unknown> => null): Promise<void> {
  worker.kill('SIGKILL');
  await once(worker, 'close');
  await release();
  const { jobId } = await read(run);
  await test.core.kit.db.pool.query(`UPDATE "Job" SET "maxAttempts" = 99, "leaseUntil" = now() WHERE "id" = $1`, [
    jobId,
  ]);
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('a run whose worker is killed in every step, and within the training, ends with one dataset version, one version, one evaluation and one rollout', async () => {
  const { pool, prisma } = test.core.kit.db;
  await pool.query(waitAtEnds);
  const holder = await pool.connect();
  const lock = (act: 'lock' | 'unlock', name: string) =>
    holder.query(`SELECT pg_advisory_${act}(hashtext($1))`, [name]);
  for (const name of TrainingStepName.options) await lock('lock', name);
  const waitsAt = async (run: TrainingRun, name: string): Promise<boolean> => {
    const { rows } = await holder.query(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = hashtext($1)::oid`,
      [name],
    );
    return rows.length > 0 && (await read(run)).steps.some((one) => one.name === name && one.state === 'running');
  };

  const body = NewTrainingRun.parse({
    input: { model: 'delays', endpoint: 'delays', holdOutShare: 0.25 },
    thenRollOut: { steps: [{ weightBp: 1000, holdSeconds: 60 }], approval: true },
  });
  const { trainingRun: run } = await test.core.retraining.runTrainer(test.actor, { params: { name: 'copy' }, body });
  writeFileSync(join(folder, 'slow'), '');
  let worker = await giveToNext();
  const ended: string[] = [];
  for (const name of TrainingStepName.options) {
    if (name === 'train') {
      await until(() => existsSync(join(folder, 'pid')));
      await kill(worker, run);
      rmSync(join(folder, 'slow'));
      worker = await giveToNext();
    }
    await until(() => waitsAt(run, name));
    await kill(worker, run, () => lock('unlock', name));
    ended.push(name);
    worker = await giveToNext();
    if (name !== 'approve') continue;
    await until(async () => (await read(run)).steps.some(({ state }) => state === 'held'));
    const approval = { approve: true, why: 'the numbers convince' };
    await test.core.retraining.approveTrainingRun(test.actor, { params: { id: run.id }, body: approval });
    for (const { id } of await takeDueJobs(test.core.kit.db)) worker.stdin.write(`${id}\n`);
  }
  holder.release();
  await until(async () => (await read(run)).state === 'done');
  worker.kill('SIGKILL');

  const done = await read(run);
  expect(ended).toEqual(TrainingStepName.options);
  expect(done.steps.map(({ name, state, attempts }) => `${name} ${state} ${attempts}`)).toEqual([
    'fetch done 2',
    'validate done 2',
    'train done 3',
    'register done 2',
    'evaluate done 2',
    'compare done 2',
    'approve done 2',
    'canary done 2',
    'promote running 2',
  ]);
  expect(done).toMatchObject({ dataset: 'delays training', datasetVersion: 1, dataRows: 179, version: 2 });
  const versionId = (await test.core.registry.requireVersion(test.actor, 'delays', 2)).id;
  expect(await prisma.modelVersion.count({ where: { model: { name: 'delays' } } })).toBe(2);
  expect(await prisma.datasetVersion.count()).toBe(2);
  expect(await prisma.evaluation.count({ where: { versionId } })).toBe(1);
  expect(await prisma.rollout.count()).toBe(1);
  expect(await prisma.rollout.count({ where: { trainingRunId: run.id, endedAt: null } })).toBe(1);
  expect(await prisma.event.count({ where: { kind: 'retraining.run_finished' } })).toBe(1);
  expect(readdirSync(join(test.folder, 'training'))).toEqual([]);
  await until(() => !isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8'))));
}, 180_000);
