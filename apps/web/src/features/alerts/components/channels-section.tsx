import { alertingEndpoints, type Channel } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';

const columns: readonly Column<Channel>[] = [
  { key: 'name', header: 'Channel', cell: ({ name }) => <b>{name}</b> },
  { key: 'kind', header: 'Kind', cell: ({ kind, addressHint }) => `${kind} at ${addressHint}` },
  { key: 'told', header: 'Told of', cell: ({ tellsEnd }) => (tellsEnd ? 'beginnings and ends' : 'beginnings') },
  { key: 'health', header: 'Health', cell: ({ health }) => <Status of="channel" value={health} /> },
  { key: 'last', header: 'Last delivery', cell: ({ lastDeliveryAt }) => <TimeAgo at={lastDeliveryAt} /> },
  { key: 'acts', header: 'Acts', cell: (channel) => <ChannelActs channel={channel} /> },
];

/** ChannelsSection lists where alerts go, and whether they arrive. */
export function ChannelsSection(): ReactNode {
  const channels = useCall(alertingEndpoints.listChannels, { query: { limit: 200 } }, { everyMs: 10_000 });
  return (
    <Section title="Channels" flush>
      <DataTable
        label="Channels"
        columns={columns}
        rows={channels.data?.items}
        query={channels}
        rowKey={({ name }) => name}
        empty={
          <EmptyState
            title="No channel yet"
            text="Slack in two fields: a name, and the address of an incoming webhook."
          />
        }
      />
    </Section>
  );
}

function ChannelActs({ channel: { name, enabled, tellsEnd } }: { channel: Channel }): ReactNode {
  const denied = useDenied('write');
  const test = useAct(alertingEndpoints.testChannel, { success: 'Test message queued: see its delivery below' });
  const update = useAct(alertingEndpoints.updateChannel, {
    success: ({ enabled: isOn, tellsEnd: isTold }) =>
      `${name} is ${isOn ? 'on' : 'off'} and told ${isTold ? 'when alerts begin and end' : 'when alerts begin'}`,
  });
  const remove = useAct(alertingEndpoints.deleteChannel, { success: `${name} is deleted` });
  return (
    <Acts
      row
      acts={[
        { label: 'Send test', disabled: denied, call: () => test.mutateAsync({ params: { name } }) },
        {
          label: enabled ? 'Turn off' : 'Turn on',
          disabled: denied,
          call: () => update.mutateAsync({ params: { name }, body: { enabled: !enabled } }),
          ...(enabled && {
            confirm: { kind: 'dialog', effect: `Rules that tell ${name} tell nobody there.` } as const,
          }),
        },
        {
          label: tellsEnd ? 'Tell beginnings only' : 'Tell ends too',
          disabled: denied,
          call: () => update.mutateAsync({ params: { name }, body: { tellsEnd: !tellsEnd } }),
        },
        {
          label: 'Delete',
          danger: true,
          disabled: denied,
          call: () => remove.mutateAsync({ params: { name } }),
          confirm: { kind: 'dialog', effect: `${name} and what was sent there are forgotten.` },
        },
      ]}
    />
  );
}
