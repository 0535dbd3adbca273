import type { RolloutEvidence } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { aRollout } from '@slipway/testkit';
import { evidenceAt, evidencePictures, logOf } from './evidence-pictures.js';

const look = {
  wantedBp: 1_000,
  seenBp: null,
  stableRate: 0,
  candidateRate: null,
  candidateUnits: 0,
  guardrails: [],
  arms: [],
};
const evidence: RolloutEvidence = {
  counts: { guardrails: [], requests: [], metrics: [] },
  arms: [],
  decisions: [],
  looks: [
    { ...look, at: '2026-05-12T12:00:01.000Z', harmE: 1, safeE: 1 },
    {
      ...look,
      at: '2026-05-12T12:00:20.000Z',
      harmE: 1e9,
      safeE: 1e-7,
      candidateRate: 0.2,
      candidateUnits: 10,
      guardrails: [{ name: 'latency_p95', harmE: 100, safeE: 10 }],
    },
  ],
};
const now = Date.parse('2026-05-12T12:00:30.000Z');

describe('logOf and evidenceAt', () => {
  it.each([
    [1, 0, '1'],
    [40, 1.602, '40'],
    [1e9, 6, '1M+'],
    [0, -3, '0.001'],
  ])('%s is drawn at %s and read as %s', (e, place, words) => {
    expect(logOf(e)).toBeCloseTo(place, 3);
    expect(evidenceAt(logOf(e))).toBe(words);
  });
});

describe('evidencePictures', () => {
  const pictures = evidencePictures(aRollout, evidence, now);
  it('draws evidence within the axis and keeps the e-values in the table', () => {
    expect(pictures.harm.rows.map((row) => row['harmE'])).toEqual([0, 6]);
    expect(pictures.harm.table.rows.at(-1)).toEqual(['2026-05-12T12:00:20.000Z', 1e9, 10]);
    expect(pictures.safe.rows.at(-1)?.['safeE']).toBe(-3);
  });
  it('draws the guardrail that is asked for, from when it was measured', () => {
    const { harm } = evidencePictures(aRollout, evidence, now, 'latency_p95');
    expect(harm.rows.map((row) => row['harmE'])).toEqual([null, 2]);
    expect(harm.table.rows).toHaveLength(1);
  });
  it('gives the candidate a band only where it was asked', () => {
    expect(pictures.rates.rows[0]?.['candidate:band']).toBeUndefined();
    expect(pictures.rates.rows[1]?.['candidate:band']).toEqual([expect.closeTo(0.057, 3), expect.closeTo(0.51, 2)]);
  });
  it('ends an ended rollout with the share that it left', () => {
    const ended = { ...aRollout, endedAt: '2026-05-12T12:00:25.000Z', wantedBp: 10_000, seenBp: 10_000 };
    expect(evidencePictures(ended, evidence, now).weights.rows.at(-1)).toMatchObject({ wantedBp: 10_000 });
    expect(pictures.weights.rows.at(-1)).toMatchObject({ wantedBp: 1_000 });
  });
  it('spans at least ten seconds, also before the first look', () => {
    const { from, to, rows } = evidencePictures(
      aRollout,
      { ...evidence, looks: [] },
      Date.parse(aRollout.startedAt),
    ).harm;
    expect([to - from, rows.length]).toEqual([10_000, 0]);
  });
});
