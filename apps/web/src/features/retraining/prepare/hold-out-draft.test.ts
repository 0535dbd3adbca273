import { expect, it } from 'vitest';
import { holdOutDraftOf, holdOutOf } from './hold-out-draft.js';

const span = { from: '2026-01-15T00:00:00.123Z', to: '2026-02-01T00:00:00.000Z' };

it.each([{}, { holdOutShare: 0.07 }, { holdOut: span }])('what nobody changed stays: %o', (input) => {
  expect(holdOutOf(holdOutDraftOf(input), input.holdOut)).toEqual(input);
});

it('another kind takes the place of what there was', () => {
  const draft = holdOutDraftOf({ holdOut: span });
  expect(holdOutOf({ ...draft, kind: 'nothing' }, span)).toEqual({});
  expect(holdOutOf({ ...draft, kind: 'newest', percent: 25 }, span)).toEqual({ holdOutShare: 0.25 });
});

it('a span is typed as the clock here shows it', () => {
  const draft = { ...holdOutDraftOf({}), kind: 'span' as const, from: '2026-03-01T12:00', to: '2026-03-02T12:00:30' };
  const [from, to] = [new Date(2026, 2, 1, 12), new Date(2026, 2, 2, 12, 0, 30)].map((at) => at.toISOString());
  expect(holdOutOf(draft, undefined)).toEqual({ holdOut: { from, to } });
});

it.each([
  { kind: 'newest' as const, percent: '' },
  { kind: 'newest' as const, percent: 91 },
  { kind: 'span' as const, from: '' },
  { kind: 'span' as const, from: '2026-03-01T12:00' },
])('nothing comes of %o', (change) => {
  expect(holdOutOf({ ...holdOutDraftOf({ holdOut: span }), ...change }, span)).toBeNull();
});
