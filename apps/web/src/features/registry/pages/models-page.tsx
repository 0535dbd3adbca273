import { monitoringEndpoints, registryEndpoints, registryHistoryEndpoints, servingEndpoints } from '@slipway/contracts';
import type { AliasPolicy, ListedModel, Monitor, ServingEndpoint } from '@slipway/contracts';
import { Button, Group, SegmentedControl, Select } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
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
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { mlflowSnippet, uploadModelSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { usePages } from '../../../lib/use-pages.js';
import { AliasChips } from '../components/alias-chips.js';
import { DriftCell, KeyMetricCell } from '../components/model-cells.js';
import { DeletedModels } from '../components/deleted-models.js';
import { ServedAt } from '../components/served-at.js';
import { UploadModelDialog } from '../components/upload-model-dialog.js';
import { driftOf } from '../prepare/drift-of.js';
import { servingPlaces } from '../prepare/serving-places.js';

const examples = [
  ["name LIKE 'flight%'", 'names that begin with flight'],
  ["tags.team = 'eu'", 'models with this tag'],
  ["owner = 'Ada'", 'models of this person'],
  ["name ILIKE '%delay%' AND tags.stage != 'draft'", 'both must hold; ILIKE ignores case'],
] as const;

const orders = [
  { value: 'name', label: 'By name' },
  { value: 'updatedAt desc', label: 'Last changed first' },
  { value: 'createdAt desc', label: 'Newest first' },
];

const columnsWith = (
  endpoints: readonly ServingEndpoint[],
  policies: readonly AliasPolicy[],
  monitors: readonly Monitor[],
): Column<ListedModel>[] => [
  { key: 'name', header: 'Model', cell: ({ name }) => name },
  { key: 'task', header: 'Task', cell: ({ task }) => task ?? '–' },
  {
    key: 'aliases',
    header: 'Aliases',
    cell: ({ name, aliases }) => (
      <div style={{ minWidth: 125 }}>
        <AliasChips model={name} aliases={aliases} policies={policies} />
      </div>
    ),
  },
  { key: 'tags', header: 'Tags', cell: ({ tags }) => <TagList tags={tags} /> },
  {
    key: 'latest',
    header: 'Latest',
    align: 'right',
    cell: ({ latestVersion }) => (latestVersion === null ? '–' : `v${latestVersion}`),
  },
  { key: 'serves', header: 'Serves at', cell: ({ name }) => <ServedAt places={servingPlaces(endpoints, name)} /> },
  { key: 'metric', header: 'Key metric', cell: ({ keyMetric }) => <KeyMetricCell metric={keyMetric} /> },
  { key: 'drift', header: 'Drift', cell: ({ name }) => <DriftCell monitor={driftOf(endpoints, monitors, name)} /> },
  { key: 'owner', header: 'Owner', cell: ({ owner }) => owner },
  { key: 'updated', header: 'Last change', cell: ({ updatedAt }) => <TimeAgo at={updatedAt} /> },
];

/** ModelsPage answers: what have we, what serves? */
export default function ModelsPage(): ReactNode {
  const navigate = useNavigate();
  const [view, setView] = useUrlState<'active' | 'deleted'>('view', 'active');
  const denied = useDenied('write');
  const upload = useDialog('upload');
  return (
    <>
      <PageHeader
        title="Models"
        verdict={{
          tone: 'info',
          sentence: 'A model is a name; each version of it never changes; an alias such as champion moves.',
        }}
        actions={
          <Acts
            acts={[{ label: 'Upload model', icon: IconUpload, primary: true, call: upload.open, disabled: denied }]}
          />
        }
      />
      <SegmentedControl
        mb="md"
        size="xs"
        aria-label="Which models"
        value={view}
        onChange={(value) => setView(value as 'active' | 'deleted')}
        data={[
          { value: 'active', label: 'Models' },
          { value: 'deleted', label: 'Deleted' },
        ]}
      />
      {view === 'deleted' ? <DeletedModels /> : <ModelList onUpload={upload.open} />}
      <UploadModelDialog
        opened={upload.opened}
        onClose={upload.close}
        onDone={({ model, version }) => void navigate(paths.version(model, version))}
      />
    </>
  );
}

function ModelList({ onUpload }: { onUpload: () => void }): ReactNode {
  const [q] = useUrlState<string>('q', '');
  const [filter] = useUrlState<string>('filter', '');
  const [sort, setSort] = useUrlState<string>('sort', 'name');
  const pages = usePages(`${q} ${filter} ${sort}`);
  const models = useCall(registryEndpoints.listModels, {
    query: { q: q || undefined, filter: filter || undefined, sort, limit: 50, cursor: pages.cursor },
  });
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200 } });
  const policies = useCall(registryHistoryEndpoints.listAliasPolicies, {});
  const monitors = useCall(monitoringEndpoints.listMonitors, { query: { limit: 500 } });
  const columns = useMemo(
    () => columnsWith(endpoints.data?.items ?? [], policies.data?.items ?? [], monitors.data?.items ?? []),
    [endpoints.data, policies.data, monitors.data],
  );
  const items = filterProblem(models.error) === null ? models.data?.items : [];
  return (
    <Section flush>
      <Group gap="xs" p="md" align="flex-start">
        <FilterInput label="Name contains" />
        <SearchBox label="Search models" examples={examples} error={models.error} />
        <Select
          size="xs"
          w={170}
          aria-label="Order"
          data={orders}
          value={sort}
          onChange={(value) => setSort(value ?? 'name')}
          allowDeselect={false}
        />
        <ViewsMenu page="models" />
      </Group>
      <DataTable
        label="Models"
        columns={columns}
        rows={items}
        query={models}
        rowKey={({ name }) => name}
        rowLink={({ name }) => paths.model(name)}
        empty={<NoModels searched={q !== '' || filter !== ''} error={models.error} onUpload={onUpload} />}
      />
      <Pager turn={pages.turn(models.data?.nextCursor)} shown={items?.length ?? 0} noun="model" />
    </Section>
  );
}

function NoModels({
  searched,
  error,
  onUpload,
}: {
  searched: boolean;
  error: unknown;
  onUpload: () => void;
}): ReactNode {
  const problem = filterProblem(error);
  if (problem !== null) return <EmptyState title="The filter cannot be read" text={problem} />;
  if (searched) return <EmptyState title="No model is like that" text="Clear the filters to see all models." />;
  return (
    <EmptyState
      title="No model yet"
      text="Upload an ONNX file, or register a model from a run with MLflow’s own client."
      snippet={[...uploadModelSnippet('my-model'), ...mlflowSnippet('my-model')]}
    >
      <Button onClick={onUpload}>Upload model</Button>
    </EmptyState>
  );
}
