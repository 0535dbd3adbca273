import { describe, expect, test } from 'vitest';
import { everybody, ownShareOf, type Asking, type Assignment } from './assignment.js';

const asking = (
  key: string | null,
  headers: Record<string, string> = {},
  rows: readonly Record<string, unknown>[] = [],
): Asking => ({
  key,
  header: (name) => headers[name],
  everyRow: (feature, isWanted) => rows.every((row) => isWanted(row[feature])),
});
const beta: Assignment = {
  ...everybody,
  rules: [
    { match: { keys: ['eve'] }, candidateBp: 0 },
    { match: { header: 'x-canary', in: ['always'] }, candidateBp: 10_000 },
  ],
  audience: [{ header: 'x-region', prefix: 'eu-' }, { keys: ['ada', 'eve'] }],
};

const later: Assignment = {
  ...beta,
  restBp: 1_000,
  floors: [
    { match: { keys: ['ada', 'bob'] }, candidateBp: 3_000 },
    { match: { keys: ['bob'] }, candidateBp: 5_000 },
  ],
};

test.each<[string, Assignment, Asking, number | null]>([
  ['everybody is drawn by the weights', everybody, asking(null), null],
  ['a rule goes first', beta, asking(null, { 'x-canary': 'always' }), 10_000],
  ['of two rules the first decides', beta, asking('eve', { 'x-canary': 'always' }), 0],
  ['a header with another value is no match', beta, asking(null, { 'x-canary': 'never' }), 0],
  ['who is in the audience by key is drawn', beta, asking('ada'), null],
  ['who is in it by the beginning of a header is drawn', beta, asking(null, { 'x-region': 'eu-north' }), null],
  ['who is not stays with stable', beta, asking('bob', { 'x-region': 'us-east' }), 0],
  ['no key is in no list', beta, asking(null), 0],
  ['who is outside keeps what everybody had', later, asking('cat'), 1_000],
  ['who had more keeps it, the largest of it', later, asking('bob'), 5_000],
  ['who had more than the weight keeps it, also inside', later, asking('ada'), 3_000],
  ['who had less than the weight is drawn by it', { ...later, floors: [] }, asking('ada'), null],
])('%s', (_, assignment, request, share) =>
  expect(ownShareOf(assignment, 2_000, request)?.candidateBp ?? null).toBe(share),
);

describe('a match of features', () => {
  const long = { feature: 'distance', min: 1_000 };
  const carrier = { feature: 'carrier', in: ['WN', 7] };
  test.each([
    ['holds within its bounds', long, [{ distance: 1_000 }], true],
    ['does not hold outside of them', { ...long, max: 1_500 }, [{ distance: 1_501 }], false],
    ['does not hold when one row lies outside', long, [{ distance: 2_000 }, { distance: 999 }], false],
    ['does not hold for what is missing or no number', long, [{ distance: null }, { distance: '2000' }, {}], false],
    ['holds for a listed value of its own type', carrier, [{ carrier: 'WN' }, { carrier: 7 }], true],
    ['does not hold for another type', carrier, [{ carrier: '7' }], false],
  ])('%s', (_, match, rows, isIn) => {
    const assignment = { ...everybody, rules: [{ match, candidateBp: 10_000 }] };
    expect(ownShareOf(assignment, 2_000, asking(null, {}, rows))?.candidateBp).toBe(isIn ? 10_000 : undefined);
  });

  test('is not asked for where nothing is routed by features', () => {
    const everyRow = () => {
      throw new Error('read a body for nothing');
    };
    expect(ownShareOf(beta, 2_000, { ...asking('ada'), everyRow })).toBeNull();
  });
});
