import type { RolloutLook } from '@slipway/contracts';
import { aRollout } from '@slipway/testkit';
import { expect, it } from 'vitest';
import { goalPicture } from './goal-picture.js';

const arm = {
  model: 'churn',
  weightBp: 2_000,
  dropped: null,
  goal: null,
  guardrails: [],
  measures: [],
  checks: [],
  leads: false,
};
const test = { ...aRollout, arms: [2, 3].map((version) => ({ ...arm, version })) };
const look = (seconds: number, arms: RolloutLook['arms']): RolloutLook => ({
  at: new Date(Date.parse(aRollout.startedAt) + seconds * 1_000).toISOString(),
  wantedBp: 4_000,
  seenBp: 4_000,
  harmE: 1,
  safeE: 1,
  stableRate: null,
  candidateRate: null,
  candidateUnits: 0,
  guardrails: [],
  arms,
});

it('draws a line for each candidate, told apart by its stroke, until it is taken out', () => {
  const at = (version: number, estimate: number | null) => ({ version, estimate, lower: -1, upper: 2 });
  const picture = goalPicture(test, [look(60, [at(2, 0.5), at(3, null)]), look(120, [at(2, 0.6)])]);
  expect(picture.series.map(({ label }) => label)).toEqual(['v2', 'v3']);
  expect(new Set(picture.series.map((line) => line.look.dash)).size).toBe(2);
  expect(picture.table.rows.length).toBeGreaterThan(0);
});

it('of no look is empty', () => expect(goalPicture(test, []).series).toHaveLength(2));
