import type { ApiToken } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';

const SOON_MS = 7 * 86_400_000;

/** tokenState says whether a token still opens doors at `now` (milliseconds since 1970), and warns a week before it ends. */
export function tokenState(
  { revokedAt, expiresAt }: Pick<ApiToken, 'revokedAt' | 'expiresAt'>,
  now: number,
): { tone: Tone; word: string } {
  if (revokedAt !== null) return { tone: 'unknown', word: 'Revoked' };
  if (expiresAt === null) return { tone: 'good', word: 'Valid' };
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return { tone: 'unknown', word: 'Ended' };
  return left < SOON_MS ? { tone: 'warn', word: 'Ends soon' } : { tone: 'good', word: 'Valid' };
}
