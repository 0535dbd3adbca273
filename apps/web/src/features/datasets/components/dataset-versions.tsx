import type { DatasetVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatBytes, formatDigest, formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { DatasetState } from './dataset-state.js';

const columns: readonly Column<DatasetVersion>[] = [
  { key: 'version', header: 'Version', cell: ({ version }) => `v${version}`, sortBy: ({ version }) => version },
  { key: 'state', header: 'State', cell: (version) => <DatasetState version={version} /> },
  {
    key: 'rows',
    header: 'Rows',
    align: 'right',
    cell: ({ rows, state }) => (state === 'ready' ? formatNumber(rows) : ''),
  },
  {
    key: 'columns',
    header: 'Columns',
    align: 'right',
    cell: ({ columns: { length }, state }) => (state === 'ready' ? length : ''),
  },
  { key: 'size', header: 'Size', align: 'right', cell: ({ sizeBytes }) => formatBytes(sizeBytes) },
  { key: 'format', header: 'Format', cell: ({ format }) => format },
  { key: 'digest', header: 'sha256', cell: ({ digest }) => formatDigest(digest) },
  { key: 'by', header: 'By', cell: ({ createdBy }) => createdBy },
  { key: 'at', header: 'Added', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** DatasetVersions lists the versions, newest first, also those that are still being read or could not be. */
export function DatasetVersions({ versions }: { versions: readonly DatasetVersion[] }): ReactNode {
  return (
    <Section title="Versions" note="newest first; choose one to see it" flush>
      <DataTable
        label="Versions"
        columns={columns}
        rows={versions}
        rowKey={({ version }) => version}
        rowLink={({ dataset, version }) => `${paths.dataset(dataset)}?version=${version}`}
      />
    </Section>
  );
}
