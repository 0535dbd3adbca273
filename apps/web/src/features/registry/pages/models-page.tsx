import { registryEndpoints, servingEndpoints, type Model, type ServingEndpoint } from '@slipway/contracts';
import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { uploadModelSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { AliasChips } from '../components/alias-chips.js';
import { ServedAt } from '../components/served-at.js';
import { UploadModelDialog } from '../components/upload-model-dialog.js';
import { servingPlaces } from '../prepare/serving-places.js';

const columnsWith = (endpoints: readonly ServingEndpoint[]): Column<Model>[] => [
  { key: 'name', header: 'Model', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { key: 'task', header: 'Task', cell: ({ task }) => task ?? '–', sortBy: ({ task }) => task },
  { key: 'aliases', header: 'Aliases', cell: ({ name, aliases }) => <AliasChips model={name} aliases={aliases} /> },
  {
    key: 'latest',
    header: 'Latest',
    align: 'right',
    cell: ({ latestVersion }) => (latestVersion === null ? '–' : `v${latestVersion}`),
    sortBy: ({ latestVersion }) => latestVersion,
  },
  { key: 'serves', header: 'Serves at', cell: ({ name }) => <ServedAt places={servingPlaces(endpoints, name)} /> },
  { key: 'owner', header: 'Owner', cell: ({ owner }) => owner, sortBy: ({ owner }) => owner },
  {
    key: 'updated',
    header: 'Updated',
    cell: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    sortBy: ({ updatedAt }) => updatedAt,
  },
];

/** ModelsPage answers: what have we, what serves? */
export default function ModelsPage(): ReactNode {
  const navigate = useNavigate();
  const [q] = useUrlState<string>('q', '');
  const models = useCall(registryEndpoints.listModels, { query: { q: q || undefined, limit: 200 } });
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200 } });
  const denied = useDenied('write');
  const upload = useDialog('upload');
  const columns = useMemo(() => columnsWith(endpoints.data?.items ?? []), [endpoints.data]);
  const items = models.data?.items;
  const serving = items?.filter(({ name }) => servingPlaces(endpoints.data?.items ?? [], name).length > 0).length ?? 0;
  return (
    <>
      <PageHeader
        title="Models"
        verdict={
          items && {
            tone: 'info',
            sentence: `${countOf(items.length, 'model')}${q === '' ? '' : ` with “${q}”`}; ${serving === 0 ? 'none serves' : `${serving} ${serving === 1 ? 'serves' : 'serve'}`}.`,
          }
        }
        actions={
          <Acts
            acts={[{ label: 'Upload model', icon: IconUpload, primary: true, call: upload.open, disabled: denied }]}
          />
        }
      />
      <Section title="All models" actions={<FilterInput label="Filter by name" />} flush>
        <DataTable
          label="Models"
          columns={columns}
          rows={items}
          query={models}
          rowKey={({ name }) => name}
          rowLink={({ name }) => paths.model(name)}
          empty={<NoModels q={q} onUpload={upload.open} />}
        />
      </Section>
      <UploadModelDialog
        opened={upload.opened}
        onClose={upload.close}
        onDone={({ model, version }) => void navigate(paths.version(model, version))}
      />
    </>
  );
}

function NoModels({ q, onUpload }: { q: string; onUpload: () => void }): ReactNode {
  if (q !== '') return <EmptyState title={`No model is called “${q}”`} text="Clear the filter to see all models." />;
  return (
    <EmptyState
      title="No model yet"
      text="A model is a name; each upload makes a version with its signature, read from the file."
      snippet={uploadModelSnippet('my-model')}
    >
      <Button onClick={onUpload}>Upload model</Button>
    </EmptyState>
  );
}
