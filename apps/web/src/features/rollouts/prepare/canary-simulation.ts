import { RolloutPolicy, type RolloutStep } from '@slipway/contracts';
import { firstSteps, readSteps, type StepRow } from '../../../lib/step-rows.js';

/** CanaryForm is a simulated canary as it is typed. */
export interface CanaryForm {
  requestsPerSecond: number | string;
  errorPercent: number | string;
  /** Empty for requests without routing keys. */
  keys: number | string;
  minutes: number | string;
  alphaPercent: number | string;
  thetaHarm: number | string;
  steps: readonly StepRow[];
}

/** CanarySimulation is what the simulator is asked. */
interface CanarySimulation {
  requestsPerSecond: number;
  errorRate: number;
  keys: number | null;
  horizonSeconds: number;
  steps: RolloutStep[];
  policy: { alpha: number; thetaHarm: number };
}

const { alpha, thetaHarm } = RolloutPolicy.parse({});

/** usualCanaryForm is a canary by the usual policy at 100 requests a second. */
export const usualCanaryForm: CanaryForm = {
  requestsPerSecond: 100,
  errorPercent: 0.5,
  keys: '',
  minutes: 30,
  alphaPercent: alpha * 100,
  thetaHarm,
  steps: firstSteps,
};

/** readCanaryForm turns what was typed into a simulation, or says what is wrong with it. */
export function readCanaryForm({ keys, steps, ...typed }: CanaryForm): CanarySimulation | { error: string } {
  const read = readSteps(steps);
  if ('error' in read) return read;
  if (Object.values(typed).includes('')) return { error: 'A number is missing.' };
  return {
    requestsPerSecond: Number(typed.requestsPerSecond),
    errorRate: Number(typed.errorPercent) / 100,
    keys: keys === '' ? null : Number(keys),
    horizonSeconds: Math.round(Number(typed.minutes) * 60),
    steps: read.steps,
    policy: { alpha: Number(typed.alphaPercent) / 100, thetaHarm: Number(typed.thetaHarm) },
  };
}
