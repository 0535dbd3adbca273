import { registryEndpoints, registryHistoryEndpoints, type ModelVersion } from '@slipway/contracts';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { ToneWord } from '../../../components/ui/status.js';
import type { Tone } from '../../../components/ui/tone.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { schemaLines, schemaVerdict, type SchemaLine } from '../prepare/schema-diff.js';

const tones: Readonly<Record<SchemaLine['kind'], Tone>> = {
  added: 'info',
  removed: 'warn',
  changed: 'warn',
  same: 'unknown',
};
const nothing = <span style={{ color: 'var(--slip-unknown)' }}>none</span>;

const columnsFor = (before: number, after: number): Column<SchemaLine>[] => [
  { key: 'part', header: 'Part', cell: ({ part }) => part },
  { key: 'name', header: 'Name', cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name },
  {
    key: 'kind',
    header: 'Change',
    cell: ({ kind }) => <ToneWord tone={tones[kind]} word={kind} />,
    sortBy: ({ kind }) => kind,
  },
  { key: 'before', header: `v${before}`, cell: (line) => line.before ?? nothing },
  { key: 'after', header: `v${after}`, cell: (line) => line.after ?? nothing },
];

/** SchemaDiff sets the columns and outputs of a version beside those of another one; without another one it is not there. */
export function SchemaDiff({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const [chosen, setChosen] = useUrlState<string>('schemaOf', '');
  const versions = useCall(registryEndpoints.listVersions, { params: { name: model }, query: { limit: 200 } });
  const others = (versions.data?.items ?? []).map((each) => each.version).filter((each) => each !== version);
  const base = Number(chosen) || others.find((each) => each < version) || others[0];
  const comparison = useCall(
    registryHistoryEndpoints.compareVersions,
    { params: { name: model, version: base ?? version }, query: { with: String(version) } },
    { enabled: base !== undefined },
  );
  if (base === undefined) return null;
  const lines = comparison.data && schemaLines(comparison.data);
  return (
    <Section
      title="Schema"
      note={lines && schemaVerdict(lines)}
      actions={
        <Select
          size="xs"
          w={120}
          aria-label="Compare the schema with"
          data={others.map((each) => ({ value: String(each), label: `since v${each}` }))}
          value={String(base)}
          onChange={(value) => setChosen(value ?? '')}
          allowDeselect={false}
        />
      }
      flush
    >
      <DataTable
        label="Schema changes"
        columns={columnsFor(base, version)}
        rows={lines}
        query={comparison}
        rowKey={({ part, name }) => `${part} ${name}`}
      />
    </Section>
  );
}
