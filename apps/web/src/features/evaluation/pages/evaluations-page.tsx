import { evaluationEndpoints, type Evaluation } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import { IconClipboardCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { ViewsMenu } from '../../../components/ui/views-menu.js';
import { countOf, formatInterval, formatMetric, formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { startEvaluationSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { StartEvaluationDialog } from '../components/start-evaluation-dialog.js';

const columns: readonly Column<Evaluation>[] = [
  {
    key: 'version',
    header: 'Version',
    cell: ({ model, version }) => `${model} v${version}`,
    sortBy: ({ model, version }) => `${model} v${version}`,
  },
  {
    key: 'dataset',
    header: 'Dataset',
    cell: ({ dataset, datasetVersion }) => `${dataset} v${datasetVersion}`,
    sortBy: ({ dataset }) => dataset,
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state, error }) => <Status of="job" value={state} detail={error} />,
    sortBy: ({ state }) => state,
  },
  {
    key: 'verdict',
    header: 'Gates',
    cell: ({ verdict }) => verdict && <Status of="gate" value={verdict} />,
    sortBy: ({ verdict }) => verdict,
  },
  {
    key: 'metric',
    header: 'Key metric',
    cell: ({ metrics: [first] }) =>
      first && `${first.name} ${formatMetric(first.value)} ${formatInterval(first.low, first.high)}`,
  },
  { key: 'rows', header: 'n', align: 'right', cell: ({ rows }) => formatNumber(rows), sortBy: ({ rows }) => rows },
  {
    key: 'when',
    header: 'Started',
    cell: ({ createdAt }) => <TimeAgo at={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
];

/** EvaluationsPage lists every measurement of a version on a dataset, newest first. */
export default function EvaluationsPage(): ReactNode {
  const [q] = useUrlState<string>('q', '');
  const evaluations = useCall(evaluationEndpoints.listEvaluations, { query: { q: q || undefined, limit: 200 } });
  const denied = useDenied('write');
  const start = useDialog('start');
  const items = evaluations.data?.items;
  const failed = items?.filter(({ verdict }) => verdict === 'failed').length ?? 0;
  return (
    <>
      <PageHeader
        title="Evaluations"
        verdict={
          items && {
            tone: failed > 0 ? 'warn' : 'info',
            sentence:
              items.length === 0
                ? 'Nothing is evaluated yet.'
                : `${countOf(items.length, 'evaluation')}${failed > 0 ? `; ${failed} failed a gate` : ''}.`,
          }
        }
        actions={
          <Acts
            acts={[
              {
                label: 'Evaluate version',
                icon: IconClipboardCheck,
                primary: true,
                call: start.open,
                disabled: denied,
              },
            ]}
          />
        }
      />
      <Section
        title="All evaluations"
        actions={
          <Group gap="xs">
            <FilterInput label="Filter by name" />
            <ViewsMenu page="evaluations" />
          </Group>
        }
        flush
      >
        <DataTable
          label="Evaluations"
          columns={columns}
          rows={items}
          query={evaluations}
          rowKey={({ id }) => id}
          rowLink={({ id }) => paths.evaluation(id)}
          empty={
            q !== '' ? (
              <EmptyState title="No evaluation is like that" text="Clear the filter to see all." />
            ) : (
              <EmptyState
                title="Nothing is measured yet"
                text="An evaluation runs a version over a dataset with known outcomes and compares the metrics with gates."
                snippet={startEvaluationSnippet('my-model', 1, 'my-dataset')}
              >
                <Button onClick={start.open}>Evaluate version</Button>
              </EmptyState>
            )
          }
        />
      </Section>
      {start.opened && <StartEvaluationDialog onClose={start.close} />}
    </>
  );
}
