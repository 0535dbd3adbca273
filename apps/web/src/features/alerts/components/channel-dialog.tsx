import { alertingEndpoints, type Channel } from '@slipway/contracts';
import { SegmentedControl, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';

const kinds: { value: Channel['kind']; label: string }[] = [
  { value: 'slack', label: 'Slack' },
  { value: 'webhook', label: 'Webhook' },
];

/** ChannelDialog adds a place to tell: Slack, or any address that takes JSON. */
export function ChannelDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [kind, setKind] = useState<Channel['kind']>('slack');
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const create = useAct(alertingEndpoints.createChannel, {
    success: 'Channel added: send a test to see that it works',
    onDone: onClose,
  });
  return (
    <DialogForm
      opened
      title="Add channel"
      submitLabel="Add channel"
      busy={create.isPending}
      disabled={name.trim() === '' || url.trim() === ''}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate({ body: { name: name.trim(), kind, url: url.trim() } })}
    >
      <SegmentedControl
        data={kinds}
        value={kind}
        onChange={(value) => setKind(value as Channel['kind'])}
        aria-label="Kind of channel"
      />
      <TextInput
        label="Name"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        required
        data-autofocus
      />
      <TextInput
        label={kind === 'slack' ? 'Address of the incoming webhook' : 'Address that takes JSON by POST'}
        description="Kept sealed, never shown again"
        value={url}
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        required
      />
    </DialogForm>
  );
}
