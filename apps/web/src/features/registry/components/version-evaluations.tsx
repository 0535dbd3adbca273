import type { Evaluation, ModelVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatInterval, formatMetric, formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { startEvaluationSnippet } from '../../../lib/snippets.js';

const columns: readonly Column<Evaluation>[] = [
  { key: 'dataset', header: 'Dataset', cell: ({ dataset, datasetVersion }) => `${dataset} v${datasetVersion}` },
  { key: 'state', header: 'State', cell: ({ state, error }) => <Status of="job" value={state} detail={error} /> },
  { key: 'verdict', header: 'Gates', cell: ({ verdict }) => verdict && <Status of="gate" value={verdict} /> },
  {
    key: 'metric',
    header: 'Key metric',
    cell: ({ metrics: [first] }) =>
      first && `${first.name} ${formatMetric(first.value)} ${formatInterval(first.low, first.high)}`,
  },
  { key: 'rows', header: 'n', align: 'right', cell: ({ rows }) => formatNumber(rows) },
  { key: 'when', header: 'Started', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** VersionEvaluations lists where this version was measured. */
export function VersionEvaluations({
  version: { model, version },
  evaluations,
}: {
  version: ModelVersion;
  evaluations: { data: { items: Evaluation[] } | undefined; error: unknown; refetch: () => unknown };
}): ReactNode {
  return (
    <Section title="Evaluations" flush>
      <DataTable
        label="Evaluations"
        columns={columns}
        rows={evaluations.data?.items}
        query={evaluations}
        rowKey={({ id }) => id}
        rowLink={({ id }) => paths.evaluation(id)}
        empty={
          <EmptyState
            title="Not evaluated"
            text="Measure it on a dataset with known outcomes before it serves."
            snippet={startEvaluationSnippet(model, version, 'my-dataset')}
          >
            <Link to={`${paths.evaluations}?start=1&model=${encodeURIComponent(model)}&version=${version}`}>
              Evaluate this version
            </Link>
          </EmptyState>
        }
      />
    </Section>
  );
}
