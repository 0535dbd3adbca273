import { Group, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MatchRow } from '../prepare/rollout-form.js';

/** MatchFields type whom a rule or a cohort means; `of` names them for a reader of the screen. */
export function MatchFields({
  of,
  row: { header, values },
  onChange,
  children,
}: {
  of: string;
  row: MatchRow;
  onChange: (part: Partial<MatchRow>) => void;
  children?: ReactNode;
}): ReactNode {
  return (
    <Group gap="xs" align="center">
      <TextInput
        size="xs"
        aria-label={`Header of ${of}`}
        placeholder="Header, such as x-plan"
        value={header}
        onChange={({ currentTarget }) => onChange({ header: currentTarget.value })}
        flex={1}
        miw={120}
      />
      <TextInput
        size="xs"
        aria-label={`Values of ${of}`}
        placeholder="Values, such as beta, staff"
        value={values}
        onChange={({ currentTarget }) => onChange({ values: currentTarget.value })}
        flex={1}
        miw={120}
      />
      {children}
    </Group>
  );
}
