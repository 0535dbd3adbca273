import { createClient } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { startMany } from '@slipway/testkit';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median, type Bench, type Figure } from './bench.js';
import { childEnv } from './env.js';
import { putLoad, type LoadTarget } from './load.js';
import { markedModel } from './marked-model.js';
import { freePorts, makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CALLERS = 24;
const TURNS = 5;
const TURN_MS = 3_000;
const NAME = 'shared';

/** manyBench measures what three gateways behind nginx answer against one behind nginx, in turns. */
export const manyBench: Bench = {
  name: 'many',
  about: `three gateways against one, each behind nginx of Debian (nginx-light), ${CALLERS} callers in turns of ${TURN_MS / 1_000} s`,
  isLong: true,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      return await measure(slipway, folder);
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

async function measure(slipway: RunningSlipway, folder: string): Promise<Figure[]> {
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  await client.uploadVersion(NAME, [{ name: 'model.onnx', content: markedModel(1, 0) }]);
  await client.call(api.createEndpoint, { body: { name: NAME, model: NAME, version: 1 } });
  const { port, password } = JSON.parse(await readFile(join(folder, 'postgres/connection.json'), 'utf8')) as {
    port: number;
    password: string;
  };
  const [second, third, oneApi, threeApi, oneFront, threeFront] = await freePorts();
  const first = { apiPort: portOf(slipway.url), gatewayPort: portOf(slipway.gatewayUrl) };
  const env = childEnv({
    SLIPWAY_DATA: folder,
    DATABASE_URL: `postgresql://slipway:${password}@127.0.0.1:${port}/slipway`,
  });
  const gateways = [second, third].map((own) => ({ part: 'gateway' as const, host: '127.0.0.1', port: own }));
  const one = await startMany({ root, env, first, more: [], front: { apiPort: oneApi, gatewayPort: oneFront } });
  const front = { apiPort: threeApi, gatewayPort: threeFront };
  const three = await startMany({ root, env, first, more: gateways, front });
  try {
    while (
      new Set((await client.call(api.listReplicas, { params: { name: NAME } })).items.map((row) => row.gateway)).size <
      3
    )
      await sleep(100);
    return await compare(target(oneFront, slipway.token), target(threeFront, slipway.token));
  } finally {
    await three.stop();
    await one.stop();
  }
}

async function compare(one: LoadTarget, three: LoadTarget): Promise<Figure[]> {
  for (const each of [one, three]) await putLoad(each, CALLERS, 1_000);
  const turns = [];
  for (let turn = 0; turn < TURNS; turn += 1)
    turns.push({ one: await putLoad(one, CALLERS, TURN_MS), three: await putLoad(three, CALLERS, TURN_MS) });
  const failed = turns.reduce((sum, turn) => sum + turn.one.failed + turn.three.failed, 0);
  return [
    { name: 'processors of this machine', value: availableParallelism(), unit: '' },
    { name: 'one gateway', value: median(turns.map((turn) => turn.one.requestsPerSecond)), unit: 'requests/s' },
    { name: 'three gateways', value: median(turns.map((turn) => turn.three.requestsPerSecond)), unit: 'requests/s' },
    {
      name: 'three against one',
      value: median(turns.map((turn) => turn.three.requestsPerSecond / turn.one.requestsPerSecond)),
      unit: 'times',
    },
    { name: 'p95 of one', value: median(turns.map((turn) => turn.one.p95Ms)), unit: 'ms' },
    { name: 'p95 of three', value: median(turns.map((turn) => turn.three.p95Ms)), unit: 'ms' },
    { name: 'failed', value: failed, unit: '', atMost: 0 },
  ];
}

const portOf = (url: string): number => Number(new URL(url).port);

const target = (port: number, token: string): LoadTarget => ({
  url: `http://127.0.0.1:${port}/v2/models/${NAME}/infer`,
  headers: { authorization: `Bearer ${token}` },
  body: JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [1] }] }),
});
