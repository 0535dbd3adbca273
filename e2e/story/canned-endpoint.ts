import { aRollout } from '@slipway/testkit';

const variant = {
  role: 'stable',
  model: 'churn',
  version: 1,
  versionId: aRollout.id,
  weightBp: 10_000,
  runtime: 'embedded',
  state: 'ready',
  detail: null,
};
const endpoint = {
  name: 'churn',
  description: '',
  runtime: 'embedded',
  container: null,
  status: 'serving',
  sampleRate: 1,
  logRowsPerSecond: 200,
  redactions: [],
  variants: [variant],
  schema: { task: 'classification', features: [], outputs: [], inputs: [] },
  activeRolloutId: null,
  lastChange: { at: '2026-01-05T09:00:00.000Z', by: 'ada', why: 'deployed' },
};
const totals = { requests: 0, rows: 0, errors: 0, p50Ms: null, p95Ms: null, p99Ms: null, requestsPerSecond: 0 };

/** churnAnswers are what the page of an endpoint asks: `churn` serves version 1, and version 2 could follow. */
export const churnAnswers: Readonly<Record<string, unknown>> = {
  '/endpoints/churn': endpoint,
  '/endpoints/churn/stats': { points: [], totals, errorsByCode: {}, bucketSeconds: 10, from: '', to: '' },
  '/endpoints/churn/rollouts/preflight': {
    ready: true,
    checks: [{ name: 'gates', state: 'passed', why: 'All hold.' }],
  },
  '/models/churn/versions': {
    items: [{ version: 2, status: 'ready', framework: 'onnx', aliases: [] }],
    nextCursor: null,
  },
};
