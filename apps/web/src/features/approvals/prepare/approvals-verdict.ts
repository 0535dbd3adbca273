import type { Approval } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';

/** approvalsVerdict answers "what waits for me?" in one sentence; what waits for others is told and presses nobody here. */
export function approvalsVerdict(items: readonly Pick<Approval, 'refusal'>[]): { tone: Tone; sentence: string } {
  const mine = items.filter(({ refusal }) => refusal === null).length;
  const others = items.length - mine;
  const forOthers = others === 0 ? '' : ` ${count(others)} for somebody else.`;
  if (mine > 0) return { tone: 'warn', sentence: `${count(mine)} for your approval.${forOthers}` };
  if (others > 0) return { tone: 'info', sentence: `Nothing waits for you.${forOthers}` };
  return { tone: 'good', sentence: 'Nothing waits for an approval.' };
}

const count = (n: number): string => (n === 1 ? 'One thing waits' : `${n} things wait`);
