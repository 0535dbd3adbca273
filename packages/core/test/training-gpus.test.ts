import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NewTrainingRun, type TrainingRun } from '@slipway/contracts';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { DockerEngine, type EngineFacts } from '../src/kernel/docker/docker-engine.js';
import { SlipwayError } from '../src/kernel/errors.js';
import { logLabelled } from './labelled-predictions.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const SOMEBODY = '01990000-0000-7000-8000-0000000000aa';
const asker = { image: 'any', labels: {} };
const h200 = { uuid: 'GPU-a', name: 'H200', memoryMb: 140_000 };
const whole = { gpus: 1, memoryMb: null };
let test: TestCore;

beforeAll(async () => {
  // No engine answers here: a trainer that gets its GPUs ends at its container, which is enough to see what it held.
  test = await openTestCore({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
  const path = join(test.folder, 'trainers.json');
  const trainers = [
    { name: 'one', image: 'trainer:1', gpus: 1 },
    { name: 'named', image: 'trainer:1', gpus: ['MIG-z'] },
    { name: 'two', image: 'trainer:1', gpus: 2, gpuMemoryMb: 1 },
  ];
  writeFileSync(path, JSON.stringify({ trainers }));
  test.core.kit.settings.trainersFile = path;
  await registerVersion(test, [0.01, -0.1]);
  await deploy(test);
  await logLabelled(test, 20);
  vi.spyOn(test.core.containers.gpus, 'devices').mockResolvedValue([h200]);
});
afterEach(() => test.core.containers.gpus.release(SOMEBODY));
afterAll(async () => {
  vi.restoreAllMocks();
  await test.stop();
});

const holds = () => test.core.kit.db.prisma.gpuHold.findMany({ select: { holder: true, uuid: true, memoryMb: true } });
const train = async (name: string): Promise<TrainingRun> => {
  const body = NewTrainingRun.parse({ input: { model: 'delays', endpoint: 'delays' } });
  const { trainingRun } = await test.core.retraining.runTrainer(test.actor, { params: { name }, body });
  await test.settle();
  return read(trainingRun);
};
const read = ({ id }: TrainingRun): Promise<TrainingRun> =>
  test.core.retraining.getTrainingRun(test.actor, { params: { id } });
const stepOf = ({ steps }: TrainingRun) => steps.find(({ name }) => name === 'train');
const holdAsReplica = (id: string, gpuMemoryMb: number | null): Promise<unknown> =>
  test.core.kit.db.prisma.replicaContainer.create({
    data: {
      id,
      endpointId: id,
      versionId: id,
      specDigest: '',
      image: '',
      gpus: ['GPU-a'],
      spec: { endpoint: 'late', container: { gpuMemoryMb } },
    },
  });

it('of two who want the last GPU at once one gets it', async () => {
  const { gpus } = test.core.containers;
  const other = '01990000-0000-7000-8000-0000000000bb';
  const places = await Promise.all([SOMEBODY, other].map((id) => gpus.hold({ id, name: `run ${id}` }, whole, asker)));
  expect(places.filter((place) => 'uuids' in place)).toEqual([{ uuids: ['GPU-a'] }]);
  expect(await holds()).toHaveLength(1);
  await gpus.release(other);
});

it('replicas and training runs see each other in the ledger, by share', async () => {
  const { gpus } = test.core.containers;
  await holdAsReplica(SOMEBODY, 100_000);
  try {
    const holder = { id: SOMEBODY, name: 'a training run of delays' };
    expect(await gpus.hold(holder, { gpus: 1, memoryMb: 40_001 }, asker)).toEqual({
      refusal: '1 GPU with 40001 MiB cannot be had (H200: 40000 of 140000 MiB free, taken by endpoint late)',
      mayComeFree: true,
    });
    expect(await gpus.hold(holder, { gpus: 1, memoryMb: 40_000 }, asker)).toEqual({ uuids: ['GPU-a'] });
    const replica = await gpus.place({ gpus: 1, memoryMb: 1 }, asker, () => Promise.reject(new Error('placed twice')));
    expect(replica).toMatchObject({ refusal: expect.stringContaining('endpoint late and a training run of delays') });
  } finally {
    await test.core.kit.db.prisma.replicaContainer.deleteMany();
  }
});

it('a run waits for a GPU that somebody holds without keeping a worker, goes on when it is free, and gives it back at its end', async () => {
  const { gpus } = test.core.containers;
  await gpus.hold({ id: SOMEBODY, name: 'endpoint late' }, whole, asker);
  const run = await train('one');
  const why = 'Waits for GPUs: 1 GPU of its own cannot be had (H200: 0 of 140000 MiB free, taken by endpoint late).';
  expect(run.state).toBe('waiting');
  expect(stepOf(run)).toMatchObject({ state: 'held', why, attempts: 1 });
  await gpus.release(SOMEBODY);
  const taken = vi.spyOn(gpus, 'hold');
  await test.core.kit.db.prisma.job.update({ where: { id: run.jobId }, data: { runAt: new Date(0) } });
  await test.settle();
  expect(await taken.mock.results[0]?.value).toEqual({ uuids: ['GPU-a'] });
  taken.mockRestore();
  expect(await read(run)).toMatchObject({ error: expect.stringContaining('No Docker Engine answers') });
  expect(stepOf(await read(run))).toMatchObject({ state: 'running', attempts: 1 });
  expect(await holds()).toEqual([]);
});

it.each([
  ['named', /1 GPU \(MIG-z\) of its own cannot be had \(the engine has none of them\): ask for fewer/],
  ['two', /2 GPUs with 1 MiB cannot be had \(H200: 140000 of 140000 MiB free\)/],
])('what the engine can never give is refused, not waited for: %s', async (trainer, says) => {
  const run = await train(trainer);
  expect(run).toMatchObject({ state: 'failed', error: expect.stringMatching(says) });
});

it('an engine without GPUs is told with its remedy, as it is for endpoints', async () => {
  const says = 'This Docker Engine cannot give GPUs to containers: install the NVIDIA Container Toolkit';
  vi.mocked(test.core.containers.gpus.devices).mockRejectedValueOnce(new SlipwayError('unavailable', says));
  const facts = vi.spyOn(DockerEngine.prototype, 'facts').mockResolvedValue({} as EngineFacts);
  expect(await train('one')).toMatchObject({ state: 'failed', error: `The trainer could not be started: ${says}` });
  facts.mockRestore();
  expect(await holds()).toEqual([]);
});

it('what a run holds whose worker is gone for good is given back', async () => {
  const run = await train('two');
  await test.core.containers.gpus.hold({ id: run.id, name: 'a lost run' }, whole, asker);
  test.core.kit.settings.trainersFile = null;
  await test.core.retraining.removeLostContainers();
  expect(await holds()).toEqual([]);
});
