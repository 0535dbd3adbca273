import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { median, type Bench, type Figure } from './bench.js';
import { markedModel } from './marked-model.js';
import { PlainConnections } from './plain-connections.js';
import { putPoissonLoad } from './poisson-load.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';

const LOADS = [0.3, 0.6, 0.8] as const;
/** What the plan sees of a day before it is asked: no load that it is asked about. */
const SEEN_LOADS = [0.05, 0.2, 0.45];
const SLICE_SECONDS = 15;
/** Gateways count by five seconds, so each slice begins with one. */
const BUCKET_MS = 5_000;
/** A gateway reports once a second, and a bucket is five. */
const REPORTED_MS = 7_000;
const ROUNDS = 3;
const ROWS = 16;
/** A run takes some milliseconds, so that HTTP beside it is little, and for one row long enough that the version gets a process of its own. */
const LAYERS = 64;
const MOST_CALLERS = 4;
const MOST_SECONDS = 10;
const NAME = 'deep';

/**
 * capacityBench holds the capacity plan against measured runs. In each round requests come as a Poisson process at 5, 20 and 45 % of what one model can serve, the plan is
 * asked about 30, 60 and 80 %, and then these are put: by what the gateway counts, which is what a plan predicts, and by what callers on the same machine measure.
 */
export const capacityBench: Bench = {
  name: 'capacity',
  about:
    'p95 that the capacity plan predicts from traffic at 5, 20 and 45 % load against the one that the gateway counts later, Poisson arrivals, one embedded model; capacity:<rounds>',
  isLong: true,
  run: async (rounds = ROUNDS) => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      return await measure(slipway, rounds);
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

/** Slice is one load that was put: what was predicted of it, and how it was. */
interface Slice {
  load: number;
  predictedMs: number;
  countedMs: number;
  feltMs: number;
  requests: number;
}

async function measure(slipway: RunningSlipway, rounds: number): Promise<Figure[]> {
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  await deployDeep(client);
  const callers = new PlainConnections({
    url: `${slipway.gatewayUrl}/v2/models/${NAME}/infer`,
    headers: { authorization: `Bearer ${slipway.token}` },
    body: JSON.stringify({
      inputs: [{ name: 'x', datatype: 'FP32', shape: [ROWS, 1], data: Array.from({ length: ROWS }, (_, row) => row) }],
    }),
  });
  const random = seededRandom(8);
  const most = await mostPerSecond(callers);
  const [busyFromMs, ownFromMs, fromMs] = [busyMs(), await ownMs(slipway), performance.now()];
  const slices: Slice[] = [];
  const put = (load: number) => putPoissonLoad(callers, { perSecond: most * load, seconds: SLICE_SECONDS, random });
  for (let round = 0; round < rounds; round += 1) {
    for (const load of SEEN_LOADS) await put(load);
    await sleep(REPORTED_MS);
    const predicted = await Promise.all(LOADS.map((load) => p95Of(client, most * load)));
    for (const [at, load] of LOADS.entries()) {
      const from = new Date(Math.ceil(Date.now() / BUCKET_MS) * BUCKET_MS);
      await sleep(from.getTime() - Date.now());
      const feltMs = p95(await put(load));
      await sleep(REPORTED_MS);
      const { totals } = await client.call(api.getEndpointStats, {
        params: { name: NAME },
        query: { from: from.toISOString(), to: new Date().toISOString() },
      });
      slices.push({ load, predictedMs: predicted[at]!, countedMs: totals.p95Ms!, feltMs, requests: totals.requests });
    }
  }
  callers.close();
  const spentMs = performance.now() - fromMs;
  const others = (busyMs() - busyFromMs - ((await ownMs(slipway)) - ownFromMs)) / spentMs;
  return [
    { name: 'at most, so many callers at once', value: most, unit: 'requests/s' },
    ...LOADS.flatMap((load) => figuresOf(load, slices)),
    { name: 'processors that other work took meanwhile', value: others, unit: '' },
  ];
}

function figuresOf(load: number, all: readonly Slice[]): Figure[] {
  const slices = all.filter((slice) => slice.load === load);
  const middle = (of: (slice: Slice) => number) => median(slices.map(of));
  const name = `at ${load * 100} %`;
  const requests = slices.reduce((sum, slice) => sum + slice.requests, 0);
  return [
    { name: `${name}: p95 predicted`, value: middle(({ predictedMs }) => predictedMs), unit: 'ms' },
    {
      name: `${name}: p95 counted, ${slices.length} times, ${requests} requests`,
      value: middle(({ countedMs }) => countedMs),
      unit: 'ms',
    },
    { name: `${name}: p95 that callers felt`, value: middle(({ feltMs }) => feltMs), unit: 'ms' },
    {
      name: `${name}: predicted / counted`,
      value: middle(({ predictedMs, countedMs }) => predictedMs / countedMs),
      unit: 'x',
      atLeast: 0.8,
      atMost: 1.2,
    },
  ];
}

/** What several callers get who ask again as soon as they are answered. */
async function mostPerSecond(callers: PlainConnections): Promise<number> {
  const untilMs = performance.now() + MOST_SECONDS * 1_000;
  const counts = await Promise.all(
    Array.from({ length: MOST_CALLERS }, async () => {
      let count = 0;
      for (; performance.now() < untilMs; count += 1) await callers.post();
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0) / MOST_SECONDS;
}

/** The plan of the last minute, which is what it saw in this round. */
async function p95Of(client: Client, requestsPerSecond: number): Promise<number> {
  const query = { minutes: 1, targetP95Ms: 100, requestsPerSecond };
  const { plan } = await client.call(api.planEndpointCapacity, { params: { name: NAME }, query });
  if (plan === null) throw new Error('too few requests were counted');
  return plan.asked?.p95Ms ?? Infinity;
}

const p95 = (tookMs: readonly number[]): number =>
  tookMs.toSorted((a, b) => a - b)[Math.floor(0.95 * tookMs.length)] ?? NaN;

/** What all processes of the machine took of its processors so far. */
const busyMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

async function ownMs(slipway: RunningSlipway): Promise<number> {
  const { user, system } = process.cpuUsage();
  return (await slipway.processorMs()) + (user + system) / 1_000;
}

async function deployDeep(client: Client): Promise<void> {
  const { version } = await client.uploadVersion(NAME, [{ name: 'model.onnx', content: markedModel(1, LAYERS) }]);
  await client.call(api.createEndpoint, { body: { name: NAME, model: NAME, version, sampleRate: 0 } });
  while ((await client.call(api.getEndpoint, { params: { name: NAME } })).status !== 'serving') await sleep(100);
}
