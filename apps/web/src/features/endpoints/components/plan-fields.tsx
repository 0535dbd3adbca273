import { Group, MultiSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RolloutForm } from '../prepare/rollout-form.js';
import { StepEditor } from '../../../components/ui/step-editor.js';

/** PlanFields type how traffic moves, by strategy. */
export function PlanFields({
  form,
  versions,
  onChange,
}: {
  form: RolloutForm;
  versions: { value: string; label: string }[];
  onChange: (part: Partial<RolloutForm>) => void;
}): ReactNode {
  const seconds = (label: string, key: 'testSeconds' | 'keepSeconds' | 'durationSeconds'): ReactNode => (
    <NumberInput label={label} suffix=" s" min={0} value={form[key]} onChange={(value) => onChange({ [key]: value })} />
  );
  switch (form.strategy) {
    case 'canary':
      return <StepEditor rows={form.steps} onChange={(steps) => onChange({ steps })} />;
    case 'blue_green':
      return (
        <>
          {seconds('Test without traffic for', 'testSeconds')}
          {seconds('Keep the former version loaded for', 'keepSeconds')}
          <SegmentedControl
            aria-label="Who switches"
            data={[
              { value: 'slipway', label: 'Slipway switches' },
              { value: 'person', label: 'A person switches' },
            ]}
            value={form.switchBy}
            onChange={(value) => onChange({ switchBy: value as RolloutForm['switchBy'] })}
          />
        </>
      );
    case 'shadow':
      return (
        <>
          <NumberInput
            label="Copy this share of requests"
            suffix=" %"
            min={0.01}
            max={100}
            value={form.mirrorPercent}
            onChange={(mirrorPercent) => onChange({ mirrorPercent })}
          />
          {seconds('Compare for at least', 'durationSeconds')}
        </>
      );
    case 'ab_test':
      return <TestFields form={form} versions={versions} onChange={onChange} />;
  }
}

function TestFields({
  form,
  versions,
  onChange,
}: {
  form: RolloutForm;
  versions: { value: string; label: string }[];
  onChange: (part: Partial<RolloutForm>) => void;
}): ReactNode {
  return (
    <>
      <MultiSelect
        label="Candidates"
        description="each keeps its share until the test ends or it is taken out; stable has the rest"
        data={versions}
        value={[...form.candidates]}
        searchable
        maxValues={8}
        onChange={(candidates) => onChange({ candidates })}
      />
      <Group grow align="end">
        <NumberInput
          label="Share of each candidate"
          suffix=" %"
          min={0.01}
          max={99}
          value={form.candidatePercent}
          onChange={(candidatePercent) => onChange({ candidatePercent })}
        />
        <NumberInput
          label="No winner before"
          suffix=" h"
          min={0}
          value={form.minHours}
          onChange={(minHours) => onChange({ minHours })}
        />
        <NumberInput
          label="Ask a person after"
          suffix=" days"
          min={0}
          value={form.maxDays}
          onChange={(maxDays) => onChange({ maxDays })}
        />
      </Group>
      <Group grow align="end">
        <TextInput
          label="Metric that decides"
          description="as it comes with feedback, such as revenue"
          value={form.goalMetric}
          onChange={(event) => onChange({ goalMetric: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label="What is better"
          data={[
            { value: 'higher', label: 'Higher is better' },
            { value: 'lower', label: 'Lower is better' },
          ]}
          value={form.goalBetter}
          onChange={(value) => onChange({ goalBetter: value as RolloutForm['goalBetter'] })}
        />
      </Group>
    </>
  );
}
