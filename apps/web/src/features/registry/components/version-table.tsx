import type { AliasPolicy, ModelVersion } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { selectColumn } from '../../../components/ui/select-column.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatBytes, formatMetric } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useSelection } from '../../../lib/use-selection.js';
import { gatesOf, type VersionGates } from '../prepare/gates.js';
import { servingPlaces } from '../prepare/serving-places.js';
import { AliasNames } from './alias-chips.js';
import { ServedAt } from './served-at.js';
import type { VersionListProps } from './version-list.js';

/** VersionTableProps: one page of versions and what is known of them; `metric` is the column that the chart shows too. */
export interface VersionTableProps extends VersionListProps {
  versions: readonly ModelVersion[] | undefined;
  policies: readonly AliasPolicy[];
  query: { error: unknown; refetch: () => unknown };
  empty: ReactNode;
}

/** VersionTable is one page of versions with their aliases, gates, metric and places; two or more can be ticked and compared. */
export function VersionTable({
  model,
  versions,
  evaluations,
  endpoints,
  policies,
  metric,
  query,
  empty,
}: VersionTableProps): ReactNode {
  const valueOf = ({ version, metrics }: ModelVersion): number | null =>
    (metric?.dataset === null
      ? metrics[metric.metric]
      : metric?.points.find((point) => point.version === version)?.value) ?? null;
  const navigate = useNavigate();
  const selection = useSelection('selected');
  const [base, ...others] = selection.chosen.toSorted((left, right) => Number(left) - Number(right));
  const idOf = (version: string): string => `${model}/${version}`;
  const columns: Column<ModelVersion>[] = [
    selectColumn<ModelVersion>(
      selection,
      ({ version }) => String(version),
      ({ version }) => `v${version}`,
    ),
    { key: 'version', header: 'Version', cell: ({ version }) => `v${version}` },
    { key: 'aliases', header: 'Aliases', cell: ({ aliases }) => <AliasNames aliases={aliases} policies={policies} /> },
    {
      key: 'gates',
      header: 'Gates',
      cell: ({ version }) => <Gates gates={gatesOf(evaluations.items, version)} areAllKnown={evaluations.areAll} />,
    },
    {
      key: 'metric',
      header: metric?.key ?? 'Metric',
      align: 'right',
      cell: (version) => formatMetric(valueOf(version)),
    },
    {
      key: 'serves',
      header: 'Serves at',
      cell: ({ version }) => <ServedAt places={servingPlaces(endpoints, model, version)} />,
    },
    { key: 'by', header: 'Made by', cell: (version) => <MadeBy version={version} /> },
    {
      key: 'size',
      header: 'Size',
      align: 'right',
      cell: ({ sizeBytes }) => formatBytes(sizeBytes),
    },
    {
      key: 'registered',
      header: 'Registered',
      cell: ({ createdAt }) => <TimeAgo at={createdAt} />,
    },
  ];
  return (
    <>
      {versions !== undefined && versions.length > 1 && (
        <Group justify="flex-end" px="md" pb="xs">
          <Button
            variant="default"
            leftSection={<IconArrowsDiff size={15} />}
            disabled={base === undefined || others.length === 0}
            title={others.length === 0 ? 'Choose two or more versions' : undefined}
            onClick={() => void navigate(paths.compareVersions(idOf(base ?? ''), others.map(idOf)))}
          >
            Compare
          </Button>
        </Group>
      )}
      <DataTable
        label={`Versions of ${model}`}
        columns={columns}
        rows={versions}
        query={query}
        rowKey={({ version }) => version}
        rowLink={({ version }) => paths.version(model, version)}
        empty={empty}
      />
    </>
  );
}

function Gates({ gates, areAllKnown }: { gates: VersionGates | null; areAllKnown: boolean }): ReactNode {
  if (gates === null) return <span>{areAllKnown ? 'Not evaluated' : '–'}</span>;
  if (gates.total === 0) return <Link to={paths.evaluation(gates.evaluationId)}>No gates</Link>;
  return (
    <Link to={paths.evaluation(gates.evaluationId)}>
      <Status of="gate" value={gates.passed === gates.total ? 'passed' : 'failed'} /> {gates.passed}/{gates.total}
    </Link>
  );
}

function MadeBy({ version: { createdBy, lineage } }: { version: ModelVersion }): ReactNode {
  return lineage.trainingRunId === undefined ? (
    createdBy
  ) : (
    <Link to={paths.trainingRun(lineage.trainingRunId)}>training run</Link>
  );
}
