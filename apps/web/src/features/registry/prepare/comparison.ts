import type { Difference, Feature, MetricDifference, VersionComparison } from '@slipway/contracts';
import type { Compared } from '../../../components/charts/prepare/compared-values.js';
import { isSame, type DifferenceRow } from '../../../components/ui/difference-table.js';
import { countOf, formatDigest, formatNumber } from '../../../lib/format.js';
import type { Verdict } from './versions.js';

/** versionOf reads `model/3`, or null. */
export function versionOf(text: string): { model: string; version: number } | null {
  const found = /^(.+)\/(\d+)$/.exec(text);
  return found === null ? null : { model: found[1] ?? '', version: Number(found[2]) };
}

/** ComparisonPart is one table of a comparison. */
export interface ComparisonPart {
  title: string;
  note?: string;
  rows: DifferenceRow[];
}

/** comparisonParts merges comparisons of one base with several versions into tables: the base first, then each version. */
export function comparisonParts(all: readonly VersionComparison[]): ComparisonPart[] {
  return [
    {
      title: 'Metrics',
      note: 'as reported at registration, with the change against the base and the data; no change is drawn across different or unknown data',
      rows: metricRows(all),
    },
    { title: 'Parameters', rows: textRows(all, ({ params }) => params) },
    { title: 'Schema', note: 'columns that callers send', rows: textRows(all, schemaLines) },
    { title: 'Outputs', rows: textRows(all, ({ outputs }) => outputs) },
    { title: 'Files', note: 'by sha256', rows: textRows(all, ({ files }) => files) },
    { title: 'Facts', rows: textRows(all, ({ facts }) => facts) },
    { title: 'Tags', rows: textRows(all, ({ tags }) => tags) },
    { title: 'Card', rows: textRows(all, ({ card }) => card) },
  ];
}

/** comparedVersions are the versions of comparisons with one base, the base first, by what charts draw: metrics and parameters. */
export function comparedVersions(all: readonly VersionComparison[]): Compared[] {
  const sideOf = (one: VersionComparison, side: 'left' | 'right'): Compared => ({
    id: `${one[side].model}/${one[side].version}`,
    name: `${one[side].model} v${one[side].version}`,
    metrics: one.metrics.flatMap((line) => (line[side] === null ? [] : [{ key: line.key, value: line[side] }])),
    params: Object.fromEntries(one.params.flatMap((line) => (line[side] === null ? [] : [[line.key, line[side]]]))),
  });
  const [first] = all;
  return first === undefined ? [] : [sideOf(first, 'left'), ...all.map((one) => sideOf(one, 'right'))];
}

/** comparisonVerdict counts what differs. */
export function comparisonVerdict(all: readonly VersionComparison[]): Verdict {
  const differing = comparisonParts(all)
    .map(({ title, rows }) => ({ title, count: rows.filter((row) => !isSame(row)).length }))
    .filter(({ count }) => count > 0);
  if (differing.length === 0) return { tone: 'good', sentence: 'The versions are equal in all that is known.' };
  return {
    tone: 'info',
    sentence: `${countOf(all.length + 1, 'version')}; different: ${differing.map(({ title, count }) => `${title.toLowerCase()} ${count}`).join(', ')}.`,
  };
}

type Line = Pick<Difference, 'key' | 'left' | 'right'>;

function textRows(
  all: readonly VersionComparison[],
  linesOf: (one: VersionComparison) => readonly Line[],
): DifferenceRow[] {
  const byKey = all.map((one) => new Map(linesOf(one).map((line) => [line.key, line])));
  const keys = [...new Set(byKey.flatMap((lines) => [...lines.keys()]))];
  return keys.map((key) => {
    const base = byKey.map((lines) => lines.get(key)?.left ?? null).find((left) => left !== null) ?? null;
    return { key, cells: [base, ...byKey.map((lines) => lines.get(key)?.right ?? null)].map(shown) };
  });
}

/** Digests and ids of runs are shown by the part that tells them apart. */
function shown(cell: string | null): string | null {
  if (cell === null) return null;
  if (/^sha256:[0-9a-f]{64}$/.test(cell)) return formatDigest(cell);
  return /^[0-9a-f]{32}$/.test(cell) ? `…${cell.slice(-8)}` : cell;
}

const schemaLines = ({ schema }: VersionComparison): Line[] =>
  schema.map(({ name, left, right }) => ({ key: name, left: featureText(left), right: featureText(right) }));

const featureText = (feature: Feature | null): string | null =>
  feature === null
    ? null
    : `${feature.type}${feature.categories === undefined ? '' : ` (${feature.categories.join(', ')})`}${feature.optional === true ? ', optional' : ''}`;

function metricRows(all: readonly VersionComparison[]): DifferenceRow[] {
  const keys = [...new Set(all.flatMap(({ metrics }) => metrics.map(({ key }) => key)))];
  return keys.map((key) => {
    const lines = all.map(({ metrics }) => metrics.find((metric) => metric.key === key));
    const first = lines.find((line) => line?.left !== null && line !== undefined);
    return {
      key,
      cells: [first?.left ?? null, ...lines.map((line) => line?.right ?? null)].map((value) =>
        value === null ? null : formatNumber(value, 6),
      ),
      notes: [
        first?.left == null ? null : dataText(first.leftDataset),
        ...lines.map((line) => (line?.right == null ? null : changeText(line))),
      ],
    };
  });
}

function changeText({ left, change, leftDataset, rightDataset }: MetricDifference): string {
  if (change !== null) return `${change >= 0 ? '+' : ''}${formatNumber(change, 6)} ${dataText(rightDataset)}`;
  const isOther = left !== null && leftDataset !== null && rightDataset !== null;
  return isOther ? `${dataText(rightDataset)}, other data than the base` : dataText(rightDataset);
}

const dataText = (digest: string | null): string => (digest === null ? 'data unknown' : `on ${formatDigest(digest)}`);
