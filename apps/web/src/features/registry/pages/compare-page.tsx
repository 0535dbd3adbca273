import {
  evaluationEndpoints,
  registryEndpoints,
  registryHistoryEndpoints,
  type Evaluation,
  type VersionComparison,
} from '@slipway/contracts';
import { Switch, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ParallelChart } from '../../../components/charts/parallel-chart.js';
import { comparedValue, valueKeys } from '../../../components/charts/prepare/compared-values.js';
import { ScatterPlot } from '../../../components/charts/scatter-plot.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DifferenceTable, isSame } from '../../../components/ui/difference-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { ErrorPanel } from '../../../components/ui/error-panel.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { call } from '../../../lib/api.js';
import { paths } from '../../../lib/paths.js';
import { keyOf, useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { CompareRowByRow } from '../components/compare-row-by-row.js';
import { MetricChart } from '../components/metric-chart.js';
import { RocOverlay } from '../components/roc-overlay.js';
import { useMetricHistory } from '../components/use-metric-history.js';
import { betterSentence } from '../prepare/better-sentence.js';
import { comparedVersions, comparisonParts, comparisonVerdict, versionOf } from '../prepare/comparison.js';
import { measuredParts } from '../prepare/measured-parts.js';
import { sharedCurves } from '../prepare/shared-curves.js';
import { championOf } from '../prepare/versions.js';

/** ComparePage answers: what changed, is it better? `?base=flights/1&with=flights/2,flights/3`. */
export default function ComparePage(): ReactNode {
  const [base] = useUrlState<string>('base', '');
  const [text] = useUrlState<string>('with', '');
  const [left, others] = [versionOf(base), text.split(',').filter((each) => versionOf(each) !== null)];
  const answers = useQueries({
    queries:
      left === null
        ? []
        : others.map((other) => {
            const args = { params: { name: left.model, version: left.version }, query: { with: other } };
            return {
              queryKey: keyOf(registryHistoryEndpoints.compareVersions, args),
              queryFn: () => call(registryHistoryEndpoints.compareVersions, args),
            };
          }),
  });
  const failed = answers.find(({ error }) => error !== null);
  const found = answers.map(({ data }) => data).filter((each) => each !== undefined);
  const ready = found.length > 0 && found.length === others.length;
  return (
    <>
      <PageHeader title="Compare versions" verdict={ready ? comparisonVerdict(found) : undefined} />
      {left === null || others.length === 0 ? (
        <EmptyState title="Choose at least two versions" text="Tick them in the table of a model, then press Compare.">
          <Link to={paths.models}>Models</Link>
        </EmptyState>
      ) : failed !== undefined ? (
        <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />
      ) : !ready ? (
        <Loaded query={{ data: undefined, error: null, refetch: () => undefined }}>{() => null}</Loaded>
      ) : (
        <Comparison comparisons={found} />
      )}
    </>
  );
}

function Comparison({ comparisons }: { comparisons: readonly VersionComparison[] }): ReactNode {
  const [only, setOnly] = useUrlState<'yes' | 'no'>('only', 'yes');
  const all = [comparisons[0]?.left, ...comparisons.map(({ right }) => right)].filter((each) => each !== undefined);
  const evaluated = useEvaluated(all);
  const measured = evaluated && measuredParts(evaluated);
  const curves = evaluated && sharedCurves(evaluated);
  const sentence = evaluated === undefined ? null : betterSentence(comparisons, evaluated);
  const things = comparedVersions(comparisons);
  const keys = valueKeys(things);
  const differing = keys.filter((key) => new Set(things.map((thing) => comparedValue(thing, key))).size > 1);
  const [base] = all;
  const parts = [...(measured ?? []), ...comparisonParts(comparisons)];
  const shown = only === 'no' ? parts : parts.filter(({ rows }) => !rows.every(isSame));
  const equal = parts.filter((part) => !shown.includes(part));
  const sides = all.map(({ model, version }, index) => (
    <Link key={`${model} ${version}`} to={paths.version(model, version)}>
      {model} v{version}
      {index === 0 && ' (base)'}
    </Link>
  ));
  return (
    <>
      <Switch
        mb="md"
        size="xs"
        label="Only differences"
        checked={only === 'yes'}
        onChange={(event) => setOnly(event.currentTarget.checked ? 'yes' : 'no')}
      />
      {sentence !== null && (
        <Text fw={600} mb="md" role="status">
          {sentence}
        </Text>
      )}
      {measured !== undefined && measured.length === 0 && base !== undefined && (
        <Text size="sm" c="dimmed" mb="md">
          No two of these versions were measured by Slipway on the same data.{' '}
          <Link to={`${paths.evaluations}?start=1&model=${encodeURIComponent(base.model)}&version=${base.version}`}>
            Evaluate {base.model} v{base.version}
          </Link>
        </Text>
      )}
      {evaluated !== undefined && (
        <CompareRowByRow
          base={evaluated[0] ?? []}
          sides={all.slice(1).map((side, index) => ({ ...side, done: evaluated[index + 1] ?? [] }))}
        />
      )}
      {shown.map(({ title, note, rows }) => (
        <Section key={title} title={title} note={note} flush>
          <DifferenceTable label={title} sides={sides} rows={rows} onlyDifferences={only === 'yes'} />
        </Section>
      ))}
      {equal.length > 0 && (
        <Text size="sm" c="dimmed" mb="md">
          No difference: {equal.map(({ title }) => title.toLowerCase()).join(', ')}.
        </Text>
      )}
      {curves != null && <RocOverlay shared={curves} />}
      {differing.length > 1 && (
        <Section>
          <ParallelChart things={things} keys={differing.toReversed()} noun="version" />
        </Section>
      )}
      {keys.length > 0 && (
        <Section title="Scatter">
          <ScatterPlot things={things} keys={keys} noun="version" />
        </Section>
      )}
      {base !== undefined && all.every(({ model }) => model === base.model) && <OverVersions model={base.model} />}
    </>
  );
}

/** Where the compared versions stand among all versions of their model. */
function OverVersions({ model }: { model: string }): ReactNode {
  const history = useMetricHistory(model);
  const asked = useCall(registryEndpoints.getModel, { params: { name: model } });
  const champion = asked.data === undefined ? null : championOf(asked.data);
  return <MetricChart title={`All versions of ${model}`} history={history} champion={champion} />;
}

/** The finished evaluations of each of these versions, newest first; undefined while they are asked for. */
function useEvaluated(versions: readonly { model: string; version: number }[]): Evaluation[][] | undefined {
  const answers = useQueries({
    queries: versions.map(({ model, version }) => {
      const args = { query: { model, version, limit: 50 } };
      return {
        queryKey: keyOf(evaluationEndpoints.listEvaluations, args),
        queryFn: () => call(evaluationEndpoints.listEvaluations, args),
      };
    }),
  });
  const sides = answers.map(({ data }) => data?.items.filter(({ state }) => state === 'done'));
  return sides.every((side) => side !== undefined) ? sides : undefined;
}
