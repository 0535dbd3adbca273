import type { User } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';

/** userState says whether a person can come in, and by what. */
export function userState({
  disabledAt,
  hasPassword,
  lastSignedInAt,
}: Pick<User, 'disabledAt' | 'hasPassword' | 'lastSignedInAt'>): { tone: Tone; word: string } {
  if (disabledAt !== null) return { tone: 'unknown', word: 'Disabled' };
  if (hasPassword) return { tone: 'good', word: 'Active' };
  return lastSignedInAt === null ? { tone: 'info', word: 'Invited' } : { tone: 'warn', word: 'No password' };
}
