import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createClient, type Client } from '@slipway/client';
import {
  endpointTable as api,
  type ContainerReplica,
  type ServingEndpoint,
  type TrainingRun,
} from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { runCommand } from '../story/command.ts';
import { containersWith, isInternal, killContainer, removeEverything, startStranger } from '../story/docker-engine.ts';
import { inheritedEnvironment } from '../story/env.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';

const SERVING = 'io.slipway.serving';
const TRAINING = 'io.slipway.training';
const READY = { timeout: 60_000, intervals: [250] };
const MIB = 1_048_576;

let folder: string;
let slipway: Slipway;
let client: Client;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = await mkdtemp(join(tmpdir(), 'slipway-images-'));
  slipway = await startSlipway({ SLIPWAY_TRAINERS: await writeTrainers() });
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
  for (const weights of [
    [1, -1],
    [2, -2],
  ])
    await client.uploadVersion('late', [{ name: 'model.onnx', content: linearModel({ weights, squash: 'Sigmoid' }) }]);
});

test.afterAll(async () => {
  await slipway.stop();
  await removeEverything(SERVING);
  await removeEverything(TRAINING);
  await rm(folder, { recursive: true, force: true });
});

test('an endpoint in containers: hardened as the list says, and it predicts what the embedded one predicts', async () => {
  const container = { replicas: 2, memoryMb: 256, cpus: 0.5 };
  await client.call(api.createEndpoint, {
    body: { name: 'boxed', model: 'late', version: 1, runtime: 'docker', container },
  });
  await client.call(api.createEndpoint, { body: { name: 'plain', model: 'late', version: 1 } });
  await expect.poll(() => statusOf('boxed'), READY).toBe('serving');
  await expect.poll(() => statusOf('plain'), READY).toBe('serving');
  expect(await predict('boxed')).toEqual(await predict('plain'));

  await expect.poll(async () => (await live('boxed')).map(({ state }) => state), READY).toEqual(['ready', 'ready']);
  const [first, second] = await containersWith('io.slipway.endpoint=boxed');
  expect(second).toBeDefined();
  const { Config, HostConfig, NetworkSettings, State } = first!;
  expect(State.Running).toBe(true);
  expect(Config.User).toBe('65532:65532');
  expect(HostConfig).toMatchObject({
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Privileged: false,
    ReadonlyRootfs: true,
    Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m' },
    PidsLimit: 256,
    Memory: 256 * MIB,
    MemorySwap: 256 * MIB,
    NanoCpus: 500_000_000,
    IpcMode: 'private',
    PidMode: '',
    LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
    PortBindings: null,
    DeviceRequests: null,
  });
  expect(HostConfig.Mounts).toMatchObject([{ Target: '/models/model.onnx', ReadOnly: true }]);
  expect(JSON.stringify(first)).not.toContain('docker.sock');
  const [network] = Object.keys(NetworkSettings.Networks);
  expect(await isInternal(network!)).toBe(true);
});

test('a killed container: no request fails, it is replaced, and its end has a reason', async () => {
  const [victim] = await containersWith('io.slipway.endpoint=boxed');
  let isOver = false;
  const statuses: number[] = [];
  const caller = async (): Promise<void> => {
    while (!isOver) statuses.push((await infer('boxed')).status);
  };
  const callers = Array.from({ length: 8 }, caller);
  await killContainer(victim!.Id);
  const wanted = ['ready', 'ready'];
  await expect
    .poll(async () => (await containersOf('boxed')).filter(({ state }) => state === 'ended').length, READY)
    .toBe(1);
  await expect.poll(async () => (await live('boxed')).map(({ state }) => state), READY).toEqual(wanted);
  isOver = true;
  await Promise.all(callers);
  expect(statuses.length).toBeGreaterThan(100);
  expect([...new Set(statuses)]).toEqual([200]);
  const ended = (await containersOf('boxed')).find(({ state }) => state === 'ended');
  expect(ended).toMatchObject({ exitCode: 137, detail: expect.stringContaining('SIGKILL') });
  const { log } = await client.call(api.getContainerLog, { params: { name: 'boxed', id: ended!.id } });
  expect(log).toContain('"message":"ready"');
});

test('a container that no row knows is removed', async () => {
  const [known] = await containersWith('io.slipway.endpoint=boxed');
  const owner = known!.Config.Labels[SERVING]!;
  await startStranger(known!.Image, [`${SERVING}=${owner}`, 'stranger=yes']);
  await expect.poll(async () => (await containersWith('stranger=yes')).length, READY).toBe(0);
  expect(await live('boxed')).toHaveLength(2);
});

test('a GPU that the engine cannot give: the cause and the remedy are told, and no container is left', async () => {
  const container = { gpus: 1, memoryMb: 256 };
  await client.call(api.createEndpoint, {
    body: { name: 'fast', model: 'late', version: 1, runtime: 'docker', container },
  });
  await expect
    .poll(async () => (await containersOf('fast'))[0]?.detail ?? null, READY)
    .toMatch(/install the NVIDIA Container Toolkit .* could not select device driver/);
  await expect.poll(async () => (await endpoint('fast')).status, READY).toBe('down');
  expect((await endpoint('fast')).variants[0]!.detail).toContain('NVIDIA Container Toolkit');
  expect(await containersWith('io.slipway.endpoint=fast')).toEqual([]);
  await client.call(api.deleteEndpoint, { params: { name: 'fast' } });
});

test('a canary across runtimes: embedded stable, candidate in a container whose memory and processors are read, promoted without a failed request', async () => {
  const [memory, processors] = [
    { name: 'memory', source: { kind: 'traffic', metric: 'memory_mb' }, max: 256 },
    { name: 'processors', source: { kind: 'traffic', metric: 'cpu_cores' }, max: 64 },
  ] as const;
  const { id } = await client.call(api.startRollout, {
    params: { name: 'plain' },
    body: {
      strategy: 'canary',
      version: 2,
      steps: [{ weightBp: 5_000, holdSeconds: 0 }],
      policy: { checks: [memory, processors] },
      runsOn: { runtime: 'docker', container: { memoryMb: 256 } },
    },
  });
  await expect
    .poll(async () => runtimesOf(await endpoint('plain')), READY)
    .toEqual(['stable embedded ready', 'candidate docker ready']);
  const answers = await Promise.all(Array.from({ length: 60 }, () => infer('plain')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ version }) => version))).toEqual(new Set(['1', '2']));
  for (const { version, first } of answers) expect(first).toBeCloseTo(sigmoid(version === '1' ? 2 : 4), 5);
  const checks = async () => (await client.call(api.getRollout, { params: { id } })).checks;
  await expect.poll(async () => (await checks()).map(({ state }) => state), READY).toEqual(['ok', 'ok']);
  const [taken] = await checks();
  expect(taken!.value).toBeGreaterThan(10);
  await client.call(api.promoteRollout, { params: { id }, body: { why: 'a test' } });
  await expect.poll(async () => runtimesOf(await endpoint('plain')), READY).toEqual(['stable docker ready']);
  expect((await infer('plain')).version).toBe('2');
});

test('fewer replicas drain away, and a deleted endpoint leaves no container', async () => {
  await client.call(api.updateEndpoint, {
    params: { name: 'boxed' },
    body: { container: { replicas: 1, memoryMb: 256, cpus: 0.5 } },
  });
  await expect.poll(async () => (await containersWith('io.slipway.endpoint=boxed')).length, READY).toBe(1);
  expect((await infer('boxed')).status).toBe(200);
  for (const name of ['boxed', 'plain']) await client.call(api.deleteEndpoint, { params: { name } });
  await expect.poll(async () => (await containersWith(SERVING)).length, READY).toBe(0);
});

test('a trainer in a container: it sees its inputs only, and what it leaves becomes a version', async () => {
  const content = Buffer.from('{"a":1,"late":0}\n{"a":2,"late":1}\n');
  await client.uploadDataset('rows', { name: 'rows.jsonl', content });
  const run = await train('copying', 'taught');
  expect(run).toMatchObject({ state: 'done', version: 1, metrics: { auc: 0.7 }, exitCode: 0, dataRows: 2 });
  expect(run.log).toContain('rows 2, inputs cannot be written, secret of 12, networks lo');
  const { files } = await client.call(api.getVersion, { params: { name: 'taught', version: 1 } });
  expect(files).toHaveLength(1);
});

test('a trainer that takes too much memory or time ends with that reason, a cancelled one at once, and no container is left', async () => {
  const [greedy, slow, cancelled] = await Promise.all([
    train('greedy', 'never'),
    train('slow', 'never'),
    train('patient', 'never', cancel),
  ]);
  expect(greedy).toMatchObject({ state: 'failed', exitCode: 137, error: expect.stringContaining('out of memory') });
  expect(slow).toMatchObject({ state: 'failed', error: expect.stringContaining('it ran longer than 2 s') });
  expect(cancelled).toMatchObject({ state: 'cancelled' });
  expect(cancelled.log).toContain('waiting');
  expect(await containersWith(TRAINING)).toEqual([]);
});

/** What the trainers run; the image is the model server's, whose Node they use. */
const scripts = {
  copying: `
    const { readFileSync, writeFileSync } = require('fs');
    const rows = readFileSync('/input/dataset.jsonl', 'utf8').trim().split('\\n').length;
    const { model } = JSON.parse(readFileSync('/input/params.json', 'utf8'));
    let written = 'inputs can be written';
    try { writeFileSync('/input/x', ''); } catch { written = 'inputs cannot be written'; }
    const networks = Object.keys(require('os').networkInterfaces());
    console.log('rows ' + rows + ', ' + written + ', secret of ' + process.env.SECRET.length + ', networks ' + networks);
    writeFileSync('/output/model.onnx', Buffer.from(model, 'base64'));
    writeFileSync('/output/metrics.json', '{"auc":0.7}');`,
  greedy: 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));',
  waiting: 'console.log("waiting"); setInterval(() => {}, 1e6);',
};

async function writeTrainers(): Promise<string> {
  const image = (
    await runCommand(process.execPath, ['deploy/inference-image.mjs', 'name'], inheritedEnvironment())
  ).trim();
  const trainer = (name: string, script: string, more: object = {}): object => ({
    name,
    image,
    command: ['node', '-e', script],
    memoryMb: 128,
    ...more,
  });
  await writeFile(join(folder, 'secret.txt'), 'twelve chars\n');
  const trainers = [
    trainer('copying', scripts.copying, { secretFiles: { SECRET: 'secret.txt' } }),
    trainer('greedy', scripts.greedy),
    trainer('slow', scripts.waiting, { timeoutSeconds: 2 }),
    trainer('patient', scripts.waiting),
  ];
  await writeFile(join(folder, 'trainers.json'), JSON.stringify({ trainers }));
  return join(folder, 'trainers.json');
}

/** train runs a trainer to its end; `meanwhile` is called with each look at it. */
async function train(
  trainer: string,
  model: string,
  meanwhile?: (run: TrainingRun) => Promise<unknown>,
): Promise<TrainingRun> {
  const content = Buffer.from(linearModel({ weights: [1, -1], squash: 'Sigmoid' })).toString('base64');
  const input = { model, dataset: 'rows', params: { model: content } };
  const { trainingRun } = await client.call(api.runTrainer, { params: { name: trainer }, body: { input } });
  const look = async (): Promise<TrainingRun> => {
    const run = await client.call(api.getTrainingRun, { params: { id: trainingRun.id } });
    await meanwhile?.(run);
    return run;
  };
  await expect.poll(async () => (await look()).state, READY).toMatch(/done|failed|cancelled/);
  return look();
}

const askedToEnd = new Set<string>();
/** cancel ends a run as soon as it printed something, once: the next look may come before the job's end is told. */
async function cancel({ jobId, log, state }: TrainingRun): Promise<void> {
  if (state !== 'running' || log === '' || askedToEnd.has(jobId)) return;
  askedToEnd.add(jobId);
  await client.call(api.cancelJob, { params: { id: jobId } });
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const endpoint = (name: string): Promise<ServingEndpoint> => client.call(api.getEndpoint, { params: { name } });
const statusOf = async (name: string): Promise<string> => (await endpoint(name)).status;
const runtimesOf = ({ variants }: ServingEndpoint): string[] =>
  variants.map(({ role, runtime, state }) => `${role} ${runtime} ${state}`);

async function containersOf(name: string): Promise<ContainerReplica[]> {
  return (await client.call(api.listContainers, { params: { name } })).items;
}

async function live(name: string): Promise<ContainerReplica[]> {
  return (await containersOf(name)).filter(({ state }) => state !== 'ended');
}

/** infer asks for one row, [3, 1]. */
async function infer(
  name: string,
): Promise<{ status: number; version: string | undefined; first: number | undefined }> {
  const inputs = [{ name: 'features', shape: [1, 2], datatype: 'FP32', data: [3, 1] }];
  const response = await fetch(`${slipway.gatewayUrl}/v2/models/${name}/infer`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slipway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  const answer = (await response.json()) as { model_version?: string; outputs?: { data: number[] }[] };
  return { status: response.status, version: answer.model_version, first: answer.outputs?.[0]?.data[0] };
}

async function predict(name: string): Promise<number | undefined> {
  return (await infer(name)).first;
}
