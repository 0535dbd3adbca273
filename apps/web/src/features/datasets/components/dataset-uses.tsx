import { datasetsEndpoints, type DatasetUse } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';

const words: Readonly<Record<DatasetUse['kind'], string>> = {
  evaluation: 'Evaluation',
  baseline: 'Baseline',
  training: 'Training run',
  version: 'Model version trained on it',
  gates: 'Gate policy',
};

const columns: readonly Column<DatasetUse>[] = [
  {
    key: 'kind',
    header: 'Used as',
    cell: ({ kind, id }) =>
      kind === 'evaluation' ? <Link to={paths.evaluation(id)}>{words[kind]}</Link> : words[kind],
    sortBy: ({ kind }) => kind,
  },
  {
    key: 'model',
    header: 'By',
    cell: ({ model, modelVersion }) =>
      modelVersion === null ? (
        <Link to={paths.model(model)}>{model}</Link>
      ) : (
        <Link to={paths.version(model, modelVersion)}>{`${model} v${modelVersion}`}</Link>
      ),
    sortBy: ({ model }) => model,
  },
  {
    key: 'version',
    header: 'Version of the data',
    cell: ({ datasetVersion }) => (datasetVersion === null ? 'the newest' : `v${datasetVersion}`),
    sortBy: ({ datasetVersion }) => datasetVersion ?? 0,
  },
  { key: 'at', header: 'When', cell: ({ at }) => at && <TimeAgo at={at} /> },
];

/** DatasetUses lists what was made from a dataset: what is listed here keeps it from being deleted. */
export function DatasetUses({ dataset }: { dataset: string }): ReactNode {
  const uses = useCall(datasetsEndpoints.listDatasetUses, { params: { name: dataset } });
  return (
    <Section title="Used by" note="what is listed here keeps the data from being deleted" flush>
      <DataTable
        label="Uses"
        columns={columns}
        rows={uses.data?.items}
        query={uses}
        rowKey={({ kind, id, datasetVersion }) => `${kind} ${id} ${datasetVersion}`}
      />
    </Section>
  );
}
