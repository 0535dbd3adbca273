import { NumberInput, SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RolloutForm } from '../prepare/rollout-form.js';
import { StepEditor } from './step-editor.js';

/** PlanFields type how traffic moves, by strategy. */
export function PlanFields({
  form,
  onChange,
}: {
  form: RolloutForm;
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
  }
}
