import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

const hasClient = spawnSync('python3', ['-c', 'import mlflow, onnx']).status === 0;
const script = fileURLToPath(new URL('mlflow-tracking-client.py', import.meta.url));

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

/** Where python3 has the packages `mlflow` and `onnx`: put the bin folder of its virtual environment first on PATH. */
describe.skipIf(!hasClient)("MLflow's unmodified Python client", () => {
  it('tracks runs, logs an ONNX model, registers it and loads it again', { timeout: 180_000 }, async () => {
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
      script,
      await api.app.getUrl(),
      join(folder, 'model.onnx'),
    ]);
    expect(stdout.trim().split('\n').at(-1)).toBe('done');
  });
});
