import type { Monitor } from '@slipway/contracts';
import { Checkbox, Group, NumberInput, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { changeOf, type AlarmDraft } from '../prepare/alarm-draft.js';
import { floorMeans } from '../prepare/monitor-kinds.js';
import { falseAlarmText } from '../prepare/monitor-words.js';

interface AlarmFieldsProps {
  kind: Monitor['kind'];
  draft: AlarmDraft;
  onChange: (draft: AlarmDraft) => void;
}

/** AlarmFields ask when a monitor alarms: what is too bad, from how many rows on, in how many windows. */
export function AlarmFields({ kind, draft, onChange }: AlarmFieldsProps): ReactNode {
  const set = (change: Partial<AlarmDraft>): void => onChange({ ...draft, ...change });
  const { alpha = 1, alarmAfter = 1 } = changeOf(kind, draft);
  return (
    <>
      {kind === 'performance' ? (
        <PerformanceFields draft={draft} set={set} />
      ) : (
        <Group grow align="flex-end">
          <NumberInput
            label="Smallest change worth an alarm"
            description={floorMeans[kind]}
            suffix=" %"
            min={0.1}
            max={99}
            value={draft.floor}
            onChange={(floor) => set({ floor })}
          />
          <NumberInput
            label="One false alarm in"
            description="when nothing has changed"
            suffix=" windows"
            min={3}
            max={1_000_000}
            value={draft.falseAlarmEvery}
            onChange={(falseAlarmEvery) => set({ falseAlarmEvery })}
          />
        </Group>
      )}
      <NumberInput
        label={fewest[kind] ?? 'Fewest rows'}
        description={kind === 'volume' ? 'Where fewer are usual, nothing is told' : 'A window with fewer tells nothing'}
        min={10}
        max={1_000_000}
        value={draft.minimumRows}
        onChange={(minimumRows) => set({ minimumRows })}
      />
      <Group grow align="flex-end">
        <NumberInput
          label="Alarm after"
          min={1}
          max={50}
          value={draft.alarmAfter}
          onChange={(after) => set({ alarmAfter: after })}
        />
        <NumberInput
          label="of the last"
          suffix=" windows"
          min={1}
          max={50}
          value={draft.alarmOf}
          onChange={(of) => set({ alarmOf: of })}
        />
        <NumberInput
          label="Then none for"
          suffix=" windows"
          min={0}
          max={1_000}
          value={draft.coolDownWindows}
          onChange={(coolDownWindows) => set({ coolDownWindows })}
        />
      </Group>
      <Text size="xs" c="dimmed">
        {falseAlarmText(kind, alpha, alarmAfter)}
      </Text>
    </>
  );
}

const fewest: Partial<Record<Monitor['kind'], string>> = {
  performance: 'Fewest outcomes',
  volume: 'Fewest usual predictions',
};

function PerformanceFields({
  draft,
  set,
}: {
  draft: AlarmDraft;
  set: (change: Partial<AlarmDraft>) => void;
}): ReactNode {
  return (
    <>
      <Group grow align="flex-end">
        <NumberInput
          label="Worst acceptable value"
          description="An alarm needs the whole interval to be worse"
          value={draft.limit}
          onChange={(limit) => set({ limit })}
          decimalScale={6}
          required
        />
        <TextInput
          label="Positive outcome"
          description="What a score is the probability of"
          placeholder="1, true or the last class"
          value={draft.positive}
          onChange={(event) => set({ positive: event.currentTarget.value })}
        />
      </Group>
      <Checkbox
        label="Where outcomes are missing, alarm on the estimate"
        description="Learned from earlier outcomes; right while inputs keep their meaning"
        checked={draft.fromEstimate}
        onChange={(event) => set({ fromEstimate: event.currentTarget.checked })}
      />
    </>
  );
}
