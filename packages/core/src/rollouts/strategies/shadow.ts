import type { ShadowPlan } from '@slipway/contracts';
import { everybody } from '../../serving/index.js';
import { decide } from '../decide.js';
import type { Strategy } from './strategy.js';

/**
 * shadow compares stable and candidate on the same requests, of which nobody gets the candidate's answer; its events are the requests at which only one
 * of both failed. It ends without moving traffic.
 */
export const shadow: Strategy<ShadowPlan> = {
  steps: ({ durationSeconds }) => [{ weightBp: 0, holdSeconds: durationSeconds }],
  assignment: () => everybody,
  decide: (situation, _plan, now) => {
    const decision = decide(situation, now);
    return decision.act === 'complete' ? { act: 'finish', why: decision.why } : decision;
  },
};
