import type { Run } from '@slipway/contracts';
import type { DifferenceRow } from '../../../components/ui/difference-table.js';
import { formatNumber } from '../../../lib/format.js';
import { numberOf, runKeys, runValue, valueText } from './run-values.js';

/** paramRows sets the parameters of runs side by side, one row a name. */
export const paramRows = (runs: readonly Run[]): DifferenceRow[] => textRows(runs.map(({ params }) => params));

/** tagRows sets the tags side by side; those that MLflow keeps for itself stay out. */
export const tagRows = (runs: readonly Run[]): DifferenceRow[] =>
  textRows(runs.map(({ tags }) => tags)).filter(({ key }) => !key.startsWith('mlflow.'));

/** inputRows sets the digests of the datasets side by side, one row a name. */
export const inputRows = (runs: readonly Run[]): DifferenceRow[] =>
  textRows(runs.map(({ inputs }) => Object.fromEntries(inputs.map(({ name, digest }) => [name, digest]))));

/** metricRows sets the last values side by side, each with its change against the first run and the datasets the run read. */
export function metricRows(runs: readonly Run[]): DifferenceRow[] {
  const data = runs.map(({ inputs }) => inputs.map(({ name }) => name).join(', '));
  return runKeys(runs)
    .filter(({ kind }) => kind === 'metrics')
    .map((key) => {
      const values = runs.map((run) => runValue(run, key));
      const base = numberOf(values[0] ?? null);
      return {
        key: key.key,
        cells: values.map((value) => (value === null ? null : valueText(value))),
        notes: values.map((value, index) => noteOf(index === 0 ? null : base, numberOf(value), data[index] ?? '')),
      };
    });
}

function noteOf(base: number | null, value: number | null, data: string): string | null {
  const change = base === null || value === null ? '' : `${value >= base ? '+' : ''}${formatNumber(value - base, 5)}`;
  const place = data === '' || value === null ? '' : `on ${data}`;
  return [change, place].filter((part) => part !== '').join(' ') || null;
}

function textRows(all: readonly Readonly<Record<string, string>>[]): DifferenceRow[] {
  const keys = [...new Set(all.flatMap((each) => Object.keys(each)))].sort();
  return keys.map((key) => ({ key, cells: all.map((each) => each[key] ?? null) }));
}
