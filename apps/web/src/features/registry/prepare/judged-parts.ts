import type { ChampionComparison, Evaluation, GateResult } from '@slipway/contracts';
import type { DifferenceRow } from '../../../components/ui/difference-table.js';
import { formatInterval, formatMetric, formatPValue, formatRunMs } from '../../../lib/format.js';
import { gateLine } from '../../../lib/gate-lines.js';
import type { ComparisonPart } from './comparison.js';

type Sides = readonly (Evaluation | null)[];

const outcomes: Record<GateResult['outcome'], string> = {
  passed: 'passed',
  failed: 'failed',
  not_measured: 'not measured',
  not_applicable: 'no champion',
};

/** judgedParts sets beside each other what finished evaluations on the same rows decided and took: gates, and time by rows a run. Parts without rows are left out. */
export function judgedParts(title: string, sides: Sides): ComparisonPart[] {
  const parts = [
    { title: `Gates on ${title}`, note: 'what was measured, and whether it passed', rows: gateRows(sides) },
    {
      title: `Latency measured with ${title}`,
      note: 'p50 of a run in a process of its own, no network; p95 beside it',
      rows: speedRows(sides),
    },
  ];
  return parts.filter(({ rows }) => rows.length > 0);
}

function gateRows(sides: Sides): DifferenceRow[] {
  const lines = new Set(sides.flatMap((side) => side?.gates.map(gateLine) ?? []));
  return [...lines].map((line) => {
    const own = sides.map((side) => side?.gates.find((gate) => gateLine(gate) === line) ?? null);
    return {
      key: line,
      cells: own.map((gate) => gate && outcomes[gate.outcome]),
      notes: own.map((gate) => (gate?.measured == null ? null : formatMetric(gate.measured))),
    };
  });
}

function speedRows(sides: Sides): DifferenceRow[] {
  const sizes = new Set(sides.flatMap((side) => side?.speed.map(({ rows }) => rows) ?? []));
  return [...sizes]
    .toSorted((left, right) => left - right)
    .map((size) => {
      const own = sides.map((side) => side?.speed.find(({ rows }) => rows === size) ?? null);
      return {
        key: size === 1 ? '1 row' : `${size} rows`,
        cells: own.map((speed) => speed && formatRunMs(speed.p50Ms)),
        notes: own.map((speed) => speed && `p95 ${formatRunMs(speed.p95Ms)}`),
      };
    });
}

/**
 * pairedPart is the tests of the base against each other version on the same rows, where an evaluation compared just these two, whichever of
 * them it measured; changes are always against the base. Null when no two were compared so.
 */
export function pairedPart(title: string, sides: readonly (readonly Evaluation[])[]): ComparisonPart | null {
  const [base = [], ...others] = sides;
  const tests = others.map((other) => pairedTests(base, other));
  const metrics = new Set(tests.flatMap((test) => [...(test?.keys() ?? [])]));
  if (metrics.size === 0) return null;
  const rows = [...metrics].map((metric) => {
    const own = tests.map((test) => test?.get(metric) ?? null);
    const first = own.find((test) => test !== null);
    return {
      key: metric,
      cells: [formatMetric(first?.champion), ...own.map((test) => test && formatMetric(test.challenger))],
      notes: [null, ...own.map((test) => test && testText(test))],
    };
  });
  return { title: `Paired tests on ${title}`, note: 'row by row against the base, with a 95 % interval', rows };
}

/** isPaired is whether some evaluation compared two versions row by row. */
export const isPaired = (base: readonly Evaluation[], other: readonly Evaluation[]): boolean =>
  pairedTests(base, other) !== null;

/** pairedTests are the tests of a version against the base on the same rows, by metric; null when no evaluation compared just these two. */
export function pairedTests(
  base: readonly Evaluation[],
  other: readonly Evaluation[],
): Map<string, ChampionComparison> | null {
  const against = (own: readonly Evaluation[], theirs: readonly Evaluation[]): readonly ChampionComparison[] | null => {
    const [their] = theirs;
    const found = own.find(({ model, champion }) => model === their?.model && champion?.version === their.version);
    return found?.champion?.comparisons ?? null;
  };
  const tests = against(other, base) ?? against(base, other)?.map(turned) ?? null;
  return tests && new Map(tests.map((test) => [test.metric, test]));
}

const opposite = { better: 'worse', worse: 'better', equal: 'equal', unclear: 'unclear' } as const;

/** turned is a test with its two versions in each other's place. */
const turned = (test: ChampionComparison): ChampionComparison => ({
  ...test,
  challenger: test.champion,
  champion: test.challenger,
  change: -test.change,
  low: -test.high,
  high: -test.low,
  verdict: opposite[test.verdict],
});

const words = { better: 'better', worse: 'worse', equal: 'equal within 1 %', unclear: 'unclear' } as const;

function testText({ change, low, high, pValue, verdict }: ChampionComparison): string {
  const p = pValue === null ? '' : `, p ${formatPValue(pValue)}`;
  return `${words[verdict]}: ${change > 0 ? '+' : ''}${formatMetric(change)} ${formatInterval(low, high, { digits: 4 })}${p}`;
}
