import { expect, it } from 'vitest';
import { approvalsVerdict } from './approvals-verdict.js';

const mine = { refusal: null };
const others = { refusal: 'You asked for this.' };

it.each([
  [[], 'good', 'Nothing waits for an approval.'],
  [[mine], 'warn', 'One thing waits for your approval.'],
  [[mine, mine, others], 'warn', '2 things wait for your approval. One thing waits for somebody else.'],
  [[others, others], 'info', 'Nothing waits for you. 2 things wait for somebody else.'],
] as const)('of %j says %s: %s', (items, tone, sentence) => {
  expect(approvalsVerdict(items)).toEqual({ tone, sentence });
});
