import { Badge, Group, Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { middleCut } from '../../lib/format.js';

/** TagList shows the first tags and says how many more there are; tags that clients keep for themselves (`mlflow.`) come last. */
export function TagList({ tags, shown = 3 }: { tags: Readonly<Record<string, string>>; shown?: number }): ReactNode {
  const all = Object.entries(tags).toSorted(([left], [right]) => Number(isInner(left)) - Number(isInner(right)));
  const rest = all.slice(shown);
  if (all.length === 0) return <span>–</span>;
  return (
    <Group gap={4} wrap="nowrap">
      {all.slice(0, shown).map(([name, value]) => (
        <Badge key={name} variant="default" tt="none" fw={400} maw={220} title={`${name}: ${value}`}>
          {middleCut(value === '' ? name : `${name}: ${value}`, 30)}
        </Badge>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.map(([name, value]) => `${name}: ${middleCut(value, 40)}`).join(', ')} multiline maw={420}>
          <Text size="xs" c="dimmed" tabIndex={0} style={{ whiteSpace: 'nowrap' }}>
            {rest.length} more
          </Text>
        </Tooltip>
      )}
    </Group>
  );
}

const isInner = (name: string): boolean => name.startsWith('mlflow.');
