import { monitoringEndpoints, type Monitor } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';

const columns: Column<Monitor>[] = [
  { key: 'name', header: 'Monitor', cell: ({ name }) => name },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="monitor" value={state} /> },
  { key: 'verdict', header: 'Verdict', cell: ({ verdict }) => verdict, prose: 'sentence' },
];

/** DoesItHurt puts beside the drift of an endpoint what its monitors of performance and quality say: a change that costs nothing can wait. */
export function DoesItHurt({ monitor }: { monitor: Monitor }): ReactNode {
  const { endpoint, name } = monitor;
  const others = useCall(monitoringEndpoints.listMonitors, { query: { endpoint, limit: 50 } }, { everyMs: 10_000 });
  const rows = others.data?.items.filter((other) => other.name !== name && other.kind !== 'drift');
  const isMeasured = rows?.some(({ kind }) => kind === 'performance') ?? true;
  return (
    <Section title="Does it hurt?" note={`what else watches ${endpoint}`} flush>
      <DataTable
        label="Performance and quality"
        columns={columns}
        rows={rows}
        query={others}
        rowKey={(other) => other.name}
        rowLink={(other) => paths.monitor(other.name)}
        empty={
          <Text size="sm" c="dimmed" p="sm">
            Nobody measures it: a monitor of performance tells, by outcomes or by an estimate without them.
          </Text>
        }
      />
      {!isMeasured && rows!.length > 0 && (
        <Text size="sm" c="dimmed" p="sm">
          No monitor of performance: whether this costs anything is not known.
        </Text>
      )}
    </Section>
  );
}
