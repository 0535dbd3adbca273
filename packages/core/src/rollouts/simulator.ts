import { setImmediate } from 'node:timers/promises';
import type { NewSimulation, NewTestSimulation, Simulation, TestSimulation } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { simulateCurves, type SimulationPace } from './simulate-curves.js';
import { simulateTests } from './simulate-tests.js';

const LONGEST_MS = 2_000;
/** The same question gets the same answer, as far as the machine has time. */
const SEED = 20_261_121;

/** Simulator plays made-up rollouts for two seconds at most, one at a time, so that requests in between wait for one of them only. */
export class Simulator {
  /** simulateRollout plays canaries. */
  simulateRollout(asked: NewSimulation): Promise<Simulation> {
    return simulateCurves(asked, pace());
  }

  /** simulateTest plays A/B tests. */
  simulateTest(asked: NewTestSimulation): Promise<TestSimulation> {
    return simulateTests(asked, pace());
  }
}

function pace(): SimulationPace {
  const overAt = performance.now() + LONGEST_MS;
  return {
    random: seededRandom(SEED),
    isOver: () => performance.now() >= overAt,
    breathe: () => setImmediate(),
  };
}
