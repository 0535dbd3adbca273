import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServedCore, type ServedCore } from './served-core.js';
import { lateFlights } from './test-models.js';

const hasClient = spawnSync('python3', ['-c', 'import tritonclient.http.aio, tritonclient.grpc']).status === 0;
const script = fileURLToPath(new URL('triton-client.py', import.meta.url));

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore();
  await served.deploy('flights', await served.register('late', lateFlights));
});
afterAll(() => served.stop());

/** Where python3 has the package `tritonclient`: put the bin folder of its virtual environment first on PATH. */
describe.skipIf(!hasClient)("Triton's unmodified Python clients", () => {
  it('predict over HTTP, asynchronous HTTP and gRPC', { timeout: 60_000 }, async () => {
    const { port, grpcPort } = served.gateway;
    const places = [`127.0.0.1:${port}`, `127.0.0.1:${grpcPort}`, served.token];
    const { stdout } = await promisify(execFile)('python3', [script, ...places]);
    expect(stdout.trim()).toBe('done');
  });
});
