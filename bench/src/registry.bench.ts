import { join } from 'node:path';
import { startEmbeddedPostgres } from '@slipway/db';
import { timeMs, type Bench, type Figure } from './bench.js';
import { filled, fillRegistry } from './fill-registry.js';
import { putLoad, type LoadTarget } from './load.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { startRun } from './start-run.js';

const ROUND_MS = 4_000;
const CREATORS = 64;
const METRICS = 500;

interface Question {
  name: string;
  /** The n-th request of this kind. */
  target(n: number): LoadTarget;
  /** Many at once too, for requests a second. */
  alsoMany?: boolean;
}

/** registryBench asks MLflow's API of a registry of 200,000 versions what its clients ask, one at a time for latencies, and sixteen at once. */
export const registryBench: Bench = {
  name: 'registry',
  about: `MLflow's registry calls on ${filled.versions.toLocaleString('en')} versions: ${filled.usual.toLocaleString('en')} models x ${filled.versionsOfUsual}, one of ${filled.big.toLocaleString('en')}, and more`,
  run: async () => {
    const folder = await makeDataFolder();
    const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
    try {
      const slipway = await startSlipway(join(folder, 'slipway'), { DATABASE_URL: postgres.url });
      try {
        const filledMs = await timeMs(() => fillRegistry(postgres.url));
        const figures = [{ name: 'filled by COPY', value: filledMs / 1000, unit: 's' }];
        for (const question of questions(slipway, await startRun(slipway))) figures.push(...(await measure(question)));
        return [...figures, ...(await createAtOnce(slipway))];
      } finally {
        await slipway.stop();
      }
    } finally {
      await postgres.stop();
      await removeDataFolder(folder);
    }
  },
};

function questions(slipway: RunningSlipway, runId: string): Question[] {
  const get = (path: string): LoadTarget => ({
    url: `${slipway.url}/api/2.0/mlflow/${path}`,
    headers: bearer(slipway),
  });
  const filter = (text: string): string => `filter=${encodeURIComponent(text)}`;
  const usual = (n: number): string => `usual-${(n * 7) % filled.usual}`;
  return [
    {
      name: 'registered-models/get, 20 versions',
      target: (n) => get(`registered-models/get?name=${usual(n)}`),
      alsoMany: true,
    },
    {
      name: 'registered-models/get, 10,000 versions',
      target: () => get('registered-models/get?name=big'),
      alsoMany: true,
    },
    {
      name: 'model-versions/get',
      target: (n) => get(`model-versions/get?name=${usual(n)}&version=${1 + (n % 20)}`),
      alsoMany: true,
    },
    {
      name: 'alias get',
      target: (n) => get(`registered-models/alias?name=${usual(n)}&alias=champion`),
      alsoMany: true,
    },
    {
      name: 'search versions, page of 100, tag of 1 in 20',
      target: (n) => get(`model-versions/search?max_results=100&${filter(`tags.team = 'team-${n % 20}'`)}`),
    },
    {
      name: 'search versions, page of 100, tag of 1 in 2,000',
      target: () => get(`model-versions/search?max_results=100&${filter("tags.rare = 'yes'")}`),
    },
    {
      name: 'search versions, page of 100, one model of 10,000',
      target: () => get(`model-versions/search?max_results=100&${filter("name = 'big'")}`),
    },
    {
      name: 'search versions, page of 100 by name',
      target: () => get('model-versions/search?max_results=100&order_by=name'),
    },
    { name: 'search models, page of 100', target: () => get('registered-models/search?max_results=100') },
    {
      name: 'search models by part of the name',
      target: (n) => get(`registered-models/search?max_results=100&${filter(`name LIKE '%-${n % 1000}%'`)}`),
    },
    { name: 'search 10,000 versions at once', target: () => get('model-versions/search?max_results=10000') },
    {
      name: 'model-versions/create',
      target: (n) => ({
        ...get('model-versions/create'),
        body: JSON.stringify({ name: usual(n), source: `s3://bucket/${n}`, tags: [{ key: 'team', value: 'new' }] }),
      }),
    },
    {
      name: `log-batch of ${METRICS} metrics`,
      target: (n) => ({ ...get('runs/log-batch'), body: JSON.stringify({ run_id: runId, metrics: metricsOf(n) }) }),
    },
  ];
}

/** metricsOf are new points of different metrics, each of which becomes the newest of its metric. */
const metricsOf = (step: number) =>
  Array.from({ length: METRICS }, (_, index) => ({ key: `metric ${index}`, value: index / 7, timestamp: step, step }));

async function measure({ name, target, alsoMany }: Question): Promise<Figure[]> {
  await putLoad(target, 1, ROUND_MS / 4);
  const one = await putLoad(target, 1, ROUND_MS);
  const figures = [
    { name: `${name}: p50`, value: one.p50Ms, unit: 'ms' },
    { name: `${name}: p95`, value: one.p95Ms, unit: 'ms' },
  ];
  const many = alsoMany ? await putLoad(target, 16, ROUND_MS) : null;
  if (one.failed + (many?.failed ?? 0) > 0)
    throw new Error(`${name}: ${one.failed} of one, ${many?.failed} of many failed`);
  if (many !== null) figures.push({ name: `${name}: 16 at once`, value: many.requestsPerSecond, unit: 'requests/s' });
  return figures;
}

/** createAtOnce makes versions of one model from 64 callers and looks at the numbers they got. */
async function createAtOnce(slipway: RunningSlipway): Promise<Figure[]> {
  const create = async (n: number): Promise<string> => {
    const response = await fetch(`${slipway.url}/api/2.0/mlflow/model-versions/create`, {
      method: 'POST',
      headers: { ...bearer(slipway), 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'rest-0', source: `s3://bucket/${n}` }),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const made = (await response.json()) as { model_version: { version: string } };
    return made.model_version.version;
  };
  const numbers: string[] = [];
  const allMs = await timeMs(async () =>
    numbers.push(...(await Promise.all(Array.from({ length: CREATORS }, (_, n) => create(n))))),
  );
  return [
    { name: `${CREATORS} creations of one model at once: all done`, value: allMs, unit: 'ms' },
    {
      name: `${CREATORS} creations of one model at once: different numbers`,
      value: new Set(numbers).size,
      unit: 'of 64',
    },
  ];
}

const bearer = ({ token }: RunningSlipway): Record<string, string> => ({ authorization: `Bearer ${token}` });
