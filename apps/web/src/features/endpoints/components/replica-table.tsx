import { servingEndpoints, type Replica } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatBytes } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';

const columns: Column<Replica>[] = [
  { key: 'version', header: 'Replica', cell: ({ role, model, version }) => `${role}: ${model} v${version}` },
  { key: 'state', header: 'State', cell: ({ state, detail }) => <Status of="replica" value={state} detail={detail} /> },
  { key: 'where', header: 'Where', cell: ({ where }) => where },
  { key: 'outstanding', header: 'Outstanding', align: 'right', cell: ({ outstanding }) => outstanding },
  { key: 'restarts', header: 'Restarts', align: 'right', cell: ({ restarts }) => restarts },
  {
    key: 'memory',
    header: 'Memory',
    align: 'right',
    cell: ({ memoryBytes }) => (memoryBytes === null ? '–' : formatBytes(memoryBytes)),
  },
  { key: 'detail', header: 'Why', cell: ({ detail }) => detail ?? '–' },
  { key: 'seen', header: 'Reported', cell: ({ seenAt }) => <TimeAgo at={seenAt} /> },
];

/** ReplicaTable lists the running servers that live gateways report. */
export function ReplicaTable({ name }: { name: string }): ReactNode {
  const replicas = useCall(servingEndpoints.listReplicas, { params: { name } }, { everyMs: 2_000 });
  return (
    <Section title="Replicas" flush>
      <DataTable
        label="Replicas"
        columns={columns}
        rows={replicas.data?.items}
        query={replicas}
        rowKey={({ gateway, role, version }) => `${gateway} ${role} ${version}`}
      />
    </Section>
  );
}
