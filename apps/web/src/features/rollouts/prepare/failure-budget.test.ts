import type { EvidenceSegment } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { failureBudget } from './failure-budget.js';

const policy = { thetaHarm: 1.25, badRequestBudget: 50 };
const segment = (stable: [number, number], candidate: [number, number]): EvidenceSegment => ({
  configNumber: 1,
  weight: 0.1,
  stable: { units: stable[0], events: stable[1] },
  candidate: { units: candidate[0], events: candidate[1] },
});

describe('failureBudget', () => {
  it.each([
    ['nothing failed', [segment([900, 0], [100, 0])], 0, 0],
    ['as many as stable', [segment([900, 90], [100, 10])], 10, 0],
    ['twice as many as stable', [segment([900, 90], [100, 20])], 20, 7],
    ['stable answered nothing', [segment([0, 0], [10, 4])], 4, 4],
  ])('%s', (_, requests, failures, excess) => {
    expect(failureBudget(policy, { guardrails: [], requests, metrics: [] })).toEqual({ failures, excess, budget: 50 });
  });
});
