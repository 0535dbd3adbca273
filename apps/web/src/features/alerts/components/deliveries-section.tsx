import { alertingEndpoints, type Delivery } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';

const ANSWER_LENGTH = 80;

const columns: readonly Column<Delivery>[] = [
  { key: 'at', header: 'Time', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
  { key: 'title', header: 'Message', cell: ({ title }) => title },
  { key: 'channel', header: 'Channel', cell: ({ channel }) => channel },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="delivery" value={state} /> },
  { key: 'attempts', header: 'Attempts', align: 'right', cell: ({ attempts }) => attempts },
  {
    key: 'answer',
    header: 'Answer',
    cell: ({ lastStatus, lastAnswer }) =>
      lastAnswer === null ? '–' : `${lastStatus ?? ''} ${lastAnswer.slice(0, ANSWER_LENGTH)}`,
  },
  { key: 'acts', header: 'Acts', hideHeader: true, cell: (delivery) => <RetryDelivery delivery={delivery} /> },
];

/** DeliveriesSection lists what was sent, and what the channels answered. */
export function DeliveriesSection(): ReactNode {
  const deliveries = useCall(alertingEndpoints.listDeliveries, { query: { limit: 50 } }, { everyMs: 5_000 });
  return (
    <Section title="Deliveries" flush>
      <DataTable
        label="Deliveries"
        columns={columns}
        rows={deliveries.data?.items}
        query={deliveries}
        rowKey={({ id }) => id}
      />
    </Section>
  );
}

function RetryDelivery({ delivery: { id, state } }: { delivery: Delivery }): ReactNode {
  const denied = useDenied('write');
  const retry = useAct(alertingEndpoints.retryDelivery, { success: 'Trying again' });
  if (state === 'sent') return null;
  return (
    <Acts row acts={[{ label: 'Retry now', disabled: denied, call: () => retry.mutateAsync({ params: { id } }) }]} />
  );
}
