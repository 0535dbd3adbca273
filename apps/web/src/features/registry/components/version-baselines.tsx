import { monitoringEndpoints, type Baseline, type ModelVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';

const columns: readonly Column<Baseline>[] = [
  {
    key: 'dataset',
    header: 'From',
    cell: ({ dataset, datasetVersion }) => (
      <Link to={paths.dataset(dataset)}>
        {dataset} v{datasetVersion}
      </Link>
    ),
  },
  { key: 'rows', header: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
  { key: 'features', header: 'Features', align: 'right', cell: ({ features }) => formatNumber(features.length) },
  { key: 'made', header: 'Built', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** VersionBaselines lists the reference profiles that drift is measured against. */
export function VersionBaselines({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const baselines = useCall(monitoringEndpoints.listBaselines, { params: { name: model, version } });
  return (
    <Section title="Baselines" note="the newest one is used" flush>
      <DataTable
        label="Baselines"
        columns={columns}
        rows={baselines.data?.items}
        query={baselines}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            title="No baseline"
            text="Build one from the data that the version was trained or tested on; monitors compare live traffic with it."
          />
        }
      />
    </Section>
  );
}
