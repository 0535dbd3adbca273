import type { DecisionReplay } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { actWords } from './rollout-words.js';

/** replayVerdict says whether a decision that is made again from its evidence comes out the same. */
export function replayVerdict({ agrees, recorded, replayed }: DecisionReplay): { tone: Tone; sentence: string } {
  const again = actWords[replayed.act].toLowerCase();
  if (agrees === null)
    return { tone: 'info', sentence: `${recorded.by} decided this; Slipway by itself would have ${again}` };
  return agrees
    ? { tone: 'good', sentence: `The same evidence makes the same decision: ${again}` }
    : { tone: 'bad', sentence: `The same evidence now makes another decision: ${again}, because ${replayed.why}` };
}
