import type { Run } from '@slipway/contracts';
import type { DifferenceRow } from '../../../components/ui/difference-table.js';
import { formatNumber } from '../../../lib/format.js';
import { numberOf, valueKeys, comparedValue, valueText } from '../../../components/charts/prepare/compared-values.js';

/** paramRows sets the parameters of runs side by side, one row a name. */
export const paramRows = (runs: readonly Run[]): DifferenceRow[] => textRows(runs.map(({ params }) => params));

/** tagRows sets the tags side by side; those that MLflow keeps for itself stay out. */
export const tagRows = (runs: readonly Run[]): DifferenceRow[] =>
  textRows(runs.map(({ tags }) => tags)).filter(({ key }) => !key.startsWith('mlflow.'));

/** inputRows sets the digests of the datasets side by side, one row a name. */
export const inputRows = (runs: readonly Run[]): DifferenceRow[] =>
  textRows(runs.map(({ inputs }) => Object.fromEntries(inputs.map(({ name, digest }) => [name, digest]))));

/** metricRows sets the last values side by side, each with the datasets the run read, and where these are those of the first run, with its change against it. */
export function metricRows(runs: readonly Run[]): DifferenceRow[] {
  const data = runs.map(dataOf);
  return valueKeys(runs)
    .filter(({ kind }) => kind === 'metrics')
    .map((key) => {
      const values = runs.map((run) => comparedValue(run, key));
      const base = numberOf(values[0] ?? null);
      return {
        key: key.key,
        cells: values.map((value) => (value === null ? null : valueText(value))),
        notes: values.map((value, index) =>
          value === null ? null : noteOf(index === 0 ? null : base, numberOf(value), data[index]!, data[0]!),
        ),
      };
    });
}

/** Data is what a run read: its names for people, its digests to tell it apart; null when the run said nothing. */
type Data = { names: string; digests: string } | null;

function dataOf({ inputs }: Run): Data {
  if (inputs.length === 0) return null;
  const digests = inputs.map(({ name, digest }) => `${name} ${digest}`).sort();
  return { names: inputs.map(({ name }) => name).join(', '), digests: digests.join('\n') };
}

/** Values on different or unknown data show no change: it could be one of the data. */
function noteOf(base: number | null, value: number | null, data: Data, baseData: Data): string {
  if (data === null) return 'data unknown';
  const isOther = base !== null && baseData !== null && data.digests !== baseData.digests;
  if (isOther) return `on ${data.names}, other data than the base`;
  const change = base === null || value === null || baseData === null ? '' : signed(value - base);
  return `${change} on ${data.names}`.trim();
}

const signed = (change: number): string => `${change >= 0 ? '+' : ''}${formatNumber(change, 5)}`;

function textRows(all: readonly Readonly<Record<string, string>>[]): DifferenceRow[] {
  const keys = [...new Set(all.flatMap((each) => Object.keys(each)))].sort();
  return keys.map((key) => ({ key, cells: all.map((each) => each[key] ?? null) }));
}
