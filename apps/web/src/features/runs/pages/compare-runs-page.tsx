import { runsEndpoints, type Run } from '@slipway/contracts';
import { Switch } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Section } from '../../../components/layout/section.js';
import { DifferenceTable, isSame, type DifferenceRow } from '../../../components/ui/difference-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { ErrorPanel } from '../../../components/ui/error-panel.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { call } from '../../../lib/api.js';
import { countOf } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { keyOf } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { MetricPanel } from '../../../components/charts/metric-panel.js';
import { ParallelChart } from '../../../components/charts/parallel-chart.js';
import { ScatterPlot } from '../../../components/charts/scatter-plot.js';
import { metricRows, paramRows, tagRows, inputRows } from '../prepare/run-differences.js';
import { valueKeys } from '../../../components/charts/prepare/compared-values.js';

const MOST_RUNS = 12;

/** CompareRunsPage answers: what was different, and which came out better? The first run is the base. */
export default function CompareRunsPage(): ReactNode {
  const [text] = useUrlState<string>('runs', '');
  const ids = text
    .split(',')
    .filter((id) => id !== '')
    .slice(0, MOST_RUNS);
  const answers = useQueries({
    queries: ids.map((id) => {
      const args = { params: { id } };
      return { queryKey: keyOf(runsEndpoints.getRun, args), queryFn: () => call(runsEndpoints.getRun, args) };
    }),
  });
  const failed = answers.find(({ error }) => error !== null);
  const runs = answers.map(({ data }) => data).filter((run) => run !== undefined);
  return (
    <>
      <PageHeader title="Compare runs" verdict={runs.length < 2 ? undefined : verdictOf(runs)} />
      {ids.length < 2 ? (
        <EmptyState title="Choose at least two runs" text="Tick them in the list of runs, then press Compare.">
          <Link to={paths.runs}>Runs</Link>
        </EmptyState>
      ) : failed !== undefined ? (
        <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />
      ) : runs.length < ids.length ? (
        <Loaded query={{ data: undefined, error: null, refetch: () => undefined }}>{() => null}</Loaded>
      ) : (
        <Comparison runs={runs} />
      )}
    </>
  );
}

function verdictOf(runs: readonly Run[]): { tone: 'info'; sentence: string } {
  const params = paramRows(runs).filter((row) => !isSame(row)).length;
  return {
    tone: 'info',
    sentence: `${countOf(runs.length, 'run')} against ${runs[0]?.name ?? 'none'}; ${countOf(params, 'parameter')} ${params === 1 ? 'differs' : 'differ'}.`,
  };
}

function Comparison({ runs }: { runs: readonly Run[] }): ReactNode {
  const [only, setOnly] = useUrlState<'yes' | 'no'>('only', 'yes');
  const keys = valueKeys(runs);
  const differing = keys.filter(({ kind, key }) => {
    const row = (kind === 'params' ? paramRows(runs) : metricRows(runs)).find((each) => each.key === key);
    return row !== undefined && !isSame(row);
  });
  const sides = runs.map(({ id, name }, index) => (
    <Link key={id} to={paths.run(id)}>
      {name}
      {index === 0 && ' (base)'}
    </Link>
  ));
  const parts: [string, string | undefined, DifferenceRow[]][] = [
    ['Parameters', undefined, paramRows(runs)],
    ['Metrics', 'last values as logged, with the change against the base and the data', metricRows(runs)],
    ['Datasets', 'as the runs described them', inputRows(runs)],
    ['Tags', undefined, tagRows(runs)],
  ];
  return (
    <>
      <Switch
        mb="md"
        size="xs"
        label="Only differences"
        checked={only === 'yes'}
        onChange={(event) => setOnly(event.currentTarget.checked ? 'yes' : 'no')}
      />
      {parts.map(([title, note, rows]) => (
        <Section key={title} title={title} note={note} flush>
          <DifferenceTable label={title} sides={sides} rows={rows} onlyDifferences={only === 'yes'} />
        </Section>
      ))}
      <Section>
        <ParallelChart things={runs} keys={differing.toReversed()} noun="run" />
      </Section>
      <Section title="Scatter">
        <ScatterPlot things={runs} keys={keys} noun="run" />
      </Section>
      <Columns min={440}>
        {keys
          .filter(({ kind }) => kind === 'metrics')
          .map(({ key }) => (
            <Section key={key}>
              <MetricPanel metric={key} runs={runs} />
            </Section>
          ))}
      </Columns>
    </>
  );
}
