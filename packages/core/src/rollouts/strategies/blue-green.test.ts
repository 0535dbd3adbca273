import { BlueGreenPlan, RolloutPolicy, type EvidenceSegment } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { judge } from '../judge.js';

const policy = RolloutPolicy.parse({ maxHoldSeconds: 1_000 });
const after = (candidate: [units: number, events: number]): EvidenceSegment[] => [
  {
    configNumber: 3,
    weight: 1,
    stable: { units: 0, events: 0 },
    candidate: { units: candidate[0], events: candidate[1] },
  },
];

test.each([
  ['is warmed first', {}, 0, 5, [], { isSeen: false }, 'hold', /not warm at every gateway/],
  ['is tested without traffic', {}, 0, 5, [], {}, 'hold', /tested for 5 s more/],
  ['is switched when it was tested', {}, 0, 11, [], {}, 'advance', /warm at every gateway/],
  ['waits for the person who switches', { switchBy: 'person' }, 0, 11, [], {}, 'hold', /a person switches/],
  ['waits no longer than the policy allows', { switchBy: 'person' }, 0, 1_001, [], {}, 'pause', /a person decides/],
  ['goes back when it cannot run', {}, 0, 1, [], { candidateFailure: 'it crashed' }, 'roll_back', /it crashed/],
  ['is kept beside the former version', {}, 1, 5, after([500, 0]), {}, 'hold', /lasts 15 s more/],
  ['is complete when it was shown safe', {}, 1, 21, after([500, 0]), {}, 'complete', /shown safe/],
  ['is not complete without traffic', {}, 1, 21, after([0, 0]), {}, 'hold', /no candidate traffic/],
  ['goes back when its first requests all fail', {}, 1, 1, after([5, 5]), {}, 'roll_back', /all failed/],
  ['goes back when its budget of failures is spent', {}, 1, 1, after([500, 50]), {}, 'roll_back', /budget is 50/],
])('a candidate %s', (_, options, step, seconds, segments, more, act, why) => {
  const plan = BlueGreenPlan.parse({ strategy: 'blue_green', testSeconds: 10, keepSeconds: 20, ...options });
  const { decision } = judge({
    at: new Date(seconds * 1_000).toISOString(),
    step,
    plan,
    policy,
    stepStartedAt: new Date(0).toISOString(),
    counts: { guardrails: [{ name: 'errors', segments }], requests: segments, metrics: [] },
    isSeen: true,
    candidateFailure: null,
    checks: [],
    arms: [],
    ...more,
  });
  expect(decision).toMatchObject({ act, why: expect.stringMatching(why) });
});
