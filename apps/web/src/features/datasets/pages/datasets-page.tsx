import { datasetsEndpoints, type Dataset } from '@slipway/contracts';
import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf, formatBytes, formatCompact, formatDigest, formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { uploadDatasetSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { UploadDatasetDialog } from '../components/upload-dataset-dialog.js';

const columns: readonly Column<Dataset>[] = [
  { key: 'name', header: 'Dataset', cell: ({ name }) => name, sortBy: ({ name }) => name },
  {
    key: 'latest',
    header: 'Latest',
    align: 'right',
    cell: ({ latest }) => (latest === null ? '–' : `v${latest.version}`),
  },
  {
    key: 'rows',
    header: 'Rows',
    align: 'right',
    cell: ({ latest }) => formatNumber(latest?.rows),
    sortBy: ({ latest }) => latest?.rows,
  },
  {
    key: 'columns',
    header: 'Columns',
    align: 'right',
    cell: ({ latest }) => formatNumber(latest?.columnCount),
    sortBy: ({ latest }) => latest?.columnCount,
  },
  { key: 'format', header: 'Format', cell: ({ latest }) => latest?.format },
  {
    key: 'size',
    header: 'Size',
    align: 'right',
    cell: ({ latest }) => formatBytes(latest?.sizeBytes),
    sortBy: ({ latest }) => latest?.sizeBytes,
  },
  { key: 'digest', header: 'Digest', cell: ({ latest }) => formatDigest(latest?.digest) },
  {
    key: 'added',
    header: 'Added',
    cell: ({ latest, createdAt }) => <TimeAgo at={latest?.createdAt ?? createdAt} />,
    sortBy: ({ latest, createdAt }) => latest?.createdAt ?? createdAt,
  },
];

/** DatasetsPage lists the tables that versions are measured on and compared with. */
export default function DatasetsPage(): ReactNode {
  const navigate = useNavigate();
  const [q] = useUrlState<string>('q', '');
  const datasets = useCall(datasetsEndpoints.listDatasets, { query: { q: q || undefined, limit: 200 } });
  const denied = useDenied('write');
  const upload = useDialog('upload');
  const items = datasets.data?.items;
  const rows = items?.reduce((sum, { latest }) => sum + (latest?.rows ?? 0), 0) ?? 0;
  return (
    <>
      <PageHeader
        title="Datasets"
        verdict={
          items && {
            tone: 'info',
            sentence: `${countOf(items.length, 'dataset')}, ${formatCompact(rows)} rows in their newest versions.`,
          }
        }
        actions={
          <Acts
            acts={[{ label: 'Upload dataset', icon: IconUpload, primary: true, call: upload.open, disabled: denied }]}
          />
        }
      />
      <Section title="All datasets" actions={<FilterInput label="Filter by name" />} flush>
        <DataTable
          label="Datasets"
          columns={columns}
          rows={items}
          query={datasets}
          rowKey={({ name }) => name}
          rowLink={({ name }) => paths.dataset(name)}
          empty={
            <EmptyState
              title={q === '' ? 'No dataset yet' : `No dataset is called “${q}”`}
              text="Upload Parquet, CSV or JSON lines; the profile is computed while it is read."
              snippet={uploadDatasetSnippet('my-dataset')}
            >
              <Button onClick={upload.open}>Upload dataset</Button>
            </EmptyState>
          }
        />
      </Section>
      <UploadDatasetDialog
        opened={upload.opened}
        onClose={upload.close}
        onDone={({ dataset }) => void navigate(paths.dataset(dataset))}
      />
    </>
  );
}
