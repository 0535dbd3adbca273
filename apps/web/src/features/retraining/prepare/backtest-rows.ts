import type { TriggerBacktest } from '@slipway/contracts';
import { countOf } from '../../../lib/format.js';
import { reasonWords } from './trigger-words.js';

/** TriedRow is one thing that a trigger would have done. */
export interface TriedRow {
  at: string;
  what: string;
  why: string;
}

/** triedRows lists what a trigger would have done, newest first. */
export function triedRows({ fired, held }: TriggerBacktest): TriedRow[] {
  return [
    ...fired.map(({ at, why }) => ({ at, what: 'Trained', why })),
    ...held.map(({ at, reason, why }) => ({ at, what: `Held back: ${reasonWords({ reason }).toLowerCase()}`, why })),
  ].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** backtestSentence says how often a trigger would have trained. */
export const backtestSentence = ({ fired, looks }: TriggerBacktest): string =>
  `It was looked at ${countOf(looks, 'time')} and would have trained ${countOf(fired.length, 'time')}.`;
