import {
  alertingEndpoints,
  AlertTopic,
  servingEndpoints,
  Severity,
  type AlertCondition,
  type AlertRule,
} from '@slipway/contracts';
import { Group, MultiSelect, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { isConditionTopic, topicWords } from '../../../components/ui/topic-words.js';
import { ConditionFields, usualCondition } from './condition-fields.js';

const FIRST_TOPIC = 'endpoint_errors';

/** RuleDialog makes a rule, or changes whom one tells, how loudly and when. */
export function RuleDialog({ rule, onClose }: { rule?: AlertRule; onClose: () => void }): ReactNode {
  const [name, setName] = useState(rule?.name ?? '');
  const [topic, setTopic] = useState<AlertRule['topic']>(rule?.topic ?? FIRST_TOPIC);
  const [endpoint, setEndpoint] = useState<string | null>(rule?.endpoint ?? null);
  const [severity, setSeverity] = useState<string>(rule?.severity ?? 'warning');
  const [tells, setTells] = useState<string[]>(rule?.channels ?? []);
  const [condition, setCondition] = useState<AlertCondition | null>(
    rule ? rule.condition : usualCondition(FIRST_TOPIC),
  );
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 500 } });
  const channels = useCall(alertingEndpoints.listChannels, { query: { limit: 200 } });
  const create = useAct(alertingEndpoints.createRule, { success: 'Rule added', onDone: onClose });
  const update = useAct(alertingEndpoints.updateRule, { success: 'Rule changed', onDone: onClose });
  const chosen = {
    severity: Severity.parse(severity),
    channels: tells,
    ...(condition !== null && { condition }),
  };
  const submit = (): void =>
    rule === undefined
      ? create.mutate({ body: { name: name.trim(), topic, ...chosen, ...(endpoint !== null && { endpoint }) } })
      : update.mutate({ params: { name: rule.name }, body: chosen });
  const watch = (value: string | null): void => {
    const next = AlertTopic.parse(value ?? FIRST_TOPIC);
    setTopic(next);
    setCondition(isConditionTopic(next) ? usualCondition(next) : null);
  };
  return (
    <DialogForm
      opened
      size="lg"
      title={rule === undefined ? 'Add rule' : `Rule ${rule.name}`}
      submitLabel={rule === undefined ? 'Add rule' : 'Save rule'}
      busy={create.isPending || update.isPending}
      disabled={name.trim() === ''}
      error={create.error ?? update.error}
      onClose={onClose}
      onSubmit={submit}
    >
      {rule === undefined && (
        <>
          <TextInput
            label="Name"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
            data-autofocus
          />
          <Group grow>
            <Select
              label="Watches"
              value={topic}
              onChange={watch}
              data={AlertTopic.options.map((value) => ({ value, label: topicWords[value] }))}
              allowDeselect={false}
            />
            <Select
              label="At"
              value={endpoint}
              onChange={setEndpoint}
              data={endpoints.data?.items.map((each) => each.name) ?? []}
              placeholder="every endpoint"
              clearable
              searchable
            />
          </Group>
        </>
      )}
      {condition !== null && isConditionTopic(topic) && (
        <ConditionFields topic={topic} endpoint={endpoint} condition={condition} onChange={setCondition} />
      )}
      <Group grow align="flex-start">
        <Select
          label="Severity"
          value={severity}
          onChange={(value) => setSeverity(value ?? 'warning')}
          data={Severity.options}
          allowDeselect={false}
        />
        <MultiSelect
          label="Tells"
          value={tells}
          onChange={setTells}
          data={channels.data?.items.map((each) => each.name) ?? []}
          placeholder={tells.length === 0 ? 'nobody: on the Alerts page only' : ''}
        />
      </Group>
    </DialogForm>
  );
}
