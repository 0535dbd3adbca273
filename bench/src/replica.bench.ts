import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import type { Bench, Figure } from './bench.js';
import { CALLERS, compareInTurns } from './compare-in-turns.js';
import { denseColumns, denseModel } from './dense-model.js';
import { inferBody } from './mixed-shapes.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { spendLogAllowance } from './spend-log-allowance.js';

const NAME = 'boxed';
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
      const url = `${slipway.gatewayUrl}/v2/models/${NAME}/infer`;
      const headers = { authorization: `Bearer ${slipway.token}` };
      await spendLogAllowance(url, headers, inferBody);
      const figures: Figure[] = [];
      for (const rows of [1, 32]) {
        const body = inferBody(rows);
        const ours = { target: { url, headers, body } };
        const theirs = { target: { url: direct, headers: {}, body } };
        figures.push(...(await compareInTurns(rows === 1 ? '1 row' : `${rows} rows`, ours, theirs, 'asked directly')));
      }
      return figures;
    } finally {
      await createClient({ baseUrl: slipway.url, token: slipway.token })
        .call(api.deleteEndpoint, { params: { name: NAME } })
        .then(() => sleep(8_000))
        .catch(() => undefined);
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

/** Makes an endpoint of one container and returns where that container answers. */
async function deployBoxed({ url, token }: RunningSlipway): Promise<string> {
  const client = createClient({ baseUrl: url, token });
  const { version } = await client.uploadVersion(NAME, [{ name: 'model.onnx', content: denseModel() }]);
  await client.call(api.createEndpoint, { body: { name: NAME, model: NAME, version, runtime: 'docker' } });
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const { items } = await client.call(api.listContainers, { params: { name: NAME } });
    const address = items.find(({ state }) => state === 'ready')?.address;
    const { status } = await client.call(api.getEndpoint, { params: { name: NAME } });
    if (address && status === 'serving') return `http://${address}/v2/models/model/infer`;
    if (performance.now() > until) throw new Error(`no container became ready: ${items[0]?.detail ?? status}`);
    await sleep(500);
  }
}
