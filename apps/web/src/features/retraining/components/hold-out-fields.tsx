import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HeldOut, HoldOutDraft } from '../prepare/hold-out-draft.js';

const kinds: { value: HeldOut; label: string }[] = [
  { value: 'nothing', label: 'Nothing' },
  { value: 'newest', label: 'The newest rows' },
  { value: 'span', label: 'A span of time' },
];

/** HoldOutFields edits which rows the trainer does not see, so that the new version and the champion are measured on them. */
export function HoldOutFields({
  holdOut,
  onChange,
}: {
  holdOut: HoldOutDraft;
  onChange: (holdOut: HoldOutDraft) => void;
}): ReactNode {
  const change = (part: Partial<HoldOutDraft>): void => onChange({ ...holdOut, ...part });
  return (
    <Group grow align="start">
      <Select
        label="Held out"
        description="From the trainer, to measure on"
        data={kinds}
        value={holdOut.kind}
        allowDeselect={false}
        onChange={(kind) => kind && change({ kind: kind as HeldOut })}
      />
      {holdOut.kind === 'newest' && (
        <NumberInput
          label="Share"
          description="Other rows at each run"
          suffix=" %"
          min={0.01}
          max={90}
          value={holdOut.percent}
          onChange={(percent) => change({ percent })}
          required
        />
      )}
      {holdOut.kind === 'span' && (
        <>
          <TextInput
            label="From"
            description="By event time"
            type="datetime-local"
            step={1}
            value={holdOut.from}
            onChange={(event) => change({ from: event.currentTarget.value })}
            required
          />
          <TextInput
            label="To"
            description="The same rows at each run"
            type="datetime-local"
            step={1}
            value={holdOut.to}
            onChange={(event) => change({ to: event.currentTarget.value })}
            required
          />
        </>
      )}
    </Group>
  );
}
