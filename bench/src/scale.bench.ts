import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { startEmbeddedPostgres } from '@slipway/db';
import { timeMs, type Bench, type Figure } from './bench.js';
import { denseModel } from './dense-model.js';
import { fillRegistry } from './fill-registry.js';
import { residentOfTree } from './resident.js';
import { processorMs } from './process-tree.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { projectGrowth, type ScaleTarget } from './project-growth.js';
import { tableSizes, type TableSize } from './table-sizes.js';

const ENDPOINTS = 1_000;
const AT_ONCE = 8;
const IDLE_MS = 10_000;
const FEWEST_ROWS = 20;
/** What docs/scale.md is about: 100,000 predictions a second, 17 gateways fully busy, 30 with room. */
const TARGET: ScaleTarget = {
  endpoints: 1_000,
  gateways: 30,
  gatewaysOfEndpoint: 2,
  logRowsPerSecond: 10,
  features: 20,
};
const GIGABYTE = 1e9;

/** scaleBench measures what docs/scale.md calculates with: what a row of each table takes after the demo and 200,000 versions, and what an endpoint takes of a gateway. */
export const scaleBench: Bench = {
  name: 'scale',
  about:
    'bytes of a row by table, indexes included, and what 1,000 endpoints of one version take of a gateway that nobody asks',
  isLong: true,
  run: async (endpoints = ENDPOINTS) => {
    const folder = await makeDataFolder();
    const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
    const slipway = await startSlipway(join(folder, 'slipway'), { DATABASE_URL: postgres.url });
    try {
      const figures = await measureEndpoints(slipway, endpoints);
      await slipway.runDemo();
      await fillRegistry(postgres.url);
      const sizes = await tableSizes(postgres.url, FEWEST_ROWS);
      const ofRows = sizes.map(({ table, rows, bytes }): Figure => {
        return { name: `${table}, of ${rows.toLocaleString('en')} rows`, value: bytes / rows, unit: 'bytes a row' };
      });
      return [...figures, ...ofRows, ...onPaper(sizes)];
    } finally {
      await slipway.stop();
      await postgres.stop();
      await removeDataFolder(folder);
    }
  },
};

/** The tables that grow with traffic, at the target, by what their rows take here. */
function onPaper(sizes: readonly TableSize[]): Figure[] {
  return projectGrowth(TARGET).flatMap(({ table, rows, per }) => {
    const size = sizes.find((one) => one.table === table);
    if (size === undefined) return [];
    const value = (rows * size.bytes) / size.rows / GIGABYTE;
    return [
      { name: `${table} at the target, ${(rows / 1e6).toFixed(1)} million rows ${per}`, value, unit: `GB ${per}` },
    ];
  });
}

async function measureEndpoints(slipway: RunningSlipway, count: number): Promise<Figure[]> {
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  const [pid = 0] = await slipway.processes('apps/gateway/');
  const { version } = await client.uploadVersion('small', [{ name: 'model.onnx', content: denseModel() }]);
  await deploy(client, 'small-0', version);
  const before = await weighIdle(pid);
  const createMs = await timeMs(() => createAll(client, count, version));
  const seenMs = await timeMs(() => untilServing(client, `small-${count}`));
  const after = await weighIdle(pid);
  const changeMs = await timeMs(async () => {
    await client.call(api.createEndpoint, { body: { name: 'one-more', model: 'small', version } });
    await untilServing(client, 'one-more');
  });
  return [
    { name: 'endpoints made a second, 8 at once', value: (count * 1_000) / createMs, unit: '/s' },
    { name: 'until the last of them serves', value: seenMs / 1_000, unit: 's' },
    { name: `one more endpoint beside ${count}, until it serves`, value: changeMs / 1_000, unit: 's' },
    { name: 'memory of a gateway for an endpoint (PSS)', value: ((after.mb - before.mb) * 1_024) / count, unit: 'KB' },
    { name: 'processor time of an idle gateway, 1 endpoint', value: before.busy, unit: 'ms/s' },
    { name: `processor time of an idle gateway, ${count} endpoints`, value: after.busy, unit: 'ms/s' },
  ];
}

async function createAll(client: Client, count: number, version: number): Promise<void> {
  let next = 1;
  const maker = async (): Promise<void> => {
    while (next <= count) await deploy(client, `small-${next++}`, version);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, maker));
}

const deploy = (client: Client, name: string, version: number) =>
  client.call(api.createEndpoint, { body: { name, model: 'small', version } });

async function untilServing(client: Client, name: string): Promise<void> {
  while ((await client.call(api.getEndpoint, { params: { name } })).status !== 'serving') await sleep(50);
}

/** Memory in MB, and processor time in ms a second, of a gateway that nobody asks. */
async function weighIdle(pid: number): Promise<{ mb: number; busy: number }> {
  await sleep(2_000);
  const from = await processorMs(pid);
  await sleep(IDLE_MS);
  const busy = ((await processorMs(pid)) - from) / (IDLE_MS / 1_000);
  return { mb: (await residentOfTree(pid)).pss, busy };
}
