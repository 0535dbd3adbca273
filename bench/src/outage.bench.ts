import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { median, type Bench, type Figure } from './bench.js';
import { markedModel } from './marked-model.js';
import { residentOfTree } from './resident.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { SteadyCallers } from './steady-callers.js';

const SECONDS = 600;
const LOAD = { callers: 8, pauseMs: 4 };
const SAMPLE_MS = 2_000;
const BEFORE_MS = 10_000;
const LONGEST_CATCH_UP_MS = 60_000;
const NAME = 'cut-off';

/**
 * outageBench stops PostgreSQL (it keeps its connections and answers nothing) under load that is logged row by row, and looks what the gateway makes of it: failures, memory,
 * what it drops, and what the charts know when the database is back.
 */
export const outageBench: Bench = {
  name: 'outage',
  about: `PostgreSQL stopped (${SECONDS} s unless told otherwise) under ${LOAD.callers} callers, every row to be logged; outage:<seconds>`,
  isLong: true,
  run: async (seconds = SECONDS) => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      return await measure(slipway, seconds);
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

async function measure(slipway: RunningSlipway, seconds: number): Promise<Figure[]> {
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  await client.uploadVersion(NAME, [{ name: 'model.onnx', content: markedModel(1, 0) }]);
  const body = { name: NAME, model: NAME, version: 1, logRowsPerSecond: null };
  await client.call(api.createEndpoint, { body });
  while ((await client.call(api.getEndpoint, { params: { name: NAME } })).status !== 'serving') await sleep(100);
  const target = {
    url: `${slipway.gatewayUrl}/v1/endpoints/${NAME}/predict`,
    headers: { authorization: `Bearer ${slipway.token}` },
  };
  const answers = { count: 0, failed: 0, during: 0 };
  let isOut = false;
  const callers = new SteadyCallers(
    target,
    LOAD,
    () => JSON.stringify({ rows: [{ x: 1 }] }),
    ({ status }) => {
      answers.count += 1;
      answers.during += Number(isOut);
      answers.failed += Number(status !== 200);
    },
  );
  await sleep(BEFORE_MS);
  const database = await slipway.processes('postgres');
  for (const pid of database) process.kill(pid, 'SIGSTOP');
  isOut = true;
  const memory = await sampleMemory(slipway, seconds);
  for (const pid of database) process.kill(pid, 'SIGCONT');
  isOut = false;
  const backMs = performance.now();
  await sleep(BEFORE_MS);
  await callers.stop();
  const counted = await untilCounted(client, answers.count - answers.failed);
  const third = Math.max(1, Math.floor(memory.length / 3));
  return [
    { name: 'stopped for', value: seconds, unit: 's' },
    { name: 'requests while it was stopped', value: answers.during, unit: '' },
    { name: 'failed requests', value: answers.failed, unit: '', atMost: 0 },
    { name: 'memory of the gateway, second third', value: median(memory.slice(third, 2 * third)), unit: 'MB' },
    { name: 'memory of the gateway, last third', value: median(memory.slice(-third)), unit: 'MB' },
    { name: 'rows that were dropped, as its metrics say', value: await dropped(slipway), unit: '' },
    {
      name: 'requests that the charts miss afterwards',
      value: answers.count - answers.failed - counted,
      unit: '',
      atMost: 0,
    },
    { name: 'until all was caught up, at most', value: (performance.now() - backMs) / 1_000, unit: 's' },
  ];
}

async function sampleMemory(slipway: RunningSlipway, seconds: number): Promise<number[]> {
  const [gateway = 0] = await slipway.processes('apps/gateway/dist');
  const samples: number[] = [];
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    await sleep(SAMPLE_MS);
    samples.push((await residentOfTree(gateway)).rss);
  }
  return samples;
}

async function dropped({ gatewayUrl }: RunningSlipway): Promise<number> {
  const text = await (await fetch(`${gatewayUrl}/metrics`)).text();
  return Number(/^slipway_gateway_log_rows_dropped (\S+)$/m.exec(text)?.[1] ?? NaN);
}

/** How many requests the endpoint's charts know; asked until they know all, for at most a minute. */
async function untilCounted(client: ReturnType<typeof createClient>, wanted: number): Promise<number> {
  const until = performance.now() + LONGEST_CATCH_UP_MS;
  for (;;) {
    const { totals } = await client.call(api.getEndpointStats, { params: { name: NAME }, query: { minutes: 60 } });
    if (totals.requests >= wanted || performance.now() > until) return totals.requests;
    await sleep(500);
  }
}
