import { expect, it } from 'vitest';
import { sliceText } from '../../../lib/slice-text.js';
import { noSlice, sliceOf } from './slice-draft.js';

it.each([
  [{}, undefined],
  [{ feature: 'hub' }, undefined],
  [{ values: ['LAX'] }, undefined],
  [{ feature: 'hub', values: ['LAX'] }, 'hub = LAX'],
  [{ feature: 'hub', values: ['LAX', 'SFO'], from: 1 }, 'hub = LAX or SFO'],
  [{ feature: 'distance', from: 0, to: 500 }, 'distance from 0 to below 500'],
  [{ feature: 'distance', from: -1 }, 'distance from -1'],
  [{ feature: 'distance', to: '2.5' }, 'distance below 2.5'],
])('%j is %s', (draft, text) => {
  const slice = sliceOf({ ...noSlice, ...draft });
  expect(slice && sliceText(slice)).toBe(text);
});
