import {
  datasetsEndpoints,
  type ColumnChange,
  type ColumnProfile,
  type DatasetComparison,
  type DatasetVersion,
} from '@slipway/contracts';
import { Group, Select, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { formatNumber, middleCut } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { missingChange, schemaChanges, shiftWords } from '../prepare/dataset-changes.js';
import { aboutNumber } from '../prepare/column-words.js';
import { MiniHistogram } from './mini-histogram.js';

/** DatasetChangesProps: `others` are the versions that this one can be compared with, newest first. */
export interface DatasetChangesProps {
  version: DatasetVersion;
  others: readonly number[];
}

/** DatasetChanges sets a version beside another one: its columns, and how far each is from what it was. */
export function DatasetChanges({ version, others }: DatasetChangesProps): ReactNode {
  const [chosen, setChosen] = useUrlState<string>('with', '');
  const base = Number(chosen) || others.find((each) => each < version.version) || others[0];
  const comparison = useCall(
    datasetsEndpoints.compareDatasetVersions,
    { params: { name: version.dataset, version: version.version }, query: { with: base } },
    { enabled: base !== undefined },
  );
  if (base === undefined)
    return (
      <Section>
        <Text size="sm" c="dimmed">
          There is no other version to compare with.
        </Text>
      </Section>
    );
  const picker = (
    <Select
      size="xs"
      w={110}
      aria-label="Compare with"
      data={others.map((each) => ({ value: String(each), label: `since v${each}` }))}
      value={String(base)}
      onChange={(value) => setChosen(value ?? '')}
      allowDeselect={false}
    />
  );
  return (
    <Loaded query={comparison}>
      {(data) => (
        <>
          <Section title="Columns" note={rowsSentence(data)} actions={picker}>
            <SchemaChanges comparison={data} />
          </Section>
          <Section title="Distributions" note="most shifted first; computed from the two profiles" flush>
            <DataTable
              label="Distributions"
              columns={columnsFor(data)}
              rows={data.columns}
              rowKey={({ name }) => name}
            />
          </Section>
        </>
      )}
    </Loaded>
  );
}

const rowsSentence = ({ before, after }: DatasetComparison): string =>
  `v${before.version} had ${formatNumber(before.rows)} rows, v${after.version} has ${formatNumber(after.rows)}`;

function SchemaChanges({ comparison }: { comparison: DatasetComparison }): ReactNode {
  const changes = schemaChanges(comparison);
  return changes.length === 0 ? (
    <Text size="sm">The same columns, of the same types, in the same order.</Text>
  ) : (
    <Facts items={changes} />
  );
}

const distinctOf = ({ distinct, distinctError }: ColumnProfile): string => aboutNumber(distinct, distinctError);

const columnsFor = ({ before, after }: DatasetComparison): Column<ColumnChange>[] => [
  { key: 'name', header: 'Column', cell: ({ name }) => <b>{middleCut(name)}</b>, sortBy: ({ name }) => name },
  {
    key: 'shift',
    header: 'Shift',
    cell: (change) => shiftWords(change),
    sortBy: ({ shift }) => shift ?? -1,
  },
  {
    key: 'missing',
    header: 'Missing',
    align: 'right',
    cell: (change) => missingChange(change, before.rows, after.rows),
  },
  {
    key: 'mean',
    header: 'Mean',
    align: 'right',
    cell: (change) =>
      change.before.mean === null || change.after.mean === null
        ? ''
        : `${formatNumber(change.before.mean)} → ${formatNumber(change.after.mean)}`,
  },
  {
    key: 'distinct',
    header: 'Distinct',
    align: 'right',
    cell: (change) => `${distinctOf(change.before)} → ${distinctOf(change.after)}`,
  },
  {
    key: 'shape',
    header: `Shape v${before.version}, v${after.version}`,
    cell: (change) => (
      <Group gap="xs" wrap="nowrap">
        <MiniHistogram column={change.before} />
        <MiniHistogram column={change.after} />
      </Group>
    ),
  },
];
