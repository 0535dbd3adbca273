import type { TrainingInput } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { emptyInput, inputDraftOf, inputOf } from './training-input-draft.js';

const ofEndpoint: TrainingInput = {
  model: 'delays',
  endpoint: 'delays',
  windowDays: 30,
  holdOutShare: 0.2,
  params: { trees: '50' },
};
const ofDataset: TrainingInput = { model: 'delays', dataset: 'rows', windowDays: 90, params: {} };

it.each([ofEndpoint, ofDataset, { ...ofEndpoint, dataset: 'rows' }])('what nobody changed stays: %o', (input) => {
  expect(inputOf(inputDraftOf(input), input)).toEqual(input);
});

it('a dataset in the place of an endpoint has nothing held out', () => {
  const draft = { ...inputDraftOf(ofEndpoint), endpoint: null, dataset: 'rows' };
  expect(inputOf(draft, ofEndpoint)).toEqual({
    model: 'delays',
    dataset: 'rows',
    windowDays: 30,
    params: { trees: '50' },
  });
});

it('nothing comes of what is not whole', () => {
  expect(inputOf(emptyInput(), undefined)).toBeNull();
  for (const change of [{ model: null }, { endpoint: null }, { windowDays: '' }])
    expect(inputOf({ ...inputDraftOf(ofEndpoint), ...change }, undefined)).toBeNull();
});
