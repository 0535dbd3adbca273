import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import type { Bench, Figure } from './bench.js';
import { denseModel } from './dense-model.js';
import { inferBody } from './mixed-shapes.js';
import { putPoissonLoad } from './poisson-load.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';

const LOADS = [0.3, 0.6, 0.8] as const;
const QUIET = 0.05;
const SLICE_SECONDS = 10;
/** Buckets are five seconds, and the one after a crowd may still hold its line: of these four, two are surely quiet. */
const QUIET_SECONDS = 20;
/** Slow enough that hardly anybody waits, and more than the 50 requests that a plan takes. */
const FIRST_PER_SECOND = 8;
const ROUNDS = 3;
const ROWS = 64;
/** A run of some milliseconds, so that HTTP beside it is little. */
const HIDDEN = [1_536, 1_536];
/** A gateway reports once a second, and a bucket is five. */
const REPORTED_MS = 7_000;
const NAME = 'wide';

/**
 * capacityBench holds the capacity plan against a measured run: quiet traffic shows the service, then requests come as a Poisson process at 30, 60 and
 * 80 % of what one model can serve, in turns with quiet traffic, so that a machine that other work shares changes both alike.
 */
export const capacityBench: Bench = {
  name: 'capacity',
  about:
    'p95 that the capacity plan predicts against the one that callers measure, Poisson arrivals, one embedded model',
  isLong: true,
  run: async (rounds = ROUNDS) => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      const client = createClient({ baseUrl: slipway.url, token: slipway.token });
      await deployWide(client);
      return await measure(slipway, client, rounds);
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

async function measure(slipway: RunningSlipway, client: Client, rounds: number): Promise<Figure[]> {
  const random = seededRandom(8);
  const headers = { authorization: `Bearer ${slipway.token}` };
  const target = { url: `${slipway.gatewayUrl}/v2/models/${NAME}/infer`, headers, body: inferBody(ROWS) };
  const slice = (perSecond: number, seconds: number) => putPoissonLoad(target, { perSecond, seconds, random });
  await slice(FIRST_PER_SECOND, QUIET_SECONDS);
  await sleep(REPORTED_MS);
  const perSecond = 1_000 / (await planOf(client)).serviceMeanMs;
  const tookMs = LOADS.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [at, load] of LOADS.entries()) {
      await slice(perSecond * QUIET, QUIET_SECONDS);
      tookMs[at]!.push(...(await slice(perSecond * load, SLICE_SECONDS)));
    }
  await sleep(REPORTED_MS);
  const { serviceMeanMs } = await planOf(client);
  const figures: Figure[] = [{ name: 'service, mean', value: serviceMeanMs, unit: 'ms' }];
  for (const [at, load] of LOADS.entries()) {
    const { asked } = await planOf(client, perSecond * load);
    const measured = tookMs[at]!.toSorted((a, b) => a - b)[Math.floor(0.95 * tookMs[at]!.length)]!;
    const predicted = asked?.p95Ms ?? Infinity;
    const name = `at ${load * 100} % of ${perSecond.toFixed(0)} requests/s`;
    figures.push(
      { name: `${name}: p95 predicted`, value: predicted, unit: 'ms' },
      { name: `${name}: p95 measured, ${tookMs[at]!.length} requests`, value: measured, unit: 'ms' },
      { name: `${name}: predicted / measured`, value: predicted / measured, unit: 'x', atLeast: 0.8, atMost: 1.2 },
    );
  }
  return figures;
}

async function planOf(client: Client, requestsPerSecond?: number) {
  const query = { minutes: 30, targetP95Ms: 100, requestsPerSecond };
  const { plan } = await client.call(api.planEndpointCapacity, { params: { name: NAME }, query });
  if (plan === null) throw new Error('too few requests were counted');
  return plan;
}

async function deployWide(client: Client): Promise<void> {
  const { version } = await client.uploadVersion(NAME, [{ name: 'model.onnx', content: denseModel(HIDDEN) }]);
  await client.call(api.createEndpoint, { body: { name: NAME, model: NAME, version, sampleRate: 0 } });
  while ((await client.call(api.getEndpoint, { params: { name: NAME } })).status !== 'serving') await sleep(100);
}
