import type { RunningSlipway } from './running-slipway.js';

/** startRun starts a run of experiment 0 as MLflow's client does, and returns its id. */
export async function startRun({ url, token }: RunningSlipway): Promise<string> {
  const response = await fetch(`${url}/api/2.0/mlflow/runs/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ experiment_id: '0' }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return ((await response.json()) as { run: { info: { run_id: string } } }).run.info.run_id;
}
