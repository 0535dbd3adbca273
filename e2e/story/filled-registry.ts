import { createClient, type Client } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { csv } from './bad-requests.ts';
import type { Slipway } from './slipway.ts';

/** FilledRegistry is what `fillRegistry` made beside the model `delays` and the dataset `held-out`. */
export interface FilledRegistry {
  client: Client;
  /** Two runs of one experiment. */
  runs: [string, string];
}

/** fillRegistry registers three versions of `delays` (the third deleted), measures the first two on `held-out`, and logs two runs as MLflow's client does. */
export async function fillRegistry(slipway: Slipway): Promise<FilledRegistry> {
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  for (const [weight, auc] of [
    [0.2, 0.7],
    [-0.1, 0.65],
    [0.4, 0.6],
  ] as const)
    await client.uploadVersion(
      'delays',
      [{ name: 'model.onnx', content: linearModel({ weights: [weight, 0.1], squash: 'Sigmoid' }) }],
      {
        schema: {
          features: ['distance', 'hour'].map((name) => ({ name, type: 'numeric' })),
          outputs: [{ name: 'probability', role: 'score' }],
        },
        metrics: { auc },
        params: { weight: String(weight), depth: '3' },
        tags: { team: weight > 0 ? 'eu' : 'us' },
      },
    );
  const rows = Array.from(
    { length: 200 },
    (_, row) => `${(row * 7) % 50},${row % 24},${row % 3 === 0 ? 'ORD' : 'SFO'},${row % 2}`,
  );
  await client.uploadDataset('held-out', { name: 'held-out.csv', content: csv('distance,hour,origin,late', ...rows) });
  await client.call(api.setAlias, {
    params: { name: 'delays', alias: 'champion' },
    body: { version: 1, why: 'the first' },
  });
  await client.call(api.deleteVersion, { params: { name: 'delays', version: 3 } });
  for (const version of [1, 2]) {
    const { job } = await client.call(api.startEvaluation, {
      body: { model: 'delays', version, dataset: 'held-out', target: 'late', slices: ['origin'] },
    });
    await client.waitForJob(job.id);
  }
  return { client, runs: [await logRun(slipway, 'shallow', 3), await logRun(slipway, 'deep', 9)] };
}

async function logRun(slipway: Slipway, name: string, depth: number): Promise<string> {
  const ask = async <T>(path: string, body: object): Promise<T> => {
    const response = await fetch(`${slipway.url}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slipway.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { run } = await ask<{ run: { info: { run_id: string } } }>('runs/create', {
    experiment_id: '0',
    run_name: name,
    start_time: 1_790_000_000_000,
  });
  const { run_id } = run.info;
  const metrics = Array.from({ length: 20 }, (_, step) => ({
    key: 'loss',
    value: 1 / (step + depth),
    timestamp: 1_790_000_000_000 + step,
    step,
  }));
  await ask('runs/log-batch', { run_id, metrics, params: [{ key: 'depth', value: String(depth) }] });
  await ask('runs/update', { run_id, status: 'FINISHED', end_time: 1_790_000_100_000 });
  return run_id;
}
