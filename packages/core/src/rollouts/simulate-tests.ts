import type { NewTestSimulation, TestSimulation, TestSimulationCurve } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import type { SimulationPace } from './simulate-curves.js';
import { simulateTest, type SimulatedTestEnd } from './simulate-test.js';

const MOST_RUNS = 200;
const LOOKS = 84;
const POINTS = 42;
const HOURS = 24;

/** simulateTests plays tests of each change in turn, at most 200 of each, until its time is over; at least one of each. Shares that leave stable nothing are an error. */
export async function simulateTests(
  asked: NewTestSimulation,
  { random, isOver, breathe }: SimulationPace,
): Promise<TestSimulation> {
  const { candidates, shareBp, changes, minDays, maxDays } = asked;
  if (candidates * shareBp >= 10_000) throw invalid('shareBp', 'the candidates leave nothing for stable');
  if (minDays > maxDays) throw invalid('maxDays', 'is less than minDays');
  const lookDays = maxDays / LOOKS;
  const ends: SimulatedTestEnd[][] = changes.map(() => []);
  for (let run = 0; run < MOST_RUNS && (run === 0 || !isOver()); run += 1)
    for (const [i, change] of changes.entries()) {
      ends[i]!.push(simulateTest({ asked, change, lookDays }, random));
      await breathe();
    }
  return { lookHours: lookDays * HOURS, curves: changes.map((change, i) => curveOf(asked, change, ends[i]!)) };
}

/** What differs wins rightly where it is better; any other winner is a wrong one. */
function curveOf(
  { better, maxDays }: NewTestSimulation,
  change: number,
  ends: readonly SimulatedTestEnd[],
): TestSimulationCurve {
  const isBetter = better === 'higher' ? change > 0 : change < 0;
  const isRight = ({ winner }: SimulatedTestEnd): boolean => winner === 1 && isBetter;
  const isWrong = (end: SimulatedTestEnd): boolean => end.winner !== null && !isRight(end);
  const share = (isOne: (end: SimulatedTestEnd) => boolean, until = Infinity): number =>
    ends.filter((end) => isOne(end) && end.days <= until).length / ends.length;
  const right = ends.filter(isRight).toSorted((a, b) => a.days - b.days);
  const middle = right[Math.ceil(ends.length / 2) - 1];
  return {
    change,
    runs: ends.length,
    won: share(isRight),
    wonWrongly: share(isWrong),
    rolledBack: share(({ act }) => act === 'rolled_back'),
    daysToWin: middle?.days ?? null,
    callersToWin: middle?.callers ?? null,
    points: Array.from({ length: POINTS + 1 }, (_, i) => {
      const days = (maxDays * i) / POINTS;
      return { days, won: share(isRight, days), wonWrongly: share(isWrong, days) };
    }),
  };
}

const invalid = (path: string, message: string): SlipwayError =>
  new SlipwayError('invalid_request', 'No test can be simulated so.', [{ path, message }]);
