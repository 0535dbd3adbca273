import type { ChainVerdict } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { formatNumber } from '../../../lib/format.js';

/** chainVerdict says whether the log can be trusted; without a check it says what a check would tell. */
export function chainVerdict(chain: ChainVerdict | undefined): { tone: Tone; sentence: string } {
  if (chain === undefined)
    return {
      tone: 'unknown',
      sentence:
        'Every change, who made it, and why. Each entry carries the hash of the one before; verify the chain to see that none was changed or removed.',
    };
  if (chain.verified)
    return {
      tone: 'good',
      sentence: `Chain verified to #${formatNumber(chain.upToSeq)}: no entry was changed or removed.`,
    };
  return {
    tone: 'bad',
    sentence: `The chain is broken at #${formatNumber(chain.brokenAtSeq)}: this entry or one before it was changed. Entries up to it cannot be trusted.`,
  };
}
