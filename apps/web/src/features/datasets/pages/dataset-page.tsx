import { datasetsEndpoints, type DatasetVersion } from '@slipway/contracts';
import { Select, Text } from '@mantine/core';
import { IconClipboardCheck, IconTableSpark, IconTrash, IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { type PageTab, PageTabs } from '../../../components/layout/page-tabs.js';
import { Section } from '../../../components/layout/section.js';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { formatDigest } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { uploadDatasetSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { DatasetChanges } from '../components/dataset-changes.js';
import { DatasetState } from '../components/dataset-state.js';
import { DatasetText } from '../components/dataset-text.js';
import { DatasetUses } from '../components/dataset-uses.js';
import { DatasetVersions } from '../components/dataset-versions.js';
import { PredictRowsDialog } from '../components/predict-rows-dialog.js';
import { PreviewTable } from '../components/preview-table.js';
import { ProfileTable } from '../components/profile-table.js';
import { UploadDatasetDialog } from '../components/upload-dataset-dialog.js';
import { datasetVerdict } from '../prepare/dataset-verdict.js';

/** DatasetPage answers: is it sane, what changed, who used it? */
export default function DatasetPage(): ReactNode {
  const { name = '' } = useParams();
  const dataset = useCall(datasetsEndpoints.getDataset, { params: { name } });
  const versions = useCall(datasetsEndpoints.listDatasetVersions, { params: { name }, query: { limit: 200 } });
  const [chosen, setChosen] = useUrlState<string>('version', '');
  const items = versions.data?.items ?? [];
  const number = Number(chosen) || items[0]?.version;
  const version = items.find((each) => each.version === number);
  const reading = useCall(
    datasetsEndpoints.getDatasetVersion,
    { params: { name, version: number } },
    { enabled: version?.state === 'profiling', everyMs: 2_000 },
  );
  const shown = version?.state === 'profiling' ? (reading.data ?? version) : version;
  const upload = useDialog('upload');
  const predict = useDialog('predict');
  return (
    <>
      <PageHeader
        title={name}
        status={<VersionPicker numbers={items.map((each) => each.version)} chosen={number} onChoose={setChosen} />}
        verdict={shown?.state === 'ready' ? datasetVerdict(shown) : undefined}
        actions={
          dataset.data && <DatasetActs name={name} onUpload={upload.open} onPredict={predict.open} version={shown} />
        }
      />
      {dataset.data && <DatasetText dataset={dataset.data} />}
      {versions.data?.items.length === 0 ? (
        <Section flush>
          <EmptyState
            title="No version yet"
            text="Upload a table to make the first."
            snippet={uploadDatasetSnippet(name)}
          />
        </Section>
      ) : (
        <Loaded query={versions}>{() => shown && <Panels version={shown} versions={items} />}</Loaded>
      )}
      <UploadDatasetDialog opened={upload.opened} dataset={name} onClose={upload.close} onDone={upload.close} />
      {predict.opened && shown?.state === 'ready' && <PredictRowsDialog table={shown} onClose={predict.close} />}
    </>
  );
}

function VersionPicker({
  numbers,
  chosen,
  onChoose,
}: {
  numbers: readonly number[];
  chosen: number | undefined;
  onChoose: (version: string) => void;
}): ReactNode {
  if (numbers.length < 2) return null;
  return (
    <Select
      size="xs"
      w={90}
      aria-label="Version"
      data={numbers.map((each) => ({ value: String(each), label: `v${each}` }))}
      value={String(chosen)}
      onChange={(value) => onChoose(value ?? '')}
      allowDeselect={false}
    />
  );
}

interface PanelsProps {
  version: DatasetVersion;
  versions: readonly DatasetVersion[];
}

function Panels({ version, versions }: PanelsProps): ReactNode {
  const others = versions.filter((each) => each.state === 'ready' && each.version !== version.version);
  const tabs: PageTab[] = [
    {
      key: 'profile',
      label: 'Profile',
      panel: (
        <Section title="Profile" note={`${formatDigest(version.digest)}, every row read`} flush>
          <ProfileTable version={version} />
        </Section>
      ),
    },
    {
      key: 'preview',
      label: 'Preview',
      panel: (
        <Section title="Preview" note="rows as they stand in the file" flush>
          <PreviewTable key={version.version} name={version.dataset} version={version.version} total={version.rows} />
        </Section>
      ),
    },
    {
      key: 'changes',
      label: 'Changes',
      panel: <DatasetChanges version={version} others={others.map((each) => each.version)} />,
    },
    { key: 'versions', label: 'Versions', panel: <DatasetVersions versions={versions} /> },
    { key: 'used', label: 'Used by', panel: <DatasetUses dataset={version.dataset} /> },
  ];
  const needsRows = new Set(['profile', 'preview', 'changes']);
  return (
    <PageTabs
      tabs={tabs.map((tab) =>
        needsRows.has(tab.key) && version.state !== 'ready' ? { ...tab, panel: <NotReady version={version} /> } : tab,
      )}
    />
  );
}

function NotReady({ version }: { version: DatasetVersion }): ReactNode {
  return (
    <Section title={`v${version.version}`}>
      <DatasetState version={version} />
      {version.error !== null && (
        <Text size="sm" mt="xs">
          {version.error}
        </Text>
      )}
    </Section>
  );
}

interface DatasetActsProps {
  name: string;
  onUpload: () => void;
  onPredict: () => void;
  version: DatasetVersion | undefined;
}

function DatasetActs({ name, onUpload, onPredict, version }: DatasetActsProps): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const remove = useAct(datasetsEndpoints.deleteDataset, {
    success: `${name} is deleted`,
    onDone: () => void navigate(paths.datasets),
  });
  const removeVersion = useAct(datasetsEndpoints.deleteDatasetVersion, {
    success: 'The version is deleted',
    onDone: () => void navigate(paths.dataset(name)),
  });
  const acts: Act[] = [
    { label: 'Upload version', icon: IconUpload, primary: true, call: onUpload, disabled: denied },
    {
      label: 'Evaluate on this',
      icon: IconClipboardCheck,
      call: () => navigate(`${paths.evaluations}?start=1&dataset=${encodeURIComponent(name)}`),
      disabled: denied ?? (version === undefined ? 'Upload a version first.' : null),
    },
    {
      label: 'Predict rows',
      icon: IconTableSpark,
      call: onPredict,
      disabled: denied ?? (version?.state === 'ready' ? null : 'Its rows have to be read first.'),
    },
    ...(version === undefined
      ? []
      : [
          {
            label: `Delete v${version.version}`,
            icon: IconTrash,
            danger: true,
            call: () => removeVersion.mutateAsync({ params: { name, version: version.version } }),
            disabled: denied,
            confirm: {
              kind: 'dialog' as const,
              effect: `v${version.version} goes, if nothing was made from it. Its number is not given again.`,
            },
          },
        ]),
    {
      label: 'Delete dataset',
      icon: IconTrash,
      danger: true,
      call: () => remove.mutateAsync({ params: { name } }),
      disabled: denied,
      confirm: {
        kind: 'type',
        name,
        effect: 'All its versions go, if nothing was made from them. This cannot be undone.',
      },
    },
  ];
  return <Acts acts={acts} />;
}
