import type { ModelVersion } from '@slipway/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { lateFlights, laterFlights } from './test-models.js';

const SWAPS = 8;
const CALLERS = 16;

let served: ServedCore;
let versions: ModelVersion[];
beforeAll(async () => {
  served = await startServedCore();
  versions = [await served.register('flights', lateFlights), await served.register('flights', laterFlights)];
  await served.deploy('swapped', versions[0]!);
  await served.core.serving.updateEndpoint(actor, {
    params: { name: 'swapped' },
    body: { batchRows: 8, batchDelayMs: 1 },
  });
  await served.gateway.routes.refresh();
});
afterAll(() => served.stop());

/** Makes a version the stable one, and waits until the gateway answers by it. */
async function swapTo({ id, model, version }: ModelVersion): Promise<void> {
  const row = await served.core.serving.requireEndpoint(actor, 'swapped');
  const variants = [{ role: 'stable' as const, versionId: id, model, version, weightBp: 10_000 }];
  const config = { endpointId: row.id, variants, rolloutId: null, why: 'test' };
  const number = await served.core.kit.db.transaction((tx) => served.core.serving.appendConfig(tx, actor, config));
  await served.gateway.routes.refresh();
  await expect.poll(() => served.routeOf('swapped').configNumber, { timeout: 10_000 }).toBe(number);
}

test('through swaps of the version under load, joined runs and all, every answer is that of the version it names', async () => {
  let isOver = false;
  const answers: { distance: number; status: number; version: number; score: number | undefined }[] = [];
  const caller = async (_: unknown, index: number): Promise<void> => {
    for (let sent = 0; !isOver; sent += 1) {
      const distance = ((index * 31 + sent) % 200) / 100 - 1;
      const answer = await served.ask('/v1/endpoints/swapped/predict', { rows: [{ distance, carrier: 'AA' }] });
      const { version, predictions } = (await answer.json()) as { version: number; predictions?: { score: number }[] };
      answers.push({ distance, status: answer.status, version, score: predictions?.[0]?.score });
    }
  };
  const load = Promise.all(Array.from({ length: CALLERS }, caller));
  for (let swap = 1; swap <= SWAPS; swap += 1) await swapTo(versions[swap % 2]!);
  isOver = true;
  await load;
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const wrong = answers.filter(({ distance, version, score }) => {
    const sum = version === versions[0]!.version ? distance : 2 * distance;
    return Math.abs(score! - 1 / (1 + Math.exp(-sum))) > 1e-5;
  });
  expect(wrong).toEqual([]);
  expect(new Set(answers.map(({ version }) => version)).size).toBe(2);
});
