import { spawn } from 'node:child_process';
import { rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import {
  NewGatePolicy,
  NewModelVersion,
  NewMonitor,
  NewServingEndpoint,
  NewTrigger,
  type TrainingRun,
  type TriggerDecision,
} from '@slipway/contracts';
import { exportFlightDelayModel } from '@slipway/example-flights/export-onnx';
import { featuresOf, isLate, tableOf } from '@slipway/example-flights/features';
import { departureAt, everyKth, monthRows, readFlights, type Flights } from '@slipway/example-flights/flights-data';
import { lateProbability, trainFlightDelayModel, type FlightDelayModel } from '@slipway/example-flights/train';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DockerEngine } from '../src/kernel/docker/docker-engine.js';
import { logLine, uuidv7 } from '../src/index.js';
import { realEngine } from './env.js';
import { openTestCore, type TestCore } from './test-core.js';

/** One flight in so many is taken. */
const EVERY = 25;
/** The trigger's threshold: the monitor alarms when the whole interval of the month's log loss lies above it. January has .48, February .53. */
const LIMIT = 0.5;
const DAY_SECONDS = 86_400;
const PATIENCE_MS = 180_000;
const name = 'flight-delay';
/** With a real engine at hand (`npm test -- docker`) the trainer is a container, else a command. */
const engine = realEngine();
let test: TestCore;
let folder: string;
let flights: Flights;
let model: FlightDelayModel;
let sequence = 0;

beforeAll(async () => {
  flights = await readFlights();
  folder = mkdtempSync(join(tmpdir(), 'slipway-february-'));
  const trainers = [{ name, ...(await trainerOf(engine)) }];
  writeFileSync(join(folder, 'trainers.json'), JSON.stringify({ trainers }));
  test = await openTestCore({
    SLIPWAY_TRAINERS: join(folder, 'trainers.json'),
    ...(engine !== null && { DOCKER_HOST: engine }),
  });
  const { core, actor } = test;
  model = trainFlightDelayModel(tableOf(flights, everyKth(monthRows(flights, 1), 5)), { trees: 30 });
  const { digest } = await core.artifacts.store(Readable.from([Buffer.from(exportFlightDelayModel(model))]));
  const version = NewModelVersion.parse({ files: [{ path: 'model.onnx', digest }] });
  await core.registry.versions.create(actor, { params: { name }, body: version });
  await test.settle();
  await core.registry.aliases.set(actor, { params: { name, alias: 'champion' }, body: { version: 1 } });
  await core.serving.createEndpoint(actor, { body: NewServingEndpoint.parse({ name, model: name, version: 1 }) });
  const watched = { kind: 'performance', metric: 'log_loss', limit: LIMIT, window: 'month', closeBy: 'watermark' };
  const monitor = NewMonitor.parse({ name: 'log loss', endpoint: name, minimumRows: 200, ...watched });
  await core.monitoring.createMonitor(actor, { body: monitor });
  const trigger = NewTrigger.parse({
    name: 'february',
    trainer: name,
    conditions: [{ kind: 'performance', monitor: 'log loss' }],
    input: { model: name, endpoint: name, windowDays: 60, holdOutShare: 0.2, params: { trees: '20' } },
    cooldownSeconds: 7 * DAY_SECONDS,
    thenRollOut: { steps: [{ weightBp: 1_000, holdSeconds: 60 }] },
  });
  await core.retraining.triggers.create(actor, { body: trigger });
}, PATIENCE_MS);
afterAll(async () => {
  await test.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function trainerOf(host: string | null): Promise<object> {
  if (host === null) return { command: ['{node}', resolve('examples/flights/dist/trainer.js')] };
  const packing = spawn(process.execPath, [resolve('deploy/trainer-image.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const start = 'CMD ["/usr/local/bin/node","/app/examples/flights/dist/trainer.js"]';
  await new DockerEngine(host).importImage('slipway-test-trainer:flights', packing.stdout, [start]);
  return { image: 'slipway-test-trainer:flights', memoryMb: 512 };
}

/** fly logs a month's flights as version 1 predicts them, with their outcomes, and looks at what is over. */
async function fly(month: 1 | 2 | 3): Promise<void> {
  const { core, actor } = test;
  const endpoint = await core.serving.requireEndpoint(actor, name);
  const { versionId } = (await core.serving.currentConfig(endpoint)).variants[0]!;
  const taken = Array.from(everyKth(monthRows(flights, month), EVERY));
  const known = taken.map((row) => {
    const [at, inputs] = [departureAt(flights, row), featuresOf(flights, row)];
    const who = { requestId: uuidv7(), row: 0, endpointId: endpoint.id, configNumber: 1, versionId, role: 'stable' };
    const answer = {
      status: 200,
      latencyMs: 1,
      key: null,
      isDrawn: true,
      draw: 0,
      keepRate: 1,
      outliers: [],
      inSample: true,
      error: null,
    };
    const output = { score: lateProbability(model, inputs) };
    return {
      line: { ...who, ...answer, receivedAt: at, at, inputs: { ...inputs }, output },
      late: isLate(flights, row),
    };
  });
  const times = known.map(({ line }) => line.at.getTime());
  const span = { firstAt: new Date(Math.min(...times)), lastAt: new Date(Math.max(...times)) };
  sequence += 1;
  await core.serving.saveFlush({
    gatewayBoot: uuidv7(),
    sequence,
    rows: known.map(({ line }) => logLine(line)),
    traffic: [],
    evidence: [],
    cells: [],
    spans: [{ endpointId: endpoint.id, ...span }],
  });
  const items = known.map(({ line, late }) => ({ predictionId: line.requestId, actual: Number(late) }));
  await core.monitoring.feedback.record(actor, { body: { items } });
  await core.monitoring.runMonitor(actor, { params: { name: 'log loss' } });
  await test.settle();
}

const logLosses = async (): Promise<(number | undefined)[]> => {
  const asked = { params: { name: 'log loss' }, query: { limit: 10 } };
  const { items } = await test.core.monitoring.listMonitorRuns(test.actor, asked);
  return items.toReversed().map(({ metrics }) => metrics.find((metric) => metric.name === 'log_loss')?.value);
};
const decisions = async (): Promise<TriggerDecision[]> => {
  const asked = { params: { name: 'february' }, query: { limit: 10 } };
  return (await test.core.retraining.triggers.listDecisions(test.actor, asked)).items;
};
const runs = async (): Promise<TrainingRun[]> =>
  (await test.core.retraining.listTrainingRuns(test.actor, { query: { limit: 10 } })).items;
const whyOf = ({ steps }: TrainingRun, step: string): string => steps.find((one) => one.name === step)!.why;

it(
  'January is as it was: nothing fires',
  async () => {
    await fly(1);
    await fly(2);
    const [january] = await logLosses();
    expect(january).toBeCloseTo(0.48, 1);
    expect(january).toBeLessThan(LIMIT);
    expect(await decisions()).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'February is worse, which its outcomes say: the trigger fires once, and the gates judge the challenger by stated reasons',
  async () => {
    const hardToPass = [{ metric: 'log_loss', op: '<=', threshold: -0.1, compare: 'champion_difference' }];
    const body = NewGatePolicy.parse({ dataset: `${name} hold-out`, target: 'actual', gates: hardToPass });
    await test.core.gates.setGatePolicy(test.actor, { params: { name }, body });
    await fly(3);
    const [, february] = await logLosses();
    expect(february).toBeGreaterThan(0.51);
    expect(await decisions()).toMatchObject([{ outcome: 'fired', why: expect.stringContaining('log loss') }]);
    const [run] = (await runs()) as [TrainingRun];
    expect(run).toMatchObject({ state: 'done', version: 2, rolloutId: null, exitCode: 0 });
    const { log } = await test.core.retraining.getTrainingRun(test.actor, { params: { id: run.id } });
    expect(log).toContain('wrote model.onnx');
    expect(whyOf(run, 'compare')).toMatch(
      /Fails 1 of 1 gates: log_loss -?0\.\d+ from the champion’s, wanted <= -0\.1.*Beside v1/,
    );
    expect(whyOf(run, 'canary')).toContain('Not taken');
  },
  PATIENCE_MS,
);

it('a challenger that failed fires nothing again before the cool-down, and that is said', async () => {
  test.advance(DAY_SECONDS);
  const decision = await test.core.retraining.triggers.fire(test.actor, {
    params: { name: 'february' },
    body: { why: 'February was bad', force: false },
  });
  expect(decision).toMatchObject({ outcome: 'held', reason: 'cool_down', trainingRunId: null });
  expect(await runs()).toHaveLength(1);
});

it(
  'after it a challenger that passes its gates is followed by a canary',
  async () => {
    test.advance(7 * DAY_SECONDS);
    const passable = [{ metric: 'log_loss', op: '<=', threshold: 0.02, compare: 'champion_difference' }];
    const body = NewGatePolicy.parse({ dataset: `${name} hold-out`, target: 'actual', gates: passable });
    await test.core.gates.setGatePolicy(test.actor, { params: { name }, body });
    const asked = { params: { name: 'february' }, body: { why: 'the gates were loosened', force: false } };
    await test.core.retraining.triggers.fire(test.actor, asked);
    await test.settle();
    const [run] = (await runs()) as [TrainingRun];
    expect(whyOf(run, 'compare')).toMatch(/Passes its gate\..*Beside v1/);
    expect(run).toMatchObject({ version: 3, rolloutId: expect.any(String) });
    const rollout = await test.core.rollouts.getRollout(test.actor, { params: { id: run.rolloutId! } });
    expect(rollout).toMatchObject({ endpoint: name });
  },
  PATIENCE_MS,
);
