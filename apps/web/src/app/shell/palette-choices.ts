import { paths } from '../../lib/paths.js';
import { navigationEntries } from './navigation.js';

/** Choice is one line of the palette: a thing, a page or an act, and the address that opens it. */
export interface Choice {
  kind: string;
  label: string;
  path: string;
}

const acts: readonly Choice[] = [
  { kind: 'act', label: 'Upload model', path: `${paths.models}?upload=1` },
  { kind: 'act', label: 'Upload dataset', path: `${paths.datasets}?upload=1` },
  { kind: 'act', label: 'Create token', path: `${paths.settings}?tab=tokens` },
  { kind: 'act', label: 'Add alert channel', path: paths.alertSettings },
];

/** fixedChoices are what can be opened without asking the server. */
export const fixedChoices: readonly Choice[] = [
  ...navigationEntries.map(({ label, path }) => ({ kind: 'page', label, path })),
  ...acts,
];

const LIMIT = 12;

/** rankChoices keeps the choices whose label holds every typed word, best first: whole label, beginning, word beginning, inside. */
export function rankChoices(choices: readonly Choice[], typed: string): Choice[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return choices.slice(0, LIMIT);
  return choices
    .map((choice) => ({ choice, rank: rankOf(choice.label.toLowerCase(), words) }))
    .filter(({ rank }) => rank < Infinity)
    .toSorted((left, right) => left.rank - right.rank)
    .slice(0, LIMIT)
    .map(({ choice }) => choice);
}

function rankOf(label: string, words: readonly string[]): number {
  return words.reduce((sum, word) => sum + rankOfWord(label, word), 0);
}

function rankOfWord(label: string, word: string): number {
  if (label === word) return 0;
  if (label.startsWith(word)) return 1;
  if (label.split(/[ _./-]/).some((part) => part.startsWith(word))) return 2;
  return label.includes(word) ? 3 : Infinity;
}
