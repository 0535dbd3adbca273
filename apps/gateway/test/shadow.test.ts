import type { ChildRunner } from '@slipway/inference';
import { linearModel } from '@slipway/testkit';
import { NewRollout } from '@slipway/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { brokenFlights, lateFlights, laterFlights } from './test-models.js';

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore();
});
afterAll(() => served.stop());

const ask = (endpoint: string, ...distances: number[]) =>
  served.ask(`/v1/endpoints/${endpoint}/predict`, {
    rows: distances.map((distance) => ({ distance, carrier: 'WN' })),
  });

/** Deploys a version and mirrors its requests to another one. */
async function shadowed(name: string, model: Uint8Array): Promise<string> {
  await served.deploy(name, await served.register(name, lateFlights));
  const candidate = await served.register(name, model);
  const body = NewRollout.parse({ strategy: 'shadow', version: candidate.version, durationSeconds: 0 });
  const { id } = await served.core.rollouts.startRollout(actor, { params: { name }, body });
  await expect
    .poll(
      async () => {
        await served.gateway.routes.refresh();
        return served.gateway.routes.find(name)?.variants.map(({ variant, model: { state } }) => [variant.role, state]);
      },
      { timeout: 10_000 },
    )
    .toEqual([
      ['stable', 'ready'],
      ['shadow', 'ready'],
    ]);
  return id;
}
const compared = async (id: string) => {
  await served.gateway.flusher.flush();
  return served.core.rollouts.getRolloutComparison(actor, { params: { id } });
};

test('a shadow answers what stable has answered, and nobody gets its answer', async () => {
  const id = await shadowed('mirrored', laterFlights);
  for (const distance of [1, 2, 3]) {
    const response = await ask('mirrored', distance);
    expect([response.status, response.headers.get('x-slipway-variant')]).toEqual([200, 'stable']);
  }
  await expect.poll(async () => (await compared(id)).pairs, { timeout: 10_000 }).toBe(3);
  const report = await compared(id);
  expect(report).toMatchObject({ dropped: 0, failures: { onlyStable: 0, onlyCandidate: 0, both: 0 } });
  expect(report.largestDifference).toBeGreaterThan(0);
  expect(report.candidateLatency.p50Ms).toBeGreaterThan(0);
  expect(report.differences).toHaveLength(3);
  expect(report.differences[0]!.stable).not.toEqual(report.differences[0]!.candidate);
  const { totals } = await served.core.serving.getEndpointStats(actor, {
    params: { name: 'mirrored' },
    query: { minutes: 15 },
  });
  expect(totals.requests).toBe(3);
});

test('a shadow that fails is counted, kept with its error, and never seen by a caller', async () => {
  const id = await shadowed('poisoned', brokenFlights);
  expect((await ask('poisoned', -1)).status).toBe(200);
  await expect.poll(async () => (await compared(id)).failures.onlyCandidate, { timeout: 10_000 }).toBe(1);
  const [kept] = (await compared(id)).differences;
  expect(kept).toMatchObject({ agrees: false, candidate: null, error: expect.stringMatching(/NaN/) });
  const redactions = [{ feature: 'distance', by: 'removal' as const }];
  await served.core.serving.updateEndpoint(actor, { params: { name: 'poisoned' }, body: { redactions } });
  await served.gateway.routes.refresh();
  expect((await ask('poisoned', -1)).status).toBe(200);
  await expect.poll(async () => (await compared(id)).failures.onlyCandidate, { timeout: 10_000 }).toBe(2);
  const texts = (await compared(id)).differences.map(({ error }) => error);
  expect(texts.filter((text) => text?.includes('NaN'))).toHaveLength(1);
});

test('a shadow that stands still holds nobody up: a few copies wait for it, the others are counted as dropped', async () => {
  const id = await shadowed('busy', linearModel({ weights: [3, 3], squash: 'Sigmoid' }));
  const { pid } = served.gateway.routes
    .find('busy')!
    .variants[1]!.model.runnerFor({ batchRows: null, batchDelayMs: 0 }) as ChildRunner;
  process.kill(pid!, 'SIGSTOP');
  for (let i = 0; i < 10; i += 1) expect((await ask('busy', i)).status).toBe(200);
  process.kill(pid!, 'SIGCONT');
  await expect.poll(async () => (await compared(id)).pairs, { timeout: 10_000 }).toBe(4);
  expect(await compared(id)).toMatchObject({ dropped: 6, failures: { onlyCandidate: 0 } });
});
