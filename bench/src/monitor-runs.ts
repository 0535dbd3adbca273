import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { NewModelVersion, NewMonitor, NewServingEndpoint } from '@slipway/contracts';
import {
  bindJobs,
  createCore,
  readSettings,
  runJob,
  systemActor,
  takeDueJobs,
  type Core,
  type Log,
} from '@slipway/core';
import { migrate, openDatabase, startEmbeddedPostgres } from '@slipway/db';
import { buildNumericCells, countValues, seededRandom } from '@slipway/stats';
import { linearModel } from '@slipway/testkit';
import { median, timeMs, type Figure } from './bench.js';
import { normalDraw, times } from './calibration/draws.js';

const FEATURES = 50;
const MINUTES = 60;
const MINUTE_MS = 60_000;
const HOUR = Date.UTC(2026, 0, 5, 3);
const SMALL = 1_000_000;
const LARGE = 100_000_000;
const ROUNDS = 5;
const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
const actor = systemActor('default');
const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * monitorRuns measures whole runs of a monitor, as the worker does them on a database: the cells of an hour of 50 features, a row a feature
 * and minute, are added up, judged and written down. One endpoint counted 1,000,000 events in that hour, the other 100,000,000.
 */
export async function monitorRuns(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
  await migrate(postgres.url, migrations);
  const database = openDatabase({ url: postgres.url, max: 5, applicationName: 'slipway-bench' });
  const settings = readSettings({ DATABASE_URL: postgres.url, SLIPWAY_DATA: folder });
  const core = createCore({ database, settings, log: quiet, clock: { now: () => new Date() } });
  try {
    const cells = await prepareModel(core);
    for (const events of [SMALL, LARGE]) await countEvents(core, cells, events);
    const [small, large]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      small.push(await runMs(core, SMALL, round));
      large.push(await runMs(core, LARGE, round));
    }
    return [
      { name: 'a monitor run over 1,000,000 counted events', value: median(small), unit: 'ms' },
      { name: 'a monitor run over 100,000,000 counted events', value: median(large), unit: 'ms' },
      {
        name: 'the second run as a multiple of the first',
        value: median(large.map((ms, round) => ms / small[round]!)),
        unit: 'x',
        atMost: 1.5,
      },
    ];
  } finally {
    await core.audit.feed.close();
    await database.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the smaller endpoint counts of a feature in a minute, on the cells of a baseline. */
interface Cells {
  baselineId: string;
  minute: readonly number[];
}

const featureNames = Array.from({ length: FEATURES }, (_, i) => `x${i}`);
const endpointOf = (events: number): string => `asked-${events}`;

async function prepareModel(core: Core): Promise<Cells> {
  const normal = normalDraw(seededRandom(5));
  const profile = buildNumericCells(times(20_000, normal));
  const minute = countValues(profile, times(Math.round(SMALL / MINUTES), normal));
  const content = linearModel({ weights: featureNames.map(() => 1), squash: 'Sigmoid' });
  const { digest } = await core.artifacts.store(Readable.from([Buffer.from(content)]));
  const schema = {
    task: 'classification',
    features: featureNames.map((name) => ({ name, type: 'numeric' })),
    outputs: [{ name: 'probability', role: 'score', classes: ['no', 'yes'] }],
  };
  const body = NewModelVersion.parse({ files: [{ path: 'model.onnx', digest }], schema });
  const { id: versionId } = await core.registry.versions.create(actor, { params: { name: 'wide' }, body });
  const profiles = Object.fromEntries(['prediction', ...featureNames].map((name) => [name, profile]));
  const baselineId = crypto.randomUUID();
  await core.kit.db.prisma.baseline.create({
    data: {
      id: baselineId,
      workspaceId: actor.workspaceId,
      versionId,
      dataset: 'reference',
      datasetVersion: 1,
      rows: 20_000,
      profiles: JSON.parse(JSON.stringify(profiles)) as object,
    },
  });
  return { baselineId, minute };
}

/** A flush a minute, as a gateway would send it. */
async function countEvents(core: Core, { baselineId, minute }: Cells, events: number): Promise<void> {
  const name = endpointOf(events);
  await core.serving.createEndpoint(actor, { body: NewServingEndpoint.parse({ name, model: 'wide', version: 1 }) });
  const { id: endpointId } = await core.serving.requireEndpoint(actor, name);
  const counts = minute.flatMap((count, cell) => (count > 0 ? [cell, (count * events) / SMALL] : []));
  const gatewayBoot = crypto.randomUUID();
  for (let sequence = 0; sequence <= MINUTES; sequence += 1) {
    const at = new Date(HOUR + sequence * MINUTE_MS);
    const cells = ['prediction', ...featureNames].map((feature) => {
      return { endpointId, baselineId, feature, minute: at, rows: Math.round(events / MINUTES), counts };
    });
    const spans = [{ endpointId, firstAt: at, lastAt: at }];
    await core.serving.saveFlush({ gatewayBoot, sequence, rows: [], traffic: [], cells, spans, evidence: [] });
  }
}

async function runMs(core: Core, events: number, round: number): Promise<number> {
  const name = `${endpointOf(events)}-${round}`;
  const asked = { name, endpoint: endpointOf(events), window: 'hour', closeBy: 'watermark', everySeconds: 86_400 };
  await core.monitoring.createMonitor(actor, { body: NewMonitor.parse(asked) });
  await core.monitoring.runMonitor(actor, { params: { name } });
  const due = await takeDueJobs(core.kit.db);
  const bound = bindJobs(core);
  const ms = await timeMs(async () => {
    for (const { id } of due) await runJob(core.kit.db, bound, id, quiet);
  });
  const { items } = await core.monitoring.listMonitorRuns(actor, { params: { name }, query: { limit: 5 } });
  if (items[0]?.state !== 'ok') throw new Error(`the run of ${name} is ${items[0]?.state}: ${items[0]?.sentence}`);
  return ms;
}
