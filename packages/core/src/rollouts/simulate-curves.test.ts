import { NewSimulation } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { simulateCurves } from './simulate-curves.js';

/** Stops after so many rounds, and counts how often others got their turn. */
function paced(rounds: number) {
  const pace = { turns: 0, left: rounds };
  return {
    pace,
    random: seededRandom(7),
    isOver: () => (pace.left -= 1) <= 0,
    breathe: async () => void (pace.turns += 1),
  };
}
const asked = (more: Partial<NewSimulation> = {}): NewSimulation =>
  NewSimulation.parse({
    steps: [
      { weightBp: 1000, holdSeconds: 60 },
      { weightBp: 5000, holdSeconds: 60 },
    ],
    ...more,
  });

describe('simulated curves', () => {
  it('tell how often and how soon candidates are rolled back and promoted', async () => {
    const { curves, lookSeconds } = await simulateCurves(asked({ ratios: [0, 1, 10] }), paced(12));
    const [none, equal, worse] = curves;
    expect(lookSeconds).toBe(5);
    expect(none).toMatchObject({ ratio: 0, runs: 12, promoted: 1, rolledBack: 0, badRequests: 0 });
    expect(equal!.rolledBack).toBeLessThanOrEqual(0.1);
    expect(worse).toMatchObject({ rolledBack: 1, promoted: 0, secondsToPromote: null });
    expect(worse!.secondsToRollBack).toBeLessThanOrEqual(20);
    expect(worse!.points[0]).toEqual({ seconds: 0, rolledBack: 0, promoted: 0 });
    expect(worse!.points.at(-1)).toEqual({ seconds: 1800, rolledBack: 1, promoted: 0 });
    for (const { points } of curves)
      expect(points).toEqual(points.toSorted((a, b) => a.rolledBack - b.rolledBack || a.promoted - b.promoted));
  });

  it('stop when their time is over, after one rollout of each, and let others go on in between', async () => {
    const slow = paced(0);
    const { curves } = await simulateCurves(asked(), slow);
    expect(curves.map(({ runs }) => runs)).toEqual([1, 1, 1, 1]);
    expect(slow.pace.turns).toBe(4);
  });

  it('are refused when they would play too many requests one by one', async () => {
    const much = asked({ keys: 1000, requestsPerSecond: 1000 });
    await expect(simulateCurves(much, paced(1))).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
