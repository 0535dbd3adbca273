import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServedCore, type ServedCore } from './served-core.js';
import { lateFlights } from './test-models.js';

const hasClient = spawnSync('python3', ['-c', 'import tritonclient.http.aio, tritonclient.grpc']).status === 0;
const script = fileURLToPath(new URL('triton-client.py', import.meta.url));
const replica = fileURLToPath(new URL('../../inference/dist/main.js', import.meta.url));

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
    expect(await talk(port, grpcPort, served.token)).toBe('done');
  });

  it('find the same in a replica', { timeout: 60_000 }, async () => {
    const { child, port, grpcPort } = await startReplica();
    expect(await talk(port, grpcPort)).toBe('done');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

async function talk(port: number, grpcPort: number, ...token: string[]): Promise<string> {
  const places = [`127.0.0.1:${port}`, `127.0.0.1:${grpcPort}`, ...token];
  const { stdout } = await promisify(execFile)('python3', [script, ...places]);
  return stdout.trim();
}

/** The model server of a container, as its image starts it. */
async function startReplica() {
  const { digest } = await served.core.artifacts.store(Readable.from([lateFlights]));
  const env = { MODEL_PATH: served.pathOf(digest), MODEL_NAME: 'flights', PORT: '0', GRPC_PORT: '0' };
  const child = spawn(process.execPath, [replica], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { port: number; grpcPort: number }) };
}
