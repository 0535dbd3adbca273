import { monitoringEndpoints, retrainingEndpoints, type Trigger } from '@slipway/contracts';
import { Alert, Button, Group, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { StepEditor } from '../../../components/ui/step-editor.js';
import { countOf } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { readSteps } from '../../../lib/step-rows.js';
import { backtestSentence } from '../prepare/backtest-rows.js';
import { draftOf, emptyDraft, sentOf, type TriggerDraft } from '../prepare/trigger-draft.js';
import { ConditionFields } from './condition-fields.js';
import { PolicyFields } from './policy-fields.js';
import { TrainingInputFields } from './training-input-fields.js';

const DAYS = 90;

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
  const preview = useAct(retrainingEndpoints.previewTrigger, {});
  const change = (part: Partial<TriggerDraft>): void => {
    setDraft({ ...draft, ...part });
    preview.reset();
  };
  const sent = sentOf(draft, trigger);
  const read = readSteps(draft.steps);
  const submit = (): void => {
    if (sent === null) return;
    const { name, thenRollOut, ...body } = sent;
    if (trigger === null) create.mutate({ body: { name, ...body, ...(thenRollOut && { thenRollOut }) } });
    else update.mutate({ params: { name }, body: { ...body, thenRollOut } });
  };
  const tryOut = (): void => {
    if (sent === null) return;
    const { thenRollOut: _, ...body } = sent;
    preview.mutate({ query: { days: DAYS }, body });
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
      error={create.error ?? update.error ?? preview.error}
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
      <Group grow align="start">
        <NumberInput
          label="Needed"
          description={`Of ${countOf(draft.conditions.length, 'condition')} at once`}
          min={1}
          max={draft.conditions.length}
          value={Math.min(Number(draft.needed), draft.conditions.length)}
          onChange={(needed) => change({ needed })}
        />
        <NumberInput
          label="Cool-down"
          description="After a firing"
          suffix=" h"
          min={0}
          value={draft.cooldownHours}
          onChange={(cooldownHours) => change({ cooldownHours })}
        />
        <NumberInput
          label="Budget"
          description="Runs in any seven days"
          placeholder="no limit"
          min={1}
          value={draft.budgetPerWeek}
          onChange={(budgetPerWeek) => change({ budgetPerWeek })}
        />
      </Group>
      <Group grow align="start">
        <TextInput
          label="Quiet from"
          description="Nothing starts by itself"
          type="time"
          value={draft.quietFrom}
          onChange={(event) => change({ quietFrom: event.currentTarget.value })}
        />
        <TextInput
          label="Quiet to"
          description="It may reach over midnight"
          type="time"
          value={draft.quietTo}
          onChange={(event) => change({ quietTo: event.currentTarget.value })}
        />
        <TextInput
          label="Time zone"
          description="Of the quiet hours"
          value={draft.timeZone}
          onChange={(event) => change({ timeZone: event.currentTarget.value })}
        />
      </Group>
      <Switch
        label="Start a canary with the new version"
        description="Step by step, as long as the evidence is good"
        checked={draft.canary}
        onChange={(event) => change({ canary: event.currentTarget.checked })}
      />
      {draft.canary && <StepEditor rows={draft.steps} onChange={(steps) => change({ steps })} />}
      {draft.canary && 'error' in read && (
        <Text size="sm" c="red">
          {read.error}
        </Text>
      )}
      {draft.canary && <PolicyFields policy={draft.policy} onChange={(policy) => change({ policy })} />}
      <Switch
        label="Somebody must approve the canary first"
        checked={draft.approval}
        disabled={!draft.canary}
        onChange={(event) => change({ approval: event.currentTarget.checked })}
      />
      <Group gap="sm">
        <Button variant="default" disabled={sent === null} loading={preview.isPending} onClick={tryOut}>
          Try on the last {DAYS} days
        </Button>
        {sent === null && (
          <Text size="sm" c="dimmed">
            Name, trainer, model, what it learns from, whole conditions, what is held out and the canary’s steps and
            limits are wanted first.
          </Text>
        )}
      </Group>
      {preview.data && (
        <Alert color="gray" title={backtestSentence(preview.data)}>
          {preview.data.fired.slice(0, 5).map(({ at, why }) => (
            <Text key={at} size="sm">
              {at.slice(0, 16).replace('T', ' ')} UTC: {why}
            </Text>
          ))}
        </Alert>
      )}
    </DialogForm>
  );
}
