import type { DatasetVersion } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { countOf, formatBytes, formatPercent } from '../../../lib/format.js';

const MUCH_MISSING = 0.5;

/** datasetVerdict says whether the table looks sane: its size, and columns that are empty, mostly missing or constant. */
export function datasetVerdict({ rows, columns, sizeBytes }: Pick<DatasetVersion, 'rows' | 'columns' | 'sizeBytes'>): {
  tone: Tone;
  sentence: string;
} {
  const size = `${countOf(rows, 'row')}, ${countOf(columns.length, 'column')}, ${formatBytes(sizeBytes)}`;
  if (rows === 0) return { tone: 'bad', sentence: `The table has no rows.` };
  const empty = columns.filter(({ missing }) => missing === rows);
  const sparse = columns.filter(({ missing }) => missing < rows && missing / rows >= MUCH_MISSING);
  const constant = columns.filter(({ distinct, missing }) => distinct === 1 && missing === 0);
  const notes = [
    ...(empty.length > 0 ? [`${names(empty)} empty`] : []),
    ...(sparse.length > 0 ? [`${names(sparse)} more than ${formatPercent(MUCH_MISSING)} missing`] : []),
    ...(constant.length > 0 ? [`${names(constant)} always the same`] : []),
  ];
  return notes.length === 0
    ? { tone: 'good', sentence: `${size}; no column is empty, mostly missing or constant.` }
    : { tone: 'warn', sentence: `${size}; ${notes.join('; ')}.` };
}

function names(columns: readonly { name: string }[]): string {
  const shown = columns
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ');
  return `${shown}${columns.length > 3 ? ` and ${columns.length - 3} more` : ''} ${columns.length === 1 ? 'is' : 'are'}`;
}
