import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import type { Bench, Figure } from './bench.js';
import { CALLERS, compareInTurns, startBareServer } from './compare-in-turns.js';
import { denseColumns, denseModel } from './dense-model.js';
import { compareMixedShapes, inferBody } from './mixed-shapes.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { spendLogAllowance } from './spend-log-allowance.js';

const BATCHES = [1, 32] as const;

/** servingBench compares the Open Inference Protocol through the gateway (authenticated, measured, counted, 200 rows a second logged unless it says otherwise) with a bare server of the same model. */
export const servingBench: Bench = {
  name: 'serving',
  about: `tensors of ${denseColumns} floats as JSON, ${CALLERS} callers, in turns with a bare node:http + onnxruntime server`,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      const model = denseModel();
      const modelFile = join(folder, 'dense.onnx');
      await writeFile(modelFile, model);
      await deployDense(slipway, model);
      const at = (endpoint: string): string => `${slipway.gatewayUrl}/v2/models/${endpoint}/infer`;
      const bare = await startBareServer('tensors', modelFile);
      const [url, joined] = [at('dense'), at('joined')];
      const headers = { authorization: `Bearer ${slipway.token}` };
      for (const one of [url, joined]) await spendLogAllowance(one, headers, inferBody);
      const figures: Figure[] = [];
      for (const rows of BATCHES) {
        const body = inferBody(rows);
        const each = rows === 1 ? '1 row' : `${rows} rows`;
        const theirs = { target: { url: bare.url, headers: {}, body }, processorMs: bare.processorMs };
        const ours = (to: string) => ({ target: { url: to, headers, body }, processorMs: slipway.processorMs });
        figures.push(...(await compareInTurns(each, ours(url), theirs)));
        if (rows > 1) continue;
        figures.push(...(await compareInTurns(`${each}, runs joined`, ours(joined), theirs)));
        figures.push(...(await compareInTurns(`${each}, every row logged`, ours(at('logged')), theirs)));
      }
      bare.stop();
      return [...figures, ...(await compareMixedShapes({ url: joined, headers }, { url, headers }))];
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

/** The same version three times: `dense` runs each request alone, `joined` joins them, `logged` logs every row. */
async function deployDense(slipway: RunningSlipway, model: Uint8Array<ArrayBuffer>): Promise<void> {
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  const { version } = await client.uploadVersion('dense', [{ name: 'model.onnx', content: model }]);
  for (const [name, settings] of [
    ['dense', {}],
    ['joined', { batchRows: 64 }],
    ['logged', { logRowsPerSecond: null }],
  ] as const) {
    await client.call(api.createEndpoint, { body: { name, model: 'dense', version, ...settings } });
    while ((await client.call(api.getEndpoint, { params: { name } })).status !== 'serving') await sleep(100);
  }
}
