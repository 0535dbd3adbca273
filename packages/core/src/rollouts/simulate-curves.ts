import type { NewSimulation, Simulation, SimulationCurve } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import { medianSeconds, shareOf, simulateRollout, type EventRates, type SimulatedEnd } from './simulate.js';

const MOST_RUNS = 200;
const LOOKS = 360;
const SHORTEST_LOOK_SECONDS = 5;
const POINTS = 60;
/** A keyed rollout is played request by request. */
const MOST_KEYED_REQUESTS = 500_000;

/** SimulationPace is where draws come from, when to stop, and how others get their turn between two rollouts. */
export interface SimulationPace {
  random: () => number;
  isOver: () => boolean;
  breathe: () => Promise<void>;
}

/**
 * simulateCurves plays rollouts of each ratio in turn, at most 200 of each, until its time is over; at least one of each. Candidates differ in errors alone:
 * their answers are as fast as stable's, and none is invalid.
 */
export async function simulateCurves(
  asked: NewSimulation,
  { random, isOver, breathe }: SimulationPace,
): Promise<Simulation> {
  const { requestsPerSecond, horizonSeconds, keys, ratios, steps, policy } = asked;
  if (keys !== null && requestsPerSecond * horizonSeconds > MOST_KEYED_REQUESTS)
    throw new SlipwayError(
      'invalid_request',
      `With keys a simulation plays each request: at most ${MOST_KEYED_REQUESTS.toLocaleString('en')} in all, so shorten it or lower the rate.`,
      [{ path: 'horizonSeconds', message: `times requestsPerSecond, at most ${MOST_KEYED_REQUESTS}` }],
    );
  const lookSeconds = Math.max(SHORTEST_LOOK_SECONDS, horizonSeconds / LOOKS);
  const plans = ratios.map((ratio) => ({
    traffic: { requestsPerSecond, keys, stable: ratesOf(asked, 1), candidate: ratesOf(asked, ratio) },
    steps,
    policy,
    lookSeconds,
    horizonSeconds,
  }));
  const ends: SimulatedEnd[][] = ratios.map(() => []);
  for (let run = 0; run < MOST_RUNS && (run === 0 || !isOver()); run += 1)
    for (const [i, plan] of plans.entries()) {
      ends[i]!.push(simulateRollout(plan, random));
      await breathe();
    }
  return { lookSeconds, horizonSeconds, curves: ratios.map((ratio, i) => curveOf(ratio, ends[i]!, horizonSeconds)) };
}

function ratesOf({ errorRate }: NewSimulation, ratio: number): EventRates {
  return {
    errors: Math.min(1, errorRate * ratio),
    timeouts: 0,
    invalid_outputs: 0,
    latency_p50: 0.5,
    latency_p95: 0.05,
    latency_p99: 0.01,
  };
}

function curveOf(ratio: number, ends: readonly SimulatedEnd[], horizonSeconds: number): SimulationCurve {
  const shareBy = (act: SimulatedEnd['act'], seconds: number): number =>
    ends.filter((end) => end.act === act && end.seconds <= seconds).length / ends.length;
  const bad = ends.map(({ badRequests }) => badRequests).sort((a, b) => a - b);
  return {
    ratio,
    runs: ends.length,
    rolledBack: shareOf(ends, 'roll_back'),
    promoted: shareOf(ends, 'complete'),
    secondsToRollBack: medianSeconds(ends, 'roll_back'),
    secondsToPromote: medianSeconds(ends, 'complete'),
    badRequests: bad[bad.length >> 1]!,
    points: Array.from({ length: POINTS + 1 }, (_, i) => {
      const seconds = (horizonSeconds * i) / POINTS;
      return { seconds, rolledBack: shareBy('roll_back', seconds), promoted: shareBy('complete', seconds) };
    }),
  };
}
