import { Group, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MatchRow } from '../prepare/rollout-form.js';

const kinds: { value: MatchRow['of']; label: string; name: string; values: string }[] = [
  { value: 'header', label: 'Header', name: 'such as x-plan', values: 'such as beta, staff' },
  { value: 'key', label: 'Routing key', name: '', values: 'such as ada, eve' },
  { value: 'feature', label: 'Feature', name: 'such as distance', values: 'such as AA, WN or 100..500' },
];

/** MatchFields type whom a rule or a cohort means; `of` names them for a reader of the screen. */
export function MatchFields({
  of,
  row,
  onChange,
  children,
}: {
  of: string;
  row: MatchRow;
  onChange: (part: Partial<MatchRow>) => void;
  children?: ReactNode;
}): ReactNode {
  const kind = kinds.find(({ value }) => value === row.of)!;
  return (
    <Group gap="xs" align="center">
      <Select
        size="xs"
        aria-label={`What to look at for ${of}`}
        data={kinds}
        value={row.of}
        onChange={(value) => onChange({ of: (value ?? 'header') as MatchRow['of'] })}
        allowDeselect={false}
        w={110}
      />
      {row.of !== 'key' && (
        <TextInput
          size="xs"
          aria-label={`${kind.label} of ${of}`}
          placeholder={kind.name}
          value={row.name}
          onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
          flex={1}
          miw={90}
        />
      )}
      <TextInput
        size="xs"
        aria-label={`Values of ${of}`}
        placeholder={kind.values}
        value={row.values}
        onChange={({ currentTarget }) => onChange({ values: currentTarget.value })}
        flex={1}
        miw={110}
      />
      {children}
    </Group>
  );
}
