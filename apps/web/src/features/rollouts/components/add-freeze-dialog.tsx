import { rolloutsEndpoints, servingEndpoints, type Weekday } from '@slipway/contracts';
import { Group, MultiSelect, SegmentedControl, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { dayChoices, readFreezeForm, type FreezeForm } from '../prepare/freeze-words.js';

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const emptyForm: FreezeForm = {
  name: '',
  why: '',
  endpoint: null,
  isWeekly: true,
  days: ['fri', 'sat', 'sun'],
  from: '00:00',
  to: '00:00',
  timeZone: here,
  startsAt: '',
  endsAt: '',
};

interface FieldsProps {
  form: FreezeForm;
  onChange: (part: Partial<FreezeForm>) => void;
}

/** AddFreezeDialog asks when rollouts shall stand still, where and why. */
export function AddFreezeDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [form, setForm] = useState(emptyForm);
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 500 } });
  const add = useAct(rolloutsEndpoints.createFreezeWindow, {
    success: ({ name }) => `${name} is added`,
    onDone: onClose,
  });
  const read = readFreezeForm(form);
  const isTouched = form.name !== '' || form.why !== '';
  const change = (part: Partial<FreezeForm>): void => setForm({ ...form, ...part });
  return (
    <DialogForm
      opened
      title="Add freeze"
      submitLabel="Add freeze"
      busy={add.isPending}
      disabled={'error' in read}
      error={add.error}
      onClose={onClose}
      onSubmit={() => 'error' in read || add.mutate({ body: read })}
    >
      <Group grow align="start">
        <TextInput
          label="Name"
          placeholder="Weekend"
          value={form.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          required
          data-autofocus
        />
        <Select
          label="Endpoint"
          placeholder="All endpoints"
          data={endpoints.data?.items.map(({ name }) => name) ?? []}
          value={form.endpoint}
          onChange={(endpoint) => change({ endpoint })}
          searchable
          clearable
        />
      </Group>
      <Textarea
        label="Why"
        description="Whoever waits will read it"
        placeholder="nobody could look at an alert"
        value={form.why}
        onChange={({ currentTarget }) => change({ why: currentTarget.value })}
        required
        autosize
      />
      <SegmentedControl
        aria-label="How often"
        data={[
          { value: 'weekly', label: 'Each week' },
          { value: 'once', label: 'Once' },
        ]}
        value={form.isWeekly ? 'weekly' : 'once'}
        onChange={(value) => change({ isWeekly: value === 'weekly' })}
      />
      {form.isWeekly ? <WeeklyFields form={form} onChange={change} /> : <OnceFields form={form} onChange={change} />}
      {'error' in read && isTouched && (
        <Text size="xs" c="var(--slip-bad)" role="alert">
          {read.error}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        No rollout starts or takes its next step meanwhile; going back to stable always works, and an approver can let
        one rollout go on.
      </Text>
    </DialogForm>
  );
}

function WeeklyFields({ form, onChange }: FieldsProps): ReactNode {
  return (
    <>
      <MultiSelect
        label="Days"
        data={dayChoices}
        value={[...form.days]}
        onChange={(days) => onChange({ days: days as Weekday[] })}
      />
      <Group grow align="start">
        <TextInput
          type="time"
          label="From"
          value={form.from}
          onChange={({ currentTarget }) => onChange({ from: currentTarget.value })}
        />
        <TextInput
          type="time"
          label="To"
          description="The same time is a whole day"
          inputWrapperOrder={['label', 'input', 'description']}
          value={form.to}
          onChange={({ currentTarget }) => onChange({ to: currentTarget.value })}
        />
        <Select
          label="Time zone"
          data={[...new Set([here, 'UTC', ...Intl.supportedValuesOf('timeZone')])]}
          value={form.timeZone}
          onChange={(timeZone) => onChange({ timeZone: timeZone ?? here })}
          allowDeselect={false}
          searchable
          limit={100}
        />
      </Group>
    </>
  );
}

function OnceFields({ form, onChange }: FieldsProps): ReactNode {
  return (
    <Group grow align="start">
      <TextInput
        type="datetime-local"
        label="Starts"
        description="Now when left empty"
        inputWrapperOrder={['label', 'input', 'description']}
        value={form.startsAt}
        onChange={({ currentTarget }) => onChange({ startsAt: currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="Ends"
        value={form.endsAt}
        onChange={({ currentTarget }) => onChange({ endsAt: currentTarget.value })}
        required
      />
    </Group>
  );
}
