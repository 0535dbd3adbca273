import { Group, NumberInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { countOf } from '../../../lib/format.js';
import type { TriggerDraft } from '../prepare/trigger-draft.js';

/** TriggerLimitFields ask how many conditions a trigger needs, and what holds it back: cool-down, budget, quiet hours. */
export function TriggerLimitFields({
  draft,
  onChange,
}: {
  draft: TriggerDraft;
  onChange: (part: Partial<TriggerDraft>) => void;
}): ReactNode {
  return (
    <>
      <Group grow align="start">
        <NumberInput
          label="Needed"
          description={`Of ${countOf(draft.conditions.length, 'condition')} at once`}
          min={1}
          max={draft.conditions.length}
          value={Math.min(Number(draft.needed), draft.conditions.length)}
          onChange={(needed) => onChange({ needed })}
        />
        <NumberInput
          label="Cool-down"
          description="After a firing"
          suffix=" h"
          min={0}
          value={draft.cooldownHours}
          onChange={(cooldownHours) => onChange({ cooldownHours })}
        />
        <NumberInput
          label="Budget"
          description="Runs in any seven days"
          placeholder="no limit"
          min={1}
          value={draft.budgetPerWeek}
          onChange={(budgetPerWeek) => onChange({ budgetPerWeek })}
        />
      </Group>
      <Group grow align="start">
        <TextInput
          label="Quiet from"
          description="Nothing starts by itself"
          type="time"
          value={draft.quietFrom}
          onChange={(event) => onChange({ quietFrom: event.currentTarget.value })}
        />
        <TextInput
          label="Quiet to"
          description="It may reach over midnight"
          type="time"
          value={draft.quietTo}
          onChange={(event) => onChange({ quietTo: event.currentTarget.value })}
        />
        <TextInput
          label="Time zone"
          description="Of the quiet hours"
          value={draft.timeZone}
          onChange={(event) => onChange({ timeZone: event.currentTarget.value })}
        />
      </Group>
    </>
  );
}
