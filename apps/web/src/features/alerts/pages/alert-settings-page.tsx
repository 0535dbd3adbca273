import { alertingEndpoints, type AlertRule, type Channel, type Delivery } from '@slipway/contracts';
import { Button, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useDialog } from '../../../lib/use-dialog.js';

const TOPICS: Record<AlertRule['topic'], string> = {
  drift: 'Drift',
  rollout_rolled_back: 'Rollout rolled back',
  rollout_promoted: 'Rollout promoted',
  training_failed: 'Training failed',
  training_done: 'Training done',
  evaluation_failed: 'Evaluation failed',
};

/** AlertSettingsPage answers: will I be told? */
export default function AlertSettingsPage(): ReactNode {
  const rules = useCall(alertingEndpoints.listRules, { query: { limit: 200 } });
  const channels = useCall(alertingEndpoints.listChannels, { query: { limit: 200 } }, { everyMs: 10_000 });
  const deliveries = useCall(alertingEndpoints.listDeliveries, { query: { limit: 50 } }, { everyMs: 5_000 });
  const denied = useDenied('write');
  const test = useAct(alertingEndpoints.testChannel, { success: 'Test message queued: see its delivery below' });
  const retry = useAct(alertingEndpoints.retryDelivery, { success: 'Trying again' });
  const addChannel = useDialog('channel');
  const addRule = useDialog('rule');
  const channelColumns: Column<Channel>[] = [
    { key: 'name', header: 'Channel', cell: ({ name }) => name },
    { key: 'kind', header: 'Kind', cell: ({ kind, addressHint }) => `${kind} at ${addressHint}` },
    { key: 'health', header: 'Health', cell: ({ health }) => <Status of="channel" value={health} /> },
    { key: 'last', header: 'Last delivery', cell: ({ lastDeliveryAt }) => <TimeAgo at={lastDeliveryAt} /> },
    {
      key: 'test',
      header: 'Acts',
      hideHeader: true,
      cell: ({ name }) => (
        <Button
          size="compact-xs"
          variant="default"
          disabled={denied !== null}
          onClick={() => test.mutate({ params: { name } })}
        >
          Send test
        </Button>
      ),
    },
  ];
  const deliveryColumns: Column<Delivery>[] = [
    { key: 'at', header: 'Time', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
    { key: 'title', header: 'Message', cell: ({ title }) => title },
    { key: 'channel', header: 'Channel', cell: ({ channel }) => channel },
    { key: 'state', header: 'State', cell: ({ state }) => <Status of="delivery" value={state} /> },
    { key: 'attempts', header: 'Attempts', align: 'right', cell: ({ attempts }) => attempts },
    {
      key: 'answer',
      header: 'Answer',
      cell: ({ lastStatus, lastAnswer }) =>
        lastAnswer === null ? '–' : `${lastStatus ?? ''} ${lastAnswer.slice(0, 80)}`,
    },
    {
      key: 'retry',
      header: 'Acts',
      hideHeader: true,
      cell: ({ id, state }) =>
        state !== 'sent' && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={denied !== null}
            onClick={() => retry.mutate({ params: { id } })}
          >
            Retry now
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageHeader
        title="Rules and channels"
        actions={
          <Acts
            acts={[
              { label: 'Add rule', disabled: denied, call: addRule.open },
              { label: 'Add channel', primary: true, disabled: denied, call: addChannel.open },
            ]}
          />
        }
      />
      <Section title="Rules" flush>
        <DataTable
          label="Rules"
          columns={ruleColumns}
          rows={rules.data?.items}
          query={rules}
          rowKey={({ name }) => name}
          empty={<EmptyState title="No rule yet" text="A rule says which topic to watch and whom to tell." />}
        />
      </Section>
      <Section title="Channels" flush>
        <DataTable
          label="Channels"
          columns={channelColumns}
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
      <Section title="Deliveries" flush>
        <DataTable
          label="Deliveries"
          columns={deliveryColumns}
          rows={deliveries.data?.items}
          query={deliveries}
          rowKey={({ id }) => id}
        />
      </Section>
      <AddChannel opened={addChannel.opened} onClose={addChannel.close} />
      <AddRule
        opened={addRule.opened}
        onClose={addRule.close}
        channels={channels.data?.items.map(({ name }) => name) ?? []}
      />
    </>
  );
}

const ruleColumns: Column<AlertRule>[] = [
  { key: 'name', header: 'Rule', cell: ({ name }) => name },
  {
    key: 'topic',
    header: 'Watches',
    cell: ({ topic, endpoint }) => `${TOPICS[topic]}${endpoint === null ? '' : ` at ${endpoint}`}`,
  },
  { key: 'severity', header: 'Severity', cell: ({ severity }) => <Status of="severity" value={severity} /> },
  { key: 'channels', header: 'Tells', cell: ({ channels }) => channels.join(', ') || 'nobody' },
  { key: 'on', header: 'On', cell: ({ enabled }) => (enabled ? 'yes' : 'no') },
];

function AddChannel({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const create = useAct(alertingEndpoints.createChannel, { success: 'Channel added', onDone: onClose });
  return (
    <DialogForm
      opened={opened}
      title="Add Slack channel"
      submitLabel="Add channel"
      busy={create.isPending}
      disabled={name === '' || url === ''}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate({ body: { name, kind: 'slack', url } })}
    >
      <TextInput label="Name" value={name} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      <TextInput
        label="Address of the incoming webhook"
        description="kept sealed, never shown again"
        value={url}
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
      />
    </DialogForm>
  );
}

function AddRule({
  opened,
  onClose,
  channels,
}: {
  opened: boolean;
  onClose: () => void;
  channels: readonly string[];
}): ReactNode {
  const [name, setName] = useState('');
  const [topic, setTopic] = useState<AlertRule['topic']>('drift');
  const [channel, setChannel] = useState<string | null>(null);
  const create = useAct(alertingEndpoints.createRule, { success: 'Rule added', onDone: onClose });
  return (
    <DialogForm
      opened={opened}
      title="Add rule"
      submitLabel="Add rule"
      busy={create.isPending}
      disabled={name === ''}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate({ body: { name, topic, channels: channel === null ? [] : [channel] } })}
    >
      <TextInput label="Name" value={name} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      <Select
        label="Watches"
        value={topic}
        onChange={(value) => setTopic((value ?? 'drift') as AlertRule['topic'])}
        data={Object.entries(TOPICS).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
      />
      <Select label="Tells" value={channel} onChange={setChannel} data={[...channels]} placeholder="A channel" />
    </DialogForm>
  );
}
