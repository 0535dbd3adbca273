import { datasetsEndpoints, evaluationEndpoints, type DatasetVersion, type Evaluation } from '@slipway/contracts';
import { Select, Tabs } from '@mantine/core';
import { IconClipboardCheck, IconTrash, IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatDigest } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { uploadDatasetSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { PreviewTable } from '../components/preview-table.js';
import { ProfileTable } from '../components/profile-table.js';
import { UploadDatasetDialog } from '../components/upload-dataset-dialog.js';
import { datasetVerdict } from '../prepare/dataset-verdict.js';

const evaluationColumns: readonly Column<Evaluation>[] = [
  { key: 'version', header: 'Version', cell: ({ model, version }) => `${model} v${version}` },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="job" value={state} /> },
  { key: 'verdict', header: 'Gates', cell: ({ verdict }) => verdict && <Status of="gate" value={verdict} /> },
  { key: 'when', header: 'Started', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** DatasetPage answers: is it sane, who used it? */
export default function DatasetPage(): ReactNode {
  const { name = '' } = useParams();
  const versions = useCall(datasetsEndpoints.listDatasetVersions, { params: { name }, query: { limit: 200 } });
  const [chosen, setChosen] = useUrlState<string>('version', '');
  const numbers = versions.data?.items.map(({ version }) => version) ?? [];
  const number = Number(chosen) || numbers[0];
  const version = useCall(
    datasetsEndpoints.getDatasetVersion,
    { params: { name, version: number } },
    { enabled: number !== undefined },
  );
  const upload = useDialog('upload');
  const picker = numbers.length > 1 && (
    <Select
      size="xs"
      w={90}
      aria-label="Version"
      data={numbers.map((each) => ({ value: String(each), label: `v${each}` }))}
      value={String(number)}
      onChange={(value) => setChosen(value ?? '')}
      allowDeselect={false}
    />
  );
  return (
    <>
      <PageHeader
        title={name}
        status={picker}
        verdict={version.data && datasetVerdict(version.data)}
        actions={<DatasetActs name={name} onUpload={upload.open} empty={numbers.length === 0} />}
      />
      {versions.data?.items.length === 0 ? (
        <Section flush>
          <EmptyState
            title="No version yet"
            text="Upload a table to make the first."
            snippet={uploadDatasetSnippet(name)}
          />
        </Section>
      ) : (
        <Loaded query={versions}>{() => <Loaded query={version}>{(data) => <Panels version={data} />}</Loaded>}</Loaded>
      )}
      <UploadDatasetDialog opened={upload.opened} dataset={name} onClose={upload.close} onDone={upload.close} />
    </>
  );
}

function Panels({ version }: { version: DatasetVersion }): ReactNode {
  const [tab, setTab] = useUrlState<string>('tab', 'profile');
  return (
    <Tabs value={tab} onChange={(value) => setTab(value ?? 'profile')} keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="profile">Profile</Tabs.Tab>
        <Tabs.Tab value="preview">Preview</Tabs.Tab>
        <Tabs.Tab value="used">Used by</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="profile">
        <Section title="Profile" note={`${formatDigest(version.digest)}, every row read`} flush>
          <ProfileTable version={version} />
        </Section>
      </Tabs.Panel>
      <Tabs.Panel value="preview">
        <Section title="Preview" note="first 100 rows" flush>
          <PreviewTable name={version.dataset} version={version.version} />
        </Section>
      </Tabs.Panel>
      <Tabs.Panel value="used">
        <UsedBy dataset={version.dataset} />
      </Tabs.Panel>
    </Tabs>
  );
}

function UsedBy({ dataset }: { dataset: string }): ReactNode {
  const evaluations = useCall(evaluationEndpoints.listEvaluations, { query: { dataset, limit: 100 } });
  return (
    <Section title="Evaluations on it" flush>
      <DataTable
        label="Evaluations"
        columns={evaluationColumns}
        rows={evaluations.data?.items}
        query={evaluations}
        rowKey={({ id }) => id}
        rowLink={({ id }) => paths.evaluation(id)}
      />
    </Section>
  );
}

function DatasetActs({ name, onUpload, empty }: { name: string; onUpload: () => void; empty: boolean }): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const remove = useAct(datasetsEndpoints.deleteDataset, {
    success: `${name} is deleted`,
    onDone: () => void navigate(paths.datasets),
  });
  const acts: Act[] = [
    { label: 'Upload version', icon: IconUpload, primary: true, call: onUpload, disabled: denied },
    {
      label: 'Evaluate on this',
      icon: IconClipboardCheck,
      call: () => navigate(`${paths.evaluations}?start=1&dataset=${encodeURIComponent(name)}`),
      disabled: denied ?? (empty ? 'Upload a version first.' : null),
    },
    {
      label: 'Delete dataset',
      icon: IconTrash,
      danger: true,
      call: () => remove.mutateAsync({ params: { name } }),
      disabled: denied,
      confirm: {
        kind: 'type',
        name,
        effect: 'All its versions go, if no evaluation or baseline uses them. This cannot be undone.',
      },
    },
  ];
  return <Acts acts={acts} />;
}
