import { runsEndpoints, type Experiment } from '@slipway/contracts';
import { Group, SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Pager } from '../../../components/ui/pager.js';
import { filterProblem, SearchBox } from '../../../components/ui/search-box.js';
import { TagList } from '../../../components/ui/tag-list.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { ViewsMenu } from '../../../components/ui/views-menu.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { mlflowSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { usePages } from '../../../lib/use-pages.js';
import { RunTable } from '../components/run-table.js';

const examples = [
  ["name LIKE 'delays%'", 'names that begin with delays'],
  ["tags.team = 'eu'", 'experiments with this tag'],
] as const;

const columns: readonly Column<Experiment>[] = [
  { key: 'name', header: 'Experiment', cell: ({ name }) => name },
  { key: 'tags', header: 'Tags', cell: ({ tags }) => <TagList tags={tags} /> },
  { key: 'made', header: 'Created', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
  { key: 'changed', header: 'Last change', cell: ({ updatedAt }) => <TimeAgo at={updatedAt} /> },
];

/** RunsPage answers: what was tried, and what came out best? */
export default function RunsPage(): ReactNode {
  const [experiment] = useUrlState<string>('experiment', '');
  const [view, setView] = useUrlState<'experiments' | 'runs'>('view', 'experiments');
  const experiments = useCall(runsEndpoints.listExperiments, { query: { limit: 500 } });
  const chosen = useCall(
    runsEndpoints.getExperiment,
    { params: { number: Number(experiment) } },
    { enabled: experiment !== '' },
  );
  if (experiment !== '') {
    return (
      <>
        <PageHeader
          title={chosen.data?.name ?? 'Runs'}
          verdict={{
            tone: 'info',
            sentence: 'Runs of one experiment, newest first. Choose two or more to compare them.',
          }}
        />
        <RunTable key={experiment} experiment={Number(experiment)} experiments={experiments.data?.items ?? []} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Runs"
        verdict={{ tone: 'info', sentence: 'What scripts logged with MLflow’s own client, by experiment.' }}
      />
      <SegmentedControl
        mb="md"
        size="xs"
        aria-label="What to list"
        value={view}
        onChange={(value) => setView(value as 'experiments' | 'runs')}
        data={[
          { value: 'experiments', label: 'Experiments' },
          { value: 'runs', label: 'All runs' },
        ]}
      />
      {view === 'runs' ? <RunTable experiments={experiments.data?.items ?? []} /> : <ExperimentList />}
    </>
  );
}

function ExperimentList(): ReactNode {
  const [filter] = useUrlState<string>('filter', '');
  const pages = usePages(filter);
  const found = useCall(runsEndpoints.listExperiments, {
    query: { filter: filter || undefined, limit: 50, cursor: pages.cursor },
  });
  const problem = filterProblem(found.error);
  const items = problem === null ? found.data?.items : [];
  return (
    <Section flush>
      <Group gap="xs" p="md" align="flex-start">
        <SearchBox label="Search experiments" examples={examples} error={found.error} />
        <ViewsMenu page="runs" />
      </Group>
      <DataTable
        label="Experiments"
        columns={columns}
        rows={items}
        query={found}
        rowKey={({ number }) => number}
        rowLink={({ number }) => paths.experiment(number)}
        empty={
          filter === '' ? (
            <EmptyState
              title="No experiment yet"
              text="Point MLflow’s client here; its runs show up as they are logged."
              snippet={mlflowSnippet()}
            />
          ) : (
            <EmptyState
              title={problem === null ? 'No experiment is like that' : 'The filter cannot be read'}
              text={problem ?? 'Clear the filter to see all.'}
            />
          )
        }
      />
      <Pager turn={pages.turn(found.data?.nextCursor)} shown={items?.length ?? 0} noun="experiment" />
    </Section>
  );
}
