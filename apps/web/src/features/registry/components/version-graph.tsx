import {
  graphEndpoints,
  type FileDescription,
  type ModelFacts,
  type ModelVersion,
  type VersionSchema,
} from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatBytes, formatNumber, middleCut } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { GraphView } from './graph-view.js';
import { SchemaDiff } from './schema-diff.js';

type Tensor = VersionSchema['inputs'][number];

const tensorColumns: readonly Column<Tensor>[] = [
  { key: 'name', header: 'Tensor', cell: ({ name }) => name },
  { key: 'datatype', header: 'Type', cell: ({ datatype }) => datatype },
  {
    key: 'shape',
    header: 'Shape',
    cell: ({ shape }) => `[${shape.map((size) => (size < 0 ? 'any' : size)).join(', ')}]`,
  },
];

const fileColumns: readonly Column<FileDescription>[] = [
  { key: 'path', header: 'File', cell: ({ path }) => path },
  { key: 'kind', header: 'By its first bytes', cell: ({ kind }) => kind },
  { key: 'note', header: 'What Slipway does with it', cell: ({ note }) => note },
];

/** VersionGraph shows what is inside a version's files: the graph of an ONNX model and what it declares, of others only what they are. */
export function VersionGraph({ version }: { version: ModelVersion }): ReactNode {
  const { schema, facts } = version;
  if (facts === null) return <OtherFiles version={version} />;
  return (
    <>
      <GraphView version={version} />
      <SchemaDiff version={version} />
      <Columns>
        <Section title="Inputs" flush>
          <DataTable label="Inputs" columns={tensorColumns} rows={schema?.inputs ?? []} rowKey={({ name }) => name} />
        </Section>
        <Section title="Outputs" flush>
          <DataTable
            label="Outputs"
            columns={tensorColumns}
            rows={schema?.tensorOutputs ?? []}
            rowKey={({ name }) => name}
          />
        </Section>
        <Section title="File" note="as it says of itself">
          <Facts items={factsOf(facts)} />
        </Section>
        <Section title="Operators" note={`${formatNumber(facts.nodeCount)} nodes, graphs inside operators included`}>
          <Facts items={operatorsOf(facts)} />
        </Section>
      </Columns>
    </>
  );
}

function OtherFiles({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const files = useCall(graphEndpoints.describeFiles, { params: { name: model, version } });
  return (
    <Section title="Files" note="only ONNX is read; other formats are kept and never opened" flush>
      <DataTable
        label="What the files are"
        columns={fileColumns}
        rows={files.data?.items}
        query={files}
        rowKey={({ path }) => path}
      />
    </Section>
  );
}

const operatorsOf = ({ operators }: ModelFacts): (readonly [string, string])[] =>
  Object.entries(operators)
    .toSorted(([, left], [, right]) => right - left)
    .map(([name, count]) => [name, formatNumber(count)]);

function factsOf({
  opsets,
  opset,
  irVersion,
  producer,
  parameterCount,
  parameterBytes,
  initialisers,
  metadata,
}: ModelFacts) {
  const sets = opsets ?? (opset === null ? [] : [{ domain: '', version: opset }]);
  return [
    ['Operator sets', sets.map(({ domain, version }) => `${domain === '' ? 'ai.onnx' : domain} ${version}`).join(', ')],
    ['IR version', irVersion],
    ['Made by', producer],
    [
      'Parameters',
      `${formatNumber(parameterCount)}${parameterBytes === undefined ? '' : `, ${formatBytes(parameterBytes)}`}`,
    ],
    ...Object.entries(initialisers ?? {}).map(
      ([type, { tensors, bytes }]) =>
        [`of ${type}`, `${formatNumber(tensors)} tensors, ${formatBytes(bytes)}`] as const,
    ),
    ...Object.entries(metadata ?? {}).map(([key, text]) => [key, middleCut(text, 60)] as const),
  ] as const;
}
