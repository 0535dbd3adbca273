import { RolloutPolicy, type GuardrailEvidence, type MeasureEvidence, type Rollout } from '@slipway/contracts';

/** aGuardrail is evidence on errors that has shown nothing yet, for tests. */
export const aGuardrail: GuardrailEvidence = {
  name: 'errors',
  stable: { units: 4000, events: 20 },
  candidate: { units: 1000, events: 5 },
  ratio: 1,
  harmE: 0.7,
  harmLimit: 40,
  safeE: 6.2,
  safeLimit: 20,
  carriedBy: 'relative',
  verdict: 'not_yet',
};

/** aMeasure is evidence on a business metric that has shown nothing yet, for tests. */
export const aMeasure: MeasureEvidence = {
  name: 'revenue',
  kind: 'metric',
  better: 'higher',
  limit: 1,
  stable: { units: 4_000, mean: 10 },
  candidate: { units: 1_000, mean: 10.5 },
  estimate: 0.5,
  lower: -0.1,
  upper: 1.1,
  level: 0.025,
  isEven: true,
  verdict: 'not_yet',
};

const steps = [
  { weightBp: 1_000, holdSeconds: 60 },
  { weightBp: 5_000, holdSeconds: 60 },
  { weightBp: 10_000, holdSeconds: 0 },
];

/** aRollout is a canary that holds at its first step, for tests. */
export const aRollout: Rollout = {
  id: '01234567-89ab-7def-8123-456789abcdef',
  endpoint: 'churn',
  strategy: 'canary',
  plan: { strategy: 'canary', steps, cohorts: [] },
  rules: [],
  model: 'churn',
  fromVersion: 1,
  toVersion: 2,
  toModel: 'churn',
  state: 'holding',
  step: 0,
  steps,
  policy: RolloutPolicy.parse({}),
  sentence: 'Errors not yet shown safe.',
  wantedBp: 1_000,
  seenBp: 1_000,
  guardrails: [aGuardrail],
  measures: [],
  arms: [],
  nextLookAt: '2026-05-12T12:00:31.000Z',
  stepStartedAt: '2026-05-12T12:00:00.000Z',
  startedAt: '2026-05-12T12:00:00.000Z',
  startedBy: 'ada',
  endedAt: null,
  trainingRunId: null,
  frozen: null,
  startAt: null,
  needsApproval: 'never',
  approvals: [],
  freezeOverride: null,
  hooks: [],
  checks: [],
};
