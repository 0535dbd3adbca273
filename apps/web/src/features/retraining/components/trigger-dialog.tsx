import { monitoringEndpoints, retrainingEndpoints, type Trigger } from '@slipway/contracts';
import { Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { draftOf, emptyDraft, sentOf, type TriggerDraft } from '../prepare/trigger-draft.js';
import { ConditionFields } from './condition-fields.js';
import { ThenCanaryFields } from './then-canary-fields.js';
import { TrainingInputFields } from './training-input-fields.js';
import { TriggerLimitFields } from './trigger-limit-fields.js';
import { TriggerTrial } from './trigger-trial.js';

/** TriggerDialog makes a trigger, or changes the one that is given; before it is kept, a back-test says what it would have done. */
export function TriggerDialog({ trigger, onClose }: { trigger: Trigger | null; onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [draft, setDraft] = useState(trigger === null ? emptyDraft(zone) : draftOf(trigger, zone));
  const trainers = useCall(retrainingEndpoints.listTrainers, { query: { limit: 200 } });
  const monitors = useCall(monitoringEndpoints.listMonitors, { query: { limit: 200 } });
  const options = { success: 'The trigger is kept' };
  const create = useAct(retrainingEndpoints.createTrigger, {
    ...options,
    onDone: ({ name }) => void navigate(paths.trigger(name)),
  });
  const update = useAct(retrainingEndpoints.updateTrigger, { ...options, onDone: onClose });
  const change = (part: Partial<TriggerDraft>): void => setDraft({ ...draft, ...part });
  const sent = sentOf(draft, trigger);
  const submit = (): void => {
    if (sent === null) return;
    const { name, thenRollOut, ...body } = sent;
    if (trigger === null) create.mutate({ body: { name, ...body, ...(thenRollOut && { thenRollOut }) } });
    else update.mutate({ params: { name }, body: { ...body, thenRollOut } });
  };
  const names = (of: { items: { name: string }[] } | undefined): string[] => of?.items.map(({ name }) => name) ?? [];
  return (
    <DialogForm
      opened
      size="lg"
      title={trigger === null ? 'New trigger' : `Change ${trigger.name}`}
      submitLabel={trigger === null ? 'Create trigger' : 'Save trigger'}
      busy={create.isPending || update.isPending}
      disabled={sent === null}
      error={create.error ?? update.error}
      onClose={onClose}
      onSubmit={submit}
    >
      {trigger === null && (
        <TextInput
          label="Name"
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          required
        />
      )}
      <Select
        label="Trainer"
        description="Of the operator’s file"
        data={names(trainers.data)}
        value={draft.trainer}
        onChange={(trainer) => change({ trainer })}
        nothingFoundMessage="The operator lists none"
        required
      />
      <TrainingInputFields input={draft} onChange={change} />
      <div>
        <Text size="sm" fw={500} mb={4}>
          Trains when
        </Text>
        <ConditionFields
          conditions={draft.conditions}
          monitors={monitors.data?.items ?? []}
          timeZone={draft.timeZone}
          onChange={(conditions) => change({ conditions })}
        />
      </div>
      <TriggerLimitFields draft={draft} onChange={change} />
      <ThenCanaryFields draft={draft} onChange={change} />
      {/* What was tried is not said of what was changed since. */}
      <TriggerTrial key={JSON.stringify(sent)} sent={sent} />
    </DialogForm>
  );
}
