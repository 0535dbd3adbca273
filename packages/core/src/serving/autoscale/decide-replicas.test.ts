import { Autoscale } from '@slipway/contracts';
import { describe, expect, test } from 'vitest';
import { decideReplicas, type LoadSample, type Scaling } from './decide-replicas.js';

const policy = Autoscale.parse({
  minReplicas: 1,
  maxReplicas: 8,
  targetConcurrency: 2,
  outCooldownSeconds: 10,
  inCooldownSeconds: 60,
});
const nowMs = 1_000_000;
const looks = (replicas: number) => [{ fromMs: nowMs - 60_000, untilMs: nowMs - 2_000, replicas }];
const scaling = (more: Partial<Scaling> = {}): Scaling => ({
  replicas: 2,
  outAtMs: null,
  inAtMs: null,
  asked: looks(2),
  ...more,
});
const load = (open: number, p95Ms: number | null = null): LoadSample[] =>
  [8_000, 4_000, 0].map((ago) => ({ atMs: nowMs - ago, open, p95Ms }));

test.each<[string, Partial<Autoscale>, Partial<Scaling>, LoadSample[], number, RegExp | null]>([
  ['as many as are needed', {}, {}, load(4), 2, null],
  ['more load', {}, {}, load(9), 5, /9\.0 open requests at 2 a replica/],
  ['at most fourfold', {}, { replicas: 1 }, load(16), 4, /16/],
  ['at most the maximum', {}, { replicas: 4 }, load(99), 8, /99/],
  ['one high look is a burst', {}, {}, [...load(0).slice(0, 2), { atMs: nowMs, open: 12, p95Ms: null }], 2, null],
  ['soon after the last step out', {}, { outAtMs: nowMs - 9_000 }, load(9), 2, null],
  ['less load, still needed a moment ago', {}, {}, load(0), 2, null],
  ['less load for a whole cooldown', {}, { asked: looks(1) }, load(0), 1, /the last 60 s needed 1 at most/],
  ['less load, soon after a step out', {}, { asked: looks(1), outAtMs: nowMs - 30_000 }, load(0), 2, null],
  ['less load, watched only just now', {}, { asked: [] }, load(0), 2, null],
  ['zero where it is allowed', { minReplicas: 0 }, { replicas: 1, asked: looks(0) }, load(0), 0, /needed 0/],
  [
    'from zero with the first request, whatever was just before',
    { minReplicas: 0 },
    { replicas: 0, inAtMs: nowMs - 1 },
    load(1),
    1,
    /1\.0 open/,
  ],
  ['slow answers', { targetP95Ms: 100 }, {}, load(3, 250), 3, /p95 is 250 ms, above 100 ms/],
  ['slow answers that nobody waits for', { targetP95Ms: 100 }, {}, load(0, 250), 2, null],
  ['other bounds', { minReplicas: 3 }, {}, load(0), 3, /between 3 and 8/],
  ['no look at all', {}, {}, [], 2, null],
])('%s', (_, more, before, samples, replicas, why) => {
  const decision = decideReplicas({ ...policy, ...more }, scaling(before), samples, nowMs);
  expect(decision.scaling.replicas).toBe(replicas);
  if (why === null) expect(decision.why).toBeNull();
  else expect(decision.why).toMatch(why);
});

/** A load step on servers that take `serviceMs` each: requests arrive at random, wait in one queue, and new replicas take 5 s to start. */
describe('a load step 1x, 10x, 1x', () => {
  const run = (noise: number) => {
    const trace: { second: number; replicas: number; open: number }[] = [];
    let now: Scaling = { replicas: 1, outAtMs: null, inAtMs: null, asked: [] };
    let [open, seed] = [0, 7];
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const started: { atSecond: number; replicas: number }[] = [{ atSecond: 0, replicas: 1 }];
    const samples: LoadSample[] = [];
    for (let second = 0; second < 900; second += 1) {
      const rate = second >= 300 && second < 600 ? 100 : 10;
      const arrivals = rate * (1 + noise * (2 * random() - 1));
      const running = Math.min(now.replicas, started.findLast(({ atSecond }) => atSecond <= second)?.replicas ?? 1);
      // 100 ms of work for each request: with plenty of servers ten a second keep one busy.
      const capacity = running * 20;
      open = Math.max(arrivals * 0.1, open + arrivals - capacity);
      samples.push({ atMs: second * 1_000, open, p95Ms: null });
      const { scaling: next, why } = decideReplicas(
        { ...policy, inCooldownSeconds: 60 },
        now,
        samples.slice(-20),
        second * 1_000,
      );
      if (why !== null) started.push({ atSecond: second + 5, replicas: next.replicas });
      now = next;
      trace.push({ second, replicas: now.replicas, open });
    }
    return trace;
  };
  const turns = (trace: { replicas: number }[]): number => {
    const steps = trace.flatMap(({ replicas }, at) => {
      const change = replicas - (trace[at - 1]?.replicas ?? replicas);
      return change === 0 ? [] : [Math.sign(change)];
    });
    return steps.filter((sign, at) => at > 0 && sign !== steps[at - 1]).length;
  };

  test.each([0, 0.3, 0.6])('with noise %d: it grows, holds and shrinks once, and the queue empties', (noise) => {
    const trace = run(noise);
    expect(turns(trace)).toBe(1);
    const at = (second: number) => trace[second]!;
    expect(at(299).replicas).toBe(1);
    expect(at(400).replicas).toBeGreaterThanOrEqual(5);
    expect(at(590).open).toBeLessThan(20);
    expect(at(899).replicas).toBe(1);
  });
});
