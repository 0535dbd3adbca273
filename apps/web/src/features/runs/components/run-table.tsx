import { runsEndpoints, type Experiment, type Run } from '@slipway/contracts';
import { Button, Group, MultiSelect, Select } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Pager } from '../../../components/ui/pager.js';
import { filterProblem, SearchBox } from '../../../components/ui/search-box.js';
import { selectColumn, type Selection } from '../../../components/ui/select-column.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { ViewsMenu } from '../../../components/ui/views-menu.js';
import { formatSpan, middleCut } from '../../../lib/format.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { mlflowSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { usePages } from '../../../lib/use-pages.js';
import { useSelection } from '../../../lib/use-selection.js';
import { runState } from '../prepare/run-state.js';
import {
  orderBy,
  valueKeyOf,
  valueKeys,
  comparedValue,
  valueText,
  type ValueKey,
} from '../../../components/charts/prepare/compared-values.js';

const examples = [
  ['metrics.auc > 0.7', 'the newest value of a metric'],
  ["params.depth = '6' AND tags.team = 'eu'", 'parameters and tags are texts'],
  ["attributes.status = 'FAILED'", 'status, run_name, user_id, start_time'],
  ["dataset.name = 'jan'", 'runs that read a dataset'],
] as const;

const SHOWN_AT_FIRST = 4;
const NEWEST = 'attributes.start_time DESC';

/** RunTable searches the runs of one experiment, or of all, with columns and order of one's own choice. */
export function RunTable({
  experiment,
  experiments,
}: {
  experiment?: number;
  experiments: readonly Experiment[];
}): ReactNode {
  const [filter] = useUrlState<string>('filter', '');
  const [order, setOrder] = useUrlState<string>('order', NEWEST);
  const [columnIds, setColumnIds] = useUrlState<string>('cols', '');
  const navigate = useNavigate();
  const selection = useSelection('selected');
  const pages = usePages(`${filter} ${order}`);
  const runs = useCall(runsEndpoints.listRuns, {
    query: { experiment, filter: filter || undefined, orderBy: order, limit: 50, cursor: pages.cursor },
  });
  const problem = filterProblem(runs.error);
  const items = problem === null ? runs.data?.items : [];
  const known = valueKeys(items ?? []);
  const shown = columnIds === '' ? known.slice(0, SHOWN_AT_FIRST).map(({ id }) => id) : columnIds.split('\n');
  const keys = shown.map(valueKeyOf).filter((key) => key !== null);
  const columns = useColumns(keys, selection, experiment === undefined ? experiments : null);
  const chosen = selection.chosen;
  return (
    <Section flush>
      <Group gap="xs" p="md" align="flex-start">
        <SearchBox label="Search runs" examples={examples} error={runs.error} />
        <ColumnChoice known={known} shown={shown} onChange={(ids) => setColumnIds(ids.join('\n'))} />
        <OrderChoice known={known} order={order} onChange={setOrder} />
        <ViewsMenu page="runs" />
        <Button
          onClick={() => void navigate(paths.compareRuns(chosen))}
          leftSection={<IconArrowsDiff size={15} />}
          disabled={chosen.length < 2}
          title={chosen.length < 2 ? 'Choose two or more runs' : undefined}
        >
          Compare {chosen.length > 0 && chosen.length}
        </Button>
      </Group>
      <DataTable
        label="Runs"
        columns={columns}
        rows={items}
        query={runs}
        rowKey={({ id }) => id}
        rowLink={({ id }) => paths.run(id)}
        isSelected={({ id }) => chosen.includes(id)}
        empty={<NoRuns searched={filter !== ''} problem={problem} />}
      />
      <Pager turn={pages.turn(runs.data?.nextCursor)} shown={items?.length ?? 0} noun="run" />
    </Section>
  );
}

function useColumns(
  keys: readonly ValueKey[],
  selection: Selection,
  experiments: readonly Experiment[] | null,
): Column<Run>[] {
  const now = useNow(5000);
  return [
    selectColumn<Run>(
      selection,
      ({ id }) => id,
      ({ name }) => name,
    ),
    { key: 'name', header: 'Run', cell: ({ name }) => middleCut(name) },
    { key: 'status', header: 'Status', cell: ({ status }) => <Status of="run" value={runState(status)} /> },
    ...(experiments === null
      ? []
      : [
          {
            key: 'experiment',
            header: 'Experiment',
            cell: ({ experiment }: Run) => (
              <Link to={paths.experiment(experiment)}>
                {experiments.find(({ number }) => number === experiment)?.name ?? `number ${experiment}`}
              </Link>
            ),
          },
        ]),
    ...keys.map((key): Column<Run> => ({
      key: key.id,
      header: middleCut(key.key, 28),
      align: key.kind === 'metrics' ? 'right' : undefined,
      cell: (run) => middleCut(valueText(comparedValue(run, key)), 32),
    })),
    { key: 'user', header: 'By', cell: ({ user }) => user },
    { key: 'started', header: 'Started', cell: ({ startedAt }) => <TimeAgo at={startedAt} /> },
    {
      key: 'took',
      header: 'Took',
      align: 'right',
      cell: ({ startedAt, endedAt }) => formatSpan(startedAt, endedAt, now),
    },
  ];
}

function ColumnChoice({
  known,
  shown,
  onChange,
}: {
  known: readonly ValueKey[];
  shown: readonly string[];
  onChange: (ids: string[]) => void;
}): ReactNode {
  const of = (kind: ValueKey['kind']): { value: string; label: string }[] =>
    known.filter((key) => key.kind === kind).map(({ id, key }) => ({ value: id, label: key }));
  return (
    <MultiSelect
      size="xs"
      w={260}
      aria-label="Columns"
      placeholder="Columns"
      searchable
      data={[
        { group: 'Metrics', items: of('metrics') },
        { group: 'Parameters', items: of('params') },
      ]}
      value={[...shown]}
      onChange={onChange}
    />
  );
}

function OrderChoice({
  known,
  order,
  onChange,
}: {
  known: readonly ValueKey[];
  order: string;
  onChange: (order: string) => void;
}): ReactNode {
  const data = [
    { value: NEWEST, label: 'Newest first' },
    { value: 'attributes.start_time ASC', label: 'Oldest first' },
    ...known.flatMap((key) => [
      { value: orderBy(key, 'DESC'), label: `${key.key}, highest first` },
      { value: orderBy(key, 'ASC'), label: `${key.key}, lowest first` },
    ]),
  ];
  return (
    <Select
      size="xs"
      w={190}
      aria-label="Order"
      searchable
      allowDeselect={false}
      data={data.some(({ value }) => value === order) ? data : [...data, { value: order, label: order }]}
      value={order}
      onChange={(value) => onChange(value ?? NEWEST)}
    />
  );
}

function NoRuns({ searched, problem }: { searched: boolean; problem: string | null }): ReactNode {
  if (problem !== null) return <EmptyState title="The filter cannot be read" text={problem} />;
  if (searched) return <EmptyState title="No run is like that" text="Clear the filter to see all runs." />;
  return (
    <EmptyState
      title="No run yet"
      text="Point MLflow’s client here; its runs show up as they are logged."
      snippet={mlflowSnippet()}
    />
  );
}
