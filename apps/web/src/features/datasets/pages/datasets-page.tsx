import { datasetsEndpoints, type Dataset } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { Pager } from '../../../components/ui/pager.js';
import { filterProblem, SearchBox } from '../../../components/ui/search-box.js';
import { TagList } from '../../../components/ui/tag-list.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { ViewsMenu } from '../../../components/ui/views-menu.js';
import { countOf, formatBytes, formatCompact, formatDigest, formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { uploadDatasetSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { usePages } from '../../../lib/use-pages.js';
import { UploadDatasetDialog } from '../components/upload-dataset-dialog.js';

const examples = [
  ["tags.team = 'eu'", 'datasets with this tag'],
  ["name LIKE 'flights%'", 'names that begin with flights'],
] as const;

const columns: readonly Column<Dataset>[] = [
  { key: 'name', header: 'Dataset', cell: ({ name }) => name },
  { key: 'tags', header: 'Tags', cell: ({ tags }) => <TagList tags={tags} shown={2} /> },
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
  },
  {
    key: 'columns',
    header: 'Columns',
    align: 'right',
    cell: ({ latest }) => formatNumber(latest?.columnCount),
  },
  { key: 'format', header: 'Format', cell: ({ latest }) => latest?.format },
  {
    key: 'size',
    header: 'Size',
    align: 'right',
    cell: ({ latest }) => formatBytes(latest?.sizeBytes),
  },
  { key: 'digest', header: 'Digest', cell: ({ latest }) => formatDigest(latest?.digest) },
  {
    key: 'added',
    header: 'Added',
    cell: ({ latest, createdAt }) => <TimeAgo at={latest?.createdAt ?? createdAt} />,
  },
];

/** DatasetsPage lists the tables that versions are measured on and compared with. */
export default function DatasetsPage(): ReactNode {
  const navigate = useNavigate();
  const [q] = useUrlState<string>('q', '');
  const [filter] = useUrlState<string>('filter', '');
  const pages = usePages(`${q} ${filter}`);
  const datasets = useCall(datasetsEndpoints.listDatasets, {
    query: { q: q || undefined, filter: filter || undefined, limit: 50, cursor: pages.cursor },
  });
  const denied = useDenied('write');
  const upload = useDialog('upload');
  const problem = filterProblem(datasets.error);
  const items = problem === null ? datasets.data?.items : [];
  const isAll = datasets.data?.nextCursor === null && pages.cursor === undefined && q === '' && filter === '';
  const rows = items?.reduce((sum, { latest }) => sum + (latest?.rows ?? 0), 0) ?? 0;
  return (
    <>
      <PageHeader
        title="Datasets"
        verdict={
          items && {
            tone: 'info',
            sentence: isAll
              ? items.length === 0
                ? 'No dataset yet.'
                : `${countOf(items.length, 'dataset')}, ${formatCompact(rows)} rows in their newest versions.`
              : 'A version of a dataset never changes; its profile was computed while it was read.',
          }
        }
        actions={
          <Acts
            acts={[{ label: 'Upload dataset', icon: IconUpload, primary: true, call: upload.open, disabled: denied }]}
          />
        }
      />
      <Section flush>
        <Group gap="xs" p="md" align="flex-start">
          <FilterInput label="Name contains" />
          <SearchBox label="Search datasets" examples={examples} error={datasets.error} />
          <ViewsMenu page="datasets" />
        </Group>
        <DataTable
          label="Datasets"
          columns={columns}
          rows={items}
          query={datasets}
          rowKey={({ name }) => name}
          rowLink={({ name }) => paths.dataset(name)}
          empty={
            problem !== null ? (
              <EmptyState title="The filter cannot be read" text={problem} />
            ) : q !== '' || filter !== '' ? (
              <EmptyState title="No dataset is like that" text="Clear the filters to see all datasets." />
            ) : (
              <EmptyState
                title="No dataset yet"
                text="Upload Parquet, CSV or JSON lines; the profile is computed while it is read."
                snippet={uploadDatasetSnippet('my-dataset')}
              >
                <Button onClick={upload.open}>Upload dataset</Button>
              </EmptyState>
            )
          }
        />
        <Pager turn={pages.turn(datasets.data?.nextCursor)} shown={items?.length ?? 0} noun="dataset" />
      </Section>
      <UploadDatasetDialog
        opened={upload.opened}
        onClose={upload.close}
        onDone={({ dataset }) => void navigate(paths.dataset(dataset))}
      />
    </>
  );
}
