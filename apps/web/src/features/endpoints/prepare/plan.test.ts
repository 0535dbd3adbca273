import { expect, test } from 'vitest';
import { planWords } from './plan.js';

const load = (times: number, p95Ms: number | null) => ({
  times,
  requestsPerSecond: times,
  utilisation: 0.2 * times,
  meanWaitMs: p95Ms,
  p95Ms,
  neededReplicas: times,
});
const plan = { replicas: 2, targetP95Ms: 100, requests: 500, serviceMeanMs: 20, asked: null };

test.each([
  [null, 'It takes 50 requests to plan by; fewer came in the last hour.'],
  [{ ...plan, loads: [load(1, 30), load(2, 99)] }, '2 replicas of 20 ms a request: enough for ten times the traffic.'],
  [
    { ...plan, loads: [load(1, 30), load(2, null)] },
    '2 replicas of 20 ms a request: at 2 times the traffic p95 is above 100 ms.',
  ],
  [{ ...plan, loads: [load(1, 120)] }, '2 replicas of 20 ms a request: already p95 is above 100 ms.'],
])('%#', (found, words) => expect(planWords(found)).toBe(words));
