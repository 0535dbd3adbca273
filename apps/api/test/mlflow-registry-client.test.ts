import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

const hasClient =
  spawnSync('python3', ['-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("mlflow") is None)'])
    .status === 0;
const script = fileURLToPath(new URL('mlflow-registry-client.py', import.meta.url));

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
});
afterAll(() => api.stop());

/** Where python3 has the package `mlflow`: put the bin folder of its virtual environment first on PATH. */
describe.skipIf(!hasClient)("MLflow's unmodified Python client", () => {
  it.each([
    ['a token', { MLFLOW_TRACKING_TOKEN: adminToken }],
    [
      'a user name and the token as password',
      { MLFLOW_TRACKING_USERNAME: 'ada', MLFLOW_TRACKING_PASSWORD: adminToken },
    ],
  ])('uses the registry with %s', { timeout: 120_000 }, async (_how, credentials) => {
    await api.core.kit.db.pool.query('TRUNCATE "Model" CASCADE');
    const environment = {
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: 'true',
      ...credentials,
    };
    const { stdout } = await promisify(execFile)('/usr/bin/env', [
      ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      'python3',
      script,
      await api.app.getUrl(),
    ]);
    expect(stdout.trim()).toBe('done');
  });
});
