import { expect, it } from 'vitest';
import { aRun } from './a-run.js';
import { metricRows, paramRows, tagRows } from './run-differences.js';

const other = {
  ...aRun,
  params: { width: '3' },
  metrics: [{ key: 'auc', value: 0.93, step: 1, at: aRun.startedAt }],
  tags: { team: 'eu', 'mlflow.user': 'bo' },
  inputs: [{ name: 'jan', digest: 'd', context: null, sourceType: 'code', source: '' }],
};

it('sets parameters side by side and keeps a missing one apart', () =>
  expect(paramRows([aRun, other])).toEqual([
    { key: 'depth', cells: ['6', null] },
    { key: 'width', cells: [null, '3'] },
  ]));

it('says the change against the base and the data it was measured on', () =>
  expect(metricRows([aRun, other])).toEqual([{ key: 'auc', cells: ['0.91', '0.93'], notes: [null, '+0.02 on jan'] }]));

it('leaves out the tags that MLflow keeps for itself', () =>
  expect(tagRows([aRun, other]).map(({ key }) => key)).toEqual(['team']));
