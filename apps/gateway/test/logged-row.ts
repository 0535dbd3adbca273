import type { LoggedRow } from '@slipway/core';

/** loggedRow is a row of the prediction log as a gateway writes it, with what a test wants otherwise. */
export const loggedRow = (change: Partial<LoggedRow>): LoggedRow => ({
  requestId: 'p',
  row: 0,
  endpointId: 'e',
  configNumber: 1,
  versionId: 'v',
  role: 'stable',
  receivedAt: new Date(0),
  at: new Date(0),
  status: 200,
  latencyMs: 1,
  outliers: [],
  key: null,
  isDrawn: true,
  inSample: true,
  draw: 0.5,
  keepRate: 1,
  inputs: { x: 1 },
  output: null,
  error: null,
  ...change,
});
