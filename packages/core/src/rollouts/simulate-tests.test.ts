import { NewTestSimulation } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { simulateTests } from './simulate-tests.js';

const simulate = (rounds: number, more: Partial<NewTestSimulation> = {}) => {
  let left = rounds;
  const pace = { random: seededRandom(11), isOver: () => (left -= 1) <= 0, breathe: () => Promise.resolve() };
  return simulateTests(NewTestSimulation.parse(more), pace);
};

describe('simulated tests', () => {
  it('find a better candidate the sooner the better it is, and an equal one as rarely as promised', async () => {
    const { curves } = await simulate(24, { changes: [0, 0.05, 0.2], maxDays: 28 });
    const [equal, better, best] = curves;
    expect(equal).toMatchObject({ won: 0, runs: 24, daysToWin: null, callersToWin: null });
    expect(equal!.wonWrongly).toBeLessThanOrEqual(0.125);
    expect(best).toMatchObject({ won: 1, wonWrongly: 0 });
    expect(best!.daysToWin).toBeLessThan(better!.daysToWin ?? Infinity);
    expect(best!.callersToWin! / best!.daysToWin!).toBeCloseTo(10_000, -3);
    expect(best!.points.at(-1)).toEqual({ days: 28, won: 1, wonWrongly: 0 });
    expect(best!.points[0]).toEqual({ days: 0, won: 0, wonWrongly: 0 });
  });

  it('take a worse one out, so that of several only the better one is left to win', async () => {
    const { curves } = await simulate(8, { changes: [-0.3, 0.3], candidates: 3, shareBp: 2_500 });
    expect(curves[0]).toMatchObject({ won: 0, wonWrongly: 0 });
    expect(curves[1]).toMatchObject({ won: 1, wonWrongly: 0 });
    const alone = await simulate(4, { changes: [-0.3] });
    expect(alone.curves[0]).toMatchObject({ rolledBack: 1 });
  });

  it('know which way is better', async () => {
    const { curves } = await simulate(4, { changes: [-0.3], better: 'lower' });
    expect(curves[0]).toMatchObject({ won: 1 });
  });

  it.each([
    [{ candidates: 2 }, 'shareBp'],
    [{ minDays: 20 }, 'maxDays'],
  ])('%j is refused', (more, path) =>
    expect(simulate(1, more)).rejects.toMatchObject({ code: 'invalid_request', errors: [{ path }] }),
  );
});
