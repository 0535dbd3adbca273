import type { VersionSchema } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { middleCut } from '../../../lib/format.js';

type Feature = VersionSchema['features'][number];

const columns: readonly Column<Feature>[] = [
  { key: 'name', header: 'Feature', cell: ({ name }) => middleCut(name), sortBy: ({ name }) => name },
  {
    key: 'type',
    header: 'Type',
    cell: ({ type, categories }) => (categories === undefined ? type : `${type} (${categories.length})`),
  },
  { key: 'input', header: 'Goes to', cell: ({ input, index }) => `${input}[${index}]` },
  { key: 'optional', header: 'Required', cell: ({ optional }) => (optional === true ? 'no' : 'yes') },
];

/** SignatureTable shows the columns that people know and what comes out. */
export function SignatureTable({ schema }: { schema: VersionSchema | null }): ReactNode {
  if (schema === null)
    return (
      <Text size="sm" c="dimmed" p="md">
        This version declares no signature.
      </Text>
    );
  return (
    <>
      <DataTable label="Signature" columns={columns} rows={schema.features} rowKey={({ name }) => name} />
      <Text size="sm" p="sm" style={{ overflowWrap: 'anywhere' }}>
        Gives{' '}
        {schema.outputs
          .map(
            ({ name, role, classes }) =>
              `${name} (${role}${classes === undefined ? '' : `: ${classes.slice(0, 6).join(', ')}${classes.length > 6 ? ' …' : ''}`})`,
          )
          .join(', ')}
      </Text>
      {schema.params !== undefined && (
        <Text size="sm" px="sm" pb="sm" style={{ overflowWrap: 'anywhere' }}>
          Set inside, by default:{' '}
          {schema.params.map((param) => `${param.name} = ${middleCut(param.default, 40)} (${param.type})`).join(', ')}
        </Text>
      )}
    </>
  );
}
