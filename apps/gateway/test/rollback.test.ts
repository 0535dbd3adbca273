import { NewRollout, type Rollout } from '@slipway/contracts';
import type { JobContext } from '@slipway/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { brokenFlights, lateFlights, laterFlights } from './test-models.js';

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore();
});
afterAll(() => served.stop());

const ask = (endpoint: string, distance: number, headers: Record<string, string> = {}) =>
  served.ask(`/v1/endpoints/${endpoint}/predict`, { rows: [{ distance, carrier: 'WN' }] }, headers);

/** Deploys a version and gives another one a share, until the gateway answers by that. */
async function canary(name: string, model: Uint8Array, weightBp: number, policy = {}): Promise<Rollout> {
  await served.deploy(name, await served.register(name, lateFlights));
  const { version } = await served.register(name, model);
  const body = NewRollout.parse({ version, steps: [{ weightBp }], policy });
  const rollout = await served.core.rollouts.startRollout(actor, { params: { name }, body });
  await expect.poll(() => served.gateway.routes.find(name)?.route.rolloutId, { timeout: 10_000 }).toBe(rollout.id);
  return rollout;
}

test('with the database gone a failing candidate is cut off by the gateway, and rolled back when it is there again', async () => {
  const { id } = await canary('cut-off', brokenFlights, 10_000, { failFirst: 3 });
  expect((await ask('cut-off', 1, { 'x-slipway-version': '1' })).status).toBe(200);
  served.proxy.cut();
  const answers = [];
  for (let i = 0; i < 6; i += 1) {
    const { status, headers } = await ask('cut-off', -1);
    answers.push([status, headers.get('x-slipway-variant')]);
  }
  const [failed, safe] = [
    [500, null],
    [200, 'stable'],
  ];
  expect(answers).toEqual([failed, failed, failed, safe, safe, safe]);
  served.proxy.restore();
  await expect
    .poll(
      async () => {
        await served.gateway.flusher.flush();
        await served.core.rollouts.reconcile({ rolloutId: id }, {
          actor,
          commit: (work) => served.core.kit.db.transaction(work),
        } as JobContext);
        return (await served.core.rollouts.getRollout(actor, { params: { id } })).sentence;
      },
      { timeout: 10_000 },
    )
    .toBe('Rolled back to v1: the first 3 requests to the candidate all failed.');
});

test('a way back reaches all traffic within a second of the decision, and fails nobody', async () => {
  const { id } = await canary('way-back', laterFlights, 5_000);
  const asked: { fromMs: number; status: number; variant: string | null }[] = [];
  let isOver = false;
  const callers = Array.from({ length: 6 }, async (_, caller) => {
    for (let i = 0; !isOver; i += 1) {
      const fromMs = performance.now();
      const { status, headers } = await ask('way-back', 1, { 'x-slipway-key': `${caller}-${i}` });
      asked.push({ fromMs, status, variant: headers.get('x-slipway-variant') });
    }
  });
  await expect.poll(() => asked.filter(({ variant }) => variant === 'candidate').length).toBeGreaterThan(20);
  await served.core.rollouts.abortRollout(actor, { params: { id }, body: {} });
  const decidedMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  isOver = true;
  await Promise.all(callers);
  expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
  const late = asked.filter(({ fromMs }) => fromMs > decidedMs + 1_000);
  expect(late.length).toBeGreaterThan(0);
  expect(late.filter(({ variant }) => variant !== 'stable')).toEqual([]);
});
