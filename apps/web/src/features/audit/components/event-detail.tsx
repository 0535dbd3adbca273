import type { LoggedEvent } from '@slipway/contracts';
import { Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts } from '../../../components/layout/section.js';
import { CopyIcon } from '../../../components/ui/snippet.js';
import { countOf, formatExact, middleCut } from '../../../lib/format.js';
import { changesOf } from '../prepare/changes.js';

/** EventDetail shows what an event changed, field by field, and what proves it. */
export function EventDetail({
  event: { seq, at, kind, before, after, requestId, hash, why },
}: {
  event: LoggedEvent;
}): ReactNode {
  const { differing, equal } = changesOf(before, after);
  return (
    <Stack gap="xs" py="xs">
      {why !== null && <Text size="sm">{why}</Text>}
      {differing.length === 0 ? (
        <Text size="sm" c="dimmed">
          The event changed no field; that it happened is what it says.
        </Text>
      ) : (
        <Table fz="xs" layout="fixed" aria-label="Fields that changed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={180}>Field</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differing.map((change) => (
              <Table.Tr key={change.field}>
                <Table.Th scope="row" fw={500}>
                  {change.field}
                </Table.Th>
                <Table.Td>
                  <Value value={change.before} />
                </Table.Td>
                <Table.Td>
                  <Value value={change.after} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {equal > 0 && (
        <Text size="xs" c="dimmed">
          {countOf(equal, 'field')} equal
        </Text>
      )}
      <Facts
        items={[
          ['Entry', `#${seq}, ${formatExact(at)}`],
          ['Kind', <code key="kind">{kind}</code>],
          ['Request', requestId === null ? null : <code key="request">{requestId}</code>],
          [
            'Hash',
            <span key="hash">
              <code>{hash.slice(0, 12)}</code> <CopyIcon text={hash} label="Copy hash" />
            </span>,
          ],
        ]}
      />
    </Stack>
  );
}

function Value({ value }: { value: unknown }): ReactNode {
  if (value === undefined || value === null)
    return (
      <Text size="xs" c="dimmed">
        –
      </Text>
    );
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return <code style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{middleCut(text, 1200)}</code>;
}
