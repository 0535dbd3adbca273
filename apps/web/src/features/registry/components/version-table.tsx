import type { Evaluation, ModelVersion, ServingEndpoint } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { selectColumn } from '../../../components/ui/select-column.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatBytes, formatMetric } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { mlflowSnippet, uploadModelSnippet } from '../../../lib/snippets.js';
import { useSelection } from '../../../lib/use-selection.js';
import { gatesOf, type VersionGates } from '../prepare/gates.js';
import type { MetricSeries } from '../prepare/metric-history.js';
import { servingPlaces } from '../prepare/serving-places.js';
import { AliasNames } from './alias-chips.js';
import { ServedAt } from './served-at.js';

/** VersionTableProps: what is known of the model's versions; `metric` is the column that the chart shows too. */
export interface VersionTableProps {
  model: string;
  versions: readonly ModelVersion[] | undefined;
  evaluations: readonly Evaluation[];
  endpoints: readonly ServingEndpoint[];
  metric: MetricSeries | undefined;
  query: { error: unknown; refetch: () => unknown };
}

/** VersionTable lists the versions of a model, newest first. */
export function VersionTable({ model, versions, evaluations, endpoints, metric, query }: VersionTableProps): ReactNode {
  const valueOf = (version: number): number | null =>
    metric?.points.find((point) => point.version === version)?.value ?? null;
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
    { key: 'version', header: 'Version', cell: ({ version }) => `v${version}`, sortBy: ({ version }) => version },
    { key: 'aliases', header: 'Aliases', cell: ({ aliases }) => <AliasNames aliases={aliases} /> },
    { key: 'gates', header: 'Gates', cell: ({ version }) => <Gates gates={gatesOf(evaluations, version)} /> },
    {
      key: 'metric',
      header: metric?.key ?? 'Metric',
      align: 'right',
      cell: ({ version }) => formatMetric(valueOf(version)),
      sortBy: ({ version }) => valueOf(version),
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
      sortBy: ({ sizeBytes }) => sizeBytes,
    },
    {
      key: 'registered',
      header: 'Registered',
      cell: ({ createdAt }) => <TimeAgo at={createdAt} />,
      sortBy: ({ createdAt }) => createdAt,
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
        empty={
          <EmptyState
            title="No version yet"
            text="Each upload makes a version that never changes."
            snippet={[...uploadModelSnippet(model), ...mlflowSnippet(model)]}
          />
        }
      />
    </>
  );
}

function Gates({ gates }: { gates: VersionGates | null }): ReactNode {
  if (gates === null) return <span>Not evaluated</span>;
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
