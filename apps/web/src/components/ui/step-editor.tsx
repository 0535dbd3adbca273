import { ActionIcon, Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { StepRow } from '../../lib/step-rows.js';

/** StepEditor is the list of a rollout's steps: share of traffic, and how long to hold it at least. */
export function StepEditor({
  rows,
  onChange,
}: {
  rows: readonly StepRow[];
  onChange: (rows: StepRow[]) => void;
}): ReactNode {
  const change = (index: number, part: Partial<StepRow>): void =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Stack gap={6} role="group" aria-label="Steps">
      <Text size="sm" fw={500}>
        Steps
      </Text>
      {rows.map(({ percent, holdSeconds }, index) => (
        <Group key={index} gap="xs" wrap="nowrap">
          <NumberInput
            size="xs"
            aria-label={`Share of step ${index + 1}`}
            suffix=" %"
            min={0.01}
            max={100}
            w={92}
            value={percent}
            onChange={(value) => change(index, { percent: value })}
          />
          <NumberInput
            size="xs"
            aria-label={`Hold of step ${index + 1}`}
            prefix="held "
            suffix=" s"
            min={0}
            max={86_400}
            value={holdSeconds}
            onChange={(value) => change(index, { holdSeconds: value })}
            flex={1}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove step ${index + 1}`}
            disabled={rows.length === 1}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          >
            <IconX size={15} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={() => onChange([...rows, { percent: 100, holdSeconds: 60 }])}
        >
          Add step
        </Button>
      </Group>
    </Stack>
  );
}
