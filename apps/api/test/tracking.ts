import { expect } from 'vitest';
import { mlflowClient } from './mlflow-client.js';
import type { StartedApi } from './started-api.js';

/** Json is whatever an answer holds; a test that reads what is not there fails. */
export type Json = Record<string, never>;

/** refusal is what a refused request is answered with. */
export const refusal = (status: number, code: string, message: unknown = expect.any(String)) => ({
  status,
  body: { error_code: code, message },
});

/** tracking makes experiments and runs as MLflow's client does. */
export function tracking(api: () => StartedApi) {
  const ask = mlflowClient(api);
  let made = 0;
  const experiment = async (more: object = {}): Promise<string> => {
    made += 1;
    const { body } = await ask('POST', 'experiments/create', { name: `experiment ${made}`, ...more });
    return String(body['experiment_id']);
  };
  const run = async (of: string, more: object = {}): Promise<string> => {
    const { body } = await ask('POST', 'runs/create', { experiment_id: of, start_time: 1000 + made, ...more });
    return (body as Json)['run']!['info']!['run_id'];
  };
  const getRun = async (id: string) => ((await ask('GET', 'runs/get', { run_id: id })).body as Json)['run']!;
  const search = async (of: string, more: object = {}) => {
    const { status, body } = await ask('POST', 'runs/search', { experiment_ids: [of], ...more });
    if (status !== 200) return body;
    return ((body['runs'] ?? []) as Json[]).map((found) => found['info']!['run_name'] as string);
  };
  return { ask, experiment, run, getRun, search };
}
