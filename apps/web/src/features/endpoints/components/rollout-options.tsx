import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RolloutForm, ThresholdRow } from '../prepare/rollout-form.js';
import { MatchFields } from './match-fields.js';

interface OptionsProps {
  form: RolloutForm;
  onChange: (part: Partial<RolloutForm>) => void;
}

/** RolloutOptions are what goes beside a plan: approvals, a time to begin, who goes first, rules, thresholds. */
export function RolloutOptions({ form, onChange }: OptionsProps): ReactNode {
  return (
    <>
      <Group grow align="end">
        <Select
          label="Approval by somebody else"
          data={[
            { value: 'never', label: 'Not needed' },
            { value: 'promotion', label: 'Before all traffic' },
            { value: 'every_step', label: 'Before every step' },
          ]}
          value={form.needsApproval}
          onChange={(value) => onChange({ needsApproval: (value ?? 'never') as RolloutForm['needsApproval'] })}
          allowDeselect={false}
        />
        <TextInput
          type="datetime-local"
          label="Begin at"
          value={form.startAt}
          onChange={({ currentTarget }) => onChange({ startAt: currentTarget.value })}
        />
      </Group>
      {form.strategy === 'canary' && <FirstCallers form={form} onChange={onChange} />}
      {form.strategy !== 'shadow' && <Rules form={form} onChange={onChange} />}
      <Thresholds form={form} onChange={onChange} />
    </>
  );
}

function FirstCallers({ form: { cohort, cohortSteps, steps }, onChange }: OptionsProps): ReactNode {
  return (
    <Stack gap={6} role="group" aria-label="First callers">
      <Title text="First callers" note="empty for everybody from the first step on" />
      <MatchFields
        of="the first callers"
        row={cohort}
        onChange={(part) => onChange({ cohort: { ...cohort, ...part } })}
      >
        <NumberInput
          size="xs"
          aria-label="Steps of the first callers"
          prefix="first "
          suffix=" steps"
          min={1}
          max={steps.length}
          value={cohortSteps}
          onChange={(value) => onChange({ cohortSteps: value })}
          w={120}
        />
      </MatchFields>
    </Stack>
  );
}

function Rules({ form: { rules }, onChange }: OptionsProps): ReactNode {
  const change = (index: number, part: Partial<RolloutForm['rules'][number]>): void =>
    onChange({ rules: rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)) });
  return (
    <Stack gap={6} role="group" aria-label="Rules">
      <Title text="Rules" note="go before the shares; such requests are no evidence" />
      {rules.map((rule, index) => (
        <MatchFields key={index} of={`rule ${index + 1}`} row={rule} onChange={(part) => change(index, part)}>
          <Select
            size="xs"
            aria-label={`Version of rule ${index + 1}`}
            data={[
              { value: 'stable', label: 'always stable' },
              { value: 'candidate', label: 'always the candidate' },
            ]}
            value={rule.to}
            onChange={(value) => change(index, { to: value === 'candidate' ? 'candidate' : 'stable' })}
            allowDeselect={false}
            w={170}
          />
          <Remove of={`rule ${index + 1}`} onClick={() => onChange({ rules: rules.filter((_, at) => at !== index) })} />
        </MatchFields>
      ))}
      <Add label="Add rule" onClick={() => onChange({ rules: [...rules, { header: '', values: '', to: 'stable' }] })} />
    </Stack>
  );
}

const metrics: readonly { value: ThresholdRow['metric']; label: string; unit: string }[] = [
  { value: 'p95_ms', label: 'Latency p95', unit: ' ms' },
  { value: 'p99_ms', label: 'Latency p99', unit: ' ms' },
  { value: 'error_rate', label: 'Error rate', unit: ' %' },
];

function Thresholds({ form: { thresholds }, onChange }: OptionsProps): ReactNode {
  const change = (index: number, part: Partial<ThresholdRow>): void =>
    onChange({ thresholds: thresholds.map((row, at) => (at === index ? { ...row, ...part } : row)) });
  return (
    <Stack gap={6} role="group" aria-label="Thresholds">
      <Title text="Thresholds" note="three readings in a row above one roll back, whatever the evidence" />
      {thresholds.map(({ metric, max }, index) => (
        <Group key={index} gap="xs" wrap="nowrap">
          <Select
            size="xs"
            aria-label={`Number of threshold ${index + 1}`}
            data={metrics.map(({ value, label }) => ({ value, label }))}
            value={metric}
            onChange={(value) => change(index, { metric: (value ?? 'p95_ms') as ThresholdRow['metric'] })}
            allowDeselect={false}
            flex={1}
          />
          <NumberInput
            size="xs"
            aria-label={`Most of threshold ${index + 1}`}
            prefix="at most "
            suffix={metrics.find(({ value }) => value === metric)?.unit ?? ''}
            min={0}
            value={max}
            onChange={(value) => change(index, { max: value })}
            flex={1}
          />
          <Remove
            of={`threshold ${index + 1}`}
            onClick={() => onChange({ thresholds: thresholds.filter((_, at) => at !== index) })}
          />
        </Group>
      ))}
      <Add
        label="Add threshold"
        onClick={() => onChange({ thresholds: [...thresholds, { metric: 'p95_ms', max: '' }] })}
      />
    </Stack>
  );
}

const Title = ({ text, note }: { text: string; note: string }): ReactNode => (
  <Text size="sm" fw={500}>
    {text}{' '}
    <Text span size="xs" c="dimmed">
      {note}
    </Text>
  </Text>
);

const Add = ({ label, onClick }: { label: string; onClick: () => void }): ReactNode => (
  <Group>
    <Button variant="subtle" size="compact-xs" leftSection={<IconPlus size={13} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  </Group>
);

const Remove = ({ of, onClick }: { of: string; onClick: () => void }): ReactNode => (
  <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${of}`} onClick={onClick}>
    <IconX size={15} />
  </ActionIcon>
);
