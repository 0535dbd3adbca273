import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NewModelVersion, NewServingEndpoint, type ModelVersion } from '@slipway/contracts';
import { createCore, openCore, readSettings, systemActor, type Core, type Log, type Route } from '@slipway/core';
import { createTestDatabase } from '@slipway/testkit';
import { startGateway, type RunningGateway } from '../src/start-gateway.js';
import { startCuttableProxy, type CuttableProxy } from './cuttable-proxy.js';
import { flightSchema } from './test-models.js';

const token = 'slw_test0123456789abcdefghijABCDEFGHIJ';
export const actor = systemActor('default');

/** ServedCore is a core on a database of its own with a gateway that reaches the same database through a proxy. */
export interface ServedCore {
  core: Core;
  gateway: RunningGateway;
  proxy: CuttableProxy;
  logged: string[];
  /** What the next unkeyed requests draw; 0.5 when empty. */
  draws: number[];
  url: string;
  /** The token that the gateway accepts. */
  token: string;
  ask(path: string, body?: object | string, headers?: Record<string, string>): Promise<Response>;
  register(name: string, bytes: Uint8Array, schema?: unknown): Promise<ModelVersion>;
  deploy(endpoint: string, version: ModelVersion): Promise<void>;
  /** Appends a config with a candidate and waits until the gateway answers by it. */
  canary(
    endpoint: string,
    candidates: ModelVersion | ModelVersion[],
    weightBp: number,
    rolloutId?: string | null,
    assignment?: Route['assignment'],
  ): Promise<number>;
  /** Where a stored file lies. */
  pathOf(digest: string): string;
  /** The route as the gateway answers by it. */
  routeOf(endpoint: string): Route;
  stop(): Promise<void>;
}

/** startServedCore starts it; `stop` drops everything. */
export async function startServedCore(more: Record<string, string> = {}): Promise<ServedCore> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-gateway-'));
  const { url, database, drop } = await createTestDatabase();
  const proxy = await startCuttableProxy(url);
  const env = { SLIPWAY_DATA: folder, SLIPWAY_BOOTSTRAP_TOKEN: token, ...more };
  const logged: string[] = [];
  const note = (message: string, details?: Record<string, unknown>) =>
    void logged.push(`${message} ${JSON.stringify(details)}`);
  const log: Log = { info: () => undefined, warn: note, error: note };
  const core = createCore({ database, settings: readSettings({ ...env, DATABASE_URL: url }), log });
  await core.access.prepareFirstStart();
  const behind = openCore({
    settings: readSettings({ ...env, DATABASE_URL: proxy.url }),
    log,
    part: 'gateway',
    connections: 4,
  });
  const draws: number[] = [];
  const gateway = await startGateway(
    behind.core,
    'gateway:test',
    { http: { port: 0, host: '127.0.0.1' }, grpc: { port: 0, host: '127.0.0.1' } },
    () => draws.shift() ?? 0.5,
  );
  const address = `http://127.0.0.1:${gateway.port}`;
  const routeOf = (endpoint: string): Route => {
    const served = gateway.routes.find(endpoint);
    if (served === undefined) throw new Error(`${endpoint} is not served`);
    return served.route;
  };
  return {
    core,
    gateway,
    proxy,
    logged,
    draws,
    url: address,
    token,
    routeOf,
    pathOf: (digest) => join(core.kit.settings.artifactsFolder, 'sha256', digest.slice(7, 9), digest.slice(9)),
    ask: (path, body, headers = {}) =>
      fetch(`${address}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body !== undefined && {
          body: typeof body === 'string' || isBytes(body) ? body : JSON.stringify(body),
        }),
      }),
    register: async (name, bytes, schema = flightSchema) => {
      const { digest } = await core.artifacts.store(once(bytes));
      const body = NewModelVersion.parse({ files: [{ path: 'model.onnx', digest }], schema });
      return core.registry.versions.create(actor, { params: { name }, body });
    },
    deploy: async (name, { model, version }) => {
      await core.serving.createEndpoint(actor, { body: NewServingEndpoint.parse({ name, model, version }) });
      await until(
        gateway,
        () => gateway.routes.find(name)?.variants.every(({ model: { state } }) => state === 'ready') === true,
      );
    },
    canary: async (endpoint, candidates, weightBp, rolloutId = null, assignment) => {
      const row = await core.serving.requireEndpoint(actor, endpoint);
      const { variants } = await core.serving.currentConfig(row);
      const stable = variants.find(({ role }) => role === 'stable')!;
      const number = await core.kit.db.transaction((tx) =>
        core.serving.appendConfig(tx, actor, {
          endpointId: row.id,
          variants: [
            { ...stable, weightBp: 10_000 - weightBp * [candidates].flat().length },
            ...[candidates].flat().map(({ id: versionId, model, version }) => ({
              role: 'candidate' as const,
              versionId,
              model,
              version,
              weightBp,
            })),
          ],
          rolloutId,
          ...(assignment && { assignment }),
          why: 'test',
        }),
      );
      await until(gateway, () => routeOf(endpoint).configNumber === number);
      return number;
    },
    stop: async () => {
      await gateway.stop();
      await behind.close();
      await proxy.close();
      await core.audit.feed.close();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isBytes = (body: object): body is Uint8Array<ArrayBuffer> => body instanceof Uint8Array;

async function until(gateway: RunningGateway, isSo: () => boolean): Promise<void> {
  const fromMs = performance.now();
  while (!isSo()) {
    if (performance.now() - fromMs > 10_000) throw new Error('the gateway did not follow within 10 s');
    await gateway.routes.refresh();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}
