import type { GuardrailEvidence, Rollout, RolloutEvidence } from '@slipway/contracts';
import { aGuardrail, aRollout } from '@slipway/testkit';

const errors: GuardrailEvidence = {
  ...aGuardrail,
  stable: { units: 9_000, events: 45 },
  candidate: { units: 1_000, events: 5 },
};
const slow: GuardrailEvidence = { ...errors, name: 'latency_p95', harmLimit: 240, safeE: 24, verdict: 'safe' };
const { startedAt, steps } = aRollout;
const holding: Rollout = {
  ...aRollout,
  plan: { strategy: 'canary', steps, cohorts: [{ name: 'beta', anyOf: [{ header: 'x-user', prefix: 'beta-' }] }] },
  rules: [{ match: { header: 'x-region', in: ['eu'] }, to: 'stable' }],
  fromVersion: 12,
  toVersion: 14,
  sentence:
    'Errors not yet shown safe (e 6.2, needs 20: about 700 more candidate requests without a failure); no harm found.',
  guardrails: [errors, slow],
  nextLookAt: startedAt,
};
const endedAt = '2026-05-12T12:03:00.000Z';

/** rolloutStates are a rollout as the API answers it in each state that a person may find it in. */
export const rolloutStates = {
  running: { ...holding, state: 'running', guardrails: [], seenBp: null, sentence: 'v14 begins with 10 % of traffic.' },
  holding,
  inconclusive: {
    ...holding,
    state: 'paused',
    nextLookAt: null,
    sentence: 'Paused: inconclusive for 86400 s; a person decides.',
  },
  waiting: {
    ...holding,
    state: 'waiting',
    needsApproval: 'every_step',
    guardrails: [{ ...errors, safeE: 25, verdict: 'safe' }, slow],
    sentence: 'Waiting: step 1 needs an approval by somebody other than ada.',
  },
  promoted: {
    ...holding,
    state: 'promoted',
    step: 1,
    wantedBp: 10_000,
    seenBp: 10_000,
    nextLookAt: null,
    endedAt,
    guardrails: [{ ...errors, safeE: 122, verdict: 'safe' }, slow],
    sentence: 'v14 got all traffic: errors shown safe (5 of 1,000 requests failed, e 122, limit 20).',
  },
  rolledBack: {
    ...holding,
    state: 'rolled_back',
    wantedBp: 0,
    seenBp: 0,
    nextLookAt: null,
    endedAt,
    guardrails: [
      { ...errors, candidate: { units: 1_000, events: 21 }, ratio: 4.2, harmE: 118, safeE: 0.01, verdict: 'harmful' },
      slow,
    ],
    sentence: 'Rolled back to v12: errors 4.2x (21 of 1,000 requests failed, e 118, limit 40).',
  },
} satisfies Record<string, Rollout>;

/** evidenceOf is what such a rollout was decided from. */
export function evidenceOf(rollout: Rollout): RolloutEvidence {
  const look = { wantedBp: 1_000, seenBp: 1_000, stableRate: 0.005, guardrails: [], arms: [] };
  return {
    counts: {
      guardrails: [],
      requests: [{ configNumber: 3, weight: 0.1, stable: errors.stable, candidate: errors.candidate }],
      metrics: [],
    },
    arms: [],
    looks: rollout.guardrails.slice(0, 1).flatMap(({ harmE, safeE }) => [
      { ...look, at: '2026-05-12T12:00:01.000Z', harmE: 1, safeE: 1, candidateRate: null, candidateUnits: 0 },
      { ...look, at: '2026-05-12T12:01:00.000Z', harmE, safeE, candidateRate: 0.005, candidateUnits: 1_000 },
    ]),
    decisions: [
      ...(rollout.endedAt === null
        ? []
        : [
            {
              number: 2,
              isAutomatic: true,
              arms: [],
              configHash: 'sha256:0',
              at: rollout.endedAt,
              act: rollout.state === 'promoted' ? ('complete' as const) : ('roll_back' as const),
              by: 'Slipway',
              why: rollout.sentence,
              fromStep: 0,
              toStep: 0,
              guardrails: rollout.guardrails,
            },
          ]),
      {
        number: 1,
        isAutomatic: false,
        arms: [],
        configHash: 'sha256:0',
        at: startedAt,
        act: 'start',
        by: 'ada',
        why: 'v14 beside v12',
        fromStep: 0,
        toStep: 0,
        guardrails: [],
      },
    ],
  };
}
