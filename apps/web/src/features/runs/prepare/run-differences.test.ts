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

it.each([
  ['the same data', [other, { ...other }], ['on jan', '+0 on jan']],
  [
    'other bytes of one name',
    [other, { ...other, inputs: [{ ...other.inputs[0]!, digest: 'e' }] }],
    ['on jan', 'on jan, other data than the base'],
  ],
  ['unknown data', [aRun, other], ['data unknown', 'on jan']],
  ['unknown data of the run', [other, aRun], ['on jan', 'data unknown']],
])('on %s says what was read, and a change only where that is the same', (_, runs, notes) =>
  expect(metricRows(runs)[0]?.notes).toEqual(notes),
);

it('leaves out the tags that MLflow keeps for itself', () =>
  expect(tagRows([aRun, other]).map(({ key }) => key)).toEqual(['team']));
