import type { ChampionComparison, Evaluation, VersionComparison } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { betterSentence } from './better-sentence.js';

const compared = (left: string, right: string): VersionComparison =>
  ({
    left: { model: 'm', version: 1 },
    right: { model: 'm', version: 2 },
    facts: [{ key: 'size in bytes', left, right }],
  }) as VersionComparison;
const test: ChampionComparison = {
  metric: 'auc',
  champion: 0.6,
  challenger: 0.648,
  change: 0.048,
  low: 0.026,
  high: 0.071,
  pValue: 0.001,
  verdict: 'better',
} as ChampionComparison;
const slice = (value: string, lossChange: number, verdict: string) => ({ column: 'hub', value, lossChange, verdict });
const evaluation = (version: number, more: object = {}): Evaluation =>
  ({ model: 'm', version, champion: null, slices: [], ...more }) as unknown as Evaluation;
const base = [evaluation(1)];

it('says by how much, in which group it is weakest, and how large it is', () => {
  const other = evaluation(2, {
    champion: { version: 1, comparisons: [test] },
    slices: [slice('LAX', 0.1, 'worse'), slice('ORD', 0.3, 'worse'), slice('SEA', 0.9, 'better')],
  });
  expect(betterSentence([compared('100', '210')], [base, [other]])).toBe(
    'v2: auc +0.0480 [0.0260, 0.0710] 95 %, better, weakest where hub = ORD, 2.1 times the size.',
  );
});

it('leaves out what is not known, and a size that is about the same', () => {
  const other = evaluation(2, { champion: { version: 1, comparisons: [test] } });
  expect(betterSentence([compared('100', '110')], [base, [other]])).toBe(
    'v2: auc +0.0480 [0.0260, 0.0710] 95 %, better.',
  );
  expect(betterSentence([compared('', '110')], [base, [other]])).not.toContain('size');
});

it('says nothing where no two were compared row by row', () =>
  expect(betterSentence([compared('1', '9')], [base, [evaluation(2)]])).toBeNull());
