import { afterAll, beforeAll, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { lateFlights } from './test-models.js';

let served: ServedCore;

beforeAll(async () => {
  served = await startServedCore();
  const version = await served.register('flights', lateFlights);
  await served.deploy('alone', version);
  await served.deploy('joined', version);
  await served.core.serving.updateEndpoint(actor, {
    params: { name: 'joined' },
    body: { batchRows: 16, batchDelayMs: 2 },
  });
  await served.gateway.routes.refresh();
});

afterAll(() => served.stop());

const row = (i: number) => ({ distance: i / 100 - 1.5, carrier: i % 3 === 0 ? 'WN' : 'AA' });
const rows = (i: number) => Array.from({ length: 1 + (i % 4) }, (_, k) => row(i + k));
const scores = async (answer: Response): Promise<number[]> =>
  ((await answer.json()) as { predictions: { score: number }[] }).predictions.map(({ score }) => score);

test('of many requests at once each gets the answer of a run of its own', async () => {
  const asked = Array.from({ length: 300 }, (_, i) => rows(i));
  const ask = (endpoint: string) => (body: object) => served.ask(`/v1/endpoints/${endpoint}/predict`, { rows: body });
  const joined = await Promise.all(asked.map(ask('joined')));
  expect(new Set(joined.map(({ status }) => status))).toEqual(new Set([200]));
  const alone = await Promise.all(asked.map(ask('alone')));
  for (const [i, answer] of joined.entries()) {
    const own = (await scores(alone[i]!)).map((score) => expect.closeTo(score, 6) as number);
    expect(await scores(answer)).toEqual(own);
  }
});

test('a request that is wrong is refused alone, its neighbours are answered', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      served.ask('/v1/endpoints/joined/predict', { rows: [i === 7 ? { ...row(i), carrier: 'XX' } : row(i)] }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map((_, i) => (i === 7 ? 422 : 200)));
});
