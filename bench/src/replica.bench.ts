import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import type { Bench, Figure } from './bench.js';
import { CALLERS, compareInTurns } from './compare-in-turns.js';
import { denseColumns, denseModel } from './dense-model.js';
import { inferBody } from './mixed-shapes.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { spendLogAllowance } from './spend-log-allowance.js';

const MODEL = 'boxed';
/** The same version twice, in a container each: `boxed` is asked request by request, `joined` for several callers at once. */
const ENDPOINTS = { boxed: {}, joined: { batchRows: 64, batchDelayMs: 2 } } as const;
const PATIENCE_MS = 180_000;

/** replicaBench compares a container behind the gateway with the same container asked directly. It needs a Docker Engine where DOCKER_HOST says. */
export const replicaBench: Bench = {
  name: 'replica',
  about: `tensors of ${denseColumns} floats as JSON, ${CALLERS} callers: one container behind the gateway, in turns with the same container asked directly`,
  isLong: true,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      const direct = await deployBoxed(slipway);
      const headers = { authorization: `Bearer ${slipway.token}` };
      const at = (name: keyof typeof ENDPOINTS): string => `${slipway.gatewayUrl}/v2/models/${name}/infer`;
      for (const url of [at('boxed'), at('joined')]) await spendLogAllowance(url, headers, inferBody);
      const compared = (each: string, name: keyof typeof ENDPOINTS, rows: number): Promise<Figure[]> => {
        const body = inferBody(rows);
        const ours = { target: { url: at(name), headers, body } };
        return compareInTurns(each, ours, { target: { url: direct, headers: {}, body } }, 'asked directly');
      };
      return [
        ...(await compared('1 row', 'boxed', 1)),
        ...(await compared('1 row, runs joined', 'joined', 1)),
        ...(await compared('32 rows', 'boxed', 32)),
      ];
    } finally {
      const client = createClient({ baseUrl: slipway.url, token: slipway.token });
      for (const name of Object.keys(ENDPOINTS))
        await client.call(api.deleteEndpoint, { params: { name } }).catch(() => undefined);
      await sleep(8_000);
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

/** Makes the endpoints, of one container each, and returns where that of `boxed` answers. */
async function deployBoxed({ url, token }: RunningSlipway): Promise<string> {
  const client = createClient({ baseUrl: url, token });
  const { version } = await client.uploadVersion(MODEL, [{ name: 'model.onnx', content: denseModel() }]);
  for (const [name, settings] of Object.entries(ENDPOINTS))
    await client.call(api.createEndpoint, { body: { name, model: MODEL, version, runtime: 'docker', ...settings } });
  await readyAddress(client, 'joined');
  return `http://${await readyAddress(client, 'boxed')}/v2/models/model/infer`;
}

/** Where the container of an endpoint answers, once it does. */
async function readyAddress(client: Client, name: keyof typeof ENDPOINTS): Promise<string> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const { items } = await client.call(api.listContainers, { params: { name } });
    const address = items.find(({ state }) => state === 'ready')?.address;
    const { status } = await client.call(api.getEndpoint, { params: { name } });
    if (address && status === 'serving') return address;
    if (performance.now() > until) throw new Error(`no container became ready: ${items[0]?.detail ?? status}`);
    await sleep(500);
  }
}
