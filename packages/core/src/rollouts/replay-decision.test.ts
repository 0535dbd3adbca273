import { RolloutPlan, RolloutPolicy, type RolloutDecision, type RolloutObservation } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { judge } from './judge.js';
import { configHash, replayDecision } from './replay-decision.js';

const counts = (failed: number): RolloutObservation['counts'] => {
  const segments = [
    { configNumber: 2, weight: 0.1, stable: { units: 9000, events: 9 }, candidate: { units: 1000, events: failed } },
  ];
  return { guardrails: [{ name: 'errors', segments }], requests: segments, metrics: [] };
};
const observation: RolloutObservation = {
  at: '2026-11-21T12:05:00.000Z',
  step: 0,
  plan: RolloutPlan.parse({ strategy: 'canary' }),
  policy: RolloutPolicy.parse({ guardrails: ['errors'] }),
  stepStartedAt: '2026-11-21T12:00:00.000Z',
  counts: counts(0),
  isSeen: true,
  candidateFailure: null,
  checks: [],
  arms: [],
};
/** What a pass stores of its own decision: everything went through JSON. */
const stored = JSON.parse(JSON.stringify(observation)) as RolloutObservation;
const recorded: RolloutDecision = {
  ...judge(observation).decision,
  number: 2,
  at: observation.at,
  act: 'advance',
  arms: [],
  by: 'Slipway',
  fromStep: 0,
  toStep: 1,
  guardrails: [],
  isAutomatic: true,
  configHash: configHash(observation),
};

describe('a replay', () => {
  it('makes the same decision from what was stored', () => {
    expect(replayDecision(recorded, stored)).toMatchObject({ agrees: true, replayed: { act: 'advance', toStep: 1 } });
  });

  it('is the same decision in other words', () => {
    expect(replayDecision({ ...recorded, why: 'as said last year' }, stored)).toMatchObject({ agrees: true });
  });

  it('makes another one from other counts, and says so', () => {
    const { agrees, replayed } = replayDecision(recorded, stored, counts(40));
    expect([agrees, replayed.act, replayed.toStep]).toEqual([false, 'roll_back', 0]);
    expect(replayed.why).toMatch(/^errors 40x \(40 of 1,000 requests failed/);
  });

  it('notices a single count', () => {
    expect(replayDecision(recorded, stored, counts(1))).toMatchObject({ agrees: false, replayed: { act: 'hold' } });
  });

  it('neither confirms nor denies what a person did', () => {
    const byPerson = { ...recorded, act: 'abort' as const, isAutomatic: false };
    expect(replayDecision(byPerson, stored)).toMatchObject({ agrees: null, replayed: { act: 'advance' } });
  });
});

describe('the hash of a config', () => {
  it('does not depend on the order of keys', () => {
    const policy = Object.fromEntries(Object.entries(observation.policy).reverse()) as RolloutPolicy;
    expect(configHash({ plan: observation.plan, policy })).toBe(configHash(observation));
  });

  it('changes with any rule', () => {
    const policy = { ...observation.policy, alpha: 0.01 };
    expect(configHash({ ...observation, policy })).not.toBe(configHash(observation));
  });
});
