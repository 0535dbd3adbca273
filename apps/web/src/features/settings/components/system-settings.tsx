import { overviewEndpoints, type SystemStatus } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Facts, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Status, ToneWord } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';

type Part = SystemStatus['parts'][number];

const columns: readonly Column<Part>[] = [
  { key: 'name', header: 'Part', cell: ({ name }) => <b>{name}</b> },
  { key: 'ready', header: 'State', cell: ({ ready }) => <Status of="part" value={ready ? 'ready' : 'not_ready'} /> },
  { key: 'detail', header: 'Detail', cell: ({ detail }) => detail },
  { key: 'seen', header: 'Seen', cell: ({ seenAt }) => (seenAt === null ? 'now' : <TimeAgo at={seenAt} />) },
];

/** SystemSettings answers: is Slipway well? */
export function SystemSettings(): ReactNode {
  const system = useCall(overviewEndpoints.getSystem, {}, { everyMs: 5_000 });
  return (
    <Loaded query={system}>
      {({ ready, version, queueBackend, logDays, parts, gatewayUrl }) => (
        <>
          <Section title="Slipway">
            <Facts
              items={[
                ['State', <ToneWord key="state" tone={ready ? 'good' : 'bad'} word={ready ? 'Ready' : 'Not ready'} />],
                ['Version', version],
                ['Queue', queueBackend === 'redis' ? 'Redis' : 'PostgreSQL'],
                ['Predictions go to', gatewayUrl],
                ['Predictions and outcomes are kept', `${countOf(logDays, 'day')} (SLIPWAY_LOG_DAYS)`],
              ]}
            />
          </Section>
          <Section title="Parts" flush>
            <DataTable label="Parts" columns={columns} rows={parts} rowKey={({ name }) => name} />
          </Section>
        </>
      )}
    </Loaded>
  );
}
