import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import {
  ruleTargets,
  type CohortRow,
  type MatchRow,
  type RolloutForm,
  type RuleRow,
  type ThresholdRow,
} from '../prepare/rollout-form.js';
import { AdvancedFields } from './advanced-fields.js';
import { MatchFields } from './match-fields.js';

interface OptionsProps {
  form: RolloutForm;
  onChange: (part: Partial<RolloutForm>) => void;
}

/** RolloutOptions are what goes beside a plan: approvals, a time to begin, who goes first, rules, thresholds, and the rest of the policy. */
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
      {(form.strategy === 'canary' || form.strategy === 'ab_test') && <Cohorts form={form} onChange={onChange} />}
      {form.strategy !== 'shadow' && <Rules form={form} onChange={onChange} />}
      <Thresholds form={form} onChange={onChange} />
      <AdvancedFields written={form.advanced} onChange={(advanced) => onChange({ advanced })} />
    </>
  );
}

function Cohorts({ form: { strategy, cohorts, steps }, onChange }: OptionsProps): ReactNode {
  const isCanary = strategy === 'canary';
  const change = (index: number, part: Partial<CohortRow>): void =>
    onChange({ cohorts: cohorts.map((row, at) => (at === index ? { ...row, ...part } : row)) });
  return (
    <Stack gap={6} role="group" aria-label="Cohorts">
      <Title
        text="Cohorts"
        note={
          isCanary
            ? 'go first, in this order, each with its own steps; who is in stays in; then everybody'
            : 'only they take part; everybody else stays with stable'
        }
      />
      {cohorts.map((row, index) => (
        <MatchFields key={index} of={`cohort ${index + 1}`} row={row} onChange={(part) => change(index, part)}>
          {isCanary && (
            <NumberInput
              size="xs"
              aria-label={`Steps of cohort ${index + 1}`}
              suffix={row.steps === 1 ? ' step' : ' steps'}
              min={1}
              max={steps.length}
              value={row.steps}
              onChange={(value) => change(index, { steps: value })}
              w={90}
            />
          )}
          <Remove
            of={`cohort ${index + 1}`}
            onClick={() => onChange({ cohorts: cohorts.filter((_, at) => at !== index) })}
          />
        </MatchFields>
      ))}
      <Add label="Add cohort" onClick={() => onChange({ cohorts: [...cohorts, { ...emptyMatch, steps: 1 }] })} />
    </Stack>
  );
}

const emptyMatch: MatchRow = { of: 'header', name: '', values: '' };

function Rules({ form, onChange }: OptionsProps): ReactNode {
  const { rules } = form;
  const change = (index: number, part: Partial<RuleRow>): void =>
    onChange({ rules: rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)) });
  return (
    <Stack gap={6} role="group" aria-label="Rules">
      <Title text="Rules" note="go before the shares; such requests are no evidence" />
      {rules.map((rule, index) => (
        <MatchFields key={index} of={`rule ${index + 1}`} row={rule} onChange={(part) => change(index, part)}>
          <Select
            size="xs"
            aria-label={`Version of rule ${index + 1}`}
            data={ruleTargets(form).map((value) => ({ value, label: targetWords(value) }))}
            value={rule.to}
            onChange={(value) => change(index, { to: value ?? 'stable' })}
            allowDeselect={false}
            w={150}
          />
          <Remove of={`rule ${index + 1}`} onClick={() => onChange({ rules: rules.filter((_, at) => at !== index) })} />
        </MatchFields>
      ))}
      <Add label="Add rule" onClick={() => onChange({ rules: [...rules, { ...emptyMatch, to: 'stable' }] })} />
    </Stack>
  );
}

const targetWords = (to: string): string =>
  to === 'stable' ? 'always stable' : to === 'candidate' ? 'always the candidate' : `always v${to}`;

const metrics: readonly { value: ThresholdRow['metric']; label: string; unit: string }[] = [
  { value: 'p95_ms', label: 'Latency p95', unit: ' ms' },
  { value: 'p99_ms', label: 'Latency p99', unit: ' ms' },
  { value: 'error_rate', label: 'Error rate', unit: ' %' },
  { value: 'memory_mb', label: 'Memory of a replica', unit: ' MiB' },
  { value: 'cpu_cores', label: 'Processors of a replica', unit: '' },
];

function Thresholds({ form: { strategy, thresholds }, onChange }: OptionsProps): ReactNode {
  const change = (index: number, part: Partial<ThresholdRow>): void =>
    onChange({ thresholds: thresholds.map((row, at) => (at === index ? { ...row, ...part } : row)) });
  return (
    <Stack gap={6} role="group" aria-label="Thresholds">
      <Title
        text="Thresholds"
        note={`three readings in a row above one ${strategy === 'ab_test' ? 'take the candidate out' : 'roll back'}, whatever the evidence`}
      />
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
