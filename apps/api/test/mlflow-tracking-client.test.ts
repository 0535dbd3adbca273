import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

const has = (packages: string): boolean => spawnSync('python3', ['-c', `import ${packages}`]).status === 0;

let api: StartedApi;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-mlflow-'));
  writeFileSync(join(folder, 'model.onnx'), linearModel({ weights: [1, -1], squash: 'Sigmoid' }));
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Where python3 has the packages: put the bin folder of their virtual environment first on PATH. */
describe("MLflow's unmodified Python client", () => {
  it.skipIf(!has('mlflow, onnx'))(
    'tracks runs, logs an ONNX model, registers it and loads it again',
    { timeout: 180_000 },
    () => runClient('mlflow-tracking-client.py', join(folder, 'model.onnx')),
  );

  it.skipIf(!has('mlflow, sklearn'))(
    'logs what scikit-learn does, evaluates, searches and predicts',
    { timeout: 300_000 },
    () => runClient('mlflow-workflows-client.py'),
  );
});

/** runClient runs a script of the client, which never asks twice, and expects that it comes to its end. */
async function runClient(script: string, ...args: string[]): Promise<void> {
  const environment = {
    MLFLOW_TRACKING_TOKEN: adminToken,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
    HOME: folder,
  };
  const { stdout } = await promisify(execFile)('/usr/bin/env', [
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    'python3',
    fileURLToPath(new URL(script, import.meta.url)),
    await api.app.getUrl(),
    ...args,
  ]);
  expect(stdout.trim().split('\n').at(-1)).toBe('done');
}
