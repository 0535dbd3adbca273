import { alertingEndpoints, AlertTopic, servingEndpoints, type SilencePreview } from '@slipway/contracts';
import { Group, Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from './dialog-form.js';
import { countOf } from '../../lib/format.js';
import { useNow } from '../../lib/now.js';
import { useAct, useCall } from '../../lib/queries.js';
import { topicWords } from './topic-words.js';

const HOUR_MS = 3_600_000;
const lengths = [
  { value: '1', label: '1 hour' },
  { value: '4', label: '4 hours' },
  { value: '24', label: '1 day' },
  { value: '168', label: '1 week' },
];

/** SilenceDialog mutes alerts for a while: what, where, until when, and why. */
export function SilenceDialog({
  topic: firstTopic,
  endpoint: firstEndpoint,
  onClose,
}: {
  topic?: AlertTopic;
  endpoint?: string | null;
  onClose: () => void;
}): ReactNode {
  const [topic, setTopic] = useState<string | null>(firstTopic ?? null);
  const [endpoint, setEndpoint] = useState<string | null>(firstEndpoint ?? null);
  const [hours, setHours] = useState<string>('1');
  const [reason, setReason] = useState('');
  const now = useNow(60_000);
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 500 } });
  const what = {
    endsAt: new Date(now + Number(hours) * HOUR_MS).toISOString(),
    ...(topic !== null && { topic: AlertTopic.parse(topic) }),
    ...(endpoint !== null && { endpoint }),
  };
  const preview = useCall(alertingEndpoints.previewSilence, { body: { ...what, reason: 'preview' } });
  const create = useAct(alertingEndpoints.createSilence, { success: 'Silenced', onDone: onClose });
  return (
    <DialogForm
      opened
      title="Silence alerts"
      submitLabel="Silence"
      busy={create.isPending}
      disabled={reason.trim() === ''}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate({ body: { ...what, reason: reason.trim() } })}
    >
      <Group grow>
        <Select
          label="What"
          value={topic}
          onChange={setTopic}
          data={AlertTopic.options.map((value) => ({ value, label: topicWords[value] }))}
          placeholder="everything"
          clearable
        />
        <Select
          label="At"
          value={endpoint}
          onChange={setEndpoint}
          data={endpoints.data?.items.map(({ name }) => name) ?? []}
          placeholder="every endpoint"
          clearable
        />
      </Group>
      <Select
        label="For"
        value={hours}
        onChange={(value) => setHours(value ?? '1')}
        data={lengths}
        allowDeselect={false}
      />
      <TextInput
        label="Reason"
        description="Alerts are kept and marked; nobody is told until the silence ends"
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        required
      />
      <Text size="sm" c="dimmed" aria-live="polite">
        {preview.isError && 'What it would mute could not be asked.'}
        {preview.isPending && 'Looking at past alerts …'}
        {preview.data !== undefined && previewWords(preview.data, preview.isPlaceholderData)}
      </Text>
    </DialogForm>
  );
}

/** While another choice is being asked, the numbers of the last one are not shown as its own. */
function previewWords({ firing, recent }: SilencePreview, isOfAnother: boolean): string {
  if (isOfAnother) return 'Looking at past alerts …';
  return `It matches ${countOf(firing, 'alert')} that ${firing === 1 ? 'fires' : 'fire'} now, and ${countOf(recent, 'alert')} of the last 30 days.`;
}
