import { signingEndpoints, type ModelVersion, type VersionSignature } from '@slipway/contracts';
import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { ToneIcon } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useCall } from '../../../lib/queries.js';
import { signatureState } from '../prepare/signature-state.js';

const columns: Column<VersionSignature>[] = [
  { key: 'key', header: 'Key', cell: ({ key, fingerprint }) => key ?? `${fingerprint.slice(0, 12)} (not trusted)` },
  {
    key: 'state',
    header: 'State',
    cell: ({ valid, reason }) => (
      <Group gap={6} wrap="nowrap">
        <ToneIcon tone={valid ? 'good' : 'bad'} /> {valid ? 'Holds' : (reason ?? 'Does not hold')}
      </Group>
    ),
  },
  { key: 'by', header: 'Added by', cell: ({ createdBy }) => createdBy },
  { key: 'at', header: 'Added', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** VersionSigning says who signed the files of a version and whether that holds by the keys trusted now. */
export function VersionSigning({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const report = useCall(signingEndpoints.getSignature, { params: { name: model, version } });
  return (
    <Section title="Signed by">
      <Loaded query={report} height={32}>
        {(data) => {
          const { tone, sentence } = signatureState(data);
          return (
            <>
              <Group gap={6} wrap="nowrap">
                <ToneIcon tone={tone} />
                <Text size="sm">{sentence}</Text>
              </Group>
              {data.signatures.length > 0 && (
                <DataTable
                  label="Signatures"
                  columns={columns}
                  rows={data.signatures}
                  rowKey={({ fingerprint }) => fingerprint}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
