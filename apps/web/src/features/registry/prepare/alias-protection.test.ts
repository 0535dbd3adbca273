import { describe, expect, it } from 'vitest';
import { protectionOf, suggestedPatterns } from './alias-protection.js';

const policies = ['champion', 'prod*'].map((pattern) => ({
  pattern,
  scope: 'approve' as const,
  createdBy: 'ada',
  createdAt: '2026-05-12T12:00:00Z',
}));

describe('protectionOf', () => {
  it.each([
    ['champion', 'champion'],
    ['Production', 'prod*'],
    ['prod', 'prod*'],
    ['preprod', null],
    ['champion2', null],
  ])('%s is kept by %s', (alias, expected) => expect(protectionOf(alias, policies)).toBe(expected));
});

it('suggests what is worth protecting and is not yet', () => {
  expect(suggestedPatterns(['champion', 'qa'], policies)).toEqual(['qa']);
  expect(suggestedPatterns(['qa'], [])).toEqual(['champion', 'Production', 'qa']);
});
