import type { Monitor, TriggerCondition } from '@slipway/contracts';
import { ActionIcon, Button, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { conditionOf } from '../prepare/trigger-draft.js';

const MOST = 10;
const kinds: { value: TriggerCondition['kind']; label: string }[] = [
  { value: 'labels', label: 'New outcomes' },
  { value: 'drift', label: 'Drift' },
  { value: 'performance', label: 'Worse performance' },
  { value: 'schedule', label: 'Schedule' },
  { value: 'staleness', label: 'Age of the newest version' },
];

/** ConditionFields edits what speaks for training anew, one condition a line. */
export function ConditionFields({
  conditions,
  monitors,
  timeZone,
  onChange,
}: {
  conditions: readonly TriggerCondition[];
  monitors: readonly Monitor[];
  timeZone: string;
  onChange: (conditions: TriggerCondition[]) => void;
}): ReactNode {
  const put = (place: number, condition: TriggerCondition): void => onChange(conditions.with(place, condition));
  return (
    <Stack gap={6}>
      {conditions.map((condition, i) => (
        <Group key={i} gap="xs" wrap="nowrap" align="end">
          <Select
            aria-label={`Condition ${i + 1}`}
            data={kinds}
            value={condition.kind}
            allowDeselect={false}
            onChange={(kind) => kind && put(i, conditionOf(kind as TriggerCondition['kind'], timeZone))}
            w={190}
          />
          <div style={{ flex: 1 }}>
            <ConditionField condition={condition} monitors={monitors} onChange={(changed) => put(i, changed)} />
          </div>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={`Remove condition ${i + 1}`}
            disabled={conditions.length === 1}
            onClick={() => onChange(conditions.filter((_, j) => j !== i))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={conditions.length >= MOST}
          onClick={() => onChange([...conditions, conditionOf('labels', timeZone)])}
        >
          Add condition
        </Button>
      </div>
    </Stack>
  );
}

function ConditionField({
  condition,
  monitors,
  onChange,
}: {
  condition: TriggerCondition;
  monitors: readonly Monitor[];
  onChange: (condition: TriggerCondition) => void;
}): ReactNode {
  switch (condition.kind) {
    case 'drift':
    case 'performance': {
      const ofPerformance = condition.kind === 'performance';
      return (
        <Select
          aria-label="Monitor"
          placeholder="Which monitor"
          data={monitors.filter(({ kind }) => (kind === 'performance') === ofPerformance).map(({ name }) => name)}
          value={condition.monitor || null}
          onChange={(monitor) => onChange({ ...condition, monitor: monitor ?? '' })}
          nothingFoundMessage="There is no such monitor yet"
          searchable
        />
      );
    }
    case 'labels':
      return (
        <NumberInput
          aria-label="New outcomes"
          suffix=" predictions with an outcome"
          thousandSeparator=","
          min={1}
          value={condition.rows}
          onChange={(rows) => onChange({ ...condition, rows: Number(rows) })}
        />
      );
    case 'schedule':
      return (
        <Group gap="xs" wrap="nowrap">
          <TextInput
            aria-label="Cron"
            value={condition.cron}
            onChange={(event) => onChange({ ...condition, cron: event.currentTarget.value })}
          />
          <TextInput
            aria-label="Time zone of the schedule"
            value={condition.timeZone}
            onChange={(event) => onChange({ ...condition, timeZone: event.currentTarget.value })}
          />
        </Group>
      );
    case 'staleness':
      return (
        <NumberInput
          aria-label="Days"
          suffix=" days"
          min={1}
          value={condition.days}
          onChange={(days) => onChange({ ...condition, days: Number(days) })}
        />
      );
  }
}
