import type { ModelVersion, VersionSchema } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatNumber } from '../../../lib/format.js';

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

/** VersionGraph shows what the model file declares: tensors in and out, and its operators. */
export function VersionGraph({ version: { schema, facts } }: { version: ModelVersion }): ReactNode {
  if (facts === null)
    return (
      <Text size="sm" c="dimmed">
        Nothing is known of the inside of this file.
      </Text>
    );
  const operators = Object.entries(facts.operators).toSorted(([, left], [, right]) => right - left);
  return (
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
      <Section
        title="Operators"
        note={`${formatNumber(facts.nodeCount)} nodes, IR ${facts.irVersion ?? 'unknown'}, opset ${facts.opset ?? 'unknown'}`}
      >
        <Facts items={operators.map(([name, count]) => [name, formatNumber(count)] as const)} />
      </Section>
    </Columns>
  );
}
