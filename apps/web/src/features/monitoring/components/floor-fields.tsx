import { Group, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { floorMeans, type FlooredKind } from '../prepare/monitor-kinds.js';

/** FloorDraft is when a monitor alarms, as typed: the floor in per cent, and how many windows go by for one false alarm. */
export interface FloorDraft {
  floor: number | string;
  falseAlarmEvery: number | string;
}

/** floorsOf are the shares that a draft stands for. */
export const floorsOf = ({ floor, falseAlarmEvery }: FloorDraft): { floor: number; alpha: number } => ({
  floor: Number(floor) / 100,
  alpha: 1 / Number(falseAlarmEvery),
});

/** FloorFields ask for the smallest change worth an alarm and for how many windows one false alarm may come. */
export function FloorFields({
  kind,
  draft,
  onChange,
}: {
  kind: FlooredKind;
  draft: FloorDraft;
  onChange: (draft: FloorDraft) => void;
}): ReactNode {
  return (
    <Group grow align="flex-end">
      <NumberInput
        label="Smallest change worth an alarm"
        description={floorMeans[kind]}
        suffix=" %"
        min={0.1}
        max={99}
        value={draft.floor}
        onChange={(floor) => onChange({ ...draft, floor })}
      />
      <NumberInput
        label="One false alarm in"
        description="when nothing has changed"
        suffix=" windows"
        min={3}
        max={1_000_000}
        value={draft.falseAlarmEvery}
        onChange={(falseAlarmEvery) => onChange({ ...draft, falseAlarmEvery })}
      />
    </Group>
  );
}
