import type { Run } from '@slipway/contracts';

/** aRun is a finished run for tests. */
export const aRun: Run = {
  id: '0123456789abcdef0123456789abcdef',
  experiment: 1,
  name: 'brave-auk',
  user: 'ada',
  status: 'FINISHED',
  startedAt: '2026-05-12T12:00:00Z',
  endedAt: '2026-05-12T12:01:00Z',
  deleted: false,
  params: { depth: '6' },
  metrics: [{ key: 'auc', value: 0.91, step: 3, at: '2026-05-12T12:00:30Z' }],
  tags: {},
  inputs: [],
  loggedModels: [],
};
