import { expect, it } from 'vitest';
import { cardUpdate, changedSections } from './card-draft.js';

it('only what changed is sent, and a removed section as an empty text', () => {
  const before = { intendedUse: 'Flights.', bias: 'Unknown.', ethics: 'None.' };
  const after = { intendedUse: 'Flights. ', bias: '', ethics: 'Delays cost.', maintenance: ' ' };
  expect(changedSections(before, after)).toEqual(['bias', 'ethics']);
  expect(cardUpdate(before, after)).toEqual({ bias: '', ethics: 'Delays cost.' });
});
