import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServedCore, type ServedCore } from './served-core.js';
import { lateFlights } from './test-models.js';

const hasClient = spawnSync('python3', ['-c', 'import importlib.util as u; assert u.find_spec("kserve")']).status === 0;
const script = fileURLToPath(new URL('kserve-client.py', import.meta.url));

/** `npm test -- clients` does not bring the package, which takes minutes to install: put the bin folder of a virtual environment with `kserve` first on PATH. */
describe.skipIf(!hasClient)("KServe's unmodified Python clients", () => {
  let served: ServedCore;
  beforeAll(async () => {
    served = await startServedCore();
    await served.deploy('flights', await served.register('late', lateFlights));
  });
  afterAll(() => served.stop());

  it('predict over HTTP and gRPC', { timeout: 120_000 }, async () => {
    const { port, grpcPort } = served.gateway;
    const places = [`127.0.0.1:${port}`, `127.0.0.1:${grpcPort}`, served.token];
    const { stdout } = await promisify(execFile)('python3', [script, ...places]);
    expect(stdout.trim()).toBe('done');
  });
});
